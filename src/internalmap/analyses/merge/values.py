"""The three-way merge of one value: what a form said when it was made, what it says now, what the
model says now."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import Any, Final, Literal, NamedTuple, TypeAlias


class NoBase(Enum):
    """Stands for the base of an answer that has none."""

    NO_BASE = "no base"


#: The base of what was never prefilled: a survey, a new row.
NO_BASE: Final = NoBase.NO_BASE
#: A base and what stands there now; `None` where nothing does.
Pair: TypeAlias = tuple[Any, Any]


class Outcome(NamedTuple):
    """What becomes of a value: `unchanged`, where no answer changed it; `same`, where the model
    says it already; `taken`, with the value; else a conflict: between `answers`, with one that was
    `emptied`, or with the `model`."""

    kind: Literal["unchanged", "same", "taken", "answers", "emptied", "model"]
    value: Any = None


def is_changed(base: Any, value: Any) -> bool:
    """Whether an answer says something: other than its base, or anything where it has none."""
    return value is not None if base is NO_BASE else bool(value != base)


def three_way(model: Any, answers: Sequence[Pair]) -> Outcome:
    """What becomes of a value of the model (`None`: it says nothing) by these answers.

    An answer that is as it was says nothing. Those that say something must say the same; and either
    the model still says what one of them began with, or it says nothing yet. Nothing is ever
    emptied.

    >>> three_way("1h", [("1h", "2h")]), three_way("3h", [("1h", "2h")])
    (Outcome(kind='taken', value='2h'), Outcome(kind='model', value='2h'))
    """
    changed = [(base, value) for base, value in answers if is_changed(base, value)]
    if not changed:
        return Outcome("unchanged", model)
    if all(value == model for _, value in changed):
        return Outcome("same", model)
    value = changed[0][1]
    if any(other != value for _, other in changed):
        return Outcome("answers")
    if value is None:
        return Outcome("emptied")
    if any(model is None if base is NO_BASE else base == model for base, _ in changed):
        return Outcome("taken", value)
    return Outcome("model", value)
