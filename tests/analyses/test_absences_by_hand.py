"""Absences whose account anyone can give by hand: asked of the definitions and of the program."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import yaml

import internalmap
import oracle
from internalmap.reports.formats.json import render

MIN, HALF_HOUR, HOUR, DAY = 60, 1800, 3600, 86_400

Report = dict[str, Any]
Look = Callable[[str], Report]


def defined(text: str) -> Report:
    """What the definitions say."""
    return oracle.report(yaml.safe_load(text))


def analyzed(text: str) -> Report:
    """What the program says."""
    found: Report = json.loads(render(internalmap.analyze(internalmap.loads(text))))
    return found


looks = pytest.mark.parametrize("look", [defined, analyzed], ids=["definition", "program"])


def points(found: Report, *keys: str) -> list[tuple[Any, ...]]:
    """The single points of failure in their order, each with some of its figures."""
    rows = found["single_points_of_failure"]
    return [(row["party"], *(row[key] for key in keys)) for row in rows]


def sets(found: Report, *keys: str) -> list[tuple[Any, ...]]:
    """The sets of two and more in their order, each with some of its figures."""
    return [
        ("+".join(row["parties"]), *(row[key] for key in keys)) for row in found["fragile_sets"]
    ]


# Felt, intolerable, back


@looks
@pytest.mark.parametrize(
    "restore, row",
    [
        ("3h", ("line", 3, 2 * HOUR, 3 * HOUR, 0, True, [], ["clinic"])),
        ("4h", ("line", 1, 2 * HOUR, 3 * HOUR, HOUR, False, ["clinic"], [])),
        (None, ("line", 1, 2 * HOUR, 3 * HOUR, None, False, ["clinic"], [])),
    ],
    ids=["just in time", "too late", "not known"],
)
def test_what_recovery_catches(look: Look, restore: str | None, row: tuple[Any, ...]) -> None:
    found = look(
        f"""
        parties:
          clinic: {{kind: customer, needs: [{{from: line, buffer: 2h, limit: 3h}}]}}
          line: {{kind: system, restore: {restore or "null"}}}
        """
    )
    assert points(found, "grade", "after", "needed", "gap", "covered", "let_down", "later") == [row]


@looks
def test_each_customer_has_a_time_of_its_own(look: Look) -> None:
    found = look(
        """
        parties:
          bakers: {kind: customer, needs: [{from: mill, buffer: 3h}]}
          brewers: {kind: customer, needs: [{from: mill, buffer: 20d}]}
          mill: {kind: system, restore: 2d}
        """
    )
    assert points(found, "let_down", "later", "after") == [
        ("mill", ["bakers"], ["brewers"], 3 * HOUR)
    ]
    [row] = found["absences"]["rows"]
    assert row["effects"] == [
        {"protected": "bakers", "after": 3 * HOUR, "needed": 3 * HOUR, "let_down": True},
        {"protected": "brewers", "after": 20 * DAY, "needed": 20 * DAY, "let_down": False},
    ]


@looks
def test_what_is_needed_sooner_stands_above_what_lets_more_down(look: Look) -> None:
    found = look(
        """
        parties:
          wards: {kind: customer, needs: [{from: theatre, buffer: 15min}]}
          nurses: {kind: customer, needs: [{from: wages, buffer: 40d}]}
          porters: {kind: customer, needs: [{from: wages, buffer: 40d}]}
          theatre: {needs: [gases]}
          gases: {kind: system}
          wages: {kind: system}
        """
    )
    assert points(found, "grade") == [("gases", 1), ("theatre", 2), ("wages", 2)]


@looks
def test_a_limit_of_its_own_begins_when_the_buffer_ends(look: Look) -> None:
    found = look(
        """
        bands: [1h, 2h]
        soon: 90min
        parties:
          shop: {limit: 30min, needs: [{from: till, buffer: 1h}, {from: card, limit: 2h}]}
          till: {kind: system, restore: 45min}
          card: {kind: system}
        """
    )
    assert found["settings"]["protected"] == ["shop"]
    figures = ("grade", "after", "needed", "gap")
    assert points(found, *figures) == [
        ("card", 2, 0, 2 * HOUR, None),
        ("till", 3, HOUR, 90 * MIN, -45 * MIN),
    ]


@looks
def test_who_is_gone_itself_has_its_limit_to_come_back(look: Look) -> None:
    found = look(
        """
        parties:
          guests: {kind: customer, needs: [{from: desk, buffer: 1d}]}
          desk: {limit: 4h, restore: 8h}
        """
    )
    figures = ("after", "needed", "gap", "let_down", "later", "stops")
    assert points(found, *figures) == [
        ("desk", 0, 4 * HOUR, 4 * HOUR, ["desk"], ["guests"], ["guests"])
    ]
    assert found["absences"]["rows"][0]["effects"] == [
        {"protected": "desk", "after": 0, "needed": 4 * HOUR, "let_down": True},
        {"protected": "guests", "after": DAY, "needed": DAY, "let_down": False},
    ]


def test_past_bearing_after_its_own_return() -> None:
    """Whoever is back, and finds that what it needs has been away for long, is let down."""
    model = yaml.safe_load(
        """
        parties:
          a: {limit: 2h, restore: 1h, needs: [b]}
          b: {restore: 5h}
        """
    )
    case = oracle.case_of(model)
    [effect] = oracle.effects(case, ["a", "b"])
    assert (effect.needed, effect.let_down, effect.over) == (2 * HOUR, True, 5 * HOUR)
    history = case.history(["a", "b"])
    assert oracle.down(history, "a") == [(0, 5 * HOUR)]
    assert oracle.intolerable(history, "a") == [(2 * HOUR, 5 * HOUR)]


def test_returns_come_before_buffers_and_a_need_met_again_has_its_whole_buffer_again() -> None:
    model = yaml.safe_load(
        """
        parties:
          x: {needs: [{from: [a, b], at_least: all, buffer: 2h}]}
          y: {needs: [{from: x, buffer: 30min}, {from: z}]}
          z: {needs: [y]}
          a: {restore: 2h}
          b: {restore: 5h}
          c: {part_of: a, restore: 9h}
        """
    )
    case = oracle.case_of(model)
    assert oracle.down(case.history(["a"]), "x") == []
    history = case.history(["a", "b"])
    assert oracle.down(history, "x") == [(2 * HOUR, 5 * HOUR)]
    assert oracle.down(history, "y") == oracle.down(history, "z") == [(2.5 * HOUR, 5 * HOUR)]
    assert oracle.down(case.history(["a", "c"]), "c") == [(0, 9 * HOUR)]
    assert oracle.down(case.history(["a", "c"], HOUR), "c") == [(0, HOUR)]


# Together


@looks
def test_pairs_know_when_the_first_is_back(look: Look) -> None:
    found = look(
        """
        parties:
          homes: {kind: customer, needs: [{from: heat, buffer: 1h}]}
          heat: {restore: 5min, needs: [{from: [gas, oil]}]}
          gas: {kind: supplier, restore: 6h}
          oil: {kind: system, needs: [{from: lorry, buffer: 9d}]}
          lorry: {kind: supplier, restore: 2d}
        """
    )
    assert sets(found, "grade", "needed", "restore", "gap", "covered", "hidden") == [
        ("gas+oil", 1, HOUR, 6 * HOUR, 5 * HOUR, False, False),
        ("gas+lorry", 3, 9 * DAY + HOUR, 6 * HOUR, 5 * HOUR - 9 * DAY, True, False),
    ]


@looks
def test_recovery_hides_a_pair(look: Look) -> None:
    """With the key gone the lock is needed at once, and not only when the door is shut for good."""
    found = look(
        """
        parties:
          door: {kind: customer, needs: [{from: [lock, key], buffer: 1h}, {from: lock, buffer: 3h}]}
          lock: {kind: system, restore: 2h}
          key: {kind: system, restore: 90min}
        """
    )
    hidden = [row for row in found["fragile_sets"] if row["hidden"]]
    assert [(row["protected"], row["parties"]) for row in hidden] == [("door", ["key", "lock"])]
    [row] = hidden
    figures = {key: row[key] for key in ("grade", "after", "needed", "restore", "gap", "covered")}
    assert figures == {
        "grade": 1,
        "after": HOUR,
        "needed": HOUR,
        "restore": None,
        "gap": 30 * MIN,
        "covered": False,
    }


@looks
def test_a_set_that_takes_along_more_than_another_is_not_told(look: Look) -> None:
    found = look(
        """
        parties:
          guests: {kind: customer, needs: [{from: [oven, grill]}]}
          cellar: {kind: department}
          oven: {kind: system, part_of: cellar}
          grill: {kind: system}
          cook: {kind: person}
        """
    )
    assert sets(found) == [("grill+oven",)]


# Units


@looks
def test_listing_a_team_in_a_kitchen_does_not_take_it_out_of_the_question(look: Look) -> None:
    kitchen = """
        parties:
          diners: {kind: customer, needs: [kitchen]}
          kitchen: {kind: department, headcount: 7}
          cook: {kind: person, part_of: kitchen}
    """
    for text in (kitchen, f"{kitchen}      washing: {{part_of: kitchen}}\n"):
        assert points(look(text), "single", "grade") == [("kitchen", False, 2)]


@looks
def test_a_kitchen_is_not_one_system_because_only_its_oven_is_listed(look: Look) -> None:
    found = look(
        """
        parties:
          diners: {kind: customer, needs: [kitchen, bar, stall]}
          kitchen: {kind: department}
          oven: {kind: system, part_of: kitchen}
          bar: {}
          shelf: {part_of: bar}
          mixer: {kind: person, part_of: shelf}
          stall: {headcount: 1}
        """
    )
    assert sorted(points(found, "single")) == [
        ("bar", True),
        ("kitchen", False),
        ("mixer", True),
        ("stall", True),
    ]
    assert found["summary"]["units_left_out"] == 1


@looks
def test_people_in_a_box_are_people_of_the_unit_around_it(look: Look) -> None:
    """Of three nurses two must be there, and the two who are listed need the same lift."""
    found = look(
        """
        parties:
          patients: {kind: customer, needs: [ward]}
          ward: {headcount: 3, min_members: 2}
          nights: {part_of: ward}
          ina: {kind: person, part_of: nights, needs: [lift]}
          jo: {kind: person, part_of: nights, needs: [lift]}
          lift: {kind: system}
        """
    )
    rows = [("lift", True, 5), ("nights", False, 2), ("ward", False, 1)]
    assert points(found, "single", "impact") == rows


@looks
def test_a_unit_is_told_for_whom_only_all_of_it_together_let_down(look: Look) -> None:
    house = """
        parties:
          guests:
            kind: customer
            needs: [{{from: [boiler, stove]}}, {{from: pump, buffer: {pump}}}]
          plant: {{restore: 1d}}
          boiler: {{kind: system, part_of: plant}}
          stove: {{kind: system, part_of: plant}}
          pump: {{kind: system, part_of: plant, restore: {restore}}}
          guard: {{kind: person}}
    """
    sooner = look(house.format(pump="2h", restore="1d"))
    assert points(sooner, "needed") == [("pump", 2 * HOUR), ("plant", 0)]
    assert sooner["summary"]["units_left_out"] == 0
    alike = look(house.format(pump="30min", restore="1d"))
    assert points(alike) == [("pump",)]
    assert alike["summary"]["units_left_out"] == 1
    longer = look(house.format(pump="30min", restore="2h"))
    assert points(longer, "gap") == [("pump", 90 * MIN), ("plant", DAY)]
    known = {row["party"]: len(row["effects"]) for row in alike["absences"]["rows"]}
    assert known == {"plant": 1, "pump": 1}


@looks
def test_the_whole_is_nobodys_absence(look: Look) -> None:
    found = look(
        """
        parties:
          buyers: {kind: customer, needs: [{service: Seats, from: [east, west]}]}
          theatre: {kind: department}
          east: {part_of: theatre}
          west: {part_of: theatre}
        """
    )
    assert found["works"]["fallbacks_that_hold"] == [
        {"customer": "buyers", "service": "Seats", "suppliers": ["east", "west"]}
    ]
    assert sets(found) == [("east+west",)]


@looks
def test_needs_of_everyone_stop_a_unit_of_which_some_are_not_listed(look: Look) -> None:
    found = look(
        """
        everyone: {needs: [{from: wages, frequency: daily, effort: 1h}]}
        parties:
          guests: {kind: customer, needs: [crew, {from: hall}]}
          crew: {headcount: 5}
          ana: {kind: person, part_of: crew}
          hall: {kind: department, needs: [lamps]}
          gate: {part_of: hall}
          lamps: {kind: system}
          wages: {kind: supplier}
        """
    )
    rows = {row["id"]: row for row in found["parties"]}
    assert ("wages", 5) in points(found, "impact")  # ana, crew, gate, hall, guests
    assert rows["wages"]["customers"] == 2  # ana and gate
    assert rows["wages"]["load"] == 14 * HOUR


@looks
def test_a_box_without_people_hides_no_unit_from_the_needs_of_everyone(look: Look) -> None:
    found = look(
        """
        everyone: {needs: [{from: wages, frequency: daily, effort: 1h}]}
        parties:
          guests: {kind: customer, needs: [hall]}
          hall: {kind: department}
          machines: {part_of: hall}
          press: {kind: system, part_of: machines}
          wages: {kind: supplier}
        """
    )
    rows = {row["id"]: row for row in found["parties"]}
    assert ("wages", 3) in points(found, "impact")  # machines, hall, guests
    assert rows["wages"]["customers"] == 1  # machines


# Fallbacks, ways, ratings


@looks
def test_a_fallback_that_fails_with_what_stops_the_customer_anyway_does_not_hold(
    look: Look,
) -> None:
    found = look(
        """
        parties:
          readers: {kind: customer, needs: [desk]}
          desk: {needs: [{service: Loans, from: [one, two]}, {service: Fines, from: one}]}
          one:
          two: {needs: [one]}
        """
    )
    assert found["hollow_fallbacks"] == []
    assert found["works"]["fallbacks_that_hold"] == []
    assert found["works"]["fails_anyway"] == [
        {"customer": "desk", "service": "Loans", "suppliers": ["one", "two"], "party": "one"}
    ]


@looks
def test_a_paper_fallback_names_only_the_smallest_absences(look: Look) -> None:
    found = look(
        """
        parties:
          guests: {kind: customer, needs: [{from: [ferry, bus]}]}
          ferry: {needs: [fuel]}
          bus: {needs: [{from: fuel, buffer: 2h}]}
          depot: {}
          fuel: {kind: system, part_of: depot}
          clerk: {kind: person}
        """
    )
    [row] = found["hollow_fallbacks"]
    assert row["defeated_by"] == [{"party": "fuel", "after": 2 * HOUR}]
    assert row["defeated_by_total"] == 1


@looks
def test_who_is_the_only_way_to_the_guests(look: Look) -> None:
    found = look(
        """
        parties:
          guests: {kind: customer, needs: [bar, rooms]}
          bar: {needs: [it]}
          rooms: {needs: [it]}
          it: {needs: [lines]}
          lines: {kind: supplier, needs: [{from: cable}]}
          cable:
        """
    )
    rows = {row["id"]: row["gateway"] for row in found["parties"]}
    assert rows == {"guests": None, "bar": 0, "rooms": 0, "it": 2, "lines": 1, "cable": 0}
    assert found["bottlenecks"][0]["party"] == "it"


@looks
def test_a_longer_way_that_is_needed_counts(look: Look) -> None:
    found = look(
        """
        parties:
          guests: {kind: customer, needs: [source, middle]}
          middle: {needs: [source]}
          source:
        """
    )
    rows = {row["id"]: row["through"] for row in found["parties"]}
    assert rows == {"guests": 0, "middle": 0.5, "source": 0.5}


@looks
def test_the_weakest_link_is_what_serves_the_customer_now(look: Look) -> None:
    found = look(
        """
        everyone: {needs: [{from: wages, satisfaction: 1}]}
        parties:
          vets:
            kind: customer
            needs:
              - {service: Tests, from: [lab, spare], satisfaction: 4.2}
              - {service: Post, from: post, satisfaction: 2.5, importance: important}
          lab: {needs: [{service: Glass, from: store, satisfaction: [2.4, 2.6]}]}
          spare: {needs: [{service: Tins, from: store, satisfaction: 1.1}]}
          post: {needs: [{service: Ink, from: store, satisfaction: 1.2}]}
          store:
          wages:
        """
    )
    [row] = found["external_customers"]
    assert row["weakest_link"] == {
        "customer": "vets",
        "service": "Post",
        "suppliers": ["post"],
        "satisfaction": 2.5,
        "chain": ["vets"],
    }


@looks
def test_parties_alone_are_no_units_and_means_count_the_gone(look: Look) -> None:
    found = look("parties: {guests: {kind: customer, needs: [a]}, a: {needs: [b]}, b: {}}")
    assert found["units"] == []
    assert found["summary"]["mean_stopped"] == pytest.approx(6 / 9)


@looks
def test_a_unit_has_the_customers_and_the_sight_of_its_members(look: Look) -> None:
    found = look(
        """
        parties:
          guests: {kind: customer, needs: [cook]}
          kitchen: {kind: department}
          cook: {part_of: kitchen}
          office: {kind: department}
          desk: {part_of: office}
        """
    )
    assert found["without_customer"] == ["office"]
    assert found["without_line_of_sight"] == ["desk", "office"]


# Sites, information, and what is done


@looks
def test_a_site_stops_whoever_is_at_it_and_no_more(look: Look) -> None:
    """By its id or its name, after the buffer that it or the defaults say; a unit's place is not
    that of its people, nor a supplier's one of the house; another place is a fallback."""
    found = look(
        """
defaults: {need: {buffer: 2h}}
parties:
  guests: {kind: customer, needs: [{from: desk, buffer: 0}]}
  buyers: {kind: customer, needs: [{from: shop, buffer: 0}]}
  fans:   {kind: customer, needs: [{from: band, buffer: 0}]}
  eaters: {kind: customer, needs: [{from: caterer, buffer: 0}]}
  desk:   {kind: role, location: QUAY 3}
  shop:   {location: quay, location_buffer: 30min}
  band:   {location: [quay, mill]}
  caterer: {kind: supplier, location: quay}
  crew:   {location: quay}
  bo:     {kind: person, part_of: crew}
  walks:  {kind: customer, needs: [{from: bo, buffer: 0}]}
  quay:   {kind: site, name: Quay 3, location: Quay 3, restore: 1h}
  mill:   {kind: site}
"""
    )
    rows = [row for row in points(found, "let_down", "later", "after") if row[0] == "quay"]
    assert rows == [("quay", ["buyers"], ["guests"], HALF_HOUR)]
    assert found["summary"]["location_needs"] == 4
    assert found["without_customer"] == []


@looks
def test_a_process_is_stopped_and_is_nobodys_absence(look: Look) -> None:
    found = look(
        """
parties:
  staff:   {kind: customer, needs: [payroll]}
  payroll: {kind: process, name: Payment run, needs: [{from: records}, {from: clerk}]}
  records: {kind: information}
  clerk:   {kind: person, location: [office]}
  office:  {kind: site}
"""
    )
    assert sorted(points(found, "single", "impact")) == [
        ("clerk", True, 2), ("office", False, 3), ("records", True, 2),
    ]  # fmt: skip


@looks
def test_a_place_takes_nobody_to_be_there_and_makes_its_department_no_box(look: Look) -> None:
    found = look(
        """
parties:
  guests: {kind: customer, needs: [house]}
  house:  {min_members: 1}
  wing:   {kind: department, part_of: house, location: quay}
  bo:     {kind: person, part_of: wing}
  guard:  {kind: person, part_of: quay}
  quay:   {kind: site}
"""
    )
    assert sorted(row[0] for row in points(found)) == ["bo", "house", "quay"]
