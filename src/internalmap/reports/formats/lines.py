"""Lines of a terminal: words, each in its style, that break where they have to.

They break as those of rich do, which colours them on a terminal. To load what it breaks them with
takes longer than to report on a small model, and most reports go into a file or another program.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from rich.cells import cell_len, chop_cells

#: A style, in the words of rich; none for plain words.
Style: TypeAlias = str
PLAIN: Style = ""
BOLD: Style = "bold"
DIM: Style = "dim"
RED: Style = "red"
GREEN: Style = "green"
YELLOW: Style = "yellow"
CYAN: Style = "cyan"

#: A word, and the spaces around it.
_WORD = re.compile(r"\s*\S+\s*")


class Line:
    """Words in their styles, one after the other."""

    __slots__ = ("plain", "runs")

    def __init__(self, *runs: tuple[str, Style]) -> None:
        self.runs = [run for run in runs if run[0]]
        self.plain = "".join([words for words, _ in runs])

    def __add__(self, other: Line) -> Line:
        return Line(*self.runs, *other.runs)

    def bold(self) -> Line:
        """The same in bold."""
        return Line(
            *(
                (words, BOLD if style in (PLAIN, BOLD) else f"{BOLD} {style}")
                for words, style in self.runs
            )
        )

    def part(self, start: int, end: int) -> Line:
        """What stands between two places."""
        runs = []
        for words, style in self.runs:
            runs.append((words[max(start, 0) : max(end, 0)], style))
            start, end = start - len(words), end - len(words)
        return Line(*runs)

    def without_end(self) -> Line:
        """The same without spaces at its end."""
        return self.part(0, len(self.plain.rstrip()))


def broken(text: str, width: int) -> Iterator[tuple[int, int]]:
    """The lines of a text, each from where to where: as many words as fit into the width; a word
    that is wider than a line fills lines of its own."""
    begin = used = 0
    for match in _WORD.finditer(text):
        start, word = match.start(), match.group()
        needed = cell_len(word.rstrip())
        if needed <= width - used:
            used += cell_len(word)
            continue
        for piece in chop_cells(word, width) if needed > width else [word]:
            if start > begin:
                yield begin, start
                begin = start
            start += len(piece)
            used = cell_len(piece)
    yield begin, len(text)
