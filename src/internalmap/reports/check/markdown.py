"""What the checks found as Markdown: a comment on a pull request.

The verdict first, then numbers, then findings, the worst first; those past the tenth are folded,
and those milder than asked for are a table of rules. What accepts the first that fail is folded.
A comment may have so many characters and no more, so what does not fit is counted. No name can
become a link, a mention or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from internalmap.model.phrases import counted, listed, plural, sentence
from internalmap.reports.check.accepting import to_accept
from internalmap.reports.check.options import CheckOptions
from internalmap.reports.check.paths import label_of, spot, unreadable_lines
from internalmap.reports.check.wording import (
    SEVERITIES,
    accepted,
    fails,
    found,
    gone,
    marking,
    nothing,
    rules_of,
    whom,
)
from internalmap.reports.formats.markdown_escape import escape, marker
from internalmap.results.check import (
    SEVERITY_ORDER,
    CheckResult,
    Finding,
    Severity,
    Unreadable,
)
from internalmap.text.escape import escape as escape_controls

HEADING = "internalmap check"
#: GitHub takes 65,536 characters; the rest is room for what somebody puts around the report.
LIMIT = 60_000
#: How many findings are shown unfolded, and how many of other things.
SHOWN, _OTHERS = 10, 5
#: What stands on what accepts findings, while it is folded.
ACCEPT = "What would accept it"
#: How much of a single text is shown.
_LONGEST = 600
#: Room for the words that close the report.
_CLOSING = 200

_BACKTICKS = re.compile(r"`+")


def render(result: CheckResult, options: CheckOptions) -> str:
    """The whole result, as far as it fits."""
    marked = f"**{_words(marking(result))}**\n\n" if result.markings else ""
    head = [
        marker(HEADING),
        f"### {HEADING}\n\n{marked}**{_verdict(result, options)}**",
        _numbers(result),
    ]
    head += _unreadable(result.unreadable, options)
    shown = SEVERITIES[: SEVERITY_ORDER[options.show] + 1]
    told = [each for each in result.findings if each.severity in shown]
    tail = [*_tables(result, shown), *_to_accept(result, options), *_tail(result)]
    room = LIMIT - sum(len(part) + 2 for part in (*head, *tail)) - _CLOSING
    items = list(_fitting(told, options, room))
    parts = [*head]
    if items:
        parts.append("\n".join(items[:SHOWN]))
    folded = items[SHOWN:]
    if folded:
        lines = "\n".join(folded)
        parts.append(f"<details><summary>{len(folded):,} more</summary>\n\n{lines}\n\n</details>")
    left = len(told) - len(items)
    if left:
        verb = plural(left, "is", "are")
        parts.append(f"{counted(left, 'finding')} {verb} left out: there is no room here.")
    return "\n\n".join((*parts, *tail)) + "\n"


def _verdict(result: CheckResult, options: CheckOptions) -> str:
    number = sum(fails(finding, options) for finding in result.findings)
    sentences = []
    if result.unreadable:
        sentences.append(f"{counted(len(result.unreadable), 'model')} could not be read.")
    if number:
        verb = plural(number, "fails", "fail")
        sentences.append(f"{counted(number, 'finding')} {verb} this check.")
    elif result.findings:
        sentences.append(f"Nothing fails this check: {listed(found(result))}.")
    elif len(result.unreadable) < len(result.models):
        sentences.append(sentence(nothing(result)))
    return " ".join(sentences)


def _numbers(result: CheckResult) -> str:
    numbers = {
        "models": len(result.models),
        "errors": result.count("error"),
        "warnings": result.count("warning"),
        "notes": result.count("note"),
        "accepted": len(result.accepted),
        "old": result.old,
    }
    rows = (numbers, ["---:"] * len(numbers), [f"{number:,}" for number in numbers.values()])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _unreadable(models: Sequence[Unreadable], options: CheckOptions) -> Iterator[str]:
    for model in models[:_OTHERS]:
        lines = [_cut(line) for line in unreadable_lines(model, options.root)[:_OTHERS]]
        text = "\n".join(lines)
        fence = "`" * max(3, _longest_run(text) + 1)
        yield f"{fence}text\n{text}\n{fence}"
    if len(models) > _OTHERS:
        yield f"… and {len(models) - _OTHERS:,} more that could not be read."


def _fitting(findings: Sequence[Finding], options: CheckOptions, room: int) -> Iterator[str]:
    """The findings as items of a list, as long as there is room."""
    for finding in findings:
        item = "\n".join(_item(finding, options))
        room -= len(item) + 1
        if room < 0:
            return
        yield item


def _item(finding: Finding, options: CheckOptions) -> Iterator[str]:
    label = _code(label_of(finding, options.root))
    yield f"- **{finding.severity}** {label} {_words(finding.message)} ({_words(finding.rule)})"
    for related in finding.related[:_OTHERS]:
        place = _code(spot(related.place, options.root).label)
        yield f"  - {place} {_words(related.message)}"
    more = len(finding.related) - _OTHERS
    if more > 0:
        yield f"  - … and {counted(more, 'more place')}"
    if finding.remedy:
        yield f"  - What to do: {_words(finding.remedy)}"


def _tables(result: CheckResult, shown: Sequence[Severity]) -> Iterator[str]:
    """The rules that found something of the other severities: how often, and of whom."""
    for severity in SEVERITIES:
        rows = rules_of(result, severity) if severity not in shown else {}
        if rows:
            lines = [f"| rule | {plural(2, severity)} | of whom |", "| --- | ---: | --- |"]
            lines += [
                f"| {_words(rule)} | {len(those):,} | {_words(whom(those))} |"
                for rule, those in rows.items()
            ]
            yield "\n".join(lines)


def _to_accept(result: CheckResult, options: CheckOptions) -> Iterator[str]:
    heading, *lines = [*to_accept(result, options)] or [""]
    whole = [line for line in lines if len(line) <= _LONGEST]  # a part of one is of no use
    if whole:
        text = "\n".join(whole)
        fence = "`" * max(3, _longest_run(text) + 1)
        yield (
            f"<details><summary>{ACCEPT}</summary>\n\n{_words(heading)}\n\n"
            f"{fence}text\n{text}\n{fence}\n\n</details>"
        )


def _tail(result: CheckResult) -> Iterator[str]:
    if result.accepted:
        lines = [f"- {_words(accepted(each))}" for each in result.accepted[:_OTHERS]]
        if len(result.accepted) > _OTHERS:
            lines.append(f"- … and {len(result.accepted) - _OTHERS:,} more")
        yield "\n".join([f"Accepted: {counted(len(result.accepted), 'finding')}", "", *lines])
    for notice in result.notices[:_OTHERS]:
        yield f"Note: {_words(notice)}"
    if gone(result):
        yield gone(result)
    if result.compared:
        yield f"Compared with {_words(result.compared)}."


def _words(text: str) -> str:
    """Words that stand for themselves in the middle of a line, and call nobody."""
    return escape(_cut(text)).strip()


def _code(text: str) -> str:
    """A printable text as code, where no sign means anything: ":100:" would be a little
    picture."""
    text = _cut(text)
    ticks = "`" * (_longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _longest_run(text: str) -> int:
    return max(map(len, _BACKTICKS.findall(text)), default=0)


def _cut(text: str) -> str:
    text = escape_controls(text[: _LONGEST + 1])
    return f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text
