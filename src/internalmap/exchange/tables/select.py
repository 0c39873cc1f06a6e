"""Which tables of the files are used, and as what: those of dependencies, those of parties."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from internalmap.errors import InternalMapError, InvalidModel
from internalmap.exchange.inputs import Input
from internalmap.exchange.tables.columns import NEED_COLUMNS, PARTY_COLUMNS
from internalmap.exchange.tables.headings import IGNORE, ColumnMapping, map_columns, plain
from internalmap.exchange.tables.tables import Table, TableFile
from internalmap.text.escape import escape, quoted
from internalmap.text.suggest import did_you_mean


@dataclass(frozen=True)
class SelectedTable:
    """A table with its place among the inputs, and what its columns mean."""

    table: Table
    mapping: ColumnMapping


def mapped_tables(
    tables: Sequence[Table], columns: Sequence[tuple[str, str]]
) -> Iterator[SelectedTable]:
    """The tables of the main file that hold parties or dependencies."""
    for table in tables:
        try:
            mapping = map_columns(table.headings, columns, holds=table.holds)
        except InternalMapError as unclear:
            if len(tables) > 1:
                continue  # it is told that it is not used
            raise InternalMapError(f"{table.title}: {unclear.message}", unclear.remedy) from None
        if mapping is not None:
            yield SelectedTable(table, mapping)


def tables_of_parties(
    given: TableFile, columns: Sequence[tuple[str, str]], notify: Callable[[str], None]
) -> Iterator[SelectedTable]:
    """The tables of parties in a further file: of several, those that hold no dependencies."""
    found = 0
    for table in given.tables:
        if len(given.tables) > 1:
            mapping = map_columns(table.headings, columns, holds=table.holds)
            if mapping is not None and mapping.holds == "dependencies":
                notify(f"{table.title}: not used; a table of parties is asked for")
                continue
        mapping = map_columns(table.headings, columns, holds="parties")
        if mapping is not None:
            found += 1
            yield SelectedTable(table, mapping)
    if not found and not given.tables:
        raise InternalMapError("a file of parties holds no table")
    if not found:
        table = given.tables[0]
        raise InternalMapError(
            f"{table.title}: no column holds the ids of parties",
            f"Name it: --columns id='{_first(table)}'. {_its_columns(table)}",
        )


def select_tables(
    main: Input, given: TableFile, read: Sequence[SelectedTable], notify: Callable[[str], None]
) -> Sequence[SelectedTable]:
    """The tables to use. Where no table holds dependencies, or several do, it is told; so are those
    that are not used."""
    tables = given.tables
    own = [one for one in read if one.table in tables]
    dependencies = [one for one in own if one.mapping.holds == "dependencies"]
    if len(dependencies) > 1:
        sheets = ", ".join(quoted(one.table.title) for one in dependencies)
        raise InternalMapError(
            f"several tables hold dependencies: {sheets}",
            f"Say which: {escape(main.path)}#SHEET",
        )
    if not dependencies and not any(_is_sure(one) for one in own):
        if not tables and given.problems:
            raise InvalidModel(problem for problem, _ in given.problems)
        if not tables:
            raise InternalMapError(f"{escape(main.path)} holds no table")
        table = tables[0]
        raise InternalMapError(
            f"{table.title}: which column is the customer, and which the supplier, is not clear",
            f"Name them: --columns customer='{_first(table)}',supplier='…'; of a table of parties, "
            f"id. {_its_columns(table)}",
        )
    used = [
        one
        for one in read
        if one not in own
        or one in dependencies
        or (_is_theirs(one, dependencies[0]) if dependencies else _is_sure(one))
    ]
    for table in tables:
        if all(one.table is not table for one in used):
            notify(
                f"{table.title}: not used; it names few of those who depend on each other "
                "(--parties FILE#SHEET takes a sheet as their table)"
            )
    return used


def _is_theirs(one: SelectedTable, dependencies: SelectedTable) -> bool:
    """Whether a table says who there is of those who depend on each other, or is about something
    else: the file says so, it has ids with something else that parties have, or it names at least
    half of them."""
    if one.table.holds == "parties" or (_is_sure(one) and len(one.mapping.columns) > 1):
        return True
    ids = {text for texts in _texts(one, "id") for text in texts}
    ends = {text for texts in _texts(dependencies, "customer", "supplier") for text in texts}
    return 2 * len(ends & ids) >= len(ends)


def _texts(one: SelectedTable, *keys: str) -> Iterator[tuple[str, ...]]:
    """What stands in some columns of each row."""
    columns = [column.index for column in one.mapping.columns if column.key in keys]
    for _, cells in one.table.rows():
        yield tuple(str(cells[index]) for index in columns if index < len(cells))


def _is_sure(one: SelectedTable) -> bool:
    """Whether a table is surely one of parties."""
    ids = [column for column in one.mapping.columns if column.key == "id"]
    return one.mapping.holds == "parties" and not any(column.guessed for column in ids)


def check_headings(columns: Sequence[tuple[str, str]], tables: Sequence[Table]) -> None:
    """Each heading that is named must be one of some table."""
    known = {heading: None for table in tables for heading in table.headings}
    alike = {plain(heading) for heading in known}
    for key, heading in columns:
        if heading not in known and plain(heading) not in alike:
            listed = f"Headings are: {', '.join(map(quoted, known))}."
            raise InternalMapError(
                f"--columns: no table has the heading {quoted(heading)} for {key}",
                did_you_mean(heading, list(known), listed),
            )


def check_keys(columns: Sequence[tuple[str, str]], read: Sequence[SelectedTable]) -> None:
    """Each key that is named must be one that some table can have."""
    held = {column.key for one in read for column in one.mapping.columns}
    for key, _ in columns:
        if read and key not in held and key != IGNORE:
            of_party = key in PARTY_COLUMNS and key not in NEED_COLUMNS
            raise InternalMapError(
                f"--columns: no table here can have a column for {key}",
                f"Of dependencies, say whose it is: customer.{key} or supplier.{key}."
                if of_party
                else "Name a heading of the table that it is for.",
            )


def _first(table: Table) -> str:
    return escape(table.headings[0]) if table.headings else "…"


def _its_columns(table: Table) -> str:
    return f"Its columns are: {', '.join(map(quoted, table.headings))}."
