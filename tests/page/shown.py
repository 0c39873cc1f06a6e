"""Pages of examples as somebody sees them who opens the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

import internalmap
from internalmap import Organization
from internalmap.model.phrases import Names
from page.browser import Opened, until

_STATE = re.compile(
    r"gone|stopped|let down|runs again|(?:let down|stops|would stop) (?:at once|after [^,]+)"
)
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@dataclass(frozen=True)
class Example:
    """A model, and its page in a file."""

    organization: Organization
    path: Path

    @classmethod
    def of(cls, organization: Organization, folder: Path, **options: Any) -> Example:
        """A page of a model in a folder."""
        path = folder / "a page of ø.html"
        path.write_bytes(internalmap.render(organization, format="html", **options).data)
        return cls(organization, path)

    @property
    def names(self) -> dict[str, str]:
        """What people call each party."""
        return {id: party.name for id, party in self.organization.parties.items()}

    def number(self, id: str) -> int:
        """The number of a party."""
        return [*self.organization.parties].index(id)


@dataclass(frozen=True)
class Shown:
    """A page in a browser."""

    example: Example
    opened: Opened

    @property
    def page(self) -> Page:
        """The tab."""
        return self.opened.page

    def box(self, id: str) -> Locator:
        """What stands for a party on the map: its box, or its line in the box of another."""
        number = self.example.number(id)
        return self.page.locator(
            f"#drawing :is(.box, .hub, .line, .heading)[data-p='{number}']"
        ).first

    def labels(self) -> dict[str, str]:
        """What is said of each box to whoever does not see it, by id."""
        ids = [*self.example.organization.parties]
        found = self.opened.asks(
            """() => [...document.querySelectorAll("#drawing [role=button]:is(.box, .hub, .line)")]
              .map((each) => [Number(each.dataset.p), each.getAttribute("aria-label")])"""
        )
        return {ids[number]: label for number, label in found}

    def state(self, id: str) -> str:
        """What is said of the state of a box; nothing where nothing happens to it."""
        last = self.labels()[id].rpartition(", ")[2]
        return last if _STATE.fullmatch(last) else ""

    def sentence(self) -> str:
        """What happens, in a sentence."""
        return self.page.locator("#sentence").inner_text()

    def asked(self) -> str:
        """What stands behind the # of the address."""
        return self.page.url.partition("#")[2]

    def heading(self) -> str:
        """What the panel at the right is about."""
        return self.page.locator("#panel h2").inner_text()

    def wait_for(self, asked: str) -> None:
        """Until the address asks for this."""
        until(self.page, "(asked) => window.location.hash.replace(/^#/, '') === asked", asked)

    def names(self, ids: Sequence[str]) -> list[str]:
        """The names of parties."""
        return Names(self.example.names).shorts(ids)
