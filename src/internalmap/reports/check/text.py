"""What the checks found as text: what fails first, then what it comes to, in the last line.

Each finding is a line, however long, by which programs find the place, with what to do below it.
Where all of them have room on a screen, each has the line of the model and the places that have to
do with it, too. Errors that have none even so come all together, and what to do about them follows.
What is milder than asked for is a table of rules. What somebody would paste to accept the first of
those that fail stands before the last line.

The same text with and without colour: colour says nothing that the words do not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from textwrap import wrap

from internalmap.errors import snippet
from internalmap.model.phrases import counted, listed, plural
from internalmap.reports.check.accepting import to_accept
from internalmap.reports.check.options import CheckOptions
from internalmap.reports.check.paths import label_of, path_of, spot, spot_of, unreadable_lines
from internalmap.reports.check.wording import (
    SEVERITIES,
    accepted,
    by_rule,
    gone,
    marking,
    rules_of,
    summary,
    whom,
)
from internalmap.results.check import SEVERITY_ORDER, CheckResult, Finding, Severity, Unreadable
from internalmap.text.escape import escape

#: How many lines a screen has.
_SCREEN = 24
#: How many related places of a finding, and how many accepted findings, are listed.
_RELATED, _ACCEPTED = 10, 10
#: How many places of findings that have one remedy are named.
_PLACES = 6
#: Prose is no wider than this, and no narrower than that, whatever the terminal.
_WIDEST, _NARROWEST = 100, 20

_STYLES: Mapping[Severity, str] = {"error": "1;31", "warning": "1;33", "note": "1;36"}
_BOLD = "1"
_PAINT = re.compile("\x1b\\[[0-9;]*m")
_CARETS = re.compile(r"\^+$")


def render(result: CheckResult, options: CheckOptions) -> str:
    """The whole result."""
    paragraphs = [[_paint(marking(result), _BOLD, options)]] if result.markings else []
    paragraphs += [_unreadable(each, options) for each in result.unreadable]
    told = SEVERITIES[: SEVERITY_ORDER[options.show] + 1]
    detailed = _on_a_screen([each for each in result.findings if each.severity in told], options)
    paragraphs += detailed or []
    for severity in SEVERITIES:
        findings = [each for each in result.findings if each.severity == severity]
        if findings and severity not in told:
            paragraphs.append(list(_table(rules_of(result, severity), severity, options)))
        elif findings and detailed is None:
            paragraphs += _together(findings, options)
    if result.accepted:
        paragraphs.append(list(_accepted(result, options)))
    words = [*map(escape, result.notices), gone(result), _counts(result)]
    paragraphs += [_prose(each, options, "") for each in words if each]
    head, *pieces = [*to_accept(result, options), ""]
    paragraphs.append([*_prose(head, options, ""), *pieces[:-1]])  # what is pasted stays a line
    paragraphs.append([_paint(summary(result), _BOLD, options)])
    return "\n\n".join("\n".join(lines) for lines in paragraphs if lines) + "\n"


def _on_a_screen(findings: Sequence[Finding], options: CheckOptions) -> list[list[str]] | None:
    """The findings with all there is to say, a paragraph each; `None` where a screen has no room
    for that."""
    paragraphs: list[list[str]] = []
    left = _SCREEN
    for finding in findings:
        paragraphs.append(list(_detailed(finding, options)))
        left -= _rows(paragraphs[-1], options) + 1
        if left < 0:
            return None
    return paragraphs


def _rows(lines: Sequence[str], options: CheckOptions) -> int:
    """How many lines of a terminal these take, painted or not."""
    return sum(-(-len(_PAINT.sub("", line)) // options.width) for line in lines)


def _detailed(finding: Finding, options: CheckOptions) -> Iterator[str]:
    """A finding with its line of the model, the places that have to do with it, and what to do."""
    yield _finding(finding, options)
    if finding.place is not None:
        for line in snippet(finding.place):
            yield _CARETS.sub(
                lambda match: _paint(match.group(), _STYLES[finding.severity], options), line
            )
    for related in finding.related[:_RELATED]:
        yield f"  {spot(related.place, options.root).label}: {escape(related.message)}"
    more = len(finding.related) - _RELATED
    if more > 0:
        yield f"  … and {counted(more, 'more place')}"
    yield from _prose(escape(finding.remedy), options, "  ")


def _together(findings: Sequence[Finding], options: CheckOptions) -> Iterator[list[str]]:
    """Findings of one severity, those of a rule side by side, with what to do about each."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    first = {each.rule: number for number, each in reversed(list(enumerate(findings)))}
    for each in sorted(findings, key=lambda each: first[each.rule]):
        groups.setdefault((each.rule, each.remedy), []).append(each)
    together = [
        line
        for alike in groups.values()
        for line in (
            *(_finding(each, options) for each in alike),
            *_prose(escape(alike[0].remedy), options, "  "),
        )
    ]
    if findings[0].severity != "error" or _rows(together, options) <= _SCREEN:
        yield together
        return
    yield [_finding(each, options) for each in findings]
    told = ["What to do about the errors:"]
    one_file = len({path_of(each, options.root) for each in findings}) == 1
    for alike in groups.values():
        places = [_place(each, options, one_file) for each in alike]
        told += _prose(f"{listed(places, limit=_PLACES)}: {escape(alike[0].remedy)}", options, "  ")
    yield told


