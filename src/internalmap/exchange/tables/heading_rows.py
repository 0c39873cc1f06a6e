"""Which row of a table holds its headings, before anybody has said what they mean."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.errors import InternalMapError
from internalmap.exchange.tables.headings import Holds, map_columns, plain
from internalmap.exchange.tables.synonyms import PAIRS


def heading_row(rows: Sequence[Sequence[str]], named: Sequence[tuple[str, str]] = ()) -> int:
    """Which of the first rows of a table holds its headings.

    One that has a heading of `--columns`; else the first of several cells, unless that is surely
    none while one below names customer and supplier by a known pair; else the first that says
    anything.
    """
    wanted = {plain(heading) for _, heading in named}
    for at, row in enumerate(rows):
        if wanted.intersection(map(plain, row)):
            return at
    several = [at for at, row in enumerate(rows) if sum(map(bool, row)) > 1]
    if not several:
        return next((at for at, row in enumerate(rows) if any(row)), 0)
    # A row of data may well hold words that are headings elsewhere.
    if not _is_sure(rows[several[0]]):
        for at in several[1:]:
            if _is_pair(rows[at]):
                return at
    return several[0]


def _is_sure(headings: Sequence[str]) -> bool:
    """Whether headings are surely such: of dependencies, or of parties with their ids."""
    try:
        found = map_columns(headings, ())
    except InternalMapError:  # two columns for one meaning: there are columns
        return True
    if found is None or found.holds == "dependencies":
        return found is not None
    return not any(column.guessed for column in found.columns if column.key == "id")


def _is_pair(row: Sequence[str]) -> bool:
    """Whether a row names customer and supplier by one of the known pairs, and nothing twice."""
    cells = [plain(cell) for cell in row if cell]
    return len(set(cells)) == len(cells) and any(set(pair) <= set(cells) for pair in PAIRS)


def distinct_headings(headings: Sequence[str]) -> list[str]:
    """Headings of which no two are the same: the second `Score` is `Score (2)`."""
    found: list[str] = []
    for heading in headings:
        number, apart = 2, heading
        while heading and apart in found:
            apart, number = f"{heading} ({number})", number + 1
        found.append(apart)
    return found


def has_known_columns(headings: Sequence[str], holds: Holds | None = None) -> bool:
    """Whether headings are those of parties or of dependencies, as far as they are known."""
    try:
        return map_columns(headings, (), holds=holds) is not None
    except InternalMapError:  # two columns for one meaning: there are columns
        return True
