"""Whatever is made of a marked model bears its marking."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from command import run, run_bytes

MODEL = """
marking: Strictly confidential
parties:
  guests: {kind: customer, needs: [{from: bar, satisfaction: 4}]}
  bar: {availability: 0.9, headcount: 3}
scenarios: {closed: {gone: bar}}
"""
_TEXTS = ("text", "json", "markdown")
_COMMANDS = [
    *(["analyze", "{}", "-f", form] for form in _TEXTS),
    *(["party", "{}", "--all", "-f", form] for form in _TEXTS),
    *(["agenda", "{}", "-f", form] for form in _TEXTS),
    *(["impact", "{}", "--gone", "bar", "-f", form] for form in _TEXTS),
    ["impact", "{}", "--gone", "bar", "--why", "guests"],
    *(["trace", "{}", "bar", "guests", "-f", form] for form in _TEXTS),
    *(["simulate", "{}", "-f", form] for form in _TEXTS),
    *(["advise", "{}", "-f", form] for form in _TEXTS),
    *(["bia", "{}", "-f", form] for form in _TEXTS),
    *(["merge", "{}", "survey.csv", "-f", form] for form in _TEXTS),
    *(["forms", "{}", "--to", "forms", "-f", form] for form in _TEXTS),
    *(["scenarios", "{}", "-f", form] for form in _TEXTS),
    *(["diff", "{}", "plain.yaml", "-f", form] for form in _TEXTS),
    *(["diff", "plain.yaml", "{}", "-f", form] for form in _TEXTS),
    *(["check", "{}", "-f", form] for form in (*_TEXTS, "sarif", "junit", "github")),
    *(["render", "{}", "--view", view, "-f", form, "-o", "-"]
      for view in ("map", "pyramid", "hierarchy") for form in ("svg", "dot", "mermaid")),
    *(["render", "{}", "--view", "matrix", "-f", form, "-o", "-"] for form in ("svg", "dot")),
]  # fmt: skip


@pytest.mark.parametrize("command", _COMMANDS, ids=" ".join)
def test_every_output_bears_the_marking(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text(MODEL, "utf-8")
    (tmp_path / "survey.csv").write_text("customer,supplier\nguests,bar\n", "utf-8")
    (tmp_path / "plain.yaml").write_text(MODEL.replace("marking: Strictly", "organization: x"))
    given = [each.format("org.yaml") for each in command]
    done = run(*given, cwd=tmp_path)
    assert done.returncode in (0, 1), done.stderr
    assert "Strictly confidential" in done.stdout
    if command[0] not in ("check", "forms", "merge"):
        hidden = run(*given, "--anonymize", cwd=tmp_path)
        assert "Strictly confidential" in hidden.stdout, hidden.stderr


@pytest.mark.parametrize(
    "command",
    [
        ["analyze", "-f", "xlsx", "-o", "out.xlsx"],
        ["bia", "-f", "xlsx", "-o", "out.xlsx"],
        ["scenarios", "-f", "xlsx", "-o", "out.xlsx"],
        ["convert"],
    ],
)
def test_workbooks_bear_it_on_their_sheets(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text(MODEL, "utf-8")
    name, *rest = command
    code, _, complaint = run_bytes(name, "org.yaml", *(rest or ["out.xlsx"]), cwd=tmp_path)
    assert code == 0, complaint
    with zipfile.ZipFile(tmp_path / "out.xlsx") as book:
        parts = {each: book.read(each) for each in book.namelist()}
    assert b"Strictly confidential" in parts["xl/sharedStrings.xml"]
    if name != "convert":
        sheets = [data for each, data in parts.items() if each.startswith("xl/worksheets/sheet")]
        assert all(b"&amp;RStrictly confidential" in data for data in sheets)


@pytest.mark.parametrize(
    "command",
    [
        ["analyze", "-f", "csv"],
        ["bia", "-f", "csv"],
        ["agenda", "-f", "csv"],
        ["forms", "--to", "forms"],
        ["convert", "out.csv"],
    ],
)
def test_csv_has_no_place_for_it_and_says_so(command: list[str], tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text(MODEL, "utf-8")
    name, *rest = command
    assert "CSV has no place for" in run(name, "org.yaml", *rest, cwd=tmp_path).stderr


def test_two_files_of_a_model_agree_on_it(tmp_path: Path) -> None:
    for name, marking in (("a", "Open"), ("b", "Secret")):
        (tmp_path / f"{name}.yaml").write_text(f"marking: {marking}\nparties: {{{name}: }}\n")
    assert "two files give a different 'marking'" in run("analyze", ".", cwd=tmp_path).stderr
