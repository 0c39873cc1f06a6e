"""What is found of the parties of one unit, to be told together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from internalmap.rules.rule import Facts, Match


def by_unit(
    facts: Facts, found: Iterable[Match], party: Callable[[Match], str]
) -> Iterator[tuple[str, tuple[Match, ...]]]:
    """Matches by the unit of the party that each is about, in the order of units. Who is in no
    unit stands alone."""
    units: dict[str, list[Match]] = {}
    for each in found:
        units.setdefault(facts.unit_of[party(each)], []).append(each)
    for unit, members in sorted(units.items()):
        yield unit, tuple(members)
