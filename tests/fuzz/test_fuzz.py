"""Random input, a little of it; and each input that once failed."""

from __future__ import annotations

from pathlib import Path

import pytest

from effort import share
from fuzz.targets import TARGETS, made

INPUTS = sorted(path for path in (Path(__file__).parent / "inputs").iterdir())


@pytest.mark.parametrize("target", TARGETS)
def test_any_input_is_read_or_refused_in_words(target: str, tmp_path: Path) -> None:
    for number in range(share(300)):
        data = made(target, number)
        print(f"python -m fuzz --target {target} --first {number} --count 1")  # if it fails
        TARGETS[target][2](data, tmp_path)


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_what_once_failed_holds(path: Path, tmp_path: Path) -> None:
    TARGETS[path.name.partition("-")[0]][2](path.read_bytes(), tmp_path)
