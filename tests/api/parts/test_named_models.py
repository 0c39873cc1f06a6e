"""Which models globs mean, where the shell has left them alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from command import run
from internalmap.api.parts.named_models import each_model
from internalmap.errors import InternalMapError

MODEL = "parties: {guests: {kind: customer, needs: [bar]}, bar: }\n"
FILES = (
    "org.yaml", "teams/a/org.yaml", "teams/a/more.json", "teams/b/org.yml", "teams/b/notes.md",
    "teams/.hidden/org.yaml", "my models/org one.yaml", "[x].yaml", "x.yaml",
)  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with models in it."""
    for name in FILES:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(MODEL, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("pattern", "meant"),
    [
        ("teams/*/org.*", ["teams/a/org.yaml", "teams/b/org.yml"]),
        ("./teams/?/*", ["./teams/a/more.json", "./teams/a/org.yaml", "./teams/b/org.yml"]),
        ("teams/*/", ["teams/a", "teams/b"]),
        ("my models/*", ["my models/org one.yaml"]),
        ("teams/a/../*/*.yml", ["teams/a/../b/org.yml"]),
        ("[x].yaml", ["[x].yaml"]),  # it is there
        ("[w-y].yaml", ["x.yaml"]),
        ("teams/.h*/*", ["teams/.hidden/org.yaml"]),
        ("nowhere.yaml", ["nowhere.yaml"]),  # which the reader of models tells
    ],
)
def test_a_glob_means_model_files_and_with_a_slash_folders(
    folder: Path, pattern: str, meant: list[str]
) -> None:
    assert each_model([pattern]) == meant
    if pattern.startswith("teams"):
        absolute = [str(folder / name) for name in meant]
        assert [os.path.normpath(name) for name in each_model([f"{folder}/{pattern}"])] == [
            os.path.normpath(name) for name in absolute
        ]


def test_a_model_is_meant_once(folder: Path) -> None:
    os.symlink("org.yaml", folder / "same.yaml")
    assert each_model(["org.yaml", "*.yaml", "./org.yaml", "-", "-"]) == [
        "org.yaml", "[x].yaml", "x.yaml", "-",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("patterns", "message", "remedy"),
    [
        (["team/*.yaml"], "'team/*.yaml' matches no model file", "Check the pattern"),
        (["teams/*"], "'teams/*' matches no model file", "write 'teams/*/'"),
        (["teams/b/*.md"], "'teams/b/*.md' matches no model file", "Model files end in .yaml"),
        (["*.yaml/"], "'*.yaml/' matches no folder", "Check the pattern"),
        (["a/*", "*.yaml", "b/*"], "'a/*' and 'b/*' match no model file", "Check the pattern"),
    ],
)
def test_a_glob_that_matches_nothing_is_an_error(
    folder: Path, patterns: list[str], message: str, remedy: str
) -> None:
    with pytest.raises(InternalMapError) as caught:
        each_model(patterns)
    assert caught.value.message == message
    assert remedy in caught.value.remedy
    done = run("check", *patterns, cwd=folder)
    assert done.returncode == 2 and message in done.stderr and done.stdout == ""


def test_each_model_of_a_glob_is_judged_by_itself(folder: Path) -> None:
    (folder / "teams" / "a" / "org.yaml").write_text("parties: [", encoding="utf-8")
    risky = (
        "parties: {guests: {kind: customer, needs: [bar]}, bar: {needs: [it]}, it: {kind: person}}"
    )
    (folder / "teams" / "b" / "org.yml").write_text(risky, encoding="utf-8")
    done = run("check", "teams/*/org.*", "--fail-on", "never", "-f", "github", cwd=folder)
    assert done.returncode == 2
    assert "::error file=teams/a/org.yaml" in done.stdout
    assert "file=teams/b/org.yml" in done.stdout
    assert done.stdout.rstrip().splitlines()[-1].startswith("2 models, 1 that could not be read")
