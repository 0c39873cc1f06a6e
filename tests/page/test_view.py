"""What somebody sees and does who opens a page: take boxes away, and watch what stops."""

from __future__ import annotations

import re
from math import inf

import pytest
from playwright.sync_api import expect

import internalmap
from internalmap.analyses.absence.account import Account, account
from internalmap.kernel.clock import clock
from internalmap.kernel.scope import Scope, scope
from internalmap.text.quantities import say_duration
from internalmap.text.quantity_texts import duration_text
from page.browser import until
from page.conftest import Show
from page.shown import Example

_HOUR = 3600


def followed(example: Example, *gone: str, lasting: int | None = None) -> tuple[Scope, Account]:
    """What the program says of an absence."""
    asked = scope(example.organization)
    index = asked.network.index
    return asked, account(asked, clock(asked.network), [index[id] for id in gone], lasting)


def after(seconds: float) -> str:
    return "at once" if seconds == 0 else f"after {say_duration(seconds)}"


def expected(found: Account, party: int) -> str:
    """What a box says of its party in an absence."""
    if party in found.back:
        return "gone"
    for each in found.reached:
        if each.party == party and each.let_down:
            return f"let down {after(each.needed)}"
    if party in found.history.down:
        return f"stops {after(found.timeline.stopped[party])}"
    if party in found.timeline.stopped:
        return f"would stop {after(found.timeline.stopped[party])}"
    return ""


def test_it_opens_with_the_map_and_the_findings(show: Show, hotel: Example) -> None:
    shown = show(hotel)
    expect(shown.page.locator("h1")).to_be_visible()
    assert shown.page.title().startswith("Fjord Hotel")
    assert shown.heading() == "Findings"
    assert set(shown.labels()) == set(hotel.organization.parties) - {"hotel"}
    assert shown.sentence() == ""
    expect(shown.page.get_by_role("button", name="Put all back")).to_be_disabled()


def test_a_click_shows_the_card_and_every_name_on_it_another(show: Show, hotel: Example) -> None:
    shown = show(hotel)
    shown.box("it").click()
    shown.wait_for("party=it")
    assert shown.heading() == "IT support"
    card = shown.page.locator("#panel")
    expect(card).to_contain_text("Single point of failure, soon")
    expect(card).to_contain_text("Hotel guests from 1 h")
    serves = card.locator("[data-part=serves]")
    assert serves.locator("li .who").all_inner_texts() == [
        "booking-system", "order-screen", "reception",
    ]  # fmt: skip
    expect(serves.locator("li", has_text="reception")).to_contain_text("can wait 1 h")
    serves.get_by_role("button", name="reception").click()
    shown.wait_for("party=reception")
    assert shown.heading() == "reception"
    shown.page.go_back()
    shown.wait_for("party=it")
    assert shown.heading() == "IT support"
    shown.page.go_back()
    shown.wait_for("")
    assert shown.heading() == "Findings"
    shown.page.go_forward()
    shown.wait_for("party=it")


@pytest.mark.parametrize("way", ["double click", "G", "button", "finding", "list"])
def test_a_box_is_taken_away_and_put_back(show: Show, hotel: Example, way: str) -> None:
    shown = show(hotel)
    page = shown.page

    def do() -> None:
        if way == "double click":
            shown.box("it").dblclick()
        elif way == "G":
            shown.box("it").focus()
            page.keyboard.press("g")
        elif way == "button":
            shown.box("it").click()
            page.locator("#take-away").click()
        elif way == "list":
            page.get_by_role("button", name="List", exact=True).click()
            page.locator("#table").get_by_role(
                "button", name=re.compile("IT support$")
            ).last.click()
        else:
            page.locator("#panel .finding", has_text="IT support").first.click()

    do()
    until(page, "() => location.hash.includes('gone=it')")
    assert "let down after 1 h" in shown.sentence()
    assert "Back after 4 h" in shown.sentence()
    if way == "finding":
        page.get_by_role("button", name="Put all back").click()
    elif way == "button":
        page.locator("#take-away").click()
    else:
        do()
    until(page, "() => !location.hash.includes('gone')")
    assert shown.sentence() == ""


