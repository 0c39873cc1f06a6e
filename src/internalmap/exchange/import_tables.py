"""From files of tables to an organisation: reading, understanding the columns, assembling."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from internalmap.errors import InternalMapError, Problem
from internalmap.exchange.column_report import report_columns
from internalmap.exchange.headings.data_rows import check_fill_down, data_rows
from internalmap.exchange.headings.full_names import with_full_names
from internalmap.exchange.headings.mapping import SeveralReadings
from internalmap.exchange.headings.tables import Row, Table, TableFile
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.inputs import Input
from internalmap.exchange.shapes.legend import legend_table
from internalmap.exchange.shapes.shapes import shaped_table
from internalmap.exchange.tables.build import ImportOptions, draft_of_tables
from internalmap.exchange.tables.cell_parsers import setting
from internalmap.exchange.tables.drafts import Built, Item, build_organization
from internalmap.exchange.tables.guesses import fitting_columns
from internalmap.exchange.tables.mapped_table import WHOLE_ROW, MappedTable
from internalmap.exchange.tables.select import (
    SelectedTable,
    check_headings,
    check_keys,
    ends_of,
    mapped_tables,
    select_tables,
    tables_of_parties,
    texts_of,
)
from internalmap.exchange.vocabulary.words import plain
from internalmap.model.phrases import quote
from internalmap.text.escape import escape, quoted
from internalmap.text.shown import one_line

#: How often the number of rows read so far is told.
_TOLD = 20_000
#: How many values a message shows.
_EXAMPLES = 3
#: Of so many names, tables of some kinds may lack one to say who there is.
_MOSTLY = 5


def import_tables(
    inputs: Sequence[Input],
    parties: Sequence[Input],
    *,
    how: Understanding,
    options: ImportOptions,
    prefer: Sequence[str] = (),
    skip_invalid: bool,
    notify: Callable[[str], None],
    progress: Callable[[str], None],
    keep_draft: bool = False,
) -> Built:
    """The organisation that tables say: those of `inputs`, and further ones of parties; where two
    contradict each other, those of the files in `prefer` count. With `keep_draft`, what it was made
    of stays with it.

    How columns are understood is told before they are used.

    Raises `InvalidModel` with every problem, `InternalMapError` where no table is understood.
    """
    raw = [_read_table_file(each, how) for each in (*inputs, *parties)]
    for each in raw:
        for notice in each.notices:
            notify(notice)
    all_tables = [table for each in raw for table in each.tables]
    check_fill_down(how, all_tables)
    held = [_with_data_rows(each, how, notify) for each in raw]
    check_headings(how.columns, [*all_tables, *(table for each in held for table in each.tables)])
    main = list(zip(inputs, held, strict=False))
    main, hows = _without_legends(main, how, notify)
    read = [
        one
        for (_, file), own in zip(main, hows, strict=True)
        for one in mapped_tables(file.tables, own, shaped_table)
    ]
    further = [one for file in held[len(inputs) :] for one in tables_of_parties(file, how, notify)]
    check_keys(how.columns, [*read, *further])
    chosen = [
        _fitting(one, how, notify) for one in select_tables(main, read, further, how.words, notify)
    ]
    chosen = _rosters(chosen, len(further), notify)
    told: set[str] = set()
    for one in chosen:
        report_columns(one, told, notify)
    mapped = [
        MappedTable(
            replace(one.table, rows=_counted(one.table, progress)),
            one.mapping.columns,
            one.mapping.holds,
            how,
            number,
            one.mapping.direction,
            one.complete,
            one.mapping.kinds,
            one.mapping.kinds_by_heading,
            one.mapping.of_row,
            one.mapping.managers_by,
        )
        for number, one in enumerate(chosen)
    ]
    options = replace(options, preferred=_preferred(prefer, inputs, parties, held, chosen))
    settings = {
        key: (setting(key, text), place)
        for key, (text, place) in held[0].settings.items()
        if key != "internalmap"
    }
    if any(each.settings for each in held[1:]):
        notify("the title and the settings are those of the first file alone")
    problems = [found for each in held for found in _problems(each, chosen, notify)]
    problems += [
        found for number, one in enumerate(chosen) for found in _undirected(number, one, how)
    ]
    for one in chosen:
        _check_direction(one, how)
    title = inputs[0].title if len(inputs) == 1 else "Organisation"
    built = build_organization(
        lambda skipped: draft_of_tables(title, mapped, settings, problems, options, skipped),
        skip_invalid=skip_invalid,
        keep_draft=keep_draft,
    )
    rows = {
        (each[0], each[1]) for each in built.left_out if isinstance(each, tuple) and len(each) == 2
    }
    total = sum(sum(1 for _ in one.table.rows()) for one in chosen) if built.skipped else 0
    return replace(built, rows=(total - len(rows), total) if built.skipped else None)


def _with_data_rows(
    given: TableFile, how: Understanding, notify: Callable[[str], None]
) -> TableFile:
    """A file with the rows of its tables that are data."""
    tables = []
    problems = given.problems
    for table in given.tables:
        found, dropped, notices = data_rows(table, how)
        found, now, notice = with_full_names(found, how)
        tables.append(found)
        for each in notices:
            notify(each)
        if notice:
            notify(f"{table.title}: {notice}")
            problems = tuple(
                (problem, where)
                if where is None or where[0] != table.title or where[2] is None
                else (problem, (where[0], where[1], now(where[2])))
                for problem, where in problems
            )
        if dropped:
            problems = tuple(
                each
                for each in problems
                if each[1] is None or each[1][0] != table.title or each[1][1] not in dropped
            )
    return replace(given, tables=tuple(tables), problems=problems)


def _without_legends(
    main: Iterable[tuple[Input, TableFile]], how: Understanding, notify: Callable[[str], None]
) -> tuple[list[tuple[Input, TableFile]], list[Understanding]]:
    """The files without the tables that only say what signs mean, and how each is understood."""
    files, hows = [], []
    for given, file in main:
        legend: dict[str, str] = {}
        tables = list(file.tables)
        if len(tables) > 1 and how.shape in (None, "matrix"):
            for table in file.tables:
                found = legend_table(table, how)
                if found:
                    legend |= found
                    tables.remove(table)
                    notify(f"{table.title}: taken for what signs in a matrix mean")
        files.append((given, replace(file, tables=tuple(tables))))
        hows.append(replace(how, legend=legend))
    return files, hows


def _fitting(
    one: SelectedTable, how: Understanding, notify: Callable[[str], None]
) -> SelectedTable:
    """A table without the guesses that what stands in it does not fit."""
    if one.table.exact:
        return one
    columns = []
    unused = list(one.mapping.unused)
    for column, (kept, notice) in zip(
        one.mapping.columns, fitting_columns(one.mapping.columns, one.profile, how), strict=True
    ):
        if kept is not None:
            columns.append(kept)
        if notice:
            notify(f"{one.table.title}: {notice}")
        del column
    return replace(one, mapping=replace(one.mapping, columns=tuple(columns), unused=tuple(unused)))


def _rosters(
    chosen: Sequence[SelectedTable], further: int, notify: Callable[[str], None]
) -> list[SelectedTable]:
    """The tables, those of parties marked as no list of all of whom none depends on others, or that
    list one kind of several; the last are `further` ones, which were asked to say who there is."""
    dependencies = [one for one in chosen if one.mapping.holds == "dependencies"]
    if len(dependencies) == len(chosen):
        return list(chosen)
    ends = ends_of(dependencies) if dependencies else set()
    tables = [one for one in chosen[: len(chosen) - further] if one.mapping.holds == "parties"]
    listed = {text for one in tables for text in texts_of(one, "id", "name")}
    most = _MOSTLY * len(ends & listed) >= (_MOSTLY - 1) * len(ends)
    found = []
    for number, one in enumerate(chosen):
        says_all = one.mapping.holds != "parties" or one.table.exact or one.table.holds is not None
        asked = number >= len(chosen) - further
        of_a_kind = not asked and not most and bool(one.mapping.kinds)
        named = bool(ends & texts_of(one, "id", "name"))
        if says_all or not ends or (named and not of_a_kind):
            found.append(one)
            continue
        if named:
            found.append(replace(one, complete=False))
            notify(f"{one.table.title}: it lists one kind of parties, and others are parties too")
            continue
        notify(
            f"{one.table.title}: none of those who depend on each other has a row in it: whoever "
            "has one is part of them, and others are parties too"
        )
        found.append(replace(one, complete=False))
    return found


def _preferred(
    prefer: Sequence[str],
    inputs: Sequence[Input],
    parties: Sequence[Input],
    held: Sequence[TableFile],
    chosen: Sequence[SelectedTable],
) -> frozenset[int]:
    """The numbers of the tables that count where two contradict each other."""
    found: set[int] = set()
    for name in prefer:
        tables = [
            table
            for given, file in zip((*inputs, *parties), held, strict=True)
            for table in file.tables
            if name in (given.path, given.name, f"{given.path}#{given.part}", table.file)
        ]
        if not tables:
            names = ", ".join(dict.fromkeys(quote(one.given.file) for one in chosen))
            raise InternalMapError(
                f"--prefer: {quoted(name)} is not read here",
                f"Name one of those that are read: {names}.",
            )
        found |= {
            number
            for number, one in enumerate(chosen)
            if any(one.given is table for table in tables)
        }
    return frozenset(found)


def _undirected(
    number: int, one: SelectedTable, how: Understanding
) -> Iterator[tuple[Problem, Item]]:
    """What is wrong with edges of a table that have no direction, as Gephi writes them."""
    if one.mapping.holds != "dependencies" or one.table.exact:
        return
    used = {column.index for column in one.mapping.columns}
    for index, heading in enumerate(one.table.headings):
        if plain(heading) not in how.words.lists["edge types"] or index in used:
            continue
        if not any(how.words.means("undirected", text) for text in one.profile.texts(index)):
            continue
        for row, cells in one.table.rows():
            cell = cells[index] if index < len(cells) else ""
            if isinstance(cell, str) and how.words.means("undirected", cell):
                message = "this edge has no direction, and a dependency has one"
                remedy = (
                    "If each runs from its source to its target, write Directed; else have the "
                    "program that drew them give them directions."
                )
                yield Problem(one.table.place(row, index), message, remedy), (number, row)


def _check_direction(one: SelectedTable, how: Understanding) -> None:
    """Raise where a column that is not used says which way each row runs."""
    if one.mapping.holds != "dependencies" or one.table.exact or one.given is not one.table:
        return
    named = {plain(heading) for _, heading in how.columns}
    used = {column.index for column in one.mapping.columns}
    other_way = how.words.patterns.other_way
    for index, heading in enumerate(one.table.headings):
        if plain(heading) not in how.words.lists["directions"] or index in used:
            continue
        texts = list(one.profile.texts(index))
        if plain(heading) in named or not any(map(other_way.search, map(str.casefold, texts))):
            continue
        shown = ", ".join(map(quoted, texts[:_EXAMPLES]))
        name = one_line(heading)
        raise SeveralReadings(
            f"{one.table.title}: {quoted(name)} says which way a row runs ({shown}), "
            "and that is not read",
            f"Turn the rows so that all run one way; or say --columns "
            f"{quote(f'ignore={name}')} if they do.",
        )


def _problems(
    given: TableFile, chosen: Sequence[SelectedTable], notify: Callable[[str], None]
) -> Iterator[tuple[Problem, Item]]:
    """What a reader found, each with what to leave out for it; what is wrong with tables and
    columns that are not used does not matter."""
    # One file may be given twice: its tables have the same titles then.
    numbers = {
        one.given.title: number
        for number, one in enumerate(chosen)
        if any(one.given is table for table in given.tables)
    }
    titles = {table.title for table in given.tables}
    for problem, where in given.problems:
        title, row, column = where or ("", 0, None)
        if title in numbers:
            number = numbers[title]
            one = chosen[number]
            if one.given is not one.table:
                yield problem, None  # which of its rows are made of this one is not told
                continue
            used = {each.index: each for each in one.mapping.columns}
            if column is None or column in used:
                whole = column is None or used[column].key in WHOLE_ROW
                item: Item = (number, row) if whole else (number, row, "cell", column)
                yield problem, item if row else None
        elif where is None or not numbers:
            yield problem, None
        elif title not in titles:
            notify(f"{title}: not used; {problem.message}")


def _read_table_file(given: Input, how: Understanding) -> TableFile:
    """The tables of a file."""
    data = given.read()
    if given.format == "csv":
        from internalmap.exchange.csv.tables import csv_tables

        return csv_tables(data, given.path, how)
    if given.format == "xlsx":
        from internalmap.exchange.excel.tables import workbook_tables

        return workbook_tables(data, given.path, how, sheet=given.part)
    if given.format == "ods":
        from internalmap.exchange.ods.tables import spreadsheet_tables

        return spreadsheet_tables(data, given.path, how, sheet=given.part)
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


def _counted(table: Table, progress: Callable[[str], None]) -> Callable[[], Iterator[Row]]:
    """The rows of a table, counted on the way."""

    def rows() -> Iterator[Row]:
        for count, row in enumerate(table.rows()):
            if count % _TOLD == 0 and count:
                progress(f"reading: {count:,} rows")
            yield row
        progress("putting the rows together")

    return rows
