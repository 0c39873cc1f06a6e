"""How rules name a need: by what is supplied, and to whom."""

from __future__ import annotations

from internalmap.model.organization import Need
from internalmap.model.phrases import Names, listed, plural
from internalmap.text.escape import escape


def need_words(names: Names, need: Need) -> str:
    """A need by its service and its customer; by its suppliers, where the service has no name:
    "Dinner for guests", "what kitchen supplies to guests"."""
    customer = names.customer(need.customer)
    if need.service is not None:
        return f"{escape(need.service)} for {customer}"
    first = need.first_suppliers
    suppliers = listed(names.shorts(first), limit=3)
    return f"what {suppliers} {plural(len(first), 'supplies', 'supply')} to {customer}"


def both_ends(need: Need) -> tuple[str, ...]:
    """Those whom a need joins: its customer, if it is one, and who supplies it first."""
    return (*(() if need.customer is None else (need.customer,)), *need.first_suppliers)
