"""What the report claims is so: for each of those it names, and only as far as was looked."""

from __future__ import annotations

from dataclasses import replace

import pytest

import internalmap
from internalmap.reports.blocks import Report
from internalmap.results.analyze import Analysis, SinglePoint, WeakestLink, Works
from reports import samples
from reports.rendered import rendered, report


def of(parties: str, **settings: object) -> Analysis:
    return internalmap.analyze(internalmap.loads(f"parties: {{{parties}}}"), **settings)  # type: ignore[arg-type]


def verdict(analysis: Analysis) -> str:
    return report(analysis).verdict.text


def everything(analysis: Analysis) -> str:
    return " ".join(rendered(analysis, width=1000).split())


CUSTOMERS = "k: {kind: customer, needs: [a]}, l: {kind: customer, needs: [b]}"


def test_customers_whom_each_absence_lets_down_in_part_are_not_all_let_down_by_any() -> None:
    """One or more of them; all only where each absence stops the same."""
    two = "a: {kind: person}, b: {kind: person}"
    assert "one or more of k and l cannot be served" in verdict(of(f"{CUSTOMERS}, {two}"))
    same = "k: {kind: customer, needs: [a, b]}, l: {kind: customer, needs: [a, b]}"
    assert ", k and l cannot be served" in verdict(of(f"{same}, {two}"))
    ring = ", ".join(f"p{i}: {{kind: person, needs: [p{(i + 1) % 5}]}}" for i in range(5))
    said = verdict(of(ring))
    assert "one or more of 5 protected parties (up to 4 at once) cannot go on" in said
    assert "all 5" not in said


def test_where_nobody_is_let_down_it_is_not_any_of_them() -> None:
    """ "Lets down all of them" would leave out those who lose one or two."""
    many = ", ".join(f"k{i}: {{kind: customer, needs: [{{from: [a, b]}}]}}" for i in range(5))
    said = verdict(of(f"{many}, a: {{kind: person}}, b: {{kind: person}}"))
    assert "no absence of one party alone lets down any of 5 external customers" in said


def test_the_time_in_a_row_is_that_of_the_first() -> None:
    """Where several are let down, the others may have longer."""
    said = everything(
        of(
            "k: {kind: customer, needs: [{from: a, buffer: 2h}]}, a: {kind: person}, "
            "l: {kind: customer, needs: [{from: a, buffer: 3h}, {from: b, buffer: 1h}]}, "
            "b: {kind: person}"
        )
    )
    assert "k and l 2 h, the first" in said
    assert "l 1 h not known" in said
    assert "by 2 absences, each alone, the soonest after 1 h" in said


def points(*restored: int | None) -> Analysis:
    return replace(
        samples.fjord(),
        runs=(),
        single_points_of_failure=tuple(
            SinglePoint(id, True, ("guests",), 60, restore, restore == 1, 1)
            for id, restore in zip(("it", "hr", "anna"), restored, strict=False)
        ),
    )


def test_the_headline_names_what_is_not_covered() -> None:
    """Those back in time are counted after it; all of them are no harm as long as that holds."""
    said = verdict(points(None, 1, 1))
    assert "without IT support (it), Hotel guests cannot be served" in said
    assert said.endswith("; 2 more would be back in time.")
    said = verdict(points(1, 1))
    assert said.startswith("No single absence does harm as long as recovery holds: without IT")
    assert said.endswith("each is back before it hurts.")


def test_an_all_clear_holds_of_those_asked_about() -> None:
    """The verdict, the fallbacks, the pairs and what works say of whom they speak."""
    said = everything(
        of(
            "k: {kind: customer, needs: [{from: [s, t]}]}, "
            "s: {kind: system, needs: [x]}, t: {kind: system, needs: [x]}, x: , a: {kind: person}",
            candidates=["kind:person"],
        )
    )
    assert said.count("of those asked about (kind:person)") == 5
    assert "no absence of one party of those asked about (kind:person) alone lets" in said
    assert "whoever of those asked about (kind:person) is missing" in said


def test_nothing_is_said_of_a_customer_without_needs() -> None:
    """No finding is no all-clear where nothing was written down."""
    said = everything(of("k: {kind: customer}, a: {needs: [b]}, b: "))
    assert "Nothing can be said of risk yet: k has no needs written down." in said
    assert "No single point of failure" not in said
    said = everything(
        of("k: {kind: customer}, l: {kind: customer, needs: [{from: [a, b]}]}, a: , b: ")
    )
    assert "k has no needs written down: nothing can be said of it." in said
    assert "alone lets down l, but" in said


def test_bad_ratings_are_not_praised() -> None:
    """Nor what is some customer's weakest link at the same time."""
    base = samples.fjord()
    best = base.works.best_rated[0]
    low = replace(base, works=Works((), (replace(best, satisfaction=3.0),), 0))
    assert "Nothing is rated well yet: the best rating is 3.0 of 5." in everything(low)
    assert "Best rated" not in everything(low)
    (guests,) = base.external_customers
    link = WeakestLink(best.need, best.satisfaction, ("guests",))
    weak = replace(base, external_customers=(replace(guests, weakest_link=link),))
    assert "Best rated: Dinner for Hotel guests" in everything(weak)


def test_units_whose_members_serve_others_are_told_apart() -> None:
    """They are not asked whom they work for."""
    said = everything(
        of("k: {kind: customer, needs: [a]}, u: {kind: department}, a: {kind: person, part_of: u}")
    )
    assert "nobody needs the unit itself; its members serve others: a" in said
    assert "Everyone has a customer" not in said
    assert "whom it works for" not in said


def keys(made: Report) -> list[str]:
    return [section.key for section in made.sections]


def test_grouped_rows_deny_no_whole_units() -> None:
    """A unit that was merged into another list is not denied."""
    base = points(None)
    assert "units" in keys(report(base))
    grouped = replace(base, summary=replace(base.summary, parties=40))
    assert "units" not in keys(report(grouped))


@pytest.mark.parametrize(
    ("people", "deeper"), [("a: , b: , c: ", False), ("a: , b: , c: , d: ", True)]
)
def test_three_at_a_time_takes_four_who_may_be_missing(people: str, deeper: bool) -> None:
    """With three, all of them are gone."""
    pairs = of(f"k: {{kind: customer, needs: [{{from: [a, b]}}]}}, {people}")
    assert ("--cut-size 3" in everything(pairs)) == deeper


def test_the_ranking_is_complete_or_says_how_much_is_left() -> None:
    """All of those waited for, or the first of so many of them."""
    parties = f"{CUSTOMERS}, a: {{needs: [c]}}, b: , c: , d: "
    assert "All 3 parties that others wait for, by pressure." in everything(of(parties))
    assert "The first 2 of 3 parties that others wait for" in everything(of(parties, top=2))


def test_fallbacks_that_hold_are_named_up_to_three() -> None:
    """The rest is counted."""
    needs = ", ".join(f"{{service: s{i}, from: [a, b]}}" for i in range(5))
    said = everything(of(f"k: {{kind: customer, needs: [{needs}]}}, a: , b: "))
    assert "5 fallbacks hold whoever is missing: s0 for k (a or b), s1 for k (a or b)," in said
    assert "s2 for k (a or b) and 2 more." in said
