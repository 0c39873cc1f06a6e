"""`internalmap convert` as it is typed: files, notices, exit codes."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import internalmap
from internalmap.cli.run import DONE, UNUSABLE, run

ROOT = Path(__file__).resolve().parents[2]
CONVERTED = ROOT / "examples" / "converted"
COMMANDS = [
    line
    for block in re.findall(r"```sh\n(.*?)```", (CONVERTED / "README.md").read_text("utf-8"), re.S)
    for line in block.splitlines()
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: shlex.split(command)[3])
def test_the_commands_of_the_converted_examples_give_their_files(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shutil.copytree(CONVERTED, tmp_path / "converted"))
    _, verb, _, target, *_ = words = shlex.split(command)
    assert verb == "convert"
    made = Path(target).read_bytes()
    Path(target).unlink()
    assert run(words[1:]) == DONE
    assert Path(target).read_bytes() == made
    internalmap.analyze(internalmap.load(target))


def test_every_converted_example_has_its_command() -> None:
    assert {shlex.split(command)[3] for command in COMMANDS} == {
        path.name for path in CONVERTED.glob("*.yaml")
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in.csv").write_text("customer,supplier\na,b\n", "utf-8")
    return tmp_path


def test_it_says_what_it_made_and_what_to_do_next(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["convert", "in.csv", "org.yaml"]) == DONE
    assert capsys.readouterr() == (
        "",
        "Wrote org.yaml\n"
        "It holds 2 parties and 1 need.\n"
        "No party is an external customer: write 'kind: customer' at those whom all this is for, "
        "or name them with --protect.\n"
        "Read the report: internalmap analyze org.yaml\n",
    )
    assert run(["convert", "in.csv", "again.yaml", "--quiet"]) == DONE
    assert capsys.readouterr() == ("", "")


def test_what_is_wrong_leaves_every_file_alone(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "bad.csv").write_text("customer,supplier\na,b\nc,\n", "utf-8")
    (folder / "org.yaml").write_text("kept", "utf-8")
    assert run(["convert", "bad.csv", "org.yaml"]) == UNUSABLE
    assert (folder / "org.yaml").read_text("utf-8") == "kept"
    assert capsys.readouterr().err == (
        "bad.csv:3:3: the supplier is empty\n"
        "    3 | c,\n"
        "      |   ^\n"
        "  Fill it in, or take the row out.\n"
        "\n"
        "1 problem; nothing was written; --skip-invalid goes on without what these stand in.\n"
    )
    assert run(["convert", "bad.csv", "org.yaml", "--skip-invalid"]) == DONE
    assert "internalmap: left out: 1 problem\n  bad.csv:3:3: the supplier is empty\n" in (
        capsys.readouterr().err
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["in.csv", "in.csv"],
        ["in.csv", "./nowhere/../in.csv"],
        ["in.csv", "who.csv", "--parties", "who.csv"],
        ["in.csv", "-"],
        ["in.csv", "-", "--to", "csv"],
        ["in.csv", "org.docx"],
        ["in.xls", "org.yaml"],
        ["nothing.csv", "org.yaml"],
        ["-", "org.yaml", "--from", "nonsense"],
        ["in.csv", "org.yaml", "--to", "backstage"],
    ],
)
def test_what_cannot_be_is_refused_in_words(
    folder: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "who.csv").write_text("id\na\nb\n", "utf-8")
    (folder / "in.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert run(["convert", *arguments]) == UNUSABLE
    assert "defect" not in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_the_model_itself_is_no_place_for_a_result(folder: Path) -> None:
    assert run(["convert", "in.csv", "org.yaml", "-q"]) == DONE
    model = (folder / "org.yaml").read_bytes()
    for output in ("org.yaml", "nowhere/../org.yaml"):
        assert run(["analyze", "org.yaml", "-f", "text", "-o", output]) == UNUSABLE
        assert (folder / "org.yaml").read_bytes() == model


def test_standard_input_and_output_are_files_too(folder: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "internalmap", "convert", "-", "-", "--from", "csv", "--to", "csv",
         "--table", "dependencies"],
        input=b"who;depends on\na;b\n",
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )  # fmt: skip
    assert ended.stdout == b"need,customer,supplier,service,importance\r\n1,a,b,,\r\n"


def test_a_catalog_is_no_place_for_a_result(folder: Path) -> None:
    (folder / "catalog").mkdir()
    entity = "apiVersion: backstage.io/v1alpha1\nkind: {}\nmetadata: {{name: {}}}\n"
    (folder / "catalog" / "a.yaml").write_text(entity.format("Group", "a"), "utf-8")
    (folder / "catalog-info.yaml").write_text(
        entity.format("Location", "all") + "spec: {target: ./catalog/a.yaml}\n", "utf-8"
    )
    before = (folder / "catalog" / "a.yaml").read_bytes()
    for source in ("catalog", "catalog-info.yaml"):
        assert run(["convert", source, "catalog/a.yaml"]) == UNUSABLE
        assert run(["convert", source, "org.yaml", "-q"]) == DONE
    assert (folder / "catalog" / "a.yaml").read_bytes() == before


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal is made in another way there")
def test_a_terminal_is_shown_text_but_nothing_that_steers_it(folder: Path) -> None:
    import pty

    (folder / "in.csv").write_text("customer,supplier\na\u202eb,c\n", "utf-8")
    shown, terminal = pty.openpty()
    command = [sys.executable, "-m", "internalmap", "convert", "in.csv", "-", "--to"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}
    for form, said in (("json", '"a\\u202eb"'), ("csv", "a\\u202eb,c")):
        words = [*command, form, *(["--table", "dependencies"] if form == "csv" else [])]
        subprocess.run(words, stdout=terminal, env=environment, check=True)
        assert said in os.read(shown, 100_000).decode()
    refused = subprocess.run([*command, "xlsx"], stdout=terminal, env=environment, check=False)
    assert refused.returncode == UNUSABLE
    os.close(shown)
    os.close(terminal)


def test_several_tables_are_one_model_and_none_is_written_over(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "more.csv").write_text("Who,Depends on\nb,c\n", "utf-8")
    before = (folder / "more.csv").read_bytes()
    assert run(["convert", "in.csv", "more.csv"]) == UNUSABLE
    said = capsys.readouterr().err
    assert "internalmap convert in.csv more.csv -o org.yaml" in said
    assert (folder / "more.csv").read_bytes() == before
    for command in (["in.csv", "more.csv", "-o", "org.yaml"], ["in.csv", "more.csv", "two.yaml"]):
        assert run(["convert", *command, "-q"]) == DONE
        assert set(internalmap.load(command[-1]).parties) == {"a", "b", "c"}
    assert run(["convert", "in.csv", "more.csv", "other.csv", "-q"]) == UNUSABLE
    assert run(["convert", "in.csv"]) == UNUSABLE
    # A model goes into a table that is there as before.
    for _ in range(2):
        assert run(["convert", "org.yaml", "org.xlsx", "-q"]) == DONE


def test_what_is_left_out_is_counted(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "bad.csv").write_text("customer,supplier,satisfaction\na,b,4\n,b,\nb,c,x\n", "utf-8")
    assert run(["convert", "bad.csv", "org.yaml", "--skip-invalid"]) == DONE
    assert "internalmap: 2 of 3 rows used\n" in capsys.readouterr().err
    assert len(internalmap.load("org.yaml").needs) == 2


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ('{"apps": [{"name": "Shop", "depends on": "Login"}]}', True),
        ('{"version": 2, "apps": {"web": [{"name": "Shop", "depends on": "Login"}]}}', True),
        ('[{"name": "Shop", "depends on": "Login"}]', True),
        ('{"parties": {"shop": {"nedes": ["login"]}}, "apps": [{"name": "Shop"}]}', False),
        ('{"titel": "Shop"}', False),
    ],
)
def test_a_list_of_entries_that_is_taken_for_a_model_says_how_it_is_read(
    text: str, may: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table, to = tmp_path / "apps.json", tmp_path / "org.yaml"
    table.write_text(text, encoding="utf-8")
    assert run(["convert", str(table), str(to)]) == UNUSABLE
    assert ("then say --from records" in capsys.readouterr().err) == may
    if may:
        assert run(["convert", str(table), str(to), "--from", "records"]) == DONE
        assert internalmap.load(to).parties["Shop"].id == "Shop"
