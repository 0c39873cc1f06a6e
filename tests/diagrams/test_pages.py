"""A page a unit: whatever crosses the border of a unit stands on its page, on its side, and pages
are whole, or not there."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from pypdf import PdfReader

import internalmap
from command import run
from internalmap.diagrams.chart.build import View
from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.pages.unit_charts import UnitCharts, unit_charts
from internalmap.errors import InternalMapError
from strategies import models

BREWERY = "examples/harbour-brewery/org.yaml"


def outer(page: UnitCharts, party: str) -> str:
    """Who stands for a party on a page: the outermost of itself and its units that does not hold
    the unit of the page, and is not it."""
    parties = page.organization.parties
    around, at = set(), page.unit
    while at is not None:
        around.add(at)
        at = parties[at].part_of  # type: ignore[assignment]
    found: str = party
    while (above := parties[found].part_of) is not None and above not in around:
        found = above
    return found


@given(models())
def test_what_crosses_the_border_of_a_unit_is_on_its_page_and_nothing_else(
    model: dict[str, Any],
) -> None:
    known = internalmap.loads(json.dumps(model))
    charts = Charts(known, internalmap.analyze(known, cut_size=1), View())
    pages = unit_charts(charts)
    assert sorted(page.unit for page in pages) == sorted(known.members)
    for page in pages:
        needs, needed, spread = set(), set(), set()  # all, written by name, and of everyone
        for need in (*known.needs, *known.implied_needs):
            for supplier in need.suppliers:
                for customer in need.customers:
                    if supplier in page.inside or customer in page.inside:
                        pair = outer(page, supplier), outer(page, customer)
                        if pair[0] != pair[1]:
                            needs.add(pair)
                            if need.customer is None:
                                spread.add(pair)
                            elif not need.implied:
                                needed.add(pair)
        chart = page.whole
        right = {box.id: box.name for box in chart.boxes if box.id.endswith(" as a customer")}
        boxes = {box.id: box.parties for box in chart.boxes}
        drawn = set()
        for link in chart.links:
            customer = link.customer
            if customer in right:  # stands for the box of the same parties
                customer = next(
                    id for id in boxes if boxes[id] == boxes[customer] and id not in right
                )
            drawn.add((link.supplier, customer))
            # Whoever is outside stands on one side: it supplies or is supplied.
            for end, other in ((link.supplier, link.customer), (link.customer, link.supplier)):
                if not page.inside.issuperset(boxes[end]):
                    assert page.inside.issuperset(boxes[other])
        assert needed <= drawn <= needs
        for box in chart.boxes:
            if not page.inside.issuperset(box.parties):
                sides = {box.id == link.supplier for link in chart.links
                         if box.id in (link.supplier, link.customer)}  # fmt: skip
                assert len(sides) == 1
        told = {each.supplier for each in chart.broadcasts}
        words = next((said for said in chart.less if said.startswith("As everyone does")), "")
        for supplier, _ in spread - drawn:
            name = known.parties[supplier].name
            assert supplier in told or name in words or supplier in words or "more" in words


def test_a_pdf_has_an_index_and_a_page_a_unit_with_their_names() -> None:
    brewery = internalmap.load(BREWERY)
    picture = internalmap.render(brewery, pages="unit", format="pdf")
    assert picture.data == internalmap.render(brewery, pages="unit", format="pdf").data
    assert picture.pages == ()
    found = PdfReader(BytesIO(picture.data))
    assert [each.title for each in found.outline] == [  # type: ignore[union-attr]
        "Index", "Harbour Brewery", "brewing", "warehouse",
    ]  # fmt: skip
    texts = [" ".join(normalize("NFKC", page.extract_text()).split()) for page in found.pages]
    assert len(texts) == 4
    assert "In no unit (9):" in texts[0]
    assert "brewing needs 6 others and serves 4 others" in texts[2]
    assert "As everyone does, it also needs finance (Pay) and HR" in texts[2]


def test_numbered_files_are_all_there_or_none(tmp_path: Path) -> None:
    out = tmp_path / "b.svg"
    assert run("render", BREWERY, "--pages", "unit", "-o", str(out), "-q").returncode == 0
    names = [f"b-{number}.svg" for number in range(1, 5)]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    before = [(tmp_path / name).read_bytes() for name in names]
    # A page that has no place leaves those of before as they were.
    (tmp_path / "b-4.svg").unlink()
    (tmp_path / "b-4.svg").mkdir()
    args = ["render", BREWERY, "--pages", "unit", "--sheet", "a4", "-o", str(out), "-q"]
    assert run(*args).returncode == 2
    assert [(tmp_path / name).read_bytes() for name in names[:3]] == before[:3]
    assert sorted(path.name for path in tmp_path.iterdir()) == names


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"view": "pyramid"}, "view cannot be had with it\n  Leave out view, or pages."),
        ({"focus": ["IT"], "highlight": ["IT"]}, "focus and highlight cannot be had"),
        ({"format": "mermaid"}, "Mermaid has no pages\n  Write SVG, PNG or PDF"),
    ],
)
def test_what_cannot_be_had_in_pages_is_refused(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(InternalMapError) as refused:
        internalmap.render(internalmap.load(BREWERY), pages="unit", **arguments)
    assert words in str(refused.value)


def test_without_units_there_is_no_page() -> None:
    with pytest.raises(InternalMapError, match="nobody is part of a unit"):
        internalmap.render(internalmap.loads("parties: {a: {needs: [b]}, b: }"), pages="unit")
    refused = run("render", BREWERY, "--pages", "unit", "-f", "svg", "-o", "-")
    assert refused.returncode == 2
    assert "--pages as SVG is several files, and standard output is one" in refused.stderr
