"""What the text of a cell means, by the key that its column stands for.

Tables are read a little more freely than model files, where there is only one thing that can be
meant: words in any case of letters, `2 days` for `2d`, a bare number under a heading that names the
unit, a date with a time of day behind it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import copy
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias, get_args

from internalmap.exchange.tables.cells import (
    decoded_entries,
    decoded_list,
    decoded_places,
    decoded_rating,
    decoded_text,
)
from internalmap.exchange.tables.columns import FORMS, SETTINGS
from internalmap.exchange.tables.headings import TAG, Column, plain
from internalmap.exchange.tables.tables import Cell, Table
from internalmap.model.keys import Form
from internalmap.model.organization import IMPORTANCES, KINDS, Engagement
from internalmap.modelfile.syntax.values import Unquoted
from internalmap.text import quantities
from internalmap.text.meant import meant

#: What makes a value of a cell that is not empty.
Reader: TypeAlias = Callable[[Cell], Any]

#: What reads the quantities of a model, by form.
QUANTITIES: Mapping[Form, Callable[[str], float | Fraction]] = {
    "duration": quantities.duration,
    "work": quantities.work,
    "rate": quantities.rate,
    "capacity": quantities.capacity,
}
#: The words that keys of a few words may have.
_WORDS = frozenset({*KINDS, *IMPORTANCES, *get_args(Engagement), "unit", "members", "everyone"})
_NUMBER = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,15})?", re.ASCII)
_DECIMAL_COMMA = re.compile(r"([-+]?[0-9]{1,15}),([0-9]{1,2})", re.ASCII)
_WITH_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.]+", re.ASCII)
_WHOLE = re.compile(r"\A([0-9]+)\.0+\Z", re.ASCII)


def reader(key: str, column: Column, table: Table) -> Reader:
    """What reads the cells of a column."""
    if key == TAG:
        return partial(_tag, plain(column.heading).replace(" ", "-"))
    form = FORMS[key]
    if form in ("texts", "durations"):
        return _list
    if form == "rating":
        remembered = _Memo(partial(_rating, table.decimal_commas))
        return lambda cell: _own(remembered[cell])
    if form == "places":
        return _places
    if form in ("actions", "acceptances", "said"):
        return _entries
    if form in ("id", "ids", "someone", "text", "prose"):
        return _text
    if form == "word":
        return _Memo(_word).__getitem__
    if form in QUANTITIES:
        quantity = partial(_quantity, QUANTITIES[form], column.unit, table.decimal_commas)
        return _Memo(quantity).__getitem__
    return _Memo(partial(_plain, table.decimal_commas)).__getitem__


class _Memo(dict[Cell, Any]):
    """What cells mean, each text asked for once: most stand in many rows."""

    def __init__(self, read: Reader) -> None:
        self._read = read

    def __missing__(self, cell: Cell) -> Any:
        value = self[cell] = self._read(cell)
        return value


def _own(value: Any) -> Any:
    """A value that may be changed: of what is remembered, a copy."""
    return value if isinstance(value, str) else copy(value)


def setting(key: str, text: str) -> object:
    """A setting of the model from the text of its cell."""
    form = SETTINGS.get(key)
    if form in ("texts", "durations"):
        return decoded_list(text)
    if form == "text":
        return decoded_text(text)
    value = decoded_entries(text)
    if isinstance(value, list) and value:
        return value[0]
    return value if not isinstance(value, str) else Unquoted(value)


def same(key: str, one: object, other: object) -> bool:
    """Whether two values of a key say the same: `1d` is `24h`."""
    if one == other:
        return True
    read = QUANTITIES.get(FORMS[key])
    if read is None or not (isinstance(one, str) and isinstance(other, str)):
        return False
    both = quantities.takes(read, one) and quantities.takes(read, other)
    return both and read(one) == read(other)


def several_in_cell(split: str | None) -> re.Pattern[str]:
    """What parts several suppliers in one cell: semicolons, line ends, and this."""
    return re.compile(r"[;\n]" if split is None else rf"[;\n]|{re.escape(split)}")


def customer_and_suppliers(
    customer: Cell, supplier: Cell, known: Mapping[str, Any], several: re.Pattern[str]
) -> tuple[str, list[str]]:
    """The customer and the suppliers of a row. Several suppliers in one cell are parted by signs,
    unless the whole is the id of a party."""
    whose = _text(customer)
    if isinstance(supplier, tuple):
        return whose, [decoded_text(each) for each in supplier]
    if supplier[:1] == '"' or supplier in known or not several.search(supplier):
        return whose, [decoded_text(supplier)] if supplier else []
    parts = [part.strip() for part in several.split(supplier)]
    return whose, list(dict.fromkeys(decoded_text(part) for part in parts if part))


def _one(cell: Cell) -> str:
    return cell if isinstance(cell, str) else "; ".join(cell)


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell if cell[:1] != '"' else decoded_text(cell)
    return decoded_text(_one(cell))


def _word(cell: Cell) -> str:
    word = _one(cell)
    return Unquoted(word.casefold() if word.casefold() in _WORDS else word)


def _tag(name: str, cell: Cell) -> list[str]:
    texts = decoded_list(cell) if isinstance(cell, str) else cell
    return [f"{name}-{_WHOLE.sub(_digits, text)}" for text in texts]


def _digits(match: re.Match[str]) -> str:
    return match[1]


def _list(cell: Cell) -> list[str]:
    return decoded_list(cell) if isinstance(cell, str) else list(cell)


def _places(cell: Cell) -> list[str]:
    return decoded_places(cell) if isinstance(cell, str) else list(cell)


def _entries(cell: Cell) -> Any:
    return decoded_entries(_one(cell))


def _rating(commas: bool, cell: Cell) -> Any:
    if isinstance(cell, tuple):
        return [Unquoted(_point(text, commas)) for text in cell]
    value = decoded_rating(cell)
    if isinstance(value, str):
        return Unquoted(_point(value, commas))
    if isinstance(value, list) and commas:
        return [Unquoted(_point(text, commas)) for text in value]
    return value


def _plain(commas: bool, cell: Cell) -> str:
    text = _point(_one(cell), commas)
    match = _WITH_TIME.fullmatch(text)
    return Unquoted(match[1] if match else text)


def _point(text: str, commas: bool) -> str:
    return _DECIMAL_COMMA.sub(r"\1.\2", text) if commas and _DECIMAL_COMMA.fullmatch(text) else text


def _quantity(read: Callable[[str], float | Fraction], unit: str, commas: bool, cell: Cell) -> str:
    text = _point(_one(cell), commas)
    if commas:
        text = re.sub(r"^([0-9]+),([0-9]{1,2})(?=[^0-9,]|$)", r"\1.\2", text)
    if unit and _NUMBER.fullmatch(text):
        text += unit
    if not quantities.takes(read, text):
        text = meant(text, read) or text
    return Unquoted(text)
