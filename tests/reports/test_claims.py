"""What the report claims is so: for each of those it names, and only as far as was looked."""

from __future__ import annotations

from dataclasses import replace

import pytest

import internalmap
from command import ROOT
from internalmap.results.analyze import Analysis, WeakestLink, Works
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
    said = everything(of(f"{CUSTOMERS}, {two}"))
    assert "The absence of a or b alone lets k or l down at once." in said
    assert "k at once" in said
    assert "l at once" in said
    assert "k and l at once" not in said
    same = "k: {kind: customer, needs: [a, b]}, l: {kind: customer, needs: [a, b]}"
    said = everything(of(f"{same}, {two}"))
    assert "The absence of a or b alone lets k and l down at once." in said
    assert "a k and l at once" in said


def test_where_nobody_is_let_down_it_is_not_any_of_them() -> None:
    """ "Lets down all of them" would leave out those who lose one or two."""
    many = ", ".join(f"k{i}: {{kind: customer, needs: [{{from: [a, b]}}]}}" for i in range(5))
    said = verdict(of(f"{many}, a: {{kind: person}}, b: {{kind: person}}"))
    assert "no absence of one party alone lets down any of 5 external customers" in said


def test_each_customer_has_its_own_time() -> None:
    """Where several are let down, in the rows of absences and in those of customers."""
    said = everything(
        of(
            "k: {kind: customer, needs: [{from: a, buffer: 2h}]}, a: {kind: person}, "
            "l: {kind: customer, needs: [{from: a, buffer: 3h}, {from: b, buffer: 1h}]}, "
            "b: {kind: person}"
        )
    )
    assert "a k from 2 h; l from 3 h" in said
    assert "b l from 1 h" in said
    assert "l not known: ask not known: no link is rated" in said
    assert "b from 1 h; a from 3 h" in said


def points(*restored: int | None) -> Analysis:
    return replace(
        samples.fjord(),
        runs=(),
        single_points_of_failure=tuple(
            samples.point(id, 60, restore)
            for id, restore in zip(("it", "hr", "anna"), restored, strict=False)
        ),
    )


def test_the_headline_names_what_is_not_covered() -> None:
    """Those back in time are counted after it; all of them are no harm as long as that holds."""
    said = verdict(points(None, 1, 1))
    assert "The absence of IT support alone lets Hotel guests down from 1 min." in said
    assert said.endswith(" 2 more are back in time, as long as recovery holds.")
    said = verdict(points(1, 1))
    assert said.startswith("No single person, system or outsider lets Hotel guests down within")
    assert said.endswith(" IT support and hr are back in time, as long as recovery holds.")


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
    assert "alone lets down l." in said


def test_who_is_missed_only_as_such_is_told_by_its_limit() -> None:
    """What is back later than its limit is let down by its own absence."""
    said = everything(of("erp: {kind: system, limit: 4h, restore: 8h}, web: {needs: [erp]}"))
    assert "erp is not back as soon as needed. No other absence of one party alone lets" in said
    assert "no absence alone stops anybody else who must not be let down." in said
    assert "nothing can be said" not in said
    shop = "shop: {limit: 1d, needs: [erp]}"
    said = everything(of(f"erp: {{kind: system, limit: 4h, restore: 8h}}, {shop}"))
    assert "erp is needed back within 4 h. erp is back after 8 h: too late." in said


def test_bad_ratings_are_not_praised() -> None:
    """Nor what is some customer's weakest link at the same time."""
    base = samples.fjord()
    best = base.works.best_rated[0]
    low = replace(base, works=Works((), 0, (), 0, (replace(best, satisfaction=3.0),), (), 0))
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
    assert "Nothing found: " in said
    assert "Everyone has a customer" not in said
    assert "whom it works for" not in said


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
    assert "All 3 parties that others wait for, those with the" in everything(of(parties))
    assert "The first 2 of 3 parties that others wait for" in everything(of(parties, top=2))


def test_fallbacks_that_hold_are_named_up_to_three() -> None:
    """The rest is counted."""
    needs = ", ".join(f"{{service: s{i}, from: [a, b]}}" for i in range(5))
    said = everything(of(f"k: {{kind: customer, needs: [{needs}]}}, a: , b: "))
    assert "5 fallbacks hold whoever is missing: s0 for k (a or b), s1 for k (a or b)," in said
    assert "s2 for k (a or b) and 2 more." in said


@pytest.mark.parametrize("example", ["fjord-hotel", "hospital", "payroll", "negozio-it"])
def test_the_first_screen_says_what_to_remember_and_to_do(example: str) -> None:
    """The verdict in three sentences that can be read aloud, the worst, what to do: 24 lines."""
    analysis = internalmap.analyze(internalmap.load(ROOT / "examples" / f"{example}.yaml"))
    sentences = verdict(analysis).split(". ")
    assert len(sentences) <= 3
    assert all(len(sentence.split()) <= 25 for sentence in sentences)
    screen = rendered(analysis, width=80).splitlines()[:24]
    assert screen[-1] == "" or "internalmap advise" in "".join(screen)
    assert any(line.startswith("Who is missing  ") for line in screen)
