"""What the checks find, as frozen plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Literal

from internalmap._dataclass import dataclass
from internalmap.errors import Place, Problem
from internalmap.results.deferred import Deferring
from internalmap.source import Path, Source

Severity = Literal["error", "warning", "note"]

SEVERITY_ORDER: Mapping[str, int] = {"error": 0, "warning": 1, "note": 2}

#: From which severity on findings fail, if they do at all.
FailOn = Literal["error", "warning", "note", "never"]

FAILING_ORDER: Mapping[str, int] = {"never": -1, **SEVERITY_ORDER}


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that has to do with a finding, and what it has to do with it."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A party or a need as it is written: in which source, and the way to it."""

    source: Source
    path: Path


@dataclass(frozen=True, slots=True)
class Finding(Deferring):
    """One thing that a rule found in a model.

    `place` is the key at fault (`None` where the model has no such key). `parties` are those that
    it is about, the one at fault first; `service` is the service at fault, if it is about one.
    `stops` are the protected parties that it lets down. `message` says who is let down, `remedy`
    what to do. `fingerprint` stays the same while the model changes around it: it is made of the
    rule, the parties, the service and, where these are not enough, an ordinal; never of lines.
    `model` is the path of the model as it was named. How bad it is say, beside the severity and
    `stops`: the `absences` that it tells of, each by who is missing, for which the effects are
    compared; `measure`, more is worse; and `members`, the needs or parties that it speaks of
    together. `accepted_in` is where somebody can accept it, if that is possible.
    """

    rule: str
    severity: Severity
    title: str
    message: str
    remedy: str
    place: Place | None
    related: tuple[Related, ...]
    parties: tuple[str, ...]
    service: str | None
    stops: tuple[str, ...]
    fingerprint: str
    model: str
    mark: str = ""
    absences: tuple[tuple[str, ...], ...] = ()
    measure: float | None = None
    members: tuple[str, ...] = ()
    accepted_in: Entry | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that somebody accepts: who, and why."""

    finding: Finding
    by: str
    reason: str


#: Under what a model that could not be read stands among the findings. It is no rule: nothing
#: switches it off, selects it or accepts it.
UNREADABLE = "unreadable-model"


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A model that could not be read: its path as it was named, and all that is wrong with it."""

    model: str
    problems: tuple[Problem, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Each thing that is wrong as a finding, for the forms that know of nothing else."""
        numbers: dict[str, int] = {}
        found = []
        for problem in self.problems:
            numbers[problem.message] = ordinal = numbers.get(problem.message, -1) + 1
            found.append(
                Finding(
                    rule=UNREADABLE,
                    severity="error",
                    title="A model that could not be read",
                    message=problem.message,
                    remedy=problem.remedy,
                    place=problem.place,
                    related=tuple(Related(place, words) for place, words in problem.related),
                    parties=(),
                    service=None,
                    stops=(),
                    fingerprint=fingerprint(UNREADABLE, (), None, problem.message, ordinal),
                    model=self.model,
                )
            )
        return tuple(found)


@dataclass(frozen=True)
class CheckResult:
    """What the checks found in one model or in several.

    `models` are the paths as they were named, `findings` what is to be told, in the order of
    `finding_order`. `accepted` are those that the model accepts; `old` is the number of those that
    stood in the revision or the baseline already. `gone` are the fingerprints that the baseline
    holds and that nothing has any more. `unreadable` are the models that could not be read;
    `notices` say what else a reader must know; `markings` are those of the models.
    """

    models: tuple[str, ...]
    findings: tuple[Finding, ...]
    accepted: tuple[Accepted, ...] = ()
    old: int = 0
    gone: tuple[str, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    notices: tuple[str, ...] = ()
    compared: str = field(default="")
    markings: tuple[str, ...] = ()

    @property
    def everything(self) -> tuple[Finding, ...]:
        """What is wrong with models that could not be read, as findings, then the findings."""
        return (*(each for model in self.unreadable for each in model.findings), *self.findings)

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def worst(self) -> Severity | None:
        """The highest severity found."""
        return min(
            (finding.severity for finding in self.findings),
            key=SEVERITY_ORDER.__getitem__,
            default=None,
        )


def fingerprint(
    rule: str, parties: tuple[str, ...], service: str | None, mark: str, ordinal: int
) -> str:
    """What tells a finding from another, whatever lines it stands on and in whatever order."""
    from hashlib import sha256

    parts = [rule, *parties, "", service or "", mark, str(ordinal)]
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def finding_order(finding: Finding) -> tuple[int, int, str, tuple[str, ...], str, str, str]:
    """The worst first: by severity, then by how many are let down; then by names, which do not
    change when lines move."""
    return (*_order(finding), finding.fingerprint)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings in the order of `finding_order`. Fingerprints are made only of those that nothing
    else puts in order."""
    keyed = sorted(((_order(each), each) for each in findings), key=itemgetter(0))
    found: list[Finding] = []
    for _, alike in groupby(keyed, key=itemgetter(0)):
        group = [each for _, each in alike]
        found += sorted(group, key=attrgetter("fingerprint")) if group[1:] else group
    return tuple(found)


def _order(finding: Finding) -> tuple[int, int, str, tuple[str, ...], str, str]:
    return (
        SEVERITY_ORDER[finding.severity],
        -len(finding.stops),
        finding.model,
        finding.parties,
        finding.rule,
        finding.service or "",
    )
