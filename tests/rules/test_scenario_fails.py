"""A scenario that is not as expected: found, compared with an older version, and told by `diff`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

import internalmap
from command import run

MODEL = """
parties:
  guests: {kind: customer, needs: [{from: desk, buffer: 2h}]}
  office: {needs: [{from: desk, buffer: 6h}]}
  desk:   {needs: [{from: it}]}
  it:     {kind: system, restore: 5h}
  spare:  {kind: system}
scenarios:
  cut: {name: The line is cut, gone: it, for: 8h, expect: {guests: 1h, office: 4h}}
"""
#: What is changed, and whether the scenario fails in a way that it did not before.
_CHANGES: dict[str, tuple[str, str, bool]] = {
    "nothing": ("", "", False),
    "it holds for less long": ("buffer: 2h", "buffer: 1h", True),
    "it holds for longer, and not long enough": ("buffer: 2h", "buffer: 3h", False),
    "another one fails too": ("office: 4h", "office: 1h", True),
    "one fails no more": ("guests: 1h", "guests: 8h", False),
    "it would last longer": ("for: 8h", "for: 2d", True),
    "a party has another id": ("it", "ict", False),
    "it is called otherwise": ("The line is cut", "No line", False),
    "a new one fails as it would have": (
        "\n  cut:", "\n  late: {late: {it: 9h}, expect: {guests: served}}\n  cut:", False,
    ),
}  # fmt: skip


def changed(old: str, new: str) -> str:
    if (old, new) == ("it", "ict"):
        text = MODEL.replace("from: it", "from: ict").replace("gone: it", "gone: ict")
        return text.replace("  it:     {", "  ict:    {was: [it], ")
    return MODEL.replace(old, new)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "org.yaml").write_text(MODEL, "utf-8")
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", *words], cwd=tmp_path, check=True)
    return tmp_path


def found(folder: Path, *options: str) -> list[dict[str, Any]]:
    done = run(
        "check", "org.yaml", "--select", "scenario-fails", "-f", "json", *options, cwd=folder
    )
    findings: list[dict[str, Any]] = json.loads(done.stdout)["findings"]
    assert bool(findings) == (done.returncode == 1), done.stderr
    return findings


def test_a_finding_names_who_is_without_and_stands_at_what_is_expected(folder: Path) -> None:
    (finding,) = found(folder)
    assert finding["message"] == (
        "The line is cut is not as expected: guests without from 2 h to 8 h (expected: without for "
        "at most 1 h). It holds for 3 h of the 8 h."
    )
    line = MODEL.splitlines()[finding["line"] - 1]
    assert line[finding["column"] - 1 : finding["end_column"] - 1] == "guests"
    assert finding["stops"] == ["guests"]


@pytest.mark.parametrize("change", _CHANGES)
def test_what_failed_before_is_old_unless_it_holds_for_less_long(folder: Path, change: str) -> None:
    old, new, worse = _CHANGES[change]
    run("check", "org.yaml", "--write-baseline", "base.json", cwd=folder)
    (folder / "org.yaml").write_text(changed(old, new), "utf-8")
    if change == "it would last longer":  # now the office is without for longer than it may be
        assert found(folder)[0]["stops"] == ["guests", "office"]
    assert bool(found(folder, "--since", "HEAD")) == worse
    if change != "a new one fails as it would have":  # of which a baseline knows nothing
        assert bool(found(folder, "--baseline", "base.json")) == worse


def test_where_fewer_fail_than_before_nothing_is_new_and_it_is_known_again(folder: Path) -> None:
    both = changed("office: 4h", "office: 1h")
    (folder / "org.yaml").write_text(both, "utf-8")
    run("check", "org.yaml", "--write-baseline", "base.json", cwd=folder)
    subprocess.run(["git", "add", "."], cwd=folder, check=True)
    subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "y"],
        cwd=folder,
        check=True,
    )
    (before,) = found(folder)
    (folder / "org.yaml").write_text(MODEL, "utf-8")
    (now,) = found(folder)
    assert (before["stops"], now["stops"]) == (["guests", "office"], ["guests"])
    assert before["fingerprint"] == now["fingerprint"]
    assert found(folder, "--since", "HEAD") == found(folder, "--baseline", "base.json") == []


def test_a_new_scenario_by_a_new_id_is_tried_on_those_who_had_another() -> None:
    old = internalmap.loads(MODEL)
    text = changed("it", "ict").replace("\n  cut:", "\n  new: {gone: ict, for: 9h}\n  cut:")
    assert internalmap.diff(old, internalmap.loads(text)).scenarios == ()


def test_one_that_is_late_is_measured_by_how_much() -> None:
    late = (
        "parties: {guests: {kind: customer, needs: [it]}, it: }\n"
        "scenarios: {s: {late: {it: 2d}, expect: {guests: 1d}}}"
    )
    (finding,) = internalmap.check(internalmap.loads(late), select=["scenario-fails"]).findings
    assert finding.measure == 86400
    gone = late.replace("late:", "gone: it, late:")
    (finding,) = internalmap.check(internalmap.loads(gone), select=["scenario-fails"]).findings
    assert finding.measure is not None and finding.measure > 86400
    assert "would stop" not in finding.message and "without from the start on" in finding.message


def test_diff_says_which_scenarios_come_to_something_else() -> None:
    old = internalmap.loads(MODEL)
    difference = internalmap.diff(old, internalmap.loads(changed("buffer: 2h", "buffer: 1h")))
    (change,) = difference.scenarios
    assert (change.id, change.worse, change.better) == ("cut", True, False)
    assert change.said == ("holds for 3 h of the 8 h", "holds for 2 h of the 8 h")
    assert change.before is not None and change.after is not None
    assert [each.intervals for each in change.before.outcomes] == [((7200, 28800),)]
    assert [each.intervals for each in change.after.outcomes] == [((3600, 28800),)]
    back = internalmap.diff(internalmap.loads(changed("buffer: 2h", "buffer: 1h")), old)
    assert [(each.worse, each.better) for each in back.scenarios] == [(False, True)]
    for same in ("a party has another id", "a new one fails as it would have", "nothing"):
        new = internalmap.loads(changed(*_CHANGES[same][:2]))
        assert internalmap.diff(old, new).scenarios == ()
    gone = internalmap.loads(MODEL.split("scenarios:")[0])
    (lost,) = internalmap.diff(old, gone).scenarios
    assert lost.after is None and not lost.worse and not lost.better
