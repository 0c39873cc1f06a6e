"""Which parties are meant: one language for the file, the command line and policies.

A selector is an id; a glob over ids (`*-north`); or `kind:person`, `tag:night-shift`,
`unit:kitchen` (everyone inside), `location:Oslo` (a site by its id or its name), `can:welding`. An
exact id wins. Whoever asks, and is no file, may also say the name of one party.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from internalmap.errors import InternalMapError
from internalmap.model.organization import KINDS, Organization, Party
from internalmap.text.escape import quoted
from internalmap.text.globs import MAGIC, MAX_PATTERN, Globs, SelectorTooCostly
from internalmap.text.suggest import Budget, Suggestions, did_you_mean

#: The selectors that look at a key of parties, each with that key.
PREFIXES = {
    "kind": "kind",
    "tag": "tags",
    "unit": "part_of",
    "location": "location",
    "can": "can",
}

#: How many of those that share a name are named.
_SHOWN = 8
#: How many parties the selectors of one model may pick in all, each selector counted once.
MAX_PICKED = 5_000_000


#: What to do about an id that no party has, and that is like none.
ADD_OR_CORRECT = "Add it to 'parties', or correct the id."


class NobodySelected(InternalMapError):
    """A selector that cannot be understood or that picks nobody.

    `rests_on` are the keys of parties that this was judged by.
    """

    def __init__(self, message: str, remedy: str, rests_on: frozenset[str] = frozenset()) -> None:
        super().__init__(message, remedy)
        self.rests_on = rests_on


class Selection:
    """Selectors, over the parties of one organisation. With `names`, the name that one party has
    stands for its id: exactly as it is written, else in any capitals."""

    def __init__(self, organization: Organization, *, names: bool = False) -> None:
        self._organization = organization
        self._by_name = names
        self._known: dict[str, tuple[str, ...]] = {}
        self._by_key: dict[str, dict[str, list[str]]] = {}
        self._picks_left = MAX_PICKED
        self._budget = Budget()
        self._values: dict[str, Suggestions] = {}

    @cached_property
    def _suggestions(self) -> Suggestions:
        known = self._organization.parties
        return Suggestions([*known, *self._names[0]] if self._by_name else known, self._budget)

    @cached_property
    def _names(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """The ids of those who have each name, as it is written and in any capitals."""
        exactly: dict[str, list[str]] = {}
        alike: dict[str, list[str]] = {}
        for party in self._organization.parties.values():
            if party.name != party.id:
                exactly.setdefault(party.name, []).append(party.id)
                alike.setdefault(party.name.casefold(), []).append(party.id)
        return exactly, alike

    @cached_property
    def _globs(self) -> Globs:
        return Globs(self._organization.parties)

    def is_id(self, selector: str) -> bool:
        """Whether a selector is just a party's id."""
        return selector in self._organization.parties

    def one(self, text: str) -> str:
        """The id of the party that an id, or a name, stands for.

        Raises `NobodySelected` where there is none, or where several have the name.
        """
        if text in self._organization.parties:
            return text
        named = self.named(text)
        if named is None:
            raise self.unknown_id(text)
        return named

    def named(self, name: str) -> str | None:
        """The party that has a name, if names are understood.

        Raises `NobodySelected` where several have it.
        """
        if not self._by_name:
            return None
        exactly, alike = self._names
        found = exactly.get(name) or alike.get(name.casefold()) or []
        if len(found) > 1:
            shown = [quoted(id) for id in found[:_SHOWN]]
            more = f", … {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
            message = f"{len(found):,} parties are called {quoted(name)}"
            raise NobodySelected(message, f"Say which by its id: {', '.join(shown)}{more}.")
        return found[0] if found else None

    def ids(self, selector: str) -> tuple[str, ...]:
        """The ids that a selector picks, in id order.

        Raises `NobodySelected` where there are none, and `SelectorTooCostly` where it, or all so
        far together, would take too long.
        """
        if selector in self._organization.parties:
            return (selector,)
        if selector not in self._known:
            self._known[selector] = self._find(selector)
        return self._known[selector]

    def all(self, selectors: Iterable[str]) -> tuple[str, ...]:
        """The ids that any of the selectors picks, in id order, each once."""
        once = dict.fromkeys(selectors)
        return tuple(sorted({party for selector in once for party in self.ids(selector)}))

    def unknown_id(self, wanted: str) -> NobodySelected:
        """The problem of an id that no party has."""
        remedy = ADD_OR_CORRECT
        if ":" in wanted:
            remedy = "Selectors begin with kind:, tag:, unit:, location: or can:."
        remedy = self._suggestions.did_you_mean(wanted, remedy)
        return NobodySelected(f"there is no party {quoted(wanted)}", remedy)

    def _find(self, selector: str) -> tuple[str, ...]:
        prefix, colon, value = selector.partition(":")
        value = value.strip()
        if colon and prefix in PREFIXES:
            found = self._inside(value) if prefix == "unit" else self._with(prefix, value)
            rests_on = frozenset({PREFIXES[prefix]})
        elif (named := self.named(selector)) is not None:
            return (named,)
        elif len(selector) > MAX_PATTERN and not MAGIC.isdisjoint(selector):
            message = f"the pattern {quoted(selector)} is longer than {MAX_PATTERN:,} characters"
            raise NobodySelected(message, "Shorten it: '*' stands for any characters.")
        elif not MAGIC.isdisjoint(selector):
            found = self._globs.matching(selector)
            rests_on = frozenset()
        else:
            raise self.unknown_id(selector)
        if not found:
            remedy = "Correct the selector, or remove it."
            if prefix in self._by_key:
                if prefix not in self._values:
                    self._values[prefix] = Suggestions(self._by_key[prefix], self._budget)
                remedy = self._values[prefix].did_you_mean(value, remedy, f"{prefix}:")
            raise NobodySelected(f"{quoted(selector)} picks nobody", remedy, rests_on)
        if len(found) > self._picks_left:
            message = f"up to {quoted(selector)}, selectors pick more than {MAX_PICKED:,} parties"
            raise SelectorTooCostly(message, "Use fewer selectors, or ones that pick fewer.")
        self._picks_left -= len(found)
        return tuple(found)

    def _inside(self, unit: str) -> list[str]:
        if unit not in self._organization.parties:
            raise self.unknown_id(unit)
        return sorted(self._organization.inside(unit))

    def _places(self, party: Party) -> Iterable[str]:
        """What the places are called where a party is: as it says, and the ids and the names of
        the sites among them."""
        yield from party.location
        for site in party.sites:
            yield site
            yield self._organization.parties[site].name

    def _with(self, prefix: str, value: str) -> list[str]:
        """The parties with a value, looked up in a table that is made once."""
        if prefix == "kind" and value not in KINDS:
            known = f"Known kinds are: {', '.join(KINDS)}."
            remedy = did_you_mean(value, KINDS, known, "kind:")
            raise NobodySelected(f"there is no kind {quoted(value)}", remedy)
        if prefix not in self._by_key:
            table: dict[str, list[str]] = {}
            for party in self._organization.parties.values():
                values: Iterable[str | None] = (
                    party.tags
                    if prefix == "tag"
                    else party.can
                    if prefix == "can"
                    else (party.kind,)
                    if prefix == "kind"
                    else self._places(party)
                )
                for each in dict.fromkeys(values):
                    if each is not None:
                        table.setdefault(each, []).append(party.id)
            self._by_key[prefix] = table
        return self._by_key[prefix].get(value, [])
