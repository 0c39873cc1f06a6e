"""What is new among findings, compared with an older version of the model.

What rules of risk find is judged by effect: it is new where an absence that it tells of is worse
for somebody who is protected in both versions than the same absence was by the clock, whatever was
found of it then. Who has come to be protected is told, and fails nothing; so is a new box around
parties whose absence is no worse. Any other finding is old where one of the same identity stood
there that was no milder: no lower severity, no smaller measure, nobody let down beside, and no
member beside; one old finding speaks for one of now. A need is the same as in a difference of the
two versions, so that no new order of suppliers, mended name or further supplier is a new fault.
What was accepted and is no more is new.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Protocol

from internalmap.analyses.diff.changes import changes
from internalmap.analyses.diff.effects import Version
from internalmap.analyses.diff.times import time_changes
from internalmap.model.organization import Need, Policy
from internalmap.model.phrases import Names, counted, listed
from internalmap.model.relabel import need_with_ids
from internalmap.model.selectors import Selection
from internalmap.results.check import SEVERITY_ORDER, Finding, Severity, finding_order
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
class Judged:
    """A version of a model with what the rules found of it, accepted or not, or what another rule
    tells: each finding with the match that it was made from."""

    version: Version
    findings: tuple[tuple[Finding, Match], ...]
    accepted: tuple[tuple[Finding, Match], ...]
    told_elsewhere: tuple[tuple[Finding, Match], ...] = ()
    #: The fingerprints of those for which an acceptance stands that names fewer who are let down.
    outgrown: frozenset[str] = frozenset()
    policies: tuple[Policy, ...] = ()

    @cached_property
    def names(self) -> Names:
        """How parties are named in messages."""
        return Names(self.version.analysis.names)


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
    return Comparison(old, new, renamed).result()


def new_besides_risk(old: Judged, new: Judged, renamed: Mapping[str, str]) -> tuple[Finding, ...]:
    """The findings of other rules than those of risk that are new in the same way, worst first."""
    found = Comparison(old, new, renamed).others()
    return tuple(sorted(found, key=finding_order))


class Comparison:
    """Judges the findings of a version. `baseline` puts in the place of the older version what a
    file holds of it: what stood there, who was protected, and what is worse since."""

    def __init__(self, old: Judged, new: Judged, renamed: Mapping[str, str]) -> None:
        self._old, self._new = old, new
        first, then = (each.version.scope.organization for each in (old, new))
        made = changes(first, then, renamed)
        self._now = made.now
        self._same: dict[Need, Need] = dict(made.needs)
        self._before = old.version.protected_now(made.now)
        self._drawn = then.boxes - {*made.now.values()}

    def result(self) -> Compared:
        """Each finding of the new version, told where it is new."""
        found = [*self.others()]
        for finding, match in self._new.findings:
            if finding.rule in RISKS:
                told = finding if self.is_revoked(finding, match) else self.risk(finding)
                if told is not None:
                    found.append(told)
        seen = {
            self.identity(*each)
            for each in (*self._new.findings, *self._new.accepted, *self._new.told_elsewhere)
        }
        gone = [
            self._told_now(finding)
            for finding, match in self._old.findings
            if self._identity_then(finding, match) not in seen
        ]
        names = {self._now[id]: name for id, name in self._old.version.analysis.names.items()}
        names |= self._new.version.analysis.names
        return Compared(tuple(found), tuple(gone), Names(names))

    @staticmethod
    def identity(finding: Finding, match: Match) -> Identity:
        """A finding by the need that it is about, else by who and what it is about."""
        if match.need is not None and match.service == match.need.service:
            return finding.rule, match.need, match.mark
        return finding.rule, finding.parties, finding.service, match.mark

    def _identity_then(self, finding: Finding, match: Match) -> Identity:
        """That of a finding of the old version, as it would be found now."""
        if match.need is not None and match.service == match.need.service:
            return finding.rule, self._then(match.need), match.mark
        parties = self._ids(finding.parties)
        if finding.rule in OF_GROUPS:
            parties = tuple(sorted(parties))
        return finding.rule, parties, finding.service, match.mark

    def _then(self, need: Need) -> Need:
        """A need of the old version as it is now, if it is."""
        carried = need_with_ids(need, self._now)
        return self._same.get(carried, carried)

    def _ids(self, parties: Iterable[str]) -> tuple[str, ...]:
        return tuple(self._now[party] for party in parties)

    def _told_now(self, finding: Finding) -> Finding:
        """A finding of the old version, with the parties under the ids of now."""
        return replace(finding, parties=self._ids(finding.parties), stops=self._ids(finding.stops))

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

    def risk(self, finding: Finding) -> Finding | None:
        """A finding of risk as it is told; nothing, where it is old."""
        worse = {
            protected
            for absence in finding.absences
            for protected in self._worse.get(tuple(sorted(absence)), ())
        }
        if finding.rule == "hollow-fallback":  # what its absences do by other ways is not its fault
            worse &= {*finding.stops}
        if worse:
            return finding
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

    # ------------------------------------------------------------------------------------ others

    def is_revoked(self, finding: Finding, match: Match) -> bool:
        """Whether a finding was accepted and is no more, and has not merely grown."""
        return (
            self.identity(finding, match) in self._accepted
            and finding.fingerprint not in self._new.outgrown
        )

    @cached_property
    def _accepted(self) -> frozenset[Identity]:
        """What was accepted in the old version, as it would be found now."""
        return frozenset(self._identity_then(*each) for each in self._old.accepted)

    @cached_property
    def _stood(self) -> Mapping[Identity, Sequence[tuple[Finding, Match]]]:
        """What was found in the old version, or is told elsewhere, by what it would be now."""
        found: dict[Identity, list[tuple[Finding, Match]]] = {}
        for finding, match in (*self._old.findings, *self._old.told_elsewhere):
            identity = self._identity_then(finding, match)
            found.setdefault(identity, []).append((self._told_now(finding), match))
        return found

    def others(self) -> Iterator[Finding]:
        """The new findings of other rules than those of risk, in their order. Each finding of the
        old version speaks for one of now, the worst first."""
        left = {identity: [*found] for identity, found in self._stood.items()}
        findings = [each for each in self._new.findings if each[0].rule not in RISKS]
        order = sorted(range(len(findings)), key=lambda number: _worst_first(findings[number][0]))
        told = {number: self._other(*findings[number], left) for number in order}
        for number in range(len(findings)):
            found = told[number]
            if found is not None:
                drawn = self._drawn.issuperset(found.parties[:1]) and found.parties
                yield replace(found, severity="note") if drawn else found

    def _other(
        self, finding: Finding, match: Match, left: dict[Identity, list[tuple[Finding, Match]]]
    ) -> Finding | None:
        """A finding as it is told, if it is new. `left` are those of the old version that speak for
        none yet."""
        if finding.rule in OF_GROUPS:
            return None if self._was_part(finding) else finding  # a smaller circle is milder
        before = left.get(self.identity(finding, match), [])
        stood = [each for each in before if self._no_milder(each[0], finding)]
        if finding.rule in _OF_SUPPLIERS:
            at_fault = {party for first, _ in stood for party in first.parties}
            return None if at_fault.issuperset(finding.parties) else finding
        if finding.rule == "promise-not-backed":  # each supplier of a need makes a promise
            stood = [each for each in stood if each[0].parties == finding.parties]
        if not stood:
            revoked = self.identity(finding, match) in self._accepted
            return None if not revoked and self._was_hidden(finding) else finding
        added, chosen = min(
            ((self._added(match, each[1]), each) for each in stood), key=lambda each: len(each[0])
        )
        if not added:
            before.remove(chosen)
            return None
        words = [need_words(self._new.names, need) for need in added[:_NAMED]]
        more = len(added) - len(words)
        new = listed([*words, *([f"{more:,} more"] if more else [])])
        named = {need_words(self._new.names, need) for need in added}
        related = tuple(sorted(finding.related, key=lambda each: each.message not in named))
        said = f"{finding.message} New: {new}."
        return replace(finding, message=said, related=related)

    def _was_part(self, finding: Finding) -> bool:
        """Whether one finding of the old version was about all that this one is about."""
        return any(
            {*first.parties} >= {*finding.parties} and self._no_milder(first, finding)
            for identity, found in self._stood.items()
            for first, _ in found
            if identity[0] == finding.rule
        )

    def _was_hidden(self, finding: Finding) -> bool:
        """Whether what a finding tells was so before, and only something worse was told of it."""
        worse = _HIDDEN_BEHIND.get(finding.rule)
        if worse is not None:
            return any(
                first.parties == finding.parties[:1] and self._no_milder(first, finding)
                for identity, found in self._stood.items()
                for first, _ in found
                if identity[0] == worse
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

    def _added(self, match: Match, before: Match) -> tuple[Need, ...]:
        """The needs that a finding speaks of beside those of an old one."""
        known = {self._then(need) for need in before.members}
        return tuple(need for need in match.members if need not in known)

    def _no_milder(self, before: Finding, finding: Finding) -> bool:
        return (
            SEVERITY_ORDER[before.severity] <= SEVERITY_ORDER[finding.severity]
            and (finding.measure is None or (before.measure or 0) >= finding.measure)
            and {*before.stops} >= {*finding.stops} & self._before
        )


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
