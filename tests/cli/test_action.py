"""The GitHub action: its step that checks, run by bash as the platform runs it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from command import ROOT, environment
from effort import by_thirds
from modelfile.test_revisions import BAR, git

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
WORSE = BAR.replace("bar:", "bar: {needs: [till]}\n  till: {kind: system}")
#: Another thing that somebody else made worse meanwhile.
OTHERS = BAR.replace("bar:", "bar: {needs: [tap]}\n  tap: {kind: system}")
BOTH = OTHERS.replace("[tap]", "[till, tap]") + "  till: {kind: system}\n"
ZEROS = "0" * 40


@pytest.fixture
def path(tmp_path: Path) -> str:
    """A PATH on which `internalmap` is this checkout's."""
    return program(tmp_path, f'exec {sys.executable} -m internalmap "$@"')


def program(folder: Path, script: str) -> str:
    """A PATH on which `internalmap` is a script."""
    file = folder / "bin" / "internalmap"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    file.chmod(0o755)
    return f"{file.parent}{os.pathsep}{os.environ['PATH']}"


def run_action(
    folder: Path,
    path: str,
    event: Mapping[str, Any] | None = None,
    name: str = "pull_request",
    **given: str,
) -> subprocess.CompletedProcess[str]:
    """The step of the action that checks, in a folder, with inputs, for an event."""
    step = next(step for step in ACTION["runs"]["steps"] if step.get("name") == "Check")
    inputs = {name: str(entry["default"]) for name, entry in ACTION["inputs"].items()}
    assert given.keys() <= inputs.keys()
    contexts = {"inputs": inputs | given, "github": {"event_name": name, "event": event or {}}}

    def value(expression: str) -> str:
        for one in expression.split(" || "):
            found: Any = contexts
            for key in one.split("."):
                found = found.get(key, {}) if isinstance(found, Mapping) else {}
            if isinstance(found, str) and found:
                return found
        return ""

    def filled(text: str) -> str:
        match = re.fullmatch(r"\$\{\{ ([\w.-]+(?: \|\| [\w.-]+)*) \}\}", text)
        assert match is not None, text
        return value(match[1])

    assert "${{" not in step["run"]  # what others write reaches the shell as data alone
    bash = shutil.which("bash")
    assert bash is not None
    summary = folder / "summary.md"
    summary.unlink(missing_ok=True)
    return subprocess.run(
        [bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=folder,
        env=environment(
            {
                "PATH": path,
                "GITHUB_STEP_SUMMARY": str(summary),
                **{name: filled(text) for name, text in step["env"].items()},
            }
        ),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def blamed(done: subprocess.CompletedProcess[str]) -> set[str]:
    """Who is said to be a single point of failure."""
    lines = [line for line in done.stdout.splitlines() if "[single-point-of-failure]" in line]
    return {str(re.search(r"::The absence of (\w+) ", line)[1]) for line in lines}  # type: ignore[index]


# ----------------------------------------------------------------------- what it compares with


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository in which others made the model worse, on main, and so did a branch."""
    folder = tmp_path / "origin"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "uploadpack.allowAnySHA1InWant", "true")
    commit(folder, BAR)
    git(folder, "branch", "docs")
    git(folder, "switch", "-q", "-c", "feature")
    commit(folder, WORSE, "feature.txt")
    git(folder, "switch", "-q", "docs")
    commit(folder, None, "docs.txt")
    git(folder, "switch", "-q", "main")
    commit(folder, OTHERS)
    return folder


def commit(folder: Path, model: str | None, file: str = "org.yaml") -> str:
    if model is not None:
        (folder / "org.yaml").write_text(model, encoding="utf-8")
    if file != "org.yaml":
        (folder / file).write_text("x", encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "x")
    return git(folder, "rev-parse", "HEAD").strip()


def commit_of(folder: Path, revision: str) -> str:
    return git(folder, "rev-parse", revision).strip()


def merged(folder: Path, branch: str, model: str) -> str:
    """The commit that merges a branch into main, checked out on no branch."""
    git(folder, "checkout", "-q", "--detach", "main")
    git(folder, "merge", "-q", "--no-ff", "--no-commit", "-X", "ours", branch)
    return commit(folder, model)


def checkout(origin: Path, commit: str, name: str = "clone", depth: int = 1) -> Path:
    """What actions/checkout makes of a commit."""
    folder = origin.parent / name
    folder.mkdir(parents=True)
    git(folder, "init", "-q")
    git(folder, "remote", "add", "origin", f"file://{origin}")
    git(folder, "fetch", "-q", "--no-tags", f"--depth={depth}", "origin", commit)
    git(folder, "checkout", "-q", "--detach", commit)
    return folder


def test_a_pull_request_is_blamed_for_what_it_brings_and_no_more(origin: Path, path: str) -> None:
    """Be it that its target went on since the event, and that nothing but the merge is here."""
    stale = commit_of(origin, "main~1")
    for branch, model, expected in (("feature", BOTH, {"till"}), ("docs", OTHERS, set[str]())):
        event = {
            "pull_request": {"base": {"sha": stale}, "head": {"sha": commit_of(origin, branch)}}
        }
        clone = checkout(origin, merged(origin, branch, model), branch)
        assert "fatal" in git_fails(clone, "cat-file", "-e", "HEAD^1")
        done = run_action(clone, path, event)
        assert (done.returncode, blamed(done)) == (bool(expected), expected), done.stderr
        assert ("single-point-of-failure" in (clone / "summary.md").read_text("utf-8")) is bool(
            expected
        )


def git_fails(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode
    return done.stderr


def test_a_branch_that_is_checked_out_by_itself_may_end_in_a_merge(origin: Path, path: str) -> None:
    """Its first parent is its own commit, which is not what it is merged into."""
    base = commit_of(origin, "main")
    git(origin, "switch", "-q", "feature")
    git(origin, "merge", "-q", "--no-ff", "--no-commit", "-X", "ours", "main")
    head = commit(origin, BOTH)
    event = {"pull_request": {"base": {"sha": base}, "head": {"sha": head}}}
    done = run_action(checkout(origin, head), path, event)
    assert (done.returncode, blamed(done)) == (1, {"till"}), done.stderr


def test_a_merge_queue_is_compared_with_what_it_merges_into(origin: Path, path: str) -> None:
    base = commit_of(origin, "main")
    event = {"merge_group": {"base_sha": base}}
    squashed = commit(origin, BOTH)
    git(origin, "reset", "-q", "--hard", base)
    merge = merged(origin, "feature", BOTH)
    for number, head in enumerate((squashed, merge)):
        done = run_action(checkout(origin, head, f"queue{number}"), path, event, "merge_group")
        assert (done.returncode, blamed(done)) == (1, {"till"}), done.stderr


def test_a_push_is_compared_with_what_was_there_before(origin: Path, path: str) -> None:
    """All of it: also where it ends in a merge, whose first parent came with it."""
    before = commit_of(origin, "main")
    commit(origin, BOTH)
    git(origin, "merge", "-q", "--no-ff", "-m", "x", "docs")
    head = commit_of(origin, "main")
    done = run_action(checkout(origin, head), path, {"before": before}, "push")
    assert (done.returncode, blamed(done)) == (1, {"till"}), done.stderr


def test_a_branch_that_is_new_is_compared_with_the_default_branch(origin: Path, path: str) -> None:
    event = {"before": ZEROS, "repository": {"default_branch": "main"}}
    clone = checkout(origin, commit_of(origin, "feature"))
    done = run_action(clone, path, event, "push")
    assert (done.returncode, blamed(done)) == (1, {"till"}), done.stderr


def test_what_is_no_change_is_told_whole(origin: Path, path: str) -> None:
    clone = checkout(origin, merged(origin, "feature", BOTH))
    for name in ("schedule", "workflow_dispatch"):
        done = run_action(clone, path, {}, name)
        assert (done.returncode, blamed(done)) == (1, {"bar", "till", "tap"}), done.stderr
    for event in ({"before": commit_of(origin, "main")}, {}):
        done = run_action(clone, path, event, "push", compare="false")
        assert blamed(done) == {"bar", "till", "tap"}


@pytest.mark.parametrize("depth", [1, 50])
def test_a_branch_that_is_not_checked_out_is_compared_with(
    origin: Path, path: str, depth: int
) -> None:
    clone = checkout(origin, commit_of(origin, "feature"), depth=depth)
    for since in ("refs/heads/main", "origin/main", commit_of(origin, "main"))[depth > 1 :]:
        done = run_action(clone, path, since=since)
        assert (done.returncode, blamed(done)) == (1, {"till"}), done.stderr
    shallow = git(clone, "rev-parse", "--is-shallow-repository").strip() == "true"
    assert shallow is (depth == 1)  # a full clone stays one
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
            "$(touch pwned)`touch pwned`;touch pwned",
            "nowhere",
        ]
    ),
)
def test_since_is_the_name_of_a_revision_and_nothing_else(
    origin: Path, path: str, since: str
) -> None:
    clone = checkout(origin, commit_of(origin, "main"))
    before = git_refs(clone)
    done = run_action(clone, path, since=since)
    assert done.returncode == 2
    assert "internalmap: " in done.stderr
    assert not re.search("^::set-output", done.stdout + done.stderr, re.MULTILINE)
    assert not list(origin.parent.rglob("pwned"))
    assert git_refs(clone) == before


def git_refs(folder: Path) -> str:
    return git(folder, "for-each-ref", "--format=%(refname) %(objectname)")


def test_what_cannot_be_fetched_is_told(origin: Path, path: str) -> None:
    clone = checkout(origin, commit_of(origin, "main"))
    done = run_action(clone, path, {"before": "1" * 40}, "push")
    assert done.returncode == 2
    assert f"{'1' * 40} cannot be fetched from origin" in done.stderr
    assert "the input 'since' can name another" in done.stderr


# ------------------------------------------------------------------------------ what it passes on


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A repository with a model that was made worse and not committed."""
    folder = tmp_path / "work"
    for name in ("org.yaml", 'my models/it\'s "one".yaml', "teams/a/org.yaml", "teams/b/org.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(BAR, encoding="utf-8")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    for name in ("org.yaml", 'my models/it\'s "one".yaml', "teams/b/org.yaml"):
        (folder / name).write_text(WORSE, encoding="utf-8")
    return folder


def test_models_and_arguments_are_one_a_line(work: Path, path: str) -> None:
    done = run_action(
        work,
        path,
        since="HEAD",
        models='my models/it\'s "one".yaml\r\n\nteams/*/org.yaml\n',
        arguments="--fail-on\nnever\n\n--protect=kind:customer\n",
    )
    assert done.returncode == 0, done.stderr
    assert '::error file=my models/it\'s "one".yaml,line=4' in done.stdout
    assert "::error file=teams/b/org.yaml,line=4" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("3 models, ")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"arguments": "--fail-on warning"}, "what follows --fail-on stands on the next line"),
        ({"arguments": "-q\n-f text"}, "what follows -f stands on the next line"),
        ({"models": " \n".strip()}, "the input 'models' names no model"),
        ({"sarif": "out.json"}, "the input 'sarif' names a file that ends in .sarif"),
        ({"compare": "no"}, "the input 'compare' is true or false"),
        ({"compare": "false", "since": "HEAD"}, "contradict each other"),
    ],
)
def test_what_an_input_cannot_be_is_told(
    work: Path, path: str, given: dict[str, str], message: str
) -> None:
    done = run_action(work, path, None, "push", **given)
    assert done.returncode == 2
    assert message in done.stderr


