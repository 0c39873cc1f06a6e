"""What came of answers that were merged into a model.

Values stand as a model file would say them, parties by their ids; `names` has what people call
them. Places are `file:line:column` in the model, and file, sheet and cell in an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Any, Literal

from internalmap._dataclass import dataclass
from internalmap.results.analyze import NeedRef

#: What a conflict is about: a value that the model and an answer changed alike, or that the model
#: says and an answer without a base says otherwise; two answers that differ; a cell that was
#: emptied; a row that is no longer in its form; a supplier who says no; a need that is not needed;
#: a row that was given to another customer, or changed by who does not decide it; a need that the
#: model has no longer; a need that only its supplier names.
ConflictKind = Literal[
    "value", "answers", "emptied", "row-gone", "not-given", "not-needed", "moved", "not-theirs",
    "need-gone", "only-supplier",
]  # fmt: skip
#: Kinds in which two who were asked say different things.
CONTRADICTIONS: frozenset[ConflictKind] = frozenset({"answers", "not-given", "only-supplier"})
#: What became of a conflict.
Settled = Literal["open", "kept", "taken"]
OnConflict = Literal["stop", "keep", "take"]
#: How far a form is: it says when it was filled in; something was done to it; it is as it was made.
State = Literal["answered", "begun", "not answered", "table"]


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file of answers: the unit whose form it is (`None`: a table, which is nobody's), how far it
    is, who filled it in and when; and of how many rows something was created, changed, left as it
    is or refused."""

    file: str
    unit: str | None
    state: State
    by: str | None = None
    date: date | None = None
    created: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Side:
    """What one answer says: its file, the place in it, who filled it in, what was there when the
    form was made (`None`: nothing, or there was no form), and what is there now."""

    file: str
    place: str | None
    by: str | None
    before: Any
    value: Any


@dataclass(frozen=True, slots=True)
class MergedChange:
    """A value that was taken: of which need or party, what the model said, what it says now, and
    the answers that say so. `created`: the need or the party is new, and `key` is empty."""

    need: NeedRef | None
    party: str | None
    key: str
    before: Any
    after: Any
    sides: tuple[Side, ...]
    created: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """What an answer and the model, or two answers, do not agree on."""

    kind: ConflictKind
    need: NeedRef | None
    party: str | None
    key: str
    model: Any
    place: str | None
    sides: tuple[Side, ...]
    settled: Settled


@dataclass(frozen=True, slots=True)
class NewName:
    """A name that no party has: the nearest that there are, where it stands first and how often,
    and the party that it is taken for, a new one perhaps; `None` where that is for the reader to
    say."""

    name: str
    near: tuple[str, ...]
    place: str | None
    count: int
    party: str | None


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment that the model has no place for: who made it, about what."""

    text: str
    need: NeedRef | None
    party: str | None
    side: Side


@dataclass(frozen=True, slots=True)
class Merge:
    """What came of the answers.

    `files` are the answers. `asked` counts the units that forms are made for, `answered` those of
    them that say when they filled one in; `begun` are those that only began, `not_answered` all
    others. `said` counts the needs of which it is newly known who stated them, `not_said`
    those of which nobody did, of `needs`. `complete`: nothing is left to settle. `texts` are the
    files of the model that are written otherwise now, by name; none, where something stops them.
    `relative` has the name of each of the model's files, seen from its folder.
    """

    organization: str
    marking: str | None
    names: Mapping[str, str]
    on_conflict: OnConflict
    files: tuple[AnswerFile, ...]
    asked: int
    answered: int
    begun: tuple[str, ...]
    not_answered: tuple[str, ...]
    changes: tuple[MergedChange, ...]
    conflicts: tuple[Conflict, ...]
    new_names: tuple[NewName, ...]
    remarks: tuple[Remark, ...]
    needs: int
    said: int
    not_said: int
    complete: bool
    notices: tuple[str, ...] = ()
    texts: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    relative: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def changed_files(self) -> tuple[str, ...]:
        """The files of the model that are written otherwise now."""
        return tuple(sorted(self.texts))

    @property
    def contradictions(self) -> tuple[Conflict, ...]:
        """The conflicts in which two who were asked say different things."""
        return tuple(each for each in self.conflicts if each.kind in CONTRADICTIONS)

    def save(self) -> tuple[str, ...]:
        """Write the files of the model in their places, all of them whole; their names. One that
        was stopped on the way finishes when it is run again.

        Raises `InternalMapError` where one cannot be written.
        """
        from internalmap._atomic_write import write_files

        write_files(dict(self.texts))
        return self.changed_files
