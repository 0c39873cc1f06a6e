"""What can be wrong with the input, as data: fields, not sentences glued together.

`InvalidModel` carries every problem of a model at once. Each problem knows its place; how it is
shown is decided by `Problem.render`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Self, TypeVar

from internalmap._dataclass import dataclass
from internalmap.source import Source, Span
from internalmap.text.escape import escape

Given = TypeVar("Given")
Made = TypeVar("Made")

#: How many things may be wrong with a model, or with one text of it, before reading it stops.
MAX_PROBLEMS = 10_000
#: What is said then, and what to do.
TOO_MANY = (
    f"reading stops here: {MAX_PROBLEMS:,} things are wrong",
    "Mend these first, or check what wrote this file.",
)
#: How much of a very long line is shown around the place at fault.
_SNIPPET_WIDTH = 160


class InternalMapError(Exception):
    """Anything that is wrong with the input or the usage: a message, and what to do about it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}\n  {self.remedy}" if self.remedy else self.message


class InvalidArgument(InternalMapError):
    """A value that an argument cannot have. `argument` is its name as a function has it, which the
    message begins with; the command line says its option instead."""

    def __init__(self, argument: str, problem: str, remedy: str = "") -> None:
        super().__init__(f"{argument}: {problem}", remedy)
        self.argument = argument
        self.problem = problem

    def __reduce__(self) -> tuple[type[Self], tuple[str, str, str]]:
        return type(self), (self.argument, self.problem, self.remedy)

    @property
    def option(self) -> str:
        """The option of the command line that stands for the argument."""
        return f"--{self.argument.replace('_', '-')}"


class SeveralErrors(InternalMapError):
    """What is wrong with each of several values, told at once."""

    def __init__(self, errors: Sequence[InternalMapError]) -> None:
        super().__init__("\n\n".join(map(str, errors)))
        self.errors = tuple(errors)

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[InternalMapError, ...]]]:
        return type(self), (self.errors,)


def for_each(function: Callable[[Given], Made], values: Iterable[Given]) -> list[Made]:
    """What a function makes of each value. What is wrong with any of them is raised at once: the
    error itself, or `SeveralErrors`."""
    made: list[Made] = []
    errors: list[InternalMapError] = []
    for value in values:
        try:
            made.append(function(value))
        except InternalMapError as error:
            errors.append(error)
    if errors:
        raise errors[0] if len(errors) == 1 else SeveralErrors(errors)
    return made


@dataclass(frozen=True, slots=True)
class Place:
    """A span in a source."""

    source: Source
    span: Span

    @property
    def label(self) -> str:
        """`file:line:column`, or as people name a place in such a source."""
        return self.source.label(self.span.start)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a model: where (`None`: the file as a whole, named in the
    message), what, what to do, and other places that have to do with it."""

    place: Place | None
    message: str
    remedy: str = ""
    related: tuple[tuple[Place, str], ...] = ()

    def render(self) -> str:
        """The problem as people read it: place and message, the line with a caret, the remedy."""
        message = escape(self.message)
        if self.place is None:
            lines = [message]
        else:
            lines = [f"{self.place.label}: {message}", *snippet(self.place)]
        for place, note in self.related:
            lines += [f"  {escape(note)}: {place.label}", *snippet(place)]
        if self.remedy:
            lines.append(f"  {escape(self.remedy)}")
        return "\n".join(lines)


class InvalidModel(InternalMapError):
    """A model that cannot be used, with every problem in it, up to a bound on their number;
    `outcome` says what came of it, and how many problems are left out."""

    def __init__(self, problems: Iterable[Problem], outcome: str = "nothing was analysed") -> None:
        found = sorted(dict.fromkeys(problems), key=problem_order)
        left_out = len(found) - MAX_PROBLEMS - 1  # the one more says that there are too many
        if left_out > 0:
            found = found[:MAX_PROBLEMS]
            outcome = f"{left_out + 1:,} more are left out; {outcome}"
        self.problems = tuple(found)
        self.outcome = outcome
        super().__init__("\n\n".join(problem.render() for problem in self.problems))


class TooManyProblems(InvalidModel):
    """A model in which so much is wrong that reading it stopped."""

    def __init__(self, problems: Iterable[Problem], place: Place | None) -> None:
        message, remedy = TOO_MANY
        stop = Problem(place, message, remedy)
        super().__init__([*problems, stop], "there may be more; nothing was analysed")


class Problems(list[Problem]):
    """What is wrong with a model, as it is found. One more than the bound raises
    `TooManyProblems`: what is wrong with a file must not cost more than reading it."""

    def append(self, problem: Problem) -> None:
        """Note a problem."""
        if len(self) >= MAX_PROBLEMS:
            raise TooManyProblems(self, problem.place)
        super().append(problem)

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note several."""
        for problem in problems:
            self.append(problem)

    # A list takes, and gives back, whatever can be gone through: this takes problems alone.
    def __iadd__(self, problems: Iterable[Problem]) -> Self:  # type: ignore[override, misc]
        self.extend(problems)
        return self


def renamed(
    problems: Iterable[Problem], file: Callable[[str], str], words: Callable[[str], str]
) -> list[Problem]:
    """The same problems with their files named otherwise, and what is said of them."""

    @cache
    def source(old: Source) -> Source:  # once, as it looks for the lines of its text
        return replace(old, name=file(old.name))

    def there(place: Place) -> Place:
        return replace(place, source=source(place.source))

    return [
        Problem(
            None if problem.place is None else there(problem.place),
            words(problem.message),
            words(problem.remedy),
            tuple((there(place), note) for place, note in problem.related),
        )
        for problem in problems
    ]


def problem_order(problem: Problem) -> tuple[tuple[str, int], int, int, str]:
    """The order of problems: by file, line and column, those of whole files first."""
    if problem.place is None:
        return (("", 0), 0, 0, problem.message)
    start = problem.place.span.start
    return (problem.place.source.order, start.line, start.column, problem.message)


def snippet(place: Place) -> list[str]:
    """The line at fault and a line of carets under it; a long line is cut around the place."""
    start, end = place.span
    source = place.source
    column = start.column - 1
    shown, cut_after = source.excerpt(start.line, 0, _SNIPPET_WIDTH)
    first = 0
    if cut_after and column > _SNIPPET_WIDTH // 2:
        first = column - _SNIPPET_WIDTH // 4
        shown, cut_after = source.excerpt(start.line, first, _SNIPPET_WIDTH)
    if not shown.strip():
        return []
    column -= first
    last = end.column - 1 - first if end.line == start.line else len(shown)
    last = max(last, column + 1)
    before = escape(shown[:column].replace("\t", " "))
    marked = escape(shown[column:last])
    after = "…" if cut_after else ""
    gutter = f"{start.line:>5} | "
    margin = " " * (len(gutter) - 2) + "| "
    lead = "…" if first else ""
    return [
        f"{gutter}{lead}{before}{marked}{escape(shown[last:])}{after}".rstrip(),
        f"{margin}{' ' * (len(lead) + _width(before))}{'^' * max(1, _width(marked))}",
    ]


def _width(text: str) -> int:
    """How many terminal columns a text takes: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )
