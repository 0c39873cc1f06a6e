"""A grid of a form: a column for each row of a question, as `How important is it? [IT]`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from internalmap.errors import InternalMapError
from internalmap.exchange.headings.columns import NEED_COLUMNS
from internalmap.exchange.headings.mapping import Column
from internalmap.exchange.headings.profile import Profile
from internalmap.exchange.headings.tables import Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.shapes.lists import ListOf, cell_of, headings_of, moved, of_row
from internalmap.exchange.shapes.rows import meanings_beside
from internalmap.exchange.tables.durations import amount, how_often
from internalmap.exchange.tables.select import SelectedTable
from internalmap.exchange.vocabulary.words import plain, said
from internalmap.text import quantities
from internalmap.text.escape import quoted
from internalmap.text.shown import one_line

_HEADING = re.compile(r"(.*?)\s*\[([^\[\]]+)\]\s*", re.DOTALL)
_DASHED = re.compile(r"(.*\S) ?(?: [-–—]|:) (\S.*)")
#: The code of a question and of its row, before the question: `G01Q02[SQ001]. How often?`
_CODE = re.compile(r"\w+\[[^\[\]]*\]\.? +")
_WHO = "who"
_ASKED = ("importance", "satisfaction", "buffer", "frequency", "expectation")


def grid_of(
    table: Table, how: Understanding, profile: Profile, *, forced: bool
) -> SelectedTable | None:
    """The dependencies in the answers to a grid; nothing where a table has none."""
    questions = _questions(headings_of(table, how), how)
    if not questions:
        if forced:
            raise InternalMapError(
                f"{table.title}: no headings are of a grid",
                "Those of a grid have the row in brackets: 'How important is it? [IT]'.",
            )
        return None
    inside = [index for rows in questions.values() for index in rows.values()]
    customer = _customer(table, how, profile, inside)
    if customer is None:
        first = next(iter(questions.values()))
        raise InternalMapError(
            f"{table.title}: its headings are of a grid, and which column says who answers is not "
            "clear",
            "Name it: --columns customer=HEADING. It is none of "
            f"{quoted(table.headings[min(first.values())])} and its like.",
        )
    keys: dict[str, str] = {}
    unknown = []
    for question, rows in questions.items():
        key = _key(question, rows, how, profile)
        if key is None or key in keys:
            unknown.append(question)
        else:
            keys[key] = question
    if not keys:
        raise InternalMapError(
            f"{table.title}: what the answers to "
            f"{quoted(next(iter(questions)) or 'the grid')} mean is not known",
            'Say it: --values importance:WORD=essential,OTHER="no need".',
        )
    about, unused = of_row(table, how, profile, customer, inside, answers=True)
    values = [key for key in keys if key != _WHO]
    columns = [Column(0, "customer", "customer"), Column(1, "supplier", "supplier")]
    columns += [Column(at, keys[key] or key, key) for at, key in enumerate(values, 2)]
    columns += moved(about, len(columns))
    made = ListOf(table, columns)
    lead = next(iter(keys))
    for row, cells in table.rows():
        who = cell_of(cells, customer)
        for label, index in questions[keys[lead]].items():
            if not _needs(cell_of(cells, index), label, lead, how):
                continue
            places: list[int | None] = [customer, index]
            found = [who, label]
            for key in values:
                at = questions[keys[key]].get(label)
                places.append(at)
                found.append(cell_of(cells, at) if at is not None else "")
            found += [cell_of(cells, each.index) for each in about]
            made.add(found, row, [*places, *(each.index for each in about)])
    if not made.rows:
        raise InternalMapError(f"{table.title}: no answer of the grid names a need")
    return made.selected(how, _notices(made, table, customer, keys, unknown, lead), unused)


def _questions(headings: Sequence[str], how: Understanding) -> dict[str, dict[str, int]]:
    """The questions that have several rows, each with its rows by their names: in brackets, or
    behind a dash, as in `How important is it? - IT`."""
    found: dict[str, dict[str, int]] = {}
    dashed: dict[str, dict[str, int]] = {}
    for index, heading in enumerate(headings):
        text = one_line(heading)
        match, dash = _HEADING.fullmatch(text), _DASHED.fullmatch(text)
        if match is not None:
            question = _CODE.sub("", one_line(match[1]))
            found.setdefault(question, {})[match[2].strip()] = index
        elif dash is not None:
            dashed.setdefault(dash[1], {})[dash[2]] = index
    for question, rows in dashed.items():
        asks = any(each.search(plain(question)) for each in how.words.questions.values())
        if "?" in question or asks:
            found.setdefault(question, {}).update(rows)
    return {question: rows for question, rows in found.items() if len(rows) > 1}


def _customer(
    table: Table, how: Understanding, profile: Profile, inside: Sequence[int]
) -> int | None:
    """The column that says who answers."""
    keys = meanings_beside(table, how, profile, inside)
    keys.take_questions(("customer",))
    if not keys.has("customer"):
        like = [
            index
            for index in keys.like("customers")
            if not profile.is_numeric(index) and plain(table.headings[index]) != "id"
        ]
        if like:
            return like[0]
    return keys.index("customer")


def _key(
    question: str, rows: Mapping[str, int], how: Understanding, profile: Profile
) -> str | None:
    """What the answers to a question say; nothing where they are not understood."""
    words = how.words
    if _are_ticks(rows, profile):
        return _WHO
    texts = {text for index in rows.values() for text in profile.texts(index)}
    texts = {text for text in texts if not words.is_not_known(text)}
    asked = how.values.get("importance", {})
    if texts and all(words.means("marks", text) or words.means("no mark", text) for text in texts):
        return _WHO

    def weighs(text: str) -> bool:
        known = said(text) in words.meanings["importance"] or said(text) in asked
        return known or words.means("no need", text)

    if texts and all(map(weighs, texts)):
        return "importance"
    for key in _ASKED:
        asks = words.questions.get(key)
        if asks is not None and asks.search(plain(question)) and key in NEED_COLUMNS:
            return key
    if texts and all(how_often(text, words) or words.means("no need", text) for text in texts):
        return "frequency"
    if texts and all(amount(text, "buffer", quantities.duration, words) for text in texts):
        return "buffer"
    return None


def _are_ticks(rows: Mapping[str, int], profile: Profile) -> bool:
    """Whether an answer only is the name of what it is about, ticked."""
    ticked = [
        said(text) == said(name) for name, index in rows.items() for text in profile.texts(index)
    ]
    return bool(ticked) and all(ticked)


def _needs(text: str, label: str, key: str, how: Understanding) -> bool:
    """Whether an answer says that there is a need."""
    words = how.words
    if key == _WHO and said(text) == said(label):
        return True
    if not text or words.is_not_known(text):
        return False
    if how.values.get("importance", {}).get(said(text)) == "no need":
        return False
    if key == _WHO:
        return words.means("marks", text)
    return not words.means("no need", text)


def _notices(
    made: ListOf,
    table: Table,
    customer: int,
    keys: Mapping[str, str],
    unknown: Sequence[str],
    lead: str,
) -> list[str]:
    who, whom = made.rows[0][0], made.rows[0][1]
    row, columns = made.places[0]
    where = table.place(row, columns[1]).label
    asks = quoted(keys[lead] or "the grid")
    notices = [
        f"read as a grid: {quoted(one_line(table.headings[customer]))} says who depends on "
        f"others, {asks} on whom; {where} reads: {quoted(str(who))} depends on "
        f"{quoted(str(whom))}. If it is no grid: --shape list"
    ]
    notices += [
        f"  {key}  {quoted(question)}" for key, question in keys.items() if key != _WHO and question
    ]
    notices += [
        f"not used: {quoted(question)}: its answers are not understood" for question in unknown
    ]
    return notices
