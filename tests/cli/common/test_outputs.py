"""Where results go: streams that are open are written to, files are replaced whole or not at all,
nothing that is read is written over, and no two results meet in one file."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from command import HOTEL, ROOT, environment, run
from effort import by_thirds
from internalmap._atomic_write import write_files
from internalmap.errors import InternalMapError
from internalmap.targets import is_same, stream_named

MODEL = "parties: {guests: {kind: customer, needs: [bar]}, bar: }\n"


def shell(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A script in which `im` is the program."""
    command = f'im() {{ {sys.executable} -m internalmap "$@"; }}\n{script}'
    return subprocess.run(
        ["bash", "-c", command],
        cwd=folder, env=environment({}), capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "org.yaml").write_text(MODEL, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "target",
    by_thirds(["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "link", "/dev/fd/3", "/dev/stderr"]),
)
def test_a_stream_that_is_open_is_written_to_and_not_replaced(target: str, folder: Path) -> None:
    os.symlink("/dev/stdout", folder / "link")
    (folder / "app.log").write_text("first\n", encoding="utf-8")
    done = shell(f"im render org.yaml -q -f svg -o {target} 3>> app.log >> app.log 2>&3", folder)
    assert done.returncode == 0
    first, rest = (folder / "app.log").read_text(encoding="utf-8").split("\n", 1)
    assert first == "first" and rest.startswith("<") and "</svg>" in rest
    assert sorted(os.listdir(folder)) == ["app.log", "link", "org.yaml"]


def test_standard_output_is_the_same_by_each_of_its_names(folder: Path) -> None:
    done = shell("im analyze org.yaml -o /dev/stdout; im analyze org.yaml -o -", folder)
    half = len(done.stdout) // 2
    assert half and done.stdout[:half] == done.stdout[half:] and done.stderr == ""


def test_pipes_take_results(folder: Path) -> None:
    done = shell("mkfifo p; cat p > got & im analyze org.yaml -f json -o p; wait", folder)
    assert done.returncode == 0
    assert (folder / "got").read_text(encoding="utf-8").startswith("{")


@pytest.mark.parametrize(
    "command",
    by_thirds(
        [
            "im analyze - -f json -o org.yaml < org.yaml",
            "im analyze - -f json -o hard < org.yaml",
            "im analyze org.yaml -f json -o soft",
            "im analyze org.yaml -f json >> org.yaml",
            "im analyze /dev/stdin -f json -o org.yaml < org.yaml",
            "im render - -f dot -o /dev/fd/3 < org.yaml 3>> org.yaml",
            "im impact org.yaml --gone bar -f json -o ./org.yaml",
            "im diff org.yaml - -f json -o hard < soft",
            "im convert - --from yaml soft --to json < org.yaml",
            "im convert org.yaml - --to json >> org.yaml",
            "im advise - --write hard < org.yaml",
            "im check org.yaml -f json -o hard",
            "im check - --write-baseline soft < org.yaml",
            "im check broken.yaml -f json -o broken.yaml",
            "im check bad -f json -o bad/two.yaml",
            "im check org.yaml --baseline base.json -o base.json",
        ]
    ),
)
def test_nothing_that_is_read_is_written_over(command: str, folder: Path) -> None:
    os.link(folder / "org.yaml", folder / "hard")
    os.symlink("org.yaml", folder / "soft")
    (folder / "broken.yaml").write_text("parties: [", encoding="utf-8")
    (folder / "bad").mkdir()
    (folder / "bad" / "one.yaml").write_text("parties: [", encoding="utf-8")
    (folder / "bad" / "two.yaml").write_text(MODEL, encoding="utf-8")
    shell("im check org.yaml -q --write-baseline base.json", folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    done = shell(command, folder)
    assert done.returncode == 2
    assert "Name another file for the result" in done.stderr
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "command",
    by_thirds(
        [
            "im check org.yaml --write-baseline b.json -o ./b.json",
            "im check org.yaml --write-baseline b.json -f json -o soft",
            "im check org.yaml --write-baseline b.json -f json -o hard",
            "im check org.yaml --write-baseline b.json -f json >> b.json",
            "im check org.yaml --write-baseline /dev/stdout -f json",
            "im check org.yaml --write-baseline new.json -o ./new.json",
            "im advise org.yaml --write b.json -f json -o soft",
            "im advise org.yaml --write hard >> b.json",
            "im convert org.yaml o.csv",
        ]
    ),
)
def test_no_two_results_meet_in_one_file(command: str, folder: Path) -> None:
    (folder / "b.json").write_text("old", encoding="utf-8")
    os.symlink("b.json", folder / "soft")
    os.link(folder / "b.json", folder / "hard")
    (folder / "o-parties.csv").write_text("old", encoding="utf-8")
    os.symlink("o-parties.csv", folder / "o-dependencies.csv")
    names = sorted(os.listdir(folder))
    done = shell(command, folder)
    assert done.returncode == 2 and re.search("Name (two files|a file of its own)", done.stderr)
    assert done.stdout == ""
    assert sorted(os.listdir(folder)) == names
    assert {(folder / name).read_text() for name in names if name != "org.yaml"} == {"old"}


def test_one_run_writes_every_form_as_a_run_of_its_own_would(folder: Path) -> None:
    forms = {"a.sarif": "sarif", "b.md": "markdown", "c.json": "json", "d.gitlab.json": "gitlab"}
    outputs = " ".join(f"-o {name}" for name in forms)
    done = shell(f"im check org.yaml --select silo,no-customer {outputs} -f github -o -", folder)
    alone = shell("im check org.yaml --select silo,no-customer -f github", folder)
    assert (done.returncode, done.stdout) == (0, alone.stdout)
    assert [line for line in done.stderr.splitlines() if line.startswith("Wrote")] == [
        f"Wrote {name}" for name in forms
    ]
    for name, form in forms.items():
        one = shell(f"im check org.yaml --select silo,no-customer -f {form}", folder)
        assert (folder / name).read_text(encoding="utf-8") == one.stdout


def test_where_files_take_it_all_one_line_says_what_it_comes_to(folder: Path) -> None:
    for outputs in ("-o a.md", "-o a.md -o b.json"):
        done = shell(f"im check org.yaml {outputs}", folder)
        assert done.stdout == ""
        assert done.stderr.splitlines()[-1].startswith("internalmap: 1 model, ")
        assert shell(f"im check org.yaml {outputs} -q", folder).stderr == ""
    broken = shell("im check broken.yaml -o a.md -o b.json", folder)
    assert broken.returncode == 2 and "there is no such file" in broken.stderr
    assert "there is no such file" in (folder / "a.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("-o a.json -o b.json", "a.json and b.json would both be json"),
        ("-o a.json -o b.sarif -o ./a.JSON", "a.json and ./a.JSON would both be json"),
        ("-o a.sarif -o b.md -f github", "--format does nothing here"),
        ("-o - -o /dev/stdout -f json", "standard output is named twice"),
        ("-o a.sarif -o b.pdf", "b.pdf: no format is known by this ending"),
        ("-o a.sarif -o none/b.md", "none/b.md cannot be written"),
        ("-o a.sarif -o org.yaml", "org.yaml: no format is known"),
        ("-o a.sarif -o m.json", "m.json is a file of the model"),
        ("-o a.sarif -o b.md --write-baseline b.md", "a file each"),
        ("-o a.sarif -o base.json --baseline base.json", "the baseline that is compared with"),
        ("-o a.sarif -o - > /dev/full", "no space"),
    ],
)
def test_of_several_forms_all_are_written_or_none(folder: Path, options: str, message: str) -> None:
    shell("im check org.yaml -q --write-baseline base.json > /dev/null", folder)
    (folder / "m.json").write_text('{"parties": {"a": {"needs": ["b"]}, "b": {}}}')
    before = {path: path.read_bytes() for path in folder.iterdir()}
    done = shell(f"im check org.yaml m.json {options}", folder)
    assert done.returncode == 2
    assert message in done.stderr
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_device_takes_more_than_one_result(folder: Path) -> None:
    done = shell("im check org.yaml --write-baseline /dev/null -f json -o /dev/null", folder)
    assert done.returncode in (0, 1), done.stderr


@pytest.mark.parametrize(
    ("command", "file"),
    by_thirds(
        [
            ("im advise org.yaml --write new.yaml -o none/advice.md", "new.yaml"),
            ("im advise org.yaml --write none/new.yaml -o advice.md", "advice.md"),
            ("im advise org.yaml --write new.yaml > /dev/full", "new.yaml"),
            ("im advise org.yaml --write new.yaml -f json -o /dev/full", "new.yaml"),
            ("im check org.yaml --write-baseline none/b.json -o r.md", "r.md"),
            ("im check org.yaml --write-baseline b.json > /dev/full", "b.json"),
        ]
    ),
)
def test_of_two_files_both_are_written_or_none(command: str, file: str, folder: Path) -> None:
    for before in (None, "old"):
        if before is not None:
            (folder / file).write_text(before, encoding="utf-8")
        names = sorted(os.listdir(folder))
        done = shell(command, folder)
        assert done.returncode == 2 and re.search("be written|no space", done.stderr), done.stderr
        assert sorted(os.listdir(folder)) == names
        assert before is None or (folder / file).read_text(encoding="utf-8") == before


def test_what_takes_its_place_gives_it_back_where_the_other_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "there").write_text("old", encoding="utf-8")
    replace = os.replace

    def stubborn(source: str, target: str) -> None:
        if target.endswith("last"):
            raise PermissionError(1, "Operation not permitted")
        replace(source, target)

    monkeypatch.setattr(os, "replace", stubborn)
    names = [str(tmp_path / name) for name in ("there", "fresh", "last")]
    with pytest.raises(InternalMapError, match="last cannot be written: operation not permitted"):
        write_files(dict.fromkeys(names, b"new"))
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"there": "old"}


