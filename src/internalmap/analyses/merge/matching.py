"""Which need of a model a row of an answer is about.

A row knows its need by an id, which is made of the need's customer, service and suppliers. Where
the model says another of these since, the need is found by what the row says now, then by what it
said first, as far as nothing else can be meant.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from internalmap._dataclass import dataclass
from internalmap.analyses.merge.answers import Row
from internalmap.model.organization import Organization

#: A need as rows tell it: its customer, its service, its suppliers in any order.
Identity: TypeAlias = tuple[str | None, str | None, frozenset[str]]


def identity(customer: str | None, service: str | None, suppliers: Sequence[str]) -> Identity:
    """A need as rows tell it."""
    return customer, service, frozenset(suppliers)


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says a need is, first and now."""

    first: Identity
    now: Identity


class NeedIndex:
    """The needs of an organisation by their ids, and by what they are. Numbers are those of its
    needs."""

    def __init__(self, organization: Organization, ids: Sequence[str]) -> None:
        self.needs = organization.needs
        self._by_id = {id: number for number, id in enumerate(ids)}
        self._ids = ids
        self._alike: dict[str, list[int]] = {}
        self._by_identity: dict[Identity, list[int]] = {}
        self._by_service: dict[tuple[str | None, str | None], list[int]] = {}
        self._by_suppliers: dict[tuple[str | None, frozenset[str]], list[int]] = {}
        for number, need in enumerate(self.needs):
            who, what, whom = identity(need.customer, need.service, need.suppliers)
            self._alike.setdefault(_stem(ids[number]), []).append(number)
            self._by_identity.setdefault((who, what, whom), []).append(number)
            self._by_service.setdefault((who, what), []).append(number)
            self._by_suppliers.setdefault((who, whom), []).append(number)

    def of_identity(self, wanted: Identity) -> int | None:
        """The first need that is just this."""
        return next(iter(self._by_identity.get(wanted, ())), None)

    def like(self, wanted: Identity) -> int | None:
        """The one need that may be meant, where none is just this: of a customer's needs that are
        called so the only one; of those without a name, the only one with all of these
        suppliers."""
        who, what, whom = wanted
        found = self._by_service.get((who, what), ())
        if what is None:
            found = self._with(found, whom)
        return found[0] if len(found) == 1 else None

    def _with(self, numbers: Sequence[int], suppliers: frozenset[str]) -> list[int]:
        """Those of these needs that have all of these suppliers: a selector may pick more since."""
        return [each for each in numbers if suppliers <= {*self.needs[each].suppliers}]

    def of_rows(
        self,
        rows: Sequence[tuple[Row, Told]],
        agrees: Callable[[int, Row, bool], bool],
    ) -> dict[int, int | None]:
        """The need of each row of one form, by the row's number; nothing where it is there no
        longer. `agrees` says whether a need is as a row says it, now or (`False`) at first."""
        found: dict[int, int | None] = {}
        groups: dict[str, list[int]] = {}
        for number, (row, _) in enumerate(rows):
            groups.setdefault(_stem(row.id or ""), []).append(number)
        for stem, numbers in groups.items():
            alike = list(self._alike.get(stem, ()))
            if len(numbers) == 1 and len(alike) == 1:
                found[numbers[0]] = alike[0]
                continue
            found.update(_paired(numbers, alike, rows, agrees))
        for number, (row, told) in enumerate(rows):
            number_now = found.get(number)
            if told.now == told.first or (
                number_now is not None and agrees(number_now, row, False)
            ):
                continue
            # Another need may have got the id that the row's need had before it was changed.
            fits = [each for each in self._by_identity.get(told.now, ()) if agrees(each, row, True)]
            fits = [each for each in fits if each not in found.values()]
            if len(fits) == 1:
                found[number] = fits[0]
        taken = {each for each in found.values() if each is not None}
        for number, (_, told) in enumerate(rows):
            if found.get(number) is None:
                found[number] = self._otherwise(told, taken)
        return found

    def of_supply(self, id: str | None, told: Told, supplier: str) -> int | None:
        """The need of a supplier's row, by the need's id; else by its customer, its service and
        the supplier, where only one is left."""
        if id is not None and id in self._by_id:
            return self._by_id[id]
        for who, what, _ in (told.now, told.first):
            left = [
                number
                for number in self._by_service.get((who, what), ())
                if supplier in self.needs[number].suppliers
            ]
            if len(left) == 1:
                return left[0]
        return None

    def _otherwise(self, told: Told, taken: set[int]) -> int | None:
        who, what, whom = told.first
        for numbers in (
            self._by_identity.get(told.now, ()),
            self._by_identity.get(told.first, ()),
            self._by_service.get((who, what), ()),
            self._with(self._by_service.get((who, what), ()), whom),
            self._by_suppliers.get((who, whom), ()),
        ):
            left = [number for number in numbers if number not in taken]
            if len(left) == 1:
                return left[0]
        return None


def _paired(
    numbers: Sequence[int],
    alike: Sequence[int],
    rows: Sequence[tuple[Row, Told]],
    agrees: Callable[[int, Row, bool], bool],
) -> dict[int, int]:
    """Rows of needs that nothing but their details tells apart, each with one of these: as they
    are now, if all of them are; else as they were first, then as they are now, then in order."""
    found: dict[int, int] = {}

    def pair(now: bool | None) -> None:
        for number in numbers:
            left = [each for each in alike if each not in found.values()]
            fits = [each for each in left if now is None or agrees(each, rows[number][0], now)]
            if number not in found and fits:
                found[number] = fits[0]

    pair(True)
    if len(found) < min(len(numbers), len(alike)):
        found.clear()
        for now in (False, True, None):
            pair(now)
    return found


def _stem(id: str) -> str:
    """The id of a need without the number that tells it from others that are the same."""
    return id.partition("-")[0]
