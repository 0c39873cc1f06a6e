"""Rows grouped into units: for readers who think in departments, not in people and systems."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

from internalmap.analyses._merging import least, merged, most, most_of_all, total
from internalmap.analyses._order import in_order, need_ref_order, ranking
from internalmap.model.organization import IMPORTANCES
from internalmap.results.absences import Absence, AbsenceTable, Effect
from internalmap.results.analyze import (
    MAX_DEFEATS,
    Analysis,
    Cycle,
    Defeat,
    ExternalCustomer,
    FailsAnyway,
    FragileSet,
    HollowFallback,
    NeedRef,
    Overload,
    PartyRow,
    PromiseNotBacked,
    RatedNeed,
    RestsOn,
    SinglePoint,
    UnitRow,
    WeakestLink,
    Works,
)

NOTICE = "Rows are grouped into units: each says the worst of those inside it."


def roll_up(analysis: Analysis, group_of: Mapping[str, str]) -> Analysis:
    """The same analysis with its rows grouped: every id that a row names becomes the id of its
    group (`group_of`; a party that is not in it stays itself), and rows that meet become one.

    The figures still come from the whole model: nothing is computed again, and the summary, the
    settings and the sources stay as they are. A merged row says the worst of its rows:

    - counts, reach, impact, demand, through, gateway and utilisation: the largest;
      load and `load_unknown`: the sum; level, satisfaction and gap: the lowest known
    - a single point of failure stops, and lets down, everyone whom one of its rows does, at the
      earliest times known, has the worst of their grades, is *single* if one of them is, and
      covered only if all of them are. `restore` and `gap` belong to what is too late: the longest
      of the rows that are not covered, unknown if one of these is unknown; where all are covered,
      those of the row that hurts first. How often it is needed is the most frequent of them,
      and at least that where one is unknown
    - a hollow fallback is defeated by each group at the earliest time of its parties; its suppliers
      are groups, so that one inside a single unit shows one supplier
    - a set of absences that lie in one group shows that group alone; a circle inside one group is
      left out, and so is a step of a run that stays inside one
    - an external customer shows its lowest figures and its weakest link; a promise the shortest
      standard given, the longest received and the smallest buffer
    - what works is left out where it meets a row of what does not

    Rows stand in the order of the whole report.
    """
    return _RollUp(analysis, group_of).analysis()


class _RollUp:
    """An analysis and the groups of its parties."""

    def __init__(self, analysis: Analysis, group_of: Mapping[str, str]) -> None:
        self.whole = analysis
        self.group_of = group_of

    def analysis(self) -> Analysis:
        whole = self.whole
        parties = self.parties()
        points = self.single_points()
        hollow = self.hollow()
        return replace(
            whole,
            parties=parties,
            single_points_of_failure=points,
            absences=self.absences(),
            steps=(),
            scenarios=tuple(each.in_groups(self.of) for each in whole.scenarios),
            bottlenecks=ranking(parties, whole.sort, len(whole.bottlenecks)),
            hollow_fallbacks=hollow,
            fragile_sets=self.fragile(),
            cycles=self.cycles(whole.cycles),
            without_customer=self.ids(whole.without_customer),
            without_line_of_sight=self.ids(whole.without_line_of_sight),
            external_customers=self.external(),
            promises_not_backed=self.promises(),
            works=self.works({row.need for row in hollow}),
            units=self.units(),
            actions=tuple(
                sorted(
                    (replace(row, party=self.group(row.party)) for row in whole.actions),
                    key=lambda row: (row.party or "", row.service or "", row.what),
                )
            ),
            overloads=self.overloads(),
            essential_cycles=self.cycles(whole.essential_cycles),
            runs=self.runs({row.party for row in points if not row.single}),
            notices=(*whole.notices, NOTICE),
        )

    def of(self, id: str) -> str:
        """The group of a party."""
        return self.group_of.get(id, id)

    def group(self, id: str | None) -> str | None:
        """The group of a party, if there is a party."""
        return None if id is None else self.of(id)

    def ids(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The groups of parties, each once, in id order."""
        return tuple(sorted({self.of(id) for id in ids}))

    def in_order(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The groups of parties, each once, in the order in which they come."""
        return tuple(dict.fromkeys(self.of(id) for id in ids))

    def steps(self, ids: Iterable[str]) -> tuple[str, ...]:
        """A chain of groups: steps inside one group left out."""
        chain: list[str] = []
        for id in ids:
            if not chain or chain[-1] != self.of(id):
                chain.append(self.of(id))
        return tuple(chain)

    def need(self, need: NeedRef) -> NeedRef:
        return NeedRef(self.group(need.customer), need.service, self.in_order(need.suppliers))

    def parties(self) -> tuple[PartyRow, ...]:
        rows = merged(self.whole.parties, lambda row: self.of(row.id), self.party)
        return tuple(sorted(rows, key=lambda row: row.id))

    def party(self, rows: list[PartyRow]) -> PartyRow:
        id = self.of(rows[0].id)
        head = next((row for row in rows if row.id == id), rows[0])
        unit = self.group(head.part_of)
        return PartyRow(
            id=id,
            name=self.whole.names.get(id, id),
            kind=head.kind,
            part_of=None if unit == id else unit,
            customers=max(row.customers for row in rows),
            suppliers=max(row.suppliers for row in rows),
            reach=max(row.reach for row in rows),
            level=least(row.level for row in rows),
            demand=max(row.demand for row in rows),
            through=max(row.through for row in rows),
            gateway=most(row.gateway for row in rows),
            load=total(row.load for row in rows),
            load_unknown=sum(row.load_unknown for row in rows),
            utilisation=most(row.utilisation for row in rows),
            impact=max(row.impact for row in rows),
            stops=self.ids(id for row in rows for id in row.stops),
            satisfaction_given=least(row.satisfaction_given for row in rows),
            satisfaction_received=least(row.satisfaction_received for row in rows),
            gap=least(row.gap for row in rows),
        )

    def single_points(self) -> tuple[SinglePoint, ...]:
        rows = merged(
            self.whole.single_points_of_failure, lambda row: self.of(row.party), self.single_point
        )
        return in_order(rows, self.whole.order, self.whole.settings.bands)

    def single_point(self, rows: list[SinglePoint]) -> SinglePoint:
        first = min(rows, key=lambda row: (row.after is None, row.after or 0.0, row.party))
        late = [row for row in rows if not row.covered]
        restore, gap = first.restore, first.gap
        if late:
            restore = most_of_all([row.restore for row in late])
            gap = most_of_all([row.gap for row in late])
        let_down = self.ids(id for row in rows for id in row.let_down)
        stops = self.ids(id for row in rows for id in row.stops)
        return SinglePoint(
            party=self.of(first.party),
            single=any(row.single for row in rows),
            grade=min(row.grade for row in rows),
            after=first.after,
            needed=least(row.needed for row in rows),
            restore=restore,
            gap=gap,
            covered=not late,
            let_down=let_down,
            later=tuple(id for id in stops if id not in let_down),
            stops=stops,
            impact=max(row.impact for row in rows),
            way=self.steps(first.way),
            frequency=most(row.frequency for row in rows),
            frequency_at_least=any(row.frequency_at_least for row in rows)
            or len({row.frequency is None for row in rows}) > 1,
        )

    def absences(self) -> AbsenceTable:
        rows = merged(self.whole.absences.rows, lambda row: self.of(row.party), self.absence)
        return AbsenceTable(len(rows), tuple(rows), self.whole.absences.without_effects)

    def absence(self, rows: list[Absence]) -> Absence:
        effects = merged(
            [effect for row in rows for effect in row.effects],
            lambda effect: self.of(effect.protected),
            lambda same: Effect(
                self.of(same[0].protected),
                min(effect.after for effect in same),
                least(effect.needed for effect in same),
                any(effect.let_down for effect in same),
            ),
        )
        return Absence(
            self.of(rows[0].party),
            most_of_all([row.restore for row in rows]),
            tuple(
                sorted(
                    effects,
                    key=lambda each: (not each.let_down, each.needed or 0, each.after),
                )
            ),
        )

    def hollow(self) -> tuple[HollowFallback, ...]:
        rows = merged(
            self.whole.hollow_fallbacks, lambda row: self.need(row.need), self.hollow_fallback
        )
        return tuple(sorted(rows, key=lambda row: need_ref_order(row.need)))

    def hollow_fallback(self, rows: list[HollowFallback]) -> HollowFallback:
        need = self.need(rows[0].need)
        defeats = merged(
            [defeat for row in rows for defeat in row.defeated_by],
            lambda row: self.of(row.party),
            lambda same: Defeat(self.of(same[0].party), least(row.after for row in same)),
        )
        return HollowFallback(
            need=need,
            at_least=min(max(row.at_least for row in rows), len(need.suppliers)),
            importance=min((row.importance for row in rows), key=IMPORTANCES.index),
            defeated_by=tuple(
                sorted(defeats, key=lambda row: (row.after is None, row.after or 0.0, row.party))
            )[:MAX_DEFEATS],
            defeated_by_total=max(len(defeats), *(row.defeated_by_total for row in rows)),
        )

    def fragile(self) -> tuple[FragileSet, ...] | None:
        if self.whole.fragile_sets is None:
            return None
        rows = merged(
            self.whole.fragile_sets,
            lambda row: (self.of(row.protected), self.ids(row.parties)),
            self.fragile_set,
        )
        return tuple(rows)  # each stands where its worst row stood

    def fragile_set(self, rows: list[FragileSet]) -> FragileSet:
        worst = rows[0]
        return replace(worst, protected=self.of(worst.protected), parties=self.ids(worst.parties))

    def cycles(self, cycles: Iterable[Cycle]) -> tuple[Cycle, ...]:
        rows: dict[tuple[str, ...], Cycle] = {}
        for cycle in cycles:
            parties = self.ids(cycle.parties)
            example = self.steps(cycle.example)
            if len(example) > 1 and example[-1] == example[0]:
                example = example[:-1]
            if len(parties) > 1:
                shown = example if len(example) > 1 else parties
                rows.setdefault(parties, Cycle(parties, shown))
        return tuple(rows[parties] for parties in sorted(rows))

    def external(self) -> tuple[ExternalCustomer, ...]:
        rows = merged(
            self.whole.external_customers,
            lambda row: self.of(row.party),
            lambda same: ExternalCustomer(
                self.of(same[0].party),
                least(row.satisfaction for row in same),
                least(row.chain_satisfaction for row in same),
                self.weakest([row.weakest_link for row in same if row.weakest_link is not None]),
            ),
        )
        return tuple(sorted(rows, key=lambda row: row.party))

    def weakest(self, links: list[WeakestLink]) -> WeakestLink | None:
        if not links:
            return None
        link = min(links, key=lambda link: (link.satisfaction, len(link.chain)))
        return WeakestLink(self.need(link.need), link.satisfaction, self.steps(link.chain))

    def promises(self) -> tuple[PromiseNotBacked, ...]:
        def meeting(row: PromiseNotBacked) -> Hashable:
            suppliers = self.in_order(row.needs.suppliers)
            ends = (self.of(row.party), self.group(row.promised_to))
            return (ends, row.service, row.needs.service, suppliers)

        def worst(rows: list[PromiseNotBacked]) -> PromiseNotBacked:
            rests = [row.needs for row in rows]
            return PromiseNotBacked(
                self.of(rows[0].party),
                self.group(rows[0].promised_to),
                rows[0].service,
                min(row.within for row in rows),
                RestsOn(
                    rests[0].service,
                    self.in_order(rests[0].suppliers),
                    max(row.within for row in rests),
                    min(row.buffer for row in rests),
                    all(row.buffer_stated for row in rests),
                ),
            )

        rows = merged(self.whole.promises_not_backed, meeting, worst)
        return tuple(
            sorted(
                rows,
                key=lambda row: (
                    row.party,
                    row.promised_to or "",
                    row.service or "",
                    row.needs.service or "",
                    row.needs.suppliers,
                ),
            )
        )

    def works(self, hollow: set[NeedRef]) -> Works:
        works = self.whole.works
        held = {self.need(need) for need in works.fallbacks_that_hold} - hollow
        anyway = self.fails_anyway(hollow | held)
        unlisted = works.fallbacks_that_hold_total - len(works.fallbacks_that_hold)
        more = works.fails_anyway_total - len(works.fails_anyway)
        return Works(
            fallbacks_that_hold=tuple(sorted(held, key=need_ref_order)),
            fallbacks_that_hold_total=len(held) + unlisted,
            fails_anyway=anyway,
            fails_anyway_total=len(anyway) + more,
            best_rated=self.rated(works.best_rated, -1),
            worst_rated=self.rated(works.worst_rated, 1),
            backed_promises=works.backed_promises,
        )

    def fails_anyway(self, others: set[NeedRef]) -> tuple[FailsAnyway, ...]:
        found = {self.need(row.need): self.of(row.party) for row in self.whole.works.fails_anyway}
        return tuple(
            FailsAnyway(need, found[need])
            for need in sorted(found, key=need_ref_order)
            if need not in others
        )

    def rated(self, rows: Sequence[RatedNeed], sign: int) -> tuple[RatedNeed, ...]:
        found = merged(
            rows,
            lambda row: self.need(row.need),
            lambda same: RatedNeed(self.need(same[0].need), min(row.satisfaction for row in same)),
        )
        return tuple(
            sorted(found, key=lambda row: (sign * row.satisfaction, need_ref_order(row.need)))
        )

    def units(self) -> tuple[UnitRow, ...]:
        rows = merged(
            self.whole.units,
            lambda row: self.of(row.unit),
            lambda same: UnitRow(
                self.of(same[0].unit),
                max(row.parties for row in same),
                least(row.e_i for row in same),
            ),
        )
        return tuple(sorted(rows, key=lambda row: row.unit))

    def overloads(self) -> tuple[Overload, ...] | None:
        if self.whole.overloads is None:
            return None
        rows = merged(
            self.whole.overloads,
            lambda row: (self.of(row.gone), self.of(row.overloaded)),
            lambda same: Overload(
                self.of(same[0].gone),
                self.of(same[0].overloaded),
                max(row.utilisation for row in same),
            ),
        )
        return tuple(sorted(rows, key=lambda row: (row.gone, row.overloaded)))

    def runs(self, whole_units: set[str]) -> tuple[tuple[str, ...], ...]:
        found = {self.steps(run) for run in self.whole.runs}
        return tuple(
            sorted(
                run
                for run in found
                if len(run) > 1 and len(set(run)) == len(run) and whole_units.issuperset(run)
            )
        )
