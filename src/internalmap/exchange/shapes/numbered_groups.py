"""Groups of columns with numbers: Supplier 1, Supplier 2, and what is said of each."""

from __future__ import annotations

import re

from internalmap.exchange.headings.columns import NEED_COLUMNS
from internalmap.exchange.headings.kinds import said_of_kind
from internalmap.exchange.headings.mapping import FALLBACK, Column
from internalmap.exchange.headings.profile import Profile
from internalmap.exchange.headings.tables import Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.shapes.lists import ListOf, cell_of, headings_of, moved, of_row
from internalmap.exchange.shapes.rows import (
    column_of_rows,
    ids_of,
    kind_of_rows_under,
    named_by,
)
from internalmap.exchange.tables.select import SelectedTable
from internalmap.exchange.vocabulary.words import Vocabulary, plain
from internalmap.text.escape import quoted
from internalmap.text.shown import one_line

_NUMBERED = re.compile(r"(.+?)\s*(\d{1,2})")
_NUMBERED_INSIDE = re.compile(r"(\D+?)\s*(\d{1,2})\s+(\D+)")
_NUMBERED_BEFORE = re.compile(r"(\d{1,2})\s+(.+)")


def numbered_groups(table: Table, how: Understanding, profile: Profile) -> SelectedTable | None:
    """A table with `Supplier 1`, `Supplier 2`, and what else is said of each."""
    groups: dict[str, dict[str, int]] = {}
    for index, heading in enumerate(headings_of(table, how)):
        text, number = numbered(heading)
        key = _key(text, how.words) if number else ""
        if key:
            groups.setdefault(key, {}).setdefault(number, index)
    for index, heading in enumerate(
        headings_of(table, how)
    ):  # the first may stand without its number
        key = _key(plain(heading), how.words) if not numbered(heading)[1] else ""
        if key in groups and "1" not in groups[key]:
            groups[key] = {"1": index, **groups[key]}
    suppliers = groups.get("supplier", {})
    if len(suppliers) < 2:
        return None
    inside = {index for numbers in groups.values() for index in numbers.values()}
    customer = column_of_rows(table, how, profile, inside)
    if customer is None:
        return None
    values = [key for key in groups if key != "supplier"]
    row_column = customer
    customer, name = ids_of(table, how, profile, customer, suppliers.values())
    about, unused = of_row(table, how, profile, customer, sorted(inside))
    about, unused = named_by(table, about, unused, name)
    columns = [Column(0, "customer", "customer"), Column(1, "supplier", "supplier")]
    columns += [
        Column(at, table.headings[next(iter(groups[key].values()))], key, guessed=True)
        for at, key in enumerate(values, 2)
    ]
    columns += moved(about, len(columns))
    made = ListOf(table, columns)
    for row, cells in table.rows():
        own = [cell_of(cells, each.index) for each in about]
        at_own = [each.index for each in about]
        any_ = False
        for number, index in suppliers.items():
            if not cell_of(cells, index):
                continue
            any_ = True
            places = [groups[key].get(number) for key in values]
            texts = [cell_of(cells, at) if at is not None else "" for at in places]
            found = [cell_of(cells, customer), cell_of(cells, index), *texts, *own]
            made.add(found, row, [customer, index, *places, *at_own])
        if not any_ and cell_of(cells, customer):
            found = [cell_of(cells, customer), "-", *([""] * len(values)), *own]
            made.add(found, row, [customer, customer, *([None] * len(values)), *at_own])
    heads = [one_line(table.headings[index]) for index in suppliers.values()]
    row_name = one_line(table.headings[row_column])
    notice = (
        f"read as groups: {quoted(row_name)} depends on those in {quoted(heads[0])} to "
        f"{quoted(heads[-1])}. If it does not: --shape list"
    )
    kind = kind_of_rows_under(table.headings[row_column], how)
    notices = [notice, said_of_kind(row_name, kind)] if kind else [notice]
    return made.selected(how, notices, unused, kinds={"customer": kind} if kind else {})


def numbered(heading: str) -> tuple[str, str]:
    """A heading without its number, before or behind it, and the number: empty where it has none.

    >>> numbered("Supplier 2"), numbered("2. Supplier"), numbered("Supplier")
    (('supplier', '2'), ('supplier', '2'), ('supplier', ''))
    """
    text = plain(heading)
    behind, before = _NUMBERED.fullmatch(text), _NUMBERED_BEFORE.fullmatch(text)
    inside = _NUMBERED_INSIDE.fullmatch(text)
    if behind is not None:
        return behind[1], behind[2]
    if inside is not None:  # Supplier 2 Importance
        return f"{inside[1]} {inside[3]}", inside[2]
    return (before[2], before[1]) if before is not None else (text, "")


def _key(text: str, words: Vocabulary) -> str:
    """What a heading without its number means."""
    if words.stands_in(text) is not None:
        return FALLBACK
    if text in (*words.lists["suppliers"], *words.lists["numbered suppliers"]):
        return "supplier"
    behind = words.behind_supplier(text)
    if behind in words.lists["types at an end"]:
        return "supplier.kind"
    for key, synonyms in words.keys["need"].items():
        each = {plain(key), *synonyms}
        if key in NEED_COLUMNS and (text in each or behind in each):
            return key
    return ""
