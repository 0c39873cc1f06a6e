"""Step 1: whoever has no way to a customer stands at the foot, by name."""

from __future__ import annotations

from dataclasses import replace

from internalmap.diagrams.chart.chart import Chart, Foot
from internalmap.diagrams.chart.reduce.parts import keep, unit_names

OUT_OF_SIGHT = "Without a way to a customer"


def out_of_sight(chart: Chart) -> Chart:
    """Without the boxes from which no line leads to one that must not be let down. In a picture of
    an absence, and where nobody is to be protected, all stay."""
    if chart.highlighted or not chart.protected:
        return chart
    suppliers: dict[str, set[str]] = {}
    for link in chart.links:
        suppliers.setdefault(link.customer, set()).add(link.supplier)
        if link.staffing:  # who is in a unit is reached where the unit is
            suppliers.setdefault(link.supplier, set())
    for each in chart.broadcasts:
        for customer in each.customers:
            suppliers.setdefault(customer, set()).add(each.supplier)
    seen = set(chart.protected)
    waiting = sorted(seen)
    while waiting:
        for supplier in suppliers.get(waiting.pop(), ()):
            if supplier not in seen:
                seen.add(supplier)
                waiting.append(supplier)
    out = [box for box in chart.boxes if box.id not in seen]
    if not out:
        return chart
    names = unit_names(chart, out)
    foot = Foot(OUT_OF_SIGHT, names)
    return replace(keep(chart, seen), foot=(*chart.foot, foot))
