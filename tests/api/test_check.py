"""`check` as CI runs it: exit codes, many models, settings, acceptances, and `rules`."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
from command import HOTEL, run
from internalmap import CheckResult, InternalMapError
from internalmap.api.check import merged
from internalmap.api.parts.check_models import Checks
from internalmap.api.query import Query
from internalmap.formats import FINDINGS
from internalmap.model.rule_names import RULE_VALUES
from internalmap.results.check import SEVERITY_ORDER, finding_order
from strategies import models, reorderings

SAFE = """\
parties:
  guests: {kind: customer, needs: [{service: Tea, from: [bar, kiosk], within: 5min}]}
  bar: {needs: [{service: Feedback, from: guests, importance: helpful}]}
  kiosk:
"""
RISKY = """\
parties:
  guests: {kind: customer, needs: [{service: Tea, from: [bar], within: 5min}]}
  bar: {headcount: 1}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "safe.yaml").write_text(SAFE, encoding="utf-8")
    (tmp_path / "risky.yaml").write_text(RISKY, encoding="utf-8")
    (tmp_path / "broken.yaml").write_text("parties: {a: {needs: [b]}}", encoding="utf-8")
    return tmp_path


def found(result: CheckResult) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.rule, each.parties) for each in result.findings]


@pytest.mark.parametrize("format", FINDINGS)
def test_the_format_never_decides_the_exit_code(format: str, folder: Path) -> None:
    for arguments, code in (
        (["safe.yaml"], 0),
        (["risky.yaml"], 1),
        (["risky.yaml", "--ignore", "single-point-of-failure"], 0),
        (["safe.yaml", "risky.yaml"], 1),
        (["risky.yaml", "broken.yaml", "safe.yaml"], 2),
        (["nowhere.yaml"], 2),
    ):
        done = run("check", *arguments, "-f", format, cwd=folder)
        assert done.returncode == code, (arguments, done.stderr)


def test_an_unreadable_model_does_not_stop_the_others(folder: Path) -> None:
    done = run("check", "broken.yaml", "risky.yaml", "-f", "json", cwd=folder)
    assert done.returncode == 2
    result = json.loads(done.stdout)
    assert result["models"] == ["broken.yaml", "risky.yaml"]
    assert {each["path"] for each in result["findings"]} == {"broken.yaml", "risky.yaml"}
    assert "there is no party 'b'" in done.stderr


@pytest.mark.parametrize("folder_of_command", [".", "teams/a", "teams"])
@pytest.mark.parametrize("absolute", [False, True])
def test_services_get_paths_from_the_top_of_the_repository(
    tmp_path: Path, folder_of_command: str, absolute: bool
) -> None:
    team, here = tmp_path / "teams" / "a", tmp_path / folder_of_command
    team.mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (team / "org.yaml").write_text(RISKY, encoding="utf-8")
    (team / "bad.yaml").write_text("parties: {a: {needs: [b]}}\n", encoding="utf-8")
    for name in ("org.yaml", "bad.yaml"):
        model = str(team / name) if absolute else os.path.relpath(team / name, here)
        path = f"teams/a/{name}"
        for format, told in (
            ("github", f"::error file={path},line="),
            ("gitlab", f'"path": "{path}"'),
            ("sarif", f'"uri": "{path}"'),
        ):
            done = run("check", model, "-f", format, cwd=here)
            assert told in done.stdout, (model, format)
            assert str(tmp_path) not in done.stdout + done.stderr


def test_what_is_in_no_repository_of_the_command_is_told_from_its_own(tmp_path: Path) -> None:
    for name in ("one/sub", "two/sub"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "two" / ".git").mkdir()
    (tmp_path / "two" / "sub" / "org.yaml").write_text(RISKY, encoding="utf-8")
    for here in ("one", "two/sub", "."):
        if here == "one":
            (tmp_path / "one" / ".git").mkdir()
        model = os.path.relpath(tmp_path / "two" / "sub" / "org.yaml", tmp_path / here)
        done = run("check", model, "-f", "github", cwd=tmp_path / here)
        assert "::error file=sub/org.yaml,line=" in done.stdout


def test_a_run_ends_with_one_line_that_counts(folder: Path) -> None:
    done = run("check", "risky.yaml", "safe.yaml", cwd=folder)
    last = done.stdout.rstrip("\n").rpartition("\n")[2]
    assert last.startswith("2 models, 1 error")
    assert "risky.yaml:3:3: error:" in done.stdout


