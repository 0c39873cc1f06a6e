"""`policy`: the rules of the house about who may, or must, depend on whom hold."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.phrases import listed
from internalmap.model.selectors import Selection
from internalmap.model.settings import Policy
from internalmap.rules.policies import Dependencies, Violation, violations
from internalmap.rules.rule import Facts, Location, Match, Rule
from internalmap.text.escape import escape, quoted

#: What is said of a supplier that a customer must not depend on, by the kind of policy.
_WHO = {
    "forbidden": "",
    "independent": " in another group",
    "layers": " in an earlier layer",
    "only-through": " past the door",
}
_REMEDIES = {
    "forbidden": "Have one of these needs met by somebody else, or change the policy.",
    "independent": "Have one of these needs met inside the group or by somebody outside all "
    "groups, or change the policy.",
    "layers": "Have one of these needs met by the same layer or a later one, or change the policy.",
    "only-through": "Take the need to the door, or add its supplier to 'door' in the policy.",
    "required": "Write the need down, or leave the party out of 'customers' in the policy.",
}
#: So many selectors of suppliers are named.
_SELECTORS = 3


def _find(facts: Facts) -> Iterator[Match]:
    dependencies = Dependencies(facts.scope.network)
    selection = Selection(facts.organization)
    for policy in facts.organization.check.policies:
        for violation in violations(dependencies, policy, selection):
            if violation.supplier is None:
                yield _missing(facts, policy, violation.customer)
            else:
                yield _excluded(facts, policy, violation, violation.supplier)


def _excluded(facts: Facts, policy: Policy, violation: Violation, supplier: str) -> Match:
    """A dependency that must not be."""
    names, need = facts.names, violation.needs[0]
    what = f"{names.short(violation.customer)} depends on {names.short(supplier)}"
    what += _WHO[policy.kind]
    if len(violation.chain) > 2:
        what += f" ({names.chain(violation.chain)})"
    if violation.others:
        what += f" and on {violation.others:,} more"
    suppliers = violation.chain[-3::-1]
    further = [
        (facts.need_at(each, "from"), f"the next need on the way, met by {names.short(met_by)}")
        for each, met_by in zip(violation.needs[1:], suppliers, strict=False)
    ]
    return Match(
        (violation.customer, supplier),
        _message(policy, what),
        facts.need_at(need, "from"),
        service=policy.name,
        remedy=_REMEDIES[policy.kind],
        related=(_entry(policy), *further),
        need=need,
        accepted_at=(violation.customer,),
    )


def _missing(facts: Facts, policy: Policy, customer: str) -> Match:
    """A dependency that must be and is not."""
    suppliers = [
        facts.names.short(selector) if selector in facts.organization.parties else quoted(selector)
        for selector in policy.groups["suppliers"]
    ]
    lacks = "has no need from" if policy.direct else "does not depend on"
    what = f"{facts.names.short(customer)} {lacks} {listed(suppliers, 'or', limit=_SELECTORS)}"
    return Match(
        (customer,),
        _message(policy, what),
        facts.party_at(customer),
        service=policy.name,
        remedy=_REMEDIES[policy.kind],
        related=(_entry(policy),),
    )


def _message(policy: Policy, what: str) -> str:
    """What is wrong, between the policy's name and its reason, which are the house's own words."""
    reason = escape(policy.reason.strip())
    end = "" if reason.endswith((".", "!", "?", "…")) else "."
    return f"{escape(policy.name)}: {what}. {reason}{end}"


def _entry(policy: Policy) -> tuple[Location, str]:
    return Location(policy.route, "name"), "the policy"


RULE = Rule(
    id="policy",
    severity="error",
    title="A broken policy",
    finds="A dependency that a policy of the model rules out, or a party without one that a policy "
    "asks for. Each direct dependency is a finding; of longer chains, the shortest from each "
    "customer. A unit's need of its own people does not count, any other need does.",
    why="A boundary that was drawn for a reason goes quietly: each new need is sensible by itself, "
    "and nobody sees the chain that it closes.",
    remedy="Have the need met another way, or change the policy; accept the finding where it is an "
    "exception.",
    fires="""\
parties:
  guests:   {kind: customer, needs: [bar]}
  bar:      {needs: [ordering]}
  ordering: {needs: [cloud]}
  cloud:    {kind: supplier}
check:
  policies:
    - name: Serve without the internet
      kind: forbidden
      customers: bar
      suppliers: cloud
      reason: The line is down once a week.
""",
    silent="""\
parties:
  guests:   {kind: customer, needs: [bar, web]}
  bar:      {needs: [ordering]}
  ordering:
  web:      {needs: [cloud]}
  cloud:    {kind: supplier}
check:
  policies:
    - name: Serve without the internet
      kind: forbidden
      customers: bar
      suppliers: cloud
      reason: The line is down once a week.
""",
    find=_find,
)
