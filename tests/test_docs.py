"""README and docs/ say what is so: what they show is what the program does today."""

from __future__ import annotations

import importlib.util
import re
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import typer

import internalmap
from internalmap.cli.app import app

ROOT = Path(__file__).parent.parent


def _make() -> Any:
    """docs/make.py, which is a script and no part of the package."""
    spec = importlib.util.spec_from_file_location("docs_make", ROOT / "docs" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["docs_make"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


make = _make()
PAGES = make.pages()
page_by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)

FIRST_COMMANDS = [
    "python3 -m venv .venv && .venv/bin/pip install --quiet . "
    "&& .venv/bin/internalmap analyze examples/fjord-hotel.yaml\n",
    ".venv/bin/pip install --quiet '.[test]' && .venv/bin/python -m pytest\n",
]


def _prose(text: str) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^( *)```.*?^\1```$", "", text, flags=re.MULTILINE | re.DOTALL)


def _anchors(text: str) -> set[str]:
    """The anchors that a Markdown page has on GitHub."""
    found: set[str] = set()
    seen: Counter[str] = Counter()
    for heading in re.findall(r"^#{1,6} +(.+?) *$", _prose(text), re.MULTILINE):
        plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
        seen[slug] += 1
    return found


def _links(text: str) -> list[str]:
    prose = re.sub(r"`[^`\n]*`", "", _prose(text))
    return re.findall(r"\[[^]]*\]\(([^)\s]+)\)", prose)


@page_by_page
def test_the_generated_parts_of_a_page_are_what_the_program_says_now(page: Any) -> None:
    assert make.made(page) == page.text, "run python docs/make.py"
    for path, data in page.pictures.items():
        assert path.read_bytes() == data, f"{path.name} is stale: run python docs/make.py"


def test_the_check_names_stale_pages_and_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh = "<!-- generated: bounds figures -->\nold\n<!-- end generated -->\n"
    page = make.Page(ROOT / "docs" / "old.md", fresh)
    monkeypatch.setattr(make, "pages", lambda: (page,))
    assert make.main(["--check"]) == 1
    assert "docs/old.md is stale" in capsys.readouterr().err
    assert not page.path.exists()


def test_a_part_without_an_end_or_of_an_unknown_kind_is_refused() -> None:
    for text in ("<!-- generated: help -->\n", "<!-- generated: x -->\n<!-- end generated -->\n"):
        with pytest.raises(make.Stale):
            make.made(make.Page(ROOT / "README.md", text))


def test_generated_parts_do_not_depend_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    page = make.Page(ROOT / "README.md", "<!-- generated: help analyze -->\n<!-- end generated -->")
    before = make.made(page)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert make.made(page) == before


def test_the_first_two_shell_blocks_of_the_readme_are_the_two_commands_that_ci_runs() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    assert blocks[:2] == FIRST_COMMANDS


@page_by_page
def test_python_examples_run(page: Any) -> None:
    assert len(page.printed) == sum(block.info == "python" for block in page.blocks)


@page_by_page
def test_yaml_examples_that_are_whole_models_load_and_broken_ones_do_not(page: Any) -> None:
    for block in page.blocks:
        if block.info == "yaml broken":
            with pytest.raises(internalmap.InvalidModel):
                internalmap.loads(block.code)
        elif block.info == "yaml" and re.search(r"^parties:", block.code, re.MULTILINE):
            assert internalmap.loads(block.code).parties, f"line {block.line}"


@page_by_page
def test_every_command_of_a_shell_block_runs(page: Any, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for block in page.blocks:
        if block.info != "sh":
            continue
        for arguments in make.command_lines(block):
            if "--install-completion" in arguments:  # it would change the shell of who runs this
                continue
            if arguments[-1] == "hotel.yaml":  # shown with the file that it is to refuse
                continue
            code, text = make.run(arguments, tmp_path)
            # What a check finds is no failure of the page.
            assert code in ((0, 1) if arguments[0] == "check" else (0,)), text


@page_by_page
def test_every_command_that_a_page_names_exists(page: Any) -> None:
    known = set(getattr(typer.main.get_command(app), "commands", {}))
    spans = re.findall(r"`([^`\n]+)`", _prose(page.text))
    lines = [line for block in page.blocks for line in block.code.splitlines()]
    for text in [*spans, *lines]:
        for name in re.findall(r"(?:^|&& )\s*(?:[\w./-]+/)?internalmap ([a-z]\w*)", text):
            assert name in known, text


@pytest.mark.parametrize(
    "path",
    [page.path for page in PAGES] + [*sorted(ROOT.glob("examples/**/*.md")), ROOT / "CHANGELOG.md"],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_relative_links_and_anchors_lead_somewhere(path: Path) -> None:
    for link in _links(path.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (path.parent / name).resolve() if name else path
        assert target.exists(), link
        if anchor:
            assert anchor in _anchors(target.read_text(encoding="utf-8")), link
