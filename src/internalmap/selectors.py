"""Which parties are meant: one language for the file, the command line and policies.

A selector is an id; a glob over ids (`*-north`); or `kind:person`, `tag:night-shift`,
`unit:kitchen` (everyone inside), `location:Oslo`, `can:welding`. An exact id wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from internalmap.errors import InternalMapError
from internalmap.model import KINDS, Organization
from internalmap.printable import printable
from internalmap.suggest import did_you_mean

PREFIXES = ("kind", "tag", "unit", "location", "can")


class NobodySelected(InternalMapError):
    """A selector that cannot be understood or that picks nobody."""


class Selection:
    """Selectors, over the parties of one organisation."""

    def __init__(self, organization: Organization) -> None:
        self._organization = organization
        self._known: dict[str, tuple[str, ...]] = {}
        self._suggestions_left = 50  # nearest names cost time: the first few are worth it

    def is_id(self, selector: str) -> bool:
        """Whether a selector is just a party's id."""
        return selector in self._organization.parties

    def ids(self, selector: str) -> tuple[str, ...]:
        """The ids that a selector picks, in id order.

        Raises `NobodySelected` where there are none.
        """
        if selector in self._organization.parties:
            return (selector,)
        if selector not in self._known:
            self._known[selector] = self._find(selector)
        return self._known[selector]

    def all(self, selectors: Iterable[str]) -> tuple[str, ...]:
        """The ids that any of the selectors picks, in id order, each once."""
        return tuple(sorted({party for selector in selectors for party in self.ids(selector)}))

    def unknown_id(self, wanted: str) -> NobodySelected:
        """The problem of an id that no party has."""
        remedy = "Add it to 'parties', or correct the id."
        if self._suggestions_left > 0:
            self._suggestions_left -= 1
            remedy = did_you_mean(wanted, list(self._organization.parties), remedy)
        return NobodySelected(f"there is no party '{printable(wanted)}'", remedy)

    def _find(self, selector: str) -> tuple[str, ...]:
        parties = self._organization.parties.values()
        prefix, colon, value = selector.partition(":")
        value = value.strip()
        tests: dict[str, Callable[[], list[str]]] = {
            "kind": lambda: [party.id for party in parties if party.kind == value],
            "tag": lambda: [party.id for party in parties if value in party.tags],
            "location": lambda: [party.id for party in parties if party.location == value],
            "can": lambda: [party.id for party in parties if value in party.can],
            "unit": lambda: sorted(self._organization.inside(value)),
        }
        if colon and prefix in tests:
            if prefix == "kind" and value not in KINDS:
                raise NobodySelected(
                    f"there is no kind '{printable(value)}'",
                    did_you_mean(value, KINDS, f"Known kinds are: {', '.join(KINDS)}."),
                )
            if prefix == "unit" and value not in self._organization.parties:
                raise self.unknown_id(value)
            found = tests[prefix]()
        elif any(char in selector for char in "*?["):
            found = self._glob(selector)
        else:
            raise self.unknown_id(selector)
        if not found:
            raise NobodySelected(
                f"'{printable(selector)}' picks nobody",
                "Correct the selector, or remove it.",
            )
        return tuple(found)

    def _glob(self, pattern: str) -> list[str]:
        import re
        from fnmatch import translate

        matches = re.compile(translate(pattern)).match
        return [party for party in self._organization.parties if matches(party)]
