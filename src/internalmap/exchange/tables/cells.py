r"""Values as texts of one cell, and back.

Texts stand as they are. Those that a table would spoil stand as JSON texts, in quotes: the empty
one, those with spaces around them or with control characters in them, those that begin with a
quote, and words such as "none", which say nothing where they stand bare.
A list stands with "; " between its items, or as a JSON list; a rating by dimension as
`{reliability: 4.8}`; who said it as a JSON mapping; actions and acceptances as a JSON list.

>>> encoded("kitchen"), encoded(" x"), encoded(["day", "night"]), encoded(["a, b"])
('kitchen', '" x"', 'day; night', '["a, b"]')
>>> decoded_text('" x"'), decoded_list("day; night"), decoded_list('["a, b"]')
(' x', ['day', 'night'], ['a, b'])
"""

from __future__ import annotations

import json
import re
from typing import Any

from internalmap.exchange.vocabulary.words import usual_words
from internalmap.modelfile.syntax.document import read_json, read_yaml
from internalmap.modelfile.syntax.values import Unquoted

#: What cannot stand in every table: controls but for tab and line feed, what XML forbids, and what
#: workbooks take for an escape.
_SPOILT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
#: Half of a surrogate pair, which no file can hold.
_HALF = re.compile("[\ud800-\udfff]")
_SEPARATORS = re.compile(r"[;\n]")
_IN_ITEM = re.compile(r"[;,\n]")


def encoded(value: Any) -> str | int | float:
    """A value of a model entry (see `modelfile.write.dump`) as what stands in a cell."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | float):
        return value
    if isinstance(value, dict) and all(isinstance(part, str) for part in value.values()):
        return _json(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {number!r}" for key, number in value.items()) + "}"
    if isinstance(value[0], dict):
        return _json(value)
    if isinstance(value[0], str):
        plain = all(_text(item) == item and not _IN_ITEM.search(item) for item in value)
        return "; ".join(value) if plain and value[0][0] != "[" else _json(value)
    return "; ".join(map(repr, value))


def encoded_places(value: str | list[str]) -> str:
    """Places as what stands in a cell: a comma is part of an address, and parts no places."""
    places = [value] if isinstance(value, str) else value
    plain = all(_text(place) == place and not _SEPARATORS.search(place) for place in places)
    return "; ".join(places) if plain and places[0][0] != "[" else _json(places)


def _text(text: str) -> str:
    plain = text and text == text.strip() and text[0] not in "\"'" and not _SPOILT.search(text)
    if plain and not _says_nothing(text):
        return text
    return _json(text)


def _says_nothing(text: str) -> bool:
    """Whether a reader takes a text for one that says that nothing is known."""
    return usual_words().is_not_known(text)


def _json(value: Any) -> str:
    """JSON in which what a table would spoil stands as escapes."""
    return _SPOILT.sub(_escaped, json.dumps(value, ensure_ascii=False))


def _escaped(match: re.Match[str]) -> str:
    return "".join(f"\\u{ord(char):04x}" for char in match.group()[:1]) + match.group()[1:]


def decoded_text(cell: str) -> str:
    """The text that a cell stands for."""
    if cell[:1] == '"' and cell[-1:] == '"' and len(cell) > 1:
        try:
            text = json.loads(cell)
        except ValueError:
            return cell
        return text if isinstance(text, str) and not _HALF.search(text) else cell
    return cell


def decoded_list(cell: str) -> list[str]:
    """The texts of a list: a JSON list, else what stands between semicolons or lines, or, where
    there are none of these, between commas."""
    if cell[:1] == "[":
        value = decoded_entries(cell)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return [str(item) for item in value]
    if cell[:1] == '"' and decoded_text(cell) != cell:
        return [decoded_text(cell)]
    parts = _SEPARATORS.split(cell) if _SEPARATORS.search(cell) else cell.split(",")
    return [decoded_text(part.strip()) for part in parts if part.strip()]


def decoded_places(cell: str) -> list[str]:
    """Places in order of preference: a list, but that a comma parts none."""
    return [cell] if cell[:1] not in '["' and not _SEPARATORS.search(cell) else decoded_list(cell)


def decoded_rating(cell: str) -> Any:
    """A rating: one number, several with semicolons, commas and spaces or lines between them, or
    parts by dimension."""
    if cell[:1] in "{[":
        return decoded_entries(cell)
    parts = [part for part in re.split(r"[;\n]|,\s", cell) if part.strip()]
    if len(parts) > 1:
        return [Unquoted(part.strip()) for part in parts]
    return Unquoted(cell)


def decoded_entries(cell: str) -> Any:
    """Mappings and lists, as JSON or as YAML in one line; the text itself, where it is neither."""
    document = read_json(cell)
    if not document.complete or document.syntax_problems:
        document = read_yaml(cell)
    if not document.complete or document.syntax_problems:
        return Unquoted(cell)
    return document.root
