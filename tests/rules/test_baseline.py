"""What a baseline holds, held to the comparison with the model that it was written of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

import internalmap
from api.test_diff import versions
from command import run
from effort import examples
from internalmap import Finding, Organization
from internalmap.api.check import judge
from internalmap.api.parts.versions import settings_as_they_stood
from internalmap.api.query import Query
from internalmap.model.relabel import renamed
from internalmap.rules.baseline import against, baseline_text, read_baseline
from internalmap.rules.comparison import compared

DESK = """\
organization: Desk
parties:
  guests: {kind: customer, needs: [{service: Booking, from: desk, within: 1h}]}
  desk: {kind: team, needs: [{service: Network, from: it, within: 1h}]}
  it: {headcount: 1}
"""
#: The same with a stand-in for `it`, and with another single point of failure.
MENDED = DESK.replace("from: it,", "from: [it, agency],") + "  agency:\n"
WORSE = DESK.replace("needs: [{service: N", "needs: [{service: Power, from: grid}, {service: N") + (
    "  grid: {kind: supplier}\n"
)
#: The same with a person who has another id, whom a pair, a policy and a circle name too.
WAS = (
    "parties: {g: {kind: customer, needs: [{from: [anna, zed]}, {from: a}]}, anna: , zed: , "
    "a: {needs: [{from: k, service: S}]}, k: {needs: [m]}, m: {needs: [k]}}\n"
    "check: {policies: [{name: p, kind: forbidden, reason: r, customers: [a], suppliers: [m]}]}"
)
IS = (
    "parties: {g: {kind: customer, needs: [{from: [anna, aaa]}, {from: a}]}, anna: , "
    "aaa: {was: [zed]}, a: {needs: [{from: k, service: S}]}, k: {needs: [b]}, "
    "b: {needs: [k], was: [m]}}\n"
    "check: {policies: [{name: p, kind: forbidden, reason: r, customers: [a], suppliers: [b]}]}"
)


def asked(_: str) -> bool:
    return True


def told(found: tuple[Finding, ...]) -> list[tuple[object, ...]]:
    return [
        (each.rule, each.parties, each.service, each.mark, each.severity, each.message)
        for each in found
    ]


def both_ways(
    old: Organization, new: Organization, file: Path
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """What is new since an older version, and since a baseline that was written of it."""
    ids = renamed(old, new)
    settings = settings_as_they_stood(new.check, old.check, ids)
    _, now = judge(new, Query())
    _, then = judge(old, Query(), settings=settings)
    file.write_text(baseline_text({"m": judge(old, Query())[1]}, asked), encoding="utf-8")
    return compared(then, now, ids).new, against(read_baseline(str(file)), "m", now, asked).new


@examples(200)
@given(versions())
def test_a_baseline_comes_to_the_same_as_the_model_that_it_was_written_of(
    tmp_path_factory: pytest.TempPathFactory, both: tuple[Organization, Organization]
) -> None:
    """But for pairs of which one alone was enough before, as what both did together is not in it,
    and for needs that only their details tell apart."""
    old, new = both
    keys = [(need.customer, need.service, *sorted(need.suppliers)) for need in old.needs]
    if len({*keys}) < len(keys):
        return
    since, held = both_ways(old, new, tmp_path_factory.getbasetemp() / "b.json")
    points = {point.party for point in internalmap.analyze(old).single_points_of_failure}
    more = [
        each
        for each in held
        if each not in since
        and not (each.rule == "fragile-pair" and points.intersection(each.parties))
    ]
    assert told(tuple(more)) == []
    assert told(tuple(each for each in since if each not in held)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (WAS, IS),
        (DESK, MENDED),
        (DESK, WORSE),
        (MENDED, DESK),
        (DESK, DESK.replace("guests:", "vips: {kind: customer, needs: [desk]}\n  guests:")),
        (DESK, DESK + "  hall: {}\n".replace("{}", "{kind: team}")),
        (DESK, DESK.replace("it: {", "it: {part_of: hall, ") + "  hall: {}\n"),
        (DESK, DESK.replace("service: Network", "service: The network")),
        (DESK, DESK + "check: {rules: {single-point-of-failure: warning, sole-supplier: error}}\n"),
        (
            DESK.replace("headcount: 1", "headcount: 1, accept: [{rule: single-point-of-failure, "
                         "reason: r, by: it}]"),
            DESK,
        ),
    ],
)  # fmt: skip
def test_it_comes_to_the_same_by_hand_too(old: str, new: str, tmp_path: Path) -> None:
    since, held = both_ways(internalmap.loads(old), internalmap.loads(new), tmp_path / "b.json")
    assert told(held) == told(since)


# ------------------------------------------------------------------------------- the file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a model in it, and a baseline of that."""
    (tmp_path / "org.yaml").write_text(DESK, encoding="utf-8")
    run("check", "org.yaml", "--write-baseline", "b.json", cwd=tmp_path)
    return tmp_path


