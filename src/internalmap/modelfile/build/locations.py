"""Where parties are: the locations that are sites of the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from internalmap.model.organization import OUTSIDE_KINDS, Party
from internalmap.modelfile.build.merging import Merged
from internalmap.source import Route
from internalmap.text.escape import quoted
from internalmap.text.suggest import did_you_mean

#: How many sites of one name a message names.
_SHOWN = 8


def located(merged: Merged, parties: Mapping[str, Party]) -> dict[str, Party]:
    """The parties with the sites that they are at, and how long they go on without any of them.

    A location is a site where it is the id of one, or else the name of one, in any capitals if no
    other is meant. Where external customers and outside suppliers are is no site of the house, and
    no site is at itself.
    """
    sites = _Sites(merged, parties)
    found = dict(parties)
    for id, party in parties.items():
        at = sites.of(party) if party.location and sites.known else ()
        if at:
            found[id] = replace(party, sites=at, location_buffer=_buffer(merged, party))
        elif party.location_buffer is not None:
            _report_buffer(merged, party)
            found[id] = replace(party, location_buffer=None)
    return found


def _buffer(merged: Merged, party: Party) -> int | None:
    """What the party says, else the buffer that the defaults of its file give to needs."""
    if party.location_buffer is not None or party.route is None:
        return party.location_buffer
    defaults = merged.parsed[party.route.source].entry.get("defaults") or {}
    buffer: int | None = (defaults.get("need") or {}).get("buffer")
    return buffer


def _report_buffer(merged: Merged, party: Party) -> None:
    """Note a buffer of its own that no site goes with; one from the defaults is for others."""
    id = party.id
    own = merged.own_keys.get(id)
    if own is not None and "location_buffer" not in own:
        return
    if merged.uncertain.isdisjoint(("kind", "location")):
        route = merged.routes[id]
        merged.report(
            Route(route.source, (*route.path, "location_buffer")),
            f"{quoted(id)} is at no site, so there is nothing for location_buffer to say",
            "Write the id of a site in 'location', or take this out.",
            key=True,
        )


class _Sites:
    """The sites of the house, by id and by name."""

    def __init__(self, merged: Merged, parties: Mapping[str, Party]) -> None:
        self._merged = merged
        self.known = {id: party for id, party in parties.items() if party.kind == "site"}
        self._exactly: dict[str, list[str]] = {}
        self._alike: dict[str, list[str]] = {}
        for id, party in self.known.items():
            self._exactly.setdefault(party.name, []).append(id)
            self._alike.setdefault(party.name.casefold(), []).append(id)

    def of(self, party: Party) -> tuple[str, ...]:
        """The sites that a party is at, in its order of preference."""
        if party.kind in OUTSIDE_KINDS:
            return ()
        meant = [self._meant(text) for text in party.location]
        others = [[id for id in ids if id != party.id] for ids in meant]
        if not any(others):
            return ()
        found: dict[str, None] = {}
        for place, (text, ids) in enumerate(zip(party.location, meant, strict=True)):
            if ids == [party.id]:
                continue
            if len(ids) == 1 and ids[0] not in found:
                found[ids[0]] = None
            else:
                self._report(party, place, text, ids)
        return tuple(found)

    def _meant(self, text: str) -> list[str]:
        """The sites that a text may stand for: more than one only where they share a name."""
        if text in self.known:
            return [text]
        return self._exactly.get(text) or self._alike.get(text.casefold()) or []

    def _report(self, party: Party, place: int, text: str, ids: Sequence[str]) -> None:
        """Note a location that is no site beside one that is, a name that several sites have, or a
        site that is named twice."""
        if not self._merged.uncertain.isdisjoint(("kind", "location")):
            return
        if not ids:
            message = f"{quoted(text)} is no site, and another place in this list is one"
            remedy = "Add it to 'parties' with 'kind: site', or take it out of the list."
            known = [*self.known, *(each.name for each in self.known.values())]
            remedy = did_you_mean(text, list(dict.fromkeys(known)), remedy)
        elif len(ids) > 1:
            shown = [quoted(id) for id in ids[:_SHOWN]]
            more = f", … {len(ids) - _SHOWN:,} more" if len(ids) > _SHOWN else ""
            message = f"{len(ids):,} sites are called {quoted(text)}"
            remedy = f"Say which by its id: {', '.join(shown)}{more}."
        else:
            message = f"{quoted(ids[0])} is named twice as the place where {quoted(party.id)} is"
            remedy = "Name each site once; the order is the order of preference."
        route = self._merged.routes[party.id]
        path = (*route.path, "location", place)
        self._merged.report(Route(route.source, path), message, remedy)
