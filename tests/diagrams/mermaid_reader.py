"""What Mermaid itself reads in a text: its own parser, run by Node.

The environment variable INTERNALMAP_MERMAID names a folder with Mermaid and jsdom in its
node_modules. Without it, or without Node, tests that need them are skipped; where CI is set they
fail, so that no build passes that has not asked Mermaid.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).with_name("mermaid_parse.mjs")


@dataclass(frozen=True)
class Reading:
    """What Mermaid found in each text, and its limits of characters and of lines."""

    limits: tuple[int, int]
    found: list[Any]


def read(texts: Sequence[str]) -> Reading:
    """Let Mermaid read texts, all in one process."""
    node, folder = shutil.which("node"), os.environ.get("INTERNALMAP_MERMAID", "")
    missing = ""
    if node is None:
        missing = "there is no node here"
    elif not (folder and Path(folder, "node_modules", "mermaid").is_dir()):
        missing = "INTERNALMAP_MERMAID names no folder with mermaid in its node_modules"
    if missing and os.environ.get("CI"):
        pytest.fail(f"Mermaid's parser is part of the build, and {missing}")
    if missing or node is None:
        pytest.skip(missing)
    done = subprocess.run(
        [node, str(SCRIPT)],
        input=json.dumps(texts),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    return Reading(tuple(said["limits"]), said["found"])
