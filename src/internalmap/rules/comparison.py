"""What is new among findings, compared with an older version of the model, in the ids of today.

What rules of risk find is judged by effect: it is new where an absence that it tells of is worse
for somebody who is protected in both versions than the same absence was by the clock, whatever was
found of it then. Who has come to be protected is told, and fails nothing. Any other finding is old
where one of the same identity stood there that was no milder: no lower severity, no smaller
measure, nobody let down beside, and no member beside. A need is the same as in a difference of the
two versions, so that no new order of suppliers, mended name or further supplier is a new fault.
What was accepted and is no more is new.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from internalmap.analyses.diff.changes import changes
from internalmap.analyses.diff.effects import Version
from internalmap.analyses.diff.times import time_changes
from internalmap.model.organization import Need
from internalmap.model.phrases import Names, counted, listed
from internalmap.model.relabel import need_with_ids
from internalmap.results.check import SEVERITY_ORDER, Finding
from internalmap.rules.need_words import need_words
from internalmap.rules.rule import Match

#: The rules of risk, which are judged by effect.
RISKS = frozenset({"single-point-of-failure", "hollow-fallback", "fragile-pair"})
#: The rules that find certain suppliers of a need at fault, or its customer, not the need alone.
_OF_PARTIES = frozenset({"sole-supplier", "temporary-sole-supplier", "promise-not-backed"})
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

    @cached_property
    def names(self) -> Names:
        """How parties are named in messages."""
        return Names(self.version.analysis.names)


@dataclass(frozen=True)
class Compared:
    """The findings that are new, and those of the older version that are gone."""

    new: tuple[Finding, ...]
    gone: tuple[Finding, ...]


def compared(old: Judged, new: Judged) -> Compared:
    """Hold the findings of a version against those of an older one."""
    return _Comparison(old, new).result()


class _Comparison:
    def __init__(self, old: Judged, new: Judged) -> None:
        self._old, self._new = old, new
        first, then = (each.version.scope.organization for each in (old, new))
        self._now = {id: id for id in first.parties}
        made = changes(first, then, {})
        self._same: dict[Need, Need] = dict(made.needs)
        self._before = old.version.protected

    def result(self) -> Compared:
        """Each finding of the new version, told where it is new."""
        before: dict[Identity, list[tuple[Finding, Match]]] = {}
        for finding, match in (*self._old.findings, *self._old.told_elsewhere):
            before.setdefault(self._identity(finding, match, self._then), []).append(
                (finding, match)
            )
        accepted = {self._identity(*each, self._then) for each in self._old.accepted}
        found: list[Finding] = []
        seen: set[Identity] = set()
        for finding, match in self._new.findings:
            identity = self._identity(finding, match, _itself)
            seen.add(identity)
            told: Finding | None
            if finding.rule in RISKS:
                told = finding if identity in accepted else self._risk(finding)
            else:
                told = self._other(finding, match, before.get(identity, ()))
            if told is not None:
                found.append(told)
        seen |= {self._identity(*each, _itself) for each in self._new.accepted}
        seen |= {self._identity(*each, _itself) for each in self._new.told_elsewhere}
        gone = [
            finding
            for finding, match in self._old.findings
            if self._identity(finding, match, self._then) not in seen
        ]
        return Compared(tuple(found), tuple(gone))

    def _then(self, need: Need) -> Need:
        """A need of the old version as it is now, if it is."""
        return self._same.get(need_with_ids(need, {}), need)

    @staticmethod
    def _identity(finding: Finding, match: Match, now: Callable[[Need], Need]) -> Identity:
        """A finding by the need that it is about, else by who and what it is about."""
        if match.need is not None and match.service == match.need.service:
            return finding.rule, now(match.need), match.mark
        return finding.rule, finding.parties, finding.service, match.mark

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

    def _risk(self, finding: Finding) -> Finding | None:
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
        if not newcomers:
            return None
        whom = listed(self._new.names.shorts(newcomers), limit=_NAMED)
        said = f"{finding.message} It was so before; it now also lets {whom} down."
        return replace(finding, severity="note", message=said)

    # ------------------------------------------------------------------------------------ others

    def _other(
        self, finding: Finding, match: Match, before: Iterable[tuple[Finding, Match]]
    ) -> Finding | None:
        stood = [(first, then) for first, then in before if self._no_milder(first, finding)]
        at_fault = {party for first, _ in stood for party in first.parties}
        if finding.rule in _OF_PARTIES and not at_fault.issuperset(finding.parties):
            return finding
        added: tuple[Need, ...] = ()
        for _, then in stood:
            known = [self._then(need) for need in then.members]
            added = tuple(need for need in match.members if need not in known)
            if not added:
                return None
        if not added:
            return finding
        words = [need_words(self._new.names, need) for need in added[:_NAMED]]
        left = len(added) - len(words)
        new = listed([*words, *([f"{left:,} more"] if left else [])])
        named = {need_words(self._new.names, need) for need in added}
        related = tuple(sorted(finding.related, key=lambda each: each.message not in named))
        said = f"{finding.message} New: {new}."
        return replace(finding, message=said, related=related)

    def _no_milder(self, before: Finding, finding: Finding) -> bool:
        return (
            SEVERITY_ORDER[before.severity] <= SEVERITY_ORDER[finding.severity]
            and (finding.measure is None or (before.measure or 0) >= finding.measure)
            and {*before.stops} >= {*finding.stops} & self._before
        )


def _itself(need: Need) -> Need:
    return need


def gone_in_words(gone: Iterable[Finding]) -> Iterator[str]:
    """What got better, a sentence; none where nothing did."""
    found = sorted(gone, key=lambda each: (SEVERITY_ORDER[each.severity], each.rule, each.parties))
    if found:
        names = [" ".join([each.rule, *each.parties[:1]]) for each in found]
        yield f"{counted(len(found), 'finding')} gone: {listed(names, limit=_NAMED)}."


__all__ = ["RISKS", "Compared", "Judged", "compared", "gone_in_words"]
