"""Groups of columns: `Supplier 1 … n`, or a column for each kind of what a row stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from internalmap.errors import InternalMapError
from internalmap.exchange.headings.columns import NEED_COLUMNS
from internalmap.exchange.headings.heading_texts import HeadingTexts
from internalmap.exchange.headings.kinds import kind_by_heading, said_of_kind
from internalmap.exchange.headings.mapping import FALLBACK, Column, SeveralReadings
from internalmap.exchange.headings.meanings import Meanings
from internalmap.exchange.headings.profile import Profile
from internalmap.exchange.headings.tables import Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.shapes.lists import ListOf, cell_of, headings_of, of_row
from internalmap.exchange.tables.select import SelectedTable
from internalmap.exchange.vocabulary.words import Vocabulary, plain, said
from internalmap.model.organization import KINDS
from internalmap.model.phrases import quote
from internalmap.text.escape import quoted

_NUMBERED = re.compile(r"(.+?)\s*(\d{1,2})")
_NUMBERED_INSIDE = re.compile(r"(\D+?)\s*(\d{1,2})\s+(\D+)")
_NUMBERED_BEFORE = re.compile(r"(\d{1,2})\s+(.+)")
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
        heading if index not in inside else ""
        for index, heading in enumerate(headings_of(table, how))
    ]
    keys = Meanings(headings, how.columns, ("customer",), how.words, profile, ends=True)
    keys.take_one("customer", ("customer",))
    if keys.has("customer"):
        return keys.index("customer")
    like = keys.like("customers")
    named = [index for index in like if keys.text(index) != "id"]
    things = [index for index in named if keys.text(index) in how.words.lists["things"]]
    for choice in (things, named, like):
        apart = [index for index in choice if profile.is_distinct(index)]
        if apart or choice:  # of a service with its activities, the activities
            return (apart or choice)[0]
    keys.take_questions(("customer",))
    found = keys.index("customer")
    if found is not None or not inside:
        return found
    before = [  # under a heading of another kind, what names each row, before the groups
        index
        for index in keys.free()
        if index < min(inside)
        and profile.is_distinct(index)
        and profile.names_parties(index)
        and not keys.is_word(index)
    ]
    return before[0] if before else None


def _numbered(table: Table, how: Understanding, profile: Profile) -> SelectedTable | None:
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
    customer = _customer(table, how, profile, inside)
    if customer is None:
        return None
    values = [key for key in groups if key != "supplier"]
    row_column = customer
    customer, name = _ids_of(table, how, profile, customer, suppliers.values())
    about, unused = of_row(table, how, profile, customer, sorted(inside))
    about, unused = _named_by(table, about, unused, name)
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
    row_name = " ".join(table.headings[row_column].split())
    notice = (
        f"read as groups: {quoted(row_name)} depends on those in {quoted(heads[0])} to "
        f"{quoted(heads[-1])}. If it does not: --shape list"
    )
    kind = _row_kind(table.headings[row_column], how)
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


def _kinds(table: Table, how: Understanding, profile: Profile) -> SelectedTable | None:
    """A table with a column for each kind of what a row stands on."""
    words = how.words
    kinds: dict[int, str] = {}
    for index, heading in enumerate(headings_of(table, how)):
        kind = kind_of_group(heading, words)
        if kind and words.stands_in(plain(heading)) is None:
            kinds[index] = kind
    kinds = _with_others(table, kinds, how)
    customer = _customer(table, how, profile, set(kinds))
    if not kinds:  # as System beside Process
        by_kind: dict[str, list[int]] = {}
        for index, heading in enumerate(headings_of(table, how)):
            by_kind.setdefault(words.kind_of_rows(plain(heading)), []).append(index)
        processes, systems = by_kind.get("process", ()), by_kind.get("system", ())
        if len(processes) != 1 or len(systems) != 1:
            return None
        customer, kinds = processes[0], {systems[0]: "system"}
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
    customer, name = _ids_of(table, how, profile, customer, used)
    fallbacks = _fallbacks(table, used, how, profile)
    about, unused = of_row(
        table, how, profile, customer, sorted({*kinds, *used, *fallbacks.values()})
    )
    about, unused = _named_by(table, about, unused, name)
    about, unused = _with_unit(table, how, profile, customer, about, unused)
    unused += [table.headings[index] for index in kinds if index not in used]
    columns = [
        Column(0, "customer", "customer"),
        Column(1, "supplier", "supplier"),
        Column(2, "supplier.kind", "supplier.kind"),
    ]
    if fallbacks:
        heading = " / ".join(" ".join(table.headings[at].split()) for at in fallbacks.values())
        columns.append(Column(3, heading, FALLBACK, guessed=True))
    start = len(columns)
    columns += [
        Column(start + at, each.heading, each.key, each.unit, each.guessed)
        for at, each in enumerate(about)
    ]
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
        quoted(" ".join(table.headings[index].split())) + (f" ({kind})" if kind else "")
        for index, kind in used.items()
    )
    row_name = " ".join(table.headings[row_column].split())
    those = "all in" if len(used) > 1 else "those in"
    notices = [
        f"read as groups: {quoted(row_name)} depends on {those} {heads}. If it does not: "
        "--shape list"
    ]
    row_kind = _row_kind(table.headings[row_column], how)
    if row_kind:
        notices.append(said_of_kind(row_name, row_kind))
    of_rows = {"customer": row_kind} if row_kind else {}
    return made.selected(how, notices, unused, kinds=of_rows, by_heading=True)


def _ids_of(
    table: Table, how: Understanding, profile: Profile, customer: int, used: Iterable[int]
) -> tuple[int, int | None]:
    """The column of the rows' ids, and that of their names, where suppliers are named by ids; else
    the column that names the rows alone."""
    heads = HeadingTexts(headings_of(table, how), how.words)
    named = profile.named(used)
    hits = profile.hits(customer, named)
    for index, heading in enumerate(heads.headings):
        is_id = bool(heading) and index != customer and heads.text(index) == "id"
        if is_id and profile.is_distinct(index) and profile.hits(index, named) > hits:
            return index, customer
    return customer, None


def _named_by(
    table: Table, about: list[Column], unused: list[str], name: int | None
) -> tuple[list[Column], list[str]]:
    """What is said of the rows, with their names, where these are none of their ids."""
    if name is None:
        return about, unused
    heading = table.headings[name]
    about = [each for each in about if each.index != name]
    unused = [each for each in unused if each != heading]
    return [*about, Column(name, heading, "customer.name", guessed=True)], unused


def _with_unit(
    table: Table,
    how: Understanding,
    profile: Profile,
    customer: int,
    about: list[Column],
    unused: list[str],
) -> tuple[list[Column], list[str]]:
    """What is said of the rows, with the column before them that each stands inside, as activities
    in their services, for their unit."""
    if any(each.key == "customer.part_of" for each in about):
        return about, unused
    heads = HeadingTexts(headings_of(table, how), how.words)
    for index, heading in enumerate(heads.headings[:customer]):
        is_thing = heads.text(index) in how.words.lists["customers"] and heading in unused
        if is_thing and profile.is_inside(customer, index):
            about = [*about, Column(index, heading, "customer.part_of", guessed=True)]
            return about, [each for each in unused if each != heading]
    return about, unused


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
            row, other = (" ".join(table.headings[at].split()) for at in (customer, index))
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
