"""What of a finding only those look at who tell it in full: its words and its places, made when
they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from internalmap.errors import Place
from internalmap.results.check import Entry, Related, fingerprint
from internalmap.rules.rule import Facts, Location, Match, Rule
from internalmap.source import Position, Span

if TYPE_CHECKING:
    from internalmap.source import Route

STALE = "stale-acceptance"


class Telling:
    """Tells findings of one model. It does not know them: they know it, so that what nobody needs
    any more goes at once."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts

    def told(self, rule: Rule, found: Match, ordinal: int, field: str) -> object:
        """A field of a finding that not everybody asks for."""
        if field == "message":
            lacking = [part.outgrown for part in found.parts if part.outgrown]
            return " ".join([found.words, *dict.fromkeys(lacking)])
        if field == "place":
            return self._place(found.at)
        if field == "related":
            places = ((self._place(at), words) for at, words in found.places)
            return tuple(Related(place, words) for place, words in places if place is not None)
        if field == "fingerprint":
            named_by, service = found.named_by, None
            if named_by is None:
                named_by, service = found.parties, found.service
            return fingerprint(rule.id, named_by, service, found.mark, ordinal)
        if field == "members":
            return () if found.absences else tuple(sorted(map(_label, found.members)))
        assert field == "accepted_in"
        return self._accepted_in(rule, found)

    def _accepted_in(self, rule: Rule, found: Match) -> Entry | None:
        """The first entry in which an acceptance of a finding can stand."""
        if rule.id == STALE or found.accepted_at == ():
            return None
        if found.need is not None:
            route = found.need.route
        else:
            parties = found.parties[:1] if found.accepted_at is None else found.accepted_at
            route = self._facts.party_at(parties[0]).route if parties else None
        sources = self._facts.organization.sources
        if route is None or route.source >= len(sources):
            return None
        return Entry(sources[route.source], route.path)

    def _place(self, at: Location) -> Place | None:
        route: Route | None = at.route
        sources = self._facts.organization.sources
        if route is None or route.source >= len(sources):
            return None
        source = sources[route.source]
        path = (*route.path, at.key) if at.key else route.path
        span = source.key_span(path)
        if span.start == span.end:  # an item of a list that is a mapping: its first sign
            span = Span(span.start, Position(span.start.line, span.start.column + 1))
        return Place(source, span)


def _label(member: Match) -> str:
    """A member by its ids alone, whatever people call its parties."""
    need = member.need
    if need is None:
        return " ".join(member.parties)
    suppliers = " ".join(sorted(need.suppliers))
    return f"{need.customer or ''}: {need.service or ''} ({suppliers})"
