"""Which row of a table holds its headings, before anybody has said what they mean."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from internalmap.errors import InternalMapError
from internalmap.exchange.headings.headings import map_columns
from internalmap.exchange.headings.mapping import Holds
from internalmap.exchange.headings.tables import IMPORT_ID
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.vocabulary.words import Vocabulary, is_time, plain


def heading_row(rows: Sequence[Sequence[str]], how: Understanding) -> int:
    """Which of the first rows of a table holds its headings.

    One that has a heading of `--columns`; else the first of several cells, unless that is surely
    none while one below names customer and supplier by a known pair; else the first that says
    anything.
    """
    wanted = {plain(heading) for _, heading in how.columns}
    wanted |= {plain(heading) for heading in how.fill_down}
    for at, row in enumerate(rows):
        if wanted.intersection(filter(None, map(plain, row))):
            return at
    for at, row in enumerate(rows[1:]):
        if any(cell.startswith(IMPORT_ID) for cell in row):
            return at  # what stands above what the form's program writes for itself
    several = [at for at, row in enumerate(rows) if sum(map(bool, row)) > 1]
    if not several:
        return next((at for at, row in enumerate(rows) if any(row)), 0)
    # A row of data may well hold words that are headings elsewhere.
    if not _is_sure(rows[several[0]], how.words):
        for at in several[1:]:
            if _is_pair(rows[at], how.words) or _asks(rows[at], how.words):
                return at
        # Above the headings, notes may stand in two cells, as "Date: | 1 October".
        wide = next((at for at in several if sum(map(bool, rows[at])) > 2), several[0])
        if _is_sure(rows[wide], how.words):
            return wide
    return several[0]


def _is_sure(headings: Sequence[str], words: Vocabulary) -> bool:
    """Whether headings are surely such: of dependencies, or of parties with their ids."""
    try:
        found = map_columns(headings, (), words)
    except InternalMapError:  # two columns for one meaning: there are columns
        return True
    if found is None or found.holds == "dependencies":
        return found is not None
    return not any(column.guessed for column in found.columns if column.key == "id")


def _is_pair(row: Sequence[str], words: Vocabulary) -> bool:
    """Whether a row names customer and supplier by one of the known pairs, and nothing twice."""
    cells = [plain(cell) for cell in row if cell]
    pairs = words.tuples["pairs"]
    return len(set(cells)) == len(cells) and any(set(pair) <= set(cells) for pair in pairs)


def _asks(row: Sequence[str], words: Vocabulary) -> bool:
    """Whether a row asks in a form for the customer and the supplier."""
    cells = [plain(cell) for cell in row if cell]
    asked = [
        sum(words.questions[key].search(cell) is not None for cell in cells)
        for key in ("customer", "supplier")
    ]
    return all(asked) and sum("?" in cell for cell in row) > 1


#: What says the same whatever stands over it, as RTO below Recovery.
_PLAIN_KEYS = ("restore", "restore_target", "limit", "max_data_loss")


def joined_headings(
    upper: Sequence[str], lower: Sequence[str], words: Vocabulary
) -> list[str] | None:
    """The headings of two rows, the upper of which has gaps, or one text over several columns;
    nothing where the lower row holds data.

    >>> from internalmap.exchange.vocabulary.words import usual_words
    >>> joined_headings(["Who", "", "Needs"], ["Team", "Contact", "System"], usual_words())
    ['Who Team', 'Who Contact', 'Needs System']
    """
    width = max(len(upper), len(lower))
    above = [*upper, *[""] * (width - len(upper))]
    below = [*lower, *[""] * (width - len(lower))]
    filled = [cell for cell in below if cell]
    times = all(is_time(cell, words) for cell in filled)  # as below "Impact over time"
    if len(filled) < 2 or (any(cell[:1].isdigit() for cell in filled) and not times):
        return None
    repeated = any(one and one == other for one, other in pairwise(above))
    gaps = any(cell and not over for cell, over in zip(below, above, strict=True))
    known = sum(_is_known(cell, words) for cell in filled)
    if not (repeated or gaps):
        return None
    kinds = {word for group in words.keys["groups"].values() for word in group}
    of_kinds = {cell for cell in filled if plain(cell) in kinds}
    if len(of_kinds) < 2:
        of_kinds.clear()
    if of_kinds.issuperset(filled):  # as below "Dependencies"
        return [cell or over for over, cell in zip(above, below, strict=True)]
    if all(_is_choice(cell, words) for cell in filled):  # Main and Backup, once or of each kind
        over_them = [over for over, cell in zip(above, below, strict=True) if cell]
        if sum(map(bool, over_them)) < 2 or len(set(over_them)) < 2:
            return [cell or over for over, cell in zip(above, below, strict=True)]
        return _each_below(above, below)
    if 2 * known < len(filled) and not times:
        return _grid_headings(above, below, words)
    if len({plain(cell) for cell in filled}) == 1:
        return None  # one word in every cell is an answer
    return _each_below(above, below, of_kinds | _of_recovery(above, below, words))


def _of_recovery(above: Sequence[str], below: Sequence[str], words: Vocabulary) -> set[str]:
    """The headings that say how soon something is back, once each, where all below one text do: not
    those beside the name of a system, which are the system's."""
    party = words.keys["party"]
    known = {word for key in _PLAIN_KEYS for word in party.get(key, ())}
    groups: dict[str, list[str]] = {}
    last = ""
    for over, cell in zip(above, below, strict=True):
        last = over or last
        if cell:
            groups.setdefault(last, []).append(cell)
    return {
        cell
        for cells in groups.values()
        if all(plain(each) in known for each in cells)
        for cell in cells
        if list(below).count(cell) == 1
    }


