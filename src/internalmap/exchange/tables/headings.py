"""What the columns of a table mean, by their headings.

A heading that is a key of the model says what it means. Synonyms are guesses, and are shown;
`--columns` names what is not understood. Headings of dependencies may also say something of the
party at one end: `customer_team`, `supplier kind`, which are `customer.part_of`, `supplier.kind`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from internalmap.errors import InternalMapError
from internalmap.exchange.tables.columns import DURATIONS, NEED_COLUMNS, PARTY_COLUMNS
from internalmap.exchange.tables.synonyms import (
    CUSTOMERS,
    NAMES,
    NEED_SYNONYMS,
    PAIRS,
    PARTY_SYNONYMS,
    QUESTIONS,
    SUPPLIERS,
    UNITS,
)
from internalmap.model.keys import Form
from internalmap.text.escape import escape, quoted
from internalmap.text.suggest import did_you_mean

Holds = Literal["parties", "dependencies"]

_WITH_UNIT = re.compile(rf"(.+?) (?:in )?({'|'.join(UNITS)})")
#: A comma before the next key: others belong to a heading.
_PAIR_BREAK = re.compile(r",(?=\s*[a-z_]+(?:\.[a-z_]+)?\s*=)")
_ENDS = re.compile(r"(customer|supplier) (.+)")
#: What `_dependencies` lets columns mean before it looks at the other keys.
_ENDS_OF_NEEDS = frozenset({"customer", "supplier", "preference"})
#: Columns that carry one tag each: `level` with 3 in it becomes the tag `level-3`.
TAG = "tag"
#: Columns that are not to mean anything.
IGNORE = "ignore"
#: What other columns of a table of dependencies may say of the customer.
_OF_CUSTOMER = ("part_of", "reports_to", "kind", "location", "headcount", "contact")


@dataclass(frozen=True, slots=True)
class Column:
    """What a column means.

    `key` is a key of the model, with `customer.` or `supplier.` before it where it speaks of the
    party at that end; `tag` where it carries a tag of its own. `unit` is that of its bare numbers.
    `guessed`: the heading is only like the key.
    """

    index: int
    heading: str
    key: str
    unit: str = ""
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What a table holds, the columns that mean something, and the headings of those that do
    not."""

    holds: Holds
    columns: tuple[Column, ...]
    unused: tuple[str, ...]


def plain(heading: str) -> str:
    """A heading without what only looks different: case, underscores, brackets.

    >>> plain("Customer_App"), plain("Within (hours)"), plain("dependsOn")
    ('customer app', 'within hours', 'depends on')
    """
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)
    return " ".join(re.sub(r"[\W_]+", " ", parted).casefold().split())


