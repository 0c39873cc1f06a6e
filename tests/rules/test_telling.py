"""What of a finding is made only for those who look at it, and what it costs those who do not."""

from __future__ import annotations

import copy
import pickle
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

import internalmap
from internalmap.api.report_figures import ReportFigures
from internalmap.reports.check.options import CheckOptions
from internalmap.reports.check.text import render
from internalmap.rules.telling import Telling

ROWS = "".join(f"  t{number}: {{needs: [t{number + 1}]}}\n" for number in range(100))
LONG = f"parties:\n  guests: {{kind: customer, needs: [bar]}}\n  bar:\n{ROWS}  t100:\n"
ORGANIZATION = internalmap.loads(LONG)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Which fields of findings were made, and how often."""
    counts: Counter[str] = Counter()
    told = Telling.told

    def counted(self: Telling, *args: Any) -> object:
        counts[args[-1]] += 1
        return told(self, *args)

    monkeypatch.setattr(Telling, "told", counted)
    return counts


def test_what_is_only_counted_is_not_put_into_words(made: Counter[str]) -> None:
    result = internalmap.check(ORGANIZATION)
    assert len(result.findings) > 100
    assert not made["message"] and not made["place"]
    text = render(result, CheckOptions(show="error"))
    shown = Counter(made)  # what fails tells what is not as it should be, if it does
    assert "100  t1, t10, t100 and 97 more" in text
    assert shown["message"] <= 2 and shown["place"] <= 2


def test_what_did_not_change_is_not_put_into_words(made: Counter[str]) -> None:
    changed = internalmap.loads(LONG.replace("bar:\n", "bar: {needs: [t0]}\n"))
    found = internalmap.diff(ORGANIZATION, changed)
    assert made["message"] <= len(found.also_worse) < 10


def test_whoever_looks_late_sees_the_same() -> None:
    early, late = (internalmap.check(ORGANIZATION).findings for _ in range(2))
    assert [repr(each) for each in early] == [repr(each) for each in late]
    for one, other in zip(early, internalmap.check(ORGANIZATION).findings, strict=True):
        assert other == one
        assert hash(one.fingerprint) == hash(other.fingerprint)
    fresh = internalmap.check(ORGANIZATION).findings
    assert replace(fresh[0], title="") == replace(early[0], title="")
    assert copy.deepcopy(fresh[1].related) == early[1].related
    assert pickle.loads(pickle.dumps(replace(fresh[2], place=None, related=(), accepted_in=None)))
    with pytest.raises(AttributeError, match="'Finding' object has no attribute 'colour'"):
        _ = fresh[3].colour  # type: ignore[attr-defined]
    assert not hasattr(fresh[3], "__array__")


def test_a_check_and_a_difference_make_no_figure_that_only_a_report_tells(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(ReportFigures, "__init__", never)
    assert internalmap.check(ORGANIZATION).findings
    assert internalmap.diff(ORGANIZATION, ORGANIZATION).verdict == "same"
    with pytest.raises(AssertionError):
        internalmap.analyze(ORGANIZATION)
