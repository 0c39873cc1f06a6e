"""`no-standard`: what is essential has a standard that both sides know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from internalmap.model.organization import Need
from internalmap.model.phrases import counted, plural
from internalmap.rules.need_words import both_ends, need_words
from internalmap.rules.rule import Facts, Match, Rule


def _find(facts: Facts) -> Iterator[Match]:
    for need in _essential(facts):
        if need.within is None:
            yield Match(
                both_ends(need),
                partial(_message, facts, need),
                facts.need_at(need),
                service=need.service,
                need=need,
                # One finding for the whole model stands at no single fault that could be accepted.
                accepted_at=(),
            )


def _join(facts: Facts, found: Sequence[Match]) -> Iterator[Match]:
    essential = len(_essential(facts))
    some = counted(len(found), "essential need")
    of_all = "" if len(found) == essential else f" of {essential:,}"
    if found:
        yield Match(
            (),
            f"{some}{of_all} {plural(len(found), 'has', 'have')} no agreed time: nobody can say "
            "when the supplier is late.",
            found[0].at,
            related=lambda: [
                (each.at, need_words(facts.names, each.need))
                for each in found
                if each.need is not None
            ],
            members=tuple(found),
        )


def _message(facts: Facts, need: Need) -> str:
    return f"{need_words(facts.names, need)} has no agreed time."


def _essential(facts: Facts) -> list[Need]:
    return [need for need in facts.organization.needs if need.importance == "essential"]


RULE = Rule(
    id="no-standard",
    severity="note",
    title="Essential needs without a service standard",
    finds="Essential needs for which no time is agreed, in one finding for the whole model. "
    "Staffing is left out.",
    why="A service standard tells the supplier what to do and the customer what to count on. "
    "Without one, each finds out what the other meant when it is too late.",
    remedy="Agree with both sides how soon the supplier answers, and write it down as within.",
    fires="""\
parties:
  guests:  {kind: customer, needs: [{service: Dinner, from: kitchen}]}
  kitchen:
""",
    silent="""\
parties:
  guests:  {kind: customer, needs: [{service: Dinner, from: kitchen, within: 20min}]}
  kitchen:
""",
    find=_find,
    join=_join,
)
