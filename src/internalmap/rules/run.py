"""The rules, run over one model: each finding with the severity that is set for it, and what an
acceptance covers told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, cast

from internalmap.errors import Place
from internalmap.model.organization import Acceptance, CheckSettings, Need
from internalmap.model.phrases import counted, listed
from internalmap.model.rule_names import RULE_VALUES
from internalmap.results.check import (
    Accepted,
    CheckResult,
    Entry,
    Finding,
    Related,
    Severity,
    finding_order,
    fingerprint,
)
from internalmap.rules import rule_named
from internalmap.rules.rule import AcceptanceUse, Facts, Location, Match, Rule
from internalmap.source import Position, Span

if TYPE_CHECKING:
    from internalmap.source import Route

_STALE = "stale-acceptance"


@dataclass(frozen=True)
class RuleSetting:
    """A rule that runs, and what is set for it."""

    rule: Rule
    severity: Severity | None
    limits: Mapping[str, float]
    asked: bool = True


def running(
    settings: CheckSettings, select: Sequence[str], ignore: Sequence[str]
) -> Iterator[RuleSetting]:
    """The rules that run: those that are selected, or are not off, with what is set for each."""
    for id in RULE_VALUES:
        if id in ignore or (select and id not in select):
            continue
        rule = rule_named(id)
        set_for = settings.rules.get(id)
        severity = set_for.severity if set_for is not None else None
        # A rule that is off runs once a limit is set for it: who sets one wants to hear.
        usually = rule.severity is not None or (set_for is not None and bool(set_for.values))
        if id not in select and (severity == "off" or (severity is None and not usually)):
            continue
        if severity == "off":
            severity = None
        usual = {
            name: limit.default for name, limit in rule.limits.items() if limit.default is not None
        }
        limits = {**usual, **(set_for.values if set_for is not None else {})}
        yield RuleSetting(rule, cast("Severity | None", severity), limits)


class Run:
    """One run of the rules over one model."""

    def __init__(
        self, facts: Facts, running: Sequence[RuleSetting], model: str, narrowed: bool
    ) -> None:
        self.facts, self.running, self.model, self.narrowed = facts, running, model, narrowed
        self.organization = facts.organization
        self.findings: list[Finding] = []
        self.accepted: list[Accepted] = []
        self.told: list[tuple[Finding, Match]] = []
        self.let_pass: list[tuple[Finding, Match]] = []
        self.told_elsewhere: list[tuple[Finding, Match]] = []
        self.covered: dict[int, int] = {}
        self.exceeded: set[int] = set()
        self.replaced: set[int] = set()
        self.running_ids = frozenset(each.rule.id for each in running)
        self.numbers: dict[tuple[str, tuple[str, ...], str | None, str], int] = {}

    def result(self) -> CheckResult:
        """Run all rules; the one about acceptances last, since it judges by the others."""
        asked = [each for each in self.running if each.asked]
        last = [each for each in asked if each.rule.id == _STALE]
        for each in asked:
            if each not in last:
                self._take(each, each.rule.find(replace(self.facts, limits=each.limits)))
        for each in last:
            used = tuple(self._used())
            facts = replace(self.facts, limits=each.limits, used=used)
            self._take(each, each.rule.find(facts))
        return CheckResult(
            (self.model,),
            tuple(sorted(self.findings, key=finding_order)),
            tuple(sorted(self.accepted, key=lambda each: finding_order(each.finding))),
            notices=(*self.facts.analysis.notices, *self._left_out()),
            markings=tuple(filter(None, [self.facts.analysis.marking])),
        )

    def _left_out(self) -> Iterator[str]:
        """What was too much to find out, counted."""
        found = Counter(
            (finding.rule, match.left_out)
            for finding, match in (*self.told, *self.let_pass)
            if match.left_out
        )
        for (rule, words), count in found.items():
            do = "does" if count == 1 else "do"
            yield f"{counted(count, 'finding')} of {rule} {do} not say {words}."

    def _take(self, setting: RuleSetting, found: Iterable[Match]) -> None:
        join = setting.rule.join
        together: dict[int, tuple[Acceptance | None, list[Match]]] = {0: (None, [])}
        for each in found:
            severity = self._severity(setting, each)
            if not self.running_ids.isdisjoint(each.told_by):
                match = replace(each, severity=severity)
                self.told_elsewhere.append((self._finding(setting, match), match))
                continue
            acceptance, outgrown = self._acceptance(setting.rule, each)
            match = each
            if severity != each.severity or outgrown:
                match = replace(each, severity=severity, outgrown=outgrown)
            if join is None:
                self._tell(setting, match, acceptance)
            else:  # what one acceptance covers is told together, too
                key = 0 if acceptance is None else id(acceptance)
                together.setdefault(key, (acceptance, []))[1].append(match)
        if join is not None:
            for acceptance, alike in together.values():
                for match in join(replace(self.facts, limits=setting.limits), alike):
                    self._tell(setting, match, acceptance)

    def _tell(self, setting: RuleSetting, match: Match, acceptance: Acceptance | None) -> None:
        finding = self._finding(setting, match)
        if acceptance is None:
            self.findings.append(finding)
            self.told.append((finding, match))
        else:
            self.let_pass.append((finding, match))
            self.accepted.append(Accepted(finding, acceptance.by, acceptance.reason))

    def _severity(self, setting: RuleSetting, found: Match) -> Severity:
        """How bad a finding is: as the model says, else by the case, else as its rule has it."""
        calendar = setting.rule.calendar or found.calendar
        if found.harmless or (calendar and not self.facts.day_given):
            return "note"
        return setting.severity or found.severity or setting.rule.severity or "warning"

    def _finding(self, setting: RuleSetting, found: Match) -> Finding:
        rule = setting.rule
        named_by, service = found.named_by, None
        if named_by is None:
            named_by, service = found.parties, found.service
        key = (rule.id, named_by, service, found.mark)
        self.numbers[key] = ordinal = self.numbers.get(key, -1) + 1
        lacking = [part.outgrown for part in found.parts if part.outgrown]
        return Finding(
            rule=rule.id,
            severity=self._severity(setting, found),
            title=rule.title,
            message=" ".join([found.message, *dict.fromkeys(lacking)]),
            remedy=found.remedy or rule.remedy,
            place=self._place(found.at),
            related=tuple(
                Related(place, words)
                for at, words in found.related
                if (place := self._place(at)) is not None
            ),
            parties=found.parties,
            service=found.service,
            stops=found.stops,
            fingerprint=fingerprint(*key, ordinal),
            model=self.model,
            mark=found.mark,
            absences=found.absences,
            measure=found.measure,
            members=() if found.absences else tuple(sorted(map(_label, found.members))),
            accepted_in=self._accepted_in(rule, found),
        )

    def _accepted_in(self, rule: Rule, found: Match) -> Entry | None:
        """The first entry in which an acceptance of a finding can stand."""
        if rule.id == _STALE or found.accepted_at == ():
            return None
        if found.need is not None:
            route = found.need.route
        else:
            parties = found.parties[:1] if found.accepted_at is None else found.accepted_at
            route = self.facts.party_at(parties[0]).route if parties else None
        sources = self.organization.sources
        if route is None or route.source >= len(sources):
            return None
        return Entry(sources[route.source], route.path)

    def _place(self, at: Location) -> Place | None:
        route: Route | None = at.route
        sources = self.organization.sources
        if route is None or route.source >= len(sources):
            return None
        source = sources[route.source]
        path = (*route.path, at.key) if at.key else route.path
        span = source.key_span(path)
        if span.start == span.end:  # an item of a list that is a mapping: its first sign
            span = Span(span.start, Position(span.start.line, span.start.column + 1))
        return Place(source, span)

    # -------------------------------------------------------------------------- acceptances

    def _acceptance(self, rule: Rule, found: Match) -> tuple[Acceptance | None, str]:
        """What covers a finding, if something does: it stands where the fault is, has not run out,
        and the finding stops nobody beyond those that it names. One whose day is not past comes
        before one whose day is. With it, what is said of one that names too few, if none covers."""
        if rule.id == _STALE:
            return None, ""
        chosen: Acceptance | None = None
        exceeded: list[Acceptance] = []
        for acceptance in sorted(self._standing_at(found), key=self._lasting):
            if acceptance.rule != rule.id:
                continue
            fits = acceptance.stops is None or set(found.stops) <= set(acceptance.stops)
            if chosen is not None:
                if fits:
                    self.replaced.add(id(acceptance))
            elif self._expired(acceptance):
                continue
            elif fits:
                self.covered[id(acceptance)] = self.covered.get(id(acceptance), 0) + 1
                chosen = acceptance
            else:
                exceeded.append(acceptance)
        if chosen is not None or not exceeded:
            return chosen, ""
        self.exceeded.update(map(id, exceeded))
        return None, self._lacking(found, exceeded[0])

    def _lacking(self, found: Match, acceptance: Acceptance) -> str:
        """Whom an acceptance does not name."""
        names = self.facts.names
        others = sorted({*found.stops} - {*(acceptance.stops or ())})
        return (
            f"The acceptance by {names.someone(acceptance.by)} does not name "
            f"{listed(names.shorts(others), limit=3)}."
        )

    def _standing_at(self, found: Match) -> Iterator[Acceptance]:
        if found.accepted_at == ():
            return
        if found.need is not None:
            yield from found.need.accept
        parties = found.accepted_at
        if parties is None:
            parties = () if found.need is not None else found.parties[:1]
        for party in parties:
            if party in self.organization.parties:
                yield from self.organization.parties[party].accept

    def _expired(self, acceptance: Acceptance) -> bool:
        """Whether an acceptance has run out, on a day that was given: by the clock alone, nothing
        that was accepted comes back."""
        return self.facts.day_given and self._past(acceptance)

    def _lasting(self, acceptance: Acceptance) -> tuple[bool, int, str, str]:
        """The order in which acceptances of one finding cover it: the one that lasts longest
        first, so that the others may go when their day comes."""
        until = acceptance.until or date.max
        return self._past(acceptance), -until.toordinal(), acceptance.reason, acceptance.by

    def _past(self, acceptance: Acceptance) -> bool:
        return acceptance.until is not None and acceptance.until < self.facts.today

    def _skipped(self, acceptance: Acceptance) -> bool:
        """Whether there were too many combinations for the rule that it speaks of."""
        return acceptance.rule == "fragile-pair" and self.facts.analysis.fragile_sets is None

    def _used(self) -> Iterator[AcceptanceUse]:
        judged = {each.rule.id for each in self.running if each.asked}
        standing: list[tuple[Acceptance, str | None, Need | None]] = [
            (acceptance, party.id, None)
            for party in self.organization.parties.values()
            for acceptance in party.accept
        ]
        standing += [
            (acceptance, need.customer, need)
            for need in self.organization.needs
            for acceptance in need.accept
        ]
        for acceptance, party, need in standing:
            yield AcceptanceUse(
                acceptance=acceptance,
                party=party,
                need=need,
                covered=self.covered.get(id(acceptance), 0),
                expired=self._past(acceptance),
                # Asked another question, the checks cannot tell that it covers nothing.
                judged=acceptance.rule in judged
                and not self.narrowed
                and not self._skipped(acceptance),
                exceeded=id(acceptance) in self.exceeded,
                replaced=id(acceptance) in self.replaced,
            )


def _label(member: Match) -> str:
    """A member by its ids alone, whatever people call its parties."""
    need = member.need
    if need is None:
        return " ".join(member.parties)
    suppliers = " ".join(sorted(need.suppliers))
    return f"{need.customer or ''}: {need.service or ''} ({suppliers})"
