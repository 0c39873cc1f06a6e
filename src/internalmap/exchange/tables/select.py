"""Which tables of the files are used, and as what: those of dependencies, those of parties."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from internalmap.errors import InternalMapError, InvalidModel
from internalmap.exchange.headings.columns import NEED_COLUMNS, PARTY_COLUMNS
from internalmap.exchange.headings.headings import map_columns
from internalmap.exchange.headings.kinds import kinds_of_columns, said_of_kind
from internalmap.exchange.headings.mapping import (
    CUSTOMERS_OF_ROW,
    FALLBACK,
    IGNORE,
    ColumnMapping,
    SeveralReadings,
)
from internalmap.exchange.headings.meanings import OF_BACK
from internalmap.exchange.headings.profile import Profile
from internalmap.exchange.headings.tables import Table, TableFile
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.inputs import Input
from internalmap.exchange.tables.unclear import unclear
from internalmap.exchange.vocabulary.words import Vocabulary, plain, said
from internalmap.model.phrases import quote
from internalmap.text.escape import escape, quoted
from internalmap.text.shown import one_line
from internalmap.text.suggest import did_you_mean

#: Beside a heading that is a word for ids, these say that the rows are parties.
_OF_PEOPLE = frozenset({"name", "reports_to", "kind", "engagement"})
_OWN_IDS = ("reports_to", "engagement", "name")


@dataclass(frozen=True)
class SelectedTable:
    """A table, what its columns mean, and what stands in them; `given` is the table that it was
    made of, where that has another shape; `complete`: of parties, it says who there is."""

    table: Table
    mapping: ColumnMapping
    profile: Profile = field(repr=False)
    given: Table
    complete: bool = True


#: Finds the table of another shape that a table holds: nothing where it holds a list.
Shaper = Callable[[Table, Understanding, Profile], "SelectedTable | None"]


def mapped_tables(
    tables: Sequence[Table], how: Understanding, shaped: Shaper
) -> Iterator[SelectedTable]:
    """The tables of one of the main files that hold parties or dependencies."""
    for table in tables:
        profile = Profile(table, how.words)
        try:
            other = shaped(table, how, profile)
            if other is not None:
                yield other
                continue
            mapping = map_columns(
                table.headings,
                how.columns,
                how.words,
                holds=table.holds,
                profile=None if table.exact else profile,
            )
        except InternalMapError as unclear:
            if len(tables) > 1 and not isinstance(unclear, SeveralReadings):
                continue  # it is told that it is not used
            before = "" if unclear.message.startswith(table.title) else f"{table.title}: "
            raise InternalMapError(f"{before}{unclear.message}", unclear.remedy) from None
        if mapping is not None:
            yield _with_kinds(SelectedTable(table, mapping, profile, table), how)


def _with_kinds(one: SelectedTable, how: Understanding) -> SelectedTable:
    """A list with the kinds that its headings give those whom its columns name."""
    if one.table.exact:
        return one
    kinds = kinds_of_columns(one.mapping, one.table.headings, how)
    headings = {column.key: column.heading for column in one.mapping.columns}
    notices = [
        said_of_kind(headings[key], kind)
        for key, kind in kinds.items()
        if not key.startswith(FALLBACK)
        and not (key == "name" and kind == kinds.get("id"))
        and _kind_key(key) not in headings
        and said(headings[key]) not in how.values.get("kind", {})
    ]
    mapping = replace(one.mapping, kinds=kinds, notices=(*one.mapping.notices, *notices))
    return replace(one, mapping=mapping)


def _kind_key(key: str) -> str:
    """The key of a column that says the kinds of those whom another names."""
    return "kind" if key in ("id", "name") else f"{key}.kind"


def tables_of_parties(
    given: TableFile, how: Understanding, notify: Callable[[str], None]
) -> Iterator[SelectedTable]:
    """The tables of parties in a further file: of several, those that hold no dependencies."""
    found = 0
    for table in given.tables:
        profile = Profile(table, how.words)
        looked_at = None if table.exact else profile
        if len(given.tables) > 1:
            mapping = map_columns(
                table.headings, how.columns, how.words, holds=table.holds, profile=looked_at
            )
            if mapping is not None and mapping.holds == "dependencies":
                notify(f"{table.title}: not used; a table of parties is asked for")
                continue
        mapping = map_columns(
            table.headings, how.columns, how.words, holds="parties", profile=looked_at
        )
        if mapping is not None:
            found += 1
            yield _with_kinds(SelectedTable(table, mapping, profile, table), how)
    if not found and not given.tables:
        raise InternalMapError("a file of parties holds no table")
    if not found:
        table = given.tables[0]
        raise InternalMapError(
            f"{table.title}: no column holds the ids of parties",
            f"Name it: --columns id={_first(table)}. {_its_columns(table)}",
        )


def select_tables(
    inputs: Sequence[tuple[Input, TableFile]],
    read: Sequence[SelectedTable],
    further: Sequence[SelectedTable],
    words: Vocabulary,
    notify: Callable[[str], None],
) -> Sequence[SelectedTable]:
    """The tables to use. Where no table holds dependencies, or several of one file do that are not
    alike, it is told; so are those that are not used."""
    several = len(inputs) > 1
    dependencies = [one for one in read if one.mapping.holds == "dependencies"]
    for main, given in inputs:
        own = [one for one in dependencies if any(one.given is table for table in given.tables)]
        if len(own) > 1 and not all(one.table.exact for one in own):
            alone = ", ".join(quote(one.given.file) for one in own)
            notify(f"{escape(main.path)}: several sheets are one model; to read one alone: {alone}")
        if several and not any(any(one.given is table for table in given.tables) for one in read):
            raise _unclear(main, given, words)
    if not dependencies and not any(_is_sure(one) for one in read):
        raise _unclear(*inputs[0], words)
    used = [
        one
        for one in read
        if one in dependencies
        or (
            _is_theirs(one, dependencies, several=several)
            if dependencies
            else _is_sure(one) or several
        )
    ]
    for _, given in inputs:
        for table in given.tables:
            if all(one.given is not table for one in used):
                notify(
                    f"{table.title}: not used; it names few of those who depend on each other "
                    "(--parties FILE#SHEET takes a sheet as their table)"
                )
    return [*used, *further]


def _unclear(main: Input, given: TableFile, words: Vocabulary) -> InternalMapError:
    """The error that no table of a file is understood."""
    tables = given.tables
    if not tables and given.problems:
        raise InvalidModel(problem for problem, _ in given.problems)
    if not tables:
        return InternalMapError(f"{escape(main.path)} holds no table")
    return unclear(tables[0], words)


def _is_theirs(one: SelectedTable, dependencies: Sequence[SelectedTable], *, several: bool) -> bool:
    """Whether a table says who there is of those who depend on each other, or is about something
    else: the file says so, it has ids with something else that parties have, or it names at least
    half of them."""
    if one.table.holds == "parties" or (_is_sure(one) and len(one.mapping.columns) > 1):
        return True
    if several and any(column.key in _OWN_IDS for column in one.mapping.columns):
        return True
    ids = texts_of(one, "id")
    ends = ends_of(dependencies)
    return 2 * len(ends & ids) >= len(ends)


def ends_of(dependencies: Sequence[SelectedTable]) -> set[str]:
    """Whom tables of dependencies name."""
    found: set[str] = set()
    for one in dependencies:
        columns = [
            column.index
            for column in one.mapping.columns
            if column.key in ("customer", "supplier", CUSTOMERS_OF_ROW, FALLBACK)
        ]
        found |= one.profile.named(columns)
    return found


def texts_of(one: SelectedTable, *keys: str) -> set[str]:
    """What stands in some columns."""
    return {
        text
        for column in one.mapping.columns
        if column.key in keys
        for text in one.profile.texts(column.index)
    }


def _is_sure(one: SelectedTable) -> bool:
    """Whether a table is surely one of parties."""
    if one.mapping.holds != "parties":
        return False
    if one.mapping.managers_by is not None or one.mapping.ids_named:
        return True
    ids = [column.index for column in one.mapping.columns if column.key in ("id", "name")]
    managers = [column.index for column in one.mapping.columns if column.key == "reports_to"]
    if managers and any(one.profile.hits(each, one.profile.named(managers)) for each in ids):
        return True  # whoever has a manager among the rows is one of them
    vocabulary = one.profile.words
    if _names_rows_elsewhere(one):
        return False
    if "id" in one.mapping.kinds and len(one.mapping.columns) > 1:
        # Another column that names parties of some kind may be what they depend on.
        if any(_may_name_others(each, vocabulary) for each in one.mapping.unused):
            return False
        return any(
            column.key not in ("id", "name")
            and not _is_marks(one, column.index)
            and (column.key != "contact" or _is_contact(one, column.index))
            for column in one.mapping.columns
        )
    words = vocabulary.keys["party"]["id"]
    keys = {column.key for column in one.mapping.columns}
    return not any(
        column.guessed and not (plain(column.heading) in words and keys & _OF_PEOPLE)
        for column in one.mapping.columns
        if column.key == "id"
    )


def _names_rows_elsewhere(one: SelectedTable) -> bool:
    """Whether a column that means nothing names the parties of the rows: whom they depend on, it
    seems. Of persons, that may be anything."""
    keys = {column.key for column in one.mapping.columns}
    if "reports_to" in keys or one.mapping.kinds.get("id") == "person" or one.table.exact:
        return False
    used = {column.index for column in one.mapping.columns}
    own = [column.index for column in one.mapping.columns if column.key in ("id", "name")]
    for index, heading in enumerate(one.table.headings):
        if index in used or heading not in one.mapping.unused:
            continue
        named = one.profile.named([index])
        hits = max(one.profile.hits(each, named) for each in own)
        if hits and 2 * hits >= len(named) and not one.profile.is_numeric(index):
            return True
    return False


def _may_name_others(heading: str, words: Vocabulary) -> bool:
    """Whether a column may name whom the rows depend on, or who depends on them."""
    text = words.unqualified(plain(heading))
    asks = words.questions.get("supplier")
    return (
        bool(words.kind_of_rows(text))
        or text in (*words.lists["suppliers"], *words.lists["used by"])
        or bool(words.behind_supplier(text))
        or _ends_with_kind(text, words)
        or (asks is not None and asks.search(plain(heading)) is not None)
    )


def _ends_with_kind(text: str, words: Vocabulary) -> bool:
    """Whether the last words of a heading are for parties, and none before them says of what else
    it is, as in Type of system."""
    parts = text.split()
    known = any(text in synonyms for synonyms in words.keys["party"].values())
    if known or not set(words.lists["something else"]).isdisjoint(parts):
        return False
    return any(words.kind_of_rows(" ".join(parts[at:])) for at in range(1, len(parts)))


def _is_marks(one: SelectedTable, index: int) -> bool:
    """Whether a column only holds marks, or letters, as that of a matrix does."""
    return all(
        len(text) < 2 or one.profile.words.means("marks", text) for text in one.profile.texts(index)
    )


def _is_contact(one: SelectedTable, index: int) -> bool:
    """Whether a column holds addresses or numbers of telephones."""
    texts = one.profile.texts(index)
    return any("@" in text or any(map(str.isdigit, text)) for text in texts)


def check_headings(columns: Sequence[tuple[str, str]], tables: Sequence[Table]) -> None:
    """Each heading that is named must be one of some table."""
    known = {heading: None for table in tables for heading in table.headings if heading}
    alike = {plain(heading) for heading in known}
    for key, heading in columns:
        named = plain(heading.replace("\\n", "\n"))
        if heading not in known and plain(heading) not in alike and named not in alike:
            listed = f"Headings are: {', '.join(quoted(one_line(each)) for each in known)}."
            raise InternalMapError(
                f"--columns: no table has the heading {quoted(heading)} for {key}",
                did_you_mean(heading, [one_line(each) for each in known], listed),
            )


def check_keys(columns: Sequence[tuple[str, str]], read: Sequence[SelectedTable]) -> None:
    """Each key that is named must be one that some table can have."""
    held = {column.key for one in read for column in one.mapping.columns}
    for key, _ in columns:
        if read and held.isdisjoint({key, *_at_ends(key)}) and key != IGNORE:
            of_party = key in PARTY_COLUMNS and key not in NEED_COLUMNS
            raise InternalMapError(
                f"--columns: no table here can have a column for {key}",
                f"Of dependencies, say whose it is: customer.{key} or supplier.{key}."
                if of_party
                else "Name a heading of the table that it is for.",
            )


def _at_ends(key: str) -> tuple[str, ...]:
    """What a key is at an end of a dependency, where it may be named without one."""
    if key == CUSTOMERS_OF_ROW:  # where rows are suppliers alone, those are the customers
        return ("customer",)
    return (f"customer.{key}", f"supplier.{key}") if key in OF_BACK else ()


def _first(table: Table) -> str:
    first = next((heading for heading in table.headings if heading), "…")
    return quote(one_line(first))


def _its_columns(table: Table) -> str:
    shown = [quoted(one_line(heading)) for heading in table.headings if heading]
    return f"Its columns are: {', '.join(shown)}."
