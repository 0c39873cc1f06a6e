"""What the page knows, said with as little as can be: the page of a large organisation is sent by
mail.

A column says something of each party or need by its number: a list, or, where most are as usual, a
mapping of those that are not. Texts that come again and again stand once, and columns say which.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from internalmap.text.escape import escape

#: How much longer an entry of a mapping is than one of a list, which has no number before it.
_SPARSE = 3

Column = Sequence[Any] | Mapping[str, Any]


def column(values: Iterable[Any], usual: object = None) -> Column:
    """Values by their number: all of them, or, where most are the usual one, the others.

    >>> column([0, 0, 0, 0, 7], 0)
    {'4': 7}
    >>> column([5, 0, 7], 0)
    [5, 0, 7]
    """
    values = list(values)
    unusual = {str(number): value for number, value in enumerate(values) if value != usual}
    return unusual if len(unusual) * _SPARSE < len(values) else values


class Texts:
    """Texts by number, each once, in the order in which they come; made safe to show."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def number(self, text: str | None) -> int | None:
        """The number of a text, a new one if it is new."""
        return None if text is None else self.known.setdefault(escape(text), len(self.known))

    def numbers(self, texts: Iterable[str]) -> list[int] | None:
        """The numbers of several; nothing for none."""
        return [self.known.setdefault(escape(text), len(self.known)) for text in texts] or None


def script_json(value: object) -> str:
    """JSON as it may stand in a script element: nothing in it ends the element, or opens a comment.

    >>> print(script_json({"name": "</script>"}))
    {"name":"\\u003c/script>"}
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
