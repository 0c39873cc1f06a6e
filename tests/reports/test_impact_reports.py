"""Impacts, stories and traces as text, Markdown and JSON."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

import internalmap
import strategies
from command import run
from effort import examples
from internalmap.analyses.impact import story
from internalmap.modelfile.schema.json_schema import report_schema
from internalmap.results.impact import Impact
from internalmap.results.trace import Trace
from reports.golden import check
from reports.rendered import rendered

ROOT = Path(__file__).resolve().parent.parent.parent
HOTEL = internalmap.load(ROOT / "examples" / "fjord-hotel.yaml")
_DAY = 86_400

IMPACTS: dict[str, dict[str, Any]] = {
    "it": {"gone": ["it"]},
    "kitchen": {"gone": ["kitchen"]},
    "late": {"late": {"reception": 3 * _DAY}},
    "both": {"gone": ["telco"], "late": {"kitchen": 2 * _DAY, "telco": _DAY, "hr": _DAY}},
    "harmless": {"gone": ["hr"]},
}
STORIES: dict[str, tuple[str, str]] = {
    "why-payroll": ("it", "payroll"),
    "why-late": ("late", "payroll"),
    "why-gone": ("kitchen", "anna"),
    "why-not": ("harmless", "guests"),
}
TRACES: dict[str, tuple[str, str, bool]] = {
    "it-guests": ("it", "guests", False),
    "telco-guests-all": ("telco", "guests", True),
    "none": ("guests", "it", False),
    "hotel-guests": ("hotel", "guests", False),
    "hotel-kitchen": ("hotel", "kitchen", False),
    "hr-it": ("hr", "it", False),
}
HOSTILE = internalmap.loads(
    json.dumps(
        {
            "organization": "<b>\x1b[31m|",
            "parties": {
                "guests": {"kind": "customer", "needs": [{"from": "-x", "service": "a|b\x07"}]},
                "-x": {"name": "[/red] **x** =1+1", "needs": ["#1 `y`"]},
                "#1 `y`": {"name": "@all\u202e"},
            },
        }
    )
)


def texts(name: str, result: Impact | Trace) -> None:
    for form, ending in (("text", "txt"), ("markdown", "md"), ("json", "json")):
        check(f"{name}.{ending}", rendered(result, form))


def schema(name: str) -> Draft7Validator:
    return Draft7Validator(json.loads(report_schema(name)))


# ---------------------------------------------------------------------------------- whole outputs


@pytest.mark.parametrize("name", IMPACTS)
def test_whole_impacts(name: str) -> None:
    texts(f"impact-{name}", internalmap.impact(HOTEL, **IMPACTS[name]))


@pytest.mark.parametrize("name", STORIES)
def test_whole_stories(name: str) -> None:
    asked, party = STORIES[name]
    texts(f"impact-{name}", story(internalmap.impact(HOTEL, **IMPACTS[asked]), party))


@pytest.mark.parametrize("name", TRACES)
def test_whole_traces(name: str) -> None:
    supplier, customer, every = TRACES[name]
    made = internalmap.trace(HOTEL, supplier, customer, every=every)
    texts(f"trace-{name}", made)


def test_names_steer_nothing() -> None:
    """Not the terminal, not the page, and commands can be copied."""
    gone = internalmap.impact(HOSTILE, gone=["#1 `y`"], late={"-x": 60})
    texts("impact-hostile", gone)
    texts("impact-hostile-why", story(gone, "guests"))
    texts("trace-hostile", internalmap.trace(HOSTILE, "-x", "guests"))


# ------------------------------------------------------------------------------------ the schemas


@pytest.mark.parametrize("name", ["impact", "trace"])
def test_the_schema_describes_every_key(name: str) -> None:
    found = schema(name).schema
    Draft7Validator.check_schema(found)

    def objects(node: Any) -> Any:
        if isinstance(node, dict):
            if "properties" in node:
                yield node
            node = list(node.values())
        if isinstance(node, list):
            for value in node:
                yield from objects(value)

    for each in objects(found):
        assert each["additionalProperties"] is False
        assert each["required"] == list(each["properties"])
        for value in each["properties"].values():
            assert value.get("description") or "$ref" in value


@examples(100)
@given(strategies.models(), st.data())
def test_whatever_the_model_every_form_can_be_made(
    model: dict[str, Any], data: st.DataObject
) -> None:
    """And JSON follows its schema, of a whole impact, a story and a trace."""
    organization = internalmap.loads(json.dumps(model))
    ids = st.sampled_from(sorted(model["parties"]))
    one, two, about = data.draw(ids), data.draw(ids), data.draw(ids)
    whole = internalmap.impact(organization, gone=[one], late={two: data.draw(st.just(5400))})
    for impact in (whole, story(whole, about)):
        for form in ("text", "markdown", "json"):
            made = rendered(impact, form, width=60)
            if form == "json":
                schema("impact").validate(json.loads(made))
    if one != two:
        trace = internalmap.trace(organization, one, two, every=True)
        for form in ("text", "markdown", "json"):
            made = rendered(trace, form, width=60)
            if form == "json":
                schema("trace").validate(json.loads(made))


def test_long_results_are_cut_in_text_and_whole_in_json() -> None:
    parties: dict[str, Any] = {f"p{n:03}": {"needs": ["it"]} for n in range(150)}
    organization = internalmap.loads(json.dumps({"parties": parties | {"it": {}}}))
    impact = internalmap.impact(organization, gone=["it"])
    assert "and 50 more; the JSON form has them all." in rendered(impact)
    assert len(json.loads(rendered(impact, "json"))["stopped"]) == 150


def said(yaml: str, **asked: Any) -> str:
    """The text of an impact, its words on one line."""
    impact = internalmap.impact(internalmap.loads(yaml), **asked)
    return " ".join(rendered(impact, width=1000).split())


CLINIC = """
parties:
  walk-in: {kind: customer, needs: [{from: x, buffer: 2h}]}
  referred: {kind: customer, needs: [{from: x, buffer: 30d}]}
  insured: {kind: customer, needs: [{from: x, buffer: 1h, limit: 2d}]}
  x: {kind: system, restore: 1d, needs: [{from: y, buffer: 1h}]}
  y: {kind: system, restore: 3d}
