"""What the checks found as a report of GitLab's code quality: it shows them in a merge request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from hashlib import sha256

from internalmap.reports.check.options import CheckOptions
from internalmap.reports.check.paths import path_of, spot_of, told
from internalmap.reports.formats.json_layout import Json, laid_out
from internalmap.results.check import CheckResult, Finding, Severity
from internalmap.text.escape import escape

_SEVERITIES: Mapping[Severity, str] = {"error": "critical", "warning": "major", "note": "minor"}


def render(result: CheckResult, options: CheckOptions) -> str:
    """The findings as a list, what is wrong with models that could not be read first."""
    seen: Counter[tuple[str, str]] = Counter()
    rows: list[Json] = []
    for finding in result.everything:
        key = (told(finding.model, options.root, options.from_top), finding.fingerprint)
        rows.append(
            {
                "description": escape(finding.message),
                "check_name": finding.rule,
                "fingerprint": _fingerprint(*key, seen[key]),
                "severity": _SEVERITIES[finding.severity],
                "location": {
                    "path": path_of(finding, options.root, options.from_top),
                    "lines": {"begin": _line(finding, options)},
                },
            }
        )
        seen[key] += 1
    return laid_out(rows)


def _fingerprint(model: str, fingerprint: str, ordinal: int) -> str:
    """GitLab shows one finding a fingerprint, so two models may not share one."""
    text = "\0".join((model, fingerprint, str(ordinal)))
    return sha256(text.encode()).hexdigest()[:32]


def _line(finding: Finding, options: CheckOptions) -> int:
    at = spot_of(finding, options.root, options.from_top)
    return 1 if at is None else at.line
