"""The legend of a matrix: what its signs mean, below it or in a table of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from internalmap.errors import InvalidModel
from internalmap.exchange.headings.tables import Cell, Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.vocabulary.words import plain, said

#: A legend has few rows.
_MOST: Final = 12
_PAIR = re.compile(r"([^\s=:]{1,12})\s*[=:–-]\s*(.{1,60})")
_BREAK = re.compile(r"\s*[;,\n]\s*(?=[^\s=:]{1,12}\s*[=:–-]\s)")


def pairs_in(text: str, notes: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The signs that a text explains, with what they mean: `Legend: 3 = critical; 1 = minor`.

    >>> list(pairs_in("Legend: 3 = critical; 1 = minor", frozenset({"legend"})))
    [('3', 'critical'), ('1', 'minor')]
    """
    word, colon, rest = text.partition(":")
    if colon and plain(word) in notes:
        text = rest.strip()
    found = [_PAIR.fullmatch(part) for part in _BREAK.split(text)]
    if all(found):
        yield from ((each[1], each[2]) for each in found if each is not None)


def legend_table(table: Table, how: Understanding) -> dict[str, str]:
    """What the signs of another table mean, if a table only says that: signs in one column, beside
    them how much a need matters. A legend may have no headings, or one."""
    if table.exact or table.holds is not None:
        return {}
    rows: list[Sequence[Cell]] = [table.headings]
    try:
        for _, cells in table.rows():
            rows.append(cells)
            if len(rows) > _MOST:
                return {}
    except InvalidModel:
        return {}
    found: dict[str, str] = {}
    for number, cells in enumerate(rows):
        texts = [cell for cell in cells if isinstance(cell, str) and cell]
        pair = texts if len(texts) == 2 else []
        if len(texts) == 1:
            pair = next((list(each) for each in pairs_in(texts[0], how.words.values["notes"])), [])
        if len(pair) == 2 and len(pair[0]) <= 3 and importance_said(pair[1], how) is not None:
            found[said(pair[0])] = pair[1]
        elif number and len(texts) > 1:
            return {}
    return found if len(found) > 1 else {}


def importance_said(text: str, how: Understanding) -> str | None:
    """How much a need matters, by the words of a legend; `no need`, or nothing where they do not
    say it."""
    known = how.words.meanings["importance"]
    plain_text = said(text)
    if plain_text in known:
        return known[plain_text]
    if how.words.means("no need", text) or how.words.is_not_known(text):
        return "no need"
    firsts = {known[word] for word in re.split(r"[^\w]+", plain_text) if word in known}
    return firsts.pop() if len(firsts) == 1 else None
