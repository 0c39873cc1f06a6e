"""Settings of the checks that models share: `check: {extends: FILE}`."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import internalmap
from command import run
from internalmap.errors import InvalidModel
from internalmap.model.settings import CheckSettings
from internalmap.modelfile.revisions import load_revision
from modelfile.test_revisions import git

PARTIES = """\
parties:
  guests: {kind: customer, needs: [desk]}
  desk: {needs: [{service: Network, from: it}]}
  it: {headcount: 2}
"""
POLICY = "{name: %s, kind: forbidden, customers: [guests], suppliers: [%s], reason: far}"
SHARED = f"""\
check:
  fail_on: warning
  rules:
    no-standard: off
    low-satisfaction: {{severity: error, min_satisfaction: 3.5}}
  policies:
    - {POLICY % ("One", "it")}
    - {POLICY % ("Two", "desk")}
"""


@pytest.fixture
def top(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The top of a work tree, which is the current folder, with settings in it."""
    folder = tmp_path / "work"
    write(folder, "settings.yaml", SHARED)
    git(folder, "init", "-q", "-b", "main")
    monkeypatch.chdir(folder)
    return folder


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def extending(reference: str, more: str = "") -> str:
    return f"{PARTIES}check: {{extends: {json.dumps(reference)}{more}}}\n"


def settings(folder: Path, text: str, name: str = "teams/a/org.yaml") -> CheckSettings:
    return internalmap.load(write(folder, name, text)).check


def refused(folder: Path, text: str, name: str = "teams/a/org.yaml") -> str:
    with pytest.raises(InvalidModel) as caught:
        internalmap.load(os.path.relpath(write(folder, name, text)))
    return str(caught.value)


def test_what_the_file_says_holds_as_if_it_stood_in_the_model(top: Path) -> None:
    def flat(one: CheckSettings) -> object:
        rules = {rule: (each.severity, each.values) for rule, each in one.rules.items()}
        return one.fail_on, one.units, rules, [(each.name, each.groups) for each in one.policies]

    whole = flat(settings(top, PARTIES + SHARED, "alone.yaml"))
    assert flat(settings(top, extending("../../settings.yaml"))) == whole
    as_json = {"check": {**internalmap_settings(), "policies": []}, "parties": {"x": {"y": 1}}}
    write(top, "teams/shared.json", json.dumps(as_json))
    found = settings(top, extending("../shared.json"))
    assert (found.fail_on, found.policies) == ("warning", ())
    assert "x" not in internalmap.load(top / "teams/a/org.yaml").parties


def internalmap_settings() -> dict[str, object]:
    return {"fail_on": "warning", "rules": {"no-standard": "off"}}


def test_what_the_model_says_itself_goes_before(top: Path) -> None:
    own = (
        ", fail_on: note, rules: {no-standard: error, low-satisfaction: {min_satisfaction: 2}}"
        f", policies: [{POLICY % ('Two', 'it')}]"
    )
    found = settings(top, extending("../../settings.yaml", own))
    assert found.fail_on == "note"
    assert found.rules["no-standard"].severity == "error"
    assert found.rules["low-satisfaction"].severity == "error"
    assert found.rules["low-satisfaction"].values == {"min_satisfaction": 2}
    assert [(each.name, each.groups["suppliers"]) for each in found.policies] == [
        ("One", ("it",)), ("Two", ("it",)),
    ]  # fmt: skip


def test_an_included_file_and_one_of_a_folder_extend_from_their_own_folder(top: Path) -> None:
    write(top, "teams/a/more/check.yaml", 'check: {extends: "../../../settings.yaml"}\n')
    included = settings(top, f"include: [more/*.yaml]\n{PARTIES}")
    folder = internalmap.load(write(top, "teams/a/org.yaml", PARTIES).parent).check
    assert len(included.policies) == len(folder.policies) == 2


def test_what_is_wrong_in_the_file_is_told_at_its_place_there(top: Path) -> None:
    write(
        top,
        "settings.yaml",
        "check:\n  rules: {bogus: off, low-satisfaction: {min_satisfaction: 9}}\n"
        "  policies:\n  - {name: One, kind: forbidden}\nelse: {}\n",
    )
    message = refused(top, extending("../../settings.yaml").replace("2}", "two}"))
    for told in (
        "teams/a/org.yaml:4:19: ",
        "settings.yaml:2:11: there is no rule 'bogus'",
        "settings.yaml:2:60: 9 is not between 1 and 5",
        "settings.yaml:4:5: 'reason', 'customers' and 'suppliers' are missing",
    ):
        assert told in message, message
    assert "else" not in message
    write(top, "settings.yaml", "check:\n  rules: {no-standard: off, no-standard: on}\n")
    assert "settings.yaml:2:29: 'no-standard' stands twice" in refused(
        top, extending("../../settings.yaml")
    )


