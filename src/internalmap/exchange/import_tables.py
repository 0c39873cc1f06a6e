"""From files of tables to an organisation: reading, understanding the columns, assembling."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from internalmap.errors import InternalMapError, Problem
from internalmap.exchange.inputs import Input
from internalmap.exchange.tables.build import ImportOptions, draft_of_tables
from internalmap.exchange.tables.cell_parsers import setting
from internalmap.exchange.tables.drafts import Built, Item, build_organization
from internalmap.exchange.tables.mapped_table import MappedTable
from internalmap.exchange.tables.select import (
    SelectedTable,
    check_headings,
    check_keys,
    mapped_tables,
    select_tables,
    tables_of_parties,
)
from internalmap.exchange.tables.tables import Row, Table, TableFile
from internalmap.text.escape import escape, quoted

#: How often the number of rows read so far is told.
_TOLD = 20_000
#: How many headings a notice lists.
_LISTED = 10


def import_tables(
    main: Input,
    parties: Sequence[Input],
    *,
    columns: Sequence[tuple[str, str]],
    options: ImportOptions,
    skip_invalid: bool,
    notify: Callable[[str], None],
    progress: Callable[[str], None],
) -> Built:
    """The organisation that tables say: those of `main`, and further ones of parties.

    How columns are understood is told before they are used.

    Raises `InvalidModel` with every problem, `InternalMapError` where no table is understood.
    """
    held = [_read_table_file(each, columns) for each in (main, *parties)]
    for each in held:
        for notice in each.notices:
            notify(notice)
    check_headings(columns, [table for each in held for table in each.tables])
    read = [
        *mapped_tables(held[0].tables, columns),
        *(one for each in held[1:] for one in tables_of_parties(each, columns, notify)),
    ]
    check_keys(columns, read)
    chosen = select_tables(main, held[0], read, notify)
    for one in chosen:
        _report_columns(one, notify)
    mapped = [
        MappedTable(
            replace(one.table, rows=_counted(one.table, progress)),
            one.mapping.columns,
            one.mapping.holds,
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
        notify("the title and the settings are those of the first file alone")
    problems = [found for each in held for found in _problems(each, chosen, notify)]
    return build_organization(
        lambda skipped: draft_of_tables(main.title, mapped, settings, problems, options, skipped),
        skip_invalid=skip_invalid,
    )


def _problems(
    given: TableFile, chosen: Sequence[SelectedTable], notify: Callable[[str], None]
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
            used = {each.index for each in chosen[number].mapping.columns}
            if column is None or column in used:
                yield problem, (number, row) if row else None
        elif where is None or not numbers:
            yield problem, None
        elif title not in titles:
            notify(f"{title}: not used; {problem.message}")


def _read_table_file(given: Input, columns: Sequence[tuple[str, str]]) -> TableFile:
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
            f"{escape(given.path)} is not UTF-8: byte 0x{data[error.start]:02x} at offset "
            f"{error.start}",
            "Save it as UTF-8.",
        ) from None
    return record_tables(text, given.path, given.part)


def _report_columns(one: SelectedTable, notify: Callable[[str], None]) -> None:
    """Say how the columns are understood, where any of that is a guess, and which are not used."""
    title, mapping = one.table.title, one.mapping
    columns = mapping.columns
    if any(column.guessed or column.unit for column in columns):
        notify(f"{title}: this is how its headings are understood")
        width = max(len(column.key) for column in columns)
        for column in columns:
            unit = f" (numbers are in {column.unit})" if column.unit else ""
            notify(f"  {column.key:{width}}  {escape(column.heading)}{unit}")
        notify(f"  {_example(one)}If that is wrong: --columns KEY=HEADING")
    if mapping.unused:
        unused = ", ".join(escape(heading) for heading in mapping.unused[:_LISTED])
        more = len(mapping.unused) - _LISTED
        unused += f" and {more:,} more" if more > 0 else ""
        notify(f"{title}: not used: {unused}; --columns tag=HEADING keeps one as a tag")


def _example(one: SelectedTable) -> str:
    """The first row in words, so that the direction can be seen."""
    mapped = MappedTable(one.table, one.mapping.columns, one.mapping.holds)
    customer, supplier = mapped.column("customer"), mapped.column("supplier")
    if customer is None or supplier is None:
        return ""
    for row, cells in mapped.rows([]):
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
