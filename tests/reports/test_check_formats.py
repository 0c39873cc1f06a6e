"""The formats of the checks, each read back by somebody else's reader."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from markdown_it import MarkdownIt
from markdown_it.token import Token

import internalmap
from command import ROOT
from internalmap.errors import InternalMapError, Place, Problem
from internalmap.formats import FINDINGS
from internalmap.model.rule_names import RULE_VALUES
from internalmap.modelfile.schema.json_schema import report_schema
from internalmap.reports.check import markdown, sarif
from internalmap.reports.check.options import CheckOptions
from internalmap.reports.check.paths import local, uri
from internalmap.results.check import UNREADABLE, CheckResult, Finding, Unreadable
from internalmap.rules import rule_named
from internalmap.rules.rule import Rule
from internalmap.source import Position, Source
from internalmap.text.escape import escape
from reports import check_samples as samples
from reports import junit_reader, sarif_reader
from reports.golden import check

ENDINGS = {
    "text": "txt",
    "json": "json",
    "sarif": "sarif",
    "junit": "xml",
    "github": "log",
    "gitlab": "gitlab.json",
    "markdown": "md",
}
OPTIONS = CheckOptions(root=samples.ROOT)
RESULTS = {
    "hotel": samples.hotel,
    "unreadable": samples.unreadable,
    "nothing": samples.nothing,
    "hostile": samples.hostile,
}


def shown(name: str, result: CheckResult, **changes: Any) -> str:
    module = import_module(FINDINGS[name].module)
    return str(module.render(result, replace(OPTIONS, **changes)))


def _stand_in(id: str) -> Rule:
    """A rule whose words no author of rules changes."""
    return Rule(id, "warning", f"About {id}", "Finds [x](y).", "Why.", "Do.", "", "", lambda _: ())


# ------------------------------------------------------------------------------------- the table


@pytest.mark.parametrize("format", FINDINGS)
@pytest.mark.parametrize("result", RESULTS)
def test_whole_output(format: str, result: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every output of every format stands in a file."""
    monkeypatch.setattr(sarif, "rule_named", _stand_in)
    monkeypatch.setattr(sarif, "__version__", "1.2.3")
    check(f"check-{result}.{ENDINGS[format]}", shown(format, RESULTS[result]()))


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_whole_output_with_notes_in_full(format: str) -> None:
    text = shown(format, samples.hostile(), show="note")
    check(f"check-hostile-notes.{ENDINGS[format]}", text)


def test_colour_says_nothing_more() -> None:
    """With colour, the same text: nothing but the colours is added."""
    results = [*(result() for result in RESULTS.values()), samples.many(40), samples.many(4)]
    for result in results:
        for width in (40, 80, 400):
            plain = shown("text", result, width=width)
            painted = shown("text", result, width=width, color=True)
            assert painted != plain
            assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain
    check("check-hotel-color.txt", shown("text", samples.hotel(), color=True))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.txt", "text"), ("b/x.JSON", "json"), ("out.sarif", "sarif"), ("o.sarif.json", "sarif"),
        ("q.gitlab.json", "gitlab"), ("r.xml", "junit"), ("r.md", "markdown"),
        ("C:\\r.markdown", "markdown"),
    ],
)  # fmt: skip
def test_a_files_ending_names_its_format(path: str, name: str) -> None:
    """The longest ending decides, in any case of letters."""
    assert FINDINGS.of_file(path).name == name


