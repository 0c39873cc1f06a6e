"""What the sections say: the verdict in its forms, combinations told in few lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internalmap.model.phrases import Names
from internalmap.reports.analyze.sections.fragile import Combination, combine
from internalmap.reports.blocks import Table
from internalmap.results.analyze import Analysis, FragileSet, SinglePoint
from reports import samples
from reports.rendered import report


def section_text(analysis: Analysis, key: str) -> str:
    section = next(section for section in report(analysis).sections if section.key == key)
    cells = [cell.text for cell in section.lead]
    for block in section.on_page():
        if isinstance(block, Table):
            cells += [cell.text for row in block.rows for cell in row]
        else:
            cells += [cell.text for cell in block.items]
    return "\n".join([section.heading, *cells])


def with_points(*points: SinglePoint) -> Analysis:
    return replace(samples.fjord(), single_points_of_failure=points, runs=())


def point(
    party: str, *, single: bool = True, after: float | None = 60, restore: float | None = None
) -> SinglePoint:
    covered = restore is not None and after is not None and restore <= after
    return SinglePoint(party, single, ("guests",), after, restore, covered, 1)


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ((), "No single point of failure: no absence of one party alone lets down Hotel guests"),
        ((point("it"),), "without IT support (it), Hotel guests cannot be served; nobody wrote"),
        ((point("it", restore=60),), "cannot be served, but it is back before it hurts."),
        ((point("it", restore=61),), "cannot be served; it is not back in time."),
        ((point("it", after=None, restore=1),), "whether it is back in time is not known."),
        (
            (point("it"), point("hr", restore=9)),
            "nobody wrote down how soon it is back; 1 more would be back in time.",
        ),
        ((point("it"), point("hr")), "; neither is known to be back in time."),
        ((point("it", restore=99), point("hr", restore=99)), "; neither is back in time."),
        (
            tuple(point(id) for id in ("it", "hr", "anna", "chidi")),
            "without any one of 4 persons or teams (IT support, hr and anna ",
        ),
        (
            (point("kitchen", single=False),),
            "Hotel guests alone, but a whole unit does: 1 unit has nobody to take over.",
        ),
        (
            (point("it"), point("kitchen", single=False)),
            ", and 1 whole unit cannot be missed either.",
        ),
    ],
)
def test_verdict(points: tuple[SinglePoint, ...], words: str) -> None:
    """The verdict names who, whom and whether it can be borne, in one sentence."""
    assert words in report(with_points(*points)).verdict.text


def test_the_verdict_counts_pairs_only_where_nothing_else_is_wrong() -> None:
    """Without single points, pairs are what is left to say."""
    base = samples.nothing()
    pairs = replace(base, fragile_sets=samples.fjord().fragile_sets)
    assert "but 3 combinations of absences do." in report(pairs).verdict.text
    unsought = replace(base, fragile_sets=None)
    assert "combinations of absences were not looked at." in report(unsought).verdict.text
    assert "and no two together do either." in report(base).verdict.text


def test_assumptions_are_counted() -> None:
    """What was not written down, and what it was taken for, stands at the top."""
    notes = "\n".join(note.text for note in report(samples.fjord()).notes)
    assert "of 13 needs, 10 do not say how much they matter and are taken as essential" in notes
    summary = replace(
        samples.fjord().summary,
        needs=13,
        assumed=replace(samples.fjord().summary.assumed, importance=13, buffer=1),
    )
    notes = "\n".join(note.text for note in report(replace(samples.fjord(), summary=summary)).notes)
    assert "none says how much they matter, and all are taken as essential" in notes
    assert "1 does not say how long its customer can go on without it and is taken" in notes


def test_whom_the_figures_protect_is_said_where_it_is_not_every_customer() -> None:
    """Others than the external customers are named, with the reason."""
    base = samples.fjord()
    other = replace(
        base,
        settings=replace(base.settings, protected=("kitchen",)),
        protected_why="as the model says",
    )
    notes = [note.text for note in report(other).notes]
    assert "Must not be let down: kitchen (as the model says)." in notes
    assert not any("let down" in note.text for note in report(base).notes)


def test_recovery_is_compared_with_the_time_that_there_is() -> None:
    """Too late, in time, not known, not compared."""
    text = section_text(
        with_points(
            point("it", after=3600, restore=14400),
            point("hr", after=3600, restore=7.5),
            point("anna"),
            point("chidi", after=None, restore=60),
        ),
        "single",
    )
    assert "back in 4 h: too late" in text
    assert "back in 7.5 s: in time" in text
    assert "not known: ask" in text
    assert "back in 1 min: not compared" in text


def remarks(analysis: Analysis) -> str:
    return "\n".join(remark.text for remark in report(analysis).remarks)


def test_pairs_that_were_not_sought_are_not_called_absent() -> None:
    """No finding is not the same as not looked for."""
    base = samples.fjord()
    unsought = replace(base, fragile_sets=None)
    assert "Not looked for: absences together (the notes at the top say why)." in remarks(unsought)
    only_one = replace(unsought, settings=replace(base.settings, cut_size=1))
    assert "Not looked for: absences together (as asked)." in remarks(only_one)
    found = "Nothing found: two absences, harmless alone, that together let down Hotel guests"
    assert found in remarks(replace(base, fragile_sets=()))


def test_what_has_nothing_to_show_is_one_line() -> None:
    """Empty sections stand in one closing sentence; single points always have a section."""
    made = report(samples.nothing())
    assert [section.key for section in made.sections] == ["single", "customers", "works"]
    assert made.remarks[0].text.startswith("Nothing found: paper fallbacks")
    assert "circles of essential needs" in made.remarks[0].text
    asked = replace(samples.nothing().settings, stops_on="important")
    said = remarks(replace(samples.nothing(), settings=asked))
    assert "circles of needs that are essential or important" in said


def test_the_same_pairs_of_several_customers_are_told_once() -> None:
    """Combinations that let the same parties down are one line."""
    base = samples.fjord()
    more = tuple(FragileSet("hr", one.parties) for one in base.fragile_sets or ())
    both = replace(base, fragile_sets=(*(base.fragile_sets or ()), *more))
    assert "any two of anna, bjørn and chidi\nHotel guests and hr\n3 pairs" in section_text(
        both, "fragile"
    )


def test_combinations_in_words() -> None:
    """Rings, hubs, plain pairs, larger sets."""
    names = Names({})
    ring = combine([("a", "b"), ("a", "c"), ("b", "c")])
    assert [one.words(names) for one in ring] == ["any two of a, b and c"]
    hub = combine([("a", "h"), ("b", "h"), ("c", "h"), ("x", "y")])
    assert [one.words(names) for one in hub] == [
        "h together with any one of a, b or c",
        "x and y",
    ]
    few = combine([("a", "h"), ("b", "h")])
    assert [one.words(names) for one in few] == ["a and h", "b and h"]
    assert [one.words(names) for one in combine([("a", "b", "c")])] == ["a, b and c"]


def told(one: Combination) -> set[tuple[str, ...]]:
    """The combinations that one line tells."""
    if one.hub is not None:
        return {(min(one.hub, party), max(one.hub, party)) for party in one.parties}
    if one.count > 1:
        return set(combinations(sorted(one.parties), 2))
    return {one.parties}


PARTIES = st.sampled_from("abcdefgh")
SETS = st.sets(
    st.frozensets(PARTIES, min_size=2, max_size=3).map(lambda one: tuple(sorted(one))), max_size=20
)


@given(SETS)
def test_combining_tells_each_combination_once(sets: set[tuple[str, ...]]) -> None:
    """Nothing is told twice, nothing is left out, nothing is made up."""
    lines = combine(sets)
    assert sum(one.count for one in lines) == len(sets)
    assert set().union(*(told(one) for one in lines)) == sets


def test_overdue_actions_are_said_to_be_only_when_today_is_known() -> None:
    """The report is the same every day, unless it is told which day it is."""
    sections = report(samples.fjord(), today=date(2026, 10, 3)).sections
    actions = next(section for section in sections if section.key == "actions")
    assert "3 actions, 1 overdue, 1 without a date" in actions.lead[0].text
    table = actions.body[0]
    assert isinstance(table, Table)
    assert table.rows[0][0].text == "2026-10-01, 2 days overdue"
    assert "overdue" not in section_text(samples.fjord(), "actions")


def test_the_widest_gap_and_the_essential_fallback_come_first() -> None:
    """What a section advises to do next is about its first row."""
    text = section_text(samples.fjord(), "promises")
    assert text.index("IT support (it)") < text.index("reception")
    text = section_text(samples.fjord(), "fallbacks")
    assert text.index("Order tickets") < text.index("Bookings")


def test_grouped_rows_are_not_called_persons() -> None:
    """Where rows are of units, the verdict and the headings say that the one is inside."""
    base = samples.fjord()
    grouped = replace(base, summary=replace(base.summary, parties=40))
    made = report(grouped)
    assert made.verdict.text.startswith(
        "One absence inside IT support (it) or Fjord Telecom (telco) is enough, and Hotel guests "
    )
    assert made.sections[0].heading.endswith(", by unit")
    assert made.sections[0].lead[0].text.startswith("2 units; one absence inside each of them is")
