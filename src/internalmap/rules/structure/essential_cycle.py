"""`essential-cycle`: those who cannot do without each other cannot start alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from internalmap.model.organization import Need
from internalmap.model.phrases import counted
from internalmap.results.analyze import Cycle
from internalmap.rules.need_words import need_words
from internalmap.rules.rule import Facts, Match, Rule


def _find(facts: Facts) -> Iterator[Match]:
    circles = facts.analysis.essential_cycles
    if not circles:
        return
    joined = _joining(facts, [pair for circle in circles for pair in _pairs(circle)])
    for circle in circles:
        needs = [joined[pair] for pair in _pairs(circle)]
        yield Match(
            circle.parties,
            _message(facts, circle),
            facts.need_at(needs[0], "from"),
            related=tuple(
                (facts.need_at(need, "from"), f"goes on with {need_words(facts.names, need)}")
                for need in needs[1:]
            ),
            accepted_at=circle.parties,
        )


def _pairs(circle: Cycle) -> list[tuple[str, str]]:
    """The dependencies (supplier, customer) that the example goes along; first the one by which
    its smallest party is a customer."""
    example = circle.example
    return list(zip((example[-1], *example), example, strict=False))


def _joining(facts: Facts, pairs: list[tuple[str, str]]) -> Mapping[tuple[str, str], Need]:
    """The first need behind each dependency of the circles."""
    wanted: dict[str, set[str]] = {}
    for supplier, customer in pairs:
        wanted.setdefault(customer, set()).add(supplier)
    found: dict[tuple[str, str], Need] = {}
    for requirement in facts.scope.network.requirements:
        need = requirement.need
        if not requirement.essential or need.implied:
            continue
        for customer in need.customers:
            for supplier in wanted.get(customer, set()).intersection(need.suppliers):
                found.setdefault((supplier, customer), need)
    return found


def _message(facts: Facts, circle: Cycle) -> str:
    way = facts.names.chain((*circle.example, circle.example[0]))
    more = len(circle.parties) - len(circle.example)
    others = f" ({counted(more, 'more party', 'more parties')} in it)" if more else ""
    return (
        f"A circle of essential needs{others}: {way}. Once it stops, no one in it can start again "
        "alone, so it is slow to restart."
    )


RULE = Rule(
    id="essential-cycle",
    severity="note",
    title="A circle of essential needs",
    finds="Parties that depend on each other in a circle in which every need is essential.",
    why="Dependence goes both ways, and a circle is normal. But once one of these stops they all "
    "do, and each waits for another before it can start again.",
    remedy="Agree who starts again first, and on what; or write down what one of them can do "
    "without for a while as important instead of essential.",
    fires="""\
parties:
  guests:  {kind: customer, needs: [kitchen]}
  kitchen: {needs: [{service: Stock list, from: stores}]}
  stores:  {needs: [{service: Orders, from: kitchen}]}
""",
    silent="""\
parties:
  guests:  {kind: customer, needs: [kitchen]}
  kitchen: {needs: [{service: Stock list, from: stores}]}
  stores:  {needs: [{service: Orders, from: kitchen, importance: important}]}
""",
    find=_find,
)
