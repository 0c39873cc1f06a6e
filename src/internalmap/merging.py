"""Several files as one model: what adds up, and what may be said only once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from internalmap.errors import Place, Problem
from internalmap.files import Part
from internalmap.printable import printable
from internalmap.source import Path, Route, Source

#: An entry as the schema gives it: keys to values, `None` for not given.
Entry = dict[str, Any]


class WrittenNeed(NamedTuple):
    """A need as it stands in a file: its place, the id of its customer as written (`None`: for
    everyone), its keys and the file's defaults."""

    route: Route
    customer: str | None
    entry: Entry


@dataclass
class Merged:
    """What all files say together."""

    title: str
    sources: tuple[Source, ...]
    scale: tuple[float, float] = (1.0, 5.0)
    protect: list[str] = field(default_factory=list)
    protect_route: Route | None = None
    parties: dict[str, Entry] = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)
    needs: list[WrittenNeed] = field(default_factory=list)
    check: Entry = field(default_factory=dict)
    check_route: Route | None = None
    problems: list[Problem] = field(default_factory=list)
    #: Nothing was wrong with the form: judgements that rest on the whole model can be made.
    sound: bool = False

    def report(
        self,
        route: Route,
        message: str,
        remedy: str = "",
        *,
        key: bool = False,
        related: tuple[tuple[Route, str], ...] = (),
    ) -> None:
        """Note a problem at a place; `key`: at its key, not its value."""
        self.problems.append(
            Problem(
                self.place(route, key=key),
                message,
                remedy,
                tuple((self.place(other, key=True), note) for other, note in related),
            )
        )

    def place(self, route: Route, *, key: bool = False) -> Place:
        """The place that a route leads to."""
        source = self.sources[route.source]
        return Place(source, source.key_span(route.path) if key else source.value_span(route.path))


def merge(said: list[tuple[Part, Entry]], title: str) -> Merged:
    """Put the files together, noting what contradicts."""
    merged = Merged(title, tuple(part.source for part, _ in said))
    titles: list[tuple[str, Route]] = []
    scales: list[tuple[tuple[float, float], Route]] = []
    for number, (_, entry) in enumerate(said):
        if entry.get("organization") is not None:
            titles.append((entry["organization"], Route(number, ("organization",))))
        if entry.get("scale") is not None:
            route = Route(number, ("scale",))
            scales.append((_scale(merged, entry["scale"], route), route))
        if entry.get("protect") is not None:
            route = Route(number, ("protect",))
            if merged.protect_route is not None:
                _twice(merged, "protect", route, merged.protect_route)
            else:
                merged.protect, merged.protect_route = entry["protect"], route
        if entry.get("check") is not None:
            route = Route(number, ("check",))
            if merged.check_route is not None:
                _twice(merged, "check", route, merged.check_route)
            else:
                merged.check, merged.check_route = entry["check"], route
        _take_parties_and_needs(merged, number, entry)
    for found, what in ((titles, "organization"), (scales, "scale")):
        for value, route in found[1:]:
            if value != found[0][0]:
                merged.report(
                    route,
                    f"two files give a different '{what}'",
                    "Keep one of them.",
                    key=True,
                    related=((found[0][1], "the other"),),
                )
    if titles:
        merged.title = titles[0][0]
    if scales:
        merged.scale = scales[0][0]
    if not merged.parties:
        place = Place(merged.sources[0], merged.sources[0].span(0, 0))
        remedy = "Add them below 'parties:', one id a line, such as '  kitchen:'."
        merged.problems.append(Problem(place, "there are no parties", remedy))
    return merged


def _take_parties_and_needs(merged: Merged, number: int, entry: Entry) -> None:
    defaults = entry.get("defaults") or {}
    party_defaults = _given(defaults.get("party"))
    need_defaults = _given(defaults.get("need"))
    parties = merged.parties
    for id, party in (entry.get("parties") or {}).items():
        route = Route(number, ("parties", id))
        if id in parties:
            merged.report(
                route,
                f"the party '{printable(id)}' is declared twice",
                "Merge the two, or rename one.",
                key=True,
                related=((merged.routes[id], "first here"),),
            )
            continue
        party = party or {}
        needs = party.get("needs")
        parties[id] = {**party_defaults, **_given(party)} if party_defaults else party
        merged.routes[id] = route
        if needs:
            _take_needs(merged, needs, id, number, ("parties", id, "needs"), need_defaults)
    flat = entry.get("needs") or []
    for index, need in enumerate(flat):
        path: Path = ("needs", index)
        customer = need.get("customer")
        if customer is None:
            merged.report(
                Route(number, path),
                "'customer' is missing",
                "A need in the root list names the party that has it: 'customer: kitchen'.",
            )
            continue
        filled = {**need_defaults, **_given(need)} if need_defaults else need
        merged.needs.append(WrittenNeed(Route(number, path), customer, filled))
    everyone = (entry.get("everyone") or {}).get("needs") or []
    _take_needs(merged, everyone, None, number, ("everyone", "needs"), need_defaults)


def _take_needs(
    merged: Merged,
    needs: list[Entry],
    customer: str | None,
    number: int,
    path: Path,
    defaults: Entry,
) -> None:
    for index, need in enumerate(needs):
        filled = {**defaults, **_given(need)} if defaults else need
        merged.needs.append(WrittenNeed(Route(number, (*path, index)), customer, filled))


def _given(entry: Entry | None) -> Entry:
    return {key: value for key, value in (entry or {}).items() if value is not None}


def _scale(merged: Merged, entry: Entry, route: Route) -> tuple[float, float]:
    low = entry.get("min")
    high = entry.get("max")
    scale = (1.0 if low is None else low, 5.0 if high is None else high)
    if scale[0] >= scale[1]:
        message = "the scale's 'min' is not below its 'max'"
        merged.report(route, message, "Write, for example, {min: 1, max: 5}.", key=True)
        return (1.0, 5.0)
    return scale


def _twice(merged: Merged, key: str, route: Route, first: Route) -> None:
    merged.report(
        route,
        f"'{key}' stands in two files",
        "Keep it in one file.",
        key=True,
        related=((first, "first here"),),
    )
