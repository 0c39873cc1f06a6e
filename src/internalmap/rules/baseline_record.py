"""What a baseline is to hold of a version of a model: enough to judge a later one by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from internalmap.analyses.diff.effects import Version
from internalmap.model.organization import Need
from internalmap.results.check import Finding
from internalmap.rules.baseline_file import (
    BaselineEntry,
    BaselineModel,
    Effect,
    NeedKey,
    Stood,
    text_of,
)
from internalmap.rules.comparison import RISKS
from internalmap.rules.judged import Judged
from internalmap.rules.rule import Match

_POINT, _PAIR = "single-point-of-failure", "fragile-pair"


def baseline_text(judged: Mapping[str, Judged], asked: Callable[[str], bool] = bool) -> str:
    """Everything that was found of models, by their paths, as a baseline file. `asked` says of a
    rule whether it was: effects that only another rule tells of are left out, so that they are new
    to whoever asks it later."""
    return text_of(
        [_model(path, each, asked) for path, each in judged.items()],
        [entry for path, each in judged.items() for entry in _entries(path, each)],
    )


def _model(path: str, judged: Judged, asked: Callable[[str], bool]) -> BaselineModel:
    version = judged.version
    organization = version.scope.organization
    return BaselineModel(
        model=path,
        title=organization.title or "",
        parties=tuple(organization.parties),
        protected=tuple(version.protected),
        needs=tuple(map(_key, organization.needs)),
        effects=tuple(
            effect
            for absence in sorted(_absences(judged, asked))
            for effect in _effects_of(version, absence)
        ),
    )


def _absences(judged: Judged, asked: Callable[[str], bool]) -> set[tuple[str, ...]]:
    """The absences whose effects a baseline holds: those that findings tell of, and each party's
    that reaches anybody, told or not, as the same may be told of a unit around it later."""
    stood = (*judged.findings, *judged.accepted, *judged.told_elsewhere)
    found = {
        tuple(sorted(absence))
        for finding, _ in stood
        if finding.rule in RISKS
        for absence in finding.absences
    }
    if asked(_POINT):
        found |= {(row.id,) for row in judged.version.analysis.parties if row.stops}
    if asked(_PAIR):
        found |= {each for each in absences_told(judged.version) if len(each) > 1}
    return found


def _effects_of(version: Version, absence: tuple[str, ...]) -> Iterator[Effect]:
    for protected, times in sorted((version.by_clock.of(absence) or {}).items()):
        if times is None:
            yield Effect(absence, protected, None, None, True, False)
        else:
            yield Effect(absence, protected, times.needed, times.gap, times.let_down, times.single)


def _entries(path: str, judged: Judged) -> Iterator[BaselineEntry]:
    groups: tuple[tuple[Stood, Sequence[tuple[Finding, Match]]], ...] = (
        ("told", judged.findings),
        ("accepted", judged.accepted),
        ("told elsewhere", judged.told_elsewhere),
    )
    for was, group in groups:
        for finding, part in ((each, part) for each, match in group for part in match.parts):
            need = part.need
            # One that is implied is known by who has it and of whom.
            by_need = need is not None and need.service == part.service and not need.implied
            yield BaselineEntry(
                model=path,
                rule=finding.rule,
                fingerprint=finding.fingerprint,
                severity=finding.severity,
                parties=part.parties,
                service=part.service,
                stops=frozenset(finding.stops),
                measure=finding.measure,
                mark=part.mark,
                need=_key(need) if need is not None and by_need else None,
                was=was,
            )


def _key(need: Need) -> NeedKey:
    return NeedKey(need.customer, need.service, need.suppliers)


def absences_told(version: Version) -> dict[tuple[str, ...], set[str]]:
    """Each absence that the analysis tells of, and whom it reaches."""
    found: dict[tuple[str, ...], set[str]] = {}
    for point in version.analysis.single_points_of_failure:
        found.setdefault((point.party,), set()).update((*point.stops, *point.let_down))
    for row in version.analysis.fragile_sets or ():
        found.setdefault(tuple(sorted(row.parties)), set()).add(row.protected)
    return found