def checked(folder: Path, *options: str, models: tuple[str, ...] = ("org.yaml",)) -> Any:
    done = run("check", *models, *options, "-f", "json", cwd=folder)
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def test_who_writes_a_baseline_takes_what_is_there_for_old(folder: Path) -> None:
    assert checked(folder)[0] == 1
    assert checked(folder, "--write-baseline", "c.json")[0] == 0
    assert checked(folder, "--write-baseline", "c.json", "--fail-on", "error")[0] == 1
    (folder / "org.yaml").write_text(WORSE, encoding="utf-8")
    assert checked(folder, "--baseline", "b.json", "--write-baseline", "c.json")[0] == 1


def test_a_moved_model_file_is_known(folder: Path) -> None:
    (folder / "org.yaml").rename(folder / "model.yaml")
    code, found, stderr = checked(folder, "--baseline", "b.json", models=("model.yaml",))
    assert (code, found["findings"]) == (0, [])
    assert "model.yaml: it is taken for org.yaml of the baseline, which is not there" in stderr
    (folder / "teams").mkdir()
    (folder / "model.yaml").rename(folder / "teams" / "org.yaml")
    (folder / "teams" / "other.yaml").write_text(WORSE.replace("Desk", "Other"), encoding="utf-8")
    models = ("teams/other.yaml", "teams/org.yaml")
    code, found, stderr = checked(folder, "--baseline", "b.json", models=models)
    assert {each["path"] for each in found["findings"]} == {"teams/other.yaml"}
    assert "teams/other.yaml: the baseline has no such model, so all is told, and nothing" in stderr
    assert code == 0
    strict = checked(folder, "--baseline", "b.json", "--fail-on-new-model", models=models)
    assert strict[0] == 1
    # A model that is still there was not moved, checked or not.
    (folder / "org.yaml").write_text(DESK, encoding="utf-8")
    assert "is taken for" not in checked(folder, "--baseline", "b.json", models=models)[2]


def test_a_model_elsewhere_is_known_by_its_path(folder: Path, tmp_path: Path) -> None:
    far = tmp_path / "far"
    far.mkdir()
    model, baseline = str(folder / "org.yaml"), str(folder / "b.json")
    code, found, stderr = checked(far, "--baseline", baseline, models=(model,))
    assert (code, found["findings"], stderr) == (0, [], "")
    checked(far, "--write-baseline", "c.json", models=(model,))
    assert json.loads((far / "c.json").read_text())["models"][0]["model"] == "../org.yaml"


def test_what_is_gone_is_told_by_name_and_pruned_and_all_else_stays(folder: Path) -> None:
    before = json.loads((folder / "b.json").read_text())
    other = {**before["findings"][0], "model": "other.yaml"}
    before = {**before, "note": "kept", "findings": [other, *before["findings"]]}
    (folder / "b.json").write_text(json.dumps(before), encoding="utf-8")
    (folder / "org.yaml").write_text(MENDED, encoding="utf-8")
    code, found, stderr = checked(folder, "--baseline", "b.json")
    assert len(found["gone_from_baseline"]) == 1
    assert "org.yaml: 1 finding gone: single-point-of-failure it." in stderr
    assert "other.yaml of the baseline is not there any more." in stderr
    text = run("check", "org.yaml", "--baseline", "b.json", cwd=folder).stdout
    assert "1 finding of the baseline is gone: --prune-baseline takes it out." in text
    code, found, stderr = checked(folder, "--baseline", "b.json", "--prune-baseline")
    assert (code, found["gone_from_baseline"]) == (0, [])
    assert "What is gone is taken out of the baseline." in stderr
    assert "Wrote b.json" in stderr
    after = json.loads((folder / "b.json").read_text())
    left = [each for each in before["findings"] if "it" not in each["parties"] or each is other]
    assert after["findings"] == left
    assert (after["note"], list(after)) == ("kept", list(before))
    # The pair that is left is old, since one of it alone was enough.
    assert [row[0] for row in after["models"][0]["effects"]] == [["desk"], ["agency", "it"]]
    quiet = checked(folder, "--baseline", "b.json")
    assert "gone" not in quiet[2]
    again = (folder / "b.json").read_bytes()
    checked(folder, "--baseline", "b.json", "--prune-baseline")
    assert (folder / "b.json").read_bytes() == again
    # What was mended is new when it comes back.
    (folder / "org.yaml").write_text(DESK, encoding="utf-8")
    assert checked(folder, "--baseline", "b.json")[0] == 1


