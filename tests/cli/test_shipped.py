"""What is shipped for CI: the GitHub action and the pre-commit hook, run as far as can be here."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from command import ROOT, environment
from effort import by_thirds
from modelfile.test_revisions import BAR, git

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH on which `internalmap` is this checkout's."""
    program = tmp_path / "bin" / "internalmap"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m internalmap "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return f"{program.parent}{os.pathsep}{os.environ['PATH']}"


def run_action(folder: Path, path: str, **given: str) -> subprocess.CompletedProcess[str]:
    """The step of the action that checks, as the platform runs it."""
    step = next(step for step in ACTION["runs"]["steps"] if step.get("name") == "Check")
    inputs = {name: str(entry["default"]) for name, entry in ACTION["inputs"].items()} | given

    def filled(text: str) -> str:
        name = re.fullmatch(r"\$\{\{ inputs\.([\w-]+)(?: \|\| .*)? \}\}", text)
        assert name is not None, text
        return inputs[name[1]]

    inputs_of_step = {name: filled(text) for name, text in step["env"].items()}
    assert "${{" not in step["run"]  # what others write reaches the shell as data alone
    bash = shutil.which("bash")
    assert bash is not None
    return subprocess.run(
        [bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env=environment(
            {"PATH": path, "GITHUB_STEP_SUMMARY": str(folder / "summary.md"), **inputs_of_step}
        ),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_the_action_tells_what_a_pull_request_makes_worse(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    model = folder / "org.yaml"
    model.write_text(BAR, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    same = run_action(folder, path, since="HEAD")
    assert same.returncode == 0, same.stderr
    model.write_text(BAR.replace("bar:", "bar: {needs: [till]}\n  till: {kind: system}"))
    worse = run_action(folder, path, since="HEAD", sarif="out.sarif")
    assert worse.returncode == 1
    assert "::error file=org.yaml,line=4" in worse.stdout
    assert "single-point-of-failure" in (folder / "summary.md").read_text(encoding="utf-8")
    assert (folder / "out.sarif").exists()
    everything = run_action(folder, path)
    assert everything.returncode == 1


def test_an_input_of_the_action_is_not_run_by_the_shell(tmp_path: Path, path: str) -> None:
    (tmp_path / "org.yaml").write_text(BAR, encoding="utf-8")
    run_action(tmp_path, path, since="$(touch pwned)`touch pwned`;touch pwned")
    run_action(tmp_path, path, models="org.yaml;touch pwned")
    assert not (tmp_path / "pwned").exists()


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository with a branch in which the model was worse than in the other."""
    folder = tmp_path / "origin"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    worse = BAR.replace("bar:", "bar: {needs: [till]}\n  till: {kind: system}")
    for branch, text in (("main", BAR), ("main", BAR + "# as it was\n"), ("feature", worse)):
        if branch != "main":
            git(folder, "switch", "-q", "-c", branch)
        (folder / "org.yaml").write_text(text, encoding="utf-8")
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "x")
    git(folder, "tag", "-am", "x", "v1")
    git(folder, "switch", "-q", "main")
    git(folder, "config", "uploadpack.allowReachableSHA1InWant", "true")
    return folder


@pytest.mark.parametrize("shallow", [False, True])
def test_a_branch_that_is_not_checked_out_is_compared_with(
    origin: Path, path: str, shallow: bool
) -> None:
    depth = ["--depth=1"] if shallow else []
    git(origin.parent, "clone", "-q", "--single-branch", *depth, f"file://{origin}", "clone")
    clone = origin.parent / "clone"
    old = git(origin, "rev-parse", "feature").strip()
    (clone / "org.yaml").write_text((origin / "org.yaml").read_text(encoding="utf-8"))
    git(clone, "fetch", "-q", *depth, "origin", "feature")
    (clone / "org.yaml").write_text(git(clone, "show", "FETCH_HEAD:org.yaml"), encoding="utf-8")
    (clone / ".git" / "FETCH_HEAD").unlink()
    for since in ("feature", old):
        found = run_action(clone, path, since=since)
        # With its history, the base is where the branch left it, and what it brought since is new.
        assert found.returncode == (0 if shallow else 1), found.stderr
        assert ("single-point-of-failure" in found.stdout) is not shallow
        assert "is not a revision" not in found.stderr
    assert run_action(clone, path, since="HEAD").returncode == 1
    assert git(clone, "rev-parse", "--is-shallow-repository").strip() == str(shallow).lower()
    assert len(git(clone, "log", "--format=%h").split()) == (1 if shallow else 2)
    far = run_action(clone, path, since="HEAD~9")
    assert far.returncode == 2
    assert ("shallow clone" in far.stderr) is shallow


@pytest.mark.parametrize(
    "since",
    by_thirds(
        [
            "--upload-pack=touch pwned;git-upload-pack",
            "-4",
            "+feature",
            "feature:refs/heads/main",
            "+feature:main",
            "refs/heads/*",
            "refs/heads/*:refs/heads/*",
            "^feature",
            "feature..main",
            "main\n::set-output name=x::y",
            "nowhere",
        ]
    ),
)
def test_since_is_the_name_of_a_revision_and_nothing_else(
    origin: Path, path: str, since: str
) -> None:
    git(origin.parent, "clone", "-q", "--single-branch", str(origin), "clone")
    clone = origin.parent / "clone"
    before = git(clone, "show-ref")
    done = run_action(clone, path, since=since)
    assert done.returncode == 2
    assert "internalmap: " in done.stderr
    assert not re.search("^::set-output", done.stdout + done.stderr, re.MULTILINE)
    assert not list(origin.parent.rglob("pwned"))
    assert git(clone, "show-ref") == before


def test_a_model_of_the_action_is_no_option(tmp_path: Path, path: str) -> None:
    (tmp_path / "--output=out.yaml").write_text(BAR, encoding="utf-8")
    done = run_action(tmp_path, path, models="--output=out.yaml", arguments="--select silo")
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "out.yaml").exists()


def test_the_hook_checks_what_a_commit_changes(tmp_path: Path, path: str) -> None:
    assert re.search(HOOK["files"], "models/org.yaml")
    assert not re.search(HOOK["files"], "docker-compose.yaml")
    (tmp_path / "org.yaml").write_text(BAR, encoding="utf-8")
    done = subprocess.run(
        [*HOOK["entry"].split(), "org.yaml"],
        cwd=tmp_path,
        env=environment({"PATH": path}),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "1 model" in done.stdout
