"""Texts in cells of a workbook: how long they may be, and how they stay what they are."""

from __future__ import annotations

import re
from typing import Any, Final

#: How long a text in a cell may be, in the units of UTF-16: an emoji counts twice.
MAX_TEXT: Final = 32_767
#: What stands for a sign that XML cannot hold.
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
#: What reads as two escapes of a workbook, such as `_x0041_`, of which one begins in the other.
_CHAINED = re.compile("_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
#: Where to part them, so that no part has an escape.
_PARTING = re.compile("(?<=_x)(?=[0-9A-Fa-f]{4}_)")


def text_length(text: str) -> int:
    """How long a text is, as `MAX_TEXT` counts.

    >>> text_length("åß"), text_length("🙂")
    (2, 2)
    """
    return len(text) + sum(char > "\uffff" for char in text)


def write_text(sheet: Any, row: int, column: int, text: str, look: Any, plain: Any) -> None:
    """Write a text into a cell of XlsxWriter's as text, whatever it looks like. `plain` is a format
    that says nothing."""
    parts = runs(text)
    if len(parts) == 1:
        sheet.write_string(row, column, text, look)
    else:
        rest = [part for run in parts[1:] for part in (plain, run)]
        sheet.write_rich_string(row, column, parts[0], *rest, look)


def runs(text: str) -> list[str]:
    """The parts in which a text is written, so that it is read as it is: one nearly always.

    XlsxWriter takes "<r>…</r>" for mark-up of its own, and does not see an escape that begins where
    another ends.
    """
    if text.startswith("<r>") and text.endswith("</r>"):
        return [text[:1], *_PARTING.split(text[1:])]
    return _PARTING.split(text) if _CHAINED.search(text) else [text]


def unescaped(text: str) -> str:
    r"""A text as people see it: workbooks write what XML cannot hold as `_x0007_`.

    >>> unescaped("a_x0007_b"), unescaped("_x005F_x0041_")
    ('a\x07b', '_x0041_')
    """
    return _ESCAPE.sub(_unescaped, text) if "_x" in text else text


def _unescaped(match: re.Match[str]) -> str:
    code = int(match.group(1), 16)
    # Half a sign is none: it stays as it was written.
    return match.group() if 0xD800 <= code <= 0xDFFF else chr(code)