@pytest.mark.parametrize(
    ("gone", "lasting"), [(["it"], None), (["telco", "kitchen"], None), (["payroll"], 5 * 86_400)]
)
def test_every_box_says_what_happens_to_it(
    show: Show, hotel: Example, gone: list[str], lasting: int | None
) -> None:
    asked = f"#gone={','.join(gone)}" + (f"&for={lasting}s" if lasting else "")
    shown = show(hotel, asked)
    _, found = followed(hotel, *gone, lasting=lasting)
    states = {id: shown.state(id) for id in shown.labels()}
    assert states == {id: expected(found, hotel.number(id)) for id in states}
    words = dict(
        shown.opened.asks(
            """() => [...document.querySelectorAll("#drawing .box")]
              .map((each) => [each.dataset.p, each.getAttribute("aria-pressed")])"""
        )
    )
    pressed = {id for id in states if words.get(str(hotel.number(id))) == "true"}
    assert pressed == set(gone)


@pytest.mark.parametrize("gone", ["telco", "kitchen"])
def test_the_time_line_goes_from_moment_to_moment(show: Show, hotel: Example, gone: str) -> None:
    shown = show(hotel, f"#gone={gone}&for=1d")
    page = shown.page
    asked, found = followed(hotel, gone, lasting=86_400)
    down = found.history.down
    moments = {time for spans in down.values() for span in spans for time in span if time < inf}
    moments |= {each.needed for each in found.reached if each.let_down}
    page.locator("#track").focus()
    for time in sorted(moments):
        page.keyboard.press("ArrowRight")
        shown.wait_for(f"gone={gone}&for=1d&t={duration_text(time)}")
        stopped = {
            asked.network.ids[party]
            for party, spans in down.items()
            if any(start <= time < end for start, end in spans)
        }
        said = {id: shown.state(id) for id in shown.labels()}
        assert {
            id for id, words in said.items() if words in ("gone", "stopped", "let down")
        } == stopped & set(said)
        if not stopped:
            assert "everyone runs again" in shown.sentence()
    page.keyboard.press("Home")
    shown.wait_for(f"gone={gone}&for=1d")


def test_the_time_line_is_dragged(show: Show, hotel: Example) -> None:
    shown = show(hotel, "#gone=it")
    track = shown.page.locator("#track").bounding_box()
    assert track is not None
    shown.page.mouse.move(track["x"] + 1, track["y"] + 15)
    shown.page.mouse.down()
    shown.wait_for("gone=it&t=0")
    shown.page.mouse.move(track["x"] + track["width"], track["y"] + 15, steps=4)
    shown.page.mouse.up()
    assert "everyone runs again" in shown.sentence()


def test_for_how_long_is_asked_at_the_time_line(show: Show, hotel: Example) -> None:
    shown = show(hotel, "#gone=telco")
    assert "let down after 3 h" in shown.sentence()
    shown.page.locator("#during").select_option("3600")
    shown.wait_for("gone=telco&for=1h")
    assert "nobody is let down" in shown.sentence()


def test_search_finds_names_ids_services_and_tags(show: Show, hospital: Example) -> None:
    shown = show(hospital)
    page = shown.page
    party = hospital.organization.parties["lis"]
    [service] = {need.service for need in hospital.organization.needs if "lis" in need.suppliers}
    for text in (party.name, "lis", service):
        page.keyboard.press("/")
        page.keyboard.type(text or "")
        expect(page.locator("#matches")).to_contain_text(party.name)
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("EMERGENCY pat")
    page.keyboard.press("Enter")
    until(page, "() => location.hash.includes('party=emergency-patients')")
    assert shown.heading() == "Emergency patients"
    assert page.evaluate("() => document.activeElement.dataset.p") == str(
        hospital.number("emergency-patients")
    )
    page.keyboard.press("/")
    page.keyboard.press("Control+a")
    page.keyboard.type("zzzz")
    expect(page.locator("#matches")).to_contain_text("Nothing is found")


def test_search_goes_to_those_inside_a_closed_unit(show: Show, hospital: Example) -> None:
    shown = show(hospital)
    shown.page.keyboard.press("/")
    shown.page.keyboard.type("dr-haugen")
    shown.page.keyboard.press("Enter")
    expect(shown.page.locator("#panel h2")).to_have_text(
        hospital.organization.parties["dr-haugen"].name
    )
    held = shown.page.evaluate("() => document.activeElement.dataset.p")
    units = [hospital.number(unit) for unit in hospital.organization.units_of("dr-haugen")]
    assert int(held) in units


