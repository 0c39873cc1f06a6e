"""`agenda`: an organisation in, what is due out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from internalmap.analyses import agenda as due
from internalmap.api.query import Query
from internalmap.arguments import day, instance
from internalmap.model.organization import Organization
from internalmap.results.agenda import Agenda

_AHEAD = timedelta(days=30)


def agenda(
    organization: Organization,
    *,
    today: date | None = None,
    ahead: timedelta = _AHEAD,
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
) -> Agenda:
    """What is overdue today (without a day: by the clock) or comes due within `ahead`: feedback
    talks, actions, acceptances that run out.

    `only_needs` and `without_needs` are as for `internalmap.analyze`.

    Raises `InternalMapError` for a tag that no need has.
    """
    query = Query.of(only_needs=only_needs, without_needs=without_needs)
    today, ahead = day("today", today), instance("ahead", ahead, timedelta)
    return due.agenda(query.needs_of(organization), today or date.today(), ahead=ahead)
