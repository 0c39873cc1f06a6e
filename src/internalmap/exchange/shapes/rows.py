"""What the rows of a table are, beside the columns that are not theirs: which column names them,
with their ids, names, units and kind."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from internalmap.exchange.headings.heading_texts import HeadingTexts
from internalmap.exchange.headings.kinds import kind_by_heading
from internalmap.exchange.headings.mapping import Column
from internalmap.exchange.headings.meanings import Meanings
from internalmap.exchange.headings.profile import Profile
from internalmap.exchange.headings.tables import Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.shapes.lists import headings_of


def meanings_beside(
    table: Table, how: Understanding, profile: Profile, inside: Collection[int]
) -> Meanings:
    """The meanings of the columns that are not inside of others, with the customer, where a heading
    says no more than that."""
    headings = [
        heading if index not in inside else ""
        for index, heading in enumerate(headings_of(table, how))
    ]
    keys = Meanings(headings, how.columns, ("customer",), how.words, profile, ends=True)
    keys.take_one("customer", ("customer",))
    return keys


def column_of_rows(
    table: Table, how: Understanding, profile: Profile, inside: set[int]
) -> int | None:
    """The column that names the row."""
    keys = meanings_beside(table, how, profile, inside)
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


def ids_of(
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


def named_by(
    table: Table, about: list[Column], unused: list[str], name: int | None
) -> tuple[list[Column], list[str]]:
    """What is said of the rows, with their names, where these are none of their ids."""
    if name is None:
        return about, unused
    heading = table.headings[name]
    about = [each for each in about if each.index != name]
    unused = [each for each in unused if each != heading]
    return [*about, Column(name, heading, "customer.name", guessed=True)], unused


def with_unit(
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


def kind_of_rows_under(heading: str, how: Understanding) -> str:
    """The kind of the rows, by the heading of the column that names them; a team is what all are by
    themselves."""
    kind = kind_by_heading(heading, how)
    return kind if kind != "team" else ""
