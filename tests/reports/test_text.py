"""The text report: whole outputs, widths, colours, names that attack."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from effort import examples
from internalmap.reports.blocks import Cell, Column, Lines, Report, Section, Step, Table
from internalmap.reports.formats import text
from internalmap.reports.options import RenderOptions
from internalmap.results.party import Cards
from reports import samples
from reports.golden import check
from reports.rendered import rendered, report

ANSI = re.compile(r"\x1b\[[0-9;]*m")

Render = Callable[[int, bool], str]

OUTPUTS: dict[str, Render] = {
    "fjord": lambda width, color: rendered(samples.fjord(), "text", width=width, color=color),
    "fjord-structure": lambda width, color: rendered(
        samples.fjord(),
        "text",
        width=width,
        color=color,
        structure=True,
        top=2,
        model="'a folder/org.yaml'",
    ),
    "hostile": lambda width, color: rendered(
        samples.hostile(), "text", width=width, color=color, structure=True
    ),
    "nothing": lambda width, color: rendered(samples.nothing(), "text", width=width, color=color),
    "nobody-protected": lambda width, color: rendered(
        samples.nobody_protected(), "text", width=width, color=color
    ),
    "card": lambda width, color: rendered(
        replace(samples.card(), scale=(1.0, 5.0)), "text", width=width, color=color
    ),
    "cards": lambda width, color: rendered(
        Cards((samples.card(), samples.empty_card())), "text", width=width, color=color
    ),
    "hostile-card": lambda width, color: rendered(
        samples.hostile_card(), "text", width=width, color=color, model="-"
    ),
    "agenda": lambda width, color: rendered(samples.agenda(), "text", width=width, color=color),
    "hostile-agenda": lambda width, color: rendered(
        samples.hostile_agenda(), "text", width=width, color=color
    ),
    "bia": lambda width, color: rendered(samples.bank(), "text", width=width, color=color),
    "hostile-bia": lambda width, color: rendered(
        samples.hostile_bia(), "text", width=width, color=color
    ),
}


@pytest.mark.parametrize("width", [80, 200])
@pytest.mark.parametrize("color", [False, True], ids=["plain", "color"])
@pytest.mark.parametrize("name", OUTPUTS)
def test_whole_output(name: str, color: bool, width: int) -> None:
    """Every output stands in a file, at 80 and 200 columns, with and without colour."""
    check(f"{name}-{width}{'-color' if color else ''}.txt", OUTPUTS[name](width, color))


@pytest.mark.parametrize("width", [20, 33, 57, 80, 100, 200, 1000])
@pytest.mark.parametrize("name", OUTPUTS)
def test_no_line_is_wider_than_asked(name: str, width: int) -> None:
    """No line is wider than the terminal, whatever the names are."""
    for line in OUTPUTS[name](width, False).split("\n"):
        assert cell_len(line) <= width, line


@pytest.mark.parametrize("name", OUTPUTS)
def test_colour_says_nothing_of_its_own(name: str) -> None:
    """Without its colour codes the coloured text is the plain one."""
    colored = OUTPUTS[name](80, True)
    assert ANSI.search(colored)
    assert ANSI.sub("", colored) == OUTPUTS[name](80, False)


@pytest.mark.parametrize("name", OUTPUTS)
def test_nothing_is_cut_off(name: str) -> None:
    """The words of the narrow output are those of the wide one: wrapping loses nothing."""
    wide, narrow = (
        sorted(re.sub(r"[-=\s]", "", OUTPUTS[name](width, False).casefold())) for width in (400, 80)
    )
    # Where a column moves under its rows, its heading stands in each: more letters, never fewer.
    assert not _missing(wide, narrow)


@pytest.mark.parametrize("width", [33, 57, 80])
def test_no_number_is_parted_from_its_unit_of_time(width: int) -> None:
    """A line does not end between 30 and min."""
    output = OUTPUTS["fjord"](width, False)
    assert not re.search(r"[0-9]\n *(s|min|h|d|w|mo|y)\b", output)


def _missing(wide: list[str], narrow: list[str]) -> dict[str, int]:
    return {
        char: wide.count(char) - narrow.count(char)
        for char in set(wide)
        if wide.count(char) > narrow.count(char)
    }


@pytest.mark.parametrize("name", OUTPUTS)
def test_no_name_reaches_the_terminal_raw(name: str) -> None:
    """No control or directional character is left, and glyphs of our own are few."""
    output = OUTPUTS[name](80, False)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", output)
    ours = set(re.sub(r"[\x00-\x7f]", "", OUTPUTS[name](80, False)))
    known = [*samples.HOSTILE.values(), *samples.HOSTILE, *samples.bank().names.values()]
    names = set("".join([*known, "bjørn", "Łucja"]))
    assert ours - names <= set("→–…·")


def test_brackets_in_names_are_not_markup() -> None:
    """Names that look like rich markup are printed as they are."""
    output = OUTPUTS["hostile"](200, False)
    assert "[/x] (close)" in output
    assert "[src/id](javascript:alert(1)) (link)" in output


@pytest.mark.parametrize("name", OUTPUTS)
def test_lines_have_no_spaces_at_their_ends(name: str) -> None:
    """Pasted text has no blanks at the ends of its lines, and ends with one newline."""
    for color in (False, True):
        output = ANSI.sub("", OUTPUTS[name](80, color))
        assert not re.search(r"[ \t]$", output, re.MULTILINE)
        assert output.endswith("\n")
        assert not output.endswith("\n\n")


def test_every_column_has_a_heading() -> None:
    """No table has a column without a heading, and every row has a cell for each."""
    for analysis in (samples.fjord(), samples.hostile(), samples.nothing()):
        for section in report(analysis, structure=True).sections:
            assert section.heading
            for block in section.body:
                if isinstance(block, Table):
                    assert all(column.heading.strip() for column in block.columns)
                    assert {len(row) for row in block.rows} <= {len(block.columns)}


def test_names_that_two_parties_share_are_told_apart() -> None:
    """A name that is another's id or name stands with its id."""
    analysis = replace(
        samples.fjord(), names={**samples.fjord().names, "telco": "reception", "hr": "Hotel guests"}
    )
    output = rendered(analysis, "text", width=200, color=False)
    assert "reception (telco) → IT support → reception → Hotel guests (guests)" in output


