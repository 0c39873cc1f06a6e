"""`hollow-fallback`: a fallback on paper, which one absence defeats."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from functools import partial

from internalmap.analyses.absence.grades import is_single
from internalmap.analyses.fallback_effects import MAX_STEPS, FallbackEffects
from internalmap.model.organization import IMPORTANCES, Need
from internalmap.model.phrases import listed, since, sources
from internalmap.results.analyze import Grade, HollowFallback
from internalmap.rules.rule import SEVERITY_OF, Facts, Location, Match, Rule
from internalmap.rules.time_words import first_since
from internalmap.text.escape import escape

#: How many of the absences that defeat a fallback are named.
_NAMED = 3
_LEFT_OUT = f"who is let down: to follow that takes more than {MAX_STEPS:,} steps"


def _find(facts: Facts) -> Iterator[Match]:
    effects = FallbackEffects(facts.scope)
    for hollow, number, need in _pairs(facts):
        grade, let_down, followed = _harm(facts, effects, hollow, number, need)
        first = facts.names.short(hollow.defeated_by[0].party)
        what = f" of “{escape(need.service)}”" if need.service else ""
        yield Match(
            (*_customer(need), *need.suppliers),
            partial(_message, facts, hollow, let_down, followed=followed),
            facts.need_at(need, "from"),
            need.service,
            stops=tuple(sorted(let_down)),
            severity=SEVERITY_OF[grade],
            harmless=grade == 3 and followed,
            remedy=f"Find a supplier{what} that does not lean on {first}.",
            related=partial(_related, facts, hollow),
            need=need,
            absences=tuple((defeat.party,) for defeat in hollow.defeated_by),
            left_out="" if followed else _LEFT_OUT,
        )


def _customer(need: Need) -> tuple[str, ...]:
    return () if need.customer is None else (need.customer,)


def _harm(
    facts: Facts, effects: FallbackEffects, hollow: HollowFallback, number: int, need: Need
) -> tuple[Grade, dict[str, float | None], bool]:
    """The worst grade of the absences that are named, for those whom they let down through this
    need alone; these, each with the soonest time; and whether that could be followed. Where not, it
    is whom the need stops at once, if anybody, and not harmless."""
    grades: list[Grade] = []
    let_down: dict[str, float | None] = {}
    followed = True
    for defeat in hollow.defeated_by[:_NAMED]:
        absence = facts.scope.network.index[defeat.party]
        single = is_single(facts.organization, defeat.party)
        found = effects.let_down(number, absence)
        if found is None:
            followed = False
            found = dict.fromkeys(_stopped_at_once(facts, need))
            if not found:
                grades.append(2)
                continue
        times = [time for time in found.values() if time is not None]
        soonest = min(times, default=None)
        grades.append(facts.grade(covered=not found, single=single, needed=soonest))
        for party, time in found.items():
            known = let_down.get(party)
            let_down[party] = time if known is None or time is None else min(time, known)
    return min(grades), let_down, followed


def _stopped_at_once(facts: Facts, need: Need) -> Iterator[str]:
    """The protected customers of a need, if it stops them."""
    if IMPORTANCES.index(need.importance) <= IMPORTANCES.index(facts.scope.stops_on):
        yield from sorted(set(need.customers).intersection(facts.analysis.settings.protected))


def _pairs(facts: Facts) -> Iterator[tuple[HollowFallback, int, Need]]:
    """Each hollow fallback with its need and the number of that: both stand in the order of needs,
    so those that nothing tells apart are paired off in turn."""
    alike: dict[tuple[object, ...], deque[tuple[int, Need]]] = defaultdict(deque)
    for number, need in enumerate(facts.organization.needs):
        if len(need.suppliers) > need.at_least:
            alike[
                need.customer, need.service, need.suppliers, need.at_least, need.importance
            ].append((number, need))
    for hollow in facts.analysis.hollow_fallbacks:
        ref = hollow.need
        key = (ref.customer, ref.service, ref.suppliers, hollow.at_least, hollow.importance)
        yield (hollow, *alike[key].popleft())


def _message(
    facts: Facts,
    hollow: HollowFallback,
    let_down: Mapping[str, float | None],
    *,
    followed: bool,
) -> str:
    names, need = facts.names, hollow.need
    customer = names.customer(need.customer)
    what = f"“{escape(need.service)}” of {customer}" if need.service else customer
    defeats = [
        f"{names.short(defeat.party)} ({since(defeat.after)})"
        for defeat in hollow.defeated_by[:_NAMED]
    ]
    left = hollow.defeated_by_total - len(defeats)
    if left:
        defeats.append(f"{left:,} more")
    said = (
        f"The fallback for {what} exists on paper only: of "
        f"{sources(names, need.suppliers, hollow.at_least)}, too few are left without "
        f"{listed(defeats, 'or')}"
    )
    if not let_down:
        return f"{said}." if followed else f"{said}. Whom that lets down was too much to follow."
    customers = listed(names.shorts(sorted(let_down)), limit=_NAMED)
    times = [time for time in let_down.values() if time is not None]
    when = first_since(min(times), len(let_down)) if times else ""
    if not followed:
        return f"{said}. That may let {customers} down; the rest was too much to follow."
    return f"{said}. That lets {customers} down{when}."


def _related(facts: Facts, hollow: HollowFallback) -> list[tuple[Location, str]]:
    return [
        (
            facts.party_at(defeat.party),
            f"without {facts.names.short(defeat.party)}, too few are left {since(defeat.after)}",
        )
        for defeat in hollow.defeated_by[:_NAMED]
    ]


RULE = Rule(
    id="hollow-fallback",
    severity="error",
    title="A fallback on paper",
    finds="A need with more suppliers than it takes, of which a single absence leaves too few. As "
    "bad as the worst of the three absences that do so soonest, for those whom it lets down, and "
    "would not without this need: an error, a warning or a note, as for a single point of failure; "
    "a note, whatever is set, where nobody is let down by it. Where that takes too many steps to "
    "follow, it says so, and is a warning unless it stops somebody at once.",
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
