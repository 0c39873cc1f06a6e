"""Rows grouped into units."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internalmap.analyses.roll_up import NOTICE, roll_up
from internalmap.results.analyze import (
    Analysis,
    Cycle,
    NeedRef,
    Overload,
    SinglePoint,
    WeakestLink,
)
from reports import samples
from reports.rendered import rendered
from reports.samples import fragile, point

KITCHEN = dict.fromkeys(("anna", "bjørn", "chidi", "order-screen"), "kitchen")


def points(*rows: SinglePoint) -> Analysis:
    return replace(samples.fjord(), single_points_of_failure=rows)


def test_without_groups_nothing_changes_but_the_notice() -> None:
    """Everyone alone is the whole report again."""
    base = samples.fjord()
    assert roll_up(base, {}) == replace(base, notices=(*base.notices, NOTICE))


def test_parties_become_rows_of_their_groups() -> None:
    """The worst of the figures, the sum of the loads, the group's own name, kind and unit."""
    whole = {row.id: row for row in samples.fjord().parties}
    rolled = roll_up(samples.fjord(), KITCHEN)
    rows = {row.id: row for row in rolled.parties}
    assert list(rows) == sorted(set(whole) - set(KITCHEN))
    kitchen = rows["kitchen"]
    assert (kitchen.name, kitchen.kind, kitchen.part_of) == ("kitchen", "department", "hotel")
    assert kitchen.impact == 8
    assert kitchen.gateway == 4
    assert kitchen.load == 201600.0
    assert kitchen.stops == ("guests",)
    assert rolled.summary == samples.fjord().summary


def test_a_group_that_is_no_party_is_named_by_its_id() -> None:
    """A group outside the model stands for itself, and is part of nothing."""
    rolled = roll_up(samples.fjord(), {"anna": "cooks", "kitchen": "cooks"})
    row = next(row for row in rolled.parties if row.id == "cooks")
    assert row.name == "cooks"
    assert row.part_of is None


@pytest.mark.parametrize(
    ("one", "other", "needed", "restore", "covered"),
    [
        ((60, None), (30, None), 30, None, False),
        ((60, 90), (30, 20), 30, 90, False),
        ((60, 50), (30, 20), 30, 20, True),
        ((None, 50), (30, 40), 30, 50, False),
        ((None, None), (None, 40), None, None, False),
    ],
)
def test_single_points_say_the_worst(
    one: tuple[float | None, float | None],
    other: tuple[float | None, float | None],
    needed: float | None,
    restore: float | None,
    covered: bool,
) -> None:
    """The earliest time, recovery as of those that are too late, covered only if all are."""
    rolled = roll_up(
        points(
            point("anna", *one, impact=3, way=("anna", "kitchen", "guests"), frequency=2.0),
            point("kitchen", *other, single=False, stops=("hr",), impact=7,
                  way=("kitchen", "guests")),
        ),
        KITCHEN,
    )  # fmt: skip
    (row,) = rolled.single_points_of_failure
    assert (row.needed, row.restore, row.covered) == (needed, restore, covered)
    assert row.grade == (3 if covered else 1 if not (one[1] and one[1] < (one[0] or 0)) else 2)
    assert row.single
    assert row.stops == ("guests", "hr")
    assert set(row.let_down) | set(row.later) == {"guests", "hr"}
    assert row.impact == 7
    assert row.way == ("kitchen", "guests")
    assert (row.frequency, row.frequency_at_least) == (2.0, True)  # one of the two does not say


def test_a_merged_row_is_needed_as_often_as_its_most_frequent_one() -> None:
    """Exactly so where all of its rows say it exactly."""
    one, other = (point(id, frequency=rate) for id, rate in (("anna", 2.0), ("chidi", 7.0)))
    (row,) = roll_up(points(one, other), KITCHEN).single_points_of_failure
    assert (row.frequency, row.frequency_at_least) == (7.0, False)


def test_single_points_are_ordered_anew() -> None:
    """Merged rows stand where the order of the report puts them."""
    rolled = roll_up(samples.fjord(), {"it": "telco", "reception": "telco"})
    rows = rolled.single_points_of_failure
    assert [row.party for row in rows] == ["telco", "restaurant", "kitchen", "payroll"]
    assert rows[0].needed == 0
    assert rows[0].restore is None
    assert rolled.bottlenecks[0].party == "kitchen"


