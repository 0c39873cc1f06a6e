"""The words that the formats share: what a result comes to, and what a finding is about."""

from __future__ import annotations

from collections import Counter
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

#: How many are named where findings are counted.
_FEW = 3
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


def by_rule(result: CheckResult) -> list[str]:
    """How many findings each rule has, the most first: "3 fragile-pair"."""
    counts = Counter(each.rule for each in result.findings)
    ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    return [f"{number:,} {rule}" for rule, number in ordered]


def rules_of(result: CheckResult, severity: Severity) -> dict[str, list[Finding]]:
    """The findings of a severity by rule, the rule with the most first."""
    rules: dict[str, list[Finding]] = {}
    for each in result.findings:
        if each.severity == severity:
            rules.setdefault(each.rule, []).append(each)
    return dict(sorted(rules.items(), key=lambda item: (-len(item[1]), item[0])))


def whom(findings: Sequence[Finding]) -> str:
    """Whom findings of a rule are about, the first three by name; what is said, where one is about
    nobody."""
    names = [
        escape(each.parties[0] if each.parties else each.service or "the model")
        for each in findings
    ]
    if len(findings) == 1 and not findings[0].parties:
        return escape(findings[0].message)
    return listed(list(dict.fromkeys(names)), limit=_FEW)


def accepted(each: Accepted) -> str:
    """What somebody accepts, who, and why."""
    by, reason = escape(each.by), escape(each.reason)
    return f"{subject(each.finding)}, by {by}: {reason}"


def fails(finding: Finding, options: CheckOptions) -> bool:
    """Whether a finding fails the check."""
    level = options.levels.get(finding.model, options.fail_on)
    return SEVERITY_ORDER[finding.severity] <= FAILING_ORDER[level]
