"""The words that the formats share: what a result comes to, and what a finding is about."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.model.phrases import counted, listed, plural
from internalmap.reports.check.options import CheckOptions
from internalmap.results.check import (
    FAILING_ORDER,
    SEVERITY_ORDER,
    Accepted,
    CheckResult,
    Finding,
    Severity,
)
from internalmap.text.escape import escape

SEVERITIES: Sequence[Severity] = ("error", "warning", "note")

#: How many parties of a finding are named where there is little room.
_NAMED = 6


def found(result: CheckResult) -> list[str]:
    """How many findings there are of each severity: "2 errors", "1 note"; none that is zero."""
    numbers = [(result.count(severity), severity) for severity in SEVERITIES]
    return [counted(number, severity) for number, severity in numbers if number]


def nothing(result: CheckResult) -> str:
    """That there is nothing to tell."""
    return "nothing new found" if result.compared else "nothing found"


def summary(result: CheckResult) -> str:
    """Everything that a result comes to, in a line."""
    parts = [counted(len(result.models), "model")]
    if result.unreadable:
        parts.append(f"{len(result.unreadable):,} that could not be read")
    parts += found(result)
    if not result.findings and len(result.unreadable) < len(result.models):
        parts.append(nothing(result))
    if result.accepted:
        parts.append(f"{len(result.accepted):,} accepted")
    if result.old:
        parts.append(f"{result.old:,} old")
    if result.compared:
        parts.append(f"compared with {escape(result.compared)}")
    return ", ".join(parts)


def marking(result: CheckResult) -> str:
    """How the models are marked; nothing, where none is."""
    return " / ".join(map(escape, result.markings))


def gone(result: CheckResult) -> str:
    """That the baseline holds what is no more; nothing, where it does not."""
    number = len(result.gone)
    if not number:
        return ""
    verb, them = plural(number, "is", "are"), plural(number, "it", "them")
    gone_now = f"{counted(number, 'finding')} of the baseline {verb} gone"
    return f"{gone_now}: --prune-baseline takes {them} out."


def subject(finding: Finding) -> str:
    """A finding by its rule and by whom it is about: "hollow-fallback of reception (Wi-Fi)"."""
    words = finding.rule
    if finding.parties:
        words += f" of {listed(list(map(escape, finding.parties)), limit=_NAMED)}"
    if finding.service is not None:
        words += f" ({escape(finding.service)})"
    return words


def accepted(each: Accepted) -> str:
    """What somebody accepts, who, and why."""
    by, reason = escape(each.by), escape(each.reason)
    return f"{subject(each.finding)}, by {by}: {reason}"


def fails(finding: Finding, options: CheckOptions) -> bool:
    """Whether a finding fails the check."""
    level = options.levels.get(finding.model, options.fail_on)
    return SEVERITY_ORDER[finding.severity] <= FAILING_ORDER[level]
