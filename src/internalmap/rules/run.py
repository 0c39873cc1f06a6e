"""The rules, run over one model: each finding with the severity that is set for it, and what an
acceptance covers told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property, partial
from typing import TYPE_CHECKING, cast

from internalmap._dataclass import dataclass
from internalmap.model.organization import Acceptance, Need
from internalmap.model.phrases import counted, listed
from internalmap.model.rule_names import RULE_VALUES
from internalmap.model.settings import CheckSettings
from internalmap.results.check import (
    Accepted,
    CheckResult,
    Finding,
    Severity,
    finding_order,
    in_order,
)
from internalmap.results.deferred import deferred
from internalmap.rules import rule_named
from internalmap.rules.rule import AcceptanceUse, Facts, Match, Rule
from internalmap.rules.telling import STALE, Telling

if TYPE_CHECKING:
    pass


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
        self.telling = Telling(facts)
        self.accepted: list[Accepted] = []
        self.told: list[tuple[Finding, Match]] = []
        self.let_pass: list[tuple[Finding, Match]] = []
        self.told_elsewhere: list[tuple[Finding, Match]] = []
        self.covered: dict[int, int] = {}
        self.exceeded: set[int] = set()
        self.replaced: set[int] = set()
        self.running_ids = frozenset(each.rule.id for each in running)
        self.numbers: dict[tuple[str, tuple[str, ...], str | None, str], int] = {}

    def hold(self) -> None:
        """Run all rules; the one about acceptances last, since it judges by the others."""
        asked = [each for each in self.running if each.asked]
        last = [each for each in asked if each.rule.id == STALE]
        for each in asked:
            if each not in last:
                self._take(each, self.facts.of_rule(each.limits))
        for each in last:
            self._take(each, self.facts.of_rule(each.limits, tuple(self._used())))

    def result(self) -> CheckResult:
        """What the rules found."""
        return CheckResult(
            (self.model,),
            in_order(finding for finding, _ in self.told),
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

    def _take(self, setting: RuleSetting, facts: Facts) -> None:
        join = setting.rule.join
        together: dict[int, tuple[Acceptance | None, list[Match]]] = {0: (None, [])}
        for each in setting.rule.find(facts):
            if each.told_by and not self.running_ids.isdisjoint(each.told_by):
                self.told_elsewhere.append((self._finding(setting, each), each))
                continue
            acceptance, outgrown = self._acceptance(setting.rule, each)
            match = each
            # A case that has a severity of its own is told with those that come to the same.
            severity = each.severity and self._severity(setting, each)
            if severity != each.severity or outgrown:
                match = replace(each, severity=severity, outgrown=outgrown)
            if join is None:
                self._tell(setting, match, acceptance)
            else:  # what one acceptance covers is told together, too
                key = 0 if acceptance is None else id(acceptance)
                together.setdefault(key, (acceptance, []))[1].append(match)
        if join is not None:
            for acceptance, alike in together.values():
                for match in join(facts, alike):
                    self._tell(setting, match, acceptance)

    def _tell(self, setting: RuleSetting, match: Match, acceptance: Acceptance | None) -> None:
        finding = self._finding(setting, match)
        if acceptance is None:
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
        """A finding; what only those look at who tell it in full is made for them."""
        rule = setting.rule
        named_by, service = found.named_by, None
        if named_by is None:
            named_by, service = found.parties, found.service
        key = (rule.id, named_by, service, found.mark)
        self.numbers[key] = ordinal = self.numbers.get(key, -1) + 1
        known = partial(
            Finding,
            rule=rule.id,
            severity=self._severity(setting, found),
            title=rule.title,
            remedy=found.remedy or rule.remedy,
            parties=found.parties,
            service=found.service,
            stops=found.stops,
            model=self.model,
            mark=found.mark,
            absences=found.absences,
            measure=found.measure,
        )
        return deferred(known, partial(self.telling.told, rule, found, ordinal))

    # -------------------------------------------------------------------------- acceptances

    def _acceptance(self, rule: Rule, found: Match) -> tuple[Acceptance | None, str]:
        """What covers a finding, if something does: it stands where the fault is, has not run out,
        and the finding stops nobody beyond those that it names. One whose day is not past comes
        before one whose day is. With it, what is said of one that names too few, if none covers."""
        if rule.id == STALE or rule.id not in self._rules_accepted:
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

    @cached_property
    def _rules_accepted(self) -> frozenset[str]:
        """The rules of which anything is accepted anywhere."""
        stand: list[tuple[Acceptance, ...]] = [need.accept for need in self.organization.needs]
        stand += [party.accept for party in self.organization.parties.values()]
        return frozenset(acceptance.rule for each in stand for acceptance in each)

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
