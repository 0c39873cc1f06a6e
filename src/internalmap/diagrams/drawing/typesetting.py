"""How wide a text is, and how it wraps, without asking the machine for its fonts: the same model
gives the same picture everywhere.

Widths are those of Open Sans, in which PNG and PDF are set. Helvetica and Arial, which most viewers
of an SVG have, are a little narrower, so that a text that fits here fits there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import combining, east_asian_width, normalize

#: Advance widths in thousandths of the size, from the space to the tilde.
_REGULAR = (
    260, 267, 401, 646, 572, 823, 730, 221, 296, 296, 552, 572, 245, 322, 266, 367, 572, 572, 572,
    572, 572, 572, 572, 572, 572, 572, 266, 266, 572, 572, 572, 429, 899, 633, 648, 631, 729, 556,
    516, 728, 738, 279, 267, 614, 519, 903, 754, 779, 602, 779, 618, 549, 553, 728, 595, 926, 577,
    560, 571, 329, 367, 329, 542, 448, 577, 556, 613, 476, 613, 561, 339, 548, 614, 253, 253, 525,
    253, 930, 614, 604, 613, 613, 408, 477, 353, 614, 501, 778, 524, 504, 468, 379, 551, 379, 572,
)  # fmt: skip
_BOLD = (
    260, 286, 472, 646, 571, 901, 750, 266, 339, 339, 545, 571, 290, 322, 285, 413, 571, 571, 571,
    571, 571, 571, 571, 571, 571, 571, 285, 290, 571, 571, 571, 477, 897, 690, 672, 637, 740, 560,
    549, 724, 765, 331, 331, 664, 565, 943, 813, 796, 628, 796, 660, 551, 579, 756, 650, 967, 667,
    624, 579, 331, 413, 331, 532, 411, 607, 604, 633, 514, 633, 591, 387, 565, 657, 305, 305, 620,
    305, 982, 657, 619, 633, 633, 454, 497, 434, 657, 569, 856, 578, 569, 488, 394, 551, 394, 571,
)  # fmt: skip
_OTHERS = {"æ": 870, "Æ": 890, "œ": 940, "Œ": 950, "ß": 640, "…": 800, "–": 500, "—": 1000}
#: Letters that do not come apart into a base letter and a sign.
_LIKE = str.maketrans("øØłŁđĐħıŋþÞðÐ·×−", "oOlLdDhinpPdD.xx")
_WIDE = 1000
#: Signs that belong to the one before or behind them: the joiner and what chooses an emoji's form.
_JOINING = frozenset("\u200d\ufe0e\ufe0f")
_UNKNOWN = 650


@lru_cache(maxsize=4096)
def _advance(sign: str, bold: bool) -> int:
    if sign in _OTHERS:
        return _OTHERS[sign]
    if combining(sign):
        return 0
    base = normalize("NFD", sign)[0].translate(_LIKE)
    code = ord(base) - 32
    if 0 <= code < len(_REGULAR):
        return (_BOLD if bold else _REGULAR)[code]
    return _WIDE if east_asian_width(base) in "WF" else _UNKNOWN


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a line of text is, in points.

    >>> width("Hotel", 10) < width("Hotel", 10, bold=True) < width("Hotellet", 10, bold=True)
    True
    """
    return sum([_advance(sign, bold) for sign in text]) * size / 1000


#: Where a word may go on in the next line: behind a sign that joins, and before a capital after a
#: small letter.
_JOINTS = re.compile(r"(?<=[:.@#|/_-])(?=\w)|(?<=[^\W\d_])(?=[^\W\d_])")
#: What stands alone in a line has at least so many letters or digits.
_STUB = 4
#: More signs than any box or heading holds.
_MOST = 1_200


