"""From what an outside file says to an organisation: by the same judgement as a model file.

A *draft* is the entry of a model file, made from another file, that still knows where each part of
it came from: problems are told at the row or the line that they stand in, and what they stand in
can be left out.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from internalmap._gc import gc_paused
from internalmap.errors import (
    MAX_PROBLEMS,
    InternalMapError,
    InvalidModel,
    Place,
    Problem,
    Problems,
    TooManyProblems,
    problem_order,
)
from internalmap.exchange.headings.tables import MAX_ROWS
from internalmap.model.organization import Organization
from internalmap.modelfile.build.files import Part
from internalmap.modelfile.build.merging import merge
from internalmap.modelfile.build.resolving import resolve
from internalmap.modelfile.build.validation import validate_part
from internalmap.modelfile.syntax.values import Document, Sequence
from internalmap.modelfile.syntax.values import Mapping as PlacedMapping
from internalmap.source import Offsets, Path, Position, Source, Span

#: What can be left out of a file as a whole: a row, a reference. `None` where nothing can.
Item: TypeAlias = Hashable


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a part of a draft came from: the place in the file, and what to leave out for it."""

    place: Place | None
    item: Item = None


@dataclass(frozen=True)
class Draft:
    """A model as another file gives it.

    `root` is the entry of a model file: plain dicts and lists, texts as `Unquoted`. `origin` finds
    where a path in it came from. `problems` were found on the way, and `contradictions` between
    parts that may each be right; `notices` are what the reader must know of how the file was
    understood; `files` are those of which the draft was made, where there are several.
    """

    title: str
    root: dict[str, Any]
    origin: Callable[[Path], Origin] = field(repr=False)
    problems: tuple[tuple[Problem, Item], ...] = ()
    contradictions: tuple[tuple[Problem, Item], ...] = ()
    notices: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    #: What to do instead, where a remedy speaks of keys that the file does not have.
    remedies: Mapping[str, str] = field(default_factory=dict)


class NothingLeft(InternalMapError):
    """There is nothing in the file, or nothing is left of it, to make a model of."""


@dataclass(frozen=True)
class Built:
    """An organisation, what was said on the way, the problems for which parts were left out, and
    the files that were read."""

    organization: Organization
    notices: tuple[str, ...]
    skipped: tuple[Problem, ...]
    files: tuple[str, ...] = ()
    #: What was left out for the problems.
    left_out: frozenset[Item] = frozenset()
    #: How many rows were used, and how many there were, where some were left out.
    rows: tuple[int, int] | None = None
    #: Whether it was made of something else than a model.
    is_draft: bool = True
    #: What it was made of, where that is asked for.
    draft: Draft | None = field(default=None, repr=False)


def build_organization(
    make: Callable[[frozenset[Item]], Draft],
    *,
    skip_invalid: bool = False,
    keep_draft: bool = False,
) -> Built:
    """Make a draft and judge it as a model; with `keep_draft`, it stays with what was built.

    `make` is given the items to leave out. With `skip_invalid`, items with problems are left out
    until there are none; what contradicts another part only if that is still so without them.

    Raises `InvalidModel` with every problem.
    """
    left_out: set[Item] = set()
    skipped: dict[Problem, None] = {}
    while True:
        try:
            with gc_paused():  # rows are many, and none of them is garbage
                draft = make(frozenset(left_out))
        except NothingLeft as nothing:
            if not skipped:
                raise
            raise InvalidModel(skipped, f"nothing was written: {nothing.message}") from None
        with gc_paused():
            organization, problems = _judged(draft, MAX_ROWS if skip_invalid else MAX_PROBLEMS)
        if not (skip_invalid and problems):
            problems += draft.contradictions
        if organization is not None and not problems:
            # It does not hold on to the draft, by the places of what was read.
            organization = replace(organization, sources=())
            placed = tuple(sorted(skipped, key=problem_order))
            left = frozenset(left_out)
            kept = draft if keep_draft else None
            return Built(organization, draft.notices, placed, draft.files, left, draft=kept)
        items = {item for _, item in problems}
        if not skip_invalid or None in items or items <= left_out:
            outcome = "nothing was written"
            if not skip_invalid and None not in items:
                outcome += "; --skip-invalid goes on without what these stand in"
            if not skip_invalid and len(problems) >= MAX_PROBLEMS:
                outcome += "; there may be more"
            raise InvalidModel([*skipped, *(problem for problem, _ in problems)], outcome)
        left_out |= items
        skipped.update(dict.fromkeys(problem for problem, _ in problems))


def _judged(draft: Draft, most: int) -> tuple[Organization | None, list[tuple[Problem, Item]]]:
    """The organisation of a draft, and what is wrong with it: of values, at most so many."""
    source = _DraftSource(draft.origin, draft.remedies)
    document = Document(draft.root, (), True)  # type: ignore[arg-type]  # plain, without places
    part = Part(source, document, lambda: Document(_located(draft.root), (), True))
    parsed, faults = validate_part(part, most)
    found = list(draft.problems)
    if not parsed.complete:
        return None, found + [source.placed(fault) for fault in faults[:most]]
    problems: list[Problem] = Problems() if most <= MAX_PROBLEMS else []
    organization = None
    with suppress(TooManyProblems):  # they are told at their places in the file
        organization = resolve(merge([parsed], draft.title, problems))
    placed = [source.placed(fault) for fault in (*faults[:most], *problems)]
    if found:  # what has no place follows from these: that there are no parties left
        placed = [each for each in placed if each[0].place is not None]
    return organization, found + placed


class _DraftSource(Source):
    """A source of which every place is looked up where it came from.

    What a problem stands in may be in any of several files, and a span holds no file: here it is a
    number in the list of what was asked for, and `placed` turns it back.
    """

    def __init__(self, origin: Callable[[Path], Origin], remedies: Mapping[str, str]) -> None:
        super().__init__("", "", "", _nowhere)
        object.__setattr__(self, "_remedies", remedies)
        object.__setattr__(self, "_origin", origin)
        object.__setattr__(self, "_asked", [])

    _origin: Callable[[Path], Origin]
    _asked: list[Origin]
    _remedies: Mapping[str, str]

    def key_span(self, path: Path) -> Span:
        """The number of the origin of an entry, as a line."""
        self._asked.append(self._origin(path))
        here = Position(len(self._asked), 1)
        return Span(here, here)

    value_span = key_span

    def span(self, start: int, end: int) -> Span:  # noqa: ARG002 - there is no text
        """The draft as a whole."""
        return self.key_span(())

    def placed(self, problem: Problem) -> tuple[Problem, Item]:
        """A problem at its place in the file, and what to leave out for it."""
        if problem.place is None:
            return problem, None
        origin = self._asked[problem.place.span.start.line - 1]
        related = []
        for place, note in problem.related:
            other = self._asked[place.span.start.line - 1].place
            if other is not None:
                related.append((other, note))
        remedy = self._remedies.get(problem.remedy, problem.remedy)
        placed = Problem(origin.place, problem.message, remedy, tuple(related))
        return placed, origin.item


def _nowhere(_: Path) -> Offsets | None:
    return None


def _located(value: Any) -> Any:
    """The same values in the form that knows places: nobody asks it for any."""
    if isinstance(value, dict):
        mapping = PlacedMapping()
        for key, inner in value.items():
            mapping[key] = _located(inner)
            mapping.places[key] = (0, 0, 0, 0)
        return mapping
    if isinstance(value, list):
        sequence = Sequence()
        sequence.extend(map(_located, value))
        return sequence
    return value
