"""The Markdown report, read back by a Markdown parser."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from effort import examples
from internalmap.reports.blocks import Cell, Column, Lines, Report, Section, Step, Table
from internalmap.reports.formats import markdown
from internalmap.reports.formats.markdown_escape import escape
from internalmap.reports.options import RenderOptions
from internalmap.results.party import Cards
from internalmap.text.escape import escape as escape_controls
from reports import samples
from reports.golden import check
from reports.rendered import rendered

OUTPUTS: dict[str, Callable[[], str]] = {
    "fjord": lambda: rendered(samples.fjord(), "markdown", structure=True),
    "hostile": lambda: rendered(samples.hostile(), "markdown", structure=True),
    "nothing": lambda: rendered(samples.nothing(), "markdown"),
    "card": lambda: rendered(replace(samples.card(), scale=(1.0, 5.0)), "markdown"),
    "cards": lambda: rendered(Cards((samples.card(), samples.empty_card())), "markdown"),
    "hostile-card": lambda: rendered(samples.hostile_card(), "markdown", model="-"),
    "agenda": lambda: rendered(samples.agenda(), "markdown"),
    "hostile-agenda": lambda: rendered(samples.hostile_agenda(), "markdown"),
    "bia": lambda: rendered(samples.bank(), "markdown"),
    "hostile-bia": lambda: rendered(samples.hostile_bia(), "markdown"),
}


def parse(source: str) -> list[Token]:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(source)


def shown(tokens: list[Token]) -> list[str]:
    """What a reader sees of each inline token."""
    return [
        "".join(child.content for child in token.children or ())
        for token in tokens
        if token.type == "inline"
    ]


@pytest.mark.parametrize("name", OUTPUTS)
def test_whole_output(name: str) -> None:
    """Every output stands in a file."""
    check(f"{name}.md", OUTPUTS[name]())


@pytest.mark.parametrize("name", OUTPUTS)
def test_names_become_nothing_but_text(name: str) -> None:
    """No name becomes HTML, a link, an image, code, a list, a heading or a rule of its own."""
    tokens = parse(OUTPUTS[name]())
    kinds = {token.type for token in tokens}
    assert kinds <= {
        *("heading_open", "heading_close", "paragraph_open", "paragraph_close", "inline", "fence"),
        *("table_open", "table_close", "thead_open", "thead_close", "tbody_open", "tbody_close"),
        *("tr_open", "tr_close", "th_open", "th_close", "td_open", "td_close", "hr"),
        *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    }
    inside = {child.type for token in tokens for child in token.children or ()}
    assert inside <= {"text", "text_special", "strong_open", "strong_close"}


@pytest.mark.parametrize("name", OUTPUTS)
def test_every_row_has_as_many_cells_as_its_table_has_headings(name: str) -> None:
    """No name adds a cell to a table, or ends it."""
    source = OUTPUTS[name]()
    rows = [line for line in source.split("\n") if line.startswith("|")]
    tokens = parse(source)
    assert len([token for token in tokens if token.type == "tr_open"]) == len(rows) - len(
        [token for token in tokens if token.type == "table_open"]
    )
    count = 0
    widths: list[int] = []
    for token in tokens:
        if token.type == "tr_open":
            count = 0
        elif token.type in ("td_open", "th_open"):
            count += 1
        elif token.type == "tr_close":
            widths.append(count)
        elif token.type == "table_close":
            assert len(set(widths)) == 1
            widths = []


def test_names_are_shown_as_they_are() -> None:
    """A reader sees each name as it is, controls as escapes, mentions with a break in them."""
    seen = "\n".join(shown(parse(OUTPUTS["hostile"]()))).replace("\u200b", "")
    for name in samples.HOSTILE.values():
        assert escape_controls(name).strip() in seen


def test_mentions_and_links_are_broken() -> None:
    """Nobody is mentioned, no issue is referred to, and no address becomes a link."""
    for output in (render() for render in OUTPUTS.values()):
        output = re.sub(r"^(`{3,})sh\n.*?\n\1$", "", output, flags=re.MULTILINE | re.DOTALL)
        assert not REFERENCES.search(output)


#: What forges make something of in the text that a reader sees, however it is escaped.
REFERENCES = re.compile(
    r"""(?ix)
    @[\w.] | \#\w | (?<![a-z0-9])gh-\d | [!&$]\d | [~%]["\w] | [\[*]\w+: | :// | www\.
    | :(?:100|1234|[\w+-]*[a-z_+-][\w+-]*): | (?<![0-9a-z])(?=[a-f]*\d)[0-9a-f]{7,40}(?![0-9a-z])
    """
)
MENTIONS = [
    "@octocat", "é@octocat", "_@octocat", "@_x", "a@evil.example", "octo@a5c3785ed8d6", "GH-1",
    "_gh-12", "octo/repo#1", "#1", "#issue", "a5c3785ed8d6a35868bc169f07e40e889087fd2e", "1234567",
    "o/r@a5c3785", "http://x.example", "FTP://x", "www.x.example", "mailto:a@b.example", ":smile:",
    ":+1:", "g/p!1", "&12", "$3", "~bug", '~"a b"', "%v1", '%"a b"', "[vulnerability:1]",
    "*iteration:1", "@@octocat", "##1", "Fixes #1", "a:b:c", "/close", "/label ~bug", "^alert#1",
]  # fmt: skip


@pytest.mark.parametrize("text", MENTIONS)
def test_nothing_is_made_of_a_text(text: str) -> None:
    """A forge looks at what a reader sees; there is a break in it, which nobody sees."""
    made = Report("t", Cell(text), (Cell(text),), (Section("s", text, (Cell(text),), (), None),))
    source = markdown.render([made], RenderOptions())
    seen = shown(parse(source))
    assert len(seen) == 5 and not any(map(REFERENCES.search, seen))
    assert {each.replace("\u200b", "") for each in seen} == {"t", text}
    assert not re.search("^/", source, re.MULTILINE)


@given(st.text(st.sampled_from([*'@#!&$~%[*:/.w-_"aGHfé019 ']), max_size=24))
def test_nothing_is_made_of_any_text(text: str) -> None:
    """Nor does a break make something else of the rest."""
    (seen,) = shown(parse(f"x {escape(text)}"))
    assert not REFERENCES.search(seen)
    assert seen.replace("\u200b", "").strip() == f"x {text}".strip()


def test_what_is_no_reference_stays_whole() -> None:
    """Numbers, prices, places and words can be copied as they are."""
    for text in ("R&D, 50 % of 1,234,567", "it: 12:30, C# (or C++)", "defaced", "org.yaml:12:5"):
        assert "\u200b" not in escape(text), text


def test_commands_stand_as_they_are() -> None:
    """A command is a block of its own, whatever backticks are in it."""
    output = rendered(samples.fjord(), "markdown", model="'a`b```c.yaml'")
    fences = [token.content for token in parse(output) if token.type == "fence"]
    assert "internalmap party 'a`b```c.yaml' it\n" in fences


WORDS = st.text(st.characters(codec="utf-8"), max_size=40) | st.text(
    "|\\`*_{}[]<>#~$&^@!-+=.:/ 1a)(\n", max_size=30
)


@examples(300)
@given(WORDS, WORDS, WORDS)
def test_any_text_survives(a: str, b: str, c: str) -> None:
    """Any text in any place is read back as it was written."""
    section = Section(
        "any",
        f"h{a}",
        (Cell(f"{a}x"),),
        (
            Table((Column("H"), Column("I")), ((Cell(f"{b}x", "name"), Cell(f"{c}x")),)),
            Lines((Cell(f"{c}x"), Cell(f"{b}x"))),
        ),
        Step(f"{c}x", b),
    )
    made = [Report("title", Cell(f"{a}x"), (Cell(f"{b}x"),), (section,))]
    seen = shown(parse(markdown.render(made, RenderOptions())))
    wanted = ["title", f"{a}x", f"{b}x", f"h{a}", f"{a}x", "H", "I", f"{b}x", f"{c}x"]
    wanted += [f"{c}x", f"{b}x", f"{c}x"]
    assert [_plain(text) for text in seen] == [_plain(escape_controls(text)) for text in wanted]


def _plain(text: str) -> str:
    """Without the breaks in mentions, and with spaces as Markdown keeps them."""
    return re.sub(r"\s+", " ", text.replace("\u200b", "")).strip()
