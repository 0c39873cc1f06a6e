"""The orders of single points of failure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from internalmap.analyses._order import in_order
from reports.samples import BANDS, DAY, HOUR, point

#: By grade, band, those let down, needed, impact.
POINTS = (
    point("b", HOUR, stops=("x", "y")),
    point("c", 60, stops=("x",), impact=7),
    point("d", 2 * HOUR, stops=("x", "y", "z")),
    point("e", 60, single=False, stops=("x", "y", "z"), impact=7),
    point("a", 60, DAY, single=False, stops=("x",), impact=9),
    point("f", 2 * DAY, 60, stops=("x", "y", "z")),
)


@pytest.mark.parametrize(
    ("order", "parties"), [("soon", "bcdeaf"), ("customers", "debcaf"), ("impact", "acebdf")]
)
def test_orders(order: str, parties: str) -> None:
    """The worst first; by those who are let down; by impact; the rest as the worst first. No order
    of the rows matters."""
    for rows in (POINTS, POINTS[::-1]):
        assert "".join(row.party for row in in_order(rows, order, BANDS)) == parties


def test_ties_go_by_needed_impact_and_id() -> None:
    """Within a band, where as many are let down."""
    one = point("m", 60, impact=2)
    rows = (replace(one, needed=59.0), replace(one, impact=3), one, replace(one, party="n"))
    assert in_order(reversed(rows), "soon", BANDS) == rows
