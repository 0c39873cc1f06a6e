"""What the checks found as text: a finding a paragraph, the worst first, and a last line that
says what it comes to.

The same text with and without colour: colour says nothing that the words do not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from textwrap import wrap

from internalmap.errors import snippet
from internalmap.model.phrases import counted
from internalmap.reports.check.options import CheckOptions
from internalmap.reports.check.paths import label_of, spot, unreadable_lines
from internalmap.reports.check.wording import accepted, gone, marking, summary
from internalmap.results.check import CheckResult, Finding, Severity, Unreadable
from internalmap.text.escape import escape

#: How many related places of a finding, and how many accepted findings, are listed.
_PLACES, _ACCEPTED = 10, 10
#: Prose is no wider than this, and no narrower than that, whatever the terminal.
_WIDEST, _NARROWEST = 100, 20

_STYLES: Mapping[Severity, str] = {"error": "1;31", "warning": "1;33", "note": "1;36"}
_BOLD = "1"
_CARETS = re.compile(r"\^+$")


def render(result: CheckResult, options: CheckOptions) -> str:
    """The whole result."""
    paragraphs = ["\n".join(_unreadable(each, options)) for each in result.unreadable]
    paragraphs += ["\n".join(_finding(finding, options)) for finding in result.findings]
    if result.accepted:
        paragraphs.append("\n".join(_accepted(result, options)))
    if result.markings:
        paragraphs.insert(0, _paint(marking(result), _BOLD, options))
    words = [*map(escape, result.notices), gone(result)]
    paragraphs += ["\n".join(_prose(each, options, "")) for each in words if each]
    paragraphs.append(_paint(summary(result), _BOLD, options))
    return "\n\n".join(paragraphs) + "\n"


def _finding(finding: Finding, options: CheckOptions) -> Iterator[str]:
    style = _STYLES[finding.severity]
    label = _paint(label_of(finding, options.root), _BOLD, options)
    severity = _paint(finding.severity, style, options)
    # One line, however long: programs find the place by it.
    yield f"{label}: {severity}: {escape(finding.message)} [{finding.rule}]"
    if finding.place is not None:
        for line in snippet(finding.place):
            yield _CARETS.sub(lambda match: _paint(match.group(), style, options), line)
    for related in finding.related[:_PLACES]:
        yield f"  {spot(related.place, options.root).label}: {escape(related.message)}"
    more = len(finding.related) - _PLACES
    if more > 0:
        yield f"  … and {counted(more, 'more place')}"
    yield from _prose(escape(finding.remedy), options, "  ")


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


def _prose(words: str, options: CheckOptions, margin: str) -> list[str]:
    """Words in lines of the terminal's width; a word that is longer has a line of its own."""
    return _wrapped(words, max(min(options.width, _WIDEST), _NARROWEST), margin)


@lru_cache(maxsize=1024)  # most remedies are those of their rules
def _wrapped(words: str, width: int, margin: str) -> list[str]:
    return wrap(
        words,
        width,
        initial_indent=margin,
        subsequent_indent=margin or "  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _paint(text: str, style: str, options: CheckOptions) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if options.color and text else text
