"""`one-way`: dependence goes both ways."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.organization import Need
from internalmap.rules.need_words import need_words
from internalmap.rules.rule import Facts, Match, Rule


def _find(facts: Facts) -> Iterator[Match]:
    joined: dict[tuple[str, str], Need] = {}
    for need in facts.organization.needs:
        for customer in need.customers:
            for supplier in need.suppliers:
                joined.setdefault((supplier, customer), need)
    for (supplier, customer), need in sorted(joined.items(), key=lambda item: item[0]):
        if (customer, supplier) in joined:
            continue
        yield Match(
            (supplier, customer),
            f"{facts.names.short(customer)} needs {facts.names.short(supplier)}"
            f" ({need_words(facts.names, need)}), which needs nothing from it in return.",
            facts.need_at(need, "from"),
            need=need,
            accepted_at=(supplier, customer),
        )


RULE = Rule(
    id="one-way",
    severity=None,
    title="A dependency with no way back",
    finds="Two parties of which one needs the other, and the other needs nothing from it. External "
    "customers and outside suppliers count too; staffing does not.",
    why="A supplier depends on its customers as well: for orders, for hours worked, for being told "
    "what was wrong. Where no need goes the other way, there is no feedback loop.",
    remedy="Ask the supplier what it needs from this customer to do the work well, and write it "
    "down.",
    fires="""\
parties:
  managers: {needs: [{service: Pay, from: payroll}]}
  payroll:
""",
    silent="""\
parties:
  managers: {needs: [{service: Pay, from: payroll}]}
  payroll:  {needs: [{service: Hours worked, from: managers}]}
""",
    find=_find,
)
