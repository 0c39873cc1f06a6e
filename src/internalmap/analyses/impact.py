"""The impact of an absence, or of somebody being late: what happens, to whom, when, and by which
chain.

What an absence does is told by its account (`internalmap.analyses.absence.account`): T(p), when a
party stops were nobody to come back, and the intervals in which it does not run, returns counted.
Who is late, and by how much, is told by `internalmap.kernel.lateness`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from math import inf

from internalmap.analyses.absence.account import account
from internalmap.kernel.clock import Interval, Timeline, clock, together
from internalmap.kernel.lateness import Wait, lateness
from internalmap.kernel.network import Network, Requirement
from internalmap.kernel.scope import Scope
from internalmap.results import impact as results
from internalmap.results.impact import Delayed, Impact, StillMetNeed, Stopped, Unmet, UnmetNeed

#: How many steps all chains of one impact may have together; past it, those who stop later, and
#: are late by less, have none.
MAX_LINKS = 5_000_000


def impact(
    scope: Scope, gone: Collection[str], late: Mapping[str, float], duration: float | None = None
) -> Impact:
    """What happens when some are gone, and everyone inside them, and others are late.

    `gone` are ids, `late` are seconds by id. Both kinds of trouble act at once; whoever is gone is
    not late as well. Those gone are back after their restore times, or all after `duration`.
    """
    network = scope.network
    index, ids = network.index, network.ids
    absence = account(scope, clock(network), sorted(index[party] for party in gone), duration)
    missing, timeline, down = absence.back.keys(), absence.timeline, absence.history.down
    waits = lateness(network, timeline, {index[party]: delay for party, delay in late.items()})
    halted = sorted(
        (time, party) for party, time in timeline.stopped.items() if party not in missing
    )
    slowed = sorted((-wait.delay, party) for party, wait in waits.items())
    before = {party: supplier for party, (_, supplier) in timeline.cause.items()}
    stop_chains = _chains(before, [party for _, party in halted])
    before = {party: wait.supplier for party, wait in waits.items() if wait.supplier is not None}
    late_chains = _chains(before, [party for _, party in slowed])
    stopped = tuple(
        Stopped(
            party=ids[party],
            after=time,
            unmet=_unmet(network, timeline, party),
            chain=scope.ids(links),
            intervals=_intervals(down.get(party, ())),
            runs_again=_known(down[party][-1][1]) if party in down else None,
        )
        for (time, party), links in zip(halted, stop_chains, strict=True)
    )
    delayed = tuple(
        Delayed(ids[party], -delay, _awaited(network, timeline, waits, party), scope.ids(links))
        for (delay, party), links in zip(slowed, late_chains, strict=True)
    )
    held, missed = _touched(network, timeline, missing, down)
    protected = scope.ids(scope.protected)
    stopping = {row.party for row in stopped}
    slowing = {row.party for row in delayed}
    return Impact(
        organization=scope.organization.title,
        asked=tuple(sorted(set(gone))),
        gone=tuple(ids[party] for party in sorted(missing)),
        late=dict(sorted(late.items())),
        stopped=stopped,
        delayed=delayed,
        held=held,
        missed=missed,
        protected=protected,
        protected_stopped=tuple(id for id in protected if id in stopping),
        protected_delayed=tuple(id for id in protected if id in slowing),
        names=scope.names,
        marking=scope.organization.marking,
        effects=absence.effects(scope),
        duration=duration,
        returns={ids[party]: _known(absence.back[party]) for party in sorted(missing)},
    )


def story(impact: Impact, party: str) -> Impact:
    """What of an impact concerns one party: it, those on the way to it, and its own needs."""
    way = {party}
    rows: dict[str, Stopped | Delayed] = {row.party: row for row in impact.delayed}
    rows |= {row.party: row for row in impact.stopped}
    here = rows.get(party)
    while here is not None and here.unmet is not None:
        way.add(here.unmet.last)
        here = rows.get(here.unmet.last)
    return replace(
        impact,
        stopped=tuple(row for row in impact.stopped if row.party in way),
        delayed=tuple(row for row in impact.delayed if row.party in way),
        held=tuple(row for row in impact.held if party in row.customers),
        missed=tuple(row for row in impact.missed if party in row.customers),
        protected_stopped=tuple(id for id in impact.protected_stopped if id in way),
        protected_delayed=tuple(id for id in impact.protected_delayed if id in way),
        effects=tuple(each for each in impact.effects if each.protected in way),
        about=party,
    )


def _known(time: float) -> float | None:
    """A time, or `None` for one without end."""
    return None if time == inf else time


def _intervals(found: Iterable[Interval]) -> tuple[results.Interval, ...]:
    return tuple((start, _known(end)) for start, end in found)


def _chains(before: Mapping[int, int], parties: Iterable[int]) -> Iterator[list[int]]:
    """How trouble reached each party, as long as all the chains together are not too long."""
    left = MAX_LINKS
    for party in parties:
        links = [party]
        while len(links) <= left and links[-1] in before:
            links.append(before[links[-1]])
        left -= len(links)
        yield links[::-1] if left >= 0 else []


def _unmet(network: Network, timeline: Timeline, party: int) -> Unmet:
    """The need that stopped a party, and when each of its suppliers stopped that had stopped once
    it went unmet."""
    number, last = timeline.cause[party]
    requirement = network.requirements[number]
    until = timeline.unmet[number]
    return _need(network, requirement, last, _ended(network, requirement, timeline, until), {})


def _ended(
    network: Network, requirement: Requirement, timeline: Timeline, until: float
) -> dict[str, float]:
    return {
        network.ids[supplier]: timeline.stopped[supplier]
        for supplier in requirement.suppliers
        if supplier in timeline.stopped and timeline.stopped[supplier] <= until
    }


def _need(
    network: Network,
    requirement: Requirement,
    last: int,
    ended: Mapping[str, float],
    late: Mapping[str, float],
) -> Unmet:
    need = requirement.need
    return Unmet(
        service=need.service,
        suppliers=need.suppliers,
        at_least=need.at_least,
        staffing=need.staffing,
        at_site=need.at_site,
        buffer=need.buffer,
        last=network.ids[last],
        ended=ended,
        late=late,
    )


def _touched(
    network: Network,
    timeline: Timeline,
    missing: Collection[int],
    down: Mapping[int, Sequence[Interval]],
) -> tuple[tuple[StillMetNeed, ...], tuple[UnmetNeed, ...]]:
    """The needs that lost a supplier and stop nobody, of whoever is not gone: those that are still
    met, and those that are not but matter too little."""
    held, missed = [], []
    for requirement in network.requirements:
        ends = sorted(
            timeline.stopped[party] for party in requirement.suppliers if party in timeline.stopped
        )
        if not ends or all(party in missing for party in requirement.customers):
            continue
        need = requirement.need
        if len(ends) < requirement.threshold:
            lost = _ended(network, requirement, timeline, inf)
            still = tuple(party for party in need.suppliers if party not in lost)
            row = StillMetNeed(
                customer=need.customer,
                service=need.service,
                lost=tuple(lost),
                still=still,
                staffing=need.staffing,
                at_site=need.at_site,
                customers=need.customers,
            )
            held.append(row)
        elif not requirement.essential:
            after = ends[requirement.threshold - 1]
            missed.append(
                UnmetNeed(
                    customer=need.customer,
                    service=need.service,
                    suppliers=need.suppliers,
                    importance=need.importance,
                    after=after,
                    customers=need.customers,
                    intervals=_intervals(
                        together(
                            [down.get(party, ()) for party in requirement.suppliers],
                            requirement.threshold,
                        )
                    ),
                )
            )
    held.sort(key=lambda row: (row.customer or "", row.service or "", row.lost, row.still))
    return tuple(held), tuple(missed)


# -------------------------------------------------------------------------------------- lateness


def _awaited(
    network: Network, timeline: Timeline, waits: Mapping[int, Wait], party: int
) -> Unmet | None:
    """The need that makes a party late, and what became of each of its suppliers."""
    wait = waits[party]
    if wait.need is None or wait.supplier is None:
        return None
    requirement = network.requirements[wait.need]
    late = _delays(network, waits, requirement.suppliers)
    ended = _ended(network, requirement, timeline, inf)
    return _need(network, requirement, wait.supplier, ended, late)


def _delays(
    network: Network, waits: Mapping[int, Wait], parties: Sequence[int]
) -> dict[str, float]:
    return {network.ids[party]: waits[party].delay for party in parties if party in waits}