def test_pruning_leaves_what_something_old_rests_on(folder: Path) -> None:
    """A second supplier, as bad as the first: the pair is old because the first alone was there."""
    two = DESK.replace("from: desk,", "from: [desk, kiosk],") + "  kiosk: {needs: [it]}\n"
    text = two.replace("  it: {headcount: 1}\n", "  it: {headcount: 1, restore: 1min}\n")
    (folder / "org.yaml").write_text(text, encoding="utf-8")
    for options in (("--prune-baseline",), ()):
        code, found, _ = checked(folder, "--baseline", "b.json", *options)
        risks = [each for each in found["findings"] if each["rule"] == "fragile-pair"]
        assert (code, risks) == (0, [])


def test_what_was_not_asked_is_not_pruned(folder: Path) -> None:
    before = (folder / "b.json").read_bytes()
    (folder / "org.yaml").write_text(MENDED, encoding="utf-8")
    for options in (
        ("--select", "policy"),
        ("--ignore", "single-point-of-failure,fragile-pair,sole-supplier"),
        ("--protect", "desk"),
    ):
        checked(folder, "--baseline", "b.json", "--prune-baseline", *options)
        assert (folder / "b.json").read_bytes() == before, options
    (folder / "bad.yaml").write_text("parties: [", encoding="utf-8")
    models = ("org.yaml", "bad.yaml")
    code, _, stderr = checked(folder, "--baseline", "b.json", "--prune-baseline", models=models)
    assert (code, "the baseline is not written" in stderr) == (2, True)
    assert (folder / "b.json").read_bytes() == before


def test_a_baseline_of_a_few_rules_makes_others_new(folder: Path) -> None:
    checked(folder, "--write-baseline", "b.json", "--select", "no-customer")
    code, found, _ = checked(folder, "--baseline", "b.json")
    assert code == 1
    assert "single-point-of-failure" in {each["rule"] for each in found["findings"]}


def test_one_of_an_earlier_version_is_read_and_said_to_be_one(folder: Path) -> None:
    data = json.loads((folder / "b.json").read_text())
    keys = ("model", "rule", "severity", "parties", "service", "stops", "fingerprint")
    earlier = {"internalmap": 1, "findings": []}
    earlier["findings"] = [{key: each[key] for key in keys} for each in data["findings"]]
    (folder / "b.json").write_text(json.dumps(earlier), encoding="utf-8")
    code, found, stderr = checked(folder, "--baseline", "b.json")
    assert (code, found["findings"]) == (0, [])
    assert "the baseline b.json was written by an earlier version" in stderr
    (folder / "org.yaml").write_text(WORSE, encoding="utf-8")
    assert checked(folder, "--baseline", "b.json")[0] == 1


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        (["--prune-baseline"], "does not say which baseline"),
        (["--prune-baseline", "--since", "HEAD"], "does not say which baseline"),
        (
            ["--baseline", "b.json", "--prune-baseline", "--write-baseline", "c.json"],
            "Give one of them",
        ),
        (["--baseline", "b.json", "--prune-baseline", "-o", "b.json"], "b.json is the baseline"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    folder: Path, options: list[str], problem: str
) -> None:
    before = (folder / "b.json").read_bytes()
    done = run("check", "org.yaml", *options, cwd=folder)
    assert (done.returncode, problem in done.stderr) == (2, True), done.stderr
    assert (folder / "b.json").read_bytes() == before


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("models",), 1),
        (("models", 0), {"model": "x"}),
        (("models", 0, "title"), None),
        (("models", 0, "parties"), [1]),
        (("models", 0, "needs"), [["a", "b"]]),
        (("models", 0, "effects"), [[["it"], "guests", "0", None, True, True]]),
        (("findings", 0, "need"), ["a", 1, ["b"]]),
        (("findings", 0, "was"), "seen"),
        (("findings", 0, "mark"), 1),
        (("findings", 0, "severity"), []),
    ],
)
def test_a_value_of_the_wrong_form_is_told(folder: Path, at: tuple[Any, ...], value: Any) -> None:
    data = json.loads((folder / "b.json").read_text())
    holder: Any = data
    for step in at[:-1]:
        holder = holder[step]
    holder[at[-1]] = value
    (folder / "b.json").write_text(json.dumps(data), encoding="utf-8")
    code, _, stderr = checked(folder, "--baseline", "b.json")
    assert (code, "b.json is not a baseline: " in stderr) == (2, True), stderr
