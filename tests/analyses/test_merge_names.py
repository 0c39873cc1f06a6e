"""Whom an answer means by a name: never silently somebody new where a known one is near."""

from __future__ import annotations

import pytest

import internalmap
from internalmap.analyses.merge.answers import Name
from internalmap.analyses.merge.names import PartyNames
from internalmap.errors import InvalidArgument

MODEL = internalmap.loads("""
parties:
  it: {name: IT support, was: [edv]}
  kitchen: {name: Kitchen}
  lab-1: {name: Laboratory}
  lab-2: {name: Laboratory}
  front: {name: Front desk}
""")


def names(same: dict[str, str] | None = None, *said: str) -> PartyNames:
    found = PartyNames(MODEL, same or {})
    for each in said:
        found.note(Name(each), None)
    return found


@pytest.mark.parametrize(
    "text, party",
    [
        ("it", "it"),
        ("IT SUPPORT", "it"),
        (" front  desk", "front"),
        ("Cleaners", "Cleaners"),  # nobody is near
    ],
)
def test_a_name_that_one_party_has_means_it_and_another_is_new(text: str, party: str) -> None:
    assert names(None, text).find(Name(text)) == party


@pytest.mark.parametrize(
    "text, near",
    [
        ("the IT desk", "it"),
        ("Kitchn", "kitchen"),
        ("the kitchen crew", "kitchen"),
        ("Desk, front", "front"),
        ("Laboratory", "lab-1"),  # two have the name
    ],
)
def test_a_name_near_a_known_one_is_for_somebody_to_settle(text: str, near: str) -> None:
    found = names(None, text)
    assert found.find(Name(text)) is None
    (new,) = found.new_names()
    assert new.near[0] == near
    assert names({text: near}, text).find(Name(text)) == near
    assert names({text: text}, text).find(Name(text)) == text


def test_the_id_that_a_form_gave_counts_also_where_the_party_has_another_by_now() -> None:
    assert names().find(Name("Electronic data", "edv")) == "it"


def test_one_new_name_in_several_spellings_is_one_party_whatever_is_read_first() -> None:
    for said in (("cleaners", "Cleaners"), ("Cleaners", "cleaners")):
        found = names(None, *said)
        assert {found.find(Name(each)) for each in said} == {"Cleaners"}


def test_what_is_said_of_a_name_must_name_somebody() -> None:
    with pytest.raises(InvalidArgument, match="there is no party 'kitchn'"):
        names({"the crew": "kitchn"})
