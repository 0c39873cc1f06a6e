"""The recipes of docs/ci.md: their shell is run on a repository, with stand-ins for what only the
platforms have, and their YAML is held against the schemas of the platforms.

The environment variable INTERNALMAP_TOOLS names a folder with the programs `check-jsonschema` and
`shellcheck`. Without it tests that need them are skipped; where CI is set they fail.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from command import ROOT, environment
from modelfile.test_revisions import BAR, git

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(?:yaml|text)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
WORSE = BAR.replace("bar:", "bar: {needs: [till]}\n  till: {kind: system}")

#: A server of comments, as much of it as the recipes use: `gh api` and `curl` ask it.
SERVER = """
import json, os, subprocess, sys
from pathlib import Path
store, words = Path(os.environ["COMMENTS"]), sys.argv[1:]
kept = json.loads(store.read_text("utf-8"))
def after(name):
    return words[words.index(name) + 1] if name in words else None
method = after("--method") or after("--request") or "GET"
url = next(word for word in words if "/issues/" in word or "/notes" in word)
body = after("--field") or after("--data-urlencode")
if method == "GET":
    text = json.dumps(kept)
    if after("--jq"):
        command = ["jq", "-r", after("--jq")]
        done = subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True)
        text = done.stdout
    print(text, end="")
else:
    name, _, file = body.partition("@")
    assert name.rstrip("=") == "body", body
    text = Path(file).read_text("utf-8")
    if method == "POST":
        who = {"login": "github-actions[bot]"}
        kept.append({"id": len(kept) + 1, "user": who, "body": text})
    else:
        (one,) = [each for each in kept if url.endswith(f"/{each['id']}")]
        one["body"] = text
    store.write_text(json.dumps(kept), "utf-8")
"""


def recipe(start: str) -> str:
    """The block that begins so."""
    (found,) = [block for block in BLOCKS if block.startswith(start)]
    return str(found)


def read(start: str) -> dict[str, Any]:
    found = yaml.safe_load(recipe(start))
    assert isinstance(found, dict)
    return found


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A clone in which a branch made the model worse."""
    origin = tmp_path / "origin"
    origin.mkdir()
    git(origin, "init", "-q", "-b", "main")
    (origin / "org.yaml").write_text(BAR, encoding="utf-8")
    git(origin, "add", "-A")
    git(origin, "commit", "-qm", "one")
    git(tmp_path, "clone", "-q", str(origin), "clone")
    clone = tmp_path / "clone"
    (clone / "org.yaml").write_text(WORSE, encoding="utf-8")
    git(clone, "checkout", "-q", "-b", "change")
    git(clone, "commit", "-qam", "two")
    return clone


