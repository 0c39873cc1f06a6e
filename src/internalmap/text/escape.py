"""Names are data: what they hold must never steer a terminal, a page or a reader's eye."""

from __future__ import annotations

import re

# Controls (C0, DEL, C1), line and paragraph separators, byte-order mark, soft hyphen, the
# directional marks and overrides, other invisible format characters, non-characters, and lone
# surrogates. The joiners U+200C and U+200D stay: some scripts cannot be written without them.
_UNPRINTABLE = (
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufdd0-\ufdef\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)

#: How much of a name messages show.
_SHOWN = 60


def escape(text: str) -> str:
    r"""Text in which every control, directional or invisible character stands as its escape.

    >>> escape("IT\x1b[31m")
    'IT\\x1b[31m'
    >>> escape("Økonomi")
    'Økonomi'
    """
    # None of these is printable to Python, which is quicker to say so.
    return text if text.isprintable() else re.sub(_UNPRINTABLE, _escape, text)


def quoted(text: str) -> str:
    """A name from the input as it stands in messages: in quotes, printable, cut where very long.

    >>> quoted("kitchen")
    "'kitchen'"
    """
    return f"'{escape(text[:_SHOWN])}{'…' if len(text) > _SHOWN else ''}'"


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code == 0x0A:
        return "\\n"
    if code == 0x09:
        return "\\t"
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
