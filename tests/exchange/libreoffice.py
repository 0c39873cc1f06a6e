"""What LibreOffice makes of a workbook: opened, and saved as another file.

Without it, tests that need it are skipped; where CI is set they fail, so that no build passes that
has not asked.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest


def saved(files: Sequence[Path], ending: str, folder: Path) -> list[Path]:
    """The files as LibreOffice saves them in a folder, in the form of this ending."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        missing = "LibreOffice is not installed: there is no program soffice"
        if os.environ.get("CI"):
            pytest.fail(f"another spreadsheet program is part of the build, and {missing}")
        pytest.skip(missing)
    profile = folder / "profile"
    profile.mkdir(parents=True)
    subprocess.run(
        [
            program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore",
            "--convert-to", ending, "--outdir", str(folder), *map(str, files),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )  # fmt: skip
    shutil.rmtree(profile)
    found = [folder / f"{file.stem}.{ending}" for file in files]
    assert all(file.is_file() for file in found), "LibreOffice did not save the files"
    return found
