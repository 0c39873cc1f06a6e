"""Absences together: minimal sets, and pairs that recovery hides, by trying every one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

from oracle.absences import Effect, band, effects, grade
from oracle.case import Case, is_single
from oracle.model import Party, Row, gone
from oracle.network import Duty, stop
from oracle.quantities import NEVER


def minimal_cut_sets(
    parties: Mapping[str, Party],
    duties: Sequence[Duty],
    candidates: Sequence[str],
    protected: str,
    size: int,
) -> list[list[str]]:
    """The sets of one size whose absence stops a party, while no smaller part of them does."""

    def lets_down(group: Sequence[str]) -> bool:
        first = gone(parties, group)
        return protected not in first and protected in stop(duties, first)

    return [
        list(group)
        for group in combinations(sorted(candidates), size)
        if lets_down(group) and not any(lets_down(part) for part in combinations(group, size - 1))
    ]


def cut_sets(case: Case, protected: str, cut_size: int) -> list[list[str]]:
    """The minimal sets of two and more, up to a size."""
    return [
        group
        for size in range(2, cut_size + 1)
        for group in minimal_cut_sets(case.parties, case.duties, case.candidates, protected, size)
    ]


def effect_on(case: Case, absent: Sequence[str], protected: str) -> Effect | None:
    """What an absence does to one protected party."""
    return next((one for one in effects(case, absent) if one.protected == protected), None)


def hidden_pairs(case: Case, protected: str) -> list[list[str]]:
    """The pairs that let a party down while each alone would be, or is, back in time."""
    found = []
    for pair in combinations(sorted(case.candidates), 2):
        one, other = (gone(case.parties, [key]) for key in pair)
        if protected in one | other or pair[0] in other or pair[1] in one:
            continue
        alone = [effect_on(case, [key], protected) for key in pair]
        if any(effect is not None and effect.let_down for effect in alone) or not any(alone):
            continue
        together = effect_on(case, pair, protected)
        if together is not None and together.let_down:
            found.append(list(pair))
    return found


def fragile_set(case: Case, protected: str, group: list[str], *, hidden: bool) -> Row:
    """What a report says of absences that together stop or let down a protected party."""
    effect = effect_on(case, group, protected)
    assert effect is not None
    assert effect.needed is not None
    returns = [case.parties[key].restore for key in group]
    restore = min((one for one in returns if one is not None), default=None)
    if hidden:
        assert effect.over not in (None, NEVER)
        restore = None
    back = effect.over if hidden else restore
    covered = not effect.let_down
    assert covered == (restore is not None and restore <= effect.needed)
    single = all(is_single(case.parties, key) for key in group)
    return {
        "protected": protected,
        "parties": group,
        "single": single,
        "grade": grade(case, covered=covered, single=single, needed=effect.needed),
        "after": effect.after,
        "needed": effect.needed,
        "restore": restore,
        "gap": None if back is None else back - effect.needed,
        "covered": covered,
        "hidden": hidden,
    }


def is_told(case: Case, protected: str, group: list[str]) -> bool:
    """Whether no other absences stop a party that take along a proper part of what a set does.

    Any such part leaves out somebody; of those that do, only the largest need be tried.
    """
    away = gone(case.parties, group)
    inside = {key: taken for key in case.candidates if (taken := gone(case.parties, [key])) <= away}
    for left_out in away:
        part = [key for key, taken in inside.items() if left_out not in taken]
        if protected in case.stopped(part):
            return False
    return True


def fragile_sets(case: Case, cut_size: int) -> list[Row] | None:
    """The sets of two and more parties that are told, for each protected party."""
    if cut_size < 2:
        return None
    rows: list[Row] = []
    for protected in case.protected:
        rows += [
            fragile_set(case, protected, group, hidden=False)
            for group in cut_sets(case, protected, cut_size)
            if is_told(case, protected, group)
        ]
        rows += [
            fragile_set(case, protected, pair, hidden=True)
            for pair in hidden_pairs(case, protected)
        ]
    return sorted(
        rows,
        key=lambda row: (
            row["grade"],
            band(case, row["needed"]),
            row["needed"],
            row["protected"],
            len(row["parties"]),
            row["parties"],
        ),
    )
