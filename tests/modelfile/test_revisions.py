"""Models as they stood in a git repository, and what is new since."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import internalmap
from command import run
from internalmap import InternalMapError
from internalmap.api.check import judge
from internalmap.api.parts.versions import settings_as_they_stood
from internalmap.api.query import Query
from internalmap.model.relabel import renamed
from internalmap.modelfile.revisions import load_revision
from internalmap.rules.baseline import baseline_text, read_baseline
from internalmap.rules.comparison import compared

BAR = """\
parties:
  guests: {kind: customer, needs: [bar]}
  bar:
  archive:
"""


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one model in a folder, committed."""
    folder = tmp_path / "work"
    (folder / "models" / "parts").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    (folder / "models" / "org.yaml").write_text(BAR, encoding="utf-8")
    (folder / "README.md").write_text("no model", encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    return folder


def test_a_file_a_folder_and_includes_are_read_as_they_stood(repository: Path) -> None:
    models = repository / "models"
    main = models / "main.yml"
    main.write_text("include: ['parts/*.yaml']\nparties: {x: }\n", encoding="utf-8")
    (models / "parts" / "æ ø.yaml").write_text("parties: {y: }\n", encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "two")
    main.write_text("broken: [", encoding="utf-8")
    (models / "org.yaml").unlink()
    found = load_revision(str(main), "HEAD")
    assert found is not None
    assert list(found.parties) == ["x", "y"]
    older = load_revision(str(models / "org.yaml"), "HEAD~1")
    assert older is not None
    assert list(older.parties) == ["archive", "bar", "guests"]
    assert load_revision(str(main), "HEAD~1") is None
    folder = load_revision(str(models), "HEAD~1")
    assert folder is not None
    assert list(folder.parties) == ["archive", "bar", "guests"]
    whole = load_revision(str(repository), "HEAD~1")
    assert whole is not None
    assert git(repository, "status", "--short") != ""  # nothing was checked out


@pytest.mark.parametrize(
    ("revision", "problem"),
    [
        ("--output=/tmp/x", "is not a revision"),
        ("", "is not a revision"),
        ("nowhere", "git knows no revision 'nowhere'"),
        ("HEAD:README.md", "is not a revision"),
    ],
)
def test_a_revision_that_is_none_is_refused(repository: Path, revision: str, problem: str) -> None:
    with pytest.raises(InternalMapError, match=problem):
        load_revision(str(repository / "models" / "org.yaml"), revision)


def test_a_path_outside_any_repository_is_told(tmp_path: Path) -> None:
    model = tmp_path / "org.yaml"
    model.write_text(BAR, encoding="utf-8")
    done = run("check", str(model), "--since", "HEAD")
    assert done.returncode == 2
    assert "is in no git repository" in done.stderr
    assert "--baseline" in done.stderr


def test_a_link_in_an_old_revision_is_not_followed(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("parties: {secret: }", encoding="utf-8")
    (repository / "models" / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "two")
    found = load_revision(str(repository / "models"), "HEAD")
    assert found is not None
    assert "secret" not in found.parties


def test_a_shallow_clone_says_what_to_fetch(repository: Path, tmp_path: Path) -> None:
    git(repository, "commit", "-q", "--allow-empty", "-m", "two")
    git(tmp_path, "clone", "-q", "--depth=1", f"file://{repository}", "shallow")
    clone = tmp_path / "shallow"
    done = run("check", "models/org.yaml", "--since", "HEAD~1", cwd=clone)
    assert done.returncode == 2
    assert "shallow clone" in done.stderr
    assert "git fetch" in done.stderr


def test_since_tells_only_what_is_new(repository: Path) -> None:
    model = repository / "models" / "org.yaml"
    first = run("check", "models/org.yaml", cwd=repository)
    assert first.returncode == 0  # a whole unit is a warning
    assert "no-customer" in first.stdout
    same = run("check", "models/org.yaml", "--since", "HEAD", "-f", "json", cwd=repository)
    result = json.loads(same.stdout)
    assert result["findings"] == []
    assert result["summary"]["old"] > 1
    model.write_text(BAR.replace("bar:", "bar: {needs: [till]}\n  till: {kind: system}"))
    done = run("check", "models/org.yaml", "--since", "HEAD", "-f", "json", cwd=repository)
    assert done.returncode == 1
    new = json.loads(done.stdout)["findings"]
    assert {(each["rule"], tuple(each["parties"])) for each in new} == {
        ("single-point-of-failure", ("till",)),
        ("no-standard", ()),
    } or {each["rule"] for each in new} == {"single-point-of-failure"}


def test_a_finding_that_comes_to_stop_more_is_new_and_moved_lines_are_not(
    repository: Path,
) -> None:
    model = repository / "models" / "org.yaml"
    model.write_text("# a comment\n\n" + BAR.replace("  archive:\n", "") + "  archive:\n")
    moved = run("check", "models/org.yaml", "--since", "HEAD", "-f", "json", cwd=repository)
    assert json.loads(moved.stdout)["findings"] == []
    model.write_text(BAR + "  vips: {kind: customer, needs: [bar]}\n")
    grown = run("check", "models/org.yaml", "--since", "HEAD", "-f", "json", cwd=repository)
    stops = [
        each["stops"]
        for each in json.loads(grown.stdout)["findings"]
        if each["rule"] == "single-point-of-failure"
    ]
    assert stops == [["guests", "vips"]]


def test_a_new_name_is_no_new_finding() -> None:
    old = internalmap.loads(BAR)
    new = internalmap.loads(BAR.replace("bar", "pub").replace("pub:", "pub: {was: [bar]}"))
    result, now = judge(new, Query())
    _, before = judge(old, Query())
    assert result.findings
    assert compared(before, now, renamed(old, new)).new == ()


def test_an_older_model_that_cannot_be_used_makes_all_new(repository: Path) -> None:
    model = repository / "models" / "org.yaml"
    model.write_text("parties: [", encoding="utf-8")
    git(repository, "commit", "-qam", "broken")
    model.write_text(BAR, encoding="utf-8")
    done = run("check", "models/org.yaml", "--since", "HEAD", cwd=repository)
    assert done.returncode == 0
    assert "cannot be used, so all counts as new" in done.stdout + done.stderr
    assert "no-customer" in done.stdout


# --------------------------------------------------------------------------------- baselines


def test_a_baseline_holds_what_is_there_and_tells_what_is_gone(tmp_path: Path) -> None:
    model = tmp_path / "org.yaml"
    model.write_text(BAR, encoding="utf-8")
    written = run("check", "org.yaml", "--write-baseline", "base.json", cwd=tmp_path)
    assert written.returncode == 0
    base = (tmp_path / "base.json").read_text(encoding="utf-8")
    _, judged = judge(internalmap.load(model), Query(), model="org.yaml")
    assert base == baseline_text({"org.yaml": judged}, lambda _: True)
    same = run("check", "org.yaml", "--baseline", "base.json", "-f", "json", cwd=tmp_path)
    assert json.loads(same.stdout)["findings"] == []
    model.write_text(BAR.replace("  archive:\n", ""), encoding="utf-8")
    less = run("check", "org.yaml", "--baseline", "base.json", "-f", "json", cwd=tmp_path)
    gone = json.loads(less.stdout)["gone_from_baseline"]
    assert len(gone) == 1
    assert gone[0] in base


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", 'does not say "internalmap": 1'),
        ('{"internalmap": 2, "findings": []}', 'does not say "internalmap": 1'),
        ('{"internalmap": 1}', "not a list"),
        ('{"internalmap": 1, "findings": [1]}', "finding 1 does not have the keys"),
        ('{"internalmap": 1, "findings": [{"rule": "x"}]}', "does not have the keys"),
    ],
    ids=range(7),
)
def test_a_baseline_of_the_wrong_shape_is_told(text: str, reason: str, tmp_path: Path) -> None:
    path = tmp_path / "base.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InternalMapError, match=reason):
        read_baseline(str(path))


