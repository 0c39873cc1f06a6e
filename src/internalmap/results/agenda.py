"""What is due. Parties are named by their ids; `Agenda.names` has what people call them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date

from internalmap._dataclass import dataclass


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """Something that is due: a feedback talk, an action, an acceptance that runs out. `owner` is
    who answers for the party: a party's id, or a name."""

    kind: str
    unit: str | None
    party: str | None
    with_party: str | None
    what: str
    due: date | None
    days_overdue: int | None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is due, per unit, oldest first."""

    organization: str
    today: date
    items: tuple[AgendaItem, ...]
    names: Mapping[str, str] = field(repr=False)
    marking: str | None = None
