"""A list of entries in YAML or JSON as a table: one row an entry, one column a key.

Keys inside keys stand with points between them (`technical.owner`); what stands in lists becomes
cells of several texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from internalmap.errors import InternalMapError, InvalidModel, Place
from internalmap.exchange.tables.tables import MAX_COLUMNS, MAX_ROWS, Cell, Row, Table, TableFile
from internalmap.modelfile.build.files import Files
from internalmap.source import Path, Source
from internalmap.text.escape import escape, quoted

#: How many keys of lists a message names.
_NAMED = 8


def record_tables(text: str, name: str, key: str | None) -> TableFile:
    """The table in a text; `key` is that of the list at its root, where there are several.

    Raises `InvalidModel` for what cannot be read, `InternalMapError` where there is no list of
    entries.
    """
    files = Files()
    part = files.text(text, name, name, name.lower().endswith(".json"))
    if files.problems:
        raise InvalidModel(files.problems)
    root = part.document.root
    lists = _lists(root)
    if key is None and len(lists) != 1:
        raise _not_one(name, list(lists))
    if key is None:
        key = next(iter(lists))
    elif key not in lists:
        raise InternalMapError(
            f"{escape(name)} has no list of entries under {quoted(key)}",
            f"It has: {', '.join(map(quoted, list(lists)[:_NAMED])) or 'none'}.",
        )
    records = _Records(part.source, (key,) if key else (), lists[key])
    title = f"{escape(name)}, {escape(key)}" if key else escape(name)
    table = Table(
        title,
        records.headings,
        records.rows,
        records.place,
        place_of_text=records.place_of_text,
    )
    return TableFile((table,))


def _lists(root: Any) -> dict[str, list[Any]]:
    """The lists of mappings at the root, by key; a root that is one has none."""
    if isinstance(root, list):
        return {"": root} if root and all(isinstance(item, dict) for item in root) else {}
    if not isinstance(root, dict):
        return {}
    return {
        key: value
        for key, value in root.items()
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value)
    }


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

    def __init__(self, source: Source, way: Path, records: list[Any]) -> None:
        if len(records) > MAX_ROWS:
            raise InternalMapError(f"{escape(source.name)}: more than {MAX_ROWS:,} entries")
        self.source = source
        self.way = way
        self.records = records
        headings: dict[str, None] = {}
        self.listed: set[str] = set()
        for record in records:
            for path, _, way in _leaves(record, "", ()):
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
            for path, text, _ in _leaves(record, "", ()):
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
            leaves = _leaves(self.records[row - 1], "", ())
            ways = [way for path, _, way in leaves if path == self.headings[column]]
            inner = ways[nth] if nth < len(ways) else ()
        way = (*self.way, row - 1, *inner)
        return Place(self.source, self.source.value_span(way))


def _leaves(value: Any, path: str, way: Path) -> Iterator[tuple[str, str, Path]]:
    """The texts in an entry, each with its keys and the way to it. In lists, nothing counts as an
    empty text."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key, (*way, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, path, (*way, index))
    elif value is not None:
        yield path, str(value).strip(), way
    elif any(isinstance(step, int) for step in way):
        yield path, "", way