def test_levels_come_from_the_model_and_the_command_line_is_stronger(folder: Path) -> None:
    model = folder / "safe.yaml"
    model.write_text(SAFE + "check: {fail_on: note, rules: {one-way: note}}\n")
    assert run("check", "safe.yaml", cwd=folder).returncode == 1
    assert run("check", "safe.yaml", "--fail-on", "error", cwd=folder).returncode == 0
    # Each model is held to its own level.
    assert run("check", "safe.yaml", "risky.yaml", "-q", cwd=folder).returncode == 1


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--select", "no-custmer"], "there is no rule 'no-custmer'"),
        (["--ignore", "no-customer,nonsense"], "there is no rule 'nonsense'"),
        (["--fail-on", "fatal"], "--fail-on: 'fatal' is not known"),
        (["--since", "HEAD", "--baseline", "x"], "the same question"),
        (["-f", "xml"], "xml"),
        (["--protect", "nobody"], "there is no party 'nobody'"),
    ],
)
def test_wrong_options_are_told(arguments: list[str], problem: str, folder: Path) -> None:
    done = run("check", "safe.yaml", *arguments, cwd=folder)
    assert done.returncode == 2
    assert problem in done.stderr


def test_a_model_from_standard_input_and_a_report_in_a_file(tmp_path: Path) -> None:
    target = tmp_path / "findings.sarif"
    done = run("check", "-", "-o", str(target), stdin=RISKY)
    assert (done.returncode, done.stdout) == (1, "")
    assert json.loads(target.read_text(encoding="utf-8"))["version"] == "2.1.0"


def test_a_model_that_is_named_twice_is_checked_and_counted_once(folder: Path) -> None:
    (folder / "again.yaml").symlink_to(folder / "safe.yaml")
    safe, risky, again = (str(folder / f"{name}.yaml") for name in ("safe", "risky", "again"))
    stages: list[str] = []
    alone = Checks(Query())
    alone.take_all([safe, safe, again], stages.append)
    assert len(alone.results) == 1
    assert stages and not [stage for stage in stages if " of " in stage]
    Checks(Query()).take_all([safe, risky, safe], stages.append)
    assert {stage.partition(" of ")[2].partition(":")[0] for stage in stages} == {"", "2"}


# ------------------------------------------------------------------------------------- settings


def test_a_severity_that_is_set_holds_for_every_finding_of_the_rule() -> None:
    text = RISKY + "check: {rules: {single-point-of-failure: note, no-customer: off}}\n"
    result = internalmap.check(internalmap.loads(text))
    points = [each for each in result.findings if each.rule == "single-point-of-failure"]
    assert [each.severity for each in points] == ["note"]


def test_a_rule_that_is_off_runs_when_it_is_selected_or_a_limit_is_set() -> None:
    model = "parties: {a: {kind: customer, needs: [b, c]}, b: , c: }\n"
    off = internalmap.check(internalmap.loads(model))
    assert "too-many-suppliers" not in {each.rule for each in off.findings}
    limit = "check: {rules: {too-many-suppliers: {max: 0}, too-many-customers: {max: 0}}}\n"
    on = internalmap.check(internalmap.loads(model + limit))
    assert "too-many-customers" in {each.rule for each in on.findings}
    selected = internalmap.check(internalmap.loads(model), select=["one-way"])
    assert {each.rule for each in selected.findings} == {"one-way"}


def test_calendar_rules_only_tell_unless_the_day_is_given() -> None:
    model = internalmap.loads(
        "parties: {a: {kind: customer, needs: [{from: b, actions: [{what: x, due: 2020-01-01}]}]},"
        " b: }"
    )
    told = internalmap.check(model, select=["overdue-action"])
    assert [each.severity for each in told.findings] == ["note"]
    judged = internalmap.check(model, select=["overdue-action"], today=date(2026, 1, 1))
    assert [each.severity for each in judged.findings] == ["warning"]
    assert not internalmap.check(model, select=["overdue-action"], today=date(2019, 1, 1)).findings


# ---------------------------------------------------------------------------------- acceptances


def accepting(extra: str, *, today: date | None = None) -> CheckResult:
    entry = f"{{rule: single-point-of-failure, reason: known, by: boss{extra}}}"
    text = RISKY.replace("{headcount: 1}", f"{{headcount: 1, accept: [{entry}]}}")
    return internalmap.check(
        internalmap.loads(text),
        select=["single-point-of-failure", "stale-acceptance"],
        today=today,
    )


def test_an_accepted_finding_is_counted_with_the_reason_and_does_not_fail() -> None:
    result = accepting("")
    assert found(result) == []
    assert [(each.by, each.reason) for each in result.accepted] == [("boss", "known")]
    assert result.accepted[0].finding.rule == "single-point-of-failure"


