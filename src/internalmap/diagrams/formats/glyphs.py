"""Characters that no font of this machine has: a PNG or a PDF would show nothing in their place."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from unicodedata import category

from internalmap.diagrams.drawing.scene import Scene, Text, flat
from internalmap.diagrams.formats.raster import png

#: The font that comes along has these, so nobody need look: Latin with all its accents.
_COVERED = 0x17F
#: So many characters are looked up, each in a field with so many pixels on a side, in rows.
MOST, _FIELD, _ROW = 400, 24, 20
_NAMED = 12
#: A character that means nothing: whatever comes out of it stands for what no font has.
_NOTHING = "\U0010fffd"


def missing(scene: Scene) -> tuple[str, ...]:
    """The characters of a scene that cannot be shown, in their order."""
    signs = sorted(
        {sign for item in flat(scene.items) if isinstance(item, Text) for sign in item.text}
    )
    return tuple(_blank([sign for sign in signs if _shown(sign)][:MOST]))


def notice(signs: Sequence[str]) -> str:
    """What is told of them."""
    named = " ".join(signs[:_NAMED]) + (" …" if len(signs) > _NAMED else "")
    return (
        f"No font on this machine has these characters, which the picture lacks: {named}. "
        "Install a font that has them, such as Noto Sans, or write SVG, which is shown in the "
        "fonts of whoever looks at it."
    )


def _shown(sign: str) -> bool:
    """Whether a character is to be seen where there is a font for it."""
    return ord(sign) > _COVERED and category(sign)[0] not in "CZM"


def _blank(signs: Sequence[str]) -> Iterable[str]:
    """Those of the characters of which nothing comes out, or what stands for any without glyph."""
    if not signs:
        return ()
    signs = [_NOTHING, *signs]
    rows = -(-len(signs) // _ROW)
    wide, high = _ROW * _FIELD, rows * _FIELD
    texts = "".join(
        f'<text x="{number % _ROW * _FIELD + 5}" y="{number // _ROW * _FIELD + 17}">'
        f"&#{ord(sign)};</text>"
        for number, sign in enumerate(signs)
    )
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" '
        f'font-family="Open Sans, sans-serif" font-size="13">{texts}</svg>'
    )
    lines = _pixels(png(text, 96.0), wide)
    fields = []
    for number in range(len(signs)):
        left, top = number % _ROW * _FIELD * 4, number // _ROW * _FIELD
        fields.append(
            b"".join(line[left : left + _FIELD * 4] for line in lines[top : top + _FIELD])
        )
    return [
        sign
        for sign, field in zip(signs[1:], fields[1:], strict=True)
        if field == fields[0] or not any(field)
    ]


def _pixels(data: bytes, wide: int) -> list[bytes]:
    """The lines of a PNG with four bytes a pixel, each behind its filter (W3C, PNG, 9)."""
    packed, at = b"", 8
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"IDAT":
            packed += data[at + 8 : at + 8 + size]
        at += size + 12
    raw, length = zlib.decompress(packed), wide * 4
    lines: list[bytes] = []
    above = bytes(length)
    for start in range(0, len(raw), length + 1):
        kind, line = raw[start], bytearray(raw[start + 1 : start + 1 + length])
        for i in range(length):
            left = line[i - 4] if i >= 4 else 0
            corner = above[i - 4] if i >= 4 else 0
            line[i] = (line[i] + _guess(kind, left, above[i], corner)) & 255
        above = bytes(line)
        lines.append(above)
    return lines


def _guess(kind: int, left: int, above: int, corner: int) -> int:
    """What a filter takes a byte for, by its neighbours."""
    if kind == 4:
        start = left + above - corner
        return min((left, above, corner), key=lambda value: abs(start - value))
    return (0, left, above, (left + above) // 2)[kind]
