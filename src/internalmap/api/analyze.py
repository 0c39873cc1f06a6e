"""`analyze`: an organisation in, the whole report out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from internalmap._gc import gc_paused
from internalmap.analyses._order import ORDERS, ranking
from internalmap.analyses.absence.times import MAX_STEPS, Times, Watched, times
from internalmap.analyses.after_failure import AfterFailure
from internalmap.analyses.assumptions import AssumedWays, assumed_needs
from internalmap.analyses.bottlenecks import SORT_KEYS, Loads, loads, sampled
from internalmap.analyses.combinations import Combinations, combinations
from internalmap.analyses.cut_sets import cut_sets
from internalmap.analyses.fallbacks import (
    Defeats,
    SmallestDefeats,
    fails_anyway,
    hollow_fallbacks,
)
from internalmap.analyses.quality import external_customers, promises, works
from internalmap.analyses.single_points import (
    SingleFailures,
    absence_table,
    single_points,
    unit_runs,
)
from internalmap.analyses.structure import (
    cycles,
    levels,
    reciprocity,
    units,
    without_customer,
    without_line_of_sight,
)
from internalmap.api.query import Query
from internalmap.arguments import callback, count, one_of
from internalmap.kernel.scope import Scope
from internalmap.kernel.stopping import single_failures
from internalmap.model.organization import Importance, Organization
from internalmap.model.phrases import counted
from internalmap.results.analyze import ActionRow, Analysis, Assumed, PartyRow, Settings, Summary
from internalmap.results.deferred import deferred
from internalmap.text.escape import escape
from internalmap.text.exact import mean

if TYPE_CHECKING:
    from internalmap.analyses.absence.account import Account
    from internalmap.analyses.advise.exposure import Exposures
    from internalmap.api.report_figures import ReportFigures
    from internalmap.results.advise import AdviceStep
    from internalmap.results.scenarios import ScenarioResult

#: How many steps of advice a report gives.
STEPS = 3

#: Called with a few words at each stage, for those who show progress.
Progress = Callable[[str], None]


def analyze(
    organization: Organization,
    *,
    protect: Sequence[str] = (),
    candidates: Sequence[str] = (),
    stops_on: Importance = "essential",
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
    cut_size: int = 2,
    top: int = 10,
    sort: str = "utilisation",
    order: str = "soon",
    progress: Progress | None = None,
) -> Analysis:
    """Who the single points of failure and the bottlenecks are, and all else of the report.

    `protect` and `candidates` take selectors: who must not be let down, and who may be gone.
    `stops_on` is the weakest importance that stops a customer. `only_needs` and `without_needs`
    take tags. `cut_size` is the largest size of fragile sets (1: none), `top` and `sort` say how
    many bottlenecks by which figure. `order` is that of the single points of failure: `soon`,
    `customers` (most let down first) or `impact`.

    >>> import internalmap
    >>> hotel = internalmap.loads("parties: {guests: {kind: customer, needs: [bar]}, bar: }")
    >>> [point.party for point in internalmap.analyze(hotel).single_points_of_failure]
    ['bar']

    Raises `InternalMapError` for a selector that picks nobody and for an unknown setting.
    """
    query = Query.of(
        protect=protect,
        candidates=candidates,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
    )
    cut_size, top = count("cut_size", cut_size, 1), count("top", top, 0)
    sort, order = one_of("sort", sort, SORT_KEYS), one_of("order", order, ORDERS)
    log = callback("progress", progress)
    with gc_paused():
        log("building the network")
        scope = query.scope(organization)
        return analyze_scope(
            scope,
            query.candidates,
            cut_size=cut_size,
            top=top,
            sort=sort,
            order=order,
            advise=STEPS,
            in_full=True,
            log=log,
        )


def analyze_scope(
    scope: Scope,
    candidates: Sequence[str],
    *,
    cut_size: int,
    top: int = 10,
    sort: str = "utilisation",
    order: str = "soon",
    advise: int = 0,
    in_full: bool = False,
    log: Progress,
) -> Analysis:
    """`analyze`, for whoever has the scope of the question; `candidates` as they were asked for,
    with the first so many steps of advice. `in_full`: with the figures that a report alone tells;
    else these are made for whoever asks for them."""
    organization = scope.organization
    network = scope.network
    log("removing each party")
    failures, defeats, after_failure = SingleFailures(), Defeats(), AfterFailure.of(scope)
    for block in single_failures(network):
        failures.take(scope, block)
        defeats.take(scope, block)
        after_failure.take(scope, block)
        del block  # before the next is made
    log("timing what stops")
    defeated_by = SmallestDefeats(scope, defeats)
    ways = AssumedWays()
    see: list[Callable[[Account], None]] = [ways.take]
    exposures: Exposures | None = None
    if advise:
        from internalmap.api.advise import exposures_in_report  # a check asks for none

        exposures = exposures_in_report(scope, defeats.unmet)
        see.append(exposures.take)
    watched = Watched(defeated_by, defeats.unmet)
    timed = times(scope, failures.stops, failures.stopped, watched, see)
    if not timed.complete:
        ways = AssumedWays()
    points, left_out = single_points(scope, failures, timed, order)
    hollow = hollow_fallbacks(scope, defeated_by, timed.soonest)
    log("combining absences")
    sets = cut_sets(scope, cut_size, failures.stops)
    fragile = None if sets is None else combinations(scope, sets.size, sets.of, timed)
    log("measuring structure")
    steps = levels(scope)
    told = cache(partial(_told, scope))
    carried = loads(scope)
    rows = _rows(scope, failures, steps, carried, told, in_full=in_full)
    supply_cycles = cycles(network.reach)
    not_backed, backed = promises(scope)
    lonely = without_customer(scope)
    unseen = without_line_of_sight(scope, steps)
    needs = organization.needs
    tried: tuple[ScenarioResult, ...] = ()
    notices = organization.notices
    if organization.scenarios:
        from internalmap.analyses.scenarios import scenarios  # most models have none

        log("trying scenarios")
        found = scenarios(scope)
        tried, notices = found.results, found.notices
    advised: tuple[AdviceStep, ...] = ()
    all_sought = True
    if exposures is not None:
        from internalmap.api.advise import first_steps

        log("looking for steps")
        all_sought = False
        if timed.complete:
            advised, all_sought = first_steps(exposures, after_failure, carried.overloaded, advise)
    known = partial(
        Analysis,
        organization=organization.title,
        marking=organization.marking,
        sources=tuple(escape(source.relative) for source in organization.sources),
        settings=Settings(
            protected=scope.ids(scope.protected),
            candidates=tuple(candidates) or None,
            stops_on=scope.stops_on,
            cut_size=fragile.size if fragile is not None else cut_size,
            bands=organization.bands,
            soon=organization.soon,
        ),
        summary=Summary(
            parties=len(network),
            needs=len(needs),
            dependencies=network.dependencies,
            staffing_needs=len(organization.staffing),
            location_needs=len(organization.location_needs),
            single_points_of_failure=len(points),
            fragile_sets=None if fragile is None else len(fragile.sets),
            hollow_fallbacks=len(hollow),
            cycles=len(supply_cycles),
            without_customer=len(lonely),
            without_line_of_sight=len(unseen),
            reciprocity=reciprocity(network),
            density=_ratio(network.dependencies, len(network) * (len(network) - 1)),
            mean_stopped=_ratio(sum(failures.stopped), len(network) * len(network)),
            units_left_out=left_out,
            satisfaction=mean(
                need.satisfaction.exact for need in needs if need.satisfaction is not None
            ),
            assumed=Assumed(
                sum(not need.importance_given for need in needs),
                sum(need.buffer is None for need in needs),
            ),
        ),
        parties=rows,
        single_points_of_failure=points,
        hollow_fallbacks=hollow,
        fragile_sets=None if fragile is None else fragile.sets,
        cycles=supply_cycles,
        without_customer=lonely,
        without_line_of_sight=unseen,
        promises_not_backed=not_backed,
        works=works(needs, {*defeats.by, *defeats.anyway}, fails_anyway(scope, defeats), backed),
        absences=absence_table(scope, failures, timed),
        assumed_needs=assumed_needs(scope, ways),
        actions=action_rows(organization),
        overloads=after_failure.overloads(),
        protected_why=scope.why,
        essential_cycles=cycles(network.essential_reach),
        runs=unit_runs(scope, points),
        notices=(*notices, *_notices(scope, timed, fragile, cut_size, in_full=in_full)),
        scale=organization.scale,
        names=scope.names,
        steps=advised,
        scenarios=tried,
        steps_sought=all_sought,
        sort=sort,
        order=order,
    )
    rest: dict[str, Callable[[], Any]] = {
        "bottlenecks": lambda: ranking(rows, sort, top),
        "external_customers": lambda: external_customers(scope, told().served.received),
        "units": lambda: units(scope),
    }
    if in_full:
        return known(**{field: make() for field, make in rest.items()})
    return deferred(known, lambda field: rest[field]())


def _told(scope: Scope) -> ReportFigures:
    from internalmap.api.report_figures import ReportFigures  # a check asks for none

    return ReportFigures(scope)


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


#: The figures of a party that a report alone tells.
_TOLD = (
    "reach",
    "demand",
    "through",
    "gateway",
    "satisfaction_given",
    "satisfaction_received",
    "gap",
)


def _rows(
    scope: Scope,
    failures: SingleFailures,
    steps: Sequence[int | None],
    carried: Loads,
    told: Callable[[], ReportFigures],
    *,
    in_full: bool,
) -> tuple[PartyRow, ...]:
    """The party table, in id order."""
    network = scope.network
    rows = []
    for number, party in enumerate(scope.organization.parties.values()):
        row = partial(
            PartyRow,
            id=party.id,
            name=party.name,
            kind=party.kind,
            part_of=party.part_of,
            customers=network.customer_counts[number],
            suppliers=len(network.suppliers[number]),
            level=steps[number],
            load=carried.load[number],
            load_unknown=carried.unknown[number],
            utilisation=carried.utilisation[number],
            impact=failures.impacts[number],
            stops=failures.stops_ids(scope, number),
        )

        def figure(name: str, number: int = number) -> Any:
            return told().of_party(number, name)

        if in_full:
            rows.append(row(**{name: figure(name) for name in _TOLD}))
        else:
            rows.append(deferred(row, figure))
    return tuple(rows)


def action_rows(organization: Organization) -> tuple[ActionRow, ...]:
    """Every promised action, by party, service, then what."""
    rows = [
        ActionRow(
            party=party.id,
            service=None,
            what=action.what,
            owner=action.owner,
            due=action.due,
            done=action.done,
        )
        for party in organization.parties.values()
        for action in party.actions
    ]
    rows += [
        ActionRow(
            party=need.customer,
            service=need.service,
            what=action.what,
            owner=action.owner,
            due=action.due,
            done=action.done,
        )
        for need in organization.needs
        for action in need.actions
    ]
    return tuple(sorted(rows, key=lambda row: (row.party or "", row.service or "", row.what)))


def _notices(
    scope: Scope,
    timed: Times,
    fragile: Combinations | None,
    cut_size: int,
    *,
    in_full: bool,
) -> tuple[str, ...]:
    """What was left out or sampled, in words; of the figures that a report alone tells, `in_full`
    only."""
    notices = []
    if not scope.protected:
        notices.append("No party is protected, so nobody can be let down: add external customers.")
    if not timed.complete:
        notices.append(
            f"Times are left out: the model takes more than {MAX_STEPS:,} steps to follow."
        )
    if cut_size >= 2 and fragile is None:
        notices.append("Absences together are left out: there are too many combinations.")
    elif fragile is not None and not (fragile.timed and fragile.sought):
        notices.append("Absences together are too many to time all, or to try what recovery hides.")
    elif fragile is not None and fragile.size < cut_size:
        notices.append(
            f"Absences together are complete up to {fragile.size}: more are too many to try."
        )
    drawn = len(sampled(scope)) if in_full else len(scope.protected)
    if drawn < len(scope.protected):
        notices.append(
            f"The share of chains is measured to {drawn} of the "
            f"{len(scope.protected)} protected parties, drawn with a fixed seed."
        )
    needs = scope.organization.needs
    unsaid = sum(need.said is None for need in needs)
    if 0 < unsaid < len(needs):
        notices.append(f"Of {counted(len(needs), 'need')}, nobody has stated {unsaid:,}.")
    return tuple(notices)
