"""The fragment for notebooks, read back by an HTML parser."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from internalmap.formats import NOTEBOOK
from internalmap.reports.documents import Result, render
from internalmap.reports.options import RenderOptions
from internalmap.results.analyze import Analysis
from internalmap.text.escape import escape
from reports import samples
from reports.golden import check
from reports.rendered import report

TAGS = {"div", "h3", "h4", "p", "strong", "table", "thead", "tbody", "tr", "th", "td"}


def fragment(analysis: Analysis) -> str:
    return analysis._repr_html_()


class Reader(HTMLParser):
    """Collects tags, attributes and text; every tag must be closed in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str | None]] = set()
        self.text: list[str] = []
        self.open: list[str] = []
        self.other: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(attrs)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        self.other.append(data)

    def handle_decl(self, decl: str) -> None:
        self.other.append(decl)


def read(analysis: Analysis) -> Reader:
    reader = Reader()
    reader.feed(fragment(analysis))
    reader.close()
    assert reader.open == []
    return reader


def test_whole_outputs() -> None:
    """The fragments stand in files."""
    check("fjord.html", fragment(samples.fjord()))
    check("hostile.html", fragment(samples.hostile()))


@pytest.mark.parametrize("analysis", [samples.fjord(), samples.hostile(), samples.nothing()])
def test_names_become_nothing_but_text(analysis: Analysis) -> None:
    """No tag, attribute or comment comes from a name."""
    reader = read(analysis)
    assert reader.tags <= TAGS
    assert reader.attributes <= {("class", "internalmap"), ("scope", "col"), ("scope", "row")}
    assert reader.other == []


@pytest.mark.parametrize(
    "result",
    [samples.hostile_card(), samples.hostile_agenda(), samples.hostile_bia()],
    ids=("card", "agenda", "bia"),
)
def test_any_result_can_be_a_fragment(result: Result) -> None:
    """It is set from the report, whatever that is about."""
    made = render(result, NOTEBOOK, RenderOptions())
    reader = Reader()
    reader.feed(str(made))
    reader.close()
    assert reader.open == [] and reader.other == []
    assert reader.tags <= TAGS
    assert report(result).verdict.text in "".join(reader.text)


def test_names_are_shown_as_they_are() -> None:
    """A reader sees each name as it is, controls as escapes."""
    text = "".join(read(samples.hostile()).text)
    for name in samples.HOSTILE.values():
        assert escape(name) in text


def test_what_a_notebook_shows() -> None:
    """The verdict and the three tables, and an analysis shows itself so."""
    text = "".join(read(samples.fjord()).text)
    for part in ("alone lets Hotel guests down", "Single points", "Bottlenecks", "Paper fallbacks"):
        assert part in text
    assert samples.fjord()._repr_html_() == fragment(samples.fjord())
