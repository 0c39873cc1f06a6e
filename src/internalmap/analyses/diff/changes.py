"""What was changed between two versions of a model: parties and needs added, removed, changed.

A party is the same when its id is, or when its id before is gone and stands in the other's `was`.
A need is the same when its customer and its service are, and no other need of either version has
both; else when its suppliers are the same too; and of what is left, when its customer and its
suppliers are, and no other need that is left has both: then its service has another name. The order
of lists means nothing, but that of the suppliers of a need, which is one of preference. How a value
was written means nothing either.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import isclose

from internalmap._dataclass import dataclass
from internalmap.model import keys
from internalmap.model.organization import (
    Acceptance,
    Need,
    Organization,
    Party,
    Rating,
    need_order,
)
from internalmap.model.relabel import need_with_ids, party_with_ids
from internalmap.results.analyze import NeedRef
from internalmap.results.diff import KeyChange, NeedChange, PartyChange

#: The keys that are compared, each with its field; a party's id and name are compared apart.
_PARTY_KEYS = tuple(
    (key.name, key.field)
    for key in keys.PARTY
    if key.compared and key.field is not None and key.name not in ("id", "name")
)
_NEED_KEYS = tuple(
    (key.name, key.field)
    for key in keys.NEED
    if key.compared and key.field is not None and key.name != "from"
)


@dataclass(frozen=True)
class Changes:
    """What was changed, in id order and in the order of needs.

    `now` gives the id now of each party of the old version, `parties` the old party of each one
    that is in both, `needs` the pairs of needs that are in both, the old one under the ids of now.
    `moved` are those of `now` whose id is another.
    """

    now: Mapping[str, str]
    moved: Mapping[str, str]
    parties: Mapping[str, Party]
    parties_added: tuple[str, ...]
    parties_removed: tuple[str, ...]
    parties_changed: tuple[PartyChange, ...]
    needs: tuple[tuple[Need, Need], ...]
    needs_added: tuple[Need, ...]
    needs_removed: tuple[Need, ...]
    needs_changed: tuple[tuple[Need, Need, NeedChange], ...]


def changes(old: Organization, new: Organization, renamed: Mapping[str, str]) -> Changes:
    """Compare two versions. `renamed` is the id now of each party that had another."""
    now = {id: renamed.get(id, id) for id in old.parties}
    moved = {id: other for id, other in now.items() if id != other}
    before = _before(old, new, now)
    formerly: dict[str, list[str]] = {}
    for id, other in renamed.items():
        formerly.setdefault(other, []).append(id)
    changed = [
        PartyChange(id, found)
        for id, party in before.items()
        if (found := _of_party(party, new.parties[id], moved, formerly.get(id, ())))
    ]
    carried = [need_with_ids(need, moved) for need in old.needs]
    pairs, removed, added = paired(carried, new.needs)
    both = [(was, need, _of_need(was, need)) for was, need in pairs]
    return Changes(
        now=now,
        moved=moved,
        parties=before,
        parties_added=tuple(sorted(new.parties.keys() - before.keys())),
        parties_removed=tuple(sorted(id for id in old.parties if now[id] not in new.parties)),
        parties_changed=tuple(changed),
        needs=tuple(pairs),
        needs_added=tuple(added),
        needs_removed=tuple(removed),
        needs_changed=tuple(
            (was, need, NeedChange(NeedRef.of(need), found)) for was, need, found in both if found
        ),
    )


def _before(old: Organization, new: Organization, now: Mapping[str, str]) -> dict[str, Party]:
    """The old version of each party that is in both, by its id now, in id order. Where several
    became one, it is the one with the same id, else the first that `was` names."""
    found = {}
    for id, party in sorted(new.parties.items()):
        for each in (id, *party.was):
            if each in old.parties and now[each] == id:
                found[id] = old.parties[each]
                break
    return found


def _of_party(
    was: Party, party: Party, moved: Mapping[str, str], formerly: Sequence[str]
) -> tuple[KeyChange, ...]:
    if not formerly and not moved and was == party:
        return ()
    found = []
    if formerly:
        found.append(KeyChange("id", tuple(sorted(formerly)), party.id))
    # A name that nobody gave is the id, and is told already.
    if was.name != party.name and (was.name, party.name) != (was.id, party.id):
        found.append(KeyChange("name", was.name, party.name))
    was = party_with_ids(was, moved)
    for key, field in _PARTY_KEYS:
        first, then = getattr(was, field), getattr(party, field)
        if not _alike(first, then):
            found.append(KeyChange(key, first, then))
    return tuple(found)


def _of_need(was: Need, need: Need) -> tuple[KeyChange, ...]:
    if was == need:
        return ()
    found = []
    if was.service != need.service:
        found.append(KeyChange("service", was.service, need.service))
    if was.suppliers != need.suppliers:
        found.append(KeyChange("from", was.suppliers, need.suppliers))
    for key, field in _NEED_KEYS:
        first, then = getattr(was, field), getattr(need, field)
        if not _alike(first, then):
            found.append(KeyChange(key, first, then))
    return tuple(found)


def _alike(first: object, then: object) -> bool:
    """Whether two values say the same, however they were written."""
    if first is None or then is None:
        return first is then
    if isinstance(first, Rating) and isinstance(then, Rating):
        return first.dimensions == then.dimensions and _same_numbers(first, then)
    if isinstance(first, tuple) and isinstance(then, tuple):
        return sorted(map(_plain, first)) == sorted(map(_plain, then))
    if isinstance(first, (int, float)) and isinstance(then, (int, float)):
        return isclose(first, then, rel_tol=1e-9)
    return first == then


def _same_numbers(first: Rating, then: Rating) -> bool:
    order: Callable[[Iterable[float]], Sequence[float]] = list if first.dimensions else sorted
    return order(first.answers) == order(then.answers)


def _plain(entry: object) -> str:
    """An entry of a list as a text that is the same for entries that say the same."""
    if isinstance(entry, Acceptance) and entry.stops is not None:
        entry = replace(entry, stops=tuple(sorted(entry.stops)))
    return repr(entry)


def paired(
    old: Iterable[Need], new: Iterable[Need]
) -> tuple[list[tuple[Need, Need]], list[Need], list[Need]]:
    """The needs that are in both, those that are only in the old version, and those that are only
    in the new one."""
    groups: dict[tuple[str | None, str | None], tuple[list[Need], list[Need]]] = {}
    for side, needs in enumerate((old, new)):
        for need in needs:
            groups.setdefault((need.customer, need.service), ([], []))[side].append(need)
    pairs: list[tuple[Need, Need]] = []
    removed: list[Need] = []
    added: list[Need] = []
    for before, after in groups.values():
        if len(before) == len(after) == 1:
            pairs.append((before[0], after[0]))
            continue
        by_suppliers: dict[tuple[str, ...], tuple[list[Need], list[Need]]] = {}
        for side, needs in enumerate((before, after)):
            for need in needs:
                key = tuple(sorted(need.suppliers))
                by_suppliers.setdefault(key, ([], []))[side].append(need)
        for first, then in by_suppliers.values():
            found, gone, come = _matched(first, then)
            pairs += found
            removed += gone
            added += come
    renamed, removed, added = _renamed(removed, added)
    pairs += renamed
    return (
        sorted(pairs, key=lambda pair: need_order(pair[1])),
        sorted(removed, key=need_order),
        sorted(added, key=need_order),
    )


def _renamed(
    old: Iterable[Need], new: Iterable[Need]
) -> tuple[list[tuple[Need, Need]], list[Need], list[Need]]:
    """Of needs that are in one version only, those that differ in their service alone, as far as
    nothing else could be meant."""
    groups: dict[tuple[str | None, tuple[str, ...]], tuple[list[Need], list[Need]]] = {}
    for side, needs in enumerate((old, new)):
        for need in needs:
            key = (need.customer, tuple(sorted(need.suppliers)))
            groups.setdefault(key, ([], []))[side].append(need)
    pairs: list[tuple[Need, Need]] = []
    removed: list[Need] = []
    added: list[Need] = []
    for before, after in groups.values():
        if len(before) == len(after) == 1:
            pairs.append((before[0], after[0]))
        else:
            removed += before
            added += after
    return pairs, removed, added


def _matched(
    old: list[Need], new: list[Need]
) -> tuple[list[tuple[Need, Need]], list[Need], list[Need]]:
    """Needs that nothing tells apart but their details: those that say the same are the same, the
    others are paired in order."""
    pairs: list[tuple[Need, Need]] = []
    rest: list[Need] = []
    left = dict(enumerate(new))  # by their places
    says = None if _some_are_near(old, new) else _says
    by_what: dict[Hashable, deque[int]] = {}
    if says is not None:
        for place, need in left.items():
            by_what.setdefault(says(need), deque()).append(place)
    for need in old:
        if says is not None:
            twins = by_what.get(says(need))
            twin = twins.popleft() if twins else None
        else:
            alike = (place for place, other in left.items() if not _of_need(need, other))
            twin = next(alike, None)
        if twin is None:
            rest.append(need)
        else:
            pairs.append((need, left.pop(twin)))
    others = [*left.values()]
    pairs += zip(rest, others, strict=False)
    return pairs, rest[len(others) :], others[len(rest) :]


def _some_are_near(*needs: Sequence[Need]) -> bool:
    """Whether a number stands so near to another that they say the same, and are not the same: then
    needs are held against each other one by one."""
    for _, field in _NEED_KEYS:
        values = (getattr(need, field) for side in needs for need in side)
        numbers = sorted({value for value in values if isinstance(value, (int, float))})
        if any(_alike(number, next_one) for number, next_one in pairwise(numbers)):
            return True
    return False


def _says(need: Need) -> Hashable:
    """What a need says, of those with the same customer: the same for needs that `_of_need` finds
    nothing of, but for numbers that are near."""
    return (
        need.service,
        need.suppliers,
        *(_plainly(getattr(need, field)) for _, field in _NEED_KEYS),
    )


def _plainly(value: object) -> Hashable:
    if isinstance(value, Rating):
        answers = value.answers if value.dimensions else sorted(value.answers)
        return value.dimensions, *answers
    if isinstance(value, tuple):
        return tuple(sorted(map(_plain, value)))
    return value