def test_a_policy_of_the_file_is_found_at_its_place_there(top: Path) -> None:
    write(top, "teams/a/org.yaml", extending("../../settings.yaml"))
    done = run("check", "org.yaml", "--select", "policy", "-f", "github", cwd=top / "teams" / "a")
    assert done.returncode == 1
    done = run("check", "org.yaml", "--select", "policy", "-f", "json", cwd=top / "teams" / "a")
    related = [each for row in json.loads(done.stdout)["findings"] for each in row["related"]]
    assert {each["path"] for each in related if each["message"] == "the policy"} == {
        "../../settings.yaml"
    }
    overwriting = run("check", "org.yaml", "-f", "json", "-o", "../../settings.yaml",
                      cwd=top / "teams" / "a")  # fmt: skip
    assert overwriting.returncode == 2
    assert (top / "settings.yaml").read_text(encoding="utf-8") == SHARED


def test_one_level_is_extended_and_no_more(top: Path) -> None:
    write(top, "more.yaml", 'check: {extends: "settings.yaml"}\n')
    message = refused(top, extending("../../more.yaml"))
    assert message.startswith("more.yaml:1:9: a file of settings cannot extend another")
    assert "cannot extend another" in refused(top, extending("org.yaml"), "org.yaml")


@pytest.mark.parametrize(
    ("reference", "fault"),
    [
        ("../../../outside.yaml", "leaves the git work tree"),
        ("../../../work/../outside.yaml", "leaves the git work tree"),
        ("/etc/hosts.yaml", "is not a path from the folder of this file"),
        ("\\\\server\\x.yaml", "is not a path from the folder of this file"),
        ("C:/x.yaml", "is not a path from the folder of this file"),
        ("https://example.org/x.yaml", "is an address"),
        ("../../.git/x.yaml", "is hidden"),
        ("../../.hidden.yaml", "is hidden"),
        ("../../.git/config", "is hidden"),
        ("../../notes.txt", "is another kind of file"),
        ("../../teams", "is another kind of file"),
        ("../../folder.yaml", "there is no file '../../folder.yaml'"),
        ("../../pipe.yaml", "there is no file '../../pipe.yaml'"),
        ("../../nowhere.yaml", "there is no file '../../nowhere.yaml'"),
        ("../../*.yaml", "there is no file '../../*.yaml'"),
        ("../../out.yaml", "is a link that leaves the folder"),
        ("../../linked/secret.yaml", "is a link that leaves the folder"),
        ("../../config.yaml", "is a link to another kind of file"),
        ("../../dotted.yaml", "is a link to a hidden file"),
    ],
)
def test_nothing_else_is_read(top: Path, reference: str, fault: str) -> None:
    write(top.parent, "outside.yaml", "check: {fail_on: never-shown}\n")
    write(top.parent, "else/secret.yaml", "check: {fail_on: never-shown}\n")
    write(top, "notes.txt", "check: {fail_on: never-shown}\n")
    write(top, ".hidden.yaml", "check: {fail_on: never-shown}\n")
    (top / "folder.yaml").mkdir()
    os.mkfifo(top / "pipe.yaml")
    for link, to in (
        ("out.yaml", "../outside.yaml"),
        ("linked", "../else"),
        ("config.yaml", ".git/config"),
        ("dotted.yaml", ".hidden.yaml"),
    ):
        os.symlink(to, top / link)
    message = refused(top, extending(reference))
    assert message.startswith("teams/a/org.yaml:5:18: ")
    assert fault in message
    assert "never-shown" not in message


def test_a_link_to_settings_inside_is_followed(top: Path) -> None:
    os.symlink("settings.yaml", top / "same.yaml")
    assert settings(top, extending("../../same.yaml")).fail_on == "warning"


SECRETS = {
    "list": "- hunter2\n",
    "text": "hunter2\n",
    "mapping": "password: hunter2\n",
    "broken": "password: [hunter2\n  x: {\n",
    "check-is-text": "check: hunter2\n",
    "check-is-list": "check: [hunter2]\n",
    "check-is-of-another": "check: {password: hunter2}\n",
    "broken-elsewhere": "check: {fail_on: error}\npassword: [hunter2, hunter2: x: y]\nz: {a: b\n",
    "table": "name,password\na,hunter2\nb,hunter2\n",
    "xml": "<password>hunter2</password>\n",
    "empty": "",
    "latin": "check: {fail_on: error}\n# hunter2 \udce9\n",
    "json": '{"password": "hunter2"}',
}