def test_one_run_makes_every_form(work: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = f'echo run >> {log}; exec {sys.executable} -m internalmap "$@"'
    done = run_action(
        work, program(tmp_path, script), since="HEAD", sarif="out/of the way/findings.sarif"
    )
    assert done.returncode == 1
    assert log.read_text(encoding="utf-8") == "run\n"
    assert "::error file=org.yaml,line=4" in done.stdout
    assert "<!-- internalmap check -->" in (work / "summary.md").read_text(encoding="utf-8")
    sarif = json.loads((work / "out/of the way/findings.sarif").read_text(encoding="utf-8"))
    assert sarif["runs"][0]["results"]


@pytest.mark.parametrize("code", [0, 1, 2, 70, 130])
def test_the_exit_code_gets_through(work: Path, tmp_path: Path, code: int) -> None:
    assert run_action(work, program(tmp_path, f"exit {code}"), since="HEAD").returncode == code


def test_an_unusable_model_is_in_every_form(work: Path, path: str) -> None:
    (work / "org.yaml").write_text("parties: [", encoding="utf-8")
    done = run_action(work, path, since="HEAD", sarif="findings.sarif")
    assert done.returncode == 2
    assert "::error file=org.yaml,line=1" in done.stdout
    assert "could not be read" in (work / "summary.md").read_text(encoding="utf-8")
    (run,) = json.loads((work / "findings.sarif").read_text(encoding="utf-8"))["runs"]
    assert {each["ruleId"] for each in run["results"]} == {"unreadable-model"}


def test_the_repository_may_be_in_a_folder_of_the_workspace(origin: Path, path: str) -> None:
    base = commit_of(origin, "main")
    clone = checkout(origin, merged(origin, "feature", BOTH), "space/src")
    for models in ("src/*.yaml", "src"):
        event = {"pull_request": {"base": {"sha": base}}}
        done = run_action(clone.parent, path, event, models=models)
        assert (done.returncode, blamed(done)) == (1, {"till"}), (models, done.stderr)
        assert "::error file=org.yaml,line=" in done.stdout
        shutil.rmtree(clone)
        checkout(origin, commit_of(origin, "HEAD"), "space/src")


def test_nothing_of_an_input_is_run_or_taken_for_an_option(work: Path, path: str) -> None:
    hostile = "$(touch pwned)`touch pwned`;touch pwned"
    run_action(work, path, models=f"org.yaml;touch pwned\n{hostile}", since="HEAD")
    run_action(work, path, arguments=f"{hostile}\n--select={hostile}", since="HEAD")
    run_action(work, path, sarif=f"{hostile}.sarif", since="HEAD")
    assert not [each for each in work.rglob("pwned") if each.is_file()]
    (work / "--output=out.yaml").write_text(BAR, encoding="utf-8")
    done = run_action(work, path, models="--output=out.yaml", arguments="--select=silo")
    assert done.returncode == 0, done.stderr
    assert not (work / "out.yaml").exists()
