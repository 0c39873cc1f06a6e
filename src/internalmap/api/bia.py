"""`bia`: an organisation in, its business impact analysis out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from math import inf

from internalmap._gc import gc_paused
from internalmap.analyses.absence.times import MAX_STEPS, Times, Watched, times
from internalmap.analyses.advise.questions import whom_to_ask
from internalmap.analyses.bia.activities import activities, what_is_done
from internalmap.analyses.bia.mapping import need_pages
from internalmap.analyses.bia.resources import Resources
from internalmap.analyses.bia.stands_on import MAX_NAMED
from internalmap.analyses.fallbacks import Defeats, SmallestDefeats, hollow_fallbacks
from internalmap.analyses.scenarios import scenarios
from internalmap.analyses.single_points import SingleFailures
from internalmap.api.analyze import action_rows
from internalmap.api.query import Query
from internalmap.arguments import callback
from internalmap.kernel.recovery import in_order, needed_by
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import single_failures
from internalmap.model.organization import Importance, Organization
from internalmap.results.bia import MAX_PAGES, Activity, Bia, BiaSettings, RecoveryStep

#: Called with a few words at each stage, for those who show progress.
Progress = Callable[[str], None]


def bia(
    organization: Organization,
    *,
    protect: Sequence[str] = (),
    candidates: Sequence[str] = (),
    stops_on: Importance = "essential",
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
    progress: Progress | None = None,
) -> Bia:
    """The business impact analysis: what is done, what it stands on, by when that must be back, and
    in which order after everything went.

    The arguments are as for `internalmap.analyze`. Times are in seconds; what is not known is
    `None`.

    >>> import internalmap
    >>> clinic = internalmap.loads('''
    ... parties:
    ...   patients: {kind: customer, needs: [{from: visits, buffer: 1h, limit: 4h}]}
    ...   visits:   {kind: process, needs: [records]}
    ...   records:  {kind: system, restore: 1d, restore_target: 2h}
    ... ''')
    >>> found = internalmap.bia(clinic)
    >>> [(row.party, row.needed, row.gap) for row in found.resources]
    [('records', 14400, 72000)]
    >>> [(step.parties, step.by) for step in found.recovery]
    [(('records',), 14400), (('visits',), 14400)]

    Raises `InternalMapError` for a selector that picks nobody and for an unknown setting.
    """
    query = Query.of(
        protect=protect,
        candidates=candidates,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
    )
    log = callback("progress", progress)
    with gc_paused():
        log("building the network")
        return _bia(query.scope(organization), query.candidates, log)


def _bia(scope: Scope, candidates: Sequence[str], log: Progress) -> Bia:
    organization, network = scope.organization, scope.network
    done = what_is_done(scope)
    # Whoever does something counts as protected here, so that one account tells all that is asked.
    wide = replace(scope, protected=tuple(sorted({*scope.protected, *done})))
    log("removing each party")
    failures, defeats = SingleFailures(), Defeats()
    for block in single_failures(network):
        failures.take(wide, block)
        defeats.take(scope, block)
    log("timing what stops")
    defeated_by = SmallestDefeats(scope, defeats)
    watched = Watched(defeated_by, defeats.unmet)
    timed = times(wide, failures.stops, failures.stopped, watched)
    found = activities(scope, done, timed.accounts)
    resources = Resources(
        scope, timed.clock, timed.accounts, lambda id: whom_to_ask(organization, id)
    )
    rows = resources.rows()
    hollow = hollow_fallbacks(scope, defeated_by, timed.soonest)
    pages, total = need_pages(scope, timed.accounts, hollow, action_rows(organization))
    tried = scenarios(scope)
    log("ordering the recovery")
    by = needed_by(network, scope.protected)
    kinds = {party.id: party.kind for party in organization.parties.values()}
    steps = [scope.ids(step) for step in in_order(network, by)]
    return Bia(
        organization=organization.title,
        marking=organization.marking,
        settings=BiaSettings(
            protected=scope.ids(scope.protected),
            candidates=tuple(candidates) or None,
            stops_on=scope.stops_on,
            bands=organization.bands,
        ),
        activities=tuple(found),
        resources=rows,
        needs=pages,
        needs_total=total,
        recovery=tuple(
            RecoveryStep(by[network.index[inside[0]]], inside)
            for step in steps
            if (inside := tuple(id for id in step if kinds[id] != "customer"))
        ),
        not_needed=tuple(
            id
            for id, when in zip(network.ids, by, strict=True)
            if when == inf and kinds[id] != "customer"
        ),
        protected_why=scope.why,
        notices=(*tried.notices, *_notices(timed, found, total, resources)),
        scenarios=tried.results,
        names=scope.names,
        kinds=kinds,
        restores={
            party.id: party.restore
            for party in organization.parties.values()
            if party.restore is not None
        },
    )


def _notices(
    timed: Times, found: Sequence[Activity], pages: int, resources: Resources
) -> Iterator[str]:
    """What was left out, in words."""
    if not timed.complete:
        yield f"Times are left out: the model takes more than {MAX_STEPS:,} steps to follow."
    if any(each.stands_on is None for each in found):
        yield f"What each stands on is left out: together it would name more than {MAX_NAMED:,}."
    if not resources.complete:
        yield "How long workarounds hold is left out for some: they take too many steps to follow."
    if pages > MAX_PAGES:
        yield f"{pages:,} needs would have a page of their own: the first {MAX_PAGES:,} have one."
