"""Minimal cut sets: against fault trees that others have solved, and by trying every set."""

from __future__ import annotations

import json
from collections import Counter
from itertools import combinations
from math import comb
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
import oracle
import strategies
from effort import examples
from internalmap.analyses import cut_sets
from internalmap.analyses.single_points import SingleFailures
from internalmap.kernel.scope import scope
from internalmap.kernel.stopping import single_failures
from internalmap.results.analyze import Analysis

_TREES = Path(__file__).parents[1] / "data" / "fault-trees"
_MANY = examples(200)


def solved(name: str, size: int) -> tuple[Analysis, list[int]]:
    """The report on a fault tree, and how many minimal cut sets it has of each size."""
    tree = internalmap.load(_TREES / f"{name}.json")
    found = internalmap.analyze(tree, candidates=["kind:person"], cut_size=size)
    counts = Counter(len(cut.parties) for cut in found.fragile_sets or ())
    counts[1] = len(found.single_points_of_failure)
    return found, [counts[number] for number in range(1, size + 1)]


@pytest.mark.parametrize(
    "name, counts",
    [
        ("chinese", [0, 12, 0, 24, 188, 168, 0]),
        ("baobab2", [0, 6, 121, 268, 630, 3780, 0]),
        ("baobab1", [0, 1, 1, 70, 400]),
    ],
)
def test_fault_trees_have_the_known_numbers_of_minimal_cut_sets(
    name: str, counts: list[int]
) -> None:
    found, numbers = solved(name, len(counts))
    assert numbers == counts
    assert found.settings.cut_size == len(counts)
    assert found.notices == ()


def test_no_cut_set_of_a_fault_tree_holds_another() -> None:
    found, _ = solved("baobab2", 6)
    sets = [frozenset(cut.parties) for cut in found.fragile_sets or ()]
    assert len(set(sets)) == len(sets) == 4805
    known = set(sets)
    for cut in sets:
        smaller = (part for size in range(1, len(cut)) for part in combinations(cut, size))
        assert not any(frozenset(part) in known for part in smaller)


def test_the_larger_trees_are_cut_off_where_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cut_sets, "MAX_WORK", 1_000_000_000)
    found, _ = solved("baobab1", 9)
    assert (found.settings.cut_size, len(found.fragile_sets or ())) == (4, 72)
    assert found.notices == ("Absences together are complete up to 4: more are too many to try.",)


# Against every set of every random model, in blocks of any width


@_MANY
@given(strategies.questions(), st.integers(1, 30), st.integers(2, 5))
def test_blocks_of_any_width_find_the_same_sets(
    question: tuple[dict[str, Any], dict[str, Any]], width: int, size: int
) -> None:
    model, options = question
    options = {key: options[key] for key in ("protect", "candidates") if key in options}
    organization = internalmap.loads(json.dumps(model))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cut_sets, "BLOCK_LANES", width)
        found = internalmap.analyze(organization, cut_size=size, **options)
    organisation = oracle.resolve(model)
    case = oracle.Case(
        organisation,
        oracle.protected_parties(organisation, options.get("protect", ())),
        oracle.candidate_parties(organisation, options.get("candidates", ())),
        "essential",
    )
    assert found.fragile_sets is not None
    wanted = oracle.fragile_sets(case, size)
    assert wanted is not None
    assert [(cut.protected, list(cut.parties), cut.hidden) for cut in found.fragile_sets] == [
        (row["protected"], row["parties"], row["hidden"]) for row in wanted
    ]


@_MANY
@given(st.integers(0, 12), st.integers(1, 5), st.integers(1, 200))
def test_groups_hold_each_combination_once(count: int, size: int, width: int) -> None:
    values = range(100, 100 + count)
    found: list[tuple[int, ...]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cut_sets, "BLOCK_LANES", width)
        patterns = cut_sets._Patterns()
        for group in cut_sets._groups(count, size):
            lanes = group.lanes(count, patterns)
            everywhere = 0
            for held in lanes:
                everywhere |= held
            subsets = list(group.subsets(everywhere, values))
            assert everywhere == (1 << len(subsets)) - 1
            assert len(subsets) <= max(width, count)
            for number, value in enumerate(values):
                assert lanes[number] == sum(
                    int(value in subset) << lane for lane, subset in enumerate(subsets)
                )
            found += subsets
    assert sorted(found) == list(combinations(values, size))