def _place(finding: Finding, options: CheckOptions, one_file: bool) -> str:
    """Where a finding stands, without the file where there is only one."""
    at = spot_of(finding, options.root)
    label = label_of(finding, options.root)
    return f"{at.line}:{at.column}" if one_file and at is not None else label


def _finding(finding: Finding, options: CheckOptions) -> str:
    label = _paint(label_of(finding, options.root), _BOLD, options)
    severity = _paint(finding.severity, _STYLES[finding.severity], options)
    return f"{label}: {severity}: {escape(finding.message)} [{finding.rule}]"


def _table(
    rules: Mapping[str, Sequence[Finding]], severity: Severity, options: CheckOptions
) -> Iterator[str]:
    """The rules that found something of a severity: how often, and of whom."""
    number = sum(map(len, rules.values()))
    heading = _paint(counted(number, severity), _STYLES[severity], options)
    yield f"{heading}; --show {severity} tells {plural(number, 'it', 'them')} in full:"
    longest = max(map(len, rules))
    digits = max(len(f"{len(those):,}") for those in rules.values())
    for rule, those in rules.items():
        row = f"{rule:{longest}}  {len(those):>{digits},}  "
        yield from _prose(f"{row}{whom(those)}", options, "  ", len(row) + 2)


def _counts(result: CheckResult) -> str:
    """How many findings each rule has, where there are several rules."""
    rules = by_rule(result)
    return f"By rule: {listed(rules)}." if len(rules) > 1 else ""


def _unreadable(model: Unreadable, options: CheckOptions) -> list[str]:
    first, *rest = unreadable_lines(model, options.root)
    return [_paint(first, _BOLD, options), *rest]


def _accepted(result: CheckResult, options: CheckOptions) -> Iterator[str]:
    heading = f"Accepted: {counted(len(result.accepted), 'finding')}"
    if len(result.accepted) == 1:
        yield from _prose(f"{heading}: {accepted(result.accepted[0])}", options, "")
        return
    yield f"{heading}:"
    for each in result.accepted[:_ACCEPTED]:
        yield from _prose(accepted(each), options, "  ")
    if len(result.accepted) > _ACCEPTED:
        yield f"  … and {len(result.accepted) - _ACCEPTED:,} more"


def _prose(words: str, options: CheckOptions, margin: str, hanging: int = 0) -> list[str]:
    """Words in lines of the terminal's width; a word that is longer has a line of its own."""
    width = max(min(options.width, _WIDEST), _NARROWEST)
    return _wrapped(words, width, margin, " " * min(hanging, width // 2) or margin or "  ")


@lru_cache(maxsize=1024)  # most remedies are those of their rules
def _wrapped(words: str, width: int, margin: str, next_margin: str) -> list[str]:
    return wrap(
        words,
        width,
        initial_indent=margin,
        subsequent_indent=next_margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _paint(text: str, style: str, options: CheckOptions) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if options.color and text else text
