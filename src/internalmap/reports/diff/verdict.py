"""What a change does to risk, in a sentence or a few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from internalmap.model.phrases import Names, counted, listed, plural
from internalmap.reports.blocks import Cell, Tone
from internalmap.reports.diff.times import time_sentence
from internalmap.results.diff import AffectedParties, Difference

_TONES: dict[str, Tone] = {"worse": "bad", "better": "good", "mixed": "warn", "same": "plain"}
_VERDICTS = {
    "worse": "This makes the organisation more fragile",
    "better": "This makes the organisation sturdier",
    "mixed": "This changes the risk both ways",
    "same": "This leaves the risk as it was",
}


def verdict(difference: Difference) -> Cell:
    """What the change does to risk, in one sentence."""
    if not is_changed(difference) and difference.verdict == "same":
        return Cell("Nothing changed.", "good")
    sets = difference.fragile_sets
    points_gained, points_lost = risk_points(difference)
    gained = _counted(
        len(points_gained) - len(difference.grown),
        len(difference.grown),
        len(sets.gained) - len(difference.eased),
    )
    lost = _counted(
        len(points_lost) - len(difference.shrunk),
        len(difference.shrunk),
        len(sets.lost) - len(difference.tightened),
    )
    verbs = [f"gains {gained}"] if gained else []
    verbs += [f"loses {lost}"] if lost else []
    said = _VERDICTS[difference.verdict]
    if verbs:
        said += f": it {', and '.join(verbs)}"
    words = [f"{said}.", *_of_times(difference), *_of_others(difference)]
    return Cell(" ".join(words), _TONES[difference.verdict])


def risk_points(
    difference: Difference,
) -> tuple[Sequence[AffectedParties], Sequence[AffectedParties]]:
    """The single points of failure gained and lost that count: no boxes that change nothing."""
    points, drawn = difference.single_points_of_failure, difference.drawn
    gained, lost = (
        [row for row in rows if row.party not in drawn] for rows in (points.gained, points.lost)
    )
    return gained, lost


def _of_others(difference: Difference) -> Iterable[str]:
    """That something else got worse, which is no matter of risk."""
    count = len(difference.also_worse)
    if count:
        found = f"{counted(count, 'finding')} of the checks {plural(count, 'is', 'are')} new"
        yield f"Beside risk, {found}."


def _of_times(difference: Difference) -> Iterable[str]:
    """The absences that are worse or milder, each side in a sentence."""
    names = Names(difference.names)
    for rows, worse, word in (
        ([row for row in difference.times if row.worse], True, "worse"),
        ([row for row in difference.times if row.better], False, "milder"),
    ):
        count = len({row.parties for row in rows})
        if len(rows) == 1:
            yield time_sentence(rows[0], names, worse=worse)
        elif rows:
            yield f"{counted(count, 'absence')} {plural(count, 'is', 'are')} {word} than before."


def is_changed(difference: Difference) -> bool:
    """Whether the two versions differ at all."""
    return bool(
        difference.parties_added
        or difference.parties_removed
        or difference.parties_changed
        or difference.needs_added
        or difference.needs_removed
        or difference.needs_changed
        or difference.impact
        or difference.also_worse
        or difference.scenarios
        or difference.scenarios_renamed
    )


def _counted(points: int, weight: int, sets: int) -> str:
    point, many = "single point of failure", "single points of failure"
    combination = "dangerous combination of absences"
    parts = []
    if points:
        parts.append(counted(points, point, many))
    if weight:  # they let somebody down in both versions, but not the same ones
        parts.append(f"weight on {counted(weight, point, many)}")
    if sets:
        parts.append(counted(sets, combination, combination.replace("tion ", "tions ")))
    return listed(parts)
