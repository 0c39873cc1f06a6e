"""What the sections say: the verdict in its forms, combinations told in few lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internalmap.model.phrases import Names
from internalmap.reports.analyze.sections.combine import combine
from internalmap.reports.blocks import Cell, Section, Table
from internalmap.results.absences import Absence, AbsenceTable, Effect
from internalmap.results.analyze import Analysis, SinglePoint
from reports import samples
from reports.rendered import rendered, report
from reports.samples import fragile, point


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
    base = samples.fjord()
    absences = replace(base.absences, rows=())
    return replace(base, single_points_of_failure=points, absences=absences, runs=())


MINUTE, DAY = samples.MINUTE, samples.DAY


@pytest.mark.parametrize(
    ("points", "words"),
    [
        ((), "No single point of failure: no absence of one party alone lets down Hotel guests"),
        (
            (point("it"),),
            "The absence of IT support alone lets Hotel guests down from 1 min. "
            "Nobody wrote down when IT support is back.",
        ),
        (
            (point("it", restore=60),),
            "No single person, system or outsider lets Hotel guests down within a day. "
            "IT support is back in time, as long as recovery holds.",
        ),
        ((point("it", restore=61),), "down from 1 min. IT support is back after 1 min 1 s: too "),
        ((point("it", None, 1),), "IT support is back after 1 s: whether that is in time is not"),
        (
            (point("it"), point("hr", restore=9)),
            "lets Hotel guests down from 1 min. 1 more is back in time, as long as recovery holds.",
        ),
        (
            (point("it"), point("hr")),
            "The absence of IT support or hr alone lets Hotel guests down from 1 min. "
            "Nobody wrote down when either of them is back.",
        ),
        ((point("it", restore=99), point("hr", restore=99)), " Neither of them is back in time."),
        ((point("it", restore=99), point("hr")), " Neither of them is known to be back in time."),
        (
            tuple(point(id) for id in ("it", "hr", "anna", "chidi")),
            "Any one of 4 people or teams alone lets Hotel guests down from 1 min. ",
        ),
        (
            (point("it", 90), point("hr")),
            "The absence of IT support or hr alone lets Hotel guests down: hr first, from 1 min. ",
        ),
        (
            (point("it"), point("hr"), point("anna", 90)),
            "alone lets Hotel guests down within a day: 2 of them from 1 min. ",
        ),
        (
            (point("kitchen", single=False),),
            "lets Hotel guests down within a day. kitchen, a whole unit, lets Hotel guests down "
            "from 1 min. Nobody wrote down when kitchen is back.",
        ),
        (
            (point("it"), point("kitchen", single=False), point("reception", single=False)),
            " 2 whole units cannot be done without either.",
        ),
        (
            (point("it"), point("anna", 2 * DAY), point("chidi", 3 * DAY)),
            " 2 more let somebody down later than a day.",
        ),
    ],
)
def test_verdict(points: tuple[SinglePoint, ...], words: str) -> None:
    """The verdict says who lets whom down and when, what recovery catches, and the units, in three
    sentences of at most 25 words."""
    text = report(with_points(*points)).verdict.text
    assert words in text
    sentences = text.split(". ")
    assert len(sentences) <= 3
    assert all(len(sentence.split()) <= 25 for sentence in sentences)


def test_the_verdict_counts_pairs_only_where_nothing_else_is_wrong() -> None:
    """Without single points, pairs are what is left to say."""
    base = samples.nothing()
    pairs = replace(base, fragile_sets=samples.fjord().fragile_sets)
    assert "alone lets down Hotel guests. 3 combinations of absences do." in (
        report(pairs).verdict.text
    )
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
    assert not any("Must not be let down" in note.text for note in report(base).notes)


def test_single_points_stand_under_the_bands_of_time_by_grade() -> None:
    """What is needed soon first; then whole units and what is needed later; then what recovery
    catches. Each says when it is back, as far as anybody wrote that down."""
    made = with_points(
        point("anna", None, 60),
        point("it", 3600, 14400),
        point("telco", 3601),
        point("kitchen", 0, single=False),
        point("chidi", 8 * DAY),
        point("hr", 3600, 60),
    )
    text = section_text(made, "single")
    assert text.index("At a time that was not computed:") < text.index("Within the hour:")
    assert "IT support (it)\nHotel guests from 1 h\nafter 4 h\n1\n" in text
    assert "Within 4 hours:" in text
    assert "not known" in text
    text = section_text(made, "units")
    assert "kitchen\na whole unit\nHotel guests at once" in text
    assert "Later than a week:" in text
    assert "Nobody wrote down when any of them is back: ask." in text
    assert "hr\nHotel guests from 1 h\nafter 1 min" in section_text(made, "in-time")


def test_in_another_order_there_are_no_bands() -> None:
    """All single points stand in one list."""
    made = replace(samples.fjord(), order="impact")
    assert [s.key for s in report(made).sections if s.key in ("single", "units", "in-time")] == [
        "single"
    ]
    assert "those that stop most others first" in section_text(made, "single")
    assert "hour:" not in section_text(made, "single")


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_brief_is_the_verdict_the_worst_and_what_to_do(format: str) -> None:
    """The whole report opens with the same; nothing follows."""
    brief = rendered(samples.fjord(), format, brief=True)
    assert rendered(samples.fjord(), format).startswith(brief.rstrip("\n"))
    assert len(brief.splitlines()) <= 24
    assert "reception" in brief
    assert "payroll" not in brief
    assert "Find stand-ins for IT support and Fjord Telecom, or see to a faster return." in brief


def test_without_single_points_the_worst_are_those_together() -> None:
    """And where nobody is let down there are none."""
    base = samples.nothing()
    made = report(replace(base, fragile_sets=samples.fjord().fragile_sets))
    (worst,) = made.opening
    assert any("any two of anna, bjørn and chidi" in cell.text for cell in cells_of(worst))
    assert report(base).opening == ()


def cells_of(section: Section) -> list[Cell]:
    return [
        cell
        for block in section.body
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
    ]


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
    """Combinations that let the same parties down at the same times are one line."""
    base = samples.fjord()
    more = tuple(fragile("hr", one.parties) for one in base.fragile_sets or ())
    both = replace(base, fragile_sets=(*(base.fragile_sets or ()), *more))
    assert (
        "any two of anna, bjørn and chidi\nHotel guests and hr from 40 min\nnot known\n3"
        in section_text(both, "fragile")
    )


def test_combinations_say_whether_recovery_ends_or_hides_them() -> None:
    """What is over in time for one and not for another is told of the other."""
    sets = (
        fragile("guests", ("anna", "it"), 60, 3600),
        fragile("hr", ("anna", "it"), 7200, 3600),
        fragile("guests", ("chidi", "it"), 60, hidden=True),
        fragile("guests", ("bjørn", "it"), 60, 30),
    )
    text = section_text(replace(samples.fjord(), fragile_sets=sets), "fragile")
    assert "3 combinations in which" in text
    assert "1 is over in time" in text
    assert "1 is hidden by recovery" in text
    assert "anna and IT support\nHotel guests from 1 min\nafter 1 h\n1" in text
    assert "chidi and IT support\nHotel guests from 1 min\nhidden by recovery\n1" in text
    assert "after 30 s: in time" in text


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


PARTIES = st.sampled_from("abcdefgh")
SETS = st.sets(
    st.frozensets(PARTIES, min_size=2, max_size=3).map(lambda one: tuple(sorted(one))), max_size=20
)


@given(SETS)
def test_combining_tells_each_combination_once(sets: set[tuple[str, ...]]) -> None:
    """Nothing is told twice, nothing is left out, nothing is made up."""
    lines = combine(sets)
    assert sum(one.count for one in lines) == len(sets)
    assert {parties for one in lines for parties in one.sets()} == sets


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
        "One absence inside IT support or Fjord Telecom alone lets Hotel guests down: IT support "
        "first, from 1 h"
    )
    (section,) = (section for section in made.sections if section.key == "single")
    assert section.heading.endswith(", by unit")
    assert section.lead[0].text.startswith("2 units: one absence inside each is enough")


def test_the_questions_to_answer_first() -> None:
    """Those that decide most, with what nobody said of them."""
    text = section_text(samples.fjord(), "answers")
    assert "An absence lets somebody down in 6 cases; these answers decide most of them." in text
    said = "how much it matters and how long they can do without"
    assert f"Room for Hotel guests\n{said}\n4 cases" in text
    assert "Pay for everyone\nhow long they can do without\n1 case" in text
    assert "answers" not in [section.key for section in report(samples.nothing()).sections]


def test_customers_say_whose_absence_lets_them_down_and_when() -> None:
    """The soonest first, ten of them; what recovery catches is counted."""
    said = section_text(samples.fjord(), "customers")
    assert "reception at once; restaurant from 30 min; kitchen from 40 min; IT support from" in said
    effects = tuple(Effect("guests", 60, 60, number < 12) for number in range(13))
    parties = sorted(samples.fjord().names)[:13]
    made = replace(
        samples.fjord(),
        single_points_of_failure=tuple(map(point, parties)),
        absences=AbsenceTable(
            13, tuple(Absence(id, None, (e,)) for id, e in zip(parties, effects, strict=True)), 0
        ),
    )
    said = section_text(made, "customers")
    assert "from 1 min; and 2 others" in said
    assert "in 1 more absence, if nobody came back" in said


def test_external_customers_come_first() -> None:
    """Others who must not be let down are a second group."""
    base = samples.fjord()
    both = replace(
        base,
        settings=replace(base.settings, protected=("guests", "hr")),
        single_points_of_failure=(point("it", stops=("guests", "hr")),),
        absences=AbsenceTable(
            1,
            (Absence("it", None, (Effect("hr", 9, 9, True), Effect("guests", 60, 60, True))),),
            0,
        ),
    )
    assert "IT support (it)\nHotel guests from 1 min; hr from 9 s" in section_text(both, "single")
    assert "hr\nIT support from 9 s" in section_text(both, "others")
    assert "Must not be let down: Hotel guests and hr (" in "\n".join(
        note.text for note in report(both).notes
    )
