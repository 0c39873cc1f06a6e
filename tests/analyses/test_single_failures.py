"""What is known of single failures, without being found, or kept, more than once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
from effort import examples
from internalmap.analyses import single_points
from internalmap.analyses.absence import account, times
from internalmap.analyses.single_points import SingleFailures
from internalmap.api.query import Query
from internalmap.kernel.clock import search
from internalmap.kernel.stopping import single_failures


@examples(200)
@given(
    st.lists(st.integers(0, 2**40 - 1), max_size=6), st.integers(0, 3), st.sampled_from([0, 4, 999])
)
def test_who_stops_in_each_lane_is_found_however_many_are_alike(
    lanes: list[int], likenesses: int, sparse: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(single_points, "_LIKENESSES", likenesses)
        patch.setattr(single_points, "_SPARSE", sparse)
        found = single_points._stopped_per_lane([*enumerate(lanes)], 40)
    assert [list(parties) for parties in found] == [
        [party for party, stopped in enumerate(lanes) if stopped >> lane & 1] for lane in range(40)
    ]


def test_absences_that_stop_the_same_share_one_list() -> None:
    """A row of ninety, the first of which serves all of nine customers."""
    parties: dict[str, Any] = {
        f"p{number:02}": {"needs": [f"p{number + 1:02}"]} for number in range(89)
    }
    parties |= {f"c{number}": {"kind": "customer", "needs": ["p00"]} for number in range(9)}
    organization = internalmap.loads(json.dumps({"parties": parties | {"p89": None}}))
    asked = Query.of().scope(organization)
    failures = SingleFailures()
    for block in single_failures(asked.network):
        failures.take(asked, block)
    assert len({id(stops) for stops in failures.stops if stops}) == 1
    rows = internalmap.analyze(organization, cut_size=1).parties
    assert len({id(row.stops) for row in rows if row.stops}) == 1


def test_a_report_follows_each_absence_once_also_for_its_steps(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where no timelines are kept."""
    parties: dict[str, Any] = {
        f"p{number:02}": {"needs": [f"p{number + 1:02}"]} for number in range(29)
    }
    parties |= {"guests": {"kind": "customer", "needs": ["p00"]}, "p29": {"kind": "site"}}
    followed: list[object] = []

    def counted(*arguments: Any) -> Any:
        followed.append(arguments)
        return search(*arguments)

    monkeypatch.setattr(account, "search", counted)
    monkeypatch.setattr(times, "_KEPT_STEPS", 0)
    found = internalmap.analyze(internalmap.loads(json.dumps({"parties": parties})), cut_size=1)
    assert len(found.single_points_of_failure) == len(followed) == 30
    assert found.steps_sought
