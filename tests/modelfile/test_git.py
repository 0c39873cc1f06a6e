"""git cannot be turned against those who read a model out of a repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha1
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import internalmap.modelfile.git
from command import run
from internalmap import InternalMapError, InvalidModel
from internalmap.modelfile import commits, revisions
from internalmap.modelfile.build.globs import expand
from internalmap.modelfile.commits import Entry, Objects, Tree
from internalmap.modelfile.revisions import load_revision
from modelfile.test_revisions import BAR, git

OTHER = BAR.replace("bar", "pub")


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def commit_all(folder: Path) -> str:
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-qm", "x")
    return git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one model, committed."""
    folder = tmp_path / "work"
    write(folder / "org" / "org.yaml", BAR)
    git(folder, "init", "-q", "-b", "main")
    commit_all(folder)
    return folder


def parties(model: Path, revision: str = "HEAD") -> list[str]:
    found = load_revision(str(model), revision)
    assert found is not None
    return list(found.parties)


# --------------------------------------------------------------------------------- what runs

#: Keys of a configuration that name a program, or have one named.
PROGRAMS = [
    "alias.cat-file", "alias.ls-tree", "alias.rev-list", "alias.rev-parse", "browser.x.cmd",
    "browser.x.path", "core.alternateRefsCommand", "core.askPass", "core.editor",
    "core.fsmonitor", "core.gitProxy", "core.pager", "core.sshCommand", "credential.helper",
    "credential.https://example.org.helper", "diff.external", "diff.x.command", "diff.x.textconv",
    "difftool.x.cmd", "difftool.x.path", "filter.x.clean", "filter.x.process", "filter.x.smudge",
    "gpg.program", "gpg.openpgp.program", "gpg.ssh.program", "gpg.x509.program",
    "gpg.ssh.defaultKeyCommand", "guitool.x.cmd", "help.browser", "interactive.diffFilter",
    "man.x.cmd", "man.x.path", "merge.x.driver", "mergetool.x.cmd", "mergetool.x.path",
    "pager.cat-file", "pager.config", "pager.ls-tree", "pager.rev-list", "pager.rev-parse",
    "remote.evil.receivepack", "remote.evil.uploadpack", "remote.evil.vcs", "sendemail.ccCmd",
    "sendemail.toCmd", "sequence.editor", "submodule.x.update", "trailer.x.cmd",
    "trailer.x.command", "uploadpack.packObjectsHook", "web.browser",
]  # fmt: skip

CONFIG = """\
[extensions]
\tpartialClone = local
\tworktreeConfig = true
[core]
\trepositoryformatversion = 1
\thooksPath = {hooks}
\tattributesFile = {attributes}
\tworktree = {elsewhere}
[protocol]
\tallow = always
[protocol "ext"]
\tallow = always
[include]
\tpath = {included}
[includeIf "gitdir:**"]
\tpath = {included}
[log]
\tshowSignature = true
[diff "x"]
\tcachetextconv = false
[fetch]
\trecurseSubmodules = true
[safe]
\tdirectory = *
\tbareRepository = all
[remote "local"]
\tpromisor = true
\turl = file://{source}
\tuploadpack = {trap}-local;git-upload-pack
[remote "ssh"]
\tpromisor = true
\turl = ssh://example.invalid/x
[remote "git"]
\tpromisor = true
\turl = git://example.invalid/x
[remote "ext"]
\tpromisor = true
\turl = ext::{trap}-ext
[remote "evil"]
\tpromisor = true
\turl = example.invalid:x
"""

#: Of the environment, what names a program, another repository or a file to write to.
VARIABLES = {
    "GIT_ASKPASS", "GIT_EDITOR", "GIT_EXTERNAL_DIFF", "GIT_PAGER", "GIT_PROXY_COMMAND",
    "GIT_SEQUENCE_EDITOR", "GIT_SSH", "GIT_SSH_COMMAND", "GIT_TRACE", "GIT_TRACE2_EVENT",
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR",
    "GIT_EXEC_PATH", "GIT_CONFIG", "GIT_NAMESPACE", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE",
}  # fmt: skip


