"""What is due: feedback talks, actions, acceptances that run out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from internalmap.model.organization import Acceptance, Action, Need, Organization
from internalmap.results.agenda import Agenda, AgendaItem


def agenda(organization: Organization, today: date, *, ahead: timedelta) -> Agenda:
    """What is overdue today or comes due within `ahead`, per unit, oldest first.

    A feedback talk is due once the last one is older than the model's `max_review_age` of the rule
    `stale-feedback` (365 days), and where satisfaction is given and no talk is on record; that has
    no date and stands first. An action is due on its date while it is not done; one without a date
    stands first too. An acceptance runs out on its date. The unit is the one that the party is
    part of.
    """
    horizon = _later(today, ahead)
    items = [
        item
        for item in (*_talks(organization), *_promised(organization), *_accepted(organization))
        if item.due is None or item.due <= horizon
    ]
    dated = [_dated(item, today, organization) for item in items]
    dated.sort(key=_order)
    names = {party.id: party.name for party in organization.parties.values()}
    return Agenda(organization.title, today, tuple(dated), names, organization.marking)


def _order(item: AgendaItem) -> tuple[bool, str, date, str, str, str, str]:
    return (
        item.unit is None,
        item.unit or "",
        item.due or date.min,
        item.kind,
        item.party or "",
        item.with_party or "",
        item.what,
    )


def _dated(item: AgendaItem, today: date, organization: Organization) -> AgendaItem:
    overdue = None if item.due is None else (today - item.due).days
    owner = None if item.party is None else organization.parties[item.party].owner
    return replace(item, days_overdue=overdue, owner=owner)


def _unit(organization: Organization, party: str | None) -> str | None:
    return None if party is None else organization.parties[party].part_of


def _talks(organization: Organization) -> Iterator[AgendaItem]:
    setting = organization.check.rules.get("stale-feedback")
    seconds = setting.values.get("max_review_age") if setting is not None else None
    longest = timedelta.max.total_seconds() // 2  # a longer time is as good as never
    age = timedelta(days=365) if seconds is None else timedelta(seconds=min(seconds, longest))
    for need in organization.needs:
        if need.reviewed is None and need.satisfaction is None:
            continue
        due = None if need.reviewed is None else _later(need.reviewed, age)
        for supplier in need.first_suppliers:
            yield AgendaItem(
                kind="talk",
                unit=_unit(organization, need.customer),
                party=need.customer,
                with_party=supplier,
                what=_about(need),
                due=due,
                days_overdue=None,
            )


def _later(day: date, age: timedelta) -> date:
    try:
        return day + age
    except OverflowError:
        return date.max


def _about(need: Need) -> str:
    return f"feedback on {need.service}" if need.service else "feedback"


def _promised(organization: Organization) -> Iterator[AgendaItem]:
    def item(party: str | None, action: Action) -> AgendaItem:
        return AgendaItem(
            kind="action",
            unit=_unit(organization, party),
            party=party,
            with_party=action.owner,
            what=action.what,
            due=action.due,
            days_overdue=None,
        )

    for party in organization.parties.values():
        for action in party.actions:
            if action.done is None:
                yield item(party.id, action)
    for need in organization.needs:
        for action in need.actions:
            if action.done is None:
                yield item(need.customer, action)


def _accepted(organization: Organization) -> Iterator[AgendaItem]:
    def item(party: str | None, acceptance: Acceptance) -> AgendaItem:
        return AgendaItem(
            kind="acceptance",
            unit=_unit(organization, party),
            party=party,
            with_party=acceptance.by,
            what=f"{acceptance.rule}: {acceptance.reason}",
            due=acceptance.until,
            days_overdue=None,
        )

    for party in organization.parties.values():
        for acceptance in party.accept:
            if acceptance.until is not None:
                yield item(party.id, acceptance)
    for need in organization.needs:
        for acceptance in need.accept:
            if acceptance.until is not None:
                yield item(need.customer, acceptance)