@pytest.mark.parametrize("key", ["kind", "grade", "inside"])
def test_the_filter_counts_what_it_leaves(show: Show, hospital: Example, key: str) -> None:
    organization = hospital.organization
    points = {
        point.party
        for point in internalmap.analyze(organization).single_points_of_failure
        if point.grade == 1
    }
    systems = {id for id, party in organization.parties.items() if party.kind == "system"}
    value, left = {
        "kind": ("system", systems),
        "grade": ("1", points),
        "inside": (
            str(hospital.number("clinical")),
            {"clinical", *organization.inside("clinical")},
        ),
    }[key]
    shown = show(hospital)
    page = shown.page
    page.get_by_role("button", name="Filter").click()
    page.locator(f"#filter-{key}").select_option(value)
    expect(page.locator("#filter-count")).to_contain_text(f"{len(left)} of 69")
    page.get_by_role("button", name="List", exact=True).click()
    names = page.locator("#table tbody th").all_inner_texts()
    assert sorted(names) == sorted(shown.names(sorted(left)))
    page.get_by_role("button", name="Clear").click()
    assert page.locator("#table tbody tr").count() == 69


def test_the_filter_follows_what_the_selected_one_depends_on(show: Show, hotel: Example) -> None:
    shown = show(hotel, "#party=it")
    page = shown.page
    page.get_by_role("button", name="Filter").click()
    page.locator("#filter-way").select_option("up")
    page.get_by_role("button", name="List", exact=True).click()
    names = set(page.locator("#table tbody th").all_inner_texts())
    reached, waiting = {"it"}, ["it"]
    needs = (*hotel.organization.needs, *hotel.organization.implied_needs)
    for id in waiting:  # grows
        new = {each for need in needs if id in need.customers for each in need.suppliers} - reached
        reached |= new
        waiting += sorted(new)
    assert names == set(shown.names(sorted(reached)))


def test_a_closed_unit_opens_as_a_map_of_its_own(show: Show, hospital: Example) -> None:
    shown = show(hospital)
    page = shown.page
    shown.box("clinical").click(position={"x": 40, "y": 8})  # above the names in it
    page.get_by_role("button", name="Open this unit").click()
    until(page, "() => location.hash.includes('unit=clinical')")
    inside = set(hospital.organization.members["clinical"])
    assert inside <= set(shown.labels())
    shown.box("radiology").dblclick()
    until(page, "() => location.hash.includes('gone=radiology')")
    assert "gone" in shown.labels()["radiology"]
    page.get_by_role("button", name=re.compile("The whole map")).click()
    until(page, "() => !location.hash.includes('unit')")
    assert "1 of 17" in shown.labels()["clinical"]
    page.go_back()
    until(page, "() => location.hash.includes('unit=clinical')")
    assert inside <= set(shown.labels())


def test_every_unit_that_is_shown_closed_can_be_opened(show: Show, hospital: Example) -> None:
    shown = show(hospital)
    closed = shown.opened.asks(
        """() => [...document.querySelectorAll("#drawing [data-closed]")]
          .map((each) => Number(each.dataset.p))"""
    )
    ids = [*hospital.organization.parties]
    assert {ids[number] for number in closed} == {"clinical"}
    for number in closed:
        other = show(hospital, f"#unit={ids[number]}")
        assert set(hospital.organization.members[ids[number]]) <= set(other.labels())


def test_the_list_is_sorted_and_has_everybody(show: Show, hospital: Example) -> None:
    shown = show(hospital)
    page = shown.page
    page.get_by_role("button", name="List", exact=True).click()
    rows = page.locator("#table tbody tr")
    assert rows.count() == 69
    analysis = internalmap.analyze(hospital.organization)
    points = shown.names([point.party for point in analysis.single_points_of_failure])
    names = page.locator("#table tbody th")
    assert names.all_inner_texts()[: len(points)] == points
    heading = page.get_by_role("columnheader", name="Name")
    heading.get_by_role("button").click()
    expect(page.locator("#table thead th").first).to_have_attribute("aria-sort", "ascending")
    first = names.first.inner_text()
    page.get_by_role("columnheader", name="Name").get_by_role("button").click()
    assert names.last.inner_text() == first
    names.get_by_role("button", name="Booking system").click()
    assert shown.heading() == "Booking system"


def test_an_address_shows_what_the_minutes_point_at(show: Show, hospital: Example) -> None:
    asked = "#gone=grid,generator&for=2d&t=1d&party=kitchen&unit=clinical&find=power"
    shown = show(hospital, asked)
    assert shown.asked() == asked[1:]
    assert shown.heading() == "Kitchen"
    assert "1 d" in shown.sentence()
    assert set(hospital.organization.members["clinical"]) <= set(shown.labels())
    expect(shown.page.locator("#search")).to_have_value("power")
    shown.page.evaluate("() => { location.hash = '#gone=lis' }")
    expect(shown.page.locator("#panel h2")).to_have_text("Findings")
    assert hospital.organization.parties["lis"].name in shown.sentence()


