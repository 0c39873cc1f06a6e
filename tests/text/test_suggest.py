"""Nearest names: what is offered, and how little work goes into it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internalmap.errors import InvalidModel
from internalmap.modelfile.load import loads
from internalmap.text import suggest
from internalmap.text.suggest import Budget, Suggestions, nearest

NAMES = st.text(alphabet="abc", min_size=1, max_size=12)


def longest_common(one: str, other: str) -> int:
    """The length of a longest common subsequence, by the table of the textbooks."""
    row = [0] * (len(other) + 1)
    for letter in one:
        above, row = row, [0]
        for index, each in enumerate(other):
            best = above[index] + 1 if letter == each else max(above[index + 1], row[index])
            row.append(best)
    return row[-1]


@given(NAMES, st.sets(NAMES, max_size=8))
def test_names_are_offered_by_the_share_of_their_letters_in_common(
    unknown: str, known: set[str]
) -> None:
    """What is offered is what the definition says, however the known names are ordered."""
    shares = {
        name: 2 * longest_common(unknown, name) / (len(unknown) + len(name)) for name in known
    }
    near = sorted((-share, name) for name, share in shares.items() if share >= 0.7)
    expected = [unknown] if unknown in known else [name for _, name in near[:3]]
    assert nearest(unknown, known) == nearest(unknown, sorted(known, reverse=True)) == expected


def test_one_budget_bounds_all_suggestions() -> None:
    """What is spent by one set of names is gone for another; only capitals are told for nothing."""
    budget = Budget(100)
    cities = Suggestions([f"city{number}" for number in range(9)], budget)
    assert cities.nearest("cityy") == ["city0", "city1", "city2"]  # 9 names, 45 letters
    assert Suggestions(["kitchen"], budget).nearest("kitchn") == ["kitchen"]  # 1 name, 7 letters
    assert cities.nearest("cityy") == []
    assert cities.nearest("City8") == ["city8"]


@pytest.mark.parametrize("shape", ["ids", "tags", "locations", "mixed"])
def test_no_model_makes_suggestions_long(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many long names that are nearly known cost no more letters than the bound, in all."""
    letters = 0
    likeness = suggest._likeness

    def counted(places: Any, length: int, other: str) -> float:
        nonlocal letters
        letters += len(other)
        return likeness(places, length, other)

    monkeypatch.setattr(suggest, "_likeness", counted)
    rows = ["parties:"]
    for number in range(400):
        known, unknown = "city" * 20 + str(number), "cyti" * 20 + str(number)
        wanted = {"ids": "", "tags": "tag:", "locations": "location:", "mixed": ""}[shape]
        if shape == "mixed":
            wanted = ("", "tag:", "location:", "unit:", "can:")[number % 5]
        rows.append(
            f" {known}: {{tags: [{known}], location: {known}, can: [{known}], "
            f"needs: ['{wanted}{unknown}']}}"
        )
    with pytest.raises(InvalidModel) as refused:
        loads("\n".join(rows))
    assert len(refused.value.problems) == 400
    assert 0 < letters <= suggest.MAX_STEPS