def test_paper_fallbacks_meet_in_their_groups() -> None:
    """Suppliers are groups, defeats keep their earliest time."""
    rolled = roll_up(samples.fjord(), {"order-screen": "restaurant", "telco": "it"})
    bookings, tickets = sorted(rolled.hollow_fallbacks, key=lambda row: row.need.service or "")
    assert bookings.need.service == "Bookings"
    assert tickets.need.suppliers == ("restaurant",)
    assert [(row.party, row.after) for row in bookings.defeated_by] == [("it", 3600)]
    assert [row.party for row in tickets.defeated_by] == [
        "restaurant",
        "it",
        "payroll",
        "reception",
    ]


def test_pairs_inside_a_group_show_the_group() -> None:
    """Two cooks are the kitchen; pairs that were not sought stay so."""
    rolled = roll_up(samples.fjord(), KITCHEN)
    assert rolled.fragile_sets == (fragile("guests", ("kitchen",)),)
    assert "several inside kitchen" in rendered(rolled, "text", width=100)
    assert roll_up(replace(samples.fjord(), fragile_sets=None), KITCHEN).fragile_sets is None


def test_circles_inside_a_group_are_left_out() -> None:
    """A circle needs two groups; its example is of groups."""
    base = replace(
        samples.fjord(),
        cycles=(
            Cycle(("anna", "kitchen"), ("anna", "kitchen")),
            Cycle(("anna", "it", "kitchen"), ("anna", "kitchen", "it")),
        ),
    )
    assert roll_up(base, KITCHEN).cycles == (Cycle(("it", "kitchen"), ("kitchen", "it")),)


def test_runs_inside_a_group_are_left_out() -> None:
    """A run of one unit is none."""
    assert roll_up(samples.fjord(), {"restaurant": "kitchen"}).runs == ()
    assert roll_up(samples.fjord(), KITCHEN).runs == (("kitchen", "restaurant"),)


def test_runs_are_of_whole_units_each_once() -> None:
    """A run through a group that is a single person, or twice through one group, is none."""
    base = samples.fjord()
    assert roll_up(base, {"it": "kitchen"}).runs == ()
    there_and_back = replace(base, runs=(("kitchen", "restaurant", "reception"),))
    assert roll_up(there_and_back, {"reception": "kitchen"}).runs == ()


def test_customers_promises_and_overloads_say_the_worst() -> None:
    """The lowest ratings with the weakest link, the widest promise, the highest load."""
    base = samples.fjord()
    first = base.external_customers[0]
    link = WeakestLink(NeedRef("anna", "Pans", ("chidi",)), 1.5, ("anna", "kitchen", "guests"))
    base = replace(
        base,
        external_customers=(
            first,
            replace(first, party="vips", satisfaction=3.0, weakest_link=link),
        ),
        promises_not_backed=(
            *base.promises_not_backed,
            replace(base.promises_not_backed[1], party="hr", within=1),
        ),
        overloads=(Overload("anna", "it", 1.2), Overload("chidi", "it", 1.5)),
    )
    rolled = roll_up(base, {**KITCHEN, "vips": "guests", "hr": "reception"})
    (customer,) = rolled.external_customers
    assert customer.satisfaction == 3.0
    assert customer.weakest_link == WeakestLink(
        NeedRef("kitchen", "Pans", ("kitchen",)), 1.5, ("kitchen", "guests")
    )
    assert [(row.party, row.within) for row in rolled.promises_not_backed] == [
        ("it", 3600),
        ("reception", 1),
    ]
    assert rolled.overloads == (Overload("kitchen", "it", 1.5),)
    assert roll_up(replace(base, overloads=None), KITCHEN).overloads is None


def test_what_works_gives_way_to_what_does_not() -> None:
    """A fallback that holds is not shown where one of the same name is defeated."""
    base = samples.fjord()
    held = NeedRef("chidi", "Order tickets", ("order-screen", "restaurant"))
    base = replace(base, works=replace(base.works, fallbacks_that_hold=(held,)))
    assert roll_up(base, {}).works.fallbacks_that_hold == (held,)
    grouped = {"chidi": "kitchen"}
    assert roll_up(base, grouped).works.fallbacks_that_hold == ()


GROUPS = st.dictionaries(
    st.sampled_from(sorted(samples.fjord().names)), st.sampled_from(["hotel", "it", "x", "guests"])
)


@given(GROUPS)
def test_any_grouping_can_be_shown(groups: dict[str, str]) -> None:
    """Whatever the groups are, rows are of groups, and every format can show them."""
    rolled = roll_up(samples.fjord(), groups)
    left = {groups.get(row.id, row.id) for row in samples.fjord().parties}
    assert [row.id for row in rolled.parties] == sorted(left)
    assert {row.party for row in rolled.single_points_of_failure} <= left
    assert rendered(rolled, "json")
    assert rendered(rolled, "text", width=60, structure=True)
