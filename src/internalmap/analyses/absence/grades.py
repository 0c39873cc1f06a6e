"""How bad an absence is: one scale of times and one of grades, for every command."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from internalmap.model.organization import SINGLE_KINDS, Organization
from internalmap.results.analyze import Grade


def band(needed: float | None, bands: Sequence[float]) -> int:
    """The place of the band that a time falls in, each with its end; one more for what is later
    than all. A time that is not known falls in the first.

    >>> [band(time, (3600, 86400)) for time in (0, 3600, 3601, 10**6)]
    [0, 0, 1, 2]
    """
    return 0 if needed is None else bisect_left(bands, needed)


def grade(*, covered: bool, single: bool, needed: float | None, soon: float) -> Grade:
    """How bad an absence is: 3 where it lets nobody down before it is over, 2 where a whole unit
    must be gone or it takes longer than `soon` until somebody is past what they can bear, else 1.
    """
    if covered:
        return 3
    return 2 if not single or (needed is not None and needed > soon) else 1


def is_single(organization: Organization, id: str) -> bool:
    """Whether a party's absence is one thing missing, not a whole unit.

    By its headcount, where one is known: 1 is single. Else, where people are inside: exactly one,
    who is single, and without whom the unit does not work. Else by its kind. A box never is.
    """
    while id not in organization.boxes:
        party = organization.parties[id]
        if party.headcount is not None:
            return party.headcount == 1
        people = organization.people.get(id)
        if people is None:
            return party.kind in SINGLE_KINDS
        if len(people) > 1 or party.min_members < 1:
            return False
        (id,) = people
    return False
