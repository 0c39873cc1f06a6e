"""Where more is there than can be drawn: closed units say what happens inside, and lines that are
not drawn are counted until a box is selected."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

import internalmap
from internalmap.page import maps
from internalmap.page.painting import Looks
from page.browser import Open
from page.conftest import Show
from page.shown import Example, Shown
from page.test_view import after, followed


def test_a_closed_unit_says_how_many_are_gone_and_how_many_stop(
    show: Show, hospital: Example
) -> None:
    shown = show(hospital, "#gone=lis,radiology")
    asked, found = followed(hospital, "lis", "radiology")
    inside = {"clinical", *hospital.organization.inside("clinical")}
    ids = asked.network.ids
    gone = {ids[party] for party in found.back} & inside
    stop = {ids[party] for party in found.history.down} & inside - gone
    first = min(time for party, time in found.timeline.stopped.items() if ids[party] in stop)
    assert (len(gone), len(stop)) == (1, 4)
    words = f"1 of {len(inside)} gone, 4 stop {after(first)}"
    assert shown.labels()["clinical"].endswith(words)
    lines = shown.page.locator("#tags .tag.stopped text").all_text_contents()
    assert " ".join(lines) == words
    alone = show(hospital, "#gone=radiology&for=1min")
    assert alone.labels()["clinical"].endswith(f"1 of {len(inside)} gone")
    assert "partly" in (alone.box("clinical").get_attribute("class") or "")


def test_a_closed_unit_beside_a_map_says_what_happens_inside_it(
    tmp_path: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch, hospital: Example
) -> None:
    monkeypatch.setattr(maps, "MOST_TRIED", 10)  # so that all units are closed
    monkeypatch.setattr(maps, "MOST_BOXES", 20)
    example = Example.of(hospital.organization, tmp_path)
    shown = Shown(example, open_page(example.path, "#unit=support&gone=radiology"))
    assert shown.page.locator("#bar").inner_text().startswith("← The whole map")
    assert "1 of 17 gone" in shown.labels()["clinical"]
    shown.page.locator("#drawing .opener").last.click()
    shown.wait_for("gone=radiology&unit=clinical")


def test_lines_that_are_not_drawn_at_rest_are_counted_and_those_of_a_box_drawn_when_it_is_selected(
    tmp_path: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch, hospital: Example
) -> None:
    monkeypatch.setattr(maps, "MOST_UNIT_LINES", 12)
    example = Example.of(hospital.organization, tmp_path)
    shown = Shown(example, open_page(example.path, "#unit=clinical"))
    page = shown.page
    told = page.locator("#less-lines")
    [left] = re.findall(
        r"(\d+) lighter lines not drawn: select a box to see its own.", told.inner_text()
    )
    monkeypatch.undo()
    unit = maps.page_maps(
        example.organization, internalmap.analyze(example.organization), (), Looks()
    ).units["clinical"]
    lines = [
        (target.marks["from"], target.marks["to"])
        for target in unit.targets
        if target.curve is not None
    ]
    assert page.locator("#drawing .links .link").count() + int(left) == len(lines)
    shown.box("radiology").click()
    expect(told).to_be_hidden()
    own = sum(str(example.number("radiology")) in line for line in lines)
    letters = page.locator("#drawing .letter.chosen").count()
    assert page.locator("#lines .selected").count() + letters >= own > 0


def test_no_more_is_in_the_document_than_a_browser_moves_at_once(
    tmp_path: Path, open_page: Open
) -> None:
    """Of an organisation of many units, each joined with many others, and more parties in all than
    boxes that a browser moves."""
    units = 40
    parties: dict[str, object] = {"c": {"kind": "customer", "needs": ["u0-0"]}}
    for unit in range(units):
        parties[f"u{unit}"] = {"kind": "department"}
        for one in range(26):
            other = (unit + one * one % 29 + 1) % units
            parties[f"u{unit}-{one}"] = {"part_of": f"u{unit}", "needs": [f"u{other}-{one}"]}
    organization = internalmap.loads(json.dumps({"parties": parties}))
    path = tmp_path / "large.html"
    path.write_bytes(internalmap.render(organization, format="html").data)
    opened = open_page(path)
    elements, boxes, lines = opened.asks(
        """() => ["*", ".box", ".link"].map((each) =>
          document.querySelectorAll(`#drawing ${each}`).length)"""
    )
    assert boxes == units + 1
    assert lines <= maps.MOST_LINES
    assert elements < 5_000
    [left] = re.findall(r"\d+", opened.page.locator("#less-lines").inner_text())
    assert lines + int(left) > maps.MOST_LINES
