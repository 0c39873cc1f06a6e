"""`same-need-twice`: a customer asks a supplier for a service once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field

from internalmap._dataclass import dataclass
from internalmap.model.phrases import listed, plural
from internalmap.rules.need_words import need_words
from internalmap.rules.rule import Facts, Match, Rule
from internalmap.text.escape import escape

#: How many names a message gives before it counts the rest.
_NAMED = 3


@dataclass
class _Again:
    """A need that asks once more for what another does: the number of that, and by whom and of whom
    both do."""

    first: int
    customers: set[int] = field(default_factory=set)
    suppliers: set[int] = field(default_factory=set)


def _find(facts: Facts) -> Iterator[Match]:
    network = facts.scope.network
    for number, again in sorted(_repeated(facts).items()):
        need, first = (network.requirements[each].need for each in (number, again.first))
        suppliers = facts.scope.ids(sorted(again.suppliers))
        yield Match(
            (*(() if need.customer is None else (need.customer,)), *suppliers),
            _message(facts, number, again, suppliers),
            facts.need_at(need, "service"),
            service=need.service,
            related=((facts.need_at(first), f"also here: {need_words(facts.names, first)}"),),
            need=need,
        )


def _repeated(facts: Facts) -> dict[int, _Again]:
    """Each need by which somebody asks once more, by its number."""
    found: dict[int, _Again] = {}
    for supplier, asked in facts.scope.network.repeated.items():
        for customer, (first, *others) in asked:
            for number in others:
                again = found.setdefault(number, _Again(first))
                again.first = min(again.first, first)
                again.customers.add(customer)
                again.suppliers.add(supplier)
    return found


def _message(facts: Facts, number: int, again: _Again, suppliers: Sequence[str]) -> str:
    """Who asks whom for what twice, and that its work counts once, where it is known."""
    network, names = facts.scope.network, facts.names
    need, first = (network.requirements[each].need for each in (number, again.first))
    who, many = "everyone", False
    if need.customer is not None or first.customer is not None:
        customers = facts.scope.ids(sorted(again.customers))
        who, many = listed(names.shorts(customers), limit=_NAMED), len(customers) > 1
    said = (
        f"{who} {plural(2 if many else 1, 'asks', 'ask')} "
        f"{listed(names.shorts(suppliers), 'or', limit=_NAMED)} for “{escape(need.service or '')}” "
        "twice"
    )
    if network.work.each[number] is None or network.work.each[again.first] is None:
        return f"{said}."
    return f"{said}: of the work of both, the larger counts, once."


RULE = Rule(
    id="same-need-twice",
    severity="note",
    title="The same need twice",
    finds="A need by which somebody asks a supplier for a service that another need of theirs asks "
    "it for too: under the same name, be it one of everyone or of a unit's members. As load, the "
    "larger of the two counts, once.",
    why="It is often one need that came from two files or two people. Whoever changes one of the "
    "two leaves the other as it was, and which of them holds is anybody's guess.",
    remedy="Leave out one of the two, or give what is another service a name of its own.",
    fires="""\
parties:
  guests:  {kind: customer, needs: [dinner]}
  dinner:
    needs:
      - {service: Dishes, from: kitchen, within: 20min}
      - {service: Dishes, from: [kitchen, caterer]}
  kitchen:
  caterer: {kind: supplier}
""",
    silent="""\
parties:
  guests:  {kind: customer, needs: [dinner]}
  dinner:
    needs:
      - {service: Dishes, from: kitchen, within: 20min}
      - {service: Buffet, from: [kitchen, caterer]}
  kitchen:
  caterer: {kind: supplier}
""",
    find=_find,
)
