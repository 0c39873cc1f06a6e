"""A list of entries in YAML or JSON as a table: one row an entry, one column a key.

Keys inside keys stand with points between them (`technical.owner`); what stands in lists becomes
cells of several texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from internalmap.errors import MAX_PROBLEMS, InternalMapError, InvalidModel, Place, Problem
from internalmap.exchange.headings.tables import (
    MAX_CELL,
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    Row,
    Table,
    TableFile,
)
from internalmap.exchange.vocabulary.words import plain, usual_words
from internalmap.modelfile.build.files import Files
from internalmap.modelfile.syntax.document import read_json
from internalmap.source import Path, Source
from internalmap.text.escape import escape, quoted

#: What an entry of a mapping of mappings is called by.
_ID_OF_ENTRY = "id"
#: Stands where an entry of a list does not have a key that others have.
_NOTHING = object()
#: How deep keys with points between them may lead.
_DEEPEST = 8
#: How much of a text is looked at to see whether each line is an object.
_SAMPLE = 65_536
#: One of these keys is at the root of each model.
_OF_MODELS = frozenset(("parties", "needs", "include"))
#: How many keys of lists a message names.
_NAMED = 8


def record_tables(text: str, name: str, key: str | None) -> TableFile:
    """The table in a text; `key` is that of the list at its root, where there are several.

    Raises `InvalidModel` for what cannot be read, `InternalMapError` where there is no list of
    entries.
    """
    if _is_lines(text):
        return _lines_table(text, name, key)
    files = Files()
    part = files.text(text, name, name, name.lower().endswith(".json"))
    if files.problems:
        raise InvalidModel(files.problems)
    root = part.document.root
    lists = _lists(root)
    if key is None and not lists and isinstance(root, dict):
        lists = {str(name): value for name, value in root.items() if _is_named(value)}
    if key is None and not lists:
        lists = {".".join(way): found for way, found in _deeper(root, ())}
    if key is None and len(lists) != 1:
        raise _not_one(name, list(lists))
    if key is None:
        key = next(iter(lists))
    found = lists.get(key)
    way: tuple[str, ...] = tuple(key.split(".")) if found is not None and key else ()
    if found is None:
        found, way = _under(root, key)
    elif way and _value(root, way) is None:
        way = (key,)
    if found is None:
        known = list(lists) or [".".join(each) for each, _ in _deeper(root, ())]
        raise InternalMapError(
            f"{escape(name)} has no list of entries under {quoted(key)}",
            f"It has: {', '.join(map(quoted, known[:_NAMED])) or 'none'}.",
        )
    records = _Records(part.source, way, found)
    title = f"{escape(name)}, {escape(key)}" if key else escape(name)
    table = Table(
        title,
        records.headings,
        records.rows,
        records.place,
        place_of_text=records.place_of_text,
    )
    return TableFile((table,))


def may_hold_entries(root: Any) -> bool:
    """Whether what a file holds may be a list of entries, and is no model: it says nothing of
    parties."""
    if isinstance(root, dict) and not _OF_MODELS.isdisjoint(root):
        return False
    return bool(_lists(root)) or any(True for _ in _deeper(root, ()))


def _value(root: Any, way: tuple[str, ...]) -> Any:
    for key in way:
        root = root.get(key) if isinstance(root, dict) else None
    return root


def _deeper(root: Any, way: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """The lists of mappings, and the mappings of mappings, inside a mapping, as deep as keys with
    points between them may lead."""
    if not isinstance(root, dict) or len(way) >= _DEEPEST:
        return
    for key, value in root.items():
        here = (*way, str(key))
        if _is_list(value):
            yield here, value
        elif isinstance(value, dict):
            yield from _deeper(value, here)


def _under(root: Any, key: str) -> tuple[Any, tuple[str, ...]]:
    """What stands under keys with points between them, where it is a list of entries: of mappings,
    or a mapping of mappings; and the way to it. A key may have points itself."""
    if not key:
        return (root, ()) if _is_list(root) or _is_named(root) else (None, ())
    if not isinstance(root, dict):
        return None, ()
    for first in root:
        name = str(first)
        if key == name and (_is_list(root[first]) or _is_named(root[first])):
            return root[first], (name,)
        if key.startswith(f"{name}."):
            found, way = _under(root[first], key[len(name) + 1 :])
            if found is not None:
                return found, (name, *way)
    return None, ()


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _is_named(value: Any) -> bool:
    """Whether a value is a mapping of mappings: a list of which each entry has a name."""
    return (
        isinstance(value, dict)
        and bool(value)
        and all(isinstance(each, dict) or each is None for each in value.values())
        and any(isinstance(each, dict) for each in value.values())
    )


def _is_lines(text: str) -> bool:
    """Whether a text is JSON lines: an object on each of the first two lines that say anything."""
    lines = [line for line in text[:_SAMPLE].splitlines() if line.strip()][:2]
    return len(lines) == 2 and all(
        line.lstrip().startswith("{") and line.rstrip().endswith("}") for line in lines
    )


def _lines_table(text: str, name: str, key: str | None) -> TableFile:
    """The table in JSON lines: a row an object."""
    if key is not None:
        raise InternalMapError(
            f"{escape(name)} has one object a line, and no keys above them",
            f"Name it as {escape(name)}.",
        )
    source = Source(name, name, text, _nowhere)
    records: list[Any] = []
    lines: list[int] = []
    problems = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        span = source.span(start, start + len(line.rstrip("\r")))
        start += len(line) + 1
        if not line.strip():
            continue
        document = read_json(line)
        if not document.complete or document.syntax_problems or not isinstance(document.root, dict):
            message = "this line is no object of JSON"
            remedy = 'Each line is one, as {"id": "a"}; or write a list of them as .json.'
            problems.append(Problem(Place(source, span), message, remedy))
            if len(problems) >= MAX_PROBLEMS:
                break
            continue
        records.append(document.root)
        lines.append(number)
        if len(records) > MAX_ROWS:
            raise InternalMapError(f"{escape(name)}: more than {MAX_ROWS:,} entries")
    if problems:
        raise InvalidModel(problems)
    entries = _Records(source, (), records)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def rows() -> Iterator[Row]:
        for number, (_, cells) in zip(lines, entries.rows(), strict=True):
            yield number, cells

    def place(row: int, _column: int | None) -> Place:
        begin = starts[row - 1]
        end = text.find("\n", begin)
        return Place(source, source.span(begin, end if end >= 0 else len(text)))

    return TableFile((Table(escape(name), entries.headings, rows, place),))


def _nowhere(_: object) -> None:
    """Lines of JSON have no places of keys."""


def _lists(root: Any) -> dict[str, list[Any]]:
    """The lists of mappings at the root, by key; a root that is one has none."""
    if isinstance(root, list):
        return {"": root} if root and all(isinstance(item, dict) for item in root) else {}
    if not isinstance(root, dict):
        return {}
    return {key: value for key, value in root.items() if _is_list(value)}


def _not_one(name: str, keys: list[str]) -> InternalMapError:
    if not keys:
        return InternalMapError(
            f"{escape(name)} holds no list of entries",
            "A table in YAML or JSON is a list of mappings, or a key that holds one.",
        )
    named = ", ".join(f"{escape(name)}#{escape(key)}" for key in keys[:_NAMED])
    return InternalMapError(f"{escape(name)} holds several lists of entries", f"Say which: {named}")


class _Records:
    """The entries of one list."""

    def __init__(self, source: Source, way: Path, given: Any) -> None:
        #: Of a mapping of mappings, the names of its entries.
        self.names = list(map(str, given)) if isinstance(given, dict) else None
        records: list[Any] = list(given)
        if isinstance(given, dict):
            # Its key is the id of each, unless it has one.
            records = [{_ID_OF_ENTRY: str(name), **(entry or {})} for name, entry in given.items()]
            if any(_ID_OF_ENTRY in (entry or {}) for entry in given.values()):
                records = [{"name": str(name), **(entry or {})} for name, entry in given.items()]
        if len(records) > MAX_ROWS:
            raise InternalMapError(f"{escape(source.name)}: more than {MAX_ROWS:,} entries")
        self.source = source
        self.way = way
        self.records = records
        headings: dict[str, None] = {}
        self.listed: set[str] = set()
        for record in records:
            for path, _, way in _rectangular(record):
                headings[path] = None
                if any(isinstance(step, int) for step in way):
                    self.listed.add(path)
            if len(headings) > MAX_COLUMNS:
                raise InternalMapError(f"{escape(source.name)}: more than {MAX_COLUMNS} keys")
        self.headings = tuple(headings)

    def rows(self) -> Iterator[Row]:
        """The entries, counted from 1; keys that hold lists give several texts, or none."""
        for number, record in enumerate(self.records, 1):
            found: dict[str, list[str]] = {}
            for path, text, _ in _rectangular(record):
                found.setdefault(path, []).append(text)
            cells: list[Cell] = []
            for heading in self.headings:
                texts = found.get(heading, [])
                # A key that an entry does not give is no text, not an empty one.
                cells.append(
                    texts[0] if len(texts) == 1 and heading not in self.listed else tuple(texts)
                )
            yield number, cells

    def place(self, row: int, column: int | None) -> Place:
        """Where an entry, or the first text under a key of it, stands."""
        return self.place_of_text(row, -1 if column is None else column, 0)

    def place_of_text(self, row: int, column: int, nth: int) -> Place:
        """Where one of the texts under a key stands; the entry, where there is no such text."""
        inner: Path = ()
        if column >= 0:
            leaves = _rectangular(self.records[row - 1])
            ways = [way for path, _, way in leaves if path == self.headings[column]]
            inner = ways[nth] if nth < len(ways) else ()
        entry = row - 1 if self.names is None else self.names[row - 1]
        if self.names is not None and inner and inner[-1] in (_ID_OF_ENTRY, "name"):
            given = self.records[row - 1]
            inner = () if given.get(inner[-1]) == entry else inner
        while inner and isinstance(inner[-1], _Lacking):
            inner = inner[:-1]
        way = (*self.way, entry, *inner)
        return Place(self.source, self.source.value_span(way))


class _Lacking(str):
    """A key that an entry of a list does not have, and others beside it do."""


def _rectangular(record: Any) -> Iterator[tuple[str, str, Path]]:
    """The texts in an entry, as `_leaves`; in a list of mappings, each mapping gives a text for
    every key that one of them has, so that what stands together stays together."""
    if isinstance(record, dict):
        yield from _leaves(_squared(record), "", ())


def _squared(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _squared(inner) for key, inner in value.items()}
    if not isinstance(value, list):
        return value
    inner = [_squared(each) for each in value]
    if len(inner) > 1 and all(isinstance(each, dict) for each in inner):
        keys = dict.fromkeys(key for each in inner for key in each)
        if len(keys) * len(inner) <= MAX_CELL:
            return [
                {key: each.get(key, None if key in each else _NOTHING) for key in keys}
                for each in inner
            ]
    return inner


def _leaves(value: Any, path: str, way: Path) -> Iterator[tuple[str, str, Path]]:
    """The texts in an entry, each with its keys and the way to it. In lists, nothing counts as an
    empty text."""
    if isinstance(value, dict):
        for key, inner in value.items():
            here = f"{path}.{key}" if path else key
            if _is_named(inner) and plain(str(key)) in usual_words().lists["suppliers"]:
                for name, each in inner.items():  # as depends_on: {db: {condition: started}}
                    yield here, str(name), (*way, key, name)
                    yield from _leaves(each or {}, here, (*way, key, name))
                continue
            yield from _leaves(inner, here, (*way, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, path, (*way, index))
    elif value is _NOTHING:
        yield path, "", (*way[:-1], _Lacking(way[-1]))
    elif value is not None:
        yield path, str(value).strip(), way
    elif any(isinstance(step, int) for step in way):
        yield path, "", way
