"""What kind of party a column names, by its heading: rows under System are systems."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from internalmap.exchange.headings.mapping import CUSTOMERS_OF_ROW, FALLBACK, ColumnMapping
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.vocabulary.words import plain, said
from internalmap.model.organization import KINDS
from internalmap.model.phrases import quote
from internalmap.text.escape import quoted
from internalmap.text.shown import one_line

#: The columns that name parties.
_NAMING: Final = ("id", "name", "customer", "supplier", CUSTOMERS_OF_ROW)
_ONE: Final[Mapping[str, str]] = {"information": "information", "process": "a process, which is "
                                  "nobody's absence"}  # fmt: skip


def kind_by_heading(heading: str, how: Understanding, *, end: str = "customer") -> str:
    """The kind of the parties that a column names; empty where its heading says none.

    A supplier may be of any kind, and so may whoever stands under a word for both ends.

    >>> kind_by_heading("Supplier System", Understanding(), end="supplier")
    'system'
    >>> kind_by_heading("Supplier", Understanding(), end="supplier")
    ''
    """
    own = how.values.get("kind", {}).get(said(heading))
    if own is not None:
        return own if own in KINDS else ""
    words = how.words
    text = plain(heading)
    found = words.kind_of_rows(text)
    if not found:
        firsts = {word for pair in words.tuples["ends"] for word in pair}
        first, _, rest = text.partition(" ")
        found = words.kind_of_rows(rest) if first in firsts else ""
    if not found and end == "supplier":
        found = words.kind_of_rows(words.behind_supplier(text))
    if not found:
        found = words.kind_of_rows(words.unqualified(text))
    if not found:
        stem, _, last = text.rpartition(" ")
        found = words.kind_of_rows(stem) if last in words.lists["id words"] else ""
    if not found:
        kinds = [words.kind_of_rows(each) for each in words.same_words(heading)]
        found = "process" if "process" in kinds else next(iter(kinds), "")
        found = found if found == "process" or len(set(kinds)) == 1 else ""
    if end == "supplier" and found == "supplier":
        seconds = {pair[1] for pair in words.tuples["pairs"]}
        either = bool(seconds & {text, words.unqualified(text)})
        if either or text in words.keys["groups"].get("supplier", ()):
            return ""
    return found if found in KINDS else ""


def kinds_of_columns(
    mapping: ColumnMapping, headings: Sequence[str], how: Understanding
) -> dict[str, str]:
    """The kinds of those whom the columns of a list name, by what the columns mean."""
    found: dict[str, str] = {}
    # Whoever has a manager and a job is a person.
    of_people = any(column.key == "reports_to" for column in mapping.columns) and any(
        plain(heading) in (*how.words.keys["rows"]["role"], *how.words.lists["job titles"])
        for heading in mapping.unused
    )
    for column in mapping.columns:
        heading = headings[column.index]
        if column.key in _NAMING:
            is_supplier = column.key == "supplier" and mapping.direction != "customers"
            kind = kind_by_heading(heading, how, end="supplier" if is_supplier else "customer")
            is_name = column.key in ("id", "name")
            if not kind and is_name and (_is_people(heading, how) or of_people):
                kind = "person"
            asked = said(heading) in how.values.get("kind", {})
            if kind and (kind != "team" or asked):  # a team is what all are by themselves
                found[column.key] = kind
    for column in mapping.columns:
        if column.key == FALLBACK:  # of the kind that it says, or of that of whom they stand in for
            word = how.words.stands_in(plain(column.heading)) or ""
            kind = kind_by_heading(word, how, end="supplier") or found.get("supplier", "")
            if kind and kind != "team":
                found[f"{FALLBACK} {column.index}"] = kind
    return found


def _is_people(heading: str, how: Understanding) -> bool:
    return plain(heading) in how.words.lists["people"]


def said_of_kind(heading: str, kind: str) -> str:
    """What there is to say of a kind that a heading gives, with what says otherwise."""
    shown = one_line(heading)
    what = _ONE.get(kind, f"a {kind}")
    other = "team" if kind != "team" else "department"
    return (
        f"each {quoted(shown)} is taken for {what}; if it is not, say --values "
        f"{quote(f'kind:{shown}={other}')}, or such"
    )
