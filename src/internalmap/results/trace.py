"""How one party comes to depend on another: the chains between them.

Durations are in seconds, shares from 0 to 1. Parties are named by their ids; `names` has what
people call them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from internalmap._dataclass import dataclass
from internalmap.results.analyze import RatedNeed

if TYPE_CHECKING:
    from internalmap.model.organization import Importance


@dataclass(frozen=True, slots=True)
class Link:
    """A step of a chain: the services that a supplier gives a customer, the highest importance
    among them, and whether each that matters as much has others to fall back on."""

    supplier: str
    customer: str
    services: tuple[str, ...]
    importance: Importance
    fallback: bool


@dataclass(frozen=True, slots=True)
class Trace:
    """How a supplier's work reaches a customer: the chains, both ends included, the parties that
    every chain runs through, whether and after how many seconds the customer stops when the
    supplier is gone, and the lowest-rated need on the way.

    `complete`: these are all the chains that were asked for; `every`: all were, not only the
    shortest. `links` are the steps of the chains. `along`: the customer is inside the supplier, so
    that it is gone along with it.
    """

    organization: str
    supplier: str
    customer: str
    chains: tuple[tuple[str, ...], ...]
    always_through: tuple[str, ...]
    stops: bool
    after: float | None
    along: bool
    complete: bool
    every: bool
    links: tuple[Link, ...]
    lowest_rated: RatedNeed | None
    scale: tuple[float, float]
    names: Mapping[str, str] = field(repr=False)
    marking: str | None = None
