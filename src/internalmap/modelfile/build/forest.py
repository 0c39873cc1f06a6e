"""Who is inside whom, numbered so that every question about it is quick, however deep it goes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from internalmap.model.organization import STAFF_KINDS, Organization


class Forest:
    """The parties numbered so that whoever is inside a unit follows it without a gap.

    Staff, here, are the persons, roles, teams and departments that have no such members of their
    own: those who get a copy of what is said of everyone, or of a unit's members.
    """

    def __init__(self, organization: Organization) -> None:
        parties, members = organization.parties, organization.members
        self._order: list[str] = []
        self._number: dict[str, int] = {}
        self._end: dict[str, int] = {}
        waiting = [(id, False) for id in reversed(list(parties)) if parties[id].part_of is None]
        while waiting:
            id, left = waiting.pop()
            if left:
                self._end[id] = len(self._order)
                continue
            self._number[id] = len(self._order)
            self._order.append(id)
            waiting.append((id, True))
            waiting += [(member, False) for member in reversed(members.get(id, ()))]
        self._staff = [
            number
            for number, id in enumerate(self._order)
            if parties[id].kind in STAFF_KINDS
            and not any(parties[member].kind in STAFF_KINDS for member in members.get(id, ()))
        ]

    def holds(self, unit: str, id: str) -> bool:
        """Whether a party is a unit or inside it."""
        return self._number[unit] <= self._number[id] < self._end[unit]

    def is_staff(self, id: str) -> bool:
        """Whether a party gets a copy itself."""
        place = bisect_left(self._staff, self._number[id])
        return place < len(self._staff) and self._staff[place] == self._number[id]

    def staff(self, unit: str | None, without: Iterable[str]) -> list[str]:
        """The staff inside a unit, or everywhere, in id order; some parties and everyone inside
        them left out."""
        start = 0 if unit is None else self._number[unit] + 1
        return self._found(self._staff, start, self._after(unit), without)

    def numbers(self, ids: Iterable[str]) -> list[int]:
        """The numbers of some parties, in order: for `among`."""
        return sorted(self._number[id] for id in ids)

    def among(self, numbers: Sequence[int], unit: str | None, without: Iterable[str]) -> list[str]:
        """Those of some parties that are a unit or inside it, or all, in id order; some parties
        and everyone inside them left out."""
        start = 0 if unit is None else self._number[unit]
        return self._found(numbers, start, self._after(unit), without)

    def _after(self, unit: str | None) -> int:
        return len(self._order) if unit is None else self._end[unit]

    def _found(
        self, numbers: Sequence[int], start: int, end: int, without: Iterable[str]
    ) -> list[str]:
        """Those of some numbers from `start` to before `end` that are in no one of `without`."""
        found: list[int] = []
        for begin, stop in sorted((self._number[id], self._end[id]) for id in without):
            found += _between(numbers, start, min(begin, end))
            start = max(start, stop)
        found += _between(numbers, start, end)
        return sorted(self._order[number] for number in found)


def _between(numbers: Sequence[int], start: int, end: int) -> Sequence[int]:
    """The numbers from `start` to before `end`."""
    return numbers[bisect_left(numbers, start) : bisect_left(numbers, end)]
