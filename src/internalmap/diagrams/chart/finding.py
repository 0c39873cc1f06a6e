"""What a picture finds, in one sentence that can be its title, and what else must be said beside it
so that nobody reads more in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from internalmap.diagrams.chart.risk import within
from internalmap.model.organization import Kind
from internalmap.model.phrases import (
    KIND_WORDS,
    Names,
    counted,
    decimal,
    listed,
    percent,
    plural,
    scale_words,
)
from internalmap.results.analyze import STRAINED, Analysis, SinglePoint

_PLURALS: Mapping[Kind, str] = {"person": "people"}
#: A title says more names than these as a number.
_NAMED = 3


def risk_finding(analysis: Analysis, names: Names) -> str:
    """Who alone lets whom down, and how soon."""
    points = analysis.single_points_of_failure
    if not analysis.settings.protected:
        return "Nobody is protected, so nobody can be let down"
    worst = [point for point in points if point.grade == 1]
    if len(worst) == 1:
        (only,) = worst
        whom = _whom(analysis, worst, names)
        when = within(only.needed)
        return f"{names.short(only.party)} alone lets {whom} down {when}".rstrip()
    if len(worst) == 2:
        who = listed(names.shorts(point.party for point in worst), "or")
        whom, when = _whom(analysis, worst, names), within(worst[0].needed)
        apart = worst[0].needed != worst[1].needed
        when = f": {names.short(worst[0].party)} {when}" if apart and when else f" {when}"
        return f"{who} alone lets {whom} down{when}".rstrip()
    if worst:
        first = worst[0]
        kinds = _kinds(analysis, worst)
        when = within(first.needed)
        return (
            f"Any one of {len(worst):,} {kinds} lets {_whom(analysis, worst, names)} down: "
            f"{names.short(first.party)} {when}".rstrip()
        )
    asked = "" if analysis.settings.candidates is None else " of those asked about"
    whom = "customers" if _customers(analysis) else "anybody"
    if not points:
        return f"No single absence{asked} lets {whom} down"
    later = [point for point in points if point.grade == 2]
    if not later:
        return f"No single absence{asked} lets {whom} down, as long as recovery holds"
    units = all(not point.single for point in later)
    what = plural(len(later), "whole unit", "whole units") if units else "absences"
    can = counted(len(later), what, what) if units else f"{len(later):,} {what}"
    return f"No single person, system or outsider{asked} lets {whom} down soon; {can} can"


def said_of_risk(analysis: Analysis) -> str:
    """How many there are, by what can be done about them."""
    points = analysis.single_points_of_failure
    if not points:
        return ""
    grades = Counter(point.grade for point in points)
    words = f"{counted(len(points), 'single point')} of failure among "
    words += counted(analysis.summary.parties, "party", "parties")
    parts = []
    if grades[1]:
        parts.append(f"{grades[1]:,} soon")
    if grades[2]:
        parts.append(f"{grades[2]:,} whole {plural(grades[2], 'unit')} or later")
    if grades[3]:
        parts.append(f"{grades[3]:,} back in time")
    return f"{words}: {listed(parts)}."


def not_asked(analysis: Analysis, candidates: Sequence[str], names: Names) -> str:
    """Whose absence was not asked about: units that hold all others."""
    kinds = {row.id: row.kind for row in analysis.parties}
    if analysis.settings.candidates is not None:
        return f"Asked of {counted(len(candidates), 'absence')} alone."
    asked = set(candidates)
    left = [id for id, kind in kinds.items() if kind in _UNITS and id not in asked]
    if not left:
        return ""
    holds = plural(len(left), "holds", "hold")
    return f"Not asked of {listed(names.shorts(left), limit=_NAMED)}, which {holds} all others."


_UNITS = ("department", "team", "site")


def load_finding(analysis: Analysis, names: Names) -> str:
    """Who has more work than time."""
    known = [row for row in analysis.parties if row.utilisation is not None]
    strained = [row for row in known if (row.utilisation or 0) >= STRAINED]
    if not known:
        return "No work can be compared with time: nothing says how long it takes and who has time"
    first = max(known, key=lambda row: (row.utilisation or 0, row.id))
    used = percent(first.utilisation or 0)
    if not strained:
        name = names.short(first.id)
        return f"Nobody has more work than time: {name} has most, {used} of its time"
    many = "" if len(strained) == 1 else f", the most of {len(strained):,} who are strained"
    return f"{names.short(first.id)} has work for {used} of its time{many}"


def satisfaction_finding(analysis: Analysis, names: Names) -> str:
    """Who serves its customers worst, as they say."""
    known = [row for row in analysis.parties if row.satisfaction_given is not None]
    if not known:
        return "No customer says how well it is served"
    worst = min(known, key=lambda row: (row.satisfaction_given or 0, row.id))
    rating = decimal(round(worst.satisfaction_given or 0, 1))
    scale = scale_words(analysis.scale)
    return f"{names.short(worst.id)} is rated lowest by its customers: {rating}, on {scale}"


def kind_finding(analysis: Analysis, _names: Names) -> str:
    """How many there are of each kind."""
    counts = Counter(row.kind for row in analysis.parties)
    said = [
        counted(counts[kind], KIND_WORDS[kind], _PLURALS.get(kind, ""))
        for kind in KIND_WORDS
        if counts[kind]
    ]
    return listed(said)


def unit_finding(analysis: Analysis, _names: Names, units: int) -> str:
    """How many units there are."""
    parties = counted(analysis.summary.parties, "party", "parties")
    return f"{parties} in {counted(units, 'unit')}" if units else f"{parties} in no unit"


def _whom(analysis: Analysis, points: Sequence[SinglePoint], names: Names) -> str:
    """Whom these let down: by name where it is the same one or few of each."""
    each = {frozenset(point.let_down) for point in points}
    if len(each) == 1:
        (ids,) = each
        if len(ids) <= _NAMED - 1:
            return listed(names.shorts(sorted(ids)))
        if len(ids) == len(analysis.settings.protected):
            words = "customers" if _customers(analysis) else "of the protected"
            return f"all {len(ids):,} {words}"
    return _anyone(analysis)


def _anyone(analysis: Analysis) -> str:
    return "customers" if _customers(analysis) else "somebody"


def _customers(analysis: Analysis) -> bool:
    """Whether all who must not be let down are external customers."""
    kinds = {row.id: row.kind for row in analysis.parties}
    return all(kinds[party] == "customer" for party in analysis.settings.protected)


def _kinds(analysis: Analysis, points: Sequence[SinglePoint]) -> str:
    """What these are: "people and systems"."""
    kinds = {row.id: row.kind for row in analysis.parties}
    found = {kinds[point.party] for point in points}
    if len(found) > _NAMED:
        return "parties"
    return listed(
        [
            plural(2, KIND_WORDS[kind], _PLURALS.get(kind, ""))
            for kind in KIND_WORDS
            if kind in found
        ],
        "or",
    )
