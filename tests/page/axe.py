"""What axe-core says of a page: the library by which most tools look for what keeps people out.

The environment variable INTERNALMAP_AXE names a folder with axe-core in its node_modules. Without
it, tests that need it are skipped; where CI is set they fail.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from page.browser import Opened


@cache
def source() -> str:
    """The text of axe-core."""
    folder = os.environ.get("INTERNALMAP_AXE", "")
    path = Path(folder, "node_modules", "axe-core", "axe.min.js")
    missing = "INTERNALMAP_AXE names no folder with axe-core in its node_modules"
    if not (folder and path.is_file()):
        if os.environ.get("CI"):
            pytest.fail(f"axe-core is part of the build, and {missing}")
        pytest.skip(missing)
    return path.read_text(encoding="utf-8")


def faults(opened: Opened, *, cut: bool = False) -> list[str]:
    """What it finds wrong: how bad it is, the rule, and where.

    `cut`: boxes are cut by the edge of the window. What is written in them is then in their names,
    but axe, which takes only what it sees, finds other words.
    """
    opened.page.evaluate(source())
    rules = {"label-content-name-mismatch": {"enabled": not cut}}
    found = opened.asks("async (rules) => (await axe.run({ rules })).violations", rules)
    return [
        f"{each['impact']} {each['id']}: {node['target'][0]}: {node['failureSummary'][:300]}"
        for each in found
        for node in each["nodes"][:3]
    ]
