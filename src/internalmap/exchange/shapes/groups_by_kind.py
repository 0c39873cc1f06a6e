"""A column for each kind of what a row stands on: Systems, Suppliers, Premises."""

from __future__ import annotations

import re
from collections.abc import Sequence

from internalmap.exchange.headings.kinds import kind_by_heading, said_of_kind
from internalmap.exchange.headings.mapping import FALLBACK, Column, SeveralReadings
from internalmap.exchange.headings.profile import Profile
from internalmap.exchange.headings.tables import Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.shapes.lists import ListOf, cell_of, headings_of, moved, of_row
from internalmap.exchange.shapes.rows import (
    column_of_rows,
    ids_of,
    kind_of_rows_under,
    named_by,
    with_unit,
)
from internalmap.exchange.tables.select import SelectedTable
from internalmap.exchange.vocabulary.words import Vocabulary, plain, said
from internalmap.model.organization import KINDS
from internalmap.model.phrases import quote
from internalmap.text.escape import quoted
from internalmap.text.shown import one_line

#: Of ten texts in a column of a kind, so many must be names.
_MOSTLY = 5
#: Of rows of a kind, what one column of another can only be what these need.
_NEEDED = {
    "department": ("system", "supplier", "information"),
    "team": ("system", "supplier", "information"),
    "": ("system", "supplier", "information"),
    "site": ("system", "supplier"),
    "system": ("supplier",),
    "role": ("system", "information"),
}
#: What others use, and who does.
_USED = ("system", "site", "information", "supplier")
_USERS = ("process", "team")
_SIGNS = re.compile(r"[;\n,]")


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
    kinds = {kind_of_group(part, words) for part in words.same_words(heading)}
    if len(kinds) == 1:  # Applications / Systems required
        return kinds.pop()
    behind = words.behind_supplier(text)
    return words.kind_of_rows(behind) if behind else ""


def groups_by_kind(table: Table, how: Understanding, profile: Profile) -> SelectedTable | None:
    """A table with a column for each kind of what a row stands on."""
    words = how.words
    kinds: dict[int, str] = {}
    for index, heading in enumerate(headings_of(table, how)):
        kind = kind_of_group(heading, words)
        counts = plain(heading) in words.keys["party"]["headcount"]  # Staff may name or count them
        if counts and not profile.names_parties(index, _MOSTLY):
            continue
        if kind and words.stands_in(plain(heading)) is None:
            kinds[index] = kind
    kinds = _with_others(table, kinds, how)
    customer = column_of_rows(table, how, profile, set(kinds))
    if not kinds:  # as System, or System and Supplier, beside Process
        by_kind: dict[str, list[int]] = {}
        for index, heading in enumerate(headings_of(table, how)):
            by_kind.setdefault(words.kind_of_rows(plain(heading)), []).append(index)
        processes, systems = by_kind.get("process", ()), by_kind.get("system", ())
        if len(processes) != 1 or len(systems) != 1:
            return None
        customer, kinds = processes[0], {systems[0]: "system"}
        kinds |= dict.fromkeys(by_kind.get("supplier", ()), "supplier")
    if customer is None:
        return None
    row_column, row_kind = customer, kind_by_heading(table.headings[customer], how)
    used = {
        index: kind
        for index, kind in sorted(kinds.items())
        if kind in ("", *KINDS) and profile.names_parties(index, _MOSTLY)
    }
    if not used or (len(kinds) == 1 and not _is_needed(table, *kinds.popitem(), row_kind, words)):
        return None
    _check_ways(table, customer, row_kind, used)
    customer, name = ids_of(table, how, profile, customer, used)
    fallbacks = _fallbacks(table, used, how, profile)
    about, unused = of_row(
        table, how, profile, customer, sorted({*kinds, *used, *fallbacks.values()})
    )
    about, unused = named_by(table, about, unused, name)
    of_suppliers = [
        each for each in about if each.key.startswith("supplier")
    ]  # of whom is not said
    about = [each for each in about if each not in of_suppliers]
    unused += [each.heading for each in of_suppliers]
    about, unused = with_unit(table, how, profile, customer, about, unused)
    unused += [table.headings[index] for index in kinds if index not in used]
    columns = [
        Column(0, "customer", "customer"),
        Column(1, "supplier", "supplier"),
        Column(2, "supplier.kind", "supplier.kind"),
    ]
    if fallbacks:
        heading = " / ".join(one_line(table.headings[at]) for at in fallbacks.values())
        columns.append(Column(3, heading, FALLBACK, guessed=True))
    columns += moved(about, len(columns))
    made = ListOf(table, columns)
    blank = [""] if fallbacks else []
    at_own = [each.index for each in about]
    for row, cells in table.rows():
        who = cell_of(cells, customer)
        own = [cell_of(cells, each.index) for each in about]
        any_ = False
        for index, kind in used.items():
            names = _names(cell_of(cells, index), how)
            beside = fallbacks.get(index)
            others = _names(cell_of(cells, beside), how) if beside is not None else ()
            any_ = any_ or bool(names or others)
            at = [customer, index, index, *([beside] if fallbacks else []), *at_own]
            if others:
                made.add([who, tuple(names), kind, tuple(others), *own], row, at)
                continue
            for each in names:
                made.add([who, each, kind, *blank, *own], row, at)
        if not any_ and who:
            at = [customer, customer, None, *([None] if fallbacks else []), *at_own]
            made.add([who, "-", "", *blank, *own], row, at)
    heads = ", ".join(
        quoted(one_line(table.headings[index])) + (f" ({kind})" if kind else "")
        for index, kind in used.items()
    )
    row_name = one_line(table.headings[row_column])
    those = "all in" if len(used) > 1 else "those in"
    notices = [
        f"read as groups: {quoted(row_name)} depends on {those} {heads}. If it does not: "
        "--shape list"
    ]
    row_kind = kind_of_rows_under(table.headings[row_column], how)
    if row_kind:
        notices.append(said_of_kind(row_name, row_kind))
    of_rows = {"customer": row_kind} if row_kind else {}
    return made.selected(how, notices, unused, kinds=of_rows, by_heading=True)


