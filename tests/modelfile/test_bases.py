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
    said = " ".join(first.stdout.split())
    assert "has no such model: it counts as an empty one, so all is new" in said


@pytest.mark.parametrize(
    "arguments", [["org.yaml"], ["org.yaml", "org.yaml", "--since", "main"], ["-", "--since", "m"]]
)
def test_a_difference_takes_two_versions_or_a_revision(branch: Path, arguments: list[str]) -> None:
    assert run("diff", *arguments, cwd=branch).returncode == 2


# ------------------------------------------------------------------------------- what is not here


@pytest.fixture
def shallow(branch: Path, tmp_path: Path) -> Path:
    """A shallow clone of the branch, which has left main, from a remote with a name of its own."""
    git(branch, "checkout", "-q", "main")
    write(branch, "org.yaml", MENDED)
    git(branch, "tag", "v1")
    git(branch, "checkout", "-q", "change")
    write(branch, "one.txt", "x")
    write(branch, "two.txt", "x")
    url = f"file://{branch}"
    git(tmp_path, "clone", "-q", "--depth=1", "-b", "change", "-o", "up-stream", url, "shallow")
    return tmp_path / "shallow"


@pytest.mark.parametrize(
    ("revision", "then"),
    [
        ("up-stream/main", "up-stream/main"),
        ("origin/main", "up-stream/main"),
        ("main", "FETCH_HEAD"),
        ("v1", "FETCH_HEAD"),
        ("v1~1", "FETCH_HEAD~1"),
        ("HEAD~2", "HEAD~2"),
        ("@~1", "@~1"),
        ("up-stream/change^", "up-stream/change^"),
        ("{main}", "{main}"),
    ],
)
def test_what_is_said_to_be_fetched_is_there_when_it_is_typed(
    branch: Path, shallow: Path, revision: str, then: str
) -> None:
    main = git(branch, "rev-parse", "main").strip()
    revision, then = revision.format(main=main), then.format(main=main)
    for folder in (shallow, branch.parent):
        inside = (shallow / "org.yaml").relative_to(folder)
        done = run("check", str(inside), "--since", revision, cwd=folder)
        assert done.returncode == 2
        assert f"git knows no revision '{revision}'" in done.stderr
        [told] = [line for line in done.stderr.split("\n") if "shallow clone" in line]
        assert ("-C" in told) == (folder != shallow)
    assert then == revision or f"Compare with {then}" in told.replace("'", "")
    git(branch.parent, *told[told.rindex("git ") :].split()[1:])
    code, found, stderr = since(shallow, then)
    assert (code, found) == (0, []), stderr
    assert "no history" not in stderr


@pytest.mark.parametrize(
    ("revision", "remedy"),
    [
        ("main@{1}", "Write a branch"),
        ("0" * 40, "git writes it where there was no commit before."),
        ("no name", "Write a branch"),
        ("change~99", "Write a branch"),
    ],
)
def test_what_no_fetch_brings_is_not_said_to_be_fetched(
    branch: Path, revision: str, remedy: str
) -> None:
    done = run("check", "org.yaml", "--since", revision, cwd=branch)
    assert done.returncode == 2
    assert remedy in done.stderr
    assert "fetch" not in done.stderr


def test_a_clone_without_a_remote_is_told_so(shallow: Path) -> None:
    git(shallow, "remote", "remove", "up-stream")
    done = run("check", "org.yaml", "--since", "main", cwd=shallow)
    assert "No remote is set up" in done.stderr


def test_a_comparison_without_the_common_history_says_what_fetches_it(
    branch: Path, shallow: Path
) -> None:
    git(shallow, "fetch", "-q", "--depth=1", "up-stream", "main:refs/remotes/up-stream/main")
    code, _, stderr = since(shallow, "up-stream/main")
    assert code == 1  # for what others mended
    [told] = [line for line in stderr.split("\n") if "no history" in line]
    git(shallow, *told[told.rindex("git ") :].split()[1:])
    assert since(shallow, "up-stream/main")[:2] == (0, [])


