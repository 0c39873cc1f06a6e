"""`sole-supplier`: an essential need with nobody to stand in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from internalmap.model.organization import IMPORTANCES, Need
from internalmap.model.phrases import listed
from internalmap.rules.engagement_words import may_leave
from internalmap.rules.rule import Facts, Match, Rule
from internalmap.text.escape import escape


def _find(facts: Facts) -> Iterator[Match]:
    weakest = IMPORTANCES.index(facts.scope.stops_on)
    for need in facts.organization.needs:
        if IMPORTANCES.index(need.importance) > weakest or len(need.suppliers) > need.at_least:
            continue
        told: dict[tuple[str, ...], list[str]] = {}
        for supplier in need.suppliers:
            told.setdefault(_told_by(facts, supplier), []).append(supplier)
        for told_by, alone in sorted(told.items()):
            yield _found(facts, need, tuple(alone), told_by)


def _join(facts: Facts, found: Sequence[Match]) -> Iterator[Match]:
    """One finding for a need, whichever rules would have told of its suppliers."""
    needs: dict[int, list[Match]] = {}
    for each in found:
        needs.setdefault(id(each.need), []).append(each)
    for alike in needs.values():
        need = alike[0].need
        if need is None or len(alike) == 1:
            yield alike[0]
            continue
        parties = {party for each in alike for party in each.parties}
        alone = tuple(each for each in need.suppliers if each in parties)
        yield replace(_found(facts, need, alone, ()), members=tuple(alike))


def _told_by(facts: Facts, supplier: str) -> tuple[str, ...]:
    """The rules that say of a supplier that nobody stands in for it, and more."""
    rules = {
        "single-point-of-failure": supplier in facts.points,
        "temporary-sole-supplier": may_leave(facts.organization.parties[supplier]) is not None,
    }
    return tuple(rule for rule, tells in rules.items() if tells)


def _found(facts: Facts, need: Need, alone: tuple[str, ...], told_by: tuple[str, ...]) -> Match:
    stopped = {each for party in alone for each in facts.rows[party].stops}
    return Match(
        (*(() if need.customer is None else (need.customer,)), *alone),
        partial(_message, facts, need, alone),
        facts.need_at(need, "from"),
        need.service,
        stops=tuple(sorted(stopped)),
        need=need,
        told_by=told_by,
    )


def _message(facts: Facts, need: Need, alone: tuple[str, ...]) -> str:
    cannot = "Nobody can"
    if need.customer is not None:
        cannot = f"{facts.names.short(need.customer)} cannot"
    what = f" for “{escape(need.service)}”" if need.service else ""
    who = listed(facts.names.shorts(alone), "or", limit=5)
    return f"{cannot} go on without {who}{what}: nobody is named to stand in."


RULE = Rule(
    id="sole-supplier",
    severity="note",
    title="Nobody to stand in",
    finds="An essential need, staffing left out, that takes all of its suppliers. Where "
    "single-point-of-failure or temporary-sole-supplier runs, it tells of the suppliers that it "
    "finds.",
    why="Today it lets nobody outside down. The customer inside stops all the same, and one more "
    "absence elsewhere may be enough.",
    remedy="Name somebody who could stand in, even if less well, or say that the need is "
    "`important` where work goes on without it.",
    fires="""\
parties:
  guests:  {kind: customer, needs: [{from: [kitchen, bar]}]}
  kitchen: {needs: [{service: Deliveries, from: market}]}
  bar:
  market:
""",
    silent="""\
parties:
  guests:  {kind: customer, needs: [{from: [kitchen, bar]}]}
  kitchen: {needs: [{service: Deliveries, from: [market, wholesaler]}]}
  bar:
  market:
  wholesaler:
""",
    find=_find,
    join=_join,
)
