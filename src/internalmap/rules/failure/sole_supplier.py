"""`sole-supplier`: an essential need with nobody to stand in."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.organization import IMPORTANCES, Need
from internalmap.model.phrases import listed
from internalmap.rules.rule import Facts, Match, Rule
from internalmap.text.escape import escape


def _find(facts: Facts) -> Iterator[Match]:
    weakest = IMPORTANCES.index(facts.scope.stops_on)
    for need in facts.organization.needs:
        if IMPORTANCES.index(need.importance) > weakest or len(need.suppliers) > need.at_least:
            continue
        for known in (False, True):
            alone = tuple(each for each in need.suppliers if (each in facts.points) is known)
            if alone:
                yield _found(facts, need, alone, told_elsewhere=known)


def _found(facts: Facts, need: Need, alone: tuple[str, ...], *, told_elsewhere: bool) -> Match:
    stopped = {each for party in alone for each in facts.rows[party].stops}
    return Match(
        (*(() if need.customer is None else (need.customer,)), *alone),
        _message(facts, need, alone),
        facts.need_at(need, "from"),
        need.service,
        stops=tuple(sorted(stopped)),
        need=need,
        told_elsewhere=told_elsewhere,
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
    finds="An essential need, staffing left out, that takes all of its suppliers. Suppliers that "
    "are single points of failure are told of by that rule.",
    why="Today it lets nobody outside down. The customer inside stops all the same, and one more "
    "absence elsewhere may be enough.",
    remedy="Name somebody who could stand in, even if less well, or say that the need is "
    "`important` where work goes on without it.",
    fires="""\
parties:
  guests:  {kind: customer, needs: [{from: [kitchen, bar]}]}
  kitchen: {needs: [{service: Deliveries, from: market}]}
  bar:
  market:  {kind: supplier}
""",
    silent="""\
parties:
  guests:  {kind: customer, needs: [{from: [kitchen, bar]}]}
  kitchen: {needs: [{service: Deliveries, from: [market, wholesaler]}]}
  bar:
  market:  {kind: supplier}
  wholesaler: {kind: supplier}
""",
    find=_find,
)
