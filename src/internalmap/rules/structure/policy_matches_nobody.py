"""`policy-matches-nobody`: what a policy speaks of is there."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.selectors import NobodySelected, Selection
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
                    message = f"In '{key}' of the policy {quoted(policy.name)}, {nobody.message}."
                    yield Match(
                        (),
                        message,
                        Location(route),
                        service=policy.name,
                        remedy=nobody.remedy,
                        mark=f"{key} {selector}",
                    )


RULE = Rule(
    id="policy-matches-nobody",
    severity="warning",
    title="A policy that speaks of nobody",
    finds="A selector in a policy that picks no party of the model.",
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
