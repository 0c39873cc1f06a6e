"""The findings of the report as the page lists them: each in words, and with whom to click."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from internalmap.analyses.absence.grades import band
from internalmap.analyses.agenda import agenda
from internalmap.kernel.scope import Scope
from internalmap.model.phrases import counted
from internalmap.reports.agenda import KINDS
from internalmap.reports.analyze.sections.fallbacks import defeated_by, urgency
from internalmap.reports.analyze.sections.single_points import who_and_when
from internalmap.reports.analyze.sections.together import told_together
from internalmap.reports.analyze.times import in_band
from internalmap.reports.analyze.view import View
from internalmap.reports.steps import said, talk
from internalmap.results.agenda import AgendaItem
from internalmap.results.analyze import Analysis, NeedRef, SinglePoint
from internalmap.results.scenarios import ScenarioResult, what_comes_of
from internalmap.text.escape import escape

#: The most findings of each kind but single points of failure that a page lists.
MOST_LISTED = 500


def findings(
    scope: Scope, analysis: Analysis, *, contacts: bool
) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """The findings by kind, and notices of those that are left out. Parties are numbers.

    - `single_points`, the worst first: `party`, `grade`, `band` in words, `why` in words;
    - `pairs`: `gone` (those of the first combination that it tells), `who`, `why`, `back`, and how
      many combinations it tells (`count`); empty where they were not looked for;
    - `fallbacks`: `need` by number, `what`, `why`, and the party that defeats it first (`gone`);
    - `agenda`: `party` (`None`: everyone), `with` another party or with somebody who is none
      (`who`), `kind`, `what`, `due` as a date;
    - `scenarios`: `name`, `gone`, `for` how long, `why`: what comes of it, in words; and `played`:
      whether the clock of the page shows it, as it does not where somebody is late, or where only
      some needs count;
    - `steps`, what to do first: `party`, `what`.
    """
    view = View(analysis, top=1, model="")
    found = {
        "single_points": [_single(view, scope, each) for each in analysis.single_points_of_failure],
        "pairs": _pairs(view, scope),
        "fallbacks": _fallbacks(view, scope),
        "agenda": _agenda(scope, contacts=contacts),
        "scenarios": [_scenario(view, scope, each) for each in analysis.scenarios],
        "steps": [
            {
                "party": scope.network.index[step.party],
                "what": said(step, view.names) + (talk(step, view.names) if contacts else ""),
            }
            for step in analysis.steps
        ],
    }
    notices = []
    for kind, nouns in _CUT.items():
        left = len(found[kind]) - MOST_LISTED
        if left > 0:
            notices.append(
                f"{counted(left, *nouns)} left out: internalmap {_COMMAND[kind]} tells all."
            )
            del found[kind][MOST_LISTED:]
    return found, notices


_CUT = {
    "scenarios": ("scenario", "scenarios"),
    "pairs": ("combination of absences", "combinations of absences"),
    "fallbacks": ("paper fallback", "paper fallbacks"),
    "agenda": ("item of the agenda", "items of the agenda"),
}
_COMMAND = {
    "scenarios": "scenarios", "pairs": "analyze", "fallbacks": "analyze", "agenda": "agenda",
}  # fmt: skip


def _single(view: View, scope: Scope, point: SinglePoint) -> dict[str, Any]:
    bands = view.analysis.settings.bands
    where = "at a time that was not computed"
    if point.needed is not None:
        where = in_band(band(point.needed, bands), bands)
    return {
        "party": scope.network.index[point.party],
        "grade": point.grade,
        "band": where,
        "why": who_and_when(view, point),
    }


def _pairs(view: View, scope: Scope) -> list[dict[str, Any]]:
    return [
        {
            "gone": _numbers(scope, next(one.combination.sets())),
            "who": one.words(view),
            "why": one.when(view),
            "back": one.back().text,
            "count": one.combination.count,
        }
        for one in told_together(view)
    ]


def _fallbacks(view: View, scope: Scope) -> list[dict[str, Any]]:
    numbers: dict[NeedRef, int] = {}
    for number, need in enumerate(scope.organization.needs):
        numbers.setdefault(NeedRef.of(need), number)
    return [
        {
            "need": numbers[hollow.need],
            "what": view.need(hollow.need),
            "why": f"fails without {defeated_by(view, hollow)}",
            "gone": _numbers(scope, [each.party for each in hollow.defeated_by[:1]]),
        }
        for hollow in sorted(view.analysis.hollow_fallbacks, key=urgency)
    ]


def _scenario(view: View, scope: Scope, found: ScenarioResult) -> dict[str, Any]:
    return {
        "name": escape(found.name),
        "gone": _numbers(scope, found.gone),
        "for": None if found.duration is None else int(found.duration),
        "played": not found.late and not found.only_needs,
        "why": what_comes_of(found, view.names),
    }


def _agenda(scope: Scope, *, contacts: bool) -> list[dict[str, Any]]:
    """All that will ever be due, the soonest first, then what has no date. The page knows what is
    overdue: the same model gives the same page on any day."""
    items = agenda(scope.organization, date.min, ahead=timedelta.max).items
    ordered = sorted(items, key=lambda item: item.due or date.max)
    return [_item(scope, item, contacts=contacts) for item in ordered]


def _item(scope: Scope, item: AgendaItem, *, contacts: bool) -> dict[str, Any]:
    index, other = scope.network.index, item.with_party
    named = contacts or item.kind == "talk"  # the others are with whoever answers for it
    reasons = contacts or item.kind != "acceptance"
    what = item.what if reasons else item.what.partition(": ")[0]
    return {
        "party": None if item.party is None else index[item.party],
        "with": index.get(other) if named and other is not None else None,
        "who": escape(other) if named and other is not None and other not in index else None,
        "kind": KINDS[item.kind],
        "what": escape(what),
        "due": None if item.due is None else item.due.isoformat(),
    }


def _numbers(scope: Scope, parties: Iterable[str]) -> list[int]:
    return [scope.network.index[party] for party in parties]