def wrap(text: str, size: float, limit: float, *, bold: bool = False, lines: int = 3) -> list[str]:
    """A text in lines of at most `limit` points. A word that is longer is cut, without a hyphen,
    which would seem a part of it; and a text of more than so many lines ends in an ellipsis.

    >>> wrap("Dział Obsługi Klienta", 10, 80)
    ['Dział Obsługi', 'Klienta']
    >>> wrap("ordering.backgroundTasks", 10, 70)
    ['ordering.', 'background', 'Tasks']
    """
    found: list[str] = []
    for joint, part in _parts(text):
        for number, piece in enumerate(_cut(part, size, limit, bold)):
            space = joint if number == 0 else ""
            if found and width(found[-1] + space + piece, size, bold) <= limit:
                found[-1] += space + piece
            else:
                found.append(piece)
    if len(found) > lines:
        found = [*found[: lines - 1], clip(f"{found[lines - 1]} …", size, limit, bold)]
    return found or [""]


def balanced(
    text: str, size: float, limit: float, *, bold: bool = False, lines: int = 3
) -> list[str]:
    """As `wrap`, in as many lines, but as narrow as these lines allow: "stops customers / in 40
    min" and not "stops customers in 40 / min"."""
    return [*_balanced(text, size, limit, bold, lines)]


@lru_cache(maxsize=10_000)
def _balanced(text: str, size: float, limit: float, bold: bool, lines: int) -> Sequence[str]:
    best = wrap(text, size, limit, bold=bold, lines=lines)
    if len(best) == 1 or best[-1].endswith("…"):
        return best
    low, high = max(limit * 0.4, min(limit, longest(text, size, bold))), limit
    for _ in range(6):
        middle = (low + high) / 2
        found = wrap(text, size, middle, bold=bold, lines=lines + 1)
        if len(found) == len(best):
            best, high = found, middle
        else:
            low = middle
    return best


def longest(text: str, size: float, bold: bool = False) -> float:
    """The width of the longest part that need not be cut."""
    return max((width(part, size, bold) for _, part in _parts(text)), default=0.0)


def clip(text: str, size: float, limit: float, bold: bool = False) -> str:
    """A text of at most `limit` points, with an ellipsis where something is left out."""
    text = text if len(text) <= _MOST else text[:_MOST] + "…"
    if width(text, size, bold) <= limit:
        return text
    text = text.removesuffix("…")
    while text and width(text + "…", size, bold) > limit:
        text = text[:-1]
    return text.rstrip() + "…"


def _parts(text: str) -> list[tuple[str, str]]:
    """The parts of a text that stay in one line, each with what stands before it on the same line:
    words, and the parts of a word, none of them a stub."""
    found: list[tuple[str, str]] = []
    for word in text[:_MOST].split():
        parts: list[str] = []
        for part in _split(word):
            if parts and (_short(parts[-1]) or _short(part)):
                parts[-1] += part
            else:
                parts.append(part)
        found += [(" " if found and number == 0 else "", part) for number, part in enumerate(parts)]
    return found


def _split(word: str) -> list[str]:
    found, start = [], 0
    for joint in _JOINTS.finditer(word):
        at = joint.start()
        if word[at - 1].isalpha() and not (word[at - 1].islower() and word[at].isupper()):
            continue
        found.append(word[start:at])
        start = at
    return [*found, word[start:]]


def _short(part: str) -> bool:
    return sum(sign.isalnum() for sign in part) < _STUB


def _cut(word: str, size: float, limit: float, bold: bool) -> list[str]:
    """A word that is too long for a line, in as many pieces of like length as it takes."""
    whole = width(word, size, bold)
    if whole <= limit:
        return [word]
    pieces, start = [], 0
    share = whole / -(-whole // limit)
    for end in range(1, len(word) + 1):
        following = word[end : end + 1]
        if following in _JOINING or combining(following or " ") or word[end - 1] in _JOINING:
            continue
        long = width(word[start:end], size, bold)
        if long + width(following, size, bold) > limit or long >= share:
            pieces.append(word[start:end])
            start = end
    if start < len(word):
        rest = word[start:]
        if pieces and _short(rest):  # letters of the piece before go with them
            last = pieces.pop() + rest
            half = next((at for at in range(len(last) // 2, len(last)) if _whole(last, at)), 0)
            pieces += [piece for piece in (last[:half], last[half:]) if piece]
        else:
            pieces.append(rest)
    return pieces


def _whole(text: str, at: int) -> bool:
    """Whether a text can be cut there without parting a sign from what belongs to it."""
    return not (text[at] in _JOINING or text[at - 1] in _JOINING or combining(text[at]))
