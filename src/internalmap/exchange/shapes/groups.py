"""Groups of columns: `Supplier 1 … n`, or a column for each kind of what a row stands on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from internalmap.errors import InternalMapError
from internalmap.exchange.headings.columns import NEED_COLUMNS
from internalmap.exchange.headings.kinds import kind_by_heading, said_of_kind
from internalmap.exchange.headings.mapping import Column
from internalmap.exchange.headings.meanings import Meanings
from internalmap.exchange.headings.profile import Profile
from internalmap.exchange.headings.tables import Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.shapes.lists import ListOf, cell_of, of_row
from internalmap.exchange.tables.select import SelectedTable
from internalmap.exchange.vocabulary.words import Vocabulary, plain, said
from internalmap.model.organization import KINDS
from internalmap.text.escape import quoted

_NUMBERED = re.compile(r"(.+?)\s*(\d{1,2})")
_NUMBERED_INSIDE = re.compile(r"(\D+?)\s*(\d{1,2})\s+(\D+)")
_NUMBERED_BEFORE = re.compile(r"(\d{1,2})\s+(.+)")
_SIGNS = re.compile(r"[;\n,]")


def groups_of(
    table: Table, how: Understanding, profile: Profile, *, forced: bool
) -> SelectedTable | None:
    """The dependencies in groups of columns; nothing where a table has none."""
    found = _numbered(table, how, profile) or _kinds(table, how, profile)
    if found is None and forced:
        raise InternalMapError(
            f"{table.title}: no columns are groups",
            "Groups are 'Supplier 1', 'Supplier 2', or a column for each kind, as Systems and "
            "Suppliers, beside one that names the row.",
        )
    return found


def _customer(table: Table, how: Understanding, profile: Profile, inside: set[int]) -> int | None:
    """The column that names the row."""
    headings = [
        heading if index not in inside else "" for index, heading in enumerate(table.headings)
    ]
    keys = Meanings(headings, how.columns, ("customer",), how.words, profile, ends=True)
    keys.take_one("customer", ("customer",))
    if keys.has("customer"):
        return keys.index("customer")
    like = keys.like("customers")
    named = [index for index in like if keys.text(index) != "id"]
    things = [index for index in named if keys.text(index) in how.words.lists["things"]]
    for choice in (things, named, like):
        if choice:
            return choice[0]
    keys.take_questions(("customer",))
    return keys.index("customer")


def _numbered(table: Table, how: Understanding, profile: Profile) -> SelectedTable | None:
    """A table with `Supplier 1`, `Supplier 2`, and what else is said of each."""
    groups: dict[str, dict[str, int]] = {}
    for index, heading in enumerate(table.headings):
        text, number = numbered(heading)
        key = _key(text, how.words) if number else ""
        if key:
            groups.setdefault(key, {}).setdefault(number, index)
    for index, heading in enumerate(table.headings):  # the first may stand without its number
        key = _key(plain(heading), how.words) if not numbered(heading)[1] else ""
        if key in groups and "1" not in groups[key]:
            groups[key] = {"1": index, **groups[key]}
    suppliers = groups.get("supplier", {})
    if len(suppliers) < 2:
        return None
    inside = {index for numbers in groups.values() for index in numbers.values()}
    customer = _customer(table, how, profile, inside)
    if customer is None:
        return None
    values = [key for key in groups if key != "supplier"]
    about, unused = of_row(table, how, profile, customer, sorted(inside))
    columns = [Column(0, "customer", "customer"), Column(1, "supplier", "supplier")]
    columns += [
        Column(at, table.headings[next(iter(groups[key].values()))], key, guessed=True)
        for at, key in enumerate(values, 2)
    ]
    start = len(columns)
    columns += [
        Column(start + at, each.heading, each.key, each.unit, each.guessed)
        for at, each in enumerate(about)
    ]
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
    heads = [" ".join(table.headings[index].split()) for index in suppliers.values()]
    name = " ".join(table.headings[customer].split())
    notice = (
        f"read as groups: {quoted(name)} depends on those in {quoted(heads[0])} to "
        f"{quoted(heads[-1])}. If it does not: --shape list"
    )
    kind = _row_kind(table.headings[customer], how)
    notices = [notice, said_of_kind(name, kind)] if kind else [notice]
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


def kind_of_group(heading: str, words: Vocabulary) -> str:
    """The kind of the parties that a column of a group names; empty where it is none.

    >>> from internalmap.exchange.vocabulary.words import usual_words
    >>> [kind_of_group(each, usual_words()) for each in ("Critical Systems", "Depends on site")]
    ['system', 'site']
    """
    text = plain(heading)
    for each in (text, words.unqualified(text)):
        for kind, group in words.keys["groups"].items():
            if each in group:
                return kind
    behind = words.behind_supplier(text)
    return words.kind_of_rows(behind) if behind else ""


def _key(text: str, words: Vocabulary) -> str:
    """What a heading without its number means."""
    if text in words.lists["suppliers"] or text in ("supplier", "dependency"):
        return "supplier"
    behind = words.behind_supplier(text)
    if behind in ("type", "kind"):
        return "supplier.kind"
    for key, synonyms in words.keys["need"].items():
        each = {plain(key), *synonyms}
        if key in NEED_COLUMNS and (text in each or behind in each):
            return key
    return ""


def _kinds(table: Table, how: Understanding, profile: Profile) -> SelectedTable | None:
    """A table with a column for each kind of what a row stands on."""
    kinds: dict[int, str] = {}
    for index, heading in enumerate(table.headings):
        kind = kind_of_group(heading, how.words)
        if kind:
            kinds[index] = kind
    if len(kinds) < 2:
        return None
    nouns = how.words.keys["rows"].get("supplier", ())
    for index, heading in enumerate(table.headings):  # as Depends on, beside Systems and Sites
        text = plain(heading)
        if index not in kinds and text in how.words.lists["suppliers"] and text not in nouns:
            kinds[index] = ""
    customer = _customer(table, how, profile, set(kinds))
    if customer is None:
        return None
    left = {index: kind for index, kind in kinds.items() if kind not in ("", *KINDS)}
    used = {index: kind for index, kind in kinds.items() if kind in ("", *KINDS)}
    if not used:
        return None
    about, unused = of_row(table, how, profile, customer, sorted(kinds))
    unused += [table.headings[index] for index in left]
    row_kind = _row_kind(table.headings[customer], how)
    columns = [
        Column(0, "customer", "customer"),
        Column(1, "supplier", "supplier"),
        Column(2, "supplier.kind", "supplier.kind"),
    ]
    start = len(columns)
    columns += [
        Column(start + at, each.heading, each.key, each.unit, each.guessed)
        for at, each in enumerate(about)
    ]
    made = ListOf(table, columns)
    for row, cells in table.rows():
        who = cell_of(cells, customer)
        own = [cell_of(cells, each.index) for each in about]
        at_own = [each.index for each in about]
        any_ = False
        for index, kind in used.items():
            for name in _names(cell_of(cells, index), how):
                any_ = True
                made.add([who, name, kind, *own], row, [customer, index, index, *at_own])
        if not any_ and who:
            made.add([who, "-", "", *own], row, [customer, customer, None, *at_own])
    heads = ", ".join(
        quoted(" ".join(table.headings[index].split())) + (f" ({kind})" if kind else "")
        for index, kind in used.items()
    )
    name = " ".join(table.headings[customer].split())
    notices = [
        f"read as groups: {quoted(name)} depends on all in {heads}. If it does not: --shape list"
    ]
    if row_kind:
        notices.append(said_of_kind(name, row_kind))
    of_rows = {"customer": row_kind} if row_kind else {}
    return made.selected(how, notices, unused, kinds=of_rows, by_heading=True)


def _row_kind(heading: str, how: Understanding) -> str:
    """The kind of the rows, by the heading of the column that names them; a team is what all are by
    themselves."""
    kind = kind_by_heading(heading, how)
    return kind if kind != "team" else ""


def _names(text: str, how: Understanding) -> Sequence[str]:
    """The parties in a cell of a column of one kind, where a comma parts them too."""
    if not text or text[:1] == '"' or text in how.keep:
        return [text] if text else []
    parts: list[str] = []
    for part in (each.strip() for each in _SIGNS.split(text)):
        if parts and said(part) in how.words.values["company"]:
            parts[-1] += f", {part}"
        elif part:
            parts.append(part)
    return list(dict.fromkeys(parts))