def test_what_an_address_asks_for_in_vain_is_said(show: Show, hotel: Example) -> None:
    shown = show(hotel, "#gone=nobody,it&unit=kitchen&for=soon")
    note = shown.page.get_by_role("alert")
    expect(note).to_contain_text("There is no party 'nobody' here.")
    expect(note).to_contain_text("'soon' is no time")
    assert "IT support" in shown.sentence()
    note.get_by_role("button", name="Close").click()
    expect(note).to_be_hidden()


def test_back_undoes_one_step_after_the_other(show: Show, hotel: Example) -> None:
    shown = show(hotel)
    steps = [""]
    for id in ("it", "telco", "payroll"):
        shown.box(id).dblclick()
        until(shown.page, "(id) => location.hash.includes(id)", id)
    while shown.asked():
        steps.append(shown.asked())
        before = shown.asked()
        shown.page.go_back()
        until(shown.page, "(old) => location.hash.slice(1) !== old", before)
    assert shown.sentence() == ""
    assert "gone=it,telco,payroll" in steps[1]
    assert {step.partition("&")[0] for step in steps[1:]} >= {"gone=it,telco", "gone=it"}


def test_a_selected_box_shows_its_lines_and_an_absence_its_ways(show: Show, hotel: Example) -> None:
    shown = show(hotel)
    lines = shown.page.locator("#lines .own")
    assert lines.count() == 0
    shown.box("it").hover()
    expect(lines).to_have_count(4)  # telco, booking-system, order-screen, reception
    shown.box("it").click()
    expect(shown.page.locator("#lines .selected")).to_have_count(4)
    shown.page.mouse.move(5, 5)
    shown.box("it").dblclick()
    asked, found = followed(hotel, "it")
    drawn = set(shown.labels())
    ways = {
        (asked.network.ids[supplier], asked.network.ids[party])
        for party, (need, supplier) in found.timeline.cause.items()
        if party in found.history.down and asked.network.requirements[need].need.customer
    }
    expect(shown.page.locator("#lines .way")).to_have_count(
        sum(one in drawn and other in drawn for one, other in ways)
    )


def test_the_map_is_moved_and_enlarged(show: Show, hotel: Example) -> None:
    shown = show(hotel)
    page = shown.page

    def place() -> list[float]:
        page.wait_for_timeout(60)
        found = shown.box("it").bounding_box()
        assert found is not None
        return [found["x"], found["y"], found["width"]]

    x, y, width = place()
    stage = page.locator("#stage").bounding_box()
    assert stage is not None
    low = stage["y"] + stage["height"] - 20
    page.mouse.move(stage["x"] + 300, low)
    page.mouse.down()
    page.mouse.move(stage["x"] + 340, low - 30, steps=3)
    page.mouse.up()
    assert place() == pytest.approx([x + 40, y - 30, width], abs=1.5)
    assert shown.asked() == ""
    page.keyboard.press("+")
    assert place()[2] > width * 1.1
    page.keyboard.press("-")
    assert place()[2] == pytest.approx(width, rel=0.02)
    page.mouse.wheel(0, -300)
    assert place()[2] > width * 1.1
    page.get_by_role("button", name="Fit").click()
    assert place() == pytest.approx([x, y, width], abs=1.5)


def test_the_address_says_what_the_filter_leaves(show: Show, hospital: Example) -> None:
    shown = show(hospital)
    page = shown.page
    page.get_by_role("button", name="Filter").click()
    page.locator("#filter-kind").select_option("system")
    shown.wait_for("kind=system")
    page.locator("#filter-inside").select_option(str(hospital.number("support")))
    shown.wait_for("kind=system&inside=support")
    left = page.locator("#filter-count").inner_text()
    page.go_back()
    shown.wait_for("kind=system")
    assert page.locator("#filter-inside").input_value() == ""
    assert page.locator("#filter-count").inner_text() != left
    again = show(hospital, "#kind=system&inside=support").page
    expect(again.locator("#filter")).to_be_visible()
    assert again.locator("#filter-count").inner_text() == left
    assert again.locator("#filter-kind").input_value() == "system"
    again.get_by_role("button", name="Clear").click()
    until(again, "() => location.hash === ''")
    assert again.locator("#filter-count").inner_text() == ""
    vain = show(hospital, "#kind=robot&tag=never&grade=7").page
    expect(vain.get_by_role("alert")).to_contain_text("There is no kind 'robot'.")
    expect(vain.get_by_role("alert")).to_contain_text("No party has the tag 'never'.")
    assert vain.locator("#drawing.filtering").count() == 0
