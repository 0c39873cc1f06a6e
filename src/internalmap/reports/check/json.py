"""What the checks found as JSON, format 1: made key by key, on purpose and not by accident.

The schema `check-1` says what each key means. What stands in no place has null for it.
"""

from __future__ import annotations

from internalmap.reports.check.options import CheckOptions
from internalmap.reports.check.paths import local, spot
from internalmap.reports.check.wording import marking
from internalmap.reports.formats.json_layout import Object, laid_out
from internalmap.results.check import UNREADABLE, CheckResult, Finding, Related

FORMAT = 1


def render(result: CheckResult, options: CheckOptions) -> str:
    """The whole result."""
    return laid_out(
        {
            "internalmap": FORMAT,
            "marking": marking(result) or None,
            "models": [local(model, options.root) for model in result.models],
            "findings": [_finding(finding, options.root) for finding in result.everything],
            "summary": {
                "unreadable": len(result.unreadable),
                "errors": sum(each.severity == "error" for each in result.everything),
                "warnings": result.count("warning"),
                "notes": result.count("note"),
                "accepted": len(result.accepted),
                "old": result.old,
            },
            "gone_from_baseline": list(result.gone),
        }
    )


def _finding(finding: Finding, root: str) -> Object:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "title": finding.title,
        "message": finding.message,
        "remedy": finding.remedy,
        **_place(finding, root),
        "related": [_related(each, root) for each in finding.related],
        "parties": list(finding.parties),
        "stops": list(finding.stops),
        "fingerprint": finding.fingerprint,
    }


def _place(finding: Finding, root: str) -> Object:
    if finding.place is not None:
        return dict(spot(finding.place, root)._asdict())
    keys = ("path", "line", "column", "end_line", "end_column")
    # What cannot be read at all is wrong as a whole: that is its place.
    whole = finding.rule == UNREADABLE
    return dict.fromkeys(keys) | ({"path": local(finding.model, root)} if whole else {})


def _related(related: Related, root: str) -> Object:
    at = spot(related.place, root)
    return {"path": at.path, "line": at.line, "column": at.column, "message": related.message}