def test_an_acceptance_that_names_fewer_does_not_cover() -> None:
    assert found(accepting(", stops: [guests]")) == []
    text = RISKY.replace(
        "{headcount: 1}",
        "{headcount: 1, accept: [{rule: single-point-of-failure, reason: r, by: b, "
        "stops: [guests]}]}",
    ).replace("parties:", "parties:\n  vips: {kind: customer, needs: [bar]}")
    result = internalmap.check(internalmap.loads(text), select=["single-point-of-failure"])
    assert [each.stops for each in result.findings] == [("guests", "vips")]


def test_what_ran_out_is_back_on_a_day_that_is_given() -> None:
    by_clock = accepting(", until: 2020-01-01")
    assert [each.severity for each in by_clock.findings] == ["note"]
    assert found(by_clock)[0][0] == "stale-acceptance"
    assert len(by_clock.accepted) == 1
    given = accepting(", until: 2020-01-01", today=date(2020, 1, 2))
    assert sorted((each.rule, each.severity) for each in given.findings) == [
        ("single-point-of-failure", "error"),
        ("stale-acceptance", "warning"),
    ]
    assert found(accepting(", until: 2020-01-01", today=date(2020, 1, 1))) == []


def test_an_acceptance_that_covers_nothing_is_told_if_its_rule_ran() -> None:
    text = SAFE.replace("kiosk:", "kiosk: {accept: [{rule: overload, reason: r, by: b}]}")
    model = internalmap.loads(text)
    assert [each.rule for each in internalmap.check(model).findings].count("stale-acceptance") == 1
    silent = internalmap.check(model, ignore=["overload"])
    assert "stale-acceptance" not in {each.rule for each in silent.findings}


# ------------------------------------------------------------------------------------- findings


@given(models(), st.data())
def test_findings_do_not_depend_on_the_order_of_a_model(
    model: dict[str, Any], data: st.DataObject
) -> None:
    turned = data.draw(reorderings(model))

    def told(text: dict[str, Any]) -> list[tuple[Any, ...]]:
        result = internalmap.check(
            internalmap.loads(json.dumps(text)), select=list(RULE_VALUES), today=date(2026, 11, 22)
        )
        fingerprints = [each.fingerprint for each in result.findings]
        assert len(set(fingerprints)) == len(fingerprints)
        assert list(result.findings) == sorted(result.findings, key=finding_order)
        return [
            (each.fingerprint, each.severity, each.message, each.parties, each.stops)
            for each in result.findings
        ]

    assert told(model) == told(turned)


def test_the_worst_come_first() -> None:
    result = internalmap.check(internalmap.load(HOTEL))
    order = [SEVERITY_ORDER[each.severity] for each in result.findings]
    assert order == sorted(order)
    assert order[0] == 0


def test_nothing_to_check_is_told() -> None:
    with pytest.raises(InternalMapError):
        merged([])


# ----------------------------------------------------------------------------------------- rules


def test_rules_lists_every_rule_and_shows_the_page_of_one() -> None:
    listed = run("rules").stdout
    for rule in RULE_VALUES:
        assert f"{rule} (" in listed
    page = run("rules", "sole-supplier").stdout
    assert page.startswith("sole-supplier\n=============\n")
    assert "It is silent on" in page
    pages = json.loads(run("rules", "-f", "json").stdout)["rules"]
    assert [each["id"] for each in pages] == list(RULE_VALUES)
    assert run("rules", "-f", "markdown").stdout.count("\n## ") == len(RULE_VALUES)
    missing = run("rules", "sole-suplier")
    assert missing.returncode == 2
    assert "sole-supplier" in missing.stderr


def test_every_format_counts_what_fails_by_the_level_of_its_model(folder: Path) -> None:
    (folder / "strict.yaml").write_text(SAFE + "check: {fail_on: note}\n", encoding="utf-8")
    (folder / "lax.yaml").write_text(
        "parties: {g: {kind: customer, needs: [{from: [a, b], within: 1h}]}, a: , b: , c: }"
    )
    models = ["strict.yaml", "lax.yaml", "--ignore", "fragile-pair"]
    done = run("check", *models, "-f", "junit", cwd=folder)
    assert done.returncode == 0, done.stdout
    assert 'failures="0"' in done.stdout
    words = run("check", *models, "-f", "markdown", cwd=folder).stdout
    assert "fail this check" not in words.partition("\n")[0]