@pytest.fixture
def variables(tmp_path: Path) -> dict[str, str]:
    """An environment with stand-ins for what only the platforms have."""
    programs = tmp_path / "bin"
    programs.mkdir()
    (tmp_path / "server.py").write_text(SERVER, encoding="utf-8")
    (tmp_path / "comments.json").write_text(
        json.dumps([{"id": 1, "user": {"login": "a"}, "body": "Nice. <!-- internalmap diff -->"}]),
        encoding="utf-8",
    )
    for name, script in (
        ("internalmap", f'exec {sys.executable} -m internalmap "$@"'),
        ("python", f'exec {sys.executable} "$@"'),
        ("pip", "exit 0"),
        ("gh", f'exec {sys.executable} {tmp_path}/server.py "$@"'),
        ("curl", f'exec {sys.executable} {tmp_path}/server.py "$@"'),
    ):
        (programs / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (programs / name).chmod(0o755)
    return environment(
        {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "COMMENTS": str(tmp_path / "comments.json"),
        }
    )


def shell(folder: Path, script: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-e", "-c", script],
        cwd=folder, env=variables, capture_output=True, text=True, check=False,
    )  # fmt: skip


def comments(variables: dict[str, str]) -> list[str]:
    return [each["body"] for each in json.loads(Path(variables["COMMENTS"]).read_text("utf-8"))]


# ----------------------------------------------------------------------------------- they run


def test_gitlab_reports_everything_and_fails_by_what_is_new(
    repository: Path, variables: dict[str, str]
) -> None:
    script = "\n".join(read("organisation:\n")["organisation"]["script"])
    on_main = shell(repository, script, variables)
    assert on_main.returncode == 0, on_main.stderr
    whole = json.loads((repository / "quality.gitlab.json").read_text(encoding="utf-8"))
    base = git(repository, "rev-parse", "origin/main").strip()
    merging = shell(repository, script, {**variables, "CI_MERGE_REQUEST_DIFF_BASE_SHA": base})
    assert merging.returncode == 1
    assert json.loads((repository / "quality.gitlab.json").read_text(encoding="utf-8")) == whole
    (repository / "org.yaml").write_text(BAR, encoding="utf-8")
    mended = shell(repository, script, {**variables, "CI_MERGE_REQUEST_DIFF_BASE_SHA": base})
    assert mended.returncode == 0, mended.stderr


def test_gitlab_reports_on_the_default_branch_what_a_merge_request_is_compared_with() -> None:
    job = read("organisation:\n")["organisation"]
    assert [rule["if"] for rule in job["rules"]] == [
        '$CI_PIPELINE_SOURCE == "merge_request_event"',
        "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH",
    ]
    assert job["artifacts"]["reports"]["codequality"] in " ".join(job["script"])


def test_jenkins_gets_tests_of_what_is_new(repository: Path, variables: dict[str, str]) -> None:
    script = "\n".join(re.findall(r"sh '(.*)'", recipe("stage('Organisation')")))
    done = shell(repository, script, {**variables, "CHANGE_TARGET": "main"})
    assert done.returncode == 1, done.stderr
    assert "<failure" in (repository / "findings.xml").read_text(encoding="utf-8")
    assert "single-point-of-failure" in done.stdout


@pytest.mark.parametrize("platform", ["GitHub", "GitLab"])
def test_a_comment_is_written_once_and_then_anew(
    platform: str, repository: Path, variables: dict[str, str]
) -> None:
    if platform == "GitHub":
        if not os.environ.get("CI") and not _has("jq"):
            pytest.skip("jq stands in for what gh has built in")
        steps = read("name: what changes")["jobs"]["comment"]["steps"]
        script = "\n".join(step["run"] for step in steps if "run" in step)
        given = {"GITHUB_BASE_REF": "main", "GITHUB_REPOSITORY": "o/r", "NUMBER": "7"}
    else:
        script = "\n".join(read("what changes:")["what changes"]["script"])
        base = git(repository, "rev-parse", "origin/main").strip()
        given = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": base, "CI_API_V4_URL": "https://x/api/v4"}
    for model in (WORSE, BAR):
        (repository / "org.yaml").write_text(model, encoding="utf-8")
        done = shell(repository, script, {**variables, **given})
        assert done.returncode == 0, done.stderr
        other, own = comments(variables)
        assert other == "Nice. <!-- internalmap diff -->"
        assert own == (repository / "comment.md").read_text(encoding="utf-8")
        assert ("till" in own) is (model == WORSE)


def _has(program: str) -> bool:
    return any(
        os.access(Path(folder, program), os.X_OK)
        for folder in os.environ.get("PATH", "").split(os.pathsep)
    )


# ------------------------------------------------------------------------ the platforms take them


def _tool(name: str) -> str:
    program = Path(os.environ.get("INTERNALMAP_TOOLS", ""), name)
    if os.environ.get("INTERNALMAP_TOOLS") and program.exists():
        return str(program)
    missing = f"INTERNALMAP_TOOLS names no folder with {name}"
    if os.environ.get("CI"):
        pytest.fail(f"the schemas of the platforms are part of the build, and {missing}")
    pytest.skip(missing)


SCHEMAS = {
    "name: organisation\n": "github-workflows",
    "name: organisation, scanned\n": "github-workflows",
    "name: what changes": "github-workflows",
    "organisation:\n": "gitlab-ci",
    "what changes:": "gitlab-ci",
}


@pytest.mark.parametrize("start", [*SCHEMAS, "action.yml"])
def test_the_platforms_take_the_yaml(start: str, tmp_path: Path) -> None:
    file = ROOT / "action.yml" if start == "action.yml" else tmp_path / "recipe.yml"
    if start in SCHEMAS:
        file.write_text(recipe(start), encoding="utf-8")
    schema = SCHEMAS.get(start, "github-actions")
    command = [_tool("check-jsonschema"), "--builtin-schema", f"vendor.{schema}", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_action_is_asked_for_nothing_that_it_does_not_have() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    for start in ("name: organisation\n", "name: organisation, scanned\n"):
        (job,) = read(start)["jobs"].values()
        (step,) = [each for each in job["steps"] if "OWNER/internalmap" in each["uses"]]
        assert step["with"].keys() <= action["inputs"].keys()


def test_the_shell_of_the_action_and_of_the_recipes_is_sound() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    scripts = [step["run"] for step in action["runs"]["steps"] if "run" in step]
    scripts += ["\n".join(read("organisation:\n")["organisation"]["script"])]
    scripts += ["\n".join(read("what changes:")["what changes"]["script"])]
    steps = read("name: what changes")["jobs"]["comment"]["steps"]
    scripts += [step["run"] for step in steps if "run" in step]
    for script in scripts:
        done = subprocess.run(
            # What the platforms set in the environment looks like slips of the pen.
            [_tool("shellcheck"), "--shell", "bash", "--exclude", "SC2153", "-"],
            input=script, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout
