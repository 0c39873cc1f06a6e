"""From files of tables to an organisation: reading, understanding the columns, assembling."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from internalmap.errors import InternalMapError, InvalidModel, Problem
from internalmap.exchange.assembling import Wishes, assemble
from internalmap.exchange.cells import decoded_entries, decoded_list, decoded_text
from internalmap.exchange.columns import NEED_COLUMNS, PARTY_COLUMNS
from internalmap.exchange.drafts import Item, Settled, settle
from internalmap.exchange.headings import IGNORE, Understood, plain, understand
from internalmap.exchange.inputs import Input
from internalmap.exchange.known import Known
from internalmap.exchange.tables import Row, Table, Tabled
from internalmap.printable import printable, quoted
from internalmap.suggest import did_you_mean
from internalmap.values import Unquoted

#: How often the number of rows read so far is told.
_TOLD = 20_000
#: How many headings a notice lists.
_LISTED = 10


@dataclass(frozen=True)
class _Read:
    """A table with its place among the inputs, and what its columns mean."""

    table: Table
    understood: Understood


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
    _check_headings(columns, [table for each in held for table in each.tables])
    read = [
        *_understood(held[0].tables, columns),
        *(one for each in held[1:] for one in _of_parties(each, columns, tell)),
    ]
    _check_keys(columns, read)
    chosen = _chosen(main, held[0], read, tell)
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
        key: (_setting(key, text), place)
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
    given: Tabled, chosen: Sequence[_Read], tell: Callable[[str], None]
) -> Iterator[tuple[Problem, Item]]:
    """What a reader found, each with what to leave out for it; what is wrong with tables and
    columns that are not used does not matter."""
    numbers = {one.table.title: number for number, one in enumerate(chosen)}
    titles = {table.title for table in given.tables}
    for problem, where in given.problems:
        title, row, column = where or ("", 0, None)
        if title in titles and any(one.table in given.tables for one in chosen):
            number = numbers.get(title)
            if number is None:
                continue
            used = {each.index for each in chosen[number].understood.columns}
            if column is None or column in used:
                yield problem, (number, row) if row else None
        elif where is not None and any(one.table in given.tables for one in chosen):
            tell(f"{title}: not used; {problem.message}")
        else:
            yield problem, None


def _tabled(given: Input, columns: Sequence[tuple[str, str]]) -> Tabled:
    """The tables of a file."""
    data = given.read()
    if given.format == "csv":
        from internalmap.exchange.csv_tables import csv_tables

        return csv_tables(data, given.path, columns)
    if given.format == "xlsx":
        from internalmap.exchange.excel_tables import workbook_tables

        return workbook_tables(data, given.path, sheet=given.part, named=columns)
    if given.format == "graphml":
        from internalmap.exchange.graphml_tables import graphml_tables

        return graphml_tables(data, given.path)
    from internalmap.exchange.record_tables import record_tables

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InternalMapError(
            f"{printable(given.path)} is not UTF-8: byte 0x{data[error.start]:02x} at offset "
            f"{error.start}",
            "Save it as UTF-8.",
        ) from None
    return record_tables(text, given.path, given.part)


def _understood(tables: Sequence[Table], columns: Sequence[tuple[str, str]]) -> Iterator[_Read]:
    """The tables of the main file that hold parties or dependencies."""
    for table in tables:
        try:
            understood = understand(table.headings, columns, holds=table.holds)
        except InternalMapError as unclear:
            if len(tables) > 1:
                continue  # it is told that it is not used
            raise InternalMapError(f"{table.title}: {unclear.message}", unclear.remedy) from None
        if understood is not None:
            yield _Read(table, understood)


def _of_parties(
    given: Tabled, columns: Sequence[tuple[str, str]], tell: Callable[[str], None]
) -> Iterator[_Read]:
    """The tables of parties in a further file: of several, those that hold no dependencies."""
    found = 0
    for table in given.tables:
        if len(given.tables) > 1:
            understood = understand(table.headings, columns, holds=table.holds)
            if understood is not None and understood.holds == "dependencies":
                tell(f"{table.title}: not used; a table of parties is asked for")
                continue
        understood = understand(table.headings, columns, holds="parties")
        if understood is not None:
            found += 1
            yield _Read(table, understood)
    if not found and not given.tables:
        raise InternalMapError("a file of parties holds no table")
    if not found:
        table = given.tables[0]
        raise InternalMapError(
            f"{table.title}: no column holds the ids of parties",
            f"Name it: --columns id='{_first(table)}'. {_its_columns(table)}",
        )


def _chosen(
    main: Input, given: Tabled, read: Sequence[_Read], tell: Callable[[str], None]
) -> Sequence[_Read]:
    """The tables to use. Where no table holds dependencies, or several do, it is told; so are those
    that are not used."""
    tables = given.tables
    own = [one for one in read if one.table in tables]
    dependencies = [one for one in own if one.understood.holds == "dependencies"]
    if len(dependencies) > 1:
        sheets = ", ".join(quoted(one.table.title) for one in dependencies)
        raise InternalMapError(
            f"several tables hold dependencies: {sheets}",
            f"Say which: {printable(main.path)}#SHEET",
        )
    if not dependencies and not any(_is_sure(one) for one in own):
        if not tables and given.problems:
            raise InvalidModel(problem for problem, _ in given.problems)
        if not tables:
            raise InternalMapError(f"{printable(main.path)} holds no table")
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
        or (_names_many(one, dependencies[0]) if dependencies else _is_sure(one))
    ]
    for table in tables:
        if all(one.table is not table for one in used):
            tell(
                f"{table.title}: not used; it names few of those who depend on each other "
                "(--parties FILE#SHEET takes a sheet as their table)"
            )
    return used


def _names_many(one: _Read, dependencies: _Read) -> bool:
    """Whether a table names at least half of those in the dependencies: others are about something
    else."""
    ids = {text for texts in _texts(one, "id") for text in texts}
    ends = {text for texts in _texts(dependencies, "customer", "supplier") for text in texts}
    return 2 * len(ends & ids) >= len(ends)


def _texts(one: _Read, *keys: str) -> Iterator[tuple[str, ...]]:
    """What stands in some columns of each row."""
    columns = [column.index for column in one.understood.columns if column.key in keys]
    for _, cells in one.table.rows():
        yield tuple(str(cells[index]) for index in columns if index < len(cells))


def _is_sure(one: _Read) -> bool:
    """Whether a table is surely one of parties."""
    ids = [column for column in one.understood.columns if column.key == "id"]
    return one.understood.holds == "parties" and not any(column.guessed for column in ids)


def _check_headings(columns: Sequence[tuple[str, str]], tables: Sequence[Table]) -> None:
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


def _check_keys(columns: Sequence[tuple[str, str]], read: Sequence[_Read]) -> None:
    """Each key that is named must be one that some table can have."""
    held = {column.key for one in read for column in one.understood.columns}
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
    return printable(table.headings[0]) if table.headings else "…"


def _its_columns(table: Table) -> str:
    return f"Its columns are: {', '.join(map(quoted, table.headings))}."


def _tell_columns(one: _Read, tell: Callable[[str], None]) -> None:
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


def _example(one: _Read) -> str:
    """The first row in words, so that the direction can be seen."""
    known = Known(one.table, one.understood.columns, one.understood.holds)
    customer, supplier = known.column("customer"), known.column("supplier")
    if customer is None or supplier is None:
        return ""
    for row, cells in one.table.rows():
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


def _setting(key: str, text: str) -> object:
    """A setting of the model from the text of its cell."""
    if key == "protect":
        return decoded_list(text)
    if key == "organization":
        return decoded_text(text)
    value = decoded_entries(text)
    if isinstance(value, list) and value:
        return value[0]
    return value if not isinstance(value, str) else Unquoted(value)
