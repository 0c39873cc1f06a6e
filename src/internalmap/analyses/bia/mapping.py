"""A page for each essential need of a protected party: all that stands behind it, and where it is
weak."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import inf
from typing import NamedTuple

from internalmap.analyses.absence.account import Account
from internalmap.analyses.bia.stands_on import behind, by_kind
from internalmap.kernel.scope import Scope
from internalmap.kernel.tolerance import needed
from internalmap.results.analyze import ActionRow, HollowFallback, NeedRef
from internalmap.results.bia import MAX_PAGES, MAX_PAPER, MAX_WEAK_POINTS, NeedPage, WeakPoint


class _Asked(NamedTuple):
    """A need, by number, of a protected party."""

    customer: int
    number: int


def need_pages(
    scope: Scope,
    accounts: Mapping[int, Account],
    hollow: Sequence[HollowFallback],
    actions: Iterable[ActionRow],
) -> tuple[tuple[NeedPage, ...], int]:
    """The pages, by the id of the protected party and then the order of needs, and how many there
    would be. What everyone needs has no page."""
    network = scope.network
    written = len(scope.organization.needs)
    asked = [
        _Asked(customer, number)
        for customer in scope.protected
        for number in network.essential_of[customer]
        if number < written
        and network.requirements[number].need.customer is not None
        and customer in network.requirements[number].customers
    ]
    shown = asked[:MAX_PAGES]
    weak = _weak_points(scope, shown, accounts)
    still_open = [action for action in actions if action.done is None]
    pages = [_page(scope, each, weak[each], hollow, still_open) for each in shown]
    return tuple(pages), len(asked)


def _page(
    scope: Scope,
    asked: _Asked,
    weak: Sequence[WeakPoint],
    hollow: Sequence[HollowFallback],
    actions: Sequence[ActionRow],
) -> NeedPage:
    network = scope.network
    requirement = network.requirements[asked.number]
    need = requirement.need
    parties = behind(network, requirement.suppliers) - {asked.customer}
    ids = set(scope.ids(sorted(parties)))
    ref = NeedRef.of(need)
    paper = [each for each in hollow if each.need == ref or each.need.customer in ids]
    customer = scope.organization.parties[network.ids[asked.customer]]
    return NeedPage(
        need=ref,
        protected=customer.id,
        buffer=need.buffer,
        limit=need.limit,
        customer_limit=customer.limit,
        max_data_loss=need.max_data_loss,
        said=need.said,
        stands_on=by_kind(network, parties),
        weak_points=tuple(weak[:MAX_WEAK_POINTS]),
        weak_points_total=len(weak),
        paper_fallbacks=tuple(paper[:MAX_PAPER]),
        paper_fallbacks_total=len(paper),
        actions=tuple(
            action
            for action in actions
            if action.party in ids
            or (action.party, action.service) == (need.customer, need.service)
        ),
        importance=need.importance,
    )


def _weak_points(
    scope: Scope, asked: Sequence[_Asked], accounts: Mapping[int, Account]
) -> dict[_Asked, list[WeakPoint]]:
    """For each need, the absences that leave it unmet, those first that are soonest intolerable."""
    by_need: dict[int, list[_Asked]] = {}
    for each in asked:
        by_need.setdefault(each.number, []).append(each)
    found: dict[_Asked, list[WeakPoint]] = {each: [] for each in asked}
    for absence in scope.candidates:
        account = accounts.get(absence)
        if account is None:
            continue
        for number in sorted(by_need.keys() & account.timeline.unmet.keys()):
            for each in by_need[number]:
                if each.customer not in account.back:
                    found[each].append(_weak_point(scope, absence, each, account))
    for points in found.values():
        points.sort(
            key=lambda point: (
                point.needed,
                -(inf if point.gap is None else point.gap),
                point.party,
            )
        )
    return found


def _weak_point(scope: Scope, absence: int, asked: _Asked, account: Account) -> WeakPoint:
    network = scope.network
    since = account.timeline.unmet[asked.number]
    due = needed(network, asked.customer, {asked.number: since})
    back = network.restore[absence]
    return WeakPoint(
        party=network.ids[absence],
        after=since,
        needed=due,
        restore=None if back == inf else back,
        gap=None if back == inf else back - due,
    )
