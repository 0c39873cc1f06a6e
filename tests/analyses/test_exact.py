"""Decimals count as they were written: what is as much as the limit is not above it."""

from __future__ import annotations

import json
from decimal import Context, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
from effort import examples
from internalmap.results.analyze import PartyRow

#: How often each period comes round in the longest of its kind, so that sums are decimals.
PERIODS = ({"hour": 168, "day": 7, "workday": 5, "week": 1}, {"month": 12, "quarter": 4, "year": 1})
_EXACT = Context(prec=60)

_decimals = st.decimals("0.001", "9.999", places=3, allow_nan=False, allow_infinity=False)


@st.composite
def _shops(draw: Any) -> tuple[list[dict[str, str]], Decimal, str]:
    """Needs with their work; what they come to in hours, in a period."""
    periods = draw(st.sampled_from(PERIODS))
    needs, total = [], Decimal(0)
    for _ in range(draw(st.integers(1, 4))):
        times, hours = draw(_decimals), draw(_decimals)
        period = draw(st.sampled_from(sorted(periods)))
        minutes = draw(st.booleans())
        effort = f"{hours * 60}min" if minutes else f"{hours}{draw(st.sampled_from(['', '0']))}h"
        needs.append({"frequency": f"{times}/{period}", "effort": effort})
        total += times * hours * periods[period]
    return needs, total, [*periods][-1]


def _model(needs: list[dict[str, str]], suppliers: list[str], capacity: str) -> Any:
    shop = [{"service": f"S{n}", "from": suppliers, **need} for n, need in enumerate(needs)]
    return {
        "guests": {"kind": "customer", "needs": ["shop"]},
        "shop": {"needs": shop},
        "a": {"kind": "person"},
        "b": {"kind": "person", "capacity": capacity},
    }


def _loaded(parties: Any) -> internalmap.Organization:
    return internalmap.loads(json.dumps({"parties": parties}))


def _row(analysis: internalmap.Analysis, id: str) -> PartyRow:
    return next(row for row in analysis.parties if row.id == id)


@examples(200)
@given(_shops())
def test_who_has_as_much_time_as_work_is_not_overloaded(
    shop: tuple[list[dict[str, str]], Decimal, str],
) -> None:
    """Neither as it is, nor when the work falls on it; and with a hair less time it is."""
    needs, hours, period = shop
    full = f"{_EXACT.plus(hours):f}"
    for capacity, over in ((full, False), (f"{_EXACT.subtract(hours, Decimal('1e-12')):f}", True)):
        if Decimal(capacity) <= 0:
            continue
        own = internalmap.analyze(_loaded(_model(needs, ["b"], f"{capacity}h/{period}")))
        used = _row(own, "b").utilisation
        assert used is not None and (used > 1 if over else used == 1)
        stand_in = _loaded(_model(needs, ["a", "b"], f"{capacity}h/{period}"))
        found = internalmap.analyze(stand_in).overloads
        assert found is not None and bool(found) == over
        rules = {finding.rule for finding in internalmap.check(stand_in).findings}
        assert ("overload-after-failure" in rules) == over


def test_advice_takes_who_has_just_enough_time() -> None:
    organization = internalmap.loads(
        """
parties:
  guests: {kind: customer, needs: [{service: Accounts, from: ada, frequency: 3/month, effort: 8h}]}
  ada: {kind: person, part_of: office}
  bo: {kind: person, part_of: office, capacity: 24h/month}
  office: {min_members: 0}
"""
    )
    (step, *_) = internalmap.advise(organization).steps
    assert (step.stand_in, step.party) == ("bo", "ada")


def test_equal_means_are_equal_whatever_they_are_the_mean_of() -> None:
    """Of two links rated 3.7 the closer is the weaker, also where one is a mean of answers."""
    organization = internalmap.loads(
        """
parties:
  guests: {kind: customer, needs: [{service: Bed, from: inn, satisfaction: 3.7}]}
  inn: {needs: [{service: Linen, from: laundry, satisfaction: [3.6, 3.8]}]}
  laundry:
"""
    )
    (guests,) = internalmap.analyze(organization).external_customers
    assert guests.weakest_link is not None
    assert (guests.weakest_link.need.service, guests.chain_satisfaction) == ("Bed", 3.7)


RATED = """
parties:
  guests:
    kind: customer
    needs:
      - {service: Meals, from: [diner, van], satisfaction: 4.5}
      - {service: Music, from: band, satisfaction: 2, importance: helpful}
  diner: {needs: [{service: Fish, from: boats, satisfaction: 3}]}
  van: {needs: [{service: Tins, from: boats, satisfaction: 1.5}]}
  band: {needs: [{service: Strings, from: boats, satisfaction: 1.2}]}
  boats: {}
  pay: {}
everyone: {needs: [{service: Pay, from: pay, satisfaction: 1}]}
"""


def test_the_weakest_link_is_one_that_carries_today() -> None:
    """A fallback that nobody uses is none, nor is what everyone needs; what matters less is, where
    the customer gets it itself."""
    analysis = internalmap.analyze(internalmap.loads(RATED))
    (guests,) = analysis.external_customers
    assert guests.weakest_link is not None
    assert (guests.weakest_link.need.service, guests.weakest_link.chain) == ("Music", ("guests",))
    assert guests.chain_satisfaction == pytest.approx((4.5 + 2 + 3) / 3)
    rated = [each.need.service for each in analysis.works.worst_rated]
    assert rated == ["Pay", "Strings", "Tins"]


def test_how_often_is_at_least_what_is_known() -> None:
    parties = (
        "guests: {{kind: customer, needs: [{{service: A, from: k, frequency: daily}}, "
        "{{service: B, from: k{more}}}]}}, k: "
    )
    for more, wanted in (("", (7.0, True)), (", frequency: weekly", (7.0, False))):
        organization = internalmap.loads(f"parties: {{{parties.format(more=more)}}}")
        (point,) = internalmap.analyze(organization).single_points_of_failure
        assert (point.frequency, point.frequency_at_least) == wanted


def test_a_unit_of_one_deals_with_nobody_inside() -> None:
    organization = internalmap.loads(
        """
parties:
  guests: {kind: customer, needs: [inn, bar]}
  inn:
  anna: {kind: person, part_of: inn}
  bar:
  bo: {kind: person, part_of: bar, needs: [cy]}
  cy: {kind: person, part_of: bar}
"""
    )
    found = {row.unit: row.e_i for row in internalmap.analyze(organization).units}
    assert found == {"inn": None, "bar": 0.0}
