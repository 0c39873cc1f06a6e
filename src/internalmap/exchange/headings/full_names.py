"""First and last names in columns of their own: one column of full names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from internalmap.errors import Place
from internalmap.exchange.headings.tables import Cell, Row, Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.vocabulary.words import plain


def with_full_names(table: Table, how: Understanding) -> tuple[Table, Callable[[int], int], str]:
    """The table with one column where first and last names stand in two; which of its columns is
    the one that was at a place before; what there is to say of it.

    Columns that `--columns` names stay as they are, and so do those beside full names.
    """
    found = None if table.exact or table.holds is not None else _parts(table, how)
    if found is None:
        return table, lambda column: column, ""
    first, last = found

    def now(column: int) -> int:
        column = first if column == last else column
        return column - (column > last)

    def before(column: int | None) -> int | None:
        return column if column is None or column < last else column + 1

    def rows() -> Iterator[Row]:
        for number, cells in table.rows():
            own: list[Cell] = list(cells)
            texts = [own[at] for at in (first, last) if at < len(own)]
            if first < len(own):
                own[first] = " ".join(text for text in texts if isinstance(text, str) and text)
            if last < len(own):
                del own[last]
            yield number, own

    def place(row: int, column: int | None) -> Place:
        return table.place(row, before(column))

    headings = list(table.headings)
    notice = f"{headings[first]} and {headings[last]} together are the name"
    headings[first] = f"{headings[first]} {headings[last]}"
    del headings[last]
    return replace(table, headings=tuple(headings), rows=rows, place=place), now, notice


def _parts(table: Table, how: Understanding) -> tuple[int, int] | None:
    """The columns of the first and of the last names."""
    words = how.words
    texts = [plain(heading) for heading in table.headings]
    named = {plain(heading) for _, heading in how.columns}
    for first, last in words.tuples["name parts"]:
        if first not in texts or last not in texts or {first, last} & named:
            continue
        full = set(words.keys["party"]["name"]) - {first, last, *words.lists["names of others"]}
        if full & set(texts):
            return None
        return texts.index(first), texts.index(last)
    return None
