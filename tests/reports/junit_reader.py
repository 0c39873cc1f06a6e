"""What Jenkins' xUnit plugin takes for a report of tests, by its schema.

The environment variable INTERNALMAP_JUNIT names a folder that has `junit-10.xsd` in it, somewhere.
Without it tests that need it are skipped; where CI is set they fail, so that no build passes that
has not asked.
"""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest


def remarks(text: str) -> list[str]:
    """What the schema, in each version that is there, has against a report."""
    etree: Any = import_module("lxml.etree")
    report = etree.fromstring(text.encode())
    found = []
    for path in _schemas():
        schema = etree.XMLSchema(etree.parse(str(path)))
        schema.validate(report)
        found += [str(each) for each in schema.error_log]
    return found


def _schemas() -> list[Path]:
    named = os.environ.get("INTERNALMAP_JUNIT", "")
    paths = sorted(Path(named).rglob("junit-10.xsd")) if named else []
    if paths:
        return paths
    missing = "INTERNALMAP_JUNIT names no folder with a junit-10.xsd"
    if os.environ.get("CI"):
        pytest.fail(f"the schema of Jenkins is part of the build, and {missing}")
    pytest.skip(missing)
