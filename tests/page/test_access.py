"""A page can be used by everybody: with other eyes, on other screens, on paper, without scripts."""

from __future__ import annotations

import re
from itertools import product
from typing import Any

import pytest
from playwright.sync_api import expect

from effort import by_thirds
from page.axe import faults
from page.browser import until
from page.conftest import Show
from page.shown import Example, Shown

_STATES: dict[str, str] = {
    "at rest": "",
    "an absence and a card": "#gone=grid,lis&party=lis",
    "at a time": "#gone=grid&t=1d",
    "a unit": "#unit=clinical&gone=radiology",
    "in vain": "#gone=nobody&find=a",
}
_LOOKS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 400, "height": 800}, "has_touch": True},
}


@pytest.mark.parametrize(("look", "state"), by_thirds([*product(_LOOKS, _STATES)]))
def test_axe_finds_no_fault(show: Show, hospital: Example, state: str, look: str) -> None:
    shown = show(hospital, _STATES[state], **_LOOKS[look])
    assert faults(shown.opened, cut=look == "narrow") == []


@pytest.mark.parametrize("part", ["List", "Filter", "Help", "search"])
def test_axe_finds_no_fault_in_what_opens(show: Show, hospital: Example, part: str) -> None:
    shown = show(hospital, "#gone=grid")
    if part == "search":
        shown.page.locator("#search").fill("a")
    else:
        shown.page.get_by_role("button", name=part, exact=True).click()
    assert faults(shown.opened) == []


@pytest.mark.parametrize("look", _LOOKS)
def test_what_can_be_clicked_is_large_enough(show: Show, hospital: Example, look: str) -> None:
    shown = show(hospital, "#gone=grid&party=lis", **_LOOKS[look])
    small = shown.opened.asks(
        """() => [...document.querySelectorAll("button, a, select, input, summary, [role=slider]")]
          .filter((each) => each.checkVisibility())
          .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
          .filter(([, at]) => at.width < 24 || at.height < 24)
          .map(([text, at]) => `${text} ${at.width} x ${at.height}`)"""
    )
    assert small == []


def test_on_a_phone_the_card_is_a_sheet_at_the_foot(show: Show, hospital: Example) -> None:
    shown = show(hospital, "#gone=grid", viewport={"width": 400, "height": 800}, has_touch=True)
    page = shown.page
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 400
    assert page.evaluate("() => document.documentElement.scrollHeight") <= 800
    stage = page.locator("#stage").bounding_box()
    panel = page.locator("#panel").bounding_box()
    assert stage is not None and stage["height"] >= 240
    assert panel is not None and panel["y"] + panel["height"] == pytest.approx(800, abs=1)
    page.locator("#panel .handle").tap()
    page.wait_for_timeout(300)
    raised = page.locator("#panel").bounding_box()
    assert raised is not None and raised["height"] > 300
    page.locator("#panel .finding").first.tap()
    shown.wait_for("gone=network")
    seen = shown.opened.asks(
        """() => [...document.querySelectorAll("#drawing .box")].map((each) => {
          const at = each.getBoundingClientRect();
          const hit = document.elementFromPoint(at.left + at.width / 2, at.top + 8);
          return hit && each.contains(hit) ? Number(each.dataset.p) : null;
        }).find((party) => party !== null)"""
    )
    box = page.locator(f"#drawing .box[data-p='{seen}']").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + 8)
    until(page, "() => location.hash.includes('party=')")
    assert shown.heading() in hospital.names.values()
    inside = shown.opened.asks(
        """() => [...document.querySelectorAll("#tools button, #tools input")].every((each) => {
          const at = each.getBoundingClientRect();
          return !each.checkVisibility() || (at.left >= 0 && at.right <= 400);
        })"""
    )
    assert inside


def test_on_paper_there_are_the_map_and_the_sentence(show: Show, hotel: Example) -> None:
    shown = show(hotel, "#gone=it&party=it")
    page = shown.page
    page.emulate_media(media="print")
    for seen in ("h1", "#sentence", "#drawing"):
        expect(page.locator(seen)).to_be_visible()
    for hidden in ("#tools", "#panel", "#time", "#list", "#zoom", "#help"):
        expect(page.locator(hidden)).to_be_hidden()
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(landscape=True))) == 1
    dark = show(hotel, "#gone=it", color_scheme="dark")
    dark.page.emulate_media(media="print")
    paper = dark.opened.asks("() => getComputedStyle(document.body).backgroundColor")
    assert paper in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")


def test_nothing_moves_for_those_who_do_not_want_it(show: Show, hospital: Example) -> None:
    shown = show(hospital, "#gone=grid&party=lis", reduced_motion="reduce")
    moving = shown.opened.asks(
        """() => [...document.querySelectorAll("*")].filter((each) => {
          const style = getComputedStyle(each);
          return [style.transitionDuration, style.animationDuration]
            .some((text) => text.split(",").some((one) => parseFloat(one) > 0));
        }).map((each) => each.id || each.className)"""
    )
    assert moving == []


def inks(shown: Shown, selector: str) -> set[str]:
    """The colours in which the names of boxes are written, and what they are written on."""
    found: list[str] = shown.opened.asks(
        """(selector) => [...document.querySelectorAll(selector)].map((each) => {
          const [ink, on] = [each.querySelector("text"), each.querySelector("path")];
          return `${getComputedStyle(ink).fill} on ${getComputedStyle(on).fill}`;
        })""",
        selector,
    )
    return set(found)


def test_with_colours_of_one_s_own_states_are_told_by_words_and_lines(
    show: Show, hotel: Example
) -> None:
    shown = show(hotel, "#gone=it", forced_colors="active")
    system = shown.opened.asks(
        """() => ["CanvasText", "Canvas", "GrayText", "Highlight"].map((name) => {
          const made = document.createElement("p");
          document.body.append(made);
          made.style.forcedColorAdjust = "none";
          made.style.color = name;
          const found = getComputedStyle(made).color;
          made.remove();
          return found;
        })"""
    )
    used = {ink for pair in inks(shown, "#drawing .box") for ink in pair.split(" on ")}
    assert used <= {*system, "none"}
    words = shown.page.locator("#tags .tag text").all_text_contents()
    assert "let down after 1 h" in words
    assert "gone" in words
    widths = shown.opened.asks(
        """() => Object.fromEntries(["letdown", "stopped", "spared"].map((state) => {
          const shape = document.querySelector(`#drawing .box.${state} path`);
          const style = getComputedStyle(shape);
          return [state, [parseFloat(style.strokeWidth), style.strokeDasharray]];
        }))"""
    )
    assert len({tuple(look) for look in widths.values()}) == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_go_with_the_screen(show: Show, hotel: Example, scheme: str) -> None:
    shown = show(hotel, color_scheme=scheme)
    paper = shown.opened.asks("() => getComputedStyle(document.documentElement).backgroundColor")
    light = sum(map(int, re.findall(r"\d+", paper)[:3]))
    assert (light > 600) == (scheme == "light")