@pytest.fixture
def fired(tmp_path: Path) -> Path:
    """A folder in which each trap that is run leaves a file."""
    (tmp_path / "fired").mkdir()
    return tmp_path / "fired"


@pytest.fixture
def trap(tmp_path: Path, fired: Path) -> Callable[[str], str]:
    """Makes a program that says that it was run."""

    def made(name: str) -> str:
        program = tmp_path / "traps" / f"trap-{re.sub('[^A-Za-z0-9]', '-', name)}"
        write(program, f"#!/bin/sh\ntouch {fired}/{program.name}\nexit 1\n").chmod(0o755)
        return str(program)

    return made


@pytest.fixture
def hostile(repository: Path, tmp_path: Path, trap: Callable[[str], str]) -> Path:
    """A repository in which everything that git may run is a trap, and whose model is missing, so
    that it would be fetched."""
    shutil.copytree(repository, tmp_path / "source")
    write(repository / ".gitattributes", "* diff=x filter=x merge=x ident\n")
    commit_all(repository)
    model = git(repository, "rev-parse", "HEAD:org/org.yaml").strip()
    (repository / ".git" / "objects" / model[:2] / model[2:]).unlink()
    own = repository / ".git"
    for name in (
        "reference-transaction", "post-checkout", "fsmonitor-watchman", "post-index-change",
        "pre-auto-gc", "query-watchman", "proc-receive", "post-rewrite", "update", "post-update",
    ):  # fmt: skip
        for folder in ("hooks", "other"):
            shutil.copy(trap(f"{folder}-{name}"), write(own / folder / name, ""))
    for name in ("local", "ext"):
        trap(name)
    values = {
        "hooks": own / "other",
        "attributes": write(tmp_path / "attributes", "* diff=x filter=x\n"),
        "elsewhere": own.parent.parent,
        "included": tmp_path / "included",
        "source": tmp_path / "source",
        "trap": tmp_path / "traps" / "trap",
    }
    write(tmp_path / "included", "[core]\n\tpager = " + trap("included") + "\n")
    config = write(own / "config", CONFIG.format(**values))
    for key in PROGRAMS:
        prefix = "!" if key.startswith(("alias.", "credential.", "submodule.")) else ""
        git(tmp_path, "config", "--file", str(config), key, prefix + trap(key))
    shutil.copy(config, own / "config.worktree")
    return repository


@pytest.fixture
def variables(tmp_path: Path, fired: Path, trap: Callable[[str], str]) -> dict[str, str]:
    """An environment full of traps."""
    found = {name: trap(name) for name in VARIABLES}
    found |= {name: str(fired / name) for name in VARIABLES if "TRACE" in name}
    found["GIT_CONFIG_PARAMETERS"] = f"'core.fsmonitor={trap('parameters')}'"
    found |= {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": trap("counted"),
        "GIT_ALLOW_PROTOCOL": "file:ext:ssh:git",
    }
    return found


@pytest.mark.parametrize("steered", [False, True], ids=["plain", "steered"])
def test_nothing_that_a_repository_names_is_run(
    hostile: Path,
    fired: Path,
    variables: dict[str, str],
    steered: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for command in (
        ("check", "org/org.yaml", "--since", "HEAD"),
        ("diff", "org", "HEAD:org"),
    ):
        done = run(*command, cwd=hostile, **(variables if steered else {}))
        assert done.returncode == 2
        assert "partial clone" in done.stderr
        assert os.listdir(fired) == []
    for name in variables if steered else ():
        monkeypatch.setenv(name, variables[name])
    for revision in ("main", "HEAD~0", "HEAD^{tree}", "0" * 40, "@{u}", "main@{1}", "nowhere"):
        for model in ("org", "org/org.yaml", "."):
            with pytest.raises(InternalMapError):
                load_revision(str(hostile / model), revision)
            assert os.listdir(fired) == [], revision


def test_nothing_that_a_submodule_names_is_run(hostile: Path, fired: Path, tmp_path: Path) -> None:
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "-q", "-b", "main")
    commit = (hostile / ".git" / "refs" / "heads" / "main").read_text("ascii").strip()
    write(outer / "org.yaml", "include: [sub/**/*.yaml]\nparties: {x: }\n")
    git(outer, "add", "org.yaml")
    git(outer, "update-index", "--add", "--cacheinfo", f"160000,{commit},sub")
    git(outer, "commit", "-qm", "x")
    shutil.move(hostile, outer / "sub")
    assert os.listdir(fired) == []
    for model in ("org.yaml", "sub/org/org.yaml", "sub/org"):
        for command in (("check", model, "--since", "HEAD"), ("diff", f"HEAD:{model}", model)):
            done = run(*command, cwd=outer)
            assert done.returncode == 2
            assert "partial clone" in done.stderr
            assert os.listdir(fired) == []


