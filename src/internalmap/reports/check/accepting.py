"""What accepts the first findings that fail, to be pasted into the model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from internalmap.reports.check.options import CheckOptions
from internalmap.reports.check.paths import local
from internalmap.reports.check.wording import fails
from internalmap.results.check import CheckResult, Finding
from internalmap.source import Path, Source
from internalmap.text.escape import escape

if TYPE_CHECKING:
    from internalmap.modelfile.accept_text import Pasted

#: Of how many findings it is told.
_FIRST = 3


def to_accept(result: CheckResult, options: CheckOptions) -> Iterator[str]:
    """A line for each, from the last place to the first, so that none moves before its turn."""
    failing = [each for each in result.findings if fails(each, options) and each.accepted_in]
    if not failing:
        return
    from internalmap.modelfile.accept_text import acceptances

    rows = []
    told = 0
    for source, path, findings in _entries(failing):
        pieces = acceptances(source, path, [(each.rule, sorted(each.stops)) for each in findings])
        rows += [(source.name, piece) for piece in pieces]
        told += len(findings) if pieces else 0
    yield _heading(told, len(failing), len(rows))
    for name, pasted in sorted(rows, key=lambda row: (row[0], row[1].place), reverse=True):
        line, column = pasted.place
        at = f"{escape(local(name, options.root))}:{line}:{column}"
        yield f"{at}{_how(pasted)}: {escape(pasted.text)}"


def _heading(told: int, failing: int, pieces: int) -> str:
    """What is to be done, and which findings are accepted by it."""
    first = min(failing, _FIRST)
    if not told:
        return "To accept what fails, write its entry out first: an alias shares it with others."
    which = f"the first {first} that fail" if told == first else f"{told} of the first {first}"
    what = "this" if pieces == 1 else "these"
    order = "" if pieces == 1 else ", from the top,"
    left = "" if told == first else "; an alias shares the entries of the others"
    which = "it" if failing == 1 else which
    return f"To accept {which}, paste {what} in{order} and fill in reason and by{left}:"


def _entries(failing: list[Finding]) -> Iterator[tuple[Source, Path, list[Finding]]]:
    """The first findings that can be accepted, by where."""
    found: dict[tuple[str, Path], tuple[Source, list[Finding]]] = {}
    for finding in failing[:_FIRST]:
        entry = finding.accepted_in
        assert entry is not None
        key = entry.source.name, entry.path
        found.setdefault(key, (entry.source, []))[1].append(finding)
    for (_, path), (source, findings) in found.items():
        yield source, path, findings


def _how(pasted: Pasted) -> str:
    return {
        "": "",
        "line": ", a line of its own",
        "space": ", after a space",
        "instead": f", instead of {escape(pasted.instead)}",
    }[pasted.how]
