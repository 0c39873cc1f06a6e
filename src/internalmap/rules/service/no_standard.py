"""`no-standard`: what is essential has a standard that both sides know."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.phrases import counted, plural
from internalmap.rules.need_words import need_words
from internalmap.rules.rule import Facts, Match, Rule


def _find(facts: Facts) -> Iterator[Match]:
    essential = [need for need in facts.organization.needs if need.importance == "essential"]
    without = [need for need in essential if need.within is None]
    if without:
        some = counted(len(without), "essential need")
        of_all = "" if len(without) == len(essential) else f" of {len(essential):,}"
        yield Match(
            (),
            f"{some}{of_all} {plural(len(without), 'has', 'have')} no agreed time: nobody can say "
            "when the supplier is late.",
            facts.need_at(without[0]),
            related=tuple((facts.need_at(need), need_words(facts.names, need)) for need in without),
            # One finding for the whole model stands at no single fault that could be accepted.
            accepted_at=(),
            members=tuple(without),
        )


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
)
