"""`policy-matches-nobody`: what a policy speaks of is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from internalmap.model.phrases import listed
from internalmap.model.selectors import NobodySelected, Selection
from internalmap.rules.policies import with_ids_of_now
from internalmap.rules.rule import Facts, Location, Match, Rule
from internalmap.source import Route
from internalmap.text.escape import quoted


def _find(facts: Facts) -> Iterator[Match]:
    selection = Selection(facts.organization)
    for policy in facts.organization.check.policies:
        for key, selectors in policy.groups.items():
            for number, selector in enumerate(selectors):
                try:
                    selection.ids(selector)
                except NobodySelected as nobody:
                    route = policy.route
                    if route is not None:
                        route = Route(route.source, (*route.path, key, number))
                    again = with_ids_of_now(facts.organization, selector)
                    what, remedy = (
                        _former(selector, again) if again else (nobody.message, nobody.remedy)
                    )
                    yield Match(
                        (),
                        f"In '{key}' of the policy {quoted(policy.name)}, {what}.",
                        Location(route),
                        service=policy.name,
                        remedy=remedy,
                        mark=f"{key} {selector}",
                    )


def _former(selector: str, again: Sequence[str]) -> tuple[str, str]:
    """What is said of a selector that names a party by a former id, and what to do."""
    now = listed([quoted(each) for each in again], limit=3)
    return f"{quoted(selector)} is a former id, and is read as {now}", f"Write {now} instead."


RULE = Rule(
    id="policy-matches-nobody",
    severity="warning",
    title="A policy that speaks of nobody",
    finds="A selector in a policy that picks no party of the model, or names one by the id that it "
    "had before (`was`): the policy is then read as if it named the party by its id of now.",
    why="A policy keeps quiet when the party that it speaks of got another id: it seems to hold, "
    "and guards nothing.",
    remedy="Correct the selector, or remove it.",
    fires="""\
parties:
  guests: {kind: customer, needs: [bar]}
  bar:
check:
  policies:
    - name: Serve without the internet
      kind: forbidden
      customers: bar
      suppliers: tag:online
      reason: The line is down once a week.
""",
    silent="""\
parties:
  guests: {kind: customer, needs: [bar]}
  bar:
  web:    {tags: [online]}
check:
  policies:
    - name: Serve without the internet
      kind: forbidden
      customers: bar
      suppliers: tag:online
      reason: The line is down once a week.
""",
    find=_find,
)
