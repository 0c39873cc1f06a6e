r"""Texts in CSV that a spreadsheet is to take for text, not for a formula.

A spreadsheet calculates what begins with `=`, `+`, `-` or `@`. Where its list separator is another
one than the file's, as `;` is in most of Europe, a cell ends, and another begins, in the middle of
a text. So an apostrophe stands before such a sign wherever a cell may begin, and reading takes
away just one there: the text comes back as it was.

>>> guarded("=1+1"), guarded("a; =1+1"), guarded("it's 1-2"), guarded("'=1+1")
("'=1+1", "a; '=1+1", "it's 1-2", "''=1+1")
>>> unguarded(guarded("'=1;''+1,\"-1"))
'\'=1;\'\'+1,"-1'
"""

from __future__ import annotations

import re

#: What makes a spreadsheet calculate: also in the wide forms of East Asian keyboards.
_SIGN = "[=+\\-@＝＋－＠]"
#: At the beginning of a text, and behind what may part it; quotes count for nothing there.
_BEGINS = re.compile(f"'*+[ \t\r\n]*+'*+{_SIGN}")
_PARTED = re.compile(f"([;,\t\r\n|][ \"]*+)('*+{_SIGN})")
_GUARDED = re.compile(f"([;,\t\r\n|][ \"]*+)'('*+{_SIGN})")


def guarded(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet might calculate."""
    text = _PARTED.sub(r"\1'\2", text)
    return f"'{text}" if _BEGINS.match(text) else text


def unguarded(text: str) -> str:
    """The text without the apostrophes that keep a spreadsheet from calculating."""
    if text[:1] == "'" and _BEGINS.match(text):
        text = text[1:]
    return _GUARDED.sub(r"\1\2", text)
