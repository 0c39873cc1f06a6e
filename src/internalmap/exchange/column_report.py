"""What is told of the columns of a table: what each is taken for, with the first row in words, and
which are not used."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from internalmap.exchange.headings.mapping import FALLBACK
from internalmap.exchange.tables.select import SelectedTable
from internalmap.text.escape import escape, quoted
from internalmap.text.shown import first_few, one_line

#: How many headings a notice lists.
_LISTED = 10


def report_columns(one: SelectedTable, told: set[str], notify: Callable[[str], None]) -> None:
    """Say how the columns are understood, where any of that is a guess, and which are not used;
    what was told of another table in the same words is not told again."""
    title, mapping = one.table.title, one.mapping
    columns = mapping.columns
    for notice in mapping.notices:
        if notice not in told:
            notify(f"{title}: {notice}")
            told.add(notice)
    same = f"columns {[(each.key, each.heading) for each in columns]}"
    others = f"{same} and not {mapping.unused}"
    if any(column.guessed or column.unit for column in columns) and same in told:
        notify(f"{title}: its headings are understood in the same way")
    elif any(column.guessed or column.unit for column in columns):
        told.add(same)
        notify(f"{title}: this is how its headings are understood")
        width = max(len(column.key) for column in columns)
        for column in columns:
            if column.heading == column.key and one.given is not one.table:
                continue  # it is said how the table is read
            unit = f" (numbers are in {column.unit})" if column.unit else ""
            notify(f"  {column.key:{width}}  {escape(one_line(column.heading))}{unit}")
        notify(f"  {_example(one)}If that is wrong: --columns KEY=HEADING")
    if mapping.unused and others not in told:
        told.add(others)
        unused = first_few([escape(one_line(heading)) for heading in mapping.unused], _LISTED)
        notify(f"{title}: not used: {unused}; --columns tag=HEADING keeps one as a tag")


def _example(one: SelectedTable) -> str:
    """The first row in words, so that the direction can be seen; of rows some of which name who
    stands in, the first that does."""
    columns = {column.key: column.index for column in reversed(one.mapping.columns)}
    customer, supplier = columns.get("customer"), columns.get("supplier")
    if customer is None or supplier is None:
        return ""
    ends = [customer, supplier]
    fallback = columns.get(FALLBACK)
    found = _first_row(one, [*ends, fallback]) if fallback is not None else None
    found = found or _first_row(one, ends)
    if found is None:
        return ""
    row, (who, whom, *others) = found
    where = f"Row {row}" if one.given is one.table else one.table.place(row, supplier).label
    other = f", or else on {others[0]}" if others else ""
    return f"{where} reads: {who} depends on {whom}{other}. "


def _first_row(one: SelectedTable, columns: Sequence[int]) -> tuple[int, list[str]] | None:
    """The first row with a name in each of some columns, and the names."""
    for row, cells in one.table.rows():
        if len(cells) > max(columns) and all(cells[index] for index in columns):
            texts = [
                cell if isinstance(cell, str) else cell[0]
                for cell in map(cells.__getitem__, columns)
            ]
            if not any(map(one.profile.words.names_nobody, texts)):
                return row, [*map(quoted, texts)]
    return None
