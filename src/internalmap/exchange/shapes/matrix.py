"""A matrix: names in the first column and in the headings, marks where one depends on the other."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from internalmap.errors import InternalMapError
from internalmap.exchange.headings.kinds import kind_by_heading, said_of_kind
from internalmap.exchange.headings.mapping import Column, SeveralReadings
from internalmap.exchange.headings.profile import Profile
from internalmap.exchange.headings.tables import Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.shapes.legend import importance_said, pairs_in
from internalmap.exchange.shapes.lists import ListOf, cell_of, headings_of
from internalmap.exchange.tables.select import SelectedTable
from internalmap.exchange.tables.unclear import responsibilities, said_of_responsibilities
from internalmap.exchange.vocabulary.words import plain, said
from internalmap.model.phrases import quote
from internalmap.text.escape import quoted
from internalmap.text.shown import one_line

#: Of ten headings, so many must be names of rows.
_ALIKE = 6
#: How many words a message lists.
_LISTED = 6
_NUMBER = re.compile(r"-?[0-9]{1,6}(?:[.,][0-9]{1,6})?")
_PARTS = re.compile(r"\s*[\\/|↓→×]\s*|\s+/\s+")


def matrix_of(
    table: Table, how: Understanding, profile: Profile, *, forced: bool
) -> SelectedTable | None:
    """The dependencies in a matrix; nothing where a table is none."""
    found = _labels(table, how, profile, forced)
    if found is None:
        return None
    label, first, square = found
    headings = headings_of(table, how)
    totals = how.words.values["totals"]
    columns = [
        index
        for index in range(first, len(headings))
        if headings[index]
        and not (said(headings[index]) in totals and _are_numbers(profile.texts(index)))
    ]
    called = _names_beside(table, profile, label, first)
    names = {said(headings[index]) for index in columns}
    rows, legend = [], dict(how.legend)
    for note in table.notes:
        legend |= {said(sign): text for sign, text in pairs_in(note, how.words.values["notes"])}
    for number, cells in table.rows():
        name = cell_of(cells, label)
        pairs = _legend(name, cells, label, columns, square and said(name) not in names, how)
        if pairs and said(name) not in names:
            legend |= {said(sign): meaning for sign, meaning in pairs}
        elif name and not (
            said(name) in totals and _are_numbers(cell_of(cells, index) for index in columns)
        ):
            rows.append((number, name, cells))
    texts: dict[str, int] = {}
    for _, name, cells in rows:
        for index in columns:
            text = cell_of(cells, index)
            if text and said(headings[index]) != said(name):
                texts[text] = texts.get(text, 0) + 1
    meanings = _meanings(how, texts, legend)
    if meanings is None:
        if forced:
            raise InternalMapError(
                f"{table.title}: no mark stands in the matrix", "Mark the needs."
            )
        return None
    reverse = _named_end(headings[label], how)
    if reverse is None:
        reverse = _rows_supply(headings[label], how)
    weighed = any(meanings.values())
    made = ListOf(
        table,
        [
            Column(0, "customer", "customer"),
            Column(1, "supplier", "supplier"),
            *([Column(2, "importance", "importance")] if weighed else ()),
        ],
    )
    known = {said(name): name for _, name, _ in rows} if square else {}
    for number, name, cells in rows:
        for index in columns:
            text = cell_of(cells, index)
            if text not in meanings or said(headings[index]) == said(name):
                continue
            other = known.get(said(headings[index]), headings[index])
            who = called.get(said(name), name)
            other = called.get(said(other), other)
            ends = (other, who) if reverse else (who, other)
            places = (index, label) if reverse else (label, index)
            cell = [meanings[text]] if weighed else []
            made.add((*ends, *cell), number, (*places, index))
    if not made.rows:
        raise InternalMapError(f"{table.title}: no mark stands in the matrix", "Mark the needs.")
    notices = _notices(made, reverse, meanings, how, square)
    kind = kind_by_heading(headings[label], how)
    if kind in ("", "team"):
        return made.selected(how, notices)
    row, side = ("supplier", "customer") if reverse else ("customer", "supplier")
    kinds = {row: kind, side: kind} if square else {row: kind}
    return made.selected(how, [*notices, said_of_kind(headings[label], kind)], kinds=kinds)


def _labels(
    table: Table, how: Understanding, profile: Profile, forced: bool
) -> tuple[int, int, bool] | None:
    """The column of the names, the first column of marks, and whether both sides name the same."""
    headings = table.headings
    if len(headings) < 3 or table.holds is not None:
        return None
    best: tuple[float, int, int] | None = None
    for label in range(min(2, len(headings) - 2)):
        names = {said(text) for text in profile.texts(label)}
        for first in range(label + 1, min(label + 3, len(headings) - 1)):
            others = [said(heading) for heading in headings[first:] if heading]
            alike = sum(each in names for each in others)
            if len(others) > 1 and alike > 1 and 10 * alike >= _ALIKE * len(others):
                found = alike / len(others), -label, -first
                best = found if best is None or found > best else best
    if best is not None:
        return -best[1], -best[2], True
    corner = headings[0]
    says = _says_direction(corner, how) or _is_explained(profile, how)
    says = says or _is_of_parties(corner, headings[1:], profile, how)
    if not (forced or not corner or says):
        return None
    sides = [index for index in range(1, len(headings)) if headings[index]]
    if len(sides) < 2 or not profile.texts(0):
        return None
    small = all(
        len(profile.texts(index)) <= 6 and all(_is_mark(text, how) for text in profile.texts(index))
        for index in sides
    )
    return (0, 1, False) if forced or small else None


def _names_beside(table: Table, profile: Profile, label: int, first: int) -> dict[str, str]:
    """What those are called whose numbers stand above a matrix and before its names."""
    name = label + 1
    if first != label + 2 or not profile.counts_rows(label):
        return {}
    if not (profile.is_distinct(name) and profile.names_parties(name)):
        return {}
    return {
        said(cell_of(cells, label)): cell_of(cells, name)
        for _, cells in table.rows()
        if cell_of(cells, name)
    }


def _are_numbers(texts: Iterable[str]) -> bool:
    """Whether there is nothing but numbers: a row or a column of sums."""
    return all(_NUMBER.fullmatch(text) for text in texts if text)


def _is_of_parties(corner: str, above: Sequence[str], profile: Profile, how: Understanding) -> bool:
    """Whether the corner is a word for parties, and some of those at the left stand above too."""
    words = how.words
    text = plain(corner)
    names = {said(name) for name in profile.texts(0)}
    return (
        bool(words.kind_of_rows(text) or text in words.lists["customers"])
        and profile.is_distinct(0)
        and any(said(heading) in names for heading in above if heading)
    )


def _is_explained(profile: Profile, how: Understanding) -> bool:
    """Whether a table of signs says what all that stands beside the first column means."""
    sides = range(1, len(profile.table.headings))
    texts = [text for index in sides for text in profile.texts(index)]
    return bool(how.legend) and bool(texts) and all(said(text) in how.legend for text in texts)


def _is_mark(text: str, how: Understanding) -> bool:
    """Whether a text can be a mark, a word for how much one is needed, or a small number."""
    words = how.words
    return (
        words.means("marks", text)
        or words.means("no mark", text)
        or words.is_not_known(text)
        or said(text) in words.meanings["importance"]
        or said(text) in how.values.get("importance", {})
        or said(text) in words.meanings["importance letters"]
        or said(text) in how.legend
        or _NUMBER.fullmatch(text) is not None
    )


def _parts_of(corner: str) -> list[str]:
    return [part for part in (plain(each) for each in _PARTS.split(one_line(corner))) if part]


def _says_direction(corner: str, how: Understanding) -> bool:
    """Whether the corner says which side depends on the other."""
    lists = how.words.lists
    ends = (*lists["customers said plainly"], *lists["suppliers"], *lists["used by"])
    return any(
        part in ends or any(f" {word} " in f" {part} " for word in lists["rows depend"])
        for part in _parts_of(corner)
    )


def _named_end(corner: str, how: Understanding) -> bool | None:
    """Whether `--columns` says that the rows are the suppliers, or that they are the customers."""
    for key, heading in how.columns:
        if key in ("customer", "supplier") and plain(heading) == plain(corner):
            return key == "supplier"
    return None


def _rows_supply(corner: str, how: Understanding) -> bool:
    """Whether the corner says that the rows are the suppliers of the columns."""
    lists = how.words.lists
    parts = _parts_of(corner)
    if not parts:
        return False
    if len(parts) > 1:
        above = parts[-1] in (*lists["customers said plainly"], *lists["columns depend"])
        return above and parts[0] not in lists["customers said plainly"]
    phrase = " " in parts[0] and parts[0] in lists["used by"]
    return phrase or parts[0] in lists["rows supply"]


def _legend(
    name: str,
    cells: Sequence[object],
    label: int,
    columns: Sequence[int],
    apart: bool,
    how: Understanding,
) -> list[tuple[str, str]]:
    """What a row of a legend says: signs, and what they mean."""
    filled = [str(cell) for index, cell in enumerate(cells) if cell and index != label]
    if apart and not filled:
        return list(pairs_in(name, how.words.values["notes"]))
    short = len(name) <= 3 and len(filled) == 1 and len(columns) > 1
    if apart and short and _NUMBER.fullmatch(filled[0]) is None and len(filled[0]) > 1:
        return [(name, filled[0])]
    return []


def _meanings(
    how: Understanding, texts: dict[str, int], legend: dict[str, str]
) -> dict[str, str] | None:
    """What each text in a matrix says of a need: how much it matters, or nothing more than that
    there is one. Texts that say that there is none are not in it."""
    words, asked = how.words, how.values.get("importance", {})
    found: dict[str, str] = {}
    open_: dict[str, int] = {}
    of_letters = words.meanings["importance letters"]
    letters = {said(text) for text in texts} <= {*of_letters, "-", "", "0", "n/a"}
    numbers = {said(text) for text in texts if _NUMBER.fullmatch(text)}
    graded = bool(numbers - {"0", "1"})
    for text, count in texts.items():
        plain_text = said(text)
        own = asked.get(plain_text)
        if own is None and plain_text in legend:
            own = importance_said(legend[plain_text], how)
        if own == "no need":
            continue
        if own is not None:
            found[text] = own
            if plain_text in legend:
                how.note_word("importance", text, own)
        elif letters and plain_text in of_letters:
            found[text] = of_letters[plain_text]
            how.note_word("importance", text, found[text])
        elif plain_text == "0":
            continue
        elif graded and plain_text in numbers:
            open_[text] = count
        elif words.means("marks", text):
            found[text] = ""
        elif words.means("no mark", text) or words.is_not_known(text) or plain_text == "never":
            continue
        elif plain_text in words.meanings["importance"]:
            found[text] = words.meanings["importance"][plain_text]
            how.note_word("importance", text, found[text])
        else:
            open_[text] = count
    if open_:
        raci = responsibilities(set(texts))
        if raci:
            raise SeveralReadings(
                "what the letters in the matrix say of a need is not said",
                f"Say it: {said_of_responsibilities(raci)}.",
            )
        marks = sorted(open_)[:_LISTED]
        listed = ", ".join(f"{quoted(text)} {open_[text]:,}" for text in marks)
        grades = ["helpful", "important", "essential"]
        pairs = ",".join(
            f"{text}={grades[min(2, 3 * at // len(marks))]}" for at, text in enumerate(marks)
        )
        raise SeveralReadings(
            f"what the signs in the matrix mean is not said: {listed}",
            f"Say it: --values {quote(f'importance:{pairs}')} if more means more needed, or such; "
            '="no need" for one that says that there is none.',
        )
    return found or None


def _notices(
    made: ListOf, reverse: bool, meanings: dict[str, str], how: Understanding, square: bool
) -> list[str]:
    who, whom = made.rows[0][0], made.rows[0][1]
    row, columns = made.places[0]
    where = made.given.place(row, columns[-1]).label
    sides = "columns depend on rows" if reverse else "rows depend on columns"
    kind = "a matrix" if square else "a matrix with other names above than at the left"
    marks = ", ".join(quoted(text) for text in list(meanings)[:_LISTED])
    del how
    return [
        f"read as {kind}: {sides}, where {marks} stands; {where} reads: {quoted(str(who))} depends "
        f"on {quoted(str(whom))}. If it is no matrix: --shape list"
    ]