def test_a_baseline_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text(BAR, encoding="utf-8")
    done = run("check", "org.yaml", "--baseline", "base.json", cwd=tmp_path)
    assert done.returncode == 2
    assert "base.json cannot be read: no such file" in done.stderr
    assert "--write-baseline" in done.stderr


# --------------------------------------------------------------------- what must not be mistaken


def test_two_models_of_the_same_name_elsewhere_are_two(tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    paths = []
    for name, importance in (("ra", "essential"), ("rb", "helpful")):
        folder = tmp_path / name
        folder.mkdir()
        git(folder, "init", "-q", "-b", "main")
        model = folder / "org.yaml"
        risky = (
            "parties: {g: {kind: customer, needs: [{from: b, importance: %s}]}, b: {headcount: 1}}"
        )
        model.write_text(risky % importance, encoding="utf-8")
        git(folder, "add", "-A")
        git(folder, "commit", "-qm", "one")
        model.write_text(risky % "essential", encoding="utf-8")
        paths.append(str(model))
    done = run("check", *paths, "--since", "HEAD", "-f", "json", cwd=here)
    assert done.returncode == 1
    errors = [each for each in json.loads(done.stdout)["findings"] if each["severity"] == "error"]
    assert len(errors) == 1


def test_one_model_by_two_names_is_one(repository: Path) -> None:
    model = repository / "models" / "org.yaml"
    names = ["models/org.yaml", "./models/org.yaml", str(model), "models/../models/org.yaml"]
    done = run("check", *names, "-f", "json", cwd=repository)
    assert json.loads(done.stdout)["models"] == ["models/org.yaml"]


def test_the_repository_of_a_hook_is_not_taken_for_that_of_the_model(repository: Path) -> None:
    done = run(
        "check", "models/org.yaml", "--since", "HEAD", "-f", "json", cwd=repository,
        GIT_DIR=str(repository / ".git"), GIT_INDEX_FILE="index",
    )  # fmt: skip
    result = json.loads(done.stdout)
    assert result["findings"] == []
    assert result["summary"]["old"] > 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (  # a pair, whose order follows the ids
            "parties: {g: {kind: customer, needs: [{from: [anna, zed]}]}, anna: , zed: }",
            "parties: {g: {kind: customer, needs: [{from: [anna, aaa]}]}, anna: , "
            "aaa: {was: [zed]}}",
        ),
        (  # a policy that names the id of today
            "parties: {a: {needs: [w]}, w: }\n"
            "check: {policies: [{name: p, kind: forbidden, reason: r, customers: [a], "
            "suppliers: [w]}]}",
            "parties: {a: {needs: [v]}, v: {was: [w]}}\n"
            "check: {policies: [{name: p, kind: forbidden, reason: r, customers: [a], "
            "suppliers: [v]}]}",
        ),
        (  # a circle, which begins with the smallest id
            "parties: {g: {kind: customer, needs: [k]}, k: {needs: [m]}, m: {needs: [k]}}",
            "parties: {g: {kind: customer, needs: [k]}, k: {needs: [b]}, "
            "b: {needs: [k], was: [m]}}",
        ),
    ],
    ids=["pair", "policy", "circle"],
)
def test_a_new_name_is_no_new_finding_whatever_follows_from_ids(old: str, new: str) -> None:
    before, now = internalmap.loads(old), internalmap.loads(new)
    ids = renamed(before, now)
    _, older = judge(before, Query(), settings=settings_as_they_stood(now.check, before.check, ids))
    result, newer = judge(now, Query())
    assert result.findings
    assert compared(older, newer, ids).new == ()


