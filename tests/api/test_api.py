"""The Python interface: public names, frozen results, notebooks, docstrings that run."""

from __future__ import annotations

import copy
import dataclasses
import doctest
import pickle
import pkgutil
from importlib import import_module
from pathlib import Path

import pytest

import internalmap

HOTEL = Path(__file__).resolve().parents[2] / "examples" / "fjord-hotel.yaml"
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(internalmap.__path__, "internalmap.")
    if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", ["internalmap", *MODULES])
def test_examples_in_docstrings_run(name: str) -> None:
    assert doctest.testmod(import_module(name)).failed == 0


def test_public_names_are_sorted_and_there() -> None:
    assert list(internalmap.__all__) == sorted(internalmap.__all__)
    for name in internalmap.__all__:
        assert getattr(internalmap, name) is not None
    assert dir(internalmap) == list(internalmap.__all__)


def test_results_are_frozen() -> None:
    analysis = internalmap.analyze(internalmap.load(HOTEL))
    with pytest.raises(dataclasses.FrozenInstanceError):
        analysis.summary.parties = 3  # type: ignore[misc]
    organization = internalmap.load(HOTEL)
    with pytest.raises(TypeError):
        organization.parties["it"] = organization.parties["hr"]  # type: ignore[index]


def test_a_notebook_shows_names_as_text() -> None:
    organization = internalmap.loads(
        "organization: <script>alert(1)</script>\n"
        "parties:\n  guests: {kind: customer, needs: [bar]}\n  bar: {name: '<b>Bar</b>'}\n"
    )
    shown = internalmap.analyze(organization)._repr_html_() + organization._repr_html_()
    assert "<script" not in shown and "<b>Bar" not in shown
    assert "&lt;b&gt;Bar&lt;/b&gt;" in shown


def test_the_graph_has_what_it_promises() -> None:
    organization = internalmap.load(HOTEL)
    graph = organization.to_networkx()
    assert graph.nodes["it"]["party"] == organization.parties["it"]
    edges = [data for _, _, data in graph.in_edges("restaurant", data=True)]
    bookings = sorted(
        (data["rank"], data["fallback"]) for data in edges if data["service"] == "Bookings"
    )
    assert bookings == [(0, False), (1, True)]
    staffing = [(member, unit) for member, unit, data in graph.edges(data=True) if data["staffing"]]
    assert sorted(staffing) == [("anna", "kitchen"), ("bjørn", "kitchen"), ("chidi", "kitchen")]


def test_an_organisation_can_be_copied_and_pickled() -> None:
    organization = internalmap.load(HOTEL)
    for again in (pickle.loads(pickle.dumps(organization)), copy.deepcopy(organization)):
        assert again == organization
        assert internalmap.analyze(again).summary == internalmap.analyze(organization).summary


def test_one_selector_or_tag_may_stand_without_a_list() -> None:
    organization = internalmap.load(HOTEL)
    one = internalmap.analyze(organization, candidates="it", protect="guests")
    assert one == internalmap.analyze(organization, candidates=["it"], protect=["guests"])
    with pytest.raises(internalmap.InternalMapError, match="no need has the tag 'summer'"):
        internalmap.analyze(organization, only_needs="summer")


def test_an_unknown_setting_is_refused() -> None:
    organization = internalmap.load(HOTEL)
    with pytest.raises(internalmap.InternalMapError, match="sort: 'size' is not known"):
        internalmap.analyze(organization, sort="size")
    with pytest.raises(internalmap.InternalMapError, match="there is no party"):
        internalmap.analyze(organization, protect=["gusts"])
