"""The commands as a user runs them: a process, its streams, its exit code, its files."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from command import HOTEL, ROOT, environment, run, run_process
from internalmap.formats import REPORTS
from internalmap.model.phrases import listed
from internalmap.modelfile.schema.json_schema import report_schema


def test_the_report_is_the_same_however_the_model_comes_in(tmp_path: Path) -> None:
    text = HOTEL.read_text(encoding="utf-8")
    (tmp_path / "fjord-hotel.yaml").write_text(text, encoding="utf-8")
    from_file = json.loads(run("analyze", str(HOTEL), "-f", "json").stdout)
    from_stdin = json.loads(run("analyze", "-", "-f", "json", stdin=text).stdout)
    from_folder = json.loads(run("analyze", str(tmp_path), "-f", "json").stdout)
    assert from_file["sources"] == from_folder["sources"] == ["fjord-hotel.yaml"]
    assert from_stdin.pop("sources") == ["-"]
    assert from_file == from_folder
    assert from_stdin == {key: value for key, value in from_file.items() if key != "sources"}


@pytest.mark.parametrize("format", ["text", "json", "markdown", "csv"])
def test_the_same_model_gives_the_same_bytes_in_a_file_and_on_standard_output(
    format: str, tmp_path: Path
) -> None:
    printed = run("analyze", str(HOTEL), "-f", format)
    again = run_process("analyze", str(HOTEL), "-f", format, PYTHONHASHSEED="7")
    assert printed.returncode == 0
    assert printed.stdout == again.stdout
    ending = {"text": "txt", "json": "json", "markdown": "md", "csv": "csv"}[format]
    target = tmp_path / f"report.{ending}"
    written = run("analyze", str(HOTEL), "-o", str(target))
    assert (written.returncode, written.stdout) == (0, "")
    in_file = target.read_bytes().removeprefix(b"\xef\xbb\xbf")  # for spreadsheets
    assert in_file == printed.stdout.encode()
    assert os.listdir(tmp_path) == [target.name]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["analyze", "missing.yaml"], "no such file"),
        (["analyze", str(HOTEL), "--protect", "gusts"], "Did you mean 'guests'?"),
        (["analyze", str(HOTEL), "--candidates", "kind:persn"], "Did you mean 'kind:person'?"),
        (["analyze", str(HOTEL), "--stops-on", "importnt"], "Did you mean 'important'?"),
        (["analyze", str(HOTEL), "--sort", "size"], "utilisation, demand"),
        (["analyze", str(HOTEL), "--order", "late"], "soon, customers"),
        (["analyze", str(HOTEL), "--brief", "-f", "json"], "--brief"),
        (["analyze", str(HOTEL), "--brief", "--structure"], "--structure"),
        (["analyze", str(HOTEL), "--roll-up", "teams"], "unit"),
        (["analyze", str(HOTEL), "--only-needs", "summer"], "no need has the tag"),
        (["analyze", str(HOTEL), "--format", "pdf"], "Write --format text"),
        (["analyze", str(HOTEL), "--output", "report.doc"], "ending"),
        (["analyze", str(HOTEL), "--cut-size", "0"], "--cut-size"),
        (["analyze", str(HOTEL), "--color", "blue"], "--color"),
        (["analyze", str(HOTEL), "--today", "tomorrow"], "YYYY-MM-DD"),
        (["analyze", str(HOTEL), "--wat"], "--wat"),
        (["analyze"], "MODEL"),
        (["analyse", str(HOTEL)], "analyse"),
        (["party", str(HOTEL)], "--all"),
        (["party", str(HOTEL), "kitchn"], "Did you mean 'kitchen'?"),
        (["party", str(HOTEL), "kitchen", "-f", "csv"], "does not write csv"),
        (["agenda", str(HOTEL), "--ahead", "soon"], "duration"),
        (["schema", "--report", "everything"], "analyze"),
        (["init", str(HOTEL)], "is there already"),
    ],
)
def test_bad_usage_is_told_with_a_remedy_and_exit_code_2(arguments: list[str], said: str) -> None:
    result = run(*arguments)
    assert result.returncode == 2, result
    assert said in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_a_bad_model_leaves_the_output_file_as_it_was(tmp_path: Path) -> None:
    model, target = tmp_path / "org.yaml", tmp_path / "report.md"
    model.write_text("parties: {a: {needs: [b, c]}}\n", encoding="utf-8")
    target.write_text("yesterday's", encoding="utf-8")
    result = run("analyze", str(model), "-o", str(target))
    assert result.returncode == 2
    assert "2 problems" in result.stderr
    assert f"{model}:1:23" in result.stderr and f"{model}:1:26" in result.stderr
    assert target.read_text(encoding="utf-8") == "yesterday's"


def test_a_result_is_never_written_over_a_file_of_its_model(tmp_path: Path) -> None:
    model, part = tmp_path / "org.json", tmp_path / "part.json"
    texts = {model: '{"include": "part.json"}', part: '{"parties": {"a": {}}}'}
    for path, text in texts.items():
        path.write_text(text, encoding="utf-8")
    for target in (model, part):
        result = run("analyze", str(model), "-o", str(target))
        assert result.returncode == 2 and "is a file of the model" in result.stderr
    model.unlink()
    assert run("analyze", str(tmp_path), "-o", str(part)).returncode == 2
    assert part.read_text(encoding="utf-8") == texts[part]


def test_a_closed_pipe_is_silent() -> None:
    command = f"{sys.executable} -m internalmap analyze {HOTEL} -f json | head -1"
    result = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment({}),
        check=False,
    )
    assert (result.stdout, result.stderr) == ("{\n", "")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_told() -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        result = subprocess.run(
            [sys.executable, "-m", "internalmap", "analyze", str(HOTEL)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            env=environment({}),
            check=False,
        )
    assert result.returncode == 2
    assert "no space left" in result.stderr and "Traceback" not in result.stderr
    assert run("analyze", str(HOTEL), "-f", "text", "-o", "/dev/full").returncode == 2


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_terminal_without_the_letters_still_gets_the_report(encoding: str) -> None:
    result = subprocess.run(
        [sys.executable, "-m", "internalmap", "analyze", str(HOTEL)],
        capture_output=True,
        env=environment({"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding}),
        check=False,
    )
    assert result.returncode == 0 and result.stderr == b""
    text = result.stdout.decode(encoding)
    assert "->" in text
    assert ("bj\\xf8rn" if encoding == "ascii" else "bjørn") in text


@pytest.mark.parametrize(
    "arguments",
    [
        ["analyze"], ["party", "it"], ["party", "--all"], ["agenda"], ["impact", "--gone", "it"],
        ["trace", "it", "guests"], ["simulate"], ["advise"], ["bia"], ["check"], ["scenarios"],
        ["diff", str(HOTEL)],
    ],
)  # fmt: skip
def test_every_json_result_says_its_format_first_and_fits_its_schema(arguments: list[str]) -> None:
    command, *more = arguments
    made = json.loads(run(command, str(HOTEL), *more, "-f", "json").stdout)
    assert next(iter(made.items())) == ("internalmap", 1)
    schema = json.loads(report_schema(command))
    jsonschema.Draft7Validator(schema).validate(made)
    del made["internalmap"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft7Validator(schema).validate(made)


@pytest.mark.parametrize("verb", ["party", "agenda", "impact", "trace", "simulate", "advise"])
def test_a_format_that_a_result_has_not_is_refused_with_those_that_it_has(verb: str) -> None:
    more = {"party": ["it"], "impact": ["--gone", "it"], "trace": ["it", "guests"]}.get(verb, [])
    result = run(verb, str(HOTEL), *more, "-f", "xlsx")
    known = listed(list(REPORTS.of(verb)), "or")
    assert result.returncode == 2
    assert result.stderr.endswith(f" does not write xlsx\n  Write --format {known}.\n")


def test_what_is_asked_is_refused_before_the_model_is_read() -> None:
    result = run("analyze", "no-such-file.yaml", "--stops-on", "esential")
    assert result.returncode == 2
    assert "--stops-on: 'esential' is not known\n  Did you mean 'essential'?" in result.stderr


def test_a_defect_says_how_to_report_it(tmp_path: Path) -> None:
    broken = (
        "import internalmap.api.analyze as a\n"
        "def boom(*args, **kwargs): raise RuntimeError('boom')\n"
        "a.analyze = boom\n"
        "import sys; from internalmap.cli import main\n"
        f"sys.argv = ['internalmap', 'analyze', {str(HOTEL)!r}]\n"
        "main()\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", broken],
        capture_output=True,
        text=True,
        env=environment({}),
        check=False,
    )
    assert result.returncode == 70
    assert "RuntimeError: boom" in result.stderr and "report" in result.stderr
    assert "Traceback" not in result.stderr


def test_no_name_gives_an_order_to_the_runner_of_a_workflow(tmp_path: Path) -> None:
    order = "##[stop-commands]x"
    texts = {
        "fine.yaml": f'parties: {{"{order}": {{kind: customer, needs: ["::error::y", "##vso[a]"]}},'
        ' "::error::y": , "##vso[a]": }',
        "bad.yaml": f'"{order}": 1\nparties: {{a: {{needs: [zz]}}}}\n',
        "::error::z.yaml": f'parties: {{"{order}": {{needs: ["{order}z"]}}}}\n',
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for arguments, variables in (
        (("check", *texts, "-f", "github"), {}),
        (("check", "fine.yaml", "-f", "github", "--select", order), {}),
        (("check", "fine.yaml", "-f", "github", "--since", order), {}),
        (("check", *texts), {"GITHUB_ACTIONS": "true"}),
        (("analyze", "fine.yaml"), {"GITHUB_ACTIONS": "true"}),
        (("party", "fine.yaml"), {"TF_BUILD": "True"}),
        (("analyze", "::error::z.yaml"), {}),
    ):
        done = run(*arguments, cwd=tmp_path, **variables)
        own = "::" if "github" in arguments else None
        for line in done.stdout.splitlines():
            assert not line.lstrip().startswith("::") or own, line
            assert "##[" not in line and "##vso[" not in line
        for line in done.stderr.splitlines():
            assert not line.lstrip().startswith("::") and "##[" not in line, line
        assert done.returncode != 70
    assert "# #[stop-commands]x" in run("check", "bad.yaml", "-f", "github", cwd=tmp_path).stderr
    # A terminal obeys none of it, and names stand as they are.
    assert order in run("analyze", "fine.yaml", cwd=tmp_path).stdout


def test_colours_only_where_they_are_wanted() -> None:
    assert "\x1b[" not in run("analyze", str(HOTEL)).stdout
    forced = run("analyze", str(HOTEL), "--color", "always").stdout
    assert "\x1b[" in forced
    assert _on_terminal({}).count(b"\x1b[") > 0
    assert b"\x1b[" not in _on_terminal({"NO_COLOR": "1"})


def _on_terminal(extra: dict[str, str]) -> bytes:
    """What the program writes when its standard output is a terminal."""
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "internalmap", "analyze", str(HOTEL)],
        stdout=child,
        stderr=subprocess.DEVNULL,
        env=environment({"TERM": "xterm", **extra}),
    )
    os.close(child)
    seen = b""
    while True:
        try:
            read = os.read(parent, 65536)
        except OSError:
            break
        if not read:
            break
        seen += read
    process.wait()
    os.close(parent)
    return seen


def test_init_writes_a_model_that_is_valid_and_has_the_schema_line(tmp_path: Path) -> None:
    assert run("init", cwd=tmp_path).returncode == 0
    model = tmp_path / "org.yaml"
    first = model.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=internalmap.schema.json"
    assert run("schema", "-o", "internalmap.schema.json", cwd=tmp_path).returncode == 0
    schema = json.loads((tmp_path / "internalmap.schema.json").read_text(encoding="utf-8"))
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    report = run("analyze", "org.yaml", cwd=tmp_path)
    assert report.returncode == 0 and "Guests of the café" in report.stdout
    assert run("init", cwd=tmp_path).returncode == 2  # never over a file that is there


def test_notices_go_to_standard_error_unless_quiet(tmp_path: Path) -> None:
    model = tmp_path / "org.yaml"
    many = "\n".join(f"  p{number}: {{needs: [p{number + 1}, hub]}}" for number in range(3000))
    model.write_text(f"parties:\n{many}\n  p3000:\n  hub:\n", encoding="utf-8")
    told = run("analyze", str(model), "-f", "csv")
    assert told.returncode == 0
    quiet = run("analyze", str(model), "-f", "csv", "--quiet")
    assert quiet.stderr == "" and quiet.stdout == told.stdout


def test_version_and_help_need_no_model() -> None:
    assert run("--version").stdout.startswith("internalmap ")
    assert "Example: internalmap party" in run("party", "--help").stdout
    assert run("--help").returncode == 0


def test_completion_offers_party_ids() -> None:
    result = run(
        _INTERNALMAP_COMPLETE="complete_bash",
        COMP_WORDS=f"internalmap party {HOTEL} re",
        COMP_CWORD="3",
    )
    assert result.stdout.split() == ["reception", "restaurant"]


def test_an_interrupted_command_leaves_nothing_behind(tmp_path: Path) -> None:
    model, target = tmp_path / "model.yaml", tmp_path / "report.md"
    os.mkfifo(model)
    process = subprocess.Popen(
        [sys.executable, "-m", "internalmap", "analyze", str(model), "-o", str(target)],
        stderr=subprocess.PIPE,
        text=True,
        env=environment({}),
    )
    with open(model, "w", encoding="utf-8"):  # opens once the program reads
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said == "internalmap: stopped\n"
    assert os.listdir(tmp_path) == ["model.yaml"]


def test_rows_roll_up_to_units(tmp_path: Path) -> None:
    model = tmp_path / "org.yaml"
    model.write_text(
        "parties:\n"
        "  guests: {kind: customer, needs: [bar, kitchen]}\n"
        "  house: {kind: department}\n  shed: {kind: department}\n"
        "  bar: {part_of: house}\n  kitchen: {part_of: house, needs: [oven]}\n"
        "  oven: {kind: system, part_of: shed}\n",
        encoding="utf-8",
    )
    for by in ("unit", "1", "department"):
        shown = json.loads(run("analyze", str(model), "-f", "json", "--roll-up", by).stdout)
        points = [point["party"] for point in shown["single_points_of_failure"]]
        assert sorted(points) == ["house", "shed"], by
        assert [row["id"] for row in shown["parties"]] == ["guests", "house", "shed"]
        assert shown["summary"]["parties"] == 6
    plain = json.loads(run("analyze", str(model), "-f", "json").stdout)
    assert [point["party"] for point in plain["single_points_of_failure"]] == [
        "oven", "bar", "kitchen",
    ]  # fmt: skip


def test_needs_can_be_kept_or_left_out_by_tag(tmp_path: Path) -> None:
    model = tmp_path / "org.yaml"
    model.write_text(
        "parties:\n  guests: {kind: customer, needs: [{from: bar, tags: [summer]}, hall]}\n"
        "  bar:\n  hall:\n",
        encoding="utf-8",
    )

    def points(*options: str) -> list[str]:
        shown = json.loads(run("analyze", str(model), "-f", "json", *options).stdout)
        return [point["party"] for point in shown["single_points_of_failure"]]

    assert points() == ["bar", "hall"]
    assert points("--only-needs", "summer") == ["bar"]
    assert points("--without-needs", "summer") == ["hall"]


def test_closed_streams_and_far_days_are_no_defects(tmp_path: Path) -> None:
    program = f"{sys.executable} -m internalmap"
    far = tmp_path / "far.yaml"
    far.write_text(
        "check: {rules: {stale-feedback: {max_review_age: 3000000y}}}\n"
        "parties: {c: {kind: customer, needs: [{from: a, reviewed: 2025-01-01}]}, a: }\n",
        encoding="utf-8",
    )
    for command, code in (
        (f"{program} analyze {HOTEL} >&-", 2),
        (f"{program} analyze missing.yaml 2>&-", 2),
        (f"{program} analyze - <&-", 2),
        (f"{program} agenda {far} --today 9999-12-31", 0),
        (f"{program} agenda {far} --ahead 9000y", 0),
        (f"{program} agenda {far} --today 20260101", 2),
        (f"{program} analyze {HOTEL} --roll-up {'9' * 5000}", 2),
    ):
        done = subprocess.run(
            ["bash", "-c", command],
            capture_output=True,
            text=True,
            env=environment({}),
            check=False,
        )
        assert done.returncode == code, (command[:80], done)
        assert "Traceback" not in done.stderr


def test_nothing_in_a_message_steers_the_terminal(tmp_path: Path) -> None:
    model = tmp_path / "org.yaml"
    model.write_text(
        'parties: {c: {kind: customer, needs: [{from: a, tags: ["\\e[31mnight"]}]}, a: }\n',
        encoding="utf-8",
    )
    for option in ("--only-needs", "--sort", "--stops-on", "--color", "--protect"):
        said = run("analyze", str(model), option, "\x1b[31mred\u202e").stderr
        assert said and not {"\x1b", "\u202e"} & set(said), option


def test_the_order_of_needs_that_look_alike_means_nothing(tmp_path: Path) -> None:
    needs = [
        "{from: [a, b], service: S, importance: helpful, within: 1h}",
        "{from: [a, b], service: S, within: 2h}",
    ]
    shown = set()
    for number, order in enumerate((needs, needs[::-1])):
        model = tmp_path / str(number) / "org.yaml"
        model.parent.mkdir()
        model.write_text(
            f"parties:\n  c: {{kind: customer, needs: [{', '.join(order)}]}}\n"
            "  a: {needs: [d]}\n  b: {needs: [d]}\n  d:\n",
            encoding="utf-8",
        )
        shown.add(run("analyze", str(model), "-f", "json").stdout)
    assert len(shown) == 1


@pytest.mark.parametrize(
    "arguments",
    [["impact", "--gone", "telco"], ["simulate"], ["advise"], ["trace", "telco", "reception"]],
    ids=lambda arguments: arguments[0],
)
def test_the_commands_in_an_anonymous_report_tell_no_id(arguments: list[str]) -> None:
    command, *rest = arguments
    options = ["--anonymize"] if command == "trace" else ["--anonymize", "--protect", "reception"]
    if command == "simulate":
        options += ["--candidates", "unit:kitchen"]
    done = run(command, str(HOTEL), *rest, *options)
    assert done.returncode == 0, done.stderr
    assert not {"reception", "telco", "kitchen", "anna"} & set(
        done.stdout.replace(",", " ").split()
    )


@pytest.mark.parametrize(
    "command",
    ["analyze M", "impact M --gone k", "trace M k g", "advise M", "diff M M", "simulate M"],
)
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_report_says_what_was_asked(tmp_path: Path, command: str, form: str) -> None:
    """Put by and read again, it is not taken for the answer to another question."""
    (tmp_path / "M").write_text(
        "parties: {g: {kind: customer, needs: [{from: k, importance: important, tags: [w]}, "
        "{from: k, tags: [x]}]}, k: {availability: 0.9}}",
        "utf-8",
    )
    options = ["--stops-on", "important", "--without-needs", "x", "--format", form]
    report = run(*command.split(), *options, cwd=tmp_path)
    words = " ".join(report.stdout.split())
    assert "As asked, needs that are important stop their customer" in words
    assert "As asked, needs with the tag x are left out." in words


def test_what_was_asked_for_at_the_end_is_done_before_the_process_is_gone(tmp_path: Path) -> None:
    script = (
        "import atexit, sys; from internalmap.cli import main\n"
        "atexit.register(print, 'last', file=sys.stderr)\n"
        f"sys.argv = ['internalmap', 'check', {str(HOTEL)!r}, '--fail-on', 'note']\n"
        "main()\n"
    )
    command = [sys.executable, "-c", script]
    result = subprocess.run(
        command, capture_output=True, text=True, env=environment({}), check=False
    )
    assert result.returncode == 1
    assert result.stdout.count("\n") > 3
    assert result.stderr.endswith("last\n")
