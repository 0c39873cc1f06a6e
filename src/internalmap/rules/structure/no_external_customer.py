"""`no-external-customer`: an organisation is there for somebody outside."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.phrases import listed, plural
from internalmap.rules.rule import Facts, Location, Match, Rule
from internalmap.source import Route


def _find(facts: Facts) -> Iterator[Match]:
    if not facts.organization.of_kind("customer"):
        yield Match((), f"No party is an external customer; {_instead(facts)}.", _place(facts))


def _instead(facts: Facts) -> str:
    """Who is protected in their place."""
    settings = facts.analysis.settings
    if not settings.protected:
        return "nobody is protected, so nobody can be let down"
    names = listed(facts.names.shorts(settings.protected), limit=5)
    protected = f"{names} {plural(len(settings.protected), 'is', 'are')} protected instead"
    # The usual reason is the finding itself, and its advice is the remedy.
    usual = facts.scope.protected == facts.scope.roots and not facts.organization.protect
    return f"{protected}, at the end of the chains" if usual else f"{protected}, {facts.scope.why}"


def _place(facts: Facts) -> Location:
    """Where the parties stand: of several files, in the first that has some."""
    sources = enumerate(facts.organization.sources)
    first = next((number for number, each in sources if each.find(("parties",))), 0)
    return Location(Route(first, ("parties",)))


RULE = Rule(
    id="no-external-customer",
    severity="note",
    title="A model without an external customer",
    finds="A model in which no party is of kind customer.",
    why="The external customer is what the organisation exists for. Without one nobody can say "
    "who is let down in the end; the parties at the end of the chains only stand in.",
    remedy="Add those whom the organisation exists for, with kind: customer, and what they need.",
    fires="""\
parties:
  restaurant: {needs: [kitchen]}
  kitchen:
""",
    silent="""\
parties:
  guests:     {kind: customer, needs: [restaurant]}
  restaurant: {needs: [kitchen]}
  kitchen:
""",
    find=_find,
)