# The bounds


def k_of_n(count: int, at_least: int) -> internalmap.Organization:
    """A customer that needs some of many."""
    names = [f"p{number:02d}" for number in range(count)]
    need = {"from": names, "at_least": at_least}
    parties = {"guests": {"kind": "customer", "needs": [need]}} | dict.fromkeys(names)
    return internalmap.loads(json.dumps({"parties": parties}))


def work(organization: internalmap.Organization, size: int) -> int:
    """The work that the sets of one size take, smaller ones being none."""
    asked, failures = scope(organization), SingleFailures()
    for block in single_failures(asked.network):
        failures.take(asked, block)
    question = cut_sets._Question.of(asked, failures.stops)
    return comb(len(question.candidates), size) * question.work({})


def test_work_is_bounded_exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    organization = k_of_n(12, 8)  # any five absences, and no fewer
    total = sum(work(organization, size) for size in (2, 3, 4, 5))
    monkeypatch.setattr(cut_sets, "MAX_WORK", total)
    found = internalmap.analyze(organization, cut_size=5)
    assert (found.settings.cut_size, found.summary.fragile_sets) == (5, comb(12, 5))
    assert found.notices == ()
    monkeypatch.setattr(cut_sets, "MAX_WORK", total - 1)
    found = internalmap.analyze(organization, cut_size=5)
    assert (found.settings.cut_size, found.fragile_sets) == (4, ())
    assert found.notices == ("Absences together are complete up to 4: more are too many to try.",)
    monkeypatch.setattr(cut_sets, "MAX_WORK", work(organization, 2) - 1)
    found = internalmap.analyze(organization, cut_size=5)
    assert (found.settings.cut_size, found.fragile_sets) == (5, None)
    assert found.summary.fragile_sets is None
    assert found.notices == ("Absences together are left out: there are too many combinations.",)


def test_so_many_sets_and_no_more_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    organization = k_of_n(12, 10)
    monkeypatch.setattr(cut_sets, "MAX_SETS", comb(12, 3))
    found = internalmap.analyze(organization, cut_size=3)
    assert (found.settings.cut_size, found.summary.fragile_sets) == (3, comb(12, 3))
    monkeypatch.setattr(cut_sets, "MAX_SETS", comb(12, 3) - 1)
    found = internalmap.analyze(organization, cut_size=3)
    assert (found.settings.cut_size, found.summary.fragile_sets) == (2, 0)
    assert found.notices == ("Absences together are complete up to 2: more are too many to try.",)


def test_what_known_sets_cost_counts_as_work() -> None:
    asked, failures = scope(k_of_n(5, 3)), SingleFailures()
    for block in single_failures(asked.network):
        failures.take(asked, block)
    question = cut_sets._Question.of(asked, failures.stops)
    assert question.work({0: [(1, 2), (3, 4)]}) == question.work({}) + 6


def test_sets_larger_than_all_candidates_take_no_work() -> None:
    found = internalmap.analyze(k_of_n(3, 2), cut_size=10**9)
    assert (found.settings.cut_size, found.summary.fragile_sets) == (10**9, 3)
    assert found.notices == ()


def test_nothing_is_sought_where_nothing_is_asked() -> None:
    asked = scope(k_of_n(3, 2))
    assert cut_sets.cut_sets(asked, 1, [()] * 4) is None
    assert internalmap.analyze(k_of_n(3, 2), cut_size=1).notices == ()


def test_a_pair_of_which_one_is_inside_the_other_is_none() -> None:
    """A unit takes its members along, so the two of them are no more than the unit; and it goes
    where those inside would do."""
    model = {
        "parties": {
            "guests": {"kind": "customer", "needs": [{"from": ["bar", "cafe", "crew"]}]},
            "bar": {"part_of": "hotel"},
            "cafe": {},
            "hotel": {"kind": "system"},
            "crew": {"part_of": "hotel"},
        }
    }
    found = internalmap.analyze(internalmap.loads(json.dumps(model)), candidates=["*"], cut_size=4)
    assert [cut.parties for cut in found.fragile_sets or ()] == [("bar", "cafe", "crew")]
