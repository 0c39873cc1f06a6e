"""From files of tables to an organisation: reading, understanding the columns, assembling."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from internalmap.errors import InternalMapError, Problem
from internalmap.exchange.inputs import Input
from internalmap.exchange.tables.build import Wishes, assemble
from internalmap.exchange.tables.cell_parsers import setting
from internalmap.exchange.tables.drafts import Item, Settled, settle
from internalmap.exchange.tables.party_index import Known
from internalmap.exchange.tables.select import (
    Read,
    check_headings,
    check_keys,
    chosen_tables,
    tables_of_parties,
    understood_tables,
)
from internalmap.exchange.tables.tables import Row, Table, Tabled
from internalmap.text.escape import printable, quoted

#: How often the number of rows read so far is told.
_TOLD = 20_000
#: How many headings a notice lists.
_LISTED = 10


def tabled_organization(
    main: Input,
    parties: Sequence[Input],
    *,
    columns: Sequence[tuple[str, str]],
    wishes: Wishes,
    skip_invalid: bool,
    tell: Callable[[str], None],
    progress: Callable[[str], None],
) -> Settled:
    """The organisation that tables say: those of `main`, and further ones of parties.

    How columns are understood is told before they are used.

    Raises `InvalidModel` with every problem, `InternalMapError` where no table is understood.
    """
    held = [_tabled(each, columns) for each in (main, *parties)]
    for each in held:
        for notice in each.notices:
            tell(notice)
    check_headings(columns, [table for each in held for table in each.tables])
    read = [
        *understood_tables(held[0].tables, columns),
        *(one for each in held[1:] for one in tables_of_parties(each, columns, tell)),
    ]
    check_keys(columns, read)
    chosen = chosen_tables(main, held[0], read, tell)
    for one in chosen:
        _tell_columns(one, tell)
    known = [
        Known(
            replace(one.table, rows=_counted(one.table, progress)),
            one.understood.columns,
            one.understood.holds,
            number,
        )
        for number, one in enumerate(chosen)
    ]
    settings = {
        key: (setting(key, text), place)
        for key, (text, place) in held[0].settings.items()
        if key != "internalmap"
    }
    if any(each.settings for each in held[1:]):
        tell("the title and the settings are those of the first file alone")
    problems = [found for each in held for found in _problems(each, chosen, tell)]
    return settle(
        lambda skipped: assemble(main.title, known, settings, problems, wishes, skipped),
        skip_invalid=skip_invalid,
    )


def _problems(
    given: Tabled, chosen: Sequence[Read], tell: Callable[[str], None]
) -> Iterator[tuple[Problem, Item]]:
    """What a reader found, each with what to leave out for it; what is wrong with tables and
    columns that are not used does not matter."""
    # One file may be given twice: its tables have the same titles then.
    numbers = {
        one.table.title: number
        for number, one in enumerate(chosen)
        if any(one.table is table for table in given.tables)
    }
    titles = {table.title for table in given.tables}
    for problem, where in given.problems:
        title, row, column = where or ("", 0, None)
        if title in numbers:
            number = numbers[title]
            used = {each.index for each in chosen[number].understood.columns}
            if column is None or column in used:
                yield problem, (number, row) if row else None
        elif where is None or not numbers:
            yield problem, None
        elif title not in titles:
            tell(f"{title}: not used; {problem.message}")


def _tabled(given: Input, columns: Sequence[tuple[str, str]]) -> Tabled:
    """The tables of a file."""
    data = given.read()
    if given.format == "csv":
        from internalmap.exchange.csv.tables import csv_tables

        return csv_tables(data, given.path, columns)
    if given.format == "xlsx":
        from internalmap.exchange.excel.tables import workbook_tables

        return workbook_tables(data, given.path, sheet=given.part, named=columns)
    if given.format == "graphml":
        from internalmap.exchange.graphml.tables import graphml_tables

        return graphml_tables(data, given.path)
    from internalmap.exchange.records import record_tables

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InternalMapError(
            f"{printable(given.path)} is not UTF-8: byte 0x{data[error.start]:02x} at offset "
            f"{error.start}",
            "Save it as UTF-8.",
        ) from None
    return record_tables(text, given.path, given.part)


def _tell_columns(one: Read, tell: Callable[[str], None]) -> None:
    """Say how the columns are understood, where any of that is a guess, and which are not used."""
    title, understood = one.table.title, one.understood
    columns = understood.columns
    if any(column.guessed or column.unit for column in columns):
        tell(f"{title}: this is how its headings are understood")
        width = max(len(column.key) for column in columns)
        for column in columns:
            unit = f" (numbers are in {column.unit})" if column.unit else ""
            tell(f"  {column.key:{width}}  {printable(column.heading)}{unit}")
        tell(f"  {_example(one)}If that is wrong: --columns KEY=HEADING")
    if understood.unused:
        unused = ", ".join(printable(heading) for heading in understood.unused[:_LISTED])
        more = len(understood.unused) - _LISTED
        unused += f" and {more:,} more" if more > 0 else ""
        tell(f"{title}: not used: {unused}; --columns tag=HEADING keeps one as a tag")


def _example(one: Read) -> str:
    """The first row in words, so that the direction can be seen."""
    known = Known(one.table, one.understood.columns, one.understood.holds)
    customer, supplier = known.column("customer"), known.column("supplier")
    if customer is None or supplier is None:
        return ""
    for row, cells in known.rows([]):
        if len(cells) > max(customer, supplier) and cells[customer] and cells[supplier]:
            ends = [cells[customer], cells[supplier]]
            who, whom = (quoted(end if isinstance(end, str) else end[0]) for end in ends)
            return f"Row {row} reads: {who} depends on {whom}. "
    return ""


def _counted(table: Table, progress: Callable[[str], None]) -> Callable[[], Iterator[Row]]:
    """The rows of a table, counted on the way."""

    def rows() -> Iterator[Row]:
        for count, row in enumerate(table.rows()):
            if count % _TOLD == 0 and count:
                progress(f"reading: {count:,} rows")
            yield row
        progress("putting the rows together")

    return rows