def test_without_an_older_model_nothing_fails_unless_asked_to(branch: Path) -> None:
    """A model that came, was broken, or cannot be asked the same."""
    write(branch, "new.yaml", WORSE.replace("guests", "patients").replace("desk", "ward"))
    write(branch, "broken.yaml", "parties: [")
    (branch / "broken.yaml").write_text(RISKY, encoding="utf-8")
    write(branch, "folder/a.yaml", WORSE)
    for model, revision, words, more in (
        ("new.yaml", "main", "main has no such model, so all is told", ()),
        ("folder", "main", "main has no such model, so all is told", ()),
        ("broken.yaml", "HEAD~1", "a model that cannot be used, so all counts as new", ()),
        ("folder", "HEAD", "cannot be asked the same, so all counts", ("--protect", "newcomer")),
    ):
        if more:
            text = WORSE + "  newcomer: {kind: customer, needs: [grid]}\n"
            (branch / "folder" / "a.yaml").write_text(text, encoding="utf-8")
        done = run("check", model, "--since", revision, "-f", "json", *more, cwd=branch)
        assert (done.returncode, words in done.stderr) == (0, True), done.stderr
        assert ", and nothing fails" in done.stderr
        strict = run(
            "check", model, "--since", revision, "--fail-on-new-model", "-f", "json", *more,
            cwd=branch,
        )  # fmt: skip
        assert json.loads(strict.stdout)["findings"] == json.loads(done.stdout)["findings"]
        worst = json.loads(strict.stdout)["summary"]["errors"]
        assert strict.returncode == (1 if worst else 0)
        assert ", and nothing fails" not in strict.stderr
    alone = run("check", "org.yaml", "--fail-on-new-model", cwd=branch)
    assert (alone.returncode, "Give --since REV or" in alone.stderr) == (2, True)


# ------------------------------------------------------------------------ ways to work with git


def parties_of(found: list[dict[str, Any]]) -> set[str]:
    return {party for each in found for party in each["parties"]}


def test_merges_of_any_number_and_a_head_that_is_on_no_branch(branch: Path) -> None:
    write(branch, "org.yaml", WORSE)
    for name in ("one", "two"):
        git(branch, "checkout", "-qb", name, "main")
        write(branch, f"{name}.txt", "x")
    git(branch, "checkout", "-q", "main")
    write(branch, "notes.txt", "x")
    git(branch, "merge", "-q", "-m", "octopus", "change", "one", "two")
    git(branch, "checkout", "-q", "--detach")
    for parent in ("HEAD^1", "one", "two"):
        code, found, stderr = since(branch, parent)
        assert (code, parties_of(found)) == (1, {"grid"}), (parent, stderr)
    assert since(branch, "change")[:2] == (0, [])  # which brought it


def test_a_linked_work_tree_and_a_folder_below(branch: Path) -> None:
    write(branch, "teams/a b/ørg.yaml", RISKY)
    write(branch, "teams/a b/ørg.yaml", WORSE)
    git(branch, "worktree", "add", "-q", "../linked", "-b", "linked")
    for top in (branch, branch.parent / "linked"):
        for folder, model in ((top, "teams/a b/ørg.yaml"), (top / "teams", "a b/ørg.yaml")):
            code, found, _ = since(folder, "HEAD~1", model)
            assert (code, parties_of(found)) == (1, {"grid"})
        assert since(top / "teams" / "a b", "HEAD~1", "../a b/ørg.yaml")[0] == 1


def test_line_ends_and_the_case_of_a_name_are_no_change(branch: Path) -> None:
    git(branch, "config", "core.autocrlf", "true")
    (branch / "org.yaml").write_bytes(RISKY.replace("\n", "\r\n").encode())
    assert since(branch, "main")[:2] == (0, [])
    git(branch, "mv", "org.yaml", "Org.yaml")
    assert since(branch, "main", "Org.yaml")[:2] == (0, [])


def test_a_folder_renamed_with_its_files_a_sparse_checkout_and_a_linked_folder(
    branch: Path,
) -> None:
    write(branch, "teams/org.yaml", "include: [parts/*.yaml]\n")
    write(branch, "teams/parts/all.yaml", WORSE)
    git(branch, "mv", "teams", "groups")
    git(branch, "mv", "groups/org.yaml", "groups/main.yaml")
    assert since(branch, "HEAD", "groups/main.yaml")[:2] == (0, [])
    git(branch, "commit", "-qm", "renamed")
    (branch / "link").symlink_to("groups")
    assert since(branch, "HEAD", "link/main.yaml")[:2] == (0, [])
    git(branch, "sparse-checkout", "set", "groups")
    git(branch, "sparse-checkout", "add", "nothing")
    assert since(branch, "HEAD~1", "groups/main.yaml")[:2] == (0, [])


def test_without_git_the_way_out_is_told(branch: Path) -> None:
    done = run("check", "org.yaml", "--since", "main", cwd=branch, PATH=str(branch))
    assert (done.returncode, "git is not installed here" in done.stderr) == (2, True)
    assert "--baseline" in done.stderr
    done = run("diff", "main:org.yaml", "org.yaml", cwd=branch, PATH=str(branch))
    assert (done.returncode, "--baseline" in done.stderr) == (2, False)
    done = run("diff", "org.yaml", "--since", "main", cwd=branch, PATH=str(branch))
    assert (done.returncode, "--baseline" in done.stderr) == (2, False)
