"""Models in submodules, and models with files of them, in real repositories."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from command import run
from modelfile.test_bases import RISKY, WORSE, since, write
from modelfile.test_revisions import git

#: A model of which a part stands in a submodule.
WHOLE = (
    "organization: Whole\ninclude: [{}]\nparties: {{guests: {{kind: customer, needs: [desk]}}}}\n"
)
PART = "parties:\n  desk: {needs: [{from: it, within: 1h}]}\n  it:\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A repository with a model, and a part of another one."""
    folder = tmp_path / "source"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    write(folder, "org.yaml", RISKY)
    write(folder, "parts/part.yaml", PART)
    return folder


@pytest.fixture
def outer(source: Path, tmp_path: Path) -> Path:
    """A repository that has the other as a submodule, on a branch of its own."""
    folder = tmp_path / "outer"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    add_submodule(folder, source, "models/sub")
    git(folder, "commit", "-qm", "a submodule")
    git(folder, "checkout", "-qb", "change")
    return folder


def add_submodule(folder: Path, source: Path, path: str) -> None:
    git(folder, "-c", "protocol.file.allow=always", "submodule", "add", "-q", f"{source}", path)


def pull(outer: Path, source: Path, name: str, text: str) -> None:
    """A newer commit of the submodule, taken by the repository around it."""
    write(source, name, text)
    git(outer / "models" / "sub", "pull", "-q", str(source), "main")
    git(outer, "commit", "-qam", "a newer submodule")


def parties_of(found: list[dict[str, list[str]]]) -> set[str]:
    return {party for each in found for party in each["parties"]}


def test_a_model_in_a_submodule_is_compared_with_what_the_base_names(
    outer: Path, source: Path
) -> None:
    write(outer, "notes.txt", "x")
    pull(outer, source, "org.yaml", WORSE)
    code, found, _ = since(outer, "main", "models/sub/org.yaml")
    assert (code, parties_of(found)) == (1, {"grid"})
    assert since(outer, "HEAD", "models/sub/org.yaml")[:2] == (0, [])
    # For who works in the submodule, a revision is one of the submodule.
    assert since(outer / "models" / "sub", "HEAD~1")[0] == 1
    worse = run(
        "diff", "main:models/sub/org.yaml", "models/sub/org.yaml", "--fail-on", "worse", cwd=outer
    )
    assert worse.returncode == 1


def test_a_model_with_files_of_a_submodule_is_read_with_them_as_they_stood(
    outer: Path, source: Path
) -> None:
    write(outer, "models/glob.yaml", WHOLE.format("sub/**/p*.yaml"))
    write(outer, "models/org.yaml", WHOLE.format("sub/parts/part.yaml"))
    git(outer, "branch", "-f", "main")
    pull(outer, source, "parts/part.yaml", PART.replace("it:\n", "it: {headcount: 1}\n"))
    for model in ("models/org.yaml", "models/glob.yaml"):
        code, found, stderr = since(outer, "main", model)
        assert (code, parties_of(found)) == (1, {"it"}), stderr
        assert since(outer, "HEAD", model)[:2] == (0, [])


def test_where_the_commit_is_not_here_the_run_says_so_and_does_not_fail(
    outer: Path, source: Path, tmp_path: Path
) -> None:
    pull(outer, source, "org.yaml", WORSE)
    git(tmp_path, "clone", "-q", "-b", "change", f"file://{outer}", "clone")
    clone = tmp_path / "clone"
    git(
        clone,
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "update",
        "-q",
        "--init",
        "--depth=1",
    )
    inner = clone / "models" / "sub"
    shutil.rmtree(clone / ".git" / "modules")
    shutil.rmtree(inner)
    git(tmp_path, "clone", "-q", "--depth=1", "-o", "there", f"file://{source}", str(inner))
    code, found, stderr = since(clone, "origin/main", "models/sub/org.yaml")
    assert (code, bool(found)) == (0, True)
    assert "of the submodule models/sub, which is not here, so all is told, and nothing" in stderr
    git(source, "config", "uploadpack.allowAnySHA1InWant", "true")
    [fetch] = [line.partition("Fetch it: ")[2] for line in stderr.split("\n") if "Fetch" in line]
    git(clone, *fetch.split()[1:])
    assert since(clone, "origin/main", "models/sub/org.yaml")[0] == 1
    strict = run(
        "check", "models/sub/org.yaml", "--since", "origin/main", "--fail-on-new-model", cwd=clone
    )
    assert strict.returncode == 1


def test_what_is_not_checked_out_is_left_out_of_both_versions(outer: Path, tmp_path: Path) -> None:
    write(outer, "models/org.yaml", RISKY)
    git(tmp_path, "clone", "-q", "-b", "change", f"file://{outer}", "clone")
    code, found, stderr = since(tmp_path / "clone", "HEAD", "models")
    assert (code, found) == (0, [])
    assert "the submodule models/sub is not checked out, so neither version has" in stderr


def test_a_submodule_that_came_went_or_moved(outer: Path, source: Path) -> None:
    add_submodule(outer, source, "new")
    git(outer, "commit", "-qm", "another")
    assert "main has no such model" in since(outer, "main", "new/org.yaml")[2]
    git(outer, "mv", "models/sub", "models/moved")
    git(outer, "commit", "-qm", "moved")
    assert since(outer, "main", "models/moved/org.yaml")[:2] == (0, [])
    inner = outer / "models" / "moved"
    git(inner, "mv", "org.yaml", "renamed.yaml")
    git(inner, "commit", "-qm", "renamed")
    git(outer, "commit", "-qam", "renamed")
    assert since(outer, "HEAD~1", "models/moved/renamed.yaml")[:2] == (0, [])
    git(outer, "rm", "-qf", "new")
    write(outer, "new/org.yaml", WORSE)
    code, found, stderr = since(outer, "HEAD~1", "new/org.yaml")
    assert (code, bool(found)) == (0, True)
    assert "of the submodule new, which is not here" in stderr


def test_a_repository_in_another_that_is_no_submodule_is_asked_itself(
    outer: Path, tmp_path: Path
) -> None:
    """The other has it neither staged nor committed, so that its revisions say nothing of it."""
    inner = outer / "inner"
    inner.mkdir()
    git(inner, "init", "-q", "-b", "trunk")
    write(inner, "org.yaml", RISKY)
    (inner / "org.yaml").write_text(WORSE, encoding="utf-8")
    assert since(outer, "trunk", "inner/org.yaml")[0] == 1


def test_a_link_in_the_place_of_a_submodule_is_not_followed(outer: Path, source: Path) -> None:
    write(outer, "models/org.yaml", WHOLE.format("sub/parts/part.yaml"))
    git(outer, "branch", "-f", "main")
    shutil.move(outer / "models" / "sub", outer / "elsewhere")
    (outer / "models" / "sub").symlink_to("../elsewhere")
    (outer / "models" / "org.yaml").write_text(RISKY, encoding="utf-8")
    code, _, stderr = since(outer, "main", "models/org.yaml")
    assert code == 0
    assert "of the submodule models/sub, which is not here" in stderr
