"""Results as the formats write them, with a few options."""

from __future__ import annotations

from typing import Any

from internalmap.formats import REPORTS
from internalmap.reports.blocks import Report
from internalmap.reports.documents import Result, document, render
from internalmap.reports.options import RenderOptions
from internalmap.results.party import Cards


def rendered(result: Result | Cards, format: str = "text", **options: Any) -> str:
    """A result as a text."""
    made = render(result, REPORTS[format], RenderOptions(**options))
    assert isinstance(made, str)
    return made


def workbook(result: Result, **options: Any) -> bytes:
    """A result as a workbook."""
    made = render(result, REPORTS["xlsx"], RenderOptions(**options))
    assert isinstance(made, bytes)
    return made


def report(result: Result, **options: Any) -> Report:
    """The report of a result, before a format sets it."""
    return document(result, RenderOptions(**options))
