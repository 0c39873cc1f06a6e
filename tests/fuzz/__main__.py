"""Try random input for as long as one likes: in `tests/`, `python -m fuzz --seconds 600`.

Each input has a number, and the same number gives the same input again: `--first 1234 --count 1`.
An input that fails is saved; put it into `fuzz/inputs/`, with its target first in its name, and the
tests try it ever after.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
import traceback
from pathlib import Path

from fuzz.targets import TARGETS, made

#: What takes so long is worth a look.
SLOW = 5.0


def main() -> int:
    """Try inputs until the time is over; 1 if any failed."""
    parser = argparse.ArgumentParser("python -m fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--first", type=int, default=int(time.time()) * 1000, help="first number")
    parser.add_argument("--count", type=int, default=sys.maxsize, help="how many of each")
    parser.add_argument("--target", choices=[*TARGETS], action="append")
    parser.add_argument("--save", type=Path, default=Path("fuzz-failures"))
    given = parser.parse_args()
    targets = given.target or [*TARGETS]
    end = time.monotonic() + given.seconds
    tried = failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.first, given.first + given.count):
            for target in targets:
                if time.monotonic() > end:
                    break
                tried += 1
                failed += not _holds(target, number, Path(folder), given.save)
            else:
                continue
            break
    print(f"{tried} inputs from number {given.first} on, {failed} failed")
    return 1 if failed else 0


def _holds(target: str, number: int, folder: Path, save: Path) -> bool:
    _, ending, holds = TARGETS[target]
    data = made(target, number)
    begun = time.monotonic()
    try:
        holds(data, folder)
    except Exception:  # noqa: BLE001 - whatever it is, the input is kept
        save.mkdir(exist_ok=True)
        path = save / f"{target}-{number}{ending}"
        path.write_bytes(data)
        print(f"{target} {number} failed; its input is {path}", file=sys.stderr)
        traceback.print_exc()
        return False
    if (seconds := time.monotonic() - begun) > SLOW:
        print(f"{target} {number} took {seconds:.0f} s", file=sys.stderr)
    return True


if __name__ == "__main__":
    sys.exit(main())
