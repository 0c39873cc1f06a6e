"""`parent, type, child`: a table of relations, as configuration databases export them."""

from __future__ import annotations

from collections.abc import Iterable

from internalmap.errors import InternalMapError
from internalmap.exchange.headings.columns import NEED_COLUMNS
from internalmap.exchange.headings.mapping import Column, SeveralReadings
from internalmap.exchange.headings.profile import Profile
from internalmap.exchange.headings.tables import Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.shapes.lists import ListOf, cell_of
from internalmap.exchange.tables.select import SelectedTable
from internalmap.exchange.vocabulary.words import Vocabulary, plain
from internalmap.text.escape import quoted
from internalmap.text.shown import first_few, one_line

#: How many types a notice lists.
_LISTED = 6
#: A table of relations has few types; of ten, so many are known.
_MOST_TYPES = 50
_MOSTLY = 6
_NEEDS, _NEEDED, _NO_NEED = "parent needs child", "child needs parent", "no need"


def relations_of(
    table: Table, how: Understanding, profile: Profile, *, forced: bool
) -> SelectedTable | None:
    """The dependencies in a table of relations; nothing where it is none."""
    found = _columns(table, how.words)
    if found is None:
        found = _by_types(table, how.words, profile)
        if found is None or (not forced and _says_ends(table, how.words, profile, found)):
            return None
    parent, type, child = found
    types = {text: _direction(text, how.words) for text in profile.texts(type)}
    if not (forced or any(types.values()) or plain(table.headings[parent]) == "parent"):
        return None
    columns = [Column(0, "customer", "customer"), Column(1, "supplier", "supplier")]
    made = ListOf(table, columns)
    counts: dict[str, int] = {}
    for row, cells in table.rows():
        text = cell_of(cells, type)
        above, below = cell_of(cells, parent), cell_of(cells, child)
        counts[text] = counts.get(text, 0) + 1
        direction = types.get(text, "")
        if direction == _NEEDS:
            made.add((above, below), row, (parent, child))
        elif direction == _NEEDED:
            made.add((below, above), row, (child, parent))
    if not made.rows:
        listed = ", ".join(quoted(text) for text in list(counts)[:_LISTED])
        raise InternalMapError(
            f"{table.title}: none of the types of relations is one by which one needs the other: "
            f"{listed}",
            "Say what they mean in a file of words: --words FILE with relations: "
            "{parent needs child: [TYPE]}.",
        )
    heads = [one_line(table.headings[index]) for index in found]
    return made.selected(how, list(_notices(heads, types, counts)))


def _columns(table: Table, words: Vocabulary) -> tuple[int, int, int] | None:
    """The columns of the parent, the type and the child."""
    texts = [plain(heading) for heading in table.headings]
    for names in words.tuples["relation columns"]:
        if all(name in texts for name in names):
            parent, type, child = (texts.index(name) for name in names)
            return parent, type, child
    return None


def _by_types(table: Table, words: Vocabulary, profile: Profile) -> tuple[int, int, int] | None:
    """The columns where a column between two others holds types of relations, whatever stands above
    it."""
    for type in range(1, len(table.headings) - 1):
        texts = profile.texts(type)
        if not texts or len(texts) > _MOST_TYPES:
            continue
        found = [_direction(text, words) for text in texts]
        if 10 * sum(map(bool, found)) < _MOSTLY * len(texts):
            continue
        if not {_NEEDS, _NEEDED} & set(found) or plain(table.headings[type]) in NEED_COLUMNS:
            continue
        left, right = range(type - 1, -1, -1), range(type + 1, len(table.headings))
        ends = [_not_of_kinds(table, side, words) for side in (left, right)]
        if all(each is not None and profile.names_parties(each, _MOSTLY) for each in ends):
            parent, child = ends
            assert parent is not None
            assert child is not None
            return parent, type, child
    return None


def _not_of_kinds(table: Table, indexes: Iterable[int], words: Vocabulary) -> int | None:
    """The first column that says of what kind another is by no heading such as CI Type."""
    for index in indexes:
        if plain(table.headings[index]).rpartition(" ")[2] not in words.lists["types"]:
            return index
    return None


def _says_ends(
    table: Table, words: Vocabulary, profile: Profile, found: tuple[int, int, int]
) -> bool:
    """Whether headings such as Customer and Supplier say which way each row runs.

    Raises `SeveralReadings` where types between them say that it runs the other way.
    """
    parent, _, child = (plain(table.headings[index]) for index in found)
    plainly, suppliers = words.lists["customers said plainly"], words.lists["suppliers"]
    if parent in plainly or child in (set(suppliers) - {"from"}):
        other = _NEEDED
    elif child in plainly or parent in (set(suppliers) - {"from"}):
        other = _NEEDS
    else:
        return False
    against = [text for text in profile.texts(found[1]) if _direction(text, words) == other]
    if against:
        up, what, down = (one_line(table.headings[index]) for index in found)
        raise SeveralReadings(
            f"{quoted(against[0])} under {quoted(what)} may be a type of relation, by which "
            f"{quoted(up)} and {quoted(down)} are the other way round",
            "Say which: --shape list if the headings say who depends on whom; --shape relations "
            "if each row's type does.",
        )
    return True


def _direction(text: str, words: Vocabulary) -> str:
    """Which of the two needs the other, by a type; nothing where it is not known."""
    relations = words.keys["relations"]
    for form in (plain(text), plain(text.partition("::")[0])):
        for direction, types in relations.items():
            if form and form in types:
                return direction
    return ""


def _notices(heads: list[str], types: dict[str, str], counts: dict[str, int]) -> list[str]:
    notices = [
        f"read as relations: each row is a {quoted(heads[0])}, a type and a {quoted(heads[2])}"
    ]
    for direction, says in (
        (_NEEDS, f"the {heads[0]} needs the {heads[2]}"),
        (_NEEDED, f"the {heads[2]} needs the {heads[0]}"),
        (_NO_NEED, "no need"),
        ("", "not known, and not taken; --words FILE says what a type means"),
    ):
        own = [text for text in counts if types.get(text, "") == direction]
        if own:
            shown = [f"{quoted(text)} {counts[text]:,}" for text in own]
            notices.append(f"  {first_few(shown, _LISTED)}: {says}")
    return notices