"""


def test_the_protected_come_first_each_with_its_own_times() -> None:
    text = said(CLINIC, gone="x")
    assert "The absence of x lets down walk-in from 2 h. " in text
    assert "referred would stop later, after 30 d. insured can bear to stop that long." in text
    assert "x is back after 1 d." in text
    assert "walk-in from 2 h from 2 h after 1 d let down" in text
    assert "insured from 1 h from 2 d after 1 d stops, and can bear it" in text
    assert "referred from 30 d from 30 d would stop later" in text
    assert text.index("Those who must not be let down") < text.index("Who stops, and when")
    cut = "Back after 1 d: x; what follows does not happen if that holds."
    assert (
        text.index("from 2 h until 1 d walk-in") < text.index(cut) < text.index("after 30 d refer")
    )


def test_a_duration_stands_in_place_of_all_restore_times() -> None:
    text = said(CLINIC, gone=["x", "y"], duration="90min")
    assert "lets nobody down, as long as x and y are back after 1 h 30 min." in text
    assert "As asked, x and y are back after 1 h 30 min." in text
    several = said(CLINIC, gone=["x", "y"])
    assert "Back after 1 d: x." in several
    assert "Back after 3 d: y; what follows does not happen if that holds." in several
    unknown = said("parties: {g: {kind: customer, needs: [x]}, x: }", gone="x")
    assert "When x is back is not known: ask." in unknown
    assert "what follows" not in unknown


def test_the_next_step_asks_for_the_same_duration(tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text(CLINIC, encoding="utf-8")
    asked = ["impact", "org.yaml", "--gone", "x", "--for", "3d"]
    shown = run(*asked, COLUMNS="200", cwd=tmp_path).stdout
    line = next(line for line in shown.splitlines() if "--why" in line)
    assert "--gone x --for 3d --why" in line
    assert run(*line.split()[1:], cwd=tmp_path).returncode == 0


# --------------------------------------------------------------------------------- the commands


def test_the_commands_print_what_the_functions_find() -> None:
    model = "examples/fjord-hotel.yaml"
    found = run("impact", model, "--gone", "telco", "--late", "kitchen=2d", "-f", "json")
    both = internalmap.impact(HOTEL, gone=["telco"], late={"kitchen": 2 * _DAY})
    assert found.returncode == 0
    assert json.loads(found.stdout)["stopped"] == [
        {
            "party": row.party,
            "after": row.after,
            "intervals": [{"from": start, "until": end} for start, end in row.intervals],
            "runs_again": row.runs_again,
            "unmet": {
                "service": row.unmet.service,
                "suppliers": list(row.unmet.suppliers),
                "at_least": row.unmet.at_least,
            },
            "chain": list(row.chain),
        }
        for row in both.stopped
    ]
    told = run("impact", model, "--gone", "it", "--why", "payroll")
    assert "payroll: would stop after 1 d 1 h if nobody were back." in told.stdout
    chains = json.loads(run("trace", model, "telco", "guests", "--all", "-f", "json").stdout)
    assert len(chains["chains"]) == 18
    assert next(iter(chains)) == "internalmap"
    for name in ("impact", "trace"):
        shown = json.loads(run("schema", "--report", name).stdout)
        assert shown == schema(name).schema


def test_the_same_person_may_be_late_twice_and_equals_signs_stand_in_ids(tmp_path: Path) -> None:
    """The last `=` is the one that splits, and the longer delay counts."""
    model = tmp_path / "org.yaml"
    model.write_text("parties: {'a=b': , c: {needs: ['a=b']}}\n", encoding="utf-8")
    late = ["--late", "a=b=1h", "--late", "a=b=2h", "--late", "a=b=0"]
    found = json.loads(run("impact", str(model), *late, "-f", "json").stdout)
    assert found["late"] == {"a=b": 7200}


def test_anonymised_results_name_nobody_and_options_mean_the_ids_of_the_file() -> None:
    model = "examples/fjord-hotel.yaml"
    asked = ["--gone", "telco", "--late", "kitchen=2d", "--late", "kind:person=1d"]
    plain = json.loads(run("impact", model, *asked, "-f", "json").stdout)
    hidden = run("impact", model, *asked, "--anonymize", "-f", "json").stdout
    assert "telco" not in hidden
    assert "kitchen" not in hidden
    made = json.loads(hidden)
    assert [row["after"] for row in made["stopped"]] == [row["after"] for row in plain["stopped"]]
    assert sorted(made["late"].values()) == sorted(plain["late"].values())
    assert len(made["late"]) == 5
    why = run("impact", model, *asked, "--why", "payroll", "--anonymize")
    assert "stops after" in why.stdout
    traced = run("trace", model, "it", "guests", "--anonymize", "-f", "json")
    assert json.loads(traced.stdout)["stops"] is True
    assert "guests" not in traced.stdout


def test_the_next_step_asks_the_same_question() -> None:
    model = "examples/fjord-hotel.yaml"
    asked = ["impact", model, "--gone", "hr", "--stops-on", "important"]
    shown = run(*asked, COLUMNS="200").stdout
    line = next(line for line in shown.splitlines() if "--why" in line)
    words = line.split()
    assert words[:3] == ["internalmap", "impact", model]
    assert "--stops-on important --gone hr" in line
    again = run(*words[1:])
    assert again.returncode == 0
    assert "Step by step" in again.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["impact"], "examples/fjord-hotel.yaml --gone hr"),
        (["impact", "--gone", "it", "--for", "8 hours"], "Write '8h'."),
        (["impact", "--gone", "it", "--for", "soon"], "--for: 'soon' is not a duration"),
        (["impact", "--late", "it=1h", "--for", "8h"], "nobody is gone"),
        (["impact", "--gone", "kitchn"], "Did you mean 'kitchen'?"),
        (["impact", "--late", "receptoin=3d"], "Did you mean 'reception'?"),
        (["impact", "--late", "reception"], "--late reception=3d"),
        (["impact", "--late", "=3d"], "--late reception=3d"),
        (["impact", "--late", "reception=3 days"], "Write '3d'."),
        (["impact", "--late", "reception=soon"], "such as 30min"),
        (["impact", "--late", "reception="], "such as 30min"),
        (["impact", "--gone", "it", "--why", "guest"], "Did you mean 'guests'?"),
        (["impact", "--gone", "it", "--why", "xyzzy"], "one party"),
        (["impact", "--gone", "it", "-f", "csv"], "does not write csv"),
        (["impact", "--gone", "it", "--stops-on", "importnt"], "Did you mean 'important'?"),
        (["trace", "it", "gests"], "Did you mean 'guests'?"),
        (["trace", "itt", "guests"], "Did you mean 'it'?"),
        (["trace", "it", "it"], "named twice"),
        (["trace", "it"], "CUSTOMER"),
        (["trace", "it", "guests", "-f", "csv"], "does not write csv"),
    ],
)
def test_bad_usage_is_told_with_a_remedy(arguments: list[str], said: str) -> None:
    name, *rest = arguments
    result = run(name, "examples/fjord-hotel.yaml", *rest)
    assert result.returncode == 2, result
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        "impact {model}",
        "impact {model} --late -x=1h --for 8h",
        "party {model}",
        "trace {model} -- -x -x",
        "trace {model} g g",
    ],
)
def test_what_is_to_be_written_instead_can_be_typed_as_it_stands(
    tmp_path: Path, arguments: str
) -> None:
    model = tmp_path / "our model.yaml"
    model.write_text(
        "parties: {-x: {needs: [-y]}, -y: , g: {kind: customer, needs: [-x]}}\n", encoding="utf-8"
    )
    failed = run(*(word.format(model=model) for word in arguments.split()))
    assert failed.returncode == 2, failed
    commands = re.findall(r"(internalmap .*?)(?:, or: |$)", failed.stderr.split("\n")[1])
    assert commands, failed.stderr
    for command in commands:
        again = run(*shlex.split(command)[1:])
        assert again.returncode == 0, (command, again.stderr)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("analyze MODEL --protect aa --candidates it --candidates bb", ["'aa'", "'bb'"]),
        ("analyze MODEL --anonymize --protect aa --candidates bb", ["'aa'", "'bb'"]),
        ("impact MODEL --gone aa --gone it --gone bb", ["'aa'", "'bb'"]),
        ("impact MODEL --late aa --late bb=soon", ["'aa'", "'soon'"]),
        ("trace MODEL aa bb", ["'aa'", "'bb'"]),
        ("diff MODEL MODEL --protect aa --protect bb", ["'aa'", "'bb'"]),
        ("scenarios MODEL flu aa bb", ["'aa'", "'bb'"]),
        ("merge MODEL SURVEY --same aa --same bb=", ["'aa'", "'bb='"]),
        ("merge MODEL SURVEY --same x=aa --same y=bb", ["--same: there", "'aa'", "'bb'"]),
    ],
)
def test_all_that_is_wrong_with_what_was_typed_is_told_at_once(
    arguments: str, said: list[str]
) -> None:
    typed = arguments.replace("MODEL", "examples/fjord-hotel.yaml")
    result = run(*typed.replace("SURVEY", "examples/fjord-hotel-survey.csv").split())
    assert result.returncode == 2, result
    assert result.stderr.count("internalmap: ") >= 2
    for each in said:
        assert each in result.stderr


def test_ids_that_look_like_options_can_be_typed_as_the_reports_say(tmp_path: Path) -> None:
    model = tmp_path / "org.yaml"
    model.write_text(
        "parties: {-x: {needs: [-y]}, -y: , g: {kind: customer, needs: [-x]}}\n", encoding="utf-8"
    )
    asked = ["--gone", "-y", "--late", "-x=1min", "--why", "-x"]
    assert "stops at once" in run("impact", str(model), *asked).stdout
    shown = run("trace", str(model), "--", "-x", "g", COLUMNS="200").stdout
    assert "--gone -x --why g" in shown
    helpful = run("trace", str(model), "--stops-on", "essential", "--", "g", "-x").stdout
    assert "No chain of needs leads from g to -x" in helpful


def test_a_trace_says_how_to_see_every_chain(tmp_path: Path) -> None:
    model = tmp_path / "org.yaml"
    model.write_text(
        "parties: {-x: , g: {kind: customer, needs: [{from: -x, importance: helpful}]}}\n",
        encoding="utf-8",
    )
    shown = run("trace", "org.yaml", "--", "-x", "g", COLUMNS="200", cwd=tmp_path).stdout
    line = next(line for line in shown.splitlines() if "--all" in line)
    again = run(*line.split()[1:], cwd=tmp_path)
    assert "The chain, with what is passed on" in again.stdout
