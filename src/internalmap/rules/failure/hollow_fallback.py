"""`hollow-fallback`: a fallback on paper, which one absence defeats."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator

from internalmap.model.organization import IMPORTANCES, Need
from internalmap.model.phrases import after, listed, sources
from internalmap.results.analyze import HollowFallback
from internalmap.rules.rule import At, Facts, Found, Rule
from internalmap.text.escape import printable

#: How many of the absences that defeat a fallback are named.
_NAMED = 3


def _find(facts: Facts) -> Iterator[Found]:
    protected = set(facts.analysis.settings.protected)
    for hollow, need in _pairs(facts):
        essential = IMPORTANCES.index(need.importance) <= IMPORTANCES.index(facts.scope.stops_on)
        first = facts.names.short(hollow.defeated_by[0].party)
        what = f" of “{printable(need.service)}”" if need.service else ""
        yield Found(
            (*_customer(need), *need.suppliers),
            _message(facts, hollow),
            facts.need_at(need, "from"),
            need.service,
            stops=tuple(each for each in need.customers if essential and each in protected),
            severity="error" if essential else "note",
            remedy=f"Find a supplier{what} that does not lean on {first}.",
            related=tuple(_related(facts, hollow)),
            need=need,
        )


def _customer(need: Need) -> tuple[str, ...]:
    return () if need.customer is None else (need.customer,)


def _pairs(facts: Facts) -> Iterator[tuple[HollowFallback, Need]]:
    """Each hollow fallback with its need: both stand in the order of needs, so those that nothing
    tells apart are paired off in turn."""
    alike: dict[tuple[object, ...], deque[Need]] = defaultdict(deque)
    for need in facts.organization.needs:
        if len(need.suppliers) > need.at_least:
            alike[
                need.customer, need.service, need.suppliers, need.at_least, need.importance
            ].append(need)
    for hollow in facts.analysis.hollow_fallbacks:
        ref = hollow.need
        key = (ref.customer, ref.service, ref.suppliers, hollow.at_least, hollow.importance)
        yield hollow, alike[key].popleft()


def _message(facts: Facts, hollow: HollowFallback) -> str:
    names, need = facts.names, hollow.need
    customer = "everyone" if need.customer is None else names.short(need.customer)
    what = f"“{printable(need.service)}” of {customer}" if need.service else customer
    defeats = [
        f"{names.short(defeat.party)} ({after(defeat.after)})"
        for defeat in hollow.defeated_by[:_NAMED]
    ]
    left = len(hollow.defeated_by) - len(defeats)
    if left:
        defeats.append(f"{left:,} more")
    return (
        f"The fallback for {what} exists on paper only: of "
        f"{sources(names, need.suppliers, hollow.at_least)}, too few are left without "
        f"{listed(defeats, 'or')}."
    )


def _related(facts: Facts, hollow: HollowFallback) -> Iterator[tuple[At, str]]:
    for defeat in hollow.defeated_by[:_NAMED]:
        who = facts.names.short(defeat.party)
        yield (
            facts.party_at(defeat.party),
            f"without {who}, too few are left {after(defeat.after)}",
        )


RULE = Rule(
    id="hollow-fallback",
    severity="error",
    title="A fallback on paper",
    finds="A need with more suppliers than it takes, of which a single absence leaves too few: an "
    "error for an essential need, else a note.",
    why="People count on the fallback, and look no further. It fails in the same moment as what it "
    "stands in for, since both lean on the same thing.",
    remedy="Find a supplier that does not lean on the same thing as the others.",
    fires="""\
parties:
  guests:     {kind: customer, needs: [{service: Room key, from: [key-system, reception]}]}
  key-system: {kind: system, needs: [it]}
  reception:  {needs: [it]}
  it:         {name: IT support}
""",
    silent="""\
parties:
  guests:     {kind: customer, needs: [{service: Room key, from: [key-system, reception]}]}
  key-system: {kind: system, needs: [it]}
  reception:
  it:         {name: IT support}
""",
    find=_find,
)