@pytest.mark.parametrize("path", ["report", "r.pdf", ".json", ".sarif", "a.json/x", "e\x1b[2J"])
def test_an_unknown_ending_lists_the_known_ones(path: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(InternalMapError) as caught:
        FINDINGS.of_file(path)
    assert ".sarif" in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_an_unknown_name_lists_the_known_ones() -> None:
    """With the nearest one first."""
    with pytest.raises(InternalMapError) as caught:
        FINDINGS.named("sarf")
    assert "Did you mean 'sarif'?" in str(caught.value)
    assert all(name in str(caught.value) for name in FINDINGS)


def test_a_format_loads_nothing_that_it_does_not_use() -> None:
    """The check of every commit waits for no terminal library and for no other format."""
    code = (
        "import sys; from internalmap.reports.check import text\n"
        "from internalmap.reports.check.options import CheckOptions\n"
        "from internalmap.results.check import CheckResult\n"
        "text.render(CheckResult(('a',), ()), CheckOptions())\n"
        "sys.exit(sum(m in sys.modules for m in ('rich', 'xml.etree', 'json', 'typer')))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True)


# -------------------------------------------------------------------------------- all the formats


@pytest.mark.parametrize("format", FINDINGS)
def test_no_path_of_this_machine_is_told(format: str) -> None:
    """Not where the model was named by one, and not where something outside was."""
    result = samples.hotel()
    inside = samples.place("archive", f"{samples.ROOT}/units/a b.yaml")
    outside = samples.place("archive", "/etc/secret/org.yaml")
    findings = [
        samples.finding(at=inside, model=f"{samples.ROOT}/units"),
        samples.finding(at=outside, model="/etc/secret/org.yaml"),
        samples.finding(model="/etc/secret/org.yaml"),
    ]
    result = replace(
        result,
        models=(f"{samples.ROOT}/units", "/etc/secret/org.yaml"),
        findings=tuple(findings),
        unreadable=(
            Unreadable("bad.yaml", (Problem(inside, "expected a mapping"),)),
            Unreadable("/etc/secret/bad.yaml", (Problem(None, "there is no such file"),)),
        ),
    )
    text = shown(format, result)
    assert "/etc/" not in text
    assert "/home/" not in text
    assert "org.yaml" in text and re.search("units/a(%20| )b.yaml", text)


@pytest.mark.parametrize(
    ("name", "root", "told"),
    [
        ("org.yaml", "", "org.yaml"),
        ("-", "/r", "-"),
        ("", "/r", ""),
        ("/r/a/b.yaml", "/r", "a/b.yaml"),
        ("/r/a/b.yaml", "/r/", "a/b.yaml"),
        ("/rest/b.yaml", "/r", "b.yaml"),
        ("/r/b.yaml", "", "b.yaml"),
        ("../b.yaml", "/r", "../b.yaml"),
        ("a\\b.yaml", "/r", "a\\b.yaml"),
        ("a\\b.yaml", "C:\\r", "a/b.yaml"),
        ("a\\b.yaml", "", "a/b.yaml"),
        ("C:\\r\\a\\b.yaml", "c:\\R", "a/b.yaml"),
        ("D:\\x\\b.yaml", "C:\\r", "b.yaml"),
        ("\\\\server\\share\\x\\b.yaml", "C:\\r", "b.yaml"),
        ("C:\\x\\b.yaml", "", "b.yaml"),
    ],
)
def test_paths_are_told_from_the_root(name: str, root: str, told: str) -> None:
    """On every system with the same separators."""
    assert local(name, root) == told


@given(st.text(max_size=20))
def test_a_uri_names_the_file_again(path: str) -> None:
    """Whatever a file is called; its URI is plain ASCII and relative."""
    told = local(path, "/r")
    written = uri(told)
    assert unquote(written) == told
    assert re.fullmatch(r"[A-Za-z0-9_.~/%-]*", written)


@pytest.mark.parametrize("format", FINDINGS)
def test_the_same_result_gives_the_same_text(format: str) -> None:
    """However often it is written, and it can always be written as UTF-8."""
    first = shown(format, samples.hostile())
    assert shown(format, samples.hostile()) == first
    assert first.encode().decode() == first
    assert first.endswith("\n")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", first)


# ------------------------------------------------------------------------------------------- text


def test_the_last_line_says_what_it_comes_to() -> None:
    """Without parts that are zero."""

    def last(result: CheckResult) -> str:
        return shown("text", result).splitlines()[-1]

    whole = samples.hotel()
    assert last(whole) == (
        "2 models, 1 error, 1 warning, 1 note, 1 accepted, 4 old, compared with origin/main"
    )
    assert last(samples.nothing()) == "1 model, nothing found"
    assert last(replace(whole, findings=())) == (
        "2 models, nothing new found, 1 accepted, 4 old, compared with origin/main"
    )
    assert last(samples.unreadable()) == "2 models, 1 that could not be read, nothing found"
    none = replace(samples.unreadable(), models=("bad.yaml",))
    assert last(none) == "1 model, 1 that could not be read"


def test_a_place_is_a_line_of_its_own_and_columns_count_code_points() -> None:
    """`file:line:column`, where an editor finds it; the caret stands under the key."""
    at = samples.place("from: it")
    lines = shown("text", CheckResult(("org.yaml",), (samples.finding(at=at),))).splitlines()
    assert lines[0].startswith("org.yaml:5:37: warning: archive has no customer")
    assert samples.MODEL.splitlines()[4][36:].startswith("from: it")
    assert lines[2].rstrip().endswith("^" * len("from: it"))


def test_prose_keeps_to_the_width() -> None:
    """What is no place, no finding and no line of the model."""
    text = shown("text", samples.hotel(), width=40)
    prose = [line for line in text.splitlines() if not re.search(r":\d+: |: note: ", line)]
    assert max(map(len, prose[:-1])) <= 40


def test_long_lists_are_counted() -> None:
    """Related places and accepted findings, past the tenth."""
    related = samples.hotel().findings[0].related * 12
    finding = samples.finding(related=related)
    accepted = samples.hotel().accepted * 13
    text = shown("text", CheckResult(("org.yaml",), (finding,), accepted))
    assert "… and 2 more places" in text
    assert "Accepted: 13 findings:" in text and "… and 3 more" in text


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_what_is_milder_than_asked_for_is_a_table_of_rules(format: str) -> None:
    """And in full with `show`; nothing else depends on it."""
    result = samples.many(9)
    by_default = shown(format, result)
    assert "p2, p5 and p8" in by_default and "p1:" not in by_default
    assert by_default.count("has no customer.") == 6
    assert shown(format, result, show="note").count("has no customer.") == 9
    errors = shown(format, result, show="error")
    assert errors.count("has no customer.") == 3
    assert "p1, p4 and p7" in errors
    for other in set(FINDINGS) - {"text", "markdown"}:
        assert shown(other, result, show="error") == shown(other, result)


def test_errors_come_first_whichever_model_and_on_one_screen() -> None:
    """With what to do below all of them, where they have no room otherwise."""
    lines = shown("text", samples.many(60), width=400).splitlines()
    assert all(": error: " in line for line in lines[:20])
    assert lines[21] == "What to do about the errors:"
    assert lines[22].startswith("  7:3, 7:3")
    few = shown("text", samples.many(6), width=400).splitlines()
    assert ": error: " in few[0] and few[1].startswith("   ")


@pytest.mark.parametrize(
    ("model", "most", "errors"),
    [("fjord-hotel", 39, 3), ("govuk", 119, 25), ("hospital", 130, 12)],
)
def test_an_example_is_told_in_few_lines(model: str, most: int, errors: int) -> None:
    result = internalmap.check(
        internalmap.load(ROOT / "examples" / f"{model}.yaml"), model=f"{model}.yaml"
    )
    lines = shown("text", result).splitlines()
    assert len(lines) <= most
    first = [line for line in lines[: max(24, errors)] if ": error: " in line]
    assert len(first) == result.count("error") == errors


# ------------------------------------------------------------------------------------------- JSON


@pytest.mark.parametrize("result", RESULTS)
def test_json_keeps_to_its_schema(result: str) -> None:
    """The schema that ships with the package."""
    schema = json.loads(report_schema("check"))
    Draft7Validator.check_schema(schema)
    Draft7Validator(schema).validate(json.loads(shown("json", RESULTS[result]())))
    for node in _objects(schema):
        assert node["additionalProperties"] is False
        assert node["required"] == list(node["properties"])
        for key, value in node["properties"].items():
            assert value.get("description") or "$ref" in value, key


def _objects(node: object) -> list[dict[str, Any]]:
    if isinstance(node, dict):
        here = [node] if "properties" in node and node.get("type") == "object" else []
        return here + [each for value in node.values() for each in _objects(value)]
    if isinstance(node, list):
        return [each for value in node for each in _objects(value)]
    return []


def test_json_says_everything_as_it_is() -> None:
    """Texts unchanged, nulls for what stands nowhere."""
    result = samples.hostile()
    rows = json.loads(shown("json", result))["findings"]
    assert [row["message"] for row in rows] == [each.message for each in result.everything]
    assert [row["parties"] for row in rows] == [list(each.parties) for each in result.everything]
    for row, each in zip(rows, result.everything, strict=True):
        if each.place is None:
            assert row["line"] is row["end_column"] is None
            whole = local(each.model, samples.ROOT) if each.rule == UNREADABLE else None
            assert row["path"] == whole
        else:
            start, end = each.place.span
            assert (row["line"], row["column"]) == start
            assert (row["end_line"], row["end_column"]) == end


# ------------------------------------------------------------------------------------------ SARIF


@pytest.mark.parametrize("result", RESULTS)
def test_sarif_is_what_code_scanning_takes(result: str, tmp_path: Path) -> None:
    """The published schema and the validator have nothing against it."""
    whole = RESULTS[result]()
    data = sarif_reader.read(shown("sarif", whole), tmp_path)
    results = data["runs"][0]["results"]
    assert len(results) == len(whole.everything) + len(whole.accepted)


def test_sarif_of_real_rules(tmp_path: Path) -> None:
    """A model that was read and checked."""
    model = tmp_path / "org.yaml"
    model.write_text(rule_named("no-customer").fires)
    organization = internalmap.load(model)
    result = internalmap.check(organization, select=["no-customer"], model=str(model))
    data = sarif_reader.read(shown("sarif", result, root=str(tmp_path)), tmp_path)
    (only,) = data["runs"][0]["results"]
    (location,) = only["locations"]
    assert location["physicalLocation"]["artifactLocation"] == {"uri": "org.yaml"}
    assert location["physicalLocation"]["region"]["startLine"] == 4


def test_sarif_says_what_services_heed() -> None:
    """Ours is the fingerprint by which code scanning follows a finding. Every rule has its page
    with it, and names no address: there is none to lead to."""
    (run,) = json.loads(shown("sarif", samples.hotel()))["runs"]
    assert run["automationDetails"] == {"id": "internalmap/"}
    driver = run["tool"]["driver"]
    assert "informationUri" not in driver
    for row in driver["rules"]:
        assert row["help"]["text"] and row["help"]["markdown"]
        assert "helpUri" not in row
    prints = [row["partialFingerprints"]["primaryLocationLineHash"] for row in run["results"]]
    assert prints == ["beef01", "c0ffee", "beef02", "beef03"]


@pytest.mark.parametrize("format", ["json", "sarif", "github", "gitlab", "junit", "markdown"])
def test_what_cannot_be_read_is_a_result_with_its_place(format: str) -> None:
    """Also where nothing else was found."""
    text = shown(format, samples.unreadable())
    assert "expected a mapping" in text
    if format in ("junit", "markdown"):
        assert "bad.yaml:1:1" in text
    if format == "json":
        (row,) = json.loads(text)["findings"]
        assert (row["rule"], row["path"], row["line"]) == (UNREADABLE, "bad.yaml", 1)
        assert json.loads(text)["summary"]["unreadable"] == 1
    if format == "gitlab":
        (row,) = json.loads(text)
        assert row["location"] == {"path": "bad.yaml", "lines": {"begin": 1}}
    if format == "sarif":
        (row,) = json.loads(text)["runs"][0]["results"]
        (location,) = row["locations"]
        assert location["physicalLocation"]["artifactLocation"]["uri"] == "bad.yaml"
    if format == "github":
        assert text.startswith("::error file=bad.yaml,line=1,endLine=1,col=1,")


@pytest.mark.parametrize("format", FINDINGS)
def test_services_are_told_paths_from_the_top_of_the_repository(format: str) -> None:
    """People see them from the folder of the command."""
    result = CheckResult(("org.yaml",), (samples.finding(at=samples.place("archive")),))
    text = shown(format, result, from_top={"org.yaml": "teams/a/org.yaml"})
    assert ("teams/a/org.yaml" in text) is (format in ("sarif", "github", "gitlab"))


def test_sarif_describes_every_rule(tmp_path: Path) -> None:
    """Whichever of them has a finding."""
    findings = tuple(samples.finding(rule, fingerprint=rule) for rule in RULE_VALUES)
    data = json.loads(shown("sarif", CheckResult(("org.yaml",), findings)))
    rules = data["runs"][0]["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(RULE_VALUES)
    for row in data["runs"][0]["results"]:
        assert rules[row["ruleIndex"]]["id"] == row["ruleId"]


def test_sarif_marks_what_is_accepted() -> None:
    """With who and why, or leaves it out."""
    rows = json.loads(shown("sarif", samples.hotel()))["runs"][0]["results"]
    assert [row.get("suppressions") for row in rows[:-1]] == [None] * 3
    assert rows[-1]["suppressions"] == [
        {
            "kind": "inSource",
            "status": "accepted",
            "justification": "director: second technician starts in March",
        }
    ]
    rows = json.loads(shown("sarif", samples.hotel(), suppressed=False))["runs"][0]["results"]
    assert len(rows) == 3


def test_sarif_has_no_links_from_names() -> None:
    """What looks like one is escaped."""
    finding = samples.finding(message="[click](https://x.example) and [a] (b)")
    data = json.loads(shown("sarif", CheckResult(("org.yaml",), (finding,))))
    text = data["runs"][0]["results"][0]["message"]["text"]
    assert text.startswith("\\[click](https://x.example) and [a] (b)")


def test_sarif_tells_what_could_not_be_read() -> None:
    """A run that read only some of the models did not succeed."""
    (run,) = json.loads(shown("sarif", samples.unreadable()))["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    (told,) = invocation["toolExecutionNotifications"]
    assert told == {"level": "error", "message": {"text": "bad.yaml could not be read."}}


# ------------------------------------------------------------------------------------------ JUnit


def _suites(text: str) -> list[Any]:
    """What junitparser reads; where CI is set, it must be there."""
    ci = os.environ.get("CI")
    junit: Any = import_module("junitparser") if ci else pytest.importorskip("junitparser")
    return list(junit.JUnitXml.fromstring(text.encode()))


@pytest.mark.parametrize("result", RESULTS)
def test_junit_is_read_by_a_reader_of_junit(result: str) -> None:
    """With the numbers that it counts itself."""
    whole = RESULTS[result]()
    suites = _suites(shown("junit", whole, fail_on="warning"))
    names = [suite.name for suite in suites]
    assert names[: len(whole.models)] == [escape(each) for each in whole.models]
    cases = [case for suite in suites for case in suite]
    failed = [case for case in cases if any(type(e).__name__ == "Failure" for e in case.result)]
    errors = [case for case in cases if any(type(e).__name__ == "Error" for e in case.result)]
    assert len(failed) == whole.count("error") + whole.count("warning")
    assert len(errors) == len(whole.unreadable)
    root = ElementTree.fromstring(shown("junit", whole, fail_on="warning"))
    assert root.get("failures") == str(len(failed)) and root.get("errors") == str(len(errors))
    assert root.get("tests") == str(len(cases))
    for suite in suites:
        counts = suite.tests, suite.failures, suite.errors
        suite.update_statistics()
        assert counts == (suite.tests, suite.failures, suite.errors)
        keys = [(case.classname, case.name) for case in suite]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("result", RESULTS)
def test_junit_keeps_to_the_schema_of_jenkins(result: str) -> None:
    """Which knows of no file and no line of a test."""
    assert not junit_reader.remarks(shown("junit", RESULTS[result]()))
    assert junit_reader.remarks("<testsuites><testcase name='x' file='y'/></testsuites>")


def test_junit_fails_at_the_level_and_above() -> None:
    """What is below is told and passes."""
    for level, failures in (("error", 1), ("warning", 2), ("note", 3)):
        root = ElementTree.fromstring(shown("junit", samples.hotel(), fail_on=level))
        assert len(root.findall(".//failure")) == failures
        assert len(root.findall(".//system-out")) == 3 - failures
    failure = ElementTree.fromstring(shown("junit", samples.hotel())).find(".//failure")
    assert failure is not None and failure.text is not None
    assert failure.get("message", "?") in failure.text
    assert "org.yaml:6:3" in failure.text and "Name a stand-in" in failure.text


def test_junit_calls_nothing_fine_that_was_not_read() -> None:
    """A passing test says that a model has no findings only where that is known."""
    root = ElementTree.fromstring(shown("junit", samples.unreadable()))
    named = {
        suite.get("name"): [case.get("name") for case in suite.iter("testcase")] for suite in root
    }
    assert named == {"org.yaml": ["no findings"], "bad.yaml": ["bad.yaml is read"]}


def test_junit_tells_alike_findings_apart() -> None:
    """Two of one rule about one party are two tests."""
    findings = (samples.finding(), samples.finding(fingerprint="d00d"))
    root = ElementTree.fromstring(shown("junit", CheckResult(("org.yaml",), findings)))
    names = [case.get("name") for case in root.iter("testcase")]
    assert names == ["no-customer of archive", "no-customer of archive, 2"]


# ----------------------------------------------------------------------------------------- GitHub

#: The grammar of a workflow command: a name, properties, and all the rest as its message.
COMMAND = re.compile(r"::(?P<name>[a-z]+)(?: (?P<properties>[^:]*))?::(?P<message>.*)")
UNESCAPED = {"%0A": "\n", "%0D": "\r", "%3A": ":", "%2C": ",", "%25": "%"}


def _decode(text: str) -> str:
    return re.sub("%(0A|0D|3A|2C|25)", lambda match: UNESCAPED[match.group()], text)


def _commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """What the runner takes for commands, as it reads a log: line by line, spaces at the start
    ignored; commands of an old kind anywhere in a line that is none of the new."""
    found = []
    for line in re.split(r"\r\n|\r|\n", text):
        assert "##[" not in line
        match = COMMAND.fullmatch(line.lstrip())
        if match is None:
            assert not line.lstrip().startswith("::"), line
            continue
        pairs = [each.partition("=") for each in match["properties"].split(",")]
        properties = {key: _decode(value) for key, _, value in pairs}
        found.append((match["name"], properties, _decode(match["message"])))
    return found


def _told(text: str) -> str:
    """A text as it stands in a log: without commands of the old kind."""
    return text.replace("##[", "# #[")


@pytest.mark.parametrize("result", RESULTS)
def test_github_reads_back_what_was_meant(result: str) -> None:
    """Every command is ours, and says what its finding says; no name makes one."""
    whole = RESULTS[result]()
    commands = _commands(shown("github", whole))
    findings: dict[tuple[str, str], Finding] = {
        (each.severity, _told(f"{escape(each.message)}\n{escape(each.remedy)}")): each
        for each in whole.everything
    }
    kinds = {"error": "error", "warning": "warning", "notice": "note"}
    seen = 0
    for name, properties, message in commands:
        finding = findings[(kinds[name], message)]
        seen += 1
        assert properties["title"] == _told(escape(f"{finding.title} [{finding.rule}]"))
        if finding.place is None:
            assert "line" not in properties
        else:
            start, end = finding.place.span
            assert (int(properties["line"]), int(properties["col"])) == start
            assert (int(properties["endLine"]), int(properties["endColumn"])) == end
            file = escape(local(finding.place.source.name, samples.ROOT))
            assert properties["file"] == _told(file)
    counts = Counter[str](finding.severity for finding in whole.everything)
    assert seen == sum(min(number, 10) for number in counts.values())


def test_github_shows_ten_of_each_and_the_rest_in_the_log() -> None:
    """GitHub drops what is past the tenth without a word."""
    text = shown("github", samples.many(80))
    commands = [name for name, _, _ in _commands(text)]
    assert commands == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert "… and 17 more errors, which GitHub shows only here:" in text
    assert text.count("org.yaml:7:3: error: ") == 17
    assert text.splitlines()[-1] == "1 model, 27 errors, 27 warnings, 26 notes"


def test_github_names_columns_on_one_line_only() -> None:
    """Over several lines columns are not understood."""
    start, _ = samples.positions(samples.place("archive"))
    place = samples.place("archive")
    place = Place(place.source, place.span._replace(end=Position(start.line + 1, 1)))
    ((_, properties, _),) = _commands(
        shown("github", CheckResult(("org.yaml",), (samples.finding(at=place),)))
    )
    assert properties["line"] == "7" and properties["endLine"] == "8"
    assert "col" not in properties and "endColumn" not in properties


# ----------------------------------------------------------------------------------------- GitLab


@pytest.mark.parametrize("result", RESULTS)
def test_gitlab_has_what_its_report_must_have(result: str) -> None:
    """The keys that GitLab documents, in the values that it knows."""
    rows = json.loads(shown("gitlab", RESULTS[result]()))
    assert len(rows) == len(RESULTS[result]().everything)
    for row in rows:
        assert row.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
        assert row["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert row["description"] == escape(row["description"])
        assert not row["location"]["path"].startswith("/")
        assert row["location"]["lines"]["begin"] >= 1
    assert len({row["fingerprint"] for row in rows}) == len(rows)


def test_gitlab_fingerprints_are_unique_and_stay() -> None:
    """Two models with the same finding, and one model with it twice; a moved line is no matter."""
    alike = samples.finding()
    findings = (alike, alike, replace(alike, model="b.yaml"))
    rows = json.loads(shown("gitlab", CheckResult(("org.yaml", "b.yaml"), findings)))
    prints = [row["fingerprint"] for row in rows]
    assert len(set(prints)) == 3
    moved = replace(alike, place=samples.place("archive", model=f"# moved\n{samples.MODEL}"))
    (row,) = json.loads(shown("gitlab", CheckResult(("org.yaml",), (moved,))))
    assert row["fingerprint"] == prints[0] and row["location"]["lines"]["begin"] == 8


# --------------------------------------------------------------------------------------- Markdown


def _tokens(text: str) -> list[Token]:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return parser.parse(text)


OUR_HTML = re.compile(
    rf"<details><summary>([\d,]+ more|{markdown.ACCEPT})</summary>\n?|</details>\n?"
    r"|<!-- internalmap check -->\n?"
)


@pytest.mark.parametrize("result", [*RESULTS, "many"])
@pytest.mark.parametrize("show", ["warning", "note"])
def test_markdown_of_names_is_nothing_but_text(show: str, result: str) -> None:
    """No name becomes a link, a picture, HTML, a heading or a mention."""
    whole = samples.many(300) if result == "many" else RESULTS[result]()
    tokens = _tokens(shown("markdown", whole, show=show))
    assert [token.content for token in tokens if token.type == "heading_open"] == [""]
    for token in tokens:
        if token.type == "html_block":
            assert OUR_HTML.fullmatch(token.content), token.content
        assert token.type not in ("code_block", "hr", "blockquote_open", "ordered_list_open")
        for child in token.children or ():
            allowed = ("text", "softbreak", "strong_open", "strong_close", "code_inline")
            assert child.type in (*allowed, "text_special"), child
            if child.type != "code_inline":
                assert not re.search(r"[@#]\w", child.content), child.content


def test_markdown_begins_with_the_verdict() -> None:
    """What fails, at the level that fails."""

    def verdict(result: CheckResult, **look: Any) -> str:
        return shown("markdown", result, **look).splitlines()[4]

    assert verdict(samples.hotel()) == "**1 finding fails this check.**"
    assert verdict(samples.hotel(), fail_on="note") == "**3 findings fail this check.**"
    only = replace(samples.hotel(), findings=samples.hotel().findings[1:])
    assert verdict(only) == "**Nothing fails this check: 1 warning and 1 note.**"
    assert verdict(samples.nothing()) == "**Nothing found.**"
    assert verdict(replace(only, findings=())) == "**Nothing new found.**"
    assert verdict(samples.unreadable()) == "**1 model could not be read. Nothing found.**"


def test_markdown_folds_what_is_past_the_tenth() -> None:
    """Ten are seen at once."""
    text = shown("markdown", samples.many(12), show="note")
    assert "<details><summary>2 more</summary>" in text
    assert text.partition("<details>")[0].count("\n- **") == 10
    assert "left out" not in text
    assert "<details>" not in shown("markdown", samples.many(10), show="note")


@pytest.mark.parametrize("result", ["many", "hostile", "long"])
def test_markdown_fits_into_a_comment(result: str) -> None:
    """However much there is, and what is left out is counted."""
    whole = samples.many(20_000) if result == "many" else samples.hostile()
    if result == "long":
        long = samples.finding(
            message="`[" * 20_000,
            at=Place(Source("\x1b" * 9_000, "", "x", lambda path: None), samples.place("it:").span),
            remedy="\x1b@a" * 9_000,
        )
        whole = replace(
            whole,
            findings=(long,) * 200,
            accepted=whole.accepted * 200,
            unreadable=(Unreadable("x", (Problem(None, "`[\n" * 9_000),)),) * 200,
            notices=("`[" * 9_000,) * 200,
        )
    assert len(shown("markdown", whole)) < 60_000
    text = shown("markdown", whole, show="note")
    assert len(text) < 60_000
    items = text.count("\n- **")
    assert items > 3
    if items < len(whole.findings):
        assert f"{len(whole.findings) - items:,} findings are left out" in text