def test_it_does_not_rest_on_what_newer_gits_offer(
    hostile: Path, fired: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a git that knows none of the settings against it, nothing is fetched either, be it a
    commit or a file that is missing."""
    monkeypatch.setattr(internalmap.modelfile.git, "_SET", {"LC_ALL": "C"})
    monkeypatch.setattr(internalmap.modelfile.git, "_OPTIONS", ())
    with pytest.raises(InternalMapError, match="partial clone"):
        load_revision(str(hostile / "org"), "HEAD")
    head = git(hostile, "rev-parse", "HEAD").strip()
    (hostile / ".git" / "objects" / head[:2] / head[2:]).unlink()
    for revision in (head, "HEAD", "main~1", "1" * 40):
        with pytest.raises(InternalMapError, match="git knows no revision"):
            load_revision(str(hostile / "org"), revision)
    assert os.listdir(fired) == []


def test_the_traps_would_spring(hostile: Path, fired: Path) -> None:
    """Plain git runs them: what the test above says does not come of traps that do nothing."""
    for command in (["status"], ["cat-file", "-p", "HEAD:org/org.yaml"], ["fetch", "evil"]):
        subprocess.run(["git", *command], cwd=hostile, capture_output=True, check=False)
    assert {"trap-core-fsmonitor", "trap-local", "trap-core-sshCommand"} <= set(os.listdir(fired))


def test_a_program_of_the_work_tree_is_not_taken_for_git(
    repository: Path, fired: Path, trap: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(trap("git"), repository / "git")
    monkeypatch.chdir(repository)
    for path in (":", ".:", "../work:./:"):
        monkeypatch.setenv("PATH", path + os.environ["PATH"])
        assert "bar" in parties(Path("org/org.yaml"))
    monkeypatch.setenv("PATH", ".")
    with pytest.raises(InternalMapError, match="git is not installed here"):
        load_revision("org/org.yaml", "HEAD")
    assert os.listdir(fired) == []


# ------------------------------------------------------------------- what is no repository


def look_like_a_repository(folder: Path, text: str, replaced: str) -> None:
    """Files that git takes for a repository, with another model in it and a commit replaced."""
    with TemporaryDirectory() as scratch:
        other = Path(scratch)
        git(other, "init", "-q", "-b", "main")
        write(other / "org.yaml", text)
        commit = commit_all(other)
        for name in ("HEAD", "objects", "refs"):
            target = folder / name
            move = shutil.copytree if (other / ".git" / name).is_dir() else shutil.copy
            folder.mkdir(parents=True, exist_ok=True)
            move(other / ".git" / name, target)
    write(folder / "refs" / "replace" / replaced, f"{commit}\n")
    write(folder / "config", "[core]\n\tbare = false\n\tworktree = .\n")


def test_the_repository_is_the_one_with_a_git_folder(repository: Path) -> None:
    base = git(repository, "rev-parse", "HEAD").strip()
    look_like_a_repository(repository / "org", OTHER, base)
    commit_all(repository)
    clone = repository.parent / "clone"
    git(repository.parent, "clone", "-q", str(repository), str(clone))
    assert (clone / "org" / "refs" / "replace").is_dir()
    assert "bar" in parties(clone / "org" / "org.yaml", base)
    assert "bar" in parties(clone / "org", base)


@pytest.mark.parametrize("how", ["file", "link"])
def test_a_git_file_does_not_make_a_repository_of_plain_files(repository: Path, how: str) -> None:
    look_like_a_repository(repository / "evil", OTHER, "0" * 40)
    if how == "file":
        write(repository / "org" / ".git", "gitdir: ../evil\n")
    else:
        (repository / "org" / ".git").symlink_to("../evil")
    with pytest.raises(InternalMapError, match="it leads to files of a work tree"):
        load_revision(str(repository / "org" / "org.yaml"), "HEAD")


def nothing_there(entry: Path) -> None:
    entry.mkdir()


def no_way(entry: Path) -> None:
    write(entry, "gitdir: ../nowhere\n")


def no_text(entry: Path) -> None:
    entry.write_bytes(bytes(100))


def a_pipe(entry: Path) -> None:
    os.mkfifo(entry)


def a_circle(entry: Path) -> None:
    entry.symlink_to(".git")


def bad_settings(entry: Path) -> None:
    git(entry.parent, "init", "-q")
    write(entry / "config", "[core\n")


def unknown_form(entry: Path) -> None:
    git(entry.parent, "init", "-q")
    write(entry / "config", "[core]\n\trepositoryformatversion = 99\n")


def lost_work_tree(entry: Path) -> None:
    git(entry.parent, "init", "-q")
    git(entry.parent, "config", "core.worktree", "../../nowhere")


@pytest.mark.parametrize(
    "make",
    [
        nothing_there, no_way, no_text, a_pipe, a_circle, bad_settings, unknown_form,
        lost_work_tree,
    ],
)  # fmt: skip
def test_a_git_folder_that_is_none_is_told(repository: Path, make: Callable[[Path], None]) -> None:
    """Nor is the repository around it asked in its place."""
    look_like_a_repository(repository / "org", OTHER, "0" * 40)
    make(repository / "org" / ".git")
    with pytest.raises(InternalMapError) as caught:
        load_revision(str(repository / "org" / "org.yaml"), "HEAD")
    message = caught.value.message
    assert "org/.git is not a git repository that can be read: git says: " in message
    assert "--baseline" in caught.value.remedy


def test_a_link_does_not_lead_to_another_repository(repository: Path) -> None:
    inner = repository / "inner"
    write(inner / "org.yaml", OTHER)
    git(inner, "init", "-q", "-b", "main")
    commit_all(inner)
    assert "pub" in parties(inner / "org.yaml")
    (repository / "link.yaml").symlink_to("inner/org.yaml")
    (repository / "link").symlink_to(inner)
    (repository / "org" / "up").symlink_to("../inner")
    (repository.parent / "far").symlink_to("work/org/up")
    for path in ("link.yaml", "link/org.yaml", "link", "org/up", "org/../link", "../far/org.yaml"):
        with pytest.raises(InternalMapError, match="a link leads there"):
            load_revision(str(repository / path), "HEAD")
    (repository.parent / "near").symlink_to(repository)
    (repository / "same").symlink_to("org")
    (repository.parent / "nearer").symlink_to("near/same/org.yaml")
    for path in ("../near/org", "same/org.yaml", "../nearer"):
        assert "bar" in parties(repository / path)
    (repository / "round").symlink_to("round")
    assert load_revision(str(repository / "round"), "HEAD") is None


def test_what_is_replaced_or_grafted_counts_as_it_was(repository: Path) -> None:
    base = git(repository, "rev-parse", "HEAD").strip()
    write(repository / "org" / "org.yaml", OTHER)
    later = commit_all(repository)
    git(repository, "replace", base, later)
    write(repository / ".git" / "info" / "grafts", f"{later}\n")
    assert "bar" in parties(repository / "org" / "org.yaml", base)
    assert "bar" in parties(repository / "org" / "org.yaml", "HEAD~1")
    git(
        repository,
        "replace",
        later,
        git(repository, "commit-tree", "-m", "x", "-p", later, f"{later}^{{tree}}").strip(),
    )
    assert "bar" in parties(repository / "org" / "org.yaml", "HEAD~1")


def test_the_repository_of_another_user_is_not_read(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    kept = re.compile(internalmap.modelfile.git._KEPT.pattern + "|GIT_TEST_ASSUME_DIFFERENT_OWNER")
    monkeypatch.setattr(internalmap.modelfile.git, "_KEPT", kept)
    model = repository / "org" / "org.yaml"
    with pytest.raises(InternalMapError, match="belongs to another user") as caught:
        load_revision(str(model), "HEAD")
    assert caught.value.remedy.endswith(f"--add safe.directory {repository}")
    for number, text in enumerate(("1", "safe.directory", str(repository))):
        monkeypatch.setenv(
            ("GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0", "GIT_CONFIG_VALUE_0")[number], text
        )
    assert "bar" in parties(model)


# ------------------------------------------------------------------------ what must go on working


def test_linked_work_trees_and_submodules_are_repositories(
    repository: Path, tmp_path: Path
) -> None:
    git(repository, "worktree", "add", "-q", "../linked", "-b", "linked")
    write(tmp_path / "linked" / "org" / "org.yaml", OTHER)
    commit_all(tmp_path / "linked")
    assert "pub" in parties(tmp_path / "linked" / "org")
    assert "bar" in parties(tmp_path / "linked" / "org", "main")
    git(repository, "worktree", "add", "-q", "inside", "-b", "inside")
    assert "bar" in parties(repository / "inside" / "org")
    outer = tmp_path / "outer"
    outer.mkdir()
    git(outer, "init", "-q")
    git(outer, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(repository), "sub")
    commit_all(outer)
    assert (outer / "sub" / ".git").is_file()
    assert "bar" in parties(outer / "sub" / "org")


def test_a_bare_clone_with_work_trees_beside_it_is_a_repository(
    repository: Path, tmp_path: Path
) -> None:
    project = tmp_path / "project"
    git(tmp_path, "clone", "-q", "--bare", str(repository), "project/.bare")
    write(project / ".git", "gitdir: ./.bare\n")
    git(project, "worktree", "add", "-q", "tree", "main")
    assert "bar" in parties(project / "tree" / "org" / "org.yaml")
    alone = tmp_path / "alone"
    git(tmp_path, "clone", "-q", "--bare", str(repository), "alone")
    with pytest.raises(InternalMapError, match="is in no git repository"):
        load_revision(str(write(alone / "org.yaml", BAR)), "HEAD")


def test_shared_objects_odd_names_and_long_ids_are_read(repository: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--shared", str(repository), "shared")
    assert "bar" in parties(tmp_path / "shared" / "org")
    (tmp_path / "alias").symlink_to(repository)
    assert "bar" in parties(tmp_path / "alias" / "org" / "org.yaml")
    odd = os.fsdecode(b"\xff new\nline.yaml")
    write(repository / "org" / odd, "parties: {odd: }\n")
    commit_all(repository)
    assert "odd" in parties(repository / "org")
    assert parties(repository / "org" / odd) == ["odd"]
    new = tmp_path / "new"
    write(new / "org.yaml", BAR)
    git(new, "init", "-q", "--object-format=sha256")
    assert len(commit_all(new)) == 64
    assert "bar" in parties(new / "org.yaml")


def test_a_folder_without_a_title_keeps_its_name(repository: Path) -> None:
    found = load_revision(str(repository / "org"), "HEAD")
    assert found is not None
    assert found.title == "org"


def test_a_partial_clone_says_what_to_fetch(repository: Path, tmp_path: Path) -> None:
    git(repository, "config", "uploadpack.allowFilter", "true")
    write(repository / "org" / "org.yaml", OTHER)
    commit_all(repository)
    git(tmp_path, "clone", "-q", "--filter=blob:none", f"file://{repository}", "par tial")
    clone = tmp_path / "par tial"
    done = run("check", "org/org.yaml", "--since", "HEAD~1", cwd=clone)
    assert done.returncode == 2
    assert "it is a partial clone, and nothing is fetched here" in done.stderr
    fetch = done.stderr.partition("fetch them: ")[2].strip()
    subprocess.run(["sh", "-c", fetch], check=True)
    again = run("check", "org/org.yaml", "--since", "HEAD~1", cwd=clone)
    assert again.returncode == 0, again.stderr


# --------------------------------------------------------------------------- what is a revision


@pytest.mark.parametrize(
    ("revision", "remedy"),
    [
        ("", "Write a branch"),
        (" ", "Write a branch"),
        ("--all", "Write a branch"),
        ("-1", "Write a branch"),
        ("main\nmain", "Write a branch"),
        ("^main", "A range"),
        ("main..main", "A range"),
        ("main...main", "A range"),
        ("..", "A range"),
        ("main^!", "A range"),
        ("main^@", "A range"),
        ("main^-", "A range"),
        ("main^-1", "A range"),
        (":/x", "A colon"),
        (":0:org/org.yaml", "A colon"),
        ("main:org", "A colon"),
        ("main^{tree}", "A tree"),
        ("main^{tree}^{commit}", "A tree"),
        ("main:org/org.yaml^{blob}", "A colon"),
    ],
)
def test_what_is_not_one_commit_is_refused(repository: Path, revision: str, remedy: str) -> None:
    with pytest.raises(InternalMapError, match="is not a revision") as caught:
        load_revision(str(repository / "org"), revision)
    assert caught.value.remedy.startswith(remedy)


def test_whatever_names_one_commit_is_a_revision(repository: Path) -> None:
    first = git(repository, "rev-parse", "HEAD").strip()
    git(repository, "tag", "-am", "x", "v1")
    git(repository, "tag", "-am", "x", "v1-again", "v1")
    write(repository / "org" / "org.yaml", OTHER)
    commit_all(repository)
    for revision in (
        first, first[:8], "v1", "v1-again", "v1^{}", "v1^0", "HEAD~1", "main^", "@~", "main@{1}",
        "v1-0-g" + first[:9], "refs/tags/v1", "tags/v1", "main^{/x}~1",
    ):  # fmt: skip
        assert "bar" in parties(repository / "org", revision), revision
    assert "pub" in parties(repository / "org", "main@{2099-01-01 12:00:00}")
    for part in ("HEAD^{tree}", "HEAD:org", "HEAD:org/org.yaml"):
        id = git(repository, "rev-parse", part).strip()
        with pytest.raises(InternalMapError, match="git knows no revision"):
            load_revision(str(repository / "org"), id)


# ------------------------------------------------------------------------------------- bounds


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How much each object has that is read."""
    found: list[int] = []
    whole = Objects.read

    def read(self: Objects, id: str) -> bytes:
        data = whole(self, id)
        found.append(len(data))
        return data

    monkeypatch.setattr(Objects, "read", read)
    return found


def bound(monkeypatch: pytest.MonkeyPatch, **bounds: int) -> None:
    for name, number in bounds.items():
        for module in (commits, revisions):
            if hasattr(module, name):
                monkeypatch.setattr(module, name, number)


def test_only_what_belongs_to_the_model_is_read(
    repository: Path, monkeypatch: pytest.MonkeyPatch, sizes: list[int]
) -> None:
    main = write(repository / "org" / "main.yaml", "include: [parts/*.yaml]\nparties: {x: }\n")
    write(repository / "org" / "parts" / "y.yaml", "parties: {y: }\n")
    write(repository / "org" / "parts" / "y.json", "#" * 20_000)
    write(repository / "org" / "data" / "z.yaml", "#" * 20_000)
    write(repository / "more" / "z.yaml", "#" * 20_000)
    commit_all(repository)
    bound(monkeypatch, MAX_BYTES=10_000, MAX_TOTAL=10_000)
    assert parties(main) == ["x", "y"]
    assert max(sizes) < 10_000


def test_what_is_too_large_is_told_and_not_read(
    repository: Path, monkeypatch: pytest.MonkeyPatch, sizes: list[int]
) -> None:
    text = "include: ['*/*.yaml', '*/*.json']\nparties: {x: }\n"
    main = write(repository / "org" / "main.yaml", text)
    write(repository / "org" / "parts" / "a.yaml", "#" * (1024 * 1024 + 1))
    write(repository / "org" / "parts" / "b.json", " " * (1024 * 1024 + 1))
    commit_all(repository)
    bound(monkeypatch, MAX_BYTES=1024 * 1024)
    for model in (main, main.parent):
        with pytest.raises(InvalidModel) as caught:
            load_revision(str(model), "HEAD")
        assert str(caught.value) == (
            "HEAD:org/parts/a.yaml: is larger than 1 MiB\n\n"
            "HEAD:org/parts/b.json: is larger than 1 MiB"
        )
    assert max(sizes) < 10_000
    done = run("check", "org/main.yaml", "--since", "HEAD", cwd=repository)
    assert "Traceback" not in done.stderr


def test_what_is_too_large_together_is_told(
    repository: Path, monkeypatch: pytest.MonkeyPatch, sizes: list[int]
) -> None:
    for number in range(10):
        write(repository / "org" / f"{number}.yaml", "#" * 500_000)
    commit_all(repository)
    bound(monkeypatch, MAX_BYTES=1024 * 1024, MAX_TOTAL=2 * 1024 * 1024)
    with pytest.raises(InvalidModel, match="HEAD:org: the files of it that are read have more"):
        load_revision(str(repository / "org"), "HEAD")
    assert sum(sizes) < 2.1 * 1024 * 1024


def made_tree(folder: Path, *entries: tuple[str, bytes, str]) -> str:
    """A tree, whatever git thinks of it."""
    data = b"".join(
        mode.encode("ascii") + b" " + name + b"\0" + bytes.fromhex(id) for mode, name, id in entries
    )
    done = subprocess.run(
        ["git", "hash-object", "-t", "tree", "-w", "--literally", "--stdin"],
        cwd=folder, input=data, capture_output=True, check=True,
    )  # fmt: skip
    return done.stdout.decode("ascii").strip()


def made_commit(folder: Path, tree: str) -> str:
    return git(folder, "commit-tree", "-m", "x", tree).strip()


def test_few_trees_that_name_millions_of_files_are_given_up(
    repository: Path, monkeypatch: pytest.MonkeyPatch, sizes: list[int]
) -> None:
    blob = git(repository, "rev-parse", "HEAD:org/org.yaml").strip()
    tree = made_tree(repository, *(("100644", b"%d.yaml" % n, blob) for n in range(10)))
    for _ in range(10):
        tree = made_tree(repository, *(("40000", b"%d" % n, tree) for n in range(10)))
    bomb = made_commit(repository, tree)
    bound(monkeypatch, MAX_NAMES=1000)
    with pytest.raises(InvalidModel, match=f"{bomb}: more than 1,000 names of files would have"):
        load_revision(str(repository), bomb)
    assert len(sizes) < 1010
    deep = made_tree(repository, ("100644", b"x.yaml", blob))
    for _ in range(600):
        deep = made_tree(repository, ("40000", b"x", deep))
    chain = made_commit(repository, deep)
    with pytest.raises(InvalidModel, match="a path in it is longer than 1,000 bytes"):
        load_revision(str(repository), chain)
    assert load_revision(str(repository / ("x/" * 600 + "x.yaml")), chain) is None


@pytest.mark.parametrize("name", [b"..", b".", b"a/../../../../x.yaml", b"/x.yaml", b""])
def test_a_name_that_leaves_the_folder_is_refused(repository: Path, name: bytes) -> None:
    blob = git(repository, "rev-parse", "HEAD:org/org.yaml").strip()
    inner = made_tree(repository, ("100644", b"x.yaml", blob))
    for entry in (("100644", name, blob), ("40000", name, inner)):
        commit = made_commit(repository, made_tree(repository, entry))
        with pytest.raises(InvalidModel, match="is no name of a file"):
            load_revision(str(repository), commit)


@pytest.mark.skipif(sys.platform != "linux", reason="bounds the memory of others on Linux alone")
def test_git_itself_may_take_only_so_much_memory(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blob = git(repository, "rev-parse", "HEAD:org/org.yaml").strip()
    large = made_tree(repository, *(("100644", b"%02d" % n * 10**6, blob) for n in range(20)))
    commit = made_commit(repository, large)
    monkeypatch.setattr(internalmap.modelfile.git, "MEMORY", 16 * 1024 * 1024)
    with pytest.raises(InternalMapError, match="git cannot read an object"):
        load_revision(str(repository), commit)
    assert "bar" in parties(repository / "org")


def test_a_damaged_object_is_told(repository: Path) -> None:
    blob = git(repository, "rev-parse", "HEAD:org/org.yaml").strip()
    path = repository / ".git" / "objects" / blob[:2] / blob[2:]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(InternalMapError, match="git cannot read an object") as caught:
        load_revision(str(repository / "org"), "HEAD")
    assert "git fsck" in caught.value.remedy
    path.unlink()
    with pytest.raises(InternalMapError, match="the repository lacks files of 'HEAD'"):
        load_revision(str(repository / "org"), "HEAD")


def test_a_link_in_place_of_the_model_is_told(repository: Path) -> None:
    (repository / "now.yaml").symlink_to("org/org.yaml")
    commit_all(repository)
    (repository / "now.yaml").unlink()
    write(repository / "now.yaml", BAR)
    done = run("check", "now.yaml", "--since", "HEAD", cwd=repository)
    assert done.returncode == 0
    told = " ".join(done.stdout.split())
    assert "so all counts as new, and nothing fails: HEAD:now.yaml: is a link" in told


def test_what_is_told_of_an_include_names_no_copy(repository: Path) -> None:
    text = "include: [parts, none/*.yaml]\nparties: {x: }\n"
    write(repository / "org" / "main.yaml", text)
    write(repository / "org" / "parts" / "y.yaml", "parties: {y: }\n")
    commit_all(repository)
    with pytest.raises(InvalidModel) as caught:
        load_revision(str(repository / "org" / "main.yaml"), "HEAD")
    told = str(caught.value)
    assert "HEAD:org/main.yaml:1:11: 'parts' matches no file" in told
    assert "It is a folder: write 'parts/*.yaml'." in told
    assert "It is looked for in 'HEAD:org'" in told
    assert "tmp" not in told


@pytest.mark.parametrize("error", [KeyboardInterrupt, InvalidModel])
def test_git_ends_and_no_copy_stays_whatever_happens(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Started(subprocess.Popen[bytes]):
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self)

    def interrupted(*_: object) -> None:
        raise error(())

    monkeypatch.setattr(subprocess, "Popen", Started)
    monkeypatch.setattr(revisions, "load_with", interrupted)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    with pytest.raises(error):
        load_revision(str(repository / "org"), "HEAD")
    assert len(started) >= 4
    assert all(each.returncode is not None for each in started)
    assert os.listdir(tmp_path / "scratch") == []


def test_a_git_that_does_not_answer_is_ended(
    repository: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(internalmap.modelfile.git, "SECONDS", 0)
    with pytest.raises(InternalMapError, match="git did not answer within 0 seconds"):
        load_revision(str(repository / "org"), "HEAD")


# --------------------------------------------------------------------- globs, here and on disk

NAMES = st.sampled_from(["a", "b.yaml", ".c", "d e", "[f]"])
FILES = st.recursive(
    st.just("x"), lambda inner: st.dictionaries(NAMES, inner, max_size=3), max_leaves=8
)
PATTERNS = st.lists(
    st.sampled_from(["**", "*", "*.yaml", "a", ".*", "?", "[[]f]", "."]), min_size=1, max_size=4
)


class StillMetNeed(Objects):
    """Trees that are held here."""

    def __init__(self) -> None:
        self.held: dict[str, bytes] = {}

    def add(self, files: Any) -> str:
        data = b""
        if isinstance(files, dict):
            for name, inner in files.items():
                mode = b"40000" if isinstance(inner, dict) else b"100644"
                data += mode + b" " + name.encode() + b"\0" + bytes.fromhex(self.add(inner))
        id = sha1(data, usedforsecurity=False).hexdigest()
        self.held[id] = data
        return id

    def size(self, name: str) -> tuple[str, int]:
        return name, len(self.held[name])

    def read(self, id: str) -> bytes:
        return self.held[id]


def put(folder: Path, files: Any) -> None:
    folder.mkdir()
    for name, inner in files.items():
        if isinstance(inner, dict):
            put(folder / name, inner)
        else:
            (folder / name).touch()


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(NAMES, FILES, max_size=4), PATTERNS)
def test_a_glob_means_the_same_in_a_commit_and_on_disk(files: Any, steps: list[str]) -> None:
    pattern = "/".join(steps)
    held = StillMetNeed()
    tree = Tree(Entry(held.add(files), b"40000", held), "x")
    with TemporaryDirectory() as scratch:
        put(Path(scratch, "x"), files)
        assert expand(pattern, "", tree) == expand(pattern, os.path.join(scratch, "x"))
