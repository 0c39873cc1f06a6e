"""Lines break as rich breaks them."""

from __future__ import annotations

from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from effort import examples
from internalmap.reports.formats.lines import BOLD, PLAIN, RED, Line, broken

#: Narrow, wide and combined characters, spaces, and those that hold others together.
SIGNS = ("a", "é", "-", " ", " ", "\xa0", "\u3000", "漢", "字", "e\u0301", "👩\u200d🚒", "\ufdd0")
WORDS = st.lists(st.sampled_from(SIGNS), max_size=40).map("".join)
CONSOLE = Console(file=StringIO(), width=80)


@examples(400)
@given(WORDS, st.integers(2, 20))
def test_a_text_breaks_where_rich_breaks_it(text: str, width: int) -> None:
    ours = [text[start:end] for start, end in broken(text, width)]
    assert "".join(ours) == text
    theirs = Text(text).wrap(CONSOLE, width, justify="left", overflow="fold")
    assert [line.rstrip() for line in ours] == [line.plain.rstrip() for line in theirs]
    assert all(cell_len(line.rstrip()) <= width for line in ours)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (0, 3), (2, 6), (3, 99), (7, 9)])
def test_a_part_of_a_line_keeps_its_styles(start: int, end: int) -> None:
    whole = Line(("abc", RED), ("de", PLAIN), ("fgh  ", BOLD))
    part = whole.part(start, end)
    assert part.plain == "abcdefgh  "[start:end]
    letters = [Line((char, style)) for words, style in whole.runs for char in words]
    styles = [style for letter in letters[start:end] for _, style in letter.runs]
    assert [style for words, style in part.runs for _ in words] == styles
    assert whole.without_end().plain == "abcdefgh"
