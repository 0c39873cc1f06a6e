"""JSON as people can read and compare it: the outer keys a line each, and a row a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias, TypeGuard

Json: TypeAlias = "dict[str, Json] | list[Json] | Rows | Row | str | int | float | bool | None"
Object: TypeAlias = "dict[str, Json]"


class Row(NamedTuple):
    """What is JSON already, on one line."""

    text: str


class Rows:
    """A list of objects, each made when it is written: very many need not be there at once."""

    def __init__(self, records: Sequence[Any], make: Callable[[Any], Json]) -> None:
        self._records, self._make = records, make

    def __bool__(self) -> bool:
        return bool(self._records)

    def __iter__(self) -> Iterator[Json]:
        return map(self._make, self._records)


_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=list).encode


def laid_out(value: Json, levels: int = 1) -> str:
    """A value as JSON. Objects of the outer levels have a line for each key, lists of objects a
    line for each."""
    return "".join(pieces_of(value, levels))


def pieces_of(value: Json, levels: int = 1) -> Iterator[str]:
    """`laid_out` piece by piece."""
    yield from _value(value, levels, "")
    yield "\n"


def _value(value: Json, levels: int, margin: str) -> Iterator[str]:
    inner = margin + "  "
    if isinstance(value, Row):
        yield value.text
    elif isinstance(value, dict) and value and levels > 0:
        before = "{\n"
        for key, each in value.items():
            yield f"{before}{inner}{_encode(key)}: "
            yield from _value(each, levels - 1, inner)
            before = ",\n"
        yield f"\n{margin}}}"
    elif _is_rows(value):
        before = "[\n"
        for each in value:
            if isinstance(each, Row):
                yield f"{before}{inner}{each.text}"
            else:
                yield before + inner
                yield from _value(each, levels - 1, inner)
            before = ",\n"
        yield f"\n{margin}]"
    elif isinstance(value, dict) and any(isinstance(each, Rows | Row) for each in value.values()):
        yield from _on_one_line(value)
    else:
        yield _encode(value)


def _is_rows(value: Json) -> TypeGuard[list[Json] | Rows]:
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], dict)
    return isinstance(value, Rows) and bool(value)


def _on_one_line(value: Object) -> Iterator[str]:
    """An object within a row, as the encoder has it."""
    before = "{"
    for key, each in value.items():
        yield f"{before}{_encode(key)}: "
        if isinstance(each, Rows):
            yield from _list(each)
        else:
            yield each.text if isinstance(each, Row) else _encode(each)
        before = ", "
    yield "}"


def _list(rows: Rows) -> Iterator[str]:
    before = "["
    for row in rows:
        yield before + (row.text if isinstance(row, Row) else _encode(row))
        before = ", "
    yield "]" if rows else "[]"
