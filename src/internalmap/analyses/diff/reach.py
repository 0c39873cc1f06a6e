"""Which absences a change can have a part in.

What an absence does is decided by what lies on its way: who is gone with it and when they are back,
the needs that it can come to, and what those bear whom these stop. Where all of that is the same in
two versions, so is what it does, and nothing has to be followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from internalmap.analyses.absence.grades import is_single
from internalmap.analyses.diff.effects import Version

#: What is compared of a party or of a need.
_Facts = tuple[object, ...]


def reached_by_change(old: Version, new: Version, now: Mapping[str, str]) -> frozenset[str]:
    """The parties of either version, by their ids of now, whose absence may not do the same in
    both. `now` gives the id now of each old party."""
    same = {id: id for id in new.scope.organization.parties}
    changed = _changed_parties(old, new, now) | _changed_suppliers(old, new, now)
    return frozenset(
        chain(_led_by(old, now, changed), _led_by(new, same, changed)) if changed else ()
    )


def _changed_parties(old: Version, new: Version, now: Mapping[str, str]) -> set[str]:
    """Those who are back at another time, bear something else, are inside another unit or are not
    counted alike; those of one version only; and those that several became."""
    then = dict(_parties(old, now))
    became = [party for id, party in now.items() if id != party]
    after = dict(_parties(new, {id: id for id in new.scope.organization.parties}))
    return {
        *became,
        *(id for id in then.keys() | after.keys() if then.get(id) != after.get(id)),
    }


def _parties(version: Version, now: Mapping[str, str]) -> Iterator[tuple[str, _Facts]]:
    scope = version.scope
    network, organization = scope.network, scope.organization
    for number, id in enumerate(network.ids):
        unit = network.unit[number]
        yield (
            now[id],
            (
                network.restore[number],
                network.limits[number],
                None if unit < 0 else now[network.ids[unit]],
                is_single(organization, id),
                id in organization.boxes,
            ),
        )


def _changed_suppliers(old: Version, new: Version, now: Mapping[str, str]) -> set[str]:
    """The suppliers of what stops somebody in one version, and not in the other in the same
    way."""
    left = dict.fromkeys(_stopping(old, now), True)
    found: set[str] = set()
    for need in _stopping(new, {id: id for id in new.scope.organization.parties}):
        if need in left:
            left[need] = False
        else:
            found.update(need[0])
    for need, is_gone in left.items():
        if is_gone:
            found.update(need[0])
    return found


def _stopping(
    version: Version, now: Mapping[str, str]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...], _Facts]]:
    """What decides when each need that can stop somebody goes unmet, and what comes of it. How
    often the same is written decides nothing."""
    network = version.scope.network
    ids = [now[id] for id in network.ids]
    for requirement in network.requirements:
        if requirement.essential:
            need = requirement.need
            yield (
                tuple(sorted(ids[each] for each in requirement.suppliers)),
                tuple(sorted(ids[each] for each in requirement.stops)),
                (requirement.threshold, need.buffer or 0, need.limit),
            )


def _led_by(version: Version, now: Mapping[str, str], changed: set[str]) -> Iterator[str]:
    """The parties whose absence can come to one that is changed, themselves too."""
    network = version.scope.network
    waiting = [number for number, id in enumerate(network.ids) if now[id] in changed]
    seen = set(waiting)
    for party in waiting:  # grows
        above = [network.unit[party]] if network.unit[party] >= 0 else []
        for number in network.essential_of[party]:
            above += network.requirements[number].suppliers
        for each in above:
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return (now[network.ids[number]] for number in waiting)