@pytest.mark.parametrize("kind", SECRETS)
@pytest.mark.parametrize("ending", ["yaml", "json"])
def test_nothing_is_shown_of_a_file_that_is_no_settings_file(
    top: Path, kind: str, ending: str
) -> None:
    (top / f"secret.{ending}").write_bytes(SECRETS[kind].encode("utf-8", "surrogateescape"))
    message = refused(top, extending(f"../../secret.{ending}"))
    assert "hunter2" not in message and "name,password" not in message, message
    assert message.startswith(f"teams/a/org.yaml:5:18: '../../secret.{ending}' ")
    git(top, "add", "-A")
    git(top, "commit", "-qm", "x")
    with pytest.raises(InvalidModel) as caught:
        load_revision("teams/a/org.yaml", "HEAD")
    assert "hunter2" not in str(caught.value)
    assert "HEAD:teams/a/org.yaml:5:18: " in str(caught.value)


def test_without_a_work_tree_the_models_folder_is_not_left(tmp_path: Path) -> None:
    write(tmp_path, "settings.yaml", SHARED)
    write(tmp_path, "models/shared/settings.yaml", SHARED)
    inside = settings(tmp_path, extending("shared/settings.yaml"), "models/org.yaml")
    assert len(inside.policies) == 2
    message = refused(tmp_path, extending("../settings.yaml"), "models/org.yaml")
    assert "leaves the folder of the model, which is in no git work tree" in message


def test_a_text_and_standard_input_extend_nothing(top: Path) -> None:
    with pytest.raises(InvalidModel, match="a text cannot extend settings"):
        internalmap.loads(extending("settings.yaml"))
    done = run("analyze", "-", stdin=extending("settings.yaml"), cwd=top)
    assert done.returncode == 2
    assert "standard input cannot extend settings: it has no folder" in done.stderr


# ------------------------------------------------------------------------------ older versions


def test_the_older_version_has_the_settings_of_then(top: Path) -> None:
    write(top, "teams/a/org.yaml", extending("../../settings.yaml"))
    git(top, "add", "-A")
    git(top, "commit", "-qm", "one")
    write(top, "settings.yaml", SHARED.replace("suppliers: [it]", "suppliers: [desk]"))
    write(top, "teams/a/more.yaml", "x: 1\n")
    for model in ("teams/a/org.yaml", str(top / "teams/a/org.yaml")):
        old = load_revision(model, "HEAD")
        assert old is not None
        assert [each.groups["suppliers"] for each in old.check.policies] == [("it",), ("desk",)]
        now = internalmap.load(model)
        assert [each.groups["suppliers"] for each in now.check.policies] == [("desk",), ("desk",)]
    done = run("check", "teams/a/org.yaml", "--since", "HEAD", "-f", "json", cwd=top)
    assert "counts as new" not in done.stderr
    assert run("diff", "teams/a/org.yaml", "--since", "HEAD", cwd=top).returncode == 0


def test_what_is_wrong_in_the_settings_of_then_is_told_at_its_place(top: Path) -> None:
    write(top, "settings.yaml", "check: {rules: {bogus: off}}\n")
    write(top, "teams/a/org.yaml", extending("../../settings.yaml"))
    git(top, "add", "-A")
    git(top, "commit", "-qm", "one")
    with pytest.raises(InvalidModel, match=r"HEAD:settings.yaml:1:17: there is no rule 'bogus'"):
        load_revision("teams/a/org.yaml", "HEAD")


@pytest.mark.parametrize(
    ("reference", "fault"),
    [
        ("../../../x.yaml", "leaves the git work tree"),
        ("../../link.yaml", "there is no file '../../link.yaml'"),
        ("../../linked/settings.yaml", "there is no file '../../linked/settings.yaml'"),
        ("../../gone.yaml", "there is no file '../../gone.yaml'"),
        ("../../teams/a.yaml", "there is no file '../../teams/a.yaml'"),
        ("../../.settings.yaml", "is hidden"),
    ],
)
def test_in_a_commit_nothing_else_is_read_either(top: Path, reference: str, fault: str) -> None:
    os.symlink("settings.yaml", top / "link.yaml")
    os.symlink("teams", top / "linked")
    write(top, "teams/settings.yaml", SHARED)
    write(top, "teams/a.yaml/x", "")
    write(top, "teams/a/org.yaml", extending(reference))
    git(top, "add", "-A")
    git(top, "commit", "-qm", "one")
    write(top, "gone.yaml", SHARED)  # only in the work tree
    with pytest.raises(InvalidModel) as caught:
        load_revision("teams/a/org.yaml", "HEAD")
    assert str(caught.value).startswith("HEAD:teams/a/org.yaml:5:18: ")
    assert fault in str(caught.value)
