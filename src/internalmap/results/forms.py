"""A round of forms: who was asked, and who has answered. Parties are named by their ids;
`FormRound.names` has what people call them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from typing import Literal

from internalmap._dataclass import dataclass

#: How far a form is: it lies there as it was made; something was filled in, but not when; it says
#: when it was filled in; there is no form of the unit; the file cannot be read.
FormState = Literal["not answered", "begun", "answered", "missing", "unreadable"]


@dataclass(frozen=True, slots=True)
class FormRow:
    """A form. `unit` is the unit, or party, whose form it is; `None` where the file does not say.
    `file` is its name in the folder, `None` where there is none. `owner` is who answers for the
    unit, as people call them. `rows` is how many rows were filled in beforehand, `open` how many of
    their cells nobody has said yet. `filled_by` and `filled_on` are as the form says them. `made`:
    it was written now."""

    unit: str | None
    file: str | None
    owner: str | None
    due: date | None
    state: FormState
    rows: int
    open: int
    filled_by: str | None = None
    filled_on: str | None = None
    made: bool = False


@dataclass(frozen=True, slots=True)
class FormRound:
    """The forms of a folder, by unit. `by` is what they are made by: unit or party. Nobody answers
    for those in `unanswered`; `outside` is how many are not of the house, and `boxes` are units
    that hold others and nothing else: none of these is asked."""

    organization: str
    folder: str
    by: str
    forms: tuple[FormRow, ...]
    unanswered: tuple[str, ...]
    outside: int
    boxes: tuple[str, ...]
    names: Mapping[str, str] = field(repr=False)
    notices: tuple[str, ...] = ()
    marking: str | None = None

    @property
    def asked(self) -> tuple[str, ...]:
        """The units that are asked."""
        return tuple(dict.fromkeys(row.unit for row in self.forms if row.unit is not None))

    @property
    def answered(self) -> tuple[str, ...]:
        """Those of them of which no form waits for an answer."""
        waiting = {row.unit for row in self.forms if row.state != "answered"}
        return tuple(unit for unit in self.asked if unit not in waiting)
