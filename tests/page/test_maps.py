"""The maps of a page: everybody is on one or counted, and each unit opens with what comes in at its
left and what goes out at its right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

import internalmap
from internalmap import Organization
from internalmap.diagrams.chart.build import View
from internalmap.diagrams.chart.build import chart as charted
from internalmap.page import maps
from internalmap.page.maps import PageMaps, page_maps
from internalmap.page.painting import Looks, Target, as_svg

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@cache
def example(name: str) -> Organization:
    return internalmap.load(EXAMPLES / name)


def drawn(organization: Organization) -> PageMaps:
    return page_maps(organization, internalmap.analyze(organization), (), Looks())


def every(targets: Iterable[Target]) -> Iterator[Target]:
    for target in targets:
        yield target
        yield from every(target.parts)


def shown(organization: Organization, targets: Iterable[Target]) -> set[str]:
    """Those who are on a map, also in a stack, as a line of text, or in a closed unit."""
    ids = [*organization.parties]
    found: set[str] = set()
    for target in every(targets):
        if target.role.partition(" ")[0] not in ("box", "hub", "heading", "line"):
            continue
        own = ids[int(target.marks["p"])]
        found |= {own, *(ids[int(number)] for number in target.marks.get("of", "").split())}
        if "closed" in target.marks:
            found |= {*organization.inside(own)}
    return found


@pytest.mark.parametrize("name", ["fjord-hotel.yaml", "hospital.yaml", "harbour-brewery/org.yaml"])
def test_everybody_is_on_the_map_or_named_as_left_out(name: str) -> None:
    organization = example(name)
    made = drawn(organization)
    left = set(organization.parties) - shown(organization, made.whole.targets)
    told = " ".join(made.notices)
    unsaid = [id for id in left if organization.parties[id].name not in told]
    words = [text for target in every(made.whole.targets) for *_, text in target.texts]
    more = [re.fullmatch(r"‹ (\d+) more", word) for word in words]
    units = set(organization.members)  # what holds others may be a word above their names
    assert len(set(unsaid) - units) == sum(int(each[1]) for each in more if each)


def test_a_unit_opens_with_everyone_inside_and_its_surroundings_on_either_side() -> None:
    organization = example("hospital.yaml")
    ids = [*organization.parties]
    made = drawn(organization)
    assert made.units
    for unit, opened in made.units.items():
        inside = {unit, *organization.inside(unit)}
        assert inside - {unit} <= shown(organization, opened.targets)
        boxes = [each for each in every(opened.targets) if each.role.startswith("box ")]
        lines = [each.marks for each in opened.targets if each.role.startswith("link ")]
        ends = [(ids[int(line["from"])], ids[int(line["to"])]) for line in lines]
        places: dict[str, list[int]] = {}
        for box in boxes:
            places.setdefault(ids[int(box.marks["p"])], []).append(box.x)
        for supplier, customer in ends:
            if supplier not in inside:
                assert min(places[supplier]) < min(places[customer])
            if customer not in inside:
                assert max(places[customer]) > max(places[supplier])


def test_places_are_whole_numbers() -> None:
    text = as_svg(drawn(example("hospital.yaml")).whole.targets)
    numbers = re.findall(r' (?:d|x|y|transform)="([^"]*)"', text)
    assert numbers
    assert not any("." in each for each in numbers)


def test_of_too_many_boxes_those_most_at_risk_are_drawn_and_the_others_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(maps, "MOST_BOXES", 4)
    text = "parties: {c: {kind: customer, needs: [a0]}, " + ", ".join(
        f"a{number}: {{needs: [a{number + 1}]}}" for number in range(8)
    )
    organization = internalmap.loads(text + ", a8: }")
    made = drawn(organization)
    on_map = shown(organization, made.whole.targets)
    assert len(on_map) <= 4
    assert "c" in on_map
    assert made.notices[0].startswith("The map shows 4 of 10 boxes at most")


def test_the_worst_are_drawn_with_the_way_to_whom_they_let_down(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(maps, "MOST_BOXES", 6)
    customers = "".join(f"c{at}: {{kind: customer, needs: [a{at}]}}, " for at in range(9))
    desks = "".join(f"a{at}: {{needs: [b{at % 2}]}}, " for at in range(9))
    organization = internalmap.loads(f"parties: {{{customers}{desks}b0: , b1: }}")
    on_map = shown(organization, drawn(organization).whole.targets)
    assert sorted(on_map) == ["a0", "a1", "b0", "b1", "c0", "c1"]


def test_units_of_a_very_large_organisation_stay_closed_and_that_is_said(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(maps, "MOST_OPENED", 10)
    made = drawn(example("hospital.yaml"))
    assert not made.units
    assert any("units stand for everyone inside them" in notice for notice in made.notices)


def ends(targets: Iterable[Target]) -> list[tuple[str, str]]:
    return [(each.marks["from"], each.marks["to"]) for each in targets if each.curve is not None]


def test_of_too_many_lines_the_heaviest_are_drawn_and_one_of_each_box_and_the_others_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    organization = example("hospital.yaml")
    monkeypatch.setattr(maps, "MOST_LINES", 10_000)
    monkeypatch.setattr(maps, "MOST_UNIT_LINES", 10_000)
    every_line = drawn(organization)
    assert every_line.whole.left == 0
    monkeypatch.setattr(maps, "MOST_UNIT_LINES", 12)
    fewer = drawn(organization)
    assert fewer.units.keys() == every_line.units.keys()
    for unit, less in fewer.units.items():
        lines = every_line.units[unit].targets
        kept = ends(less.targets)
        assert less.left == len(ends(lines)) - len(kept)
        assert {end for pair in kept for end in pair} == {e for pair in ends(lines) for e in pair}
    assert sum(less.left for less in fewer.units.values()) > 0


def test_the_heaviest_lines_are_essential_and_stand_for_most_needs() -> None:
    needs = ["{from: a, importance: helpful}", *["{from: b}"] * 3, "{from: c}", "{from: [d, b]}"]
    organization = internalmap.loads(
        f"parties: {{x: {{kind: customer, needs: [{', '.join(needs)}]}}, "
        "a: , b: , c: {needs: [a, d]}, d: {needs: [{from: a, importance: important}]}}"
    )
    chart = charted(organization, internalmap.analyze(organization), View())
    less, left = maps.heaviest(chart, 4)
    assert [(link.supplier, link.customer) for link in less.links] == [
        ("a", "c"), ("b", "x"), ("c", "x"), ("d", "c"),
    ]  # fmt: skip
    assert left == len(chart.links) - 4
    assert maps.heaviest(chart, 100) == (chart, 0)


def test_of_a_large_organisation_as_many_units_are_closed_at_once_as_leave_no_more_boxes_than_fit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    organization = example("hospital.yaml")
    monkeypatch.setattr(maps, "MOST_TRIED", 10)
    for most in (20, 40, 60):
        monkeypatch.setattr(maps, "MOST_BOXES", most)
        made = drawn(organization)
        boxes = [each for each in every(made.whole.targets) if each.role.startswith("box ")]
        assert 0 < len(boxes) <= most
