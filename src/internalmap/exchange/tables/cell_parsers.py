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
from typing import Any, Final, TypeAlias, get_args

from internalmap.exchange.headings.columns import FORMS, SETTINGS
from internalmap.exchange.headings.mapping import TAG, Column
from internalmap.exchange.headings.tables import Cell, Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.tables.cells import (
    decoded_entries,
    decoded_list,
    decoded_places,
    decoded_rating,
    decoded_text,
)
from internalmap.exchange.tables.durations import amount, how_often
from internalmap.exchange.vocabulary.words import Vocabulary, plain, said
from internalmap.model.keys import Form
from internalmap.model.organization import IMPORTANCES, KINDS, Engagement
from internalmap.modelfile.syntax.values import Unquoted
from internalmap.text import quantities
from internalmap.text.meant import meant

#: What a cell says that says how much one is needed, where one is not.
NO_NEED: Final = Unquoted("no need")
#: What makes a value of a cell that is not empty; nothing where it says that nothing is known.
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
_WHOLE_NUMBER = re.compile(r"([0-9]{1,15})[.,]0{1,6}", re.ASCII)
_WITH_TIME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9:.]+", re.ASCII)
_WHOLE = re.compile(r"\A([0-9]+)\.0+\Z", re.ASCII)


def reader(key: str, column: Column, table: Table, how: Understanding) -> Reader:
    """What reads the cells of a column; nothing comes of a cell that says nothing is known."""
    if table.exact:
        return _known(key, column, table, how)
    read = _known(key, column, table, how)
    words = how.words
    kept = how.keep

    def known(cell: Cell) -> Any:
        if isinstance(cell, str) and cell not in kept and words.is_not_known(cell):
            return None
        return read(cell)

    form = "texts" if key == TAG else FORMS[key]
    if form == "prose":
        return known
    remembered = _Memo(known)
    if form in ("texts", "durations", "rating", "places", "said", "actions", "acceptances"):
        return lambda cell: _own(remembered[cell])
    return remembered.__getitem__


def _known(key: str, column: Column, table: Table, how: Understanding) -> Reader:
    """What reads the cells of a column that say something."""
    if key == TAG:
        return partial(_tag, plain(column.heading).replace(" ", "-"))
    form = FORMS[key]
    if form in ("texts", "durations"):
        return _list
    if form == "rating":
        return partial(_rating, not table.exact)
    if form == "places":
        return _places
    if form in ("actions", "acceptances", "said"):
        return _entries
    if form in ("id", "ids", "someone", "text", "prose"):
        return _text
    if form == "word":
        return (
            _exact_word
            if table.exact
            else partial(_word, key, how, _asks_whether(column.heading, how.words))
        )
    if form in QUANTITIES:
        commas = table.decimal_commas
        return partial(_quantity, key, QUANTITIES[form], column, commas, how, table.exact)
    return partial(_plain, table.decimal_commas, form == "count" and not table.exact)


class _Memo(dict[Cell, Any]):
    """What cells mean, each text asked for once: most stand in many rows."""

    def __init__(self, read: Reader) -> None:
        self._read = read

    def __missing__(self, cell: Cell) -> Any:
        value = self[cell] = self._read(cell)
        return value


def _own(value: Any) -> Any:
    """A value that may be changed: of what is remembered, a copy."""
    return value if value is None or isinstance(value, str) else copy(value)


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


def _one(cell: Cell) -> str:
    return cell if isinstance(cell, str) else "; ".join(cell)


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return cell if cell[:1] != '"' else decoded_text(cell)
    return decoded_text(_one(cell))


def text_of(cell: Cell) -> str:
    """The text of a cell, or of the several that stand in it."""
    return _text(cell)


def _asks_whether(heading: str, words: Vocabulary) -> bool:
    """Whether a heading asks whether a need is critical: no is then no answer that there is none.

    >>> from internalmap.exchange.vocabulary.words import usual_words
    >>> [_asks_whether(each, usual_words()) for each in ("Critical?", "How important?")]
    [True, False]
    """
    return plain(heading) in words.lists["whether critical"]


def _exact_word(cell: Cell) -> str:
    return Unquoted(_one(cell))


def _word(key: str, how: Understanding, whether: bool, cell: Cell) -> str | None:
    word = _one(cell)
    if word.casefold() in _WORDS:
        return Unquoted(word.casefold())
    own = how.values.get(key, {}).get(said(word))
    if own is not None:
        return NO_NEED if own == NO_NEED else Unquoted(own)
    known = how.words.meanings.get(key, {}).get(said(word))
    if known is not None:
        how.note_word(key, word, known)
        return Unquoted(known)
    if key == "importance":
        if not whether and how.words.means("no need", word):
            return NO_NEED
        how.note_unknown(key, word)
        return None  # it is told once, with how often it is there
    return Unquoted(word)


def _tag(name: str, cell: Cell) -> list[str]:
    texts = decoded_list(cell) if isinstance(cell, str) else cell
    return [f"{name}-{_WHOLE.sub(_digits, _without(name, text))}" for text in texts]


def _without(name: str, text: str) -> str:
    """A text without the heading before it: under Tier, `Tier 1` is 1."""
    rest = text[len(name) :]
    same = text[: len(name)].casefold().replace(" ", "-") == name
    return rest.strip() if same and rest[:1] in " -" and rest.strip(" -") else text


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


def _plain(commas: bool, whole: bool, cell: Cell) -> str:
    text = _point(_one(cell), commas)
    if whole and (number := _WHOLE_NUMBER.fullmatch(text)) is not None:
        return Unquoted(number[1])
    match = _WITH_TIME.fullmatch(text)
    return Unquoted(match[1] if match else text)


def _point(text: str, commas: bool) -> str:
    return _DECIMAL_COMMA.sub(r"\1.\2", text) if commas and _DECIMAL_COMMA.fullmatch(text) else text


def _quantity(
    key: str,
    read: Callable[[str], float | Fraction],
    column: Column,
    commas: bool,
    how: Understanding,
    exact: bool,
    cell: Cell,
) -> str:
    # Thousands have three digits behind a comma: with fewer, it is that of a decimal number.
    text = _point(_one(cell), commas or not exact)
    if commas or not exact:
        text = re.sub(r"^([0-9]+),([0-9]{1,2})(?=[^0-9,]|$)", r"\1.\2", text)
    if column.unit and _NUMBER.fullmatch(text):
        text += column.unit
    if exact or quantities.takes(read, text):
        return Unquoted(text)
    if key == "frequency":
        often = how_often(text, how.words) or meant(text, read)
        return Unquoted(often or text)
    found = amount(text, key, read, how.words)
    if found is None:
        return Unquoted(meant(text, read) or text)
    if found[1]:
        how.note_about(column.heading, _one(cell), found[0])
    return Unquoted(found[0])