def _with_others(table: Table, kinds: dict[int, str], how: Understanding) -> dict[int, str]:
    """The columns of groups with those beside them that name suppliers too: Depends on, Vendor."""
    words = how.words
    nouns = words.keys["rows"].get("supplier", ())
    found = dict(kinds)
    for index, heading in enumerate(headings_of(table, how)):
        text = plain(heading)
        if index in found or words.stands_in(text) is not None:
            continue
        text = words.unqualified(text)
        if text in words.lists["suppliers"] and text not in nouns:
            found[index] = ""
    for index, heading in enumerate(headings_of(table, how)):
        text = words.unqualified(plain(heading))
        if found and index not in found and text in nouns and text in words.lists["suppliers"]:
            found[index] = "supplier"
    # One of them alone, of no kind, is a list.
    return found if len(found) > 1 or any(found.values()) else {}


def _is_needed(table: Table, index: int, kind: str, row_kind: str, words: Vocabulary) -> bool:
    """Whether one column of a kind beside that of the rows can only be what these stand on: of a
    process, all but where it is part of; of others, where the heading says so."""
    text = plain(table.headings[index])
    if text in words.lists["also a team"]:
        return False
    if row_kind == "process":
        return kind != "site"
    says = words.unqualified(text) != text or text.endswith(" used")
    return says and kind in _NEEDED.get(row_kind, ())


def _check_ways(table: Table, customer: int, row_kind: str, used: dict[int, str]) -> None:
    """Raise where a column names those who use the rows, rather than what these stand on."""
    if row_kind not in _USED:
        return
    for index, kind in used.items():
        if kind in _USERS:
            row, other = (one_line(table.headings[at]) for at in (customer, index))
            raise SeveralReadings(
                f"{quoted(other)} may be those who depend on {quoted(row)}, or on whom it depends",
                f"Say which: --columns {quote(f'customer={other},supplier={row}')} if they depend "
                f"on it; --columns {quote(f'customer={row},supplier={other}')} if it depends on "
                f"them; --columns {quote(f'ignore={other}')} to leave them out.",
            )


def _fallbacks(
    table: Table, used: dict[int, str], how: Understanding, profile: Profile
) -> dict[int, int]:
    """The columns that name who stands in for those in another: of the same kind, or beside it."""
    words = how.words
    found: dict[int, int] = {}
    for index, heading in enumerate(headings_of(table, how)):
        word = words.stands_in(plain(heading))
        if word is None or not profile.names_parties(index):
            continue
        kind = kind_of_group(word, words) or words.kind_of_rows(word)
        same = [at for at in used if at not in found and kind and used[at] == kind]
        beside = [at for at in used if at == index - 1 and not word and at not in found]
        for at in (same or beside)[:1]:
            found[at] = index
    return found


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
