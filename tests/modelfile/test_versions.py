"""Two versions as they are named: models that came or went, and bare repositories."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from command import run
from modelfile.test_bases import RISKY, WORSE, branch, write
from modelfile.test_git import OTHER, look_like_a_repository
from modelfile.test_revisions import git

__all__ = ["branch"]  # a fixture


def parties(cwd: Path, *arguments: str, **environment: str) -> tuple[int, object, str]:
    done = run("diff", *arguments, "--fail-on", "worse", "-f", "json", cwd=cwd, **environment)
    found = json.loads(done.stdout)["parties"] if done.stdout else None
    return done.returncode, found, done.stderr


def test_a_model_that_came_or_went_has_nothing_on_the_other_side(branch: Path) -> None:
    everyone = ["desk", "grid", "guests", "it"]
    added = {"added": everyone, "removed": [], "changed": []}
    removed = {"added": [], "removed": everyone, "changed": []}
    write(branch, "new/org.yaml", WORSE)
    for arguments in (
        ["main:new/org.yaml", "new/org.yaml"],
        ["main:new", "new"],
        ["new/org.yaml", "--since", "main"],
        ["main:new/org.yaml", "HEAD:new/org.yaml"],
        ["main:new/org.yaml", "new/org.yaml", "--protect", "guests"],
    ):
        code, found, stderr = parties(branch, *arguments)
        assert (code, found) == (0, added), stderr
        assert "is new" in stderr
        assert "Of the old version" not in stderr
    backwards = parties(branch, "HEAD:new/org.yaml", "main:new/org.yaml")
    assert backwards[:2] == (0, removed)
    shutil.rmtree(branch / "new")
    for arguments in (
        ["HEAD:new/org.yaml", "new/org.yaml"],
        ["HEAD:new", "new"],
        ["new/org.yaml", "--since", "HEAD"],
    ):
        code, found, stderr = parties(branch, *arguments)
        assert (code, found) == (0, removed), stderr
        assert "is gone" in stderr


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["main:nwe/org.yaml", "org.yaml"], "'main' has no nwe/org.yaml"),
        (["main:org.yaml", "main:rog.yaml"], "'main' has no rog.yaml"),
        (["main:rog.yaml", "main:rog.yaml"], "'main' has no rog.yaml"),
        (["main:rog.yaml", "rog.yaml"], "rog.yaml: there is no such file"),
        (["rog.yaml", "rog.yaml"], "rog.yaml: there is no such file"),
        (["main:org.yaml", "rog.yaml"], "rog.yaml: there is no such file"),
        (["rog.yaml", "--since", "main"], "rog.yaml: there is no such file"),
    ],
)
def test_a_path_that_is_mistaken_is_told(branch: Path, arguments: list[str], problem: str) -> None:
    code, _, stderr = parties(branch, *arguments)
    assert code == 2
    assert problem in stderr


# ------------------------------------------------------------------------------ bare repositories


@pytest.fixture
def bare(branch: Path, tmp_path: Path) -> Path:
    """A bare clone with two branches, in no work tree."""
    write(branch, "models/org.yaml", WORSE)
    git(branch, "branch", "older")
    (branch / "models" / "org.yaml").write_text(RISKY, encoding="utf-8")
    git(branch, "commit", "-qam", "mended")
    git(tmp_path, "clone", "-q", "--bare", str(branch), "org.git")
    return tmp_path / "org.git"


TWO = ("older:models/org.yaml", "change:models/org.yaml")
GRID = {"added": [], "removed": ["grid"], "changed": []}


def test_versions_are_read_in_a_bare_repository(bare: Path, tmp_path: Path) -> None:
    assert parties(bare, *TWO)[:2] == (0, GRID)
    assert parties(bare / "refs", "older:./models", "change:models")[:2] == (0, GRID)
    assert parties(bare, *TWO, GIT_DIR=".")[:2] == (0, GRID)  # as a hook has it
    assert parties(tmp_path, *TWO, GIT_DIR=str(bare))[:2] == (0, GRID)
    assert parties(tmp_path, *TWO, GIT_DIR="org.git")[:2] == (0, GRID)
    code, _, stderr = parties(bare, "older:../models/org.yaml", "change:models/org.yaml")
    assert (code, "leads out of the repository" in stderr) == (2, True)
    code, _, stderr = parties(bare, "older:models/rog.yaml", "change:models/org.yaml")
    assert (code, "'older' has no models/rog.yaml" in stderr) == (2, True)
    code, _, stderr = parties(tmp_path, *TWO)
    assert (code, "is in no git repository" in stderr) == (2, True)


def test_what_is_named_by_git_dir_and_is_not_bare_is_none(bare: Path, branch: Path) -> None:
    """Hooks have it from git: the repository is that of the path all the same."""
    for named in (".git", str(branch / ".git")):
        assert parties(branch, *TWO, GIT_DIR=named)[:2] == (0, GRID)
    code, _, stderr = parties(bare.parent, *TWO, GIT_DIR=str(branch / ".git"))
    assert (code, "is in no git repository" in stderr) == (2, True)


def test_files_of_a_work_tree_that_look_bare_are_files(branch: Path) -> None:
    look_like_a_repository(branch / "evil", OTHER, "0" * 40)
    (branch / "evil" / "config").write_text("[core]\n\tbare = true\n", encoding="utf-8")
    write(branch, "evil/org.yaml", RISKY)
    plain = ("main:org.yaml", "main:org.yaml")
    for environment in ({}, {"GIT_DIR": "."}, {"GIT_DIR": "../evil"}):
        code, _, stderr = parties(branch / "evil", *plain, **environment)
        assert (code, "'main' has no org.yaml" in stderr) == (2, True), environment
    # Who names it by its whole path means it, as with git.
    named = parties(branch, *plain, GIT_DIR=str(branch / "evil"))
    assert named[0] == 0


def test_a_bare_repository_of_another_user_is_not_read(
    bare: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import re

    import internalmap.modelfile.git

    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    kept = re.compile(internalmap.modelfile.git._KEPT.pattern + "|GIT_TEST_ASSUME_DIFFERENT_OWNER")
    monkeypatch.setattr(internalmap.modelfile.git, "_KEPT", kept)
    for cwd, environment in ((bare, {}), (bare.parent, {"GIT_DIR": str(bare)})):
        code, _, stderr = parties(cwd, *TWO, **environment)
        assert code == 2
        assert f"--add safe.directory {bare}" in stderr