def test_a_finding_that_got_worse_is_new(repository: Path) -> None:
    model = repository / "models" / "org.yaml"
    covered = (
        "parties: {g: {kind: customer, needs: [{from: it, buffer: 4h, within: 1h}]}, "
        "it: {headcount: 1%s}}"
    )
    model.write_text(covered % ", restore: 1h", encoding="utf-8")
    git(repository, "commit", "-qam", "covered")
    model.write_text(covered % "", encoding="utf-8")
    done = run("check", "models/org.yaml", "--since", "HEAD", cwd=repository)
    assert done.returncode == 1


def test_a_baseline_is_not_spoilt_by_a_model_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "good.yaml").write_text(BAR, encoding="utf-8")
    (tmp_path / "bad.yaml").write_text("parties: [", encoding="utf-8")
    run("check", "good.yaml", "--write-baseline", "b.json", cwd=tmp_path)
    before = (tmp_path / "b.json").read_bytes()
    done = run("check", "good.yaml", "bad.yaml", "--write-baseline", "b.json", cwd=tmp_path)
    assert done.returncode == 2
    assert (tmp_path / "b.json").read_bytes() == before


def test_a_baseline_means_the_same_from_any_folder_and_with_fewer_rules(tmp_path: Path) -> None:
    inner = tmp_path / "models"
    inner.mkdir()
    (inner / "org.yaml").write_text(BAR, encoding="utf-8")
    run("check", "org.yaml", "--write-baseline", "b.json", cwd=inner)
    for path, baseline, folder in (
        ("models/org.yaml", "models/b.json", tmp_path),
        ("./org.yaml", "b.json", inner),
    ):
        done = run("check", path, "--baseline", baseline, "-f", "json", cwd=folder)
        assert json.loads(done.stdout)["findings"] == [], done.stdout
    fewer = run(
        "check", "org.yaml", "--baseline", "b.json", "--select", "policy", "-f", "json", cwd=inner
    )
    assert json.loads(fewer.stdout)["gone_from_baseline"] == []


def test_results_name_no_temporary_folder(repository: Path) -> None:
    model = repository / "models" / "org.yaml"
    model.write_text("parties: [", encoding="utf-8")
    git(repository, "commit", "-qam", "broken")
    model.write_text(BAR, encoding="utf-8")
    done = run("check", "models/org.yaml", "--since", "HEAD", "-f", "sarif", cwd=repository)
    assert "internalmap-" not in done.stdout + done.stderr
    broken = run("check", str(model.with_name("no.yaml")), "-f", "markdown", cwd=repository / "..")
    assert str(repository) not in broken.stdout
