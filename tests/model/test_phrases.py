"""The words that the reports share."""

from __future__ import annotations

import doctest
import shlex
import subprocess

import pytest

from internalmap.model import phrases as words
from internalmap.model.phrases import Names
from internalmap.reports import blocks
from internalmap.reports.formats import csv, markdown_escape
from internalmap.text import shown
from internalmap.text.escape import escape


@pytest.mark.parametrize("module", [words, shown, blocks, csv, markdown_escape])
def test_the_examples_in_the_docstrings_hold(module: object) -> None:
    """Every example in a docstring is run."""
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted > 0
    assert result.failed == 0


def test_names_stand_before_ids() -> None:
    """A party is named by its name, with the id behind it where the two differ."""
    names = Names({"it": "IT support", "hr": "hr"})
    assert names.full("it") == "IT support (it)"
    assert names.full("hr") == "hr"
    assert names.short("it") == "IT support"
    assert names.chain(["it", "hr"]) == "IT support → hr"


def test_a_name_that_says_nothing_gives_way_to_the_id() -> None:
    """Blanks are no name, and an unknown id names itself."""
    assert Names({"x": "  "}).short("x") == "x"
    assert Names({}).full("new") == "new"


def test_a_shared_name_stands_with_its_id() -> None:
    """Two of one name, or a name that is another's id, are told apart."""
    names = Names({"a": "North", "b": "North", "c": "a"})
    assert names.shorts(["a", "b", "c"]) == ["North (a)", "North (b)", "a (c)"]


def test_names_are_always_printable() -> None:
    """Controls and directional marks stand as their escapes, in ids too."""
    names = Names({"a\u202eb": "x\x1b[31m"})
    assert names.full("a\u202eb") == "x\\x1b[31m (a\\u202eb)"
    assert names.someone("\x07") == "\\x07"
    assert "\x1b" not in words.command("party", "\x1b[0m")


def test_an_owner_who_is_a_party_is_named_like_one() -> None:
    """Free text that is an id stands for the party."""
    names = Names({"it": "IT support"})
    assert names.someone("it") == "IT support"
    assert names.someone("the boss") == "the boss"
    assert names.someone(None) == words.ASK


def test_suppliers_in_words() -> None:
    """One, alternatives in order, how many of them, all of them."""
    names = Names({})
    assert words.sources(names, ["a"], 1) == "a"
    assert words.sources(names, ["a", "b"], 1) == "a or else b"
    assert words.sources(names, ["a", "b", "c"], 1) == "a, or else b or c"
    assert words.sources(names, ["a", "b", "c"], 2) == "any 2 of a, b and c"
    assert words.sources(names, ["a", "b"], 2) == "all of a and b"


def test_ratings_have_a_base() -> None:
    """A rating stands with its scale; the unknown is something to ask."""
    assert words.rating(4.44, (1, 5)) == "4.4 of 5"
    assert words.rating(7, (0, 10)) == "7.0 of 10"
    assert words.rating(0.5, (-3, 3)) == "0.5 on a scale from -3 to 3"
    assert words.rating(None, (1, 5)) == words.ASK


def test_one_left_out_is_named_instead_of_counted() -> None:
    """ "and 1 more" takes as much room as the name."""
    assert words.listed(["a", "b", "c"], limit=2) == "a, b and c"
    assert words.listed([]) == ""


def test_only_what_a_shell_needs_is_quoted() -> None:
    """Letters of any language stand for themselves; double quotes, where nothing in them acts."""
    assert words.quote("café") == "café"
    assert words.quote("-x@%+=:,./y_2") == "-x@%+=:,./y_2"
    assert words.quote("north desk") == '"north desk"'
    assert words.quote("it's") == '"it\'s"'
    assert words.quote("a$b c") == "'a$b c'"
    assert words.quote("") == '""'
    for text in ("$5", "a`b", 'a"b', "a\\b", "a!b", "=x", "a;b", "~", "日本 語", "*"):
        assert shlex.split(words.quote(text)) == [text]


def test_what_would_steer_a_terminal_is_quoted_so_that_a_shell_has_it_back() -> None:
    texts = ["x\ny", "a\x1b[31m", "\x01'2 n\\x85", "\x7f", "\x85\xad é", "a\u202eb", "\U000e0041"]
    typed = [words.quote(text) for text in texts]
    assert all(text == escape(text) for text in typed)
    shell = ["bash", "-c", f"printf '%s\\0' {' '.join(typed)}"]
    done = subprocess.run(shell, capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"})
    assert done.stdout.decode().split("\0") == [*texts, ""]


def test_a_long_way_is_folded() -> None:
    """The first three and the last two are named, the others counted."""
    names = Names({})
    assert names.chain("abcdefgh") == " → ".join("abcdefgh")
    assert names.chain("abcdefghi") == "a → b → c → … 4 more … → h → i"


def test_an_id_like_an_option_is_no_option() -> None:
    """A command with an id that begins with a dash can be copied."""
    assert words.party_command("org.yaml", "-x") == "internalmap party org.yaml -- -x"
