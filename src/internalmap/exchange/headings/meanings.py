"""The meanings that the columns of one table have been given so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from internalmap.errors import InternalMapError
from internalmap.exchange.headings.columns import DURATIONS, PARTY_COLUMNS
from internalmap.exchange.headings.heading_texts import HeadingTexts, times_among
from internalmap.exchange.headings.mapping import (
    CUSTOMERS_OF_ROW,
    FALLBACK,
    IGNORE,
    TAG,
    Column,
    ColumnMapping,
    Direction,
    Holds,
)
from internalmap.exchange.headings.profile import Profile
from internalmap.exchange.vocabulary.words import Vocabulary, plain
from internalmap.model.keys import Form
from internalmap.model.phrases import quote
from internalmap.text.escape import quoted
from internalmap.text.shown import one_line

#: Of ten texts in a column of names, so many look like names.
_MOSTLY = 8
#: What several columns may mean.
_SEVERAL = (TAG, IGNORE, FALLBACK)
#: What `_dependencies` lets columns mean before it looks at the other keys.
_ENDS_OF_NEEDS = frozenset({"customer", "supplier", "preference"})
#: What is said of how a party comes back: of a row that is a dependency, its supplier.
OF_BACK = ("restore", "restore_target", "backup_every")


class Meanings(HeadingTexts):
    """The meanings given so far."""

    def __init__(
        self,
        headings: Sequence[str],
        named: Sequence[tuple[str, str]],
        known: Sequence[str],
        words: Vocabulary,
        profile: Profile | None,
        *,
        ends: bool,
    ) -> None:
        super().__init__(headings, words)
        self.profile = profile
        self.columns: dict[int, Column] = {}
        self.notices: list[str] = []
        #: Columns that were looked at, and are told not to be used.
        self.not_used: set[int] = set()
        for key, heading in named:
            if key in known or ("." in key and ends):
                self._take_named(key, heading)
        self.named.update(self.columns)
        #: Columns to which another table of the same heading is to give a meaning.
        self.elsewhere = {
            index
            for key, heading in named
            for index, text in enumerate(headings)
            if index not in self.columns and plain(text) == plain(heading) and text
            if not self._may_be_an_end(index)
        }
        #: Columns named for how soon a party is back: of which party is known by the ends.
        self._back = [
            (key, index)
            for key, heading in named
            for index in self.elsewhere
            if ends and key in OF_BACK and plain(headings[index]) == plain(heading)
        ]
        self.named.update(index for _, index in self._back)
        for index in self.elsewhere:
            self.add(index, IGNORE, guessed=False)
        self._counters = self._leave_counters()
        exact = set(known) - {TAG, IGNORE, CUSTOMERS_OF_ROW}
        for index, heading in enumerate(headings):
            if index not in self.columns and heading in exact and not self.has(heading):
                self.add(index, heading, guessed=False)

    def _may_be_an_end(self, index: int) -> bool:
        """Whether a heading is a word for the customer or the supplier."""
        text = self.plain[index]
        lists = self.words.lists
        return text in (*lists["customers"], *lists["suppliers"]) or any(
            text in pair for pair in self.words.tuples["pairs"]
        )

    def _leave_counters(self) -> tuple[str, ...]:
        """Leave out columns that number the rows; their headings."""
        found = []
        for index, heading in enumerate(self.headings):
            text = self.plain[index] or heading.strip()
            if (
                index not in self.columns
                and text in self.words.lists["counters"]
                and self.profile is not None
                and (self.profile.is_numeric(index) or not self.profile.texts(index))
            ):
                self.add(index, IGNORE, guessed=True)
                found.append(heading)
        return tuple(found)

    # ------------------------------------------------------------------------------- questions

    def has(self, key: str) -> bool:
        """Whether a column means this."""
        return any(column.key == key for column in self.columns.values())

    def index(self, key: str) -> int | None:
        """The column that means a key."""
        return next((at for at, each in self.columns.items() if each.key == key), None)

    def is_named(self, key: str) -> bool:
        """Whether `--columns` says which column means a key."""
        return self.index(key) in self.named

    def free(self) -> list[int]:
        """The columns that have a heading, and no meaning so far."""
        return [
            index
            for index, heading in enumerate(self.headings)
            if heading and index not in self.columns
        ]

    def like(self, name: str) -> list[int]:
        """The free columns of which the heading is one of the words of a list."""
        return [index for index in self.free() if self.text(index) in self.words.lists[name]]

    def ending_like(self, name: str) -> list[int]:
        """The free columns of which the heading ends with several words of a list, as those of a
        process: PP Required by."""
        words = tuple(f" {word}" for word in self.words.lists[name] if " " in word)
        return self.like(name) or [at for at in self.free() if self.text(at).endswith(words)]

    # ------------------------------------------------------------------------------- meanings

    def let_mean(self, before: str, key: str) -> bool:
        """Let a column mean another key than before; whether there was one."""
        for index, column in self.columns.items():
            if column.key == before and index not in self.named:
                self.add(index, key, guessed=True)
                return True
        return False

    def drop(self, key: str) -> None:
        """Let the column of a key mean nothing."""
        self.columns = {at: each for at, each in self.columns.items() if each.key != key}

    def take(self, key: str, synonym: str, *, guessed: bool, heads: bool = False) -> bool:
        """Let the column of a heading mean a key, if there is one; whether there was."""
        target = key.rpartition(".")[2]
        if self.has(key):
            return False
        found = [
            index
            for index, (text, _) in enumerate(self._without_units(target))
            if text == synonym and index not in self.columns
        ]
        if len(found) > 1 and not heads:
            both = " and ".join(quoted(self.headings[index]) for index in found[:2])
            raise InternalMapError(
                f"{both} may both be the {key}",
                f"Say which: --columns {key}={quote(one_line(self.headings[found[0]]))}.",
            )
        if found:
            unit = self._without_units(target)[found[0]][1]
            self.add(found[0], key, guessed=guessed, unit=unit)
        return bool(found)

    def take_one(self, key: str, synonyms: Sequence[str], only_with: str = "") -> None:
        """Let the first synonym that is there mean a key."""
        if only_with and not self.has(only_with):
            return
        own = plain(key.rpartition(".")[2])
        for synonym in (own, *synonyms):
            if self.take(key, synonym, guessed=synonym != own or "." in key):
                return

    def take_named_of_back(self, end: str) -> None:
        """Let columns that are named for how soon a party is back speak of the one at an end."""
        for key, index in self._back:
            if not self.has(f"{end}.{key}"):
                unit = self.unit(self.plain[index])[1]
                self.add(index, f"{end}.{key}", guessed=False, unit=unit)
                self.elsewhere.discard(index)

    def take_synonyms(
        self, columns: Mapping[str, Form], synonyms: Mapping[str, Sequence[str]]
    ) -> None:
        """Let every heading that is like a key mean it. The customer, the suppliers and their order
        are not for a synonym to say, and entries of several keys stand in no table of others."""
        self.check_ambiguous()
        for key, form in columns.items():
            if key not in _ENDS_OF_NEEDS and form not in ("actions", "acceptances", "said"):
                own = synonyms.get(key, ())
                if key in ("limit", "max_data_loss"):  # of a party and of a need alike
                    own = (*own, *self.words.keys["party"].get(key, ()))
                self.take_one(key, own)

    def check_ambiguous(self) -> None:
        """Raise where a heading may mean two things."""
        for index in self.free():
            text = self.unit(self.text(index))[0]
            keys = self.words.keys["ambiguous"].get(text)
            if keys:
                raise self.several(index, keys)

    def take_questions(self, wanted: Sequence[str]) -> None:
        """Let a heading that asks for something mean it, where no other heading asks so too."""
        for key in wanted:
            asks = self.words.questions.get(key)
            if asks is None or self.has(key):
                continue
            found = [index for index in self.free() if asks.search(self.plain[index])]
            if key == "supplier":
                found = [at for at in found if not self._need_key_behind(at)] or found
            if key == "customer":
                names = self.words.questions["respondent"]
                found = [at for at in found if not names.search(self.plain[at])] or [
                    at for at in self.free() if names.search(self.plain[at])
                ]
            if len(found) == 1:
                unit = self.unit(self.plain[found[0]])[1] if key in DURATIONS else ""
                self.add(found[0], key, guessed=True, unit=unit)

    def _need_key_behind(self, index: int) -> str:
        """The key of a need that stands behind words for a supplier: `dependsOn.criticality`."""
        rest = self.words.behind_supplier(self.plain[index])
        for key, synonyms in self.words.keys["need"].items():
            if rest and (rest == plain(key) or rest in synonyms):
                return key
        return ""

    def take_behind_supplier(self, columns: Mapping[str, Form]) -> None:
        """Let what is said behind words for a supplier be said of the need."""
        for index in self.free():
            key = self._need_key_behind(index)
            if key in columns and key not in _ENDS_OF_NEEDS and not self.has(key):
                self.add(index, key, guessed=True)

    def take_ends(self, of_customer: Sequence[str], of_supplier: Sequence[str]) -> None:
        """Let headings such as `customer_team` speak of the party at that end, and others of the
        customer or, what is said of how it comes back, of the supplier."""
        for index in self.free():
            for end, said_end in self._ends:
                text = self.text(index)
                rest = text.removeprefix(f"{said_end} ")
                key = self.of_party.get(rest) if rest != text else None
                if (
                    end == "supplier"
                    and rest != text
                    and rest in self.words.lists["types at an end"]
                ):
                    key = "kind"
                if key is not None and not self.has(f"{end}.{key}"):
                    self.add(index, f"{end}.{key}", guessed=True)
                    break
        survey = self._is_survey()
        for index in self.free():
            text, unit = self.unit(self.text(index))
            key = self.of_party.get(text) or self.of_party.get(self.text(index))
            if key is None or (key == "contact" and survey):
                continue
            if key in DURATIONS and self.of_party.get(text) == key:
                pass
            else:
                unit = ""
            end = "supplier" if key in of_supplier and key not in of_customer else "customer"
            if (key in of_customer or key in of_supplier) and not self.has(f"{end}.{key}"):
                self.add(index, f"{end}.{key}", guessed=True, unit=unit)
                self.columns[index] = replace(self.columns[index], doubtful=True)

    @cached_property
    def _ends(self) -> list[tuple[str, str]]:
        """The ends of a dependency, each with what it is called before what is said of it."""
        found = [("customer", "customer"), ("supplier", "supplier")]
        for customer, supplier in self.words.tuples["ends"]:
            found += [("customer", customer), ("supplier", supplier)]
        return found

    def take_of_row(self, keys: Sequence[str], end: str = "customer") -> None:
        """Let headings speak of the party that a row is, and not of its needs."""
        self.check_ambiguous()
        self.take_tags_of_row(f"{end}.")
        for key in keys:
            if key in PARTY_COLUMNS and not self.has(f"{end}.{key}"):
                self.take_one(f"{end}.{key}", self.words.keys["party"].get(key, ()))
        if "owner" in keys:
            self.take_owner(f"{end}.owner")

    def take_owner(self, key: str) -> None:
        """Let the first heading that is like a word for whoever answers mean that."""
        if self.has(key):
            return
        for index in self.free():
            names = self.profile is None or self.profile.names_parties(index, _MOSTLY)
            if self.words.is_owner(self.plain[index]) and names:
                self.add(index, key, guessed=True)
                return

    def take_tags_of_row(self, end: str = "") -> None:
        """Let how critical a party is be a tag of it: of no need it says how much it matters."""
        for index in self.free():
            if self.text(index) in self.words.lists["of the row"]:
                self.add(index, f"{end}{TAG}", guessed=True)

    def _is_survey(self) -> bool:
        """Whether the rows are answers of people, whose addresses are their own."""
        column = self.index("customer")
        asked = column is not None and self.words.questions["customer"].search(self.plain[column])
        return bool(asked) or any(
            self.words.questions["respondent"].search(text)
            or text in self.words.lists["only in forms"]
            for text in self.plain
        )

    def understood(self, holds: Holds, direction: Direction) -> ColumnMapping:
        """All meanings, in the order of the columns."""
        unused = tuple(
            heading or f"column {index + 1}, which has no heading"
            for index, heading in enumerate(self.headings)
            if index not in self.columns or index in self.elsewhere or index in self.not_used
        )
        meant = (self.columns[index] for index in sorted(self.columns))
        notices = list(self.notices)
        notices += times_among(unused, self.words)
        if self._counters:
            shown = ", ".join(map(quoted, self._counters))
            notices.append(f"{shown} numbers the rows, and is not used")
        kept = tuple(each for each in meant if each.key != IGNORE)
        return ColumnMapping(holds, kept, unused, direction, tuple(notices))

    def _take_named(self, key: str, heading: str) -> None:
        found = [index for index, each in enumerate(self.headings) if each == heading]
        # A heading of several lines is shown with its line ends written out.
        alike = {plain(heading), plain(heading.replace("\\n", "\n"))}
        found = found or [i for i, each in enumerate(self.plain) if each and each in alike]
        for index in found[:1]:
            before = self.columns.get(index)
            if before is not None and before.key != key:
                message = f"--columns: {quoted(heading)} is named for {before.key} and for {key}"
                raise InternalMapError(message, "Name each heading once.")
            if before is None and self.has(key) and key.rpartition(".")[2] not in _SEVERAL:
                other = next(each.heading for each in self.columns.values() if each.key == key)
                message = f"--columns: {quoted(other)} and {quoted(heading)} are both named {key}"
                raise InternalMapError(message, "Name one of them.")
            own = key.rpartition(".")[2]
            unit = self.unit(self.plain[index])[1] if own in DURATIONS else ""
            self.add(index, key, guessed=False, unit=unit)

    def add(self, index: int, key: str, *, guessed: bool, unit: str = "") -> None:
        """Give a column its meaning."""
        if key.rpartition(".")[2] == "capacity" and not unit:
            unit = "h/week" if self.plain[index] in self.words.lists["hours per week"] else ""
        self.columns[index] = Column(index, self.headings[index], key, unit, guessed)

    def _without_units(self, key: str) -> list[tuple[str, str]]:
        if key not in DURATIONS:
            return [(self.text(index), "") for index in range(len(self.headings))]
        return [self.unit(self.text(index)) for index in range(len(self.headings))]

    @cached_property
    def of_party(self) -> dict[str, str]:
        """What stands behind `customer` or `supplier`, and the key of a party that it means."""
        return {
            text: key
            for key, form in PARTY_COLUMNS.items()
            if key != "id" and form not in ("actions", "acceptances", "said")
            for text in (plain(key), *self.words.keys["party"].get(key, ()))
        }


def of_row(keys: Meanings) -> bool:
    """Whether each row of a table of dependencies is its customer, a thing or a task, and not one
    of several needs of it."""
    index = keys.index("customer")
    if index is None or keys.profile is None or keys.has("need"):
        return False
    things = keys.words.lists["things"]
    stem, _, last = keys.text(index).rpartition(" ")
    is_thing = keys.text(index) in things or (
        last in keys.words.lists["id words"] and stem in things
    )
    return is_thing and keys.profile.is_distinct(index)
