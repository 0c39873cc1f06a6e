"""What steers a terminal or a reader's eye stands as its escape; all else stays as it is."""

from __future__ import annotations

import pytest

from internalmap.text.escape import escape

#: Controls, separators, marks of direction and order, invisible characters, non-characters, halves
#: of pairs, tags.
STEERING = [
    *range(0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F,
    *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xFDD0, 0xFDF0),
    *range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF, 0xD800, 0xDFFF, *range(0xE0000, 0xE0080),
]  # fmt: skip


@pytest.mark.parametrize("around", ["", "a", "\u200d", "\n"])
def test_no_character_that_steers_is_left(around: str) -> None:
    for code in STEERING:
        shown = escape(f"{around}{chr(code)}{around}")
        assert chr(code) not in shown and shown.isascii() is ("\u200d" not in around), hex(code)


@pytest.mark.parametrize("text", ["", "Økonomi 漢字 e\u0301", "\xa0\u3000", "👩\u200d🚒", "\u200c"])
def test_all_else_stays(text: str) -> None:
    assert escape(text) == text
