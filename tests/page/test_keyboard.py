"""A page is worked with the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from page.browser import until
from page.conftest import Show
from page.shown import Example, Shown


def held(shown: Shown) -> str:
    """The id of the box that has the focus; empty if it is no box."""
    number = shown.opened.asks(
        """() => {
          const held = document.activeElement;
          return held.closest("#drawing") && held.dataset.p !== undefined ? held.dataset.p : null;
        }"""
    )
    return "" if number is None else [*shown.example.organization.parties][int(number)]


def test_tab_comes_to_the_map_once_and_then_to_the_findings(show: Show, hotel: Example) -> None:
    shown = show(hotel)
    stops: list[str] = []
    while not stops or stops[-1]:  # round once
        shown.page.keyboard.press("Tab")
        stops.append(
            shown.opened.asks(
                """() => {
                  const held = document.activeElement;
                  const around = held.closest("#tools, #drawing, #zoom, #panel, #time");
                  return around ? around.id : "";
                }"""
            )
        )
    order = [stop for place, stop in enumerate(stops) if place == 0 or stops[place - 1] != stop]
    assert stops.count("drawing") == 1
    assert order[:2] == ["tools", "drawing"]
    assert order[-2:] == ["panel", ""]


def test_arrows_go_to_suppliers_and_customers_and_along_the_column(
    show: Show, hotel: Example
) -> None:
    shown = show(hotel)
    suppliers: dict[str, set[str]] = {}
    for need in (*hotel.organization.needs, *hotel.organization.implied_needs):
        for customer in need.customers:
            suppliers.setdefault(customer, set()).update(need.suppliers)
    shown.box("it").focus()
    shown.page.keyboard.press("ArrowRight")
    customer = held(shown)
    assert "it" in suppliers[customer]
    shown.page.keyboard.press("ArrowLeft")
    assert held(shown) in suppliers[customer]
    shown.box("it").focus()
    shown.page.keyboard.press("ArrowLeft")
    assert held(shown) in suppliers["it"]

    def across(id: str) -> tuple[float, float]:
        area = shown.box(id).bounding_box()
        assert area is not None
        return area["x"], area["width"] / 2

    shown.box("bjørn").focus()
    column = []
    for key in ("ArrowUp", "ArrowDown", "ArrowDown", "ArrowUp"):
        shown.page.keyboard.press(key)
        column.append(held(shown))
    assert column[1] == column[3] == "bjørn"
    middle = across("bjørn")
    assert column[0] != column[2]
    assert all(abs(sum(across(id)) - sum(middle)) < 2 * middle[1] for id in column)


def test_arrows_come_to_everybody_on_the_map(show: Show, hotel: Example) -> None:
    shown = show(hotel)
    page = shown.page
    shown.box("it").focus()
    seen = {"it"}
    for key in ("ArrowUp", "ArrowDown"):
        before = ""
        while before != held(shown):
            before = held(shown)
            page.keyboard.press(key)
            seen.add(held(shown))
    assert seen == set(hotel.organization.parties)


def test_a_box_is_taken_away_and_its_card_read_without_a_mouse(show: Show, hotel: Example) -> None:
    shown = show(hotel)
    page = shown.page
    shown.box("it").focus()
    page.keyboard.press("g")
    until(page, "() => location.hash.includes('gone=it')")
    assert held(shown) == "it"
    expect(shown.box("it")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    assert shown.heading() == "IT support"
    assert page.evaluate("() => document.activeElement.textContent") == "IT support"
    page.keyboard.press("Escape")
    expect(page.locator("#panel h2")).to_have_text("Findings")
    assert held(shown) == "it"
    page.keyboard.press("Escape")
    until(page, "() => location.hash === ''")
    assert shown.sentence() == ""


def test_what_happens_is_told_to_whoever_does_not_see_it(show: Show, hotel: Example) -> None:
    shown = show(hotel)
    status = shown.page.locator("#sentence")
    expect(status).to_have_attribute("aria-live", "polite")
    shown.box("telco").focus()
    shown.page.keyboard.press("G")
    expect(status).to_contain_text("Without Fjord Telecom, Hotel guests will be let down after 3 h")
    labels = shown.labels()
    assert "Fjord Telecom" in labels["telco"]
    assert "outside supplier" in labels["telco"]
    assert labels["telco"].endswith("single point of failure, soon, gone")
    assert "let down after 3 h" in labels["guests"]


def test_help_says_the_keys_and_closes(show: Show, hotel: Example) -> None:
    shown = show(hotel)
    shown.page.keyboard.press("?")
    dialog = shown.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for key in ("Tab", "Enter", "G", "/", "0", "Esc", "?"):
        expect(dialog.locator("kbd", has_text=key).first).to_be_visible()
    shown.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("where", ["box", "line", "button", "link", "track"])
def test_what_has_the_focus_has_a_ring_of_three_pixels(
    show: Show, hospital: Example, where: str
) -> None:
    shown = show(hospital, "#gone=lis&party=lis")
    page = shown.page
    page.keyboard.press("Tab")  # so that what is focused is focused as with the keyboard
    found = {
        "box": page.locator("#drawing .box").nth(3),
        "line": page.locator("#drawing .line").first,
        "button": page.locator("#take-away"),
        "link": page.locator("#panel .link").first,
        "track": page.locator("#track"),
    }[where]
    found.focus()
    until(page, "() => document.querySelector('#sheet').style.willChange === 'auto'")
    width = found.evaluate(
        """(each) => {
          if (!each.closest("#drawing")) return parseFloat(getComputedStyle(each).outlineWidth);
          const small = each.matches(".line, .letter");
          const style = getComputedStyle(each.querySelector(small ? ".hit" : "path"));
          if (style.stroke === "none") return 0;
          return parseFloat(style.strokeWidth) * each.getScreenCTM().a;
        }"""
    )
    assert width >= 2.9


def test_typing_in_the_search_takes_nobody_away(show: Show, hotel: Example) -> None:
    shown = show(hotel, "#party=it")
    shown.page.keyboard.press("/")
    shown.page.keyboard.type("g0+?")
    assert "gone" not in shown.asked()
    expect(shown.page.locator("#search")).to_have_value("g0+?")
    expect(shown.page.get_by_role("dialog")).to_be_hidden()


@pytest.mark.parametrize(
    ("asked", "at", "key"),
    [
        ("#gone=lis,grid", "#time .chip", "Enter"),
        ("#gone=lis", "#time .chip", "Enter"),
        ("#gone=lis&party=lis", "#panel .rows .link", "Enter"),
        ("#gone=lis&party=lis", "#to-findings", "Enter"),
        ("", "#off-map", "Enter"),
        ("#unit=clinical", "#bar button", "Enter"),
        ("#unit=clinical", "#drawing [tabindex='0']", "Escape"),
    ],
)
def test_what_has_the_focus_is_never_lost(
    show: Show, hospital: Example, asked: str, at: str, key: str
) -> None:
    shown = show(hospital, asked)
    shown.page.locator(at).first.focus()
    shown.page.keyboard.press(key)
    until(shown.page, "() => document.activeElement !== document.body")
    assert shown.page.evaluate("() => document.activeElement.checkVisibility()")


def test_a_heading_that_sorts_keeps_the_focus(show: Show, hospital: Example) -> None:
    page = show(hospital).page
    page.get_by_role("button", name="List", exact=True).click()
    page.locator("thead button").nth(1).focus()
    for order in ("ascending", "descending"):
        page.keyboard.press("Enter")
        held = page.locator("thead th:has(:focus)")
        expect(held).to_have_attribute("aria-sort", order)


def test_back_from_map_to_map_keeps_the_focus_on_the_map(show: Show, hospital: Example) -> None:
    shown = show(hospital)
    shown.box("clinical").focus()
    shown.page.keyboard.press("o")
    shown.wait_for("unit=clinical")
    first = shown.page.evaluate("() => Number(document.activeElement.dataset.p)")
    ids = [*hospital.organization.parties]
    assert ids[first] in hospital.organization.inside("clinical")
    shown.page.go_back()
    shown.wait_for("")
    assert shown.page.evaluate("() => document.activeElement.closest('#whole') !== null")


def test_a_step_of_moving_neither_lays_out_nor_paints_the_map(
    show: Show, hospital: Example
) -> None:
    page = show(hospital).page
    until(page, "() => document.querySelector('#sheet').style.willChange === 'auto'")
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def layouts() -> float:
        found = session.send("Performance.getMetrics")["metrics"]
        return float(next(each["value"] for each in found if each["name"] == "LayoutCount"))

    move = """async (steps) => {
      for (let step = 0; step < steps; step += 1) {
        InternalmapView.move(3, 1);
        await new Promise((done) => requestAnimationFrame(done));
      }
    }"""
    page.evaluate(move, 2)
    before = layouts()
    page.evaluate(move, 20)
    assert layouts() - before <= 1
    moved = page.evaluate("() => getComputedStyle(document.querySelector('#drawing')).transform")
    assert moved == "none"  # the sheet is moved, on which the drawing lies
