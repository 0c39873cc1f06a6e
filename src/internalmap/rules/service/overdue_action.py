"""`overdue-action`: what was promised to mend a thing is done by its day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from internalmap.model.organization import Action, Need
from internalmap.rules.need_words import need_words
from internalmap.rules.rule import Facts, Location, Match, Rule
from internalmap.source import Route
from internalmap.text.escape import escape


def _find(facts: Facts) -> Iterator[Match]:
    for party in facts.organization.parties.values():
        if not party.actions:
            continue
        about = facts.names.short(party.id)
        for action, place in _overdue(facts, party.actions, party.route):
            message = _message(facts, action, about)
            yield Match((party.id,), message, place, mark=action.what, measure=_measure(action))
    for need in facts.organization.needs:
        if not need.actions:
            continue
        about = need_words(facts.names, need)
        for action, place in _overdue(facts, need.actions, need.route):
            yield _of_need(need, _message(facts, action, about), place, action)


def _of_need(need: Need, message: str, place: Location, action: Action) -> Match:
    parties = () if need.customer is None else (need.customer,)
    return Match(
        parties,
        message,
        place,
        service=need.service,
        need=need,
        mark=action.what,
        measure=_measure(action),
    )


def _measure(action: Action) -> float | None:
    """How bad it is, whatever the day: the earlier it was due, the worse."""
    return None if action.due is None else -action.due.toordinal()


def _overdue(
    facts: Facts, actions: Sequence[Action], route: Route | None
) -> Iterator[tuple[Action, Location]]:
    """The actions due before today and not done, with their places; the order in which they were
    written means nothing."""
    late = [
        (action.due, action.what, action.owner or "", index)
        for index, action in enumerate(actions)
        if action.done is None and action.due is not None and action.due < facts.today
    ]
    for *_, index in sorted(late):
        yield actions[index], Location(_entry(route, index), "due")


def _entry(route: Route | None, index: int) -> Route | None:
    return None if route is None else Route(route.source, (*route.path, "actions", index))


def _message(facts: Facts, action: Action, about: str) -> str:
    who = "nobody in particular" if action.owner is None else facts.names.someone(action.owner)
    return (
        f"{escape(action.what)}, promised for {about}, was due on {action.due} and is not done; "
        f"it is up to {who}."
    )


RULE = Rule(
    id="overdue-action",
    severity="warning",
    title="An action that is overdue",
    finds="An action of a party or of a need that was due before today and has no day on which it "
    "was done.",
    why="A promise to mend a thing is a promise like any other, and others wait for it. One that "
    "is late and never spoken of teaches people not to report what is broken.",
    remedy="Do it and write down the day; or agree another day with those who wait for it.",
    fires="""\
parties:
  guests:  {kind: customer, needs: [kitchen]}
  kitchen: {actions: [{what: second oven, owner: anna, due: 2026-10-01}]}
""",
    silent="""\
parties:
  guests:  {kind: customer, needs: [kitchen]}
  kitchen: {actions: [{what: second oven, owner: anna, due: 2026-10-01, done: 2026-09-28}]}
""",
    find=_find,
    calendar=True,
)