@pytest.mark.parametrize(
    "command", ["analyze -f json", "render -f png -o -", "convert - --to json"]
)
def test_a_reader_that_has_seen_enough_is_no_fault(command: str, folder: Path) -> None:
    verb, _, options = command.partition(" ")
    script = f"im {verb} {HOTEL} {options} -q | true; echo ${{PIPESTATUS[0]}} >&2"
    assert shell(script, folder).stderr == "0\n"


def test_a_reader_that_has_seen_enough_still_leaves_the_file(folder: Path) -> None:
    done = shell("im advise org.yaml --write new.yaml | true", folder)
    assert "bar" in (folder / "new.yaml").read_text(encoding="utf-8"), done.stderr
    assert "Traceback" not in done.stderr


def test_links_to_a_file_that_is_not_there_yet_stay_links(tmp_path: Path) -> None:
    os.symlink("second", tmp_path / "first")
    os.symlink("third", tmp_path / "second")
    assert run("analyze", str(HOTEL), "-f", "json", "-o", str(tmp_path / "first")).returncode == 0
    assert (tmp_path / "first").is_symlink() and (tmp_path / "second").is_symlink()
    assert (tmp_path / "third").read_text(encoding="utf-8").startswith("{")


def test_streams_are_known_by_their_names_alone(tmp_path: Path) -> None:
    assert stream_named("/dev/fd/99999999999999999999") is None
    assert stream_named(str(tmp_path / "1")) is None
    os.symlink("loop", tmp_path / "loop")
    assert stream_named(str(tmp_path / "loop")) is None
    assert is_same("-", None) and is_same("/dev/stdout", None)
    assert not is_same("/dev/null", "/dev/null")
    assert is_same(str(tmp_path / "new"), os.path.relpath(tmp_path / "new", ROOT)) == (
        Path.cwd() == ROOT
    )


def test_what_fails_while_it_is_made_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """A result is written piece by piece, into a new file that takes the place of the old one."""

    def pieces() -> Iterator[bytes]:
        yield b"half"
        raise KeyboardInterrupt

    old = tmp_path / "old.json"
    old.write_bytes(b"whole")
    with pytest.raises(KeyboardInterrupt):
        write_files({str(old): pieces()})
    assert (os.listdir(tmp_path), old.read_bytes()) == (["old.json"], b"whole")