def test_the_rest_of_a_long_table_is_counted() -> None:
    """Past `top`, the number left out is said with the command that shows them."""
    output = rendered(samples.fjord(), "text", width=80, color=False, top=1, model="'my org.yaml'")
    for more, top in (("1 more single point", 2), ("3 more single points", 4)):
        assert (
            f"and {more} of failure:\n  internalmap analyze 'my org.yaml' --top {top}\n" in output
        )


def test_the_environment_changes_nothing() -> None:
    """The same text whatever the terminal's settings are: they are the caller's business."""
    code = (
        "from reports import samples; from reports.rendered import rendered; import sys; "
        "sys.stdout.buffer.write(rendered(samples.fjord(), width=80, color=True).encode())"
    )
    outputs = set()
    for extra in ({}, {"NO_COLOR": "1", "COLUMNS": "40"}, {"TERM": "dumb", "FORCE_COLOR": "1"}):
        outputs.add(
            subprocess.run(
                [sys.executable, "-c", code],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **extra},
                capture_output=True,
                check=True,
            ).stdout
        )
    assert len(outputs) == 1


WORDS = st.text(st.characters(codec="utf-8"), max_size=40)


@examples(150)
@given(
    st.lists(st.tuples(WORDS, st.booleans(), st.booleans()), min_size=1, max_size=6),
    st.data(),
    st.integers(20, 120),
)
def test_any_table_fits(
    columns: list[tuple[str, bool, bool]], data: st.DataObject, width: int
) -> None:
    """A table of any text in any width: no line too long, and the same with colour."""
    made = tuple(Column(f"H{head}", right, under) for head, right, under in columns)
    cell = st.builds(Cell, WORDS, st.sampled_from(["plain", "name", "bad"]))
    rows = data.draw(st.lists(st.tuples(*[cell] * len(made)), max_size=4))
    section = Section(
        "any",
        data.draw(WORDS),
        (Cell(data.draw(WORDS)),),
        (Table(made, tuple(rows), Step("more", "a")), Lines((Cell("x"), Cell(data.draw(WORDS))))),
        Step(data.draw(WORDS), data.draw(WORDS)),
    )
    made_of = [Report("title", Cell(data.draw(WORDS)), (), (section,))]
    plain = text.render(made_of, RenderOptions(width, False))
    assert all(cell_len(line) <= width for line in plain.split("\n"))
    assert ANSI.sub("", text.render(made_of, RenderOptions(width, True))) == plain