def _each_below(
    above: Sequence[str], below: Sequence[str], alone: Collection[str] = ()
) -> list[str]:
    """The headings of two rows, each of the lower behind what stands over it, but those that say
    enough `alone`."""
    headings, last = [], ""
    for over, cell in zip(above, below, strict=True):
        last = over or last if cell else over
        headings.append(cell if cell == last or cell in alone else f"{last} {cell}".strip())
    return headings


def _is_choice(cell: str, words: Vocabulary) -> bool:
    """Whether a heading only says which choice those under it are: Main, Backup, Manual."""
    text = plain(cell)
    first = text in words.lists["firsts"] or text in words.lists["last resorts"]
    return first or words.stands_in(text) == ""


def _grid_headings(
    above: Sequence[str], below: Sequence[str], words: Vocabulary
) -> list[str] | None:
    """The headings of a form whose questions stand over several columns, with what each is about
    below them and nothing below the others; nothing where the lower row holds data.

    >>> from internalmap.exchange.vocabulary.words import usual_words
    >>> _grid_headings(["ID", "Team", "Needed?", ""], ["", "", "IT", "HR"], usual_words())
    ['ID', 'Team', 'Needed? [IT]', 'Needed? [HR]']
    """
    no_rows = words.lists["open answers"]
    below = ["" if plain(cell) in no_rows else cell for cell in below]
    headings, question, several = [], "", False
    for at, (over, cell) in enumerate(zip(above, below, strict=True)):
        question = over or question
        over_next = at + 1 < len(above) and not above[at + 1] and bool(below[at + 1])
        is_inside = bool(cell) and bool(question) and (over_next or not over)
        if bool(cell) != is_inside or (not cell and not over):
            return None
        several = several or not over
        headings.append(f"{question} [{cell}]" if cell else over)
    return headings if several and above[0] and not below[0] else None


def _is_known(cell: str, words: Vocabulary) -> bool:
    """Whether a text is a word for a heading."""
    text = plain(cell)
    lists = ("customers", "suppliers", "used by", "names")
    return any(text in words.lists[name] for name in lists) or any(
        text == plain(key) or text in synonyms
        for section in ("party", "need")
        for key, synonyms in words.keys[section].items()
    )


def distinct_headings(headings: Sequence[str]) -> list[str]:
    """Headings of which no two are the same: the second `Score` is `Score (2)`."""
    found: list[str] = []
    for heading in headings:
        number, apart = 2, heading
        while heading and apart in found:
            apart, number = f"{heading} ({number})", number + 1
        found.append(apart)
    return found


def has_known_columns(
    headings: Sequence[str], how: Understanding, holds: Holds | None = None
) -> bool:
    """Whether headings are those of parties or of dependencies, as far as they are known."""
    try:
        return map_columns(headings, (), how.words, holds=holds) is not None
    except InternalMapError:  # two columns for one meaning: there are columns
        return True
