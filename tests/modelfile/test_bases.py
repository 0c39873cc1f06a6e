"""Against which commit a branch is compared, in real repositories."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from command import run
from modelfile.test_revisions import git

RISKY = """\
parties:
  guests: {kind: customer, needs: [{from: desk, within: 1h}]}
  desk: {needs: [{from: it, within: 1h}]}
  it: {headcount: 1}
"""
MENDED = RISKY.replace("from: it,", "from: [it, paper],") + "  paper:\n"
WORSE = RISKY.replace("needs: [{from: it,", "needs: [{from: grid}, {from: it,") + (
    "  grid: {kind: supplier}\n"
)


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """A repository with a model on main, and a branch that is checked out."""
    folder = tmp_path / "work"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    write(folder, "org.yaml", RISKY)
    git(folder, "checkout", "-qb", "change")
    return folder


def write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", name)


def since(folder: Path, revision: str, model: str = "org.yaml") -> tuple[int, Any, str]:
    done = run("check", model, "--since", revision, "-f", "json", cwd=folder)
    return done.returncode, json.loads(done.stdout)["findings"], done.stderr


def test_a_stale_branch_is_not_blamed_for_what_was_mended_on_the_other(branch: Path) -> None:
    write(branch, "notes.txt", "x")
    git(branch, "checkout", "-q", "main")
    write(branch, "org.yaml", MENDED)
    left = git(branch, "merge-base", "main", "change").strip()
    git(branch, "checkout", "-q", "change")
    assert since(branch, "main")[:2] == (0, [])
    text = run("check", "org.yaml", "--since", "main", cwd=branch).stdout
    assert f"compared with {left[:12]}, where this branch left main" in text


def test_the_target_of_a_merge_is_the_base_be_it_that_it_is_fetched_alone(
    branch: Path, tmp_path: Path
) -> None:
    """As a checkout of a pull request has it: the merge and its target, each without history."""
    write(branch, "org.yaml", WORSE)
    git(branch, "checkout", "-q", "main")
    write(branch, "notes.txt", "x")
    git(branch, "merge", "-q", "--no-ff", "-m", "merge", "change")
    git(branch, "config", "uploadpack.allowAnySHA1InWant", "true")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{branch}", "shallow")
    clone = tmp_path / "shallow"
    target = git(branch, "rev-parse", "main^1").strip()
    git(clone, "fetch", "-q", "--depth=1", "origin", target)
    code, found, stderr = since(clone, target)
    assert code == 1
    assert {party for each in found for party in each["parties"]} == {"grid"}
    assert "history" not in stderr


def test_without_a_history_in_common_the_revision_itself_is_compared_with(branch: Path) -> None:
    git(branch, "checkout", "-q", "--orphan", "other")
    write(branch, "org.yaml", f"# another\n{RISKY}")
    code, found, stderr = since(branch, "main")
    assert (code, found) == (0, [])
    assert "no history that this branch has in common with main is here" in stderr


def test_what_git_takes_for_renamed_is_compared_with_its_old_self(branch: Path) -> None:
    git(branch, "mv", "org.yaml", "model.yaml")
    assert since(branch, "main", "model.yaml")[:2] == (0, [])  # staged alone
    git(branch, "commit", "-qm", "renamed")
    write(branch, "model.yaml", WORSE)
    code, found, _ = since(branch, "main", "model.yaml")
    assert code == 1
    assert {party for each in found for party in each["parties"]} == {"grid"}
    (branch / "model").mkdir()
    git(branch, "mv", "model.yaml", "model/org.yaml")
    git(branch, "commit", "-qm", "a folder")
    assert since(branch, "HEAD~1", "model")[:2] == (0, [])
    git(branch, "mv", "model", "organisation")
    assert since(branch, "HEAD", "organisation")[:2] == (0, [])


def test_a_model_that_the_base_lacks_is_told_and_fails_nothing(branch: Path) -> None:
    write(branch, "first.yaml", "organization: First\n" + WORSE.replace("guests", "patients"))
    code, found, stderr = since(branch, "main", "first.yaml")
    assert code == 0
    assert "error" in {each["severity"] for each in found}
    assert "first.yaml: main has no such model, so all is told, and nothing fails." in stderr


def test_a_difference_since_a_revision_has_the_same_base(branch: Path) -> None:
    git(branch, "checkout", "-q", "main")
    write(branch, "org.yaml", MENDED)
    git(branch, "checkout", "-q", "change")
    same = run("diff", "org.yaml", "--since", "main", "--fail-on", "worse", cwd=branch)
    assert same.returncode == 0
    assert "Nothing changed." in same.stdout
    git(branch, "mv", "org.yaml", "model.yaml")
    write(branch, "model.yaml", WORSE)
    worse = run("diff", "model.yaml", "--since", "main", "--fail-on", "worse", cwd=branch)
    assert worse.returncode == 1
    assert "where this branch left main to model.yaml" in " ".join(worse.stdout.split())
    write(branch, "first.yaml", RISKY.replace("guests", "patients").replace("desk", "ward"))
    git(branch, "commit", "-q", "--allow-empty", "-m", "x")
    first = run("diff", "first.yaml", "--since", "main", "--fail-on", "worse", cwd=branch)
    assert first.returncode == 0
    assert "has no such model: everything in it is new" in " ".join(first.stdout.split())


@pytest.mark.parametrize(
    "arguments", [["org.yaml"], ["org.yaml", "org.yaml", "--since", "main"], ["-", "--since", "m"]]
)
def test_a_difference_takes_two_versions_or_a_revision(branch: Path, arguments: list[str]) -> None:
    assert run("diff", *arguments, cwd=branch).returncode == 2
