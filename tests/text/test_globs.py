"""Globs: what they match is what the standard library says, and their work is bounded."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from internalmap.errors import InvalidModel
from internalmap.model import selectors
from internalmap.modelfile.build.globs import expand
from internalmap.modelfile.load import load, loads
from internalmap.text import globs
from internalmap.text.globs import Globs, SelectorTooCostly

PATTERNS = st.text(alphabet="ab*?[]!-", max_size=8)


@given(PATTERNS, st.sets(st.text(alphabet="ab-[]!*", min_size=1, max_size=5), max_size=8))
def test_globs_match_what_fnmatch_does(pattern: str, names: set[str]) -> None:
    """Looking at fewer names, and compiling less, changes nothing."""
    expected = sorted(name for name in names if fnmatchcase(name, pattern))
    assert Globs(names).matching(pattern) == expected


def test_only_names_that_begin_or_end_alike_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern with plain letters at one end goes through few names."""
    names = [f"{site}-{number}-{team}" for site in "no" for number in range(9) for team in "xy"]
    monkeypatch.setattr(globs, "MAX_LETTERS", 1_000)
    few = Globs(names)
    for number in range(5):
        assert few.matching(f"n-{number}*") == [f"n-{number}-x", f"n-{number}-y"]
        assert few.matching(f"*-{number}-x") == [f"n-{number}-x", f"o-{number}-x"]
    with pytest.raises(SelectorTooCostly):
        few.matching("*-1-*")


def test_long_patterns_and_many_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pattern that is too long is told at its place; of too many, the first that is."""
    monkeypatch.setattr(globs, "MAX_LETTERS", 100)
    model = "parties:\n aa: {needs: ['%s', '*b*', '%s', '*b']}\n ab:"
    with pytest.raises(InvalidModel) as refused:
        loads(model % ("[" * 16_000, "*a" * 15 + "*"))
    assert [problem.message for problem in refused.value.problems] == [
        f"the pattern '{'[' * 60}…' is longer than 1,000 characters",
        f"up to the pattern '{'*a' * 15}*', patterns go through more than 100 characters of ids",
    ]


def test_what_selectors_pick_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Units inside each other pick each other's parties again and again."""
    monkeypatch.setattr(selectors, "MAX_PICKED", 100)
    chain = "".join(f" u{n}: {{part_of: u{n + 1}}}\n" for n in range(40))
    units = ", ".join(f"'unit:u{n}'" for n in range(30, 41))
    with pytest.raises(InvalidModel) as refused:
        loads(f"protect: [{units}]\nparties:\n{chain} u40:\n")
    (problem,) = refused.value.problems
    assert problem.message == "up to 'unit:u33', selectors pick more than 100 parties"


def test_each_folder_is_gone_into_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often a glob stands for any number of folders."""
    folder = tmp_path
    for name in "abcdef":
        folder /= name
        folder.mkdir()
        (folder / "x.yaml").touch()
    listed: list[str] = []
    names = os.listdir

    def tracked(path: str) -> list[str]:
        listed.append(path)
        return names(path)

    monkeypatch.setattr(os, "listdir", tracked)
    found = expand("**/" * 50 + "x.yaml", str(tmp_path))
    assert found[:2] == ["a/b/c/d/e/f/x.yaml", "a/b/c/d/e/x.yaml"]
    assert len(found) == 6
    assert len(listed) == len(set(listed)) == 7


def test_few_globs_are_included(tmp_path: Path) -> None:
    """File names do not count; the globs past the bound are told at the first of them."""
    (tmp_path / "a.yaml").write_text("parties: {b: }")
    patterns = ["a.yaml"] * 200 + [f"{'*' * number}.yaml" for number in range(1, 101)]
    main = tmp_path / "main.yaml"
    main.write_text(f"include: {patterns}\nparties: {{c: {{needs: [b]}}}}\n")
    assert len(load(main).parties) == 2
    main.write_text(f"include: {[*patterns, '?.yaml', '[x]']}\nparties: {{c: {{needs: [b]}}}}\n")
    with pytest.raises(InvalidModel) as refused:
        load(main)
    (problem,) = refused.value.problems
    assert problem.message == "more than 100 globs are included"
    assert problem.place is not None
    assert main.read_text().splitlines()[0][problem.place.span.start.column :].startswith("?.yaml")