def parse_columns(texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The pairs of key and heading in texts such as `customer=Team,supplier=Depends on`.

    Raises `InternalMapError` for a key that no column can have.
    """
    known = [*dict.fromkeys((*NEED_COLUMNS, *PARTY_COLUMNS)), TAG, IGNORE]
    pairs = []
    for text in texts:
        for pair in _PAIR_BREAK.split(text):
            key, equals, heading = pair.partition("=")
            key, heading = key.strip(), heading.strip()
            if not equals or not key or not heading:
                raise InternalMapError(
                    f"--columns: {quoted(pair)} is no pair of key and heading",
                    "Write, for example: --columns customer=Team,supplier='Depends on'.",
                )
            end, dot, inner = key.partition(".")
            of_party = dot and end in ("customer", "supplier") and inner in (*PARTY_COLUMNS, TAG)
            if key not in known and not of_party:
                listed = f"Keys are: {', '.join(known)}; customer.KEY and supplier.KEY for parties."
                raise InternalMapError(
                    f"--columns: there is no key {quoted(key)}", did_you_mean(key, known, listed)
                )
            pairs.append((key, heading))
    return tuple(pairs)


def map_columns(
    headings: Sequence[str],
    named: Sequence[tuple[str, str]],
    *,
    holds: Holds | None = None,
) -> ColumnMapping | None:
    """What a table's columns mean; nothing where it holds neither parties nor dependencies.

    `named` are the pairs of `--columns`; those whose heading the table does not have are not for
    it. Raises `InternalMapError` where two columns may mean the same.
    """
    if holds != "parties":
        found = _dependencies(headings, named)
        if found is not None or holds == "dependencies":
            return found
    return _parties(headings, named)


def _dependencies(
    headings: Sequence[str], named: Sequence[tuple[str, str]]
) -> ColumnMapping | None:
    keys = _Keys(headings, named, (*NEED_COLUMNS, TAG, IGNORE), ends=True)
    if not keys.has("customer") and not keys.has("supplier"):
        keys.take_pair()
    keys.take_one("customer", ("customer",))
    keys.take_one("supplier", SUPPLIERS, only_with="customer")
    if not keys.has("customer") and not keys.has("supplier"):
        for supplier in SUPPLIERS:  # as "depends on" beside "name"
            if keys.take("supplier", supplier, guessed=True):
                break
    if keys.has("supplier"):
        keys.take_leftmost("customer", CUSTOMERS)
    keys.take_questions(("customer", "supplier"))
    if keys.has("supplier") and not keys.has("customer"):
        keys.let_mean("service", "customer")  # of a list of services, with what each depends on
    if not (keys.has("customer") and keys.has("supplier")):
        return None
    keys.take_synonyms(NEED_COLUMNS, NEED_SYNONYMS)
    keys.take_questions(tuple(QUESTIONS))
    if not keys.has("need"):
        keys.drop("preference")  # it orders the suppliers of one need, and each row is its own
    keys.take_ends()
    return keys.understood("dependencies")


def _parties(headings: Sequence[str], named: Sequence[tuple[str, str]]) -> ColumnMapping | None:
    keys = _Keys(headings, named, (*PARTY_COLUMNS, TAG, IGNORE), ends=False)
    keys.take_one("id", PARTY_SYNONYMS["id"])
    if not keys.has("id") and not keys.let_mean("name", "id"):
        keys.take_one("id", ("name", *NAMES, "node", "label"))
    if not keys.has("id"):
        return None
    keys.take_synonyms(PARTY_COLUMNS, PARTY_SYNONYMS)
    return keys.understood("parties")


class _Keys:
    """The meanings given so far."""

    def __init__(
        self,
        headings: Sequence[str],
        named: Sequence[tuple[str, str]],
        known: Sequence[str],
        *,
        ends: bool,
    ) -> None:
        self.headings = headings
        self.plain = [plain(heading) for heading in headings]
        self.columns: dict[int, Column] = {}
        #: Columns whose meaning is not ours to guess.
        self.named: set[int] = set()
        for key, heading in named:
            if key in known or ("." in key and ends):
                self._take_named(key, heading)
        self.named.update(self.columns)
        exact = set(known) - {TAG, IGNORE}
        for index, heading in enumerate(headings):
            if index not in self.columns and heading in exact and not self.has(heading):
                self._add(index, heading, guessed=False)

    def has(self, key: str) -> bool:
        """Whether a column means this."""
        return any(column.key == key for column in self.columns.values())

    def let_mean(self, before: str, key: str) -> bool:
        """Let a column mean another key than before; whether there was one."""
        for index, column in self.columns.items():
            if column.key == before and index not in self.named:
                self._add(index, key, guessed=True)
                return True
        return False

    def drop(self, key: str) -> None:
        """Let the column of a key mean nothing."""
        self.columns = {at: each for at, each in self.columns.items() if each.key != key}

    def take(self, key: str, synonym: str, *, guessed: bool) -> bool:
        """Let the column of a heading mean a key, if there is one; whether there was."""
        if self.has(key):
            return False
        found = [
            index
            for index, (text, _) in enumerate(self._without_units(key))
            if text == synonym and index not in self.columns
        ]
        if len(found) > 1:
            both = " and ".join(quoted(self.headings[index]) for index in found[:2])
            raise InternalMapError(
                f"{both} may both be the {key}",
                f"Say which: --columns {key}='{escape(self.headings[found[0]])}'.",
            )
        if found:
            self._add(found[0], key, guessed=guessed, unit=self._without_units(key)[found[0]][1])
        return bool(found)

    def take_pair(self) -> None:
        """Let the first known pair of headings be customer and supplier."""
        free = {text for index, text in enumerate(self.plain) if index not in self.columns}
        bare = {text.split(" ")[0] for text in free}
        for customer, supplier in PAIRS:
            if customer in free and supplier in free:
                self.take("customer", customer, guessed=customer != "customer")
                self.take("supplier", supplier, guessed=supplier != "supplier")
                return
        if {"customer", "supplier"} <= bare:  # customer_app, supplier_app
            for rest in dict.fromkeys(text.partition(" ")[2] for text in self.plain):
                if (
                    f"customer {rest}" in free
                    and f"supplier {rest}" in free
                    and rest not in _OF_PARTY
                ):
                    self.take("customer", f"customer {rest}", guessed=True)
                    self.take("supplier", f"supplier {rest}", guessed=True)
                    return

    def take_one(self, key: str, synonyms: Sequence[str], only_with: str = "") -> None:
        """Let the first synonym that is there mean a key."""
        if only_with and not self.has(only_with):
            return
        for synonym in (plain(key), *synonyms):
            if self.take(key, synonym, guessed=synonym != plain(key)):
                return

    def take_leftmost(self, key: str, synonyms: Sequence[str]) -> None:
        """Let the leftmost heading that is a synonym mean a key."""
        if not self.has(key):
            for index, text in enumerate(self.plain):
                if index not in self.columns and text in synonyms:
                    self._add(index, key, guessed=True)
                    return

    def take_synonyms(
        self, columns: Mapping[str, Form], synonyms: Mapping[str, Sequence[str]]
    ) -> None:
        """Let every heading that is like a key mean it. The customer, the suppliers and their order
        are not for a synonym to say, and entries of several keys stand in no table of others."""
        for key, form in columns.items():
            if key not in _ENDS_OF_NEEDS and form not in ("actions", "acceptances", "said"):
                self.take_one(key, synonyms.get(key, ()))

    def take_questions(self, wanted: Sequence[str]) -> None:
        """Let a heading that asks for something mean it, where no other heading asks so too."""
        for key in wanted:
            asks = re.compile(QUESTIONS[key])
            found = [
                index
                for index, text in enumerate(self.plain)
                if index not in self.columns and asks.search(text)
            ]
            if len(found) == 1 and not self.has(key):
                unit = _unit(self.plain[found[0]])[1] if key in DURATIONS else ""
                self._add(found[0], key, guessed=True, unit=unit)

    def take_ends(self) -> None:
        """Let headings such as `customer_team` speak of the party at that end."""
        for index, text in enumerate(self.plain):
            match = _ENDS.fullmatch(text)
            if index in self.columns or match is None:
                continue
            key = _OF_PARTY.get(match[2])
            if key is not None and not self.has(f"{match[1]}.{key}"):
                self._add(index, f"{match[1]}.{key}", guessed=True)
        for index, text in enumerate(self.plain):
            key = _OF_PARTY.get(text)
            if (
                index not in self.columns
                and key in _OF_CUSTOMER
                and not self.has(f"customer.{key}")
            ):
                self._add(index, f"customer.{key}", guessed=True)

    def understood(self, holds: Holds) -> ColumnMapping:
        """All meanings, in the order of the columns."""
        unused = tuple(
            heading or f"column {index + 1}, which has no heading"
            for index, heading in enumerate(self.headings)
            if index not in self.columns
        )
        meant = (self.columns[index] for index in sorted(self.columns))
        return ColumnMapping(holds, tuple(each for each in meant if each.key != IGNORE), unused)

    def _take_named(self, key: str, heading: str) -> None:
        found = [index for index, each in enumerate(self.headings) if each == heading]
        found = found or [i for i, each in enumerate(self.plain) if each == plain(heading)]
        for index in found[:1]:
            before = self.columns.get(index)
            if before is not None and before.key != key:
                message = f"--columns: {quoted(heading)} is named for {before.key} and for {key}"
                raise InternalMapError(message, "Name each heading once.")
            if before is None and self.has(key) and key.rpartition(".")[2] not in (TAG, IGNORE):
                other = next(each.heading for each in self.columns.values() if each.key == key)
                message = f"--columns: {quoted(other)} and {quoted(heading)} are both named {key}"
                raise InternalMapError(message, "Name one of them.")
            unit = _unit(self.plain[index])[1] if key in DURATIONS else ""
            self._add(index, key, guessed=False, unit=unit)

    def _add(self, index: int, key: str, *, guessed: bool, unit: str = "") -> None:
        self.columns[index] = Column(index, self.headings[index], key, unit, guessed)

    def _without_units(self, key: str) -> list[tuple[str, str]]:
        if key not in DURATIONS:
            return [(text, "") for text in self.plain]
        return [_unit(text) for text in self.plain]


def _unit(heading: str) -> tuple[str, str]:
    match = _WITH_UNIT.fullmatch(heading)
    return (match[1], UNITS[match[2]]) if match else (heading, "")


#: What stands behind `customer` or `supplier`, and the key of a party that it means.
_OF_PARTY = {
    text: key
    for key, form in PARTY_COLUMNS.items()
    if key != "id" and form not in ("actions", "acceptances")
    for text in (plain(key), *PARTY_SYNONYMS.get(key, ()))
}
