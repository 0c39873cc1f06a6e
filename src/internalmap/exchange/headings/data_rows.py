"""The rows of a table that are data: headings that come again, totals, what a form's program writes
for itself and notes under the table are left out, and told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from internalmap.errors import InternalMapError, InvalidModel
from internalmap.exchange.headings.headings import map_columns
from internalmap.exchange.headings.tables import IMPORT_ID, Cell, Row, Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.vocabulary.words import plain
from internalmap.text.escape import quoted
from internalmap.text.shown import first_few
from internalmap.text.suggest import did_you_mean

_NUMERIC = re.compile(r"[-+]?[0-9.,\s%]+")
#: A text of a note is longer than names are.
_LONG: Final = 60
#: How many rows a notice names.
_LISTED: Final = 5


def data_rows(table: Table, how: Understanding) -> tuple[Table, frozenset[int], list[str]]:
    """The table without the rows that are no data, and with what `--fill-down` fills; what there is
    to say of it."""
    if table.exact:
        return table, frozenset(), []
    notices: list[str] = []
    dropped, notes = _no_data(table, how)
    if dropped:
        by_kind: dict[str, list[int]] = {}
        for row, kind in dropped.items():
            by_kind.setdefault(kind, []).append(row)
        for kind, rows in by_kind.items():
            shown = first_few(rows, _LISTED, "{:,}".format)
            what = "row" if len(rows) == 1 else "rows"
            is_ = "is" if len(rows) == 1 else "are"
            notices.append(f"{table.title}: {what} {shown} {is_} left out: {kind}")
        table = replace(table, rows=_rows_without(table.rows, frozenset(dropped)), notes=notes)
    columns = [
        index
        for heading in how.fill_down
        for index, each in enumerate(table.headings)
        if each == heading or plain(each) == plain(heading)
    ]
    if columns:
        table = replace(table, rows=_filled_down(table.rows, columns))
    return table, frozenset(dropped), notices


def check_fill_down(how: Understanding, tables: Sequence[Table]) -> None:
    """Each heading of `--fill-down` must be one of some table."""
    known = {heading: None for table in tables for heading in table.headings}
    alike = {plain(heading) for heading in known}
    for heading in how.fill_down:
        if heading not in known and plain(heading) not in alike:
            listed = f"Headings are: {', '.join(map(quoted, known))}."
            raise InternalMapError(
                f"--fill-down: no table has the heading {quoted(heading)}",
                did_you_mean(heading, list(known), listed),
            )


def _rows_without(
    rows: Callable[[], Iterator[Row]], dropped: frozenset[int]
) -> Callable[[], Iterator[Row]]:
    return lambda: (each for each in rows() if each[0] not in dropped)


def _filled_down(
    rows: Callable[[], Iterator[Row]], columns: Sequence[int]
) -> Callable[[], Iterator[Row]]:
    def filled() -> Iterator[Row]:
        last: dict[int, Cell] = {}
        for number, cells in rows():
            full = list(cells)
            for column in columns:
                if column < len(full) and full[column]:
                    last[column] = full[column]
                elif column in last:
                    full += [""] * (column + 1 - len(full))
                    full[column] = last[column]
            yield number, full

    return filled


def _no_data(table: Table, how: Understanding) -> tuple[dict[int, str], tuple[str, ...]]:
    """The rows that are no data, each with what it is; the texts of notes among them."""
    headings = [heading.casefold() for heading in table.headings]
    width = len(headings)
    totals, note_words = how.words.values["totals"], how.words.values["notes"]
    notes: list[str] = []
    found: dict[int, str] = {}
    #: Rows at the end of which only the first cell says something, and whether a gap is above.
    trailing: list[tuple[int, str, bool]] = []
    before = 0
    is_next = False
    #: Texts with which no row begins that is no data.
    usual: set[Cell] = set()
    try:
        for number, cells in table.rows():
            if not before and _asks(cells, how):
                found[number] = "the questions, below their numbers"
            first = cells[0] if cells else ""
            # As nearly all are.
            if before and not is_next and first in usual and len(cells) > 1 and cells[1]:
                trailing.clear()
                before = number
                continue
            filled = [cell for cell in cells if cell]
            is_next = is_next or (
                0 < before < number - 1
                and (_begins_table(cells, headings, how) or _begins_legend(filled, note_words))
            )
            if is_next:
                found[number] = "another table begins there; put it on a sheet of its own"
                continue
            if len(filled) == 1 and first and width > 1 and isinstance(first, str):
                trailing.append((number, first, before > 0 and number > before + 1))
            elif trailing:
                trailing.clear()
            before = number
            if not filled or filled[0] in usual:
                continue
            if not _may_begin(filled[0], headings, totals):
                usual.add(filled[0])
                continue
            kind = _kind(cells, filled, headings, totals)
            if kind:
                found[number] = kind
                if trailing and trailing[-1][0] == number:
                    trailing.pop()
    except InvalidModel:
        return found, ()  # it is told where the rows are put together
    gap = False
    for number, text, apart in trailing:
        gap = gap or apart
        word = plain(text.partition(":")[0])
        if text.startswith("*") or len(text) > _LONG or word in note_words or (gap and " " in text):
            found[number] = "a note under the table"
            notes.append(text)
    return found, tuple(notes)


def _begins_table(cells: Sequence[Cell], headings: Sequence[str], how: Understanding) -> bool:
    """Whether a row below a gap is the headings of another table: all of it is understood."""
    texts = [cell for cell in cells if isinstance(cell, str) and cell]
    if len(texts) < 2 or [text.casefold() for text in texts] == headings[: len(texts)]:
        return False
    try:
        found = map_columns(texts, (), how.words)
    except InternalMapError:
        return False
    return found is not None and len(found.columns) == len(texts)


def _begins_legend(filled: Sequence[Cell], note_words: frozenset[str]) -> bool:
    """Whether a row below a gap is the headings of what explains the table: Legend, Meaning."""
    first = filled[0] if len(filled) > 1 else ""
    return isinstance(first, str) and plain(first) in note_words


def _asks(cells: Sequence[Cell], how: Understanding) -> bool:
    """Whether a row asks in a form for the customer and the supplier."""
    texts = [plain(cell) for cell in cells if isinstance(cell, str) and "?" in cell]
    asked = [
        any(how.words.questions[key].search(text) for text in texts)
        for key in ("customer", "supplier")
    ]
    return len(texts) > 1 and all(asked)


def _may_begin(first: Cell, headings: Sequence[str], totals: frozenset[str]) -> bool:
    """Whether a row that is no data may begin with this."""
    if not isinstance(first, str):
        return False
    plainly = first.casefold()
    total = _total_word(plainly) in totals
    return total or plainly in headings or first.startswith(IMPORT_ID)


def _total_word(text: str) -> str:
    """A text without the colon and the number behind it.

    >>> _total_word("total: 3")
    'total'
    """
    return text.rstrip("0123456789.,% ").rstrip(":").strip()


def _kind(
    cells: Sequence[Cell], filled: Sequence[Cell], headings: Sequence[str], totals: frozenset[str]
) -> str:
    """What a row is that is no data; nothing where it is."""
    first = filled[0]
    assert isinstance(first, str)
    if first.startswith(IMPORT_ID):
        return "what the form's program writes for itself"
    if _total_word(first.casefold()) in totals and all(
        isinstance(cell, str) and _NUMERIC.fullmatch(cell) for cell in filled[1:]
    ):
        return "a total"
    if len(filled) > 1 and first.casefold() in headings:
        texts = [cell.casefold() if isinstance(cell, str) else "" for cell in cells]
        if texts == headings[: len(texts)] and not any(headings[len(texts) :]):
            return "the headings again"
    return ""
