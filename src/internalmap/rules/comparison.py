"""What is new among findings, compared with an older version of the model.

What rules of risk find is judged by effect: it is new where an absence that it tells of is worse
for somebody who is protected in both versions than the same absence was by the clock, whatever was
found of it then. Who has come to be protected is told, and fails nothing; so is a new box around
parties whose absence is no worse. Any other finding is old where one of the same identity stood
there that was no milder: no lower severity, no smaller measure, and nobody let down beside; one old
finding speaks for one of now. A need is the same as in a difference of the
two versions, so that no new order of suppliers, mended name or further supplier is a new fault.
What one finding tells of several is compared part by part, wherever a part was told, and the new
parts are named. What was accepted and is no more is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Protocol

from internalmap._dataclass import dataclass
from internalmap.analyses.diff.changes import Changes, changes
from internalmap.analyses.diff.times import time_changes
from internalmap.model.organization import Need
from internalmap.model.phrases import Names, counted, listed
from internalmap.model.relabel import need_with_ids
from internalmap.model.selectors import Selection
from internalmap.results.check import SEVERITY_ORDER, Finding, Severity, in_order
from internalmap.results.deferred import with_other
from internalmap.rules.judged import Judged
from internalmap.rules.need_numbers import NeedNumbers
from internalmap.rules.need_words import need_words
from internalmap.rules.policies import Dependencies, is_violated_by
from internalmap.rules.rule import Match

#: The rules of risk, which are judged by effect.
RISKS = frozenset({"single-point-of-failure", "hollow-fallback", "fragile-pair"})
#: The rules that find certain suppliers of a need at fault, not the need alone: a need may have two
#: findings of one of them, and another number of them now.
_OF_SUPPLIERS = frozenset({"sole-supplier", "temporary-sole-supplier"})
#: The rules of which a finding is about parties without an order.
OF_GROUPS = frozenset({"essential-cycle", "fragile-pair"})
#: What a rule finds of a party may have stood behind what another found of it.
_HIDDEN_BEHIND = {
    "no-line-of-sight": "no-customer",
    "overload-after-failure": "overload",
}
#: How many names a message gives before it counts the rest.
_NAMED = 3

#: What tells a finding from another in two versions.
Identity = tuple[object, ...]


@dataclass(frozen=True)
class Compared:
    """The findings that are new, and those of the older version that are gone; and how the parties
    of both are named."""

    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    names: Names


def compared(old: Judged, new: Judged, renamed: Mapping[str, str]) -> Compared:
    """Hold the findings of a version against those of an older one. `renamed` is the id now of each
    party that had another; what is gone is told in the ids of now."""
    first, then = (each.version.scope.organization for each in (old, new))
    return Comparison(old, new, changes(first, then, renamed)).result()


def new_besides_risk(old: Judged, new: Judged, made: Changes) -> tuple[Finding, ...]:
    """The findings of other rules than those of risk that are new in the same way, worst first.
    `made` is what was changed between the two."""
    return in_order(Comparison(old, new, made).others())


class Comparison:
    """Judges the findings of a version. `baseline` puts in the place of the older version what a
    file holds of it: what stood there, who was protected, and what is worse since."""

    def __init__(self, old: Judged, new: Judged, made: Changes) -> None:
        self._old, self._new = old, new
        self._now, self._moved = made.now, made.moved
        number = self._number
        self._same = {number(was): number(need) for was, need in made.needs}
        self._before = old.version.protected_now(made.now)
        self._drawn = new.version.scope.organization.boxes - {*made.now.values()}

    def result(self) -> Compared:
        """Each finding of the new version, told where it is new."""
        seen = {self.identity(*each) for each in self.everything()}
        gone = [
            self._told_now(finding)
            for finding, match in self._old.findings
            if seen.isdisjoint(self._identity_then(finding, part) for part in match.parts)
        ]
        names = {self._now[id]: name for id, name in self._old.version.analysis.names.items()}
        names |= self._new.version.analysis.names
        return Compared(self.new(), tuple(gone), Names(names))

    def new(self) -> tuple[Finding, ...]:
        """The findings that are new, as they are told."""
        risks = (self._risk(*each) for each in self._new.findings if each[0].rule in RISKS)
        return (*self.others(), *(told for told in risks if told is not None))

    def everything(self) -> Iterator[tuple[Finding, Match]]:
        """The parts of all findings of the new version, accepted and told elsewhere too."""
        for finding, match in (
            *self._new.findings, *self._new.accepted, *self._new.told_elsewhere
        ):  # fmt: skip
            for part in match.parts:
                yield finding, part

    @cached_property
    def _number(self) -> NeedNumbers:
        """What tells a need from others, without comparing all that they say."""
        return NeedNumbers()

    def identity(self, finding: Finding, part: Match) -> Identity:
        """A part of a finding by the need that it is about, else by who and what it is about."""
        if part.need is not None and part.service == part.need.service:
            return finding.rule, self._number(part.need), part.mark
        return finding.rule, part.parties, part.service, part.mark

    def _identity_then(self, finding: Finding, part: Match) -> Identity:
        """That of a finding of the old version, as it would be found now."""
        if part.need is not None and part.service == part.need.service:
            return finding.rule, self._then(part.need), part.mark
        parties = self._ids(part.parties)
        if finding.rule in OF_GROUPS:
            parties = tuple(sorted(parties))
        return finding.rule, parties, part.service, part.mark

    def _then(self, need: Need) -> int:
        """The number of a need of the old version as it is now, if it is."""
        carried = self._number(need_with_ids(need, self._moved))
        return self._same.get(carried, carried)

    def _ids(self, parties: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._now[party] for party in parties)

    def _told_now(self, finding: Finding) -> Finding:
        """A finding of the old version, with the parties under the ids of now."""
        parties, stops = self._ids(finding.parties), self._ids(finding.stops)
        if (parties, stops) == (finding.parties, finding.stops):
            return finding
        return with_other(finding, parties=parties, stops=stops)

    # ------------------------------------------------------------------------------------- risk

    @cached_property
    def _worse(self) -> Mapping[tuple[str, ...], set[str]]:
        """Whom each absence lets down sooner, longer or more easily than before."""
        found: dict[tuple[str, ...], set[str]] = {}
        for parties, protected in time_changes(
            self._old.version, self._new.version, self._now
        ).worse:
            found.setdefault(parties, set()).add(protected)
        return found

    def _risk(self, finding: Finding, match: Match) -> Finding | None:
        new = [
            part
            for part in match.parts
            if (self._is_revoked(finding, part) and not part.outgrown)
            or self.is_worse(finding, part)
        ]
        if new:
            return self._naming(finding, match, new)
        newcomers = sorted({*finding.stops} - self._before)
        drawn = sorted(self._drawn.intersection(finding.parties))
        if not newcomers and not drawn:
            return None
        if not newcomers:
            boxes = listed(self._new.names.shorts(drawn))
            said = f"{finding.message} It was so before, of all who are inside {boxes}."
            return replace(finding, severity="note", message=said)
        whom = listed(self._new.names.shorts(newcomers), limit=_NAMED)
        if len(newcomers) < len(finding.stops):
            said = f"It was so before; it now also lets {whom} down."
        else:
            said = f"What is new is that {whom} must not be let down."
        return replace(finding, severity="note", message=f"{finding.message} {said}")

    def is_worse(self, finding: Finding, part: Match) -> bool:
        """Whether an absence that a part tells of is worse for somebody than it was."""
        worse = {
            protected
            for absence in part.absences
            for protected in self._worse.get(tuple(sorted(absence)), ())
        }
        if finding.rule == "hollow-fallback":  # what its absences do by other ways is not its fault
            worse &= {*finding.stops}
        return bool(worse)

    def _is_revoked(self, finding: Finding, part: Match) -> bool:
        """Whether what is told now was accepted before."""
        return self.identity(finding, part) in self._accepted

    # ------------------------------------------------------------------------------------ others

    @cached_property
    def _accepted(self) -> frozenset[Identity]:
        """What was accepted in the old version, as it would be found now."""
        return frozenset(
            self._identity_then(finding, part)
            for finding, match in self._old.accepted
            for part in match.parts
        )

    @cached_property
    def _stood_of(self) -> Mapping[Identity, Sequence[Finding]]:
        """The findings that stood by their rule, and by their rule and what they are about; of the
        rules of which they are looked for so."""
        found: dict[Identity, list[Finding]] = {}
        rules = {*OF_GROUPS, *_HIDDEN_BEHIND.values()}
        for identity, stood in self._stood.items():
            if identity[0] in rules:
                for key in (identity[:1], identity[:2]):
                    found.setdefault(key, []).extend(first for first, _ in stood)
        return found

    @cached_property
    def _stood(self) -> Mapping[Identity, Sequence[tuple[Finding, Match]]]:
        """What was found in the old version, or is told elsewhere, by what it would be now."""
        found: dict[Identity, list[tuple[Finding, Match]]] = {}
        for finding, match in (*self._old.findings, *self._old.told_elsewhere):
            now = self._told_now(finding)
            for part in match.parts:
                found.setdefault(self._identity_then(finding, part), []).append((now, part))
        return found

    def others(self) -> Iterator[Finding]:
        """The new findings of other rules than those of risk, in their order. Each finding of the
        old version speaks for one of now, the worst first."""
        spoke: set[int] = set()
        findings = [each for each in self._new.findings if each[0].rule not in RISKS]
        order = sorted(range(len(findings)), key=lambda number: _worst_first(findings[number][0]))
        added = {number: self._added(*findings[number], spoke) for number in order}
        for number, (finding, match) in enumerate(findings):
            if added[number]:
                told = self._naming(finding, match, added[number])
                first = [part.parties[:1] for part in added[number]]
                drawn = all(each and self._drawn.issuperset(each) for each in first)
                yield replace(told, severity="note") if drawn else told

    def _added(self, finding: Finding, match: Match, spoke: set[int]) -> Sequence[Match]:
        """The parts of a finding that are new. `spoke` are those of the old version that speak for
        one already, by their `id`."""
        if finding.rule in OF_GROUPS:  # a smaller circle is milder
            return () if self._was_part(finding) else match.parts
        if finding.rule in _OF_SUPPLIERS:
            before = self._stood.get(self.identity(finding, match), ())
            stood = [
                each[0]
                for each in before
                if id(each) not in spoke and self._no_milder(each[0], finding)
            ]
            at_fault = {party for first in stood for party in first.parties}
            return () if at_fault.issuperset(finding.parties) else match.parts
        return [
            part
            for part in match.parts
            if not self._speaks_for(finding, part, spoke)
            and (self._is_revoked(finding, part) or not self._was_hidden(finding, part))
        ]

    def _speaks_for(self, finding: Finding, part: Match, spoke: set[int]) -> bool:
        """Whether one of the old version speaks for this part, and from now on for no other."""
        for each in self._stood.get(self.identity(finding, part), ()):
            if id(each) in spoke:
                continue
            # Each supplier of a need makes a promise.
            alike = finding.rule != "promise-not-backed" or each[0].parties == finding.parties
            if alike and self._no_milder(each[0], finding):
                spoke.add(id(each))
                return True
        return False

    def _naming(self, finding: Finding, match: Match, added: Sequence[Match]) -> Finding:
        """A finding of which some parts are new, with these by name, and first."""
        if len(added) == len(match.parts):
            return finding
        names = self._new.names
        words = [_part_words(names, part) for part in added]
        said = f"{finding.message} New: {listed(words, limit=_NAMED)}."
        first = {*words, *(name for part in added for name in names.shorts(part.parties))}
        related = sorted(finding.related, key=lambda each: each.message not in first)
        return replace(finding, message=said, related=tuple(related))

    def _was_part(self, finding: Finding) -> bool:
        """Whether one finding of the old version was about all that this one is about."""
        return any(
            {*first.parties} >= {*finding.parties} and self._no_milder(first, finding)
            for first in self._stood_of.get((finding.rule,), ())
        )

    def _was_hidden(self, finding: Finding, part: Match) -> bool:
        """Whether what a part tells was so before, and only something worse was told of it."""
        worse = _HIDDEN_BEHIND.get(finding.rule)
        if worse is not None:
            return any(
                self._no_milder(first, finding)
                for first in self._stood_of.get((worse, part.parties[:1]), ())
            )
        return finding.rule == "policy" and len(finding.parties) > 1 and self._was_violated(finding)

    def _was_violated(self, finding: Finding) -> bool:
        """Whether the old version violated a policy by the same two parties."""
        return any(
            policy.name == finding.service
            and is_violated_by(self._dependencies, policy, self._selection, customer, supplier)
            for policy in self._old.policies
            for customer in self._former.get(finding.parties[0], ())
            for supplier in self._former.get(finding.parties[1], ())
        )

    @cached_property
    def _former(self) -> Mapping[str, Sequence[str]]:
        """The ids that each party had in the old version."""
        found: dict[str, list[str]] = {}
        for id, now in self._now.items():
            found.setdefault(now, []).append(id)
        return found

    @cached_property
    def _dependencies(self) -> Dependencies:
        return Dependencies(self._old.version.scope.network)

    @cached_property
    def _selection(self) -> Selection:
        return Selection(self._old.version.scope.organization)

    def _no_milder(self, before: Finding, finding: Finding) -> bool:
        return (
            SEVERITY_ORDER[before.severity] <= SEVERITY_ORDER[finding.severity]
            and (finding.measure is None or (before.measure or 0) >= finding.measure)
            and {*before.stops} >= {*finding.stops} & self._before
        )


def _part_words(names: Names, part: Match) -> str:
    """What a part of a finding is about: a need, or parties."""
    if part.need is not None:
        return need_words(names, part.need)
    return " with ".join(names.shorts(part.parties))


def _worst_first(finding: Finding) -> tuple[int, float]:
    return SEVERITY_ORDER[finding.severity], -(finding.measure or 0)


class Gone(Protocol):
    """What names a finding that is gone, be it that only a baseline knows of it."""

    @property
    def rule(self) -> str: ...
    @property
    def severity(self) -> Severity: ...
    @property
    def parties(self) -> tuple[str, ...]: ...


def gone_in_words(gone: Iterable[Gone], names: Names) -> Iterator[str]:
    """What got better, a sentence; none where nothing did."""
    found = sorted(gone, key=lambda each: (SEVERITY_ORDER[each.severity], each.rule, each.parties))
    if found:
        told = [" ".join([each.rule, *names.shorts(each.parties[:1])]) for each in found]
        yield f"{counted(len(found), 'finding')} gone: {listed(told, limit=_NAMED)}."


__all__ = [
    "OF_GROUPS",
    "RISKS",
    "Compared",
    "Comparison",
    "Identity",
    "Judged",
    "compared",
    "gone_in_words",
    "new_besides_risk",
]
