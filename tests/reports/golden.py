"""Whole outputs kept in files: `tests/golden/reports/`.

A test fails where the output differs from the file. After a change that is meant, write the files
anew with `INTERNALMAP_UPDATE_GOLDEN=1 pytest tests/reports`, and read the difference in git.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "golden" / "reports"
UPDATE = "INTERNALMAP_UPDATE_GOLDEN"


def check(name: str, output: str) -> None:
    """Compare a whole output with its file, byte by byte, or write the file anew."""
    path = FOLDER / name
    if os.environ.get(UPDATE) == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(output.encode())
        return
    assert path.exists(), f"{path} is missing: run again with {UPDATE}=1 to write it"
    assert output.encode() == path.read_bytes(), f"{name} differs; {UPDATE}=1 writes it anew"
