"""The pre-commit hook: what it runs on, and that it is quick to begin."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from command import ROOT, environment, run
from internalmap.cli.app import COMMANDS, app
from modelfile.test_revisions import BAR, git

HOOK: dict[str, Any]
(HOOK,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))

#: Libraries that small work has no use for.
HEAVY = {
    "graphviz", "hashlib", "json", "networkx", "openpyxl", "pydantic", "pygraphviz", "random",
    "rich.console", "rich.text", "tempfile", "xlsxwriter", "xml",
}  # fmt: skip
#: What a check of a small model has no use for: other results, other formats, other libraries.
NEEDLESS = HEAVY | {
    "rich",
    "internalmap.analyses.advise", "internalmap.api.advise", "internalmap.exchange",
    "internalmap.cli.analyze", "internalmap.diagrams", "internalmap.modelfile.git",
    "internalmap.reports.documents", "internalmap.reports.formats", "internalmap.results.impact",
    "internalmap.rules.baseline",
}  # fmt: skip
LOADED = """
import io, sys
from contextlib import redirect_stdout
from internalmap.cli.run import run
with redirect_stdout(io.StringIO()):
    code = run(sys.argv[1:])
assert code == 0, code
print(*sys.modules, sep="\\n")
print("written at once:", *(
    each.__qualname__
    for name, module in list(sys.modules.items()) if name.startswith("internalmap")
    for each in vars(module).values()
    if isinstance(each, type) and each.__module__ == name
    and "__dataclass_params__" in vars(each) and each.__dataclass_params__.init
))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with a model, committed."""
    (tmp_path / "org.yaml").write_text(BAR, encoding="utf-8")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "one")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("org.yaml", True),
        ("models/org.yml", True),
        ("teams/a/org.json", True),
        ("docker-compose.yaml", False),
        ("my-org.yaml", False),
        ("org.yaml.txt", False),
    ],
)
def test_the_hook_takes_models_by_their_usual_name(name: str, taken: bool) -> None:
    assert bool(re.search(HOOK["files"], name)) is taken


def test_the_hook_tells_what_a_commit_makes_worse(folder: Path) -> None:
    command = HOOK["entry"].split()[1:]
    assert run(*command, "--since", "HEAD", "org.yaml", cwd=folder).returncode == 0
    worse = BAR.replace("bar:", "bar: {needs: [till]}\n  till: {kind: system}")
    (folder / "org.yaml").write_text(worse, encoding="utf-8")
    git(folder, "add", "-A")
    done = run(*command, "--since", "HEAD", "org.yaml", cwd=folder)
    assert done.returncode == 1
    assert "single-point-of-failure" in done.stdout


def _loaded(folder: Path, *arguments: str) -> list[str]:
    """The modules that a command loads. No dataclass in them is one of the standard library, which
    takes ten times as long to make as one of our own."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        cwd=folder, env=environment({}), capture_output=True, text=True, check=True,
    )  # fmt: skip
    *names, written = done.stdout.splitlines()
    assert written == "written at once:"
    return names


def _parents(loaded: list[str]) -> set[str]:
    return {name.rsplit(".", depth)[0] for name in loaded for depth in range(4)}


def test_a_check_of_a_small_model_loads_nothing_needless(folder: Path) -> None:
    """Nearly all of its time is that of its imports, so these are counted."""
    loaded = _loaded(folder, "check", "org.yaml")
    assert not NEEDLESS & _parents(loaded)
    own = [name for name in loaded if name.startswith("internalmap")]
    others = [name for name in own if not name.startswith("internalmap.rules.")]  # one for each
    assert len(others) <= 115, others


def test_an_analysis_of_a_small_model_loads_nothing_needless(folder: Path) -> None:
    loaded = _loaded(folder, "analyze", "org.yaml")
    assert not (HEAVY | {"internalmap.rules", "internalmap.exchange"}) & _parents(loaded)
    own = [name for name in loaded if name.startswith("internalmap")]
    assert len(own) <= 148, own


def test_who_asks_for_the_version_loads_no_command(folder: Path) -> None:
    own = [name for name in _loaded(folder, "--version") if name.startswith("internalmap")]
    assert len(own) <= 13, own


def test_a_command_stands_in_the_file_of_its_name() -> None:
    for name in COMMANDS:
        command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
        assert (command.name, command.callback.__module__) == (name, f"internalmap.cli.{name}")
