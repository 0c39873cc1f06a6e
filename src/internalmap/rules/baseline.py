"""What is new among findings, compared with a baseline file, in the ids of today.

A baseline holds no model, but what the comparison with one needs: who was there, who was protected,
what each absence did, and of each finding what tells it from others and how bad it was. By these
it is judged as by an older version (`comparison`): findings of risk by effect, all others by what
stood there. Needs are paired as in a difference, by what tells them apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from math import inf
from typing import cast

from internalmap._dataclass import dataclass
from internalmap.analyses.diff.changes import paired
from internalmap.analyses.diff.scale import Scale
from internalmap.model.organization import Need
from internalmap.model.relabel import renamed_of
from internalmap.results.check import SEVERITY_ORDER, Finding, Severity
from internalmap.results.diff import AbsenceTimes
from internalmap.rules.baseline_file import (
    Baseline,
    BaselineEntry,
    Effect,
    NeedKey,
    pruned,
    read_baseline,
)
from internalmap.rules.baseline_record import absences_told, baseline_text
from internalmap.rules.comparison import OF_GROUPS, RISKS, Comparison, Identity
from internalmap.rules.judged import Judged
from internalmap.rules.rule import Location, Match

_POINT, _PAIR = "single-point-of-failure", "fragile-pair"


@dataclass(frozen=True)
class AgainstBaseline:
    """What a comparison with a baseline comes to: the findings that are new, an entry of each that
    is gone, and for `pruned` the numbers of the entries that nothing has any more, and those of
    effects that are gone, each with the absences whose they are instead."""

    new: tuple[Finding, ...]
    gone: tuple[BaselineEntry, ...]
    entries: frozenset[int]
    effects: Mapping[tuple[int, int], Sequence[tuple[str, ...]]]


def against(
    baseline: Baseline, name: str, judged: Judged, asked: Callable[[str], bool]
) -> AgainstBaseline:
    """Hold what was found of a model against what a baseline has under a name. `asked` says of a
    rule whether it was, in full: what another one found is not gone for not being looked for."""
    known = _Known(baseline, name, judged)
    found = known.new()
    gone = known.gone(asked)
    effects = known.gone_effects() if asked(_POINT) and asked(_PAIR) else {}
    return AgainstBaseline(
        new=found,
        gone=tuple(known.gone_whole(gone)),
        entries=frozenset(gone),
        effects={(known.number, each): heirs for each, heirs in effects.items()},
    )


class _Known(Comparison):
    """What a baseline holds of one model, in the place of an older version."""

    def __init__(self, baseline: Baseline, name: str, judged: Judged) -> None:
        self._new = judged
        organization = judged.version.scope.organization
        self._entries = {
            number: each for number, each in enumerate(baseline.entries) if each.model == name
        }
        self.number, model = next(
            (each for each in enumerate(baseline.models or ()) if each[1].model == name), (-1, None)
        )
        self._keys: Sequence[NeedKey] = ()
        if model is None:
            old = _mentioned(self._entries.values())
            protected = frozenset(organization.parties)
            self._rows = [row for each in self._entries.values() for row in each.effects or ()]
        else:
            old, protected = frozenset(model.parties), frozenset(model.protected)
            self._keys, self._rows = model.needs, [*model.effects]
        ids = renamed_of(old, organization)
        self._now = {id: ids.get(id, id) for id in old}
        self._before = frozenset(map(self._today, protected))
        self._drawn = organization.boxes - {*self._now.values()}
        self._scale = Scale(organization.bands, organization.soon)
        self._supports: dict[int, set[tuple[str, ...]]] = {}

    def _today(self, id: str) -> str:
        return self._now.get(id, id)

    # -------------------------------------------------------------------------------- what stood

    def identity(self, finding: Finding, part: Match) -> Identity:
        """As of any part; one that is implied is known by who has it and of whom."""
        if part.need is not None and part.need.implied:
            return finding.rule, part.parties, part.service, part.mark
        return super().identity(finding, part)

    def _identities(self, entry: BaselineEntry) -> Iterator[Identity]:
        """By what an entry is known now: it may be about one need or another, where nothing here
        tells them apart."""
        if entry.mark is None:
            yield from self._printed.get(entry.fingerprint, ())
            yield entry.rule, tuple(map(self._today, entry.parties)), entry.service, ""
        elif entry.need is not None:
            for need in self._needs.get(entry.need, ()):
                yield entry.rule, self._number(need), entry.mark
        else:
            parties = tuple(map(self._today, entry.parties))
            if entry.rule in OF_GROUPS:
                parties = tuple(sorted(parties))
            yield entry.rule, parties, entry.service, entry.mark

    @cached_property
    def _printed(self) -> Mapping[str, Sequence[Identity]]:
        """The findings of now by their fingerprints, which is all that an earlier version has."""
        found: dict[str, list[Identity]] = {}
        for finding, part in self.everything():
            found.setdefault(finding.fingerprint, []).append(self.identity(finding, part))
        return found

    @cached_property
    def _accepted(self) -> frozenset[Identity]:
        return frozenset(
            identity
            for entry in self._entries.values()
            if entry.was == "accepted"
            for identity in self._identities(entry)
        )

    @cached_property
    def _stood(self) -> Mapping[Identity, Sequence[tuple[Finding, Match]]]:
        """What stood, by what it would be now."""
        found: dict[Identity, list[tuple[Finding, Match]]] = {}
        for entry in self._entries.values():
            if entry.was != "accepted":
                finding, match = self._as_found(entry)
                for identity in self._identities(entry):  # each speaks for itself
                    found.setdefault(identity, []).append((finding, match))
        return found

    @cached_property
    def _needs(self) -> Mapping[NeedKey, Sequence[Need]]:
        """The need of today that each one was; more than one where nothing here tells them
        apart."""
        carried = [self._carried(key) for key in self._keys]
        pairs, _, _ = paired(carried, self._new.version.scope.organization.needs)
        place = {id(need): number for number, need in enumerate(carried)}
        found: dict[NeedKey, list[Need]] = {}
        for was, need in pairs:
            found.setdefault(self._keys[place[id(was)]], []).append(need)
        return found

    def _carried(self, key: NeedKey) -> Need:
        customer = None if key.customer is None else self._today(key.customer)
        suppliers = tuple(map(self._today, key.suppliers))
        return Need(customer, (), suppliers, service=key.service)

    def _was_violated(self, finding: Finding) -> bool:  # noqa: ARG002 - as in a comparison
        return False  # there is no model that could be asked

    def _then(self, need: Need) -> int:
        return self._number(need)  # those that stood are needs of today already

    def _as_found(self, entry: BaselineEntry) -> tuple[Finding, Match]:
        """A finding as it stood, as far as it is compared. A severity that the model sets counts
        for it too, so that setting one fails nothing. An earlier version knows no measure, which
        then counts as no less than that of now."""
        set_for = self._new.version.scope.organization.check.rules.get(entry.rule)
        severity = entry.severity
        if set_for is not None and set_for.severity not in (None, "off"):
            severity = cast("Severity", set_for.severity)
        parties = tuple(map(self._today, entry.parties))
        stops = tuple(map(self._today, entry.stops))
        stood = Finding(
            rule=entry.rule,
            severity=severity,
            title="",
            message="",
            remedy="",
            place=None,
            related=(),
            parties=parties,
            service=entry.service,
            stops=stops,
            fingerprint=entry.fingerprint,
            model=entry.model,
            mark=entry.mark or "",
            measure=inf if entry.mark is None and entry.measure is None else entry.measure,
        )
        return stood, Match(parties, "", Location(None))

    def is_worse(self, finding: Finding, part: Match) -> bool:
        """As of any part, but that an entry without effects speaks for itself."""
        return not self._stood_plainly(finding, part) and super().is_worse(finding, part)

    def _stood_plainly(self, finding: Finding, part: Match) -> bool:
        """Whether an entry of an earlier version, which says nothing of effects, is no milder."""
        return any(
            entry.mark is None
            and entry.effects is None
            and entry.rule == finding.rule
            and (entry.fingerprint == finding.fingerprint or entry.parties == part.parties)
            and entry.stops.issuperset(finding.stops)
            and SEVERITY_ORDER[entry.severity] <= SEVERITY_ORDER[finding.severity]
            for entry in self._entries.values()
        )

    # ------------------------------------------------------------------------------------- risk

    @cached_property
    def _worse(self) -> Mapping[tuple[str, ...], set[str]]:
        """Whom each absence lets down sooner, longer or more easily than the baseline has it."""
        told = absences_told(self._new.version)
        absences = {
            tuple(sorted(absence))
            for finding, _ in self._new.findings
            if finding.rule in RISKS
            for absence in finding.absences
        }
        return {
            absence: {
                protected
                for protected in told.get(absence, set()) & self._before
                if not self._no_worse(absence, protected)
            }
            for absence in sorted(absences)
        }

    def _no_worse(self, absence: tuple[str, ...], protected: str) -> bool:
        """Whether the same absence was no milder or, where it is not known, a part of it."""
        now = (self._new.version.by_clock.of(absence) or {}).get(protected)
        whole = frozenset(self._missing(absence))
        parts = [frozenset([each]) for each in sorted(whole)]
        for missing in ([frozenset(absence)], [whole], parts):
            known = [row for each in missing for row in self._effects.get((each, protected), ())]
            good = [
                row
                for row in known
                if now is None
                or (before := _times(self._rows[row])) is None
                or not self._scale.worse(before, now)
            ]
            for row in good:
                self._supports.setdefault(row, set()).add(absence)
            if known:
                return bool(good)
        return False

    def _missing(self, absence: Iterable[str]) -> Iterator[str]:
        """Who was missing in an absence of today: of a party that was not there yet, whoever is
        inside and was."""
        network = self._new.version.scope.network
        known = frozenset(self._now.values())
        for id in absence:
            if id in known:
                yield id
                continue
            inside = (network.ids[each] for each in network.within(network.index[id]))
            yield from (each for each in inside if each in known)

    @cached_property
    def _effects(self) -> Mapping[tuple[frozenset[str], str], Sequence[int]]:
        """The numbers of the effects that are known, by who was missing and whom they reach."""
        found: dict[tuple[frozenset[str], str], list[int]] = {}
        for number, row in enumerate(self._rows):
            key = frozenset(map(self._today, row.parties)), self._today(row.protected)
            found.setdefault(key, []).append(number)
        return found

    # ------------------------------------------------------------------------------------- gone

    def gone(self, asked: Callable[[str], bool]) -> Mapping[int, BaselineEntry]:
        """The entries that nothing has any more, by their numbers, of the rules that were asked."""
        here = {self.identity(*each) for each in self.everything()}
        return {
            number: entry
            for number, entry in self._entries.items()
            if asked(entry.rule) and here.isdisjoint(self._identities(entry))
        }

    def gone_whole(self, gone: Mapping[int, BaselineEntry]) -> Iterator[BaselineEntry]:
        """One entry for each finding that was told and of which nothing is left."""
        left = {each.fingerprint for number, each in self._entries.items() if number not in gone}
        told = {each.fingerprint: each for each in gone.values() if each.was == "told"}
        yield from (each for print_, each in told.items() if print_ not in left)

    def gone_effects(self) -> Mapping[int, Sequence[tuple[str, ...]]]:
        """The numbers of the effects that an absence has no more, each with the absences that are
        old because of it: from now on it is theirs."""
        _ = self._worse  # which finds out what rests on them
        there = self._new.version.scope.organization.parties
        found: dict[int, Sequence[tuple[str, ...]]] = {}
        for (absence, protected), numbers in self._effects.items():
            now = self._new.version.by_clock.of(sorted(absence)) if absence <= there.keys() else {}
            if now is not None and protected not in now:
                found |= {each: sorted(self._supports.get(each, ())) for each in numbers}
        return found


def _mentioned(entries: Iterable[BaselineEntry]) -> frozenset[str]:
    """Every id that entries mention, of a baseline that does not say who was there."""
    found: set[str] = set()
    for entry in entries:
        found.update(entry.parties, entry.stops)
        for effect in entry.effects or ():
            found.update(effect.parties, [effect.protected])
    return frozenset(found)


def _times(effect: Effect) -> AbsenceTimes | None:
    if effect.needed is None:
        return None
    return AbsenceTimes(
        after=effect.needed,
        needed=effect.needed,
        restore=None,
        gap=effect.gap,
        let_down=effect.let_down,
        single=effect.single,
    )


__all__ = ["AgainstBaseline", "Baseline", "against", "baseline_text", "pruned", "read_baseline"]
