"""Lists of people as offices keep them: who is whose manager, however both are named."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.converted import made
from internalmap import InvalidModel

ROSTERS = {
    "by names": "Employee No,Employee,Line manager\n1,Ida Vik,\n2,Bo Lie,Ida Vik\n",
    "by numbers, though names are there too": (
        "Worker,Employee ID,Manager,Manager ID\nIda Vik,1,,\nIda Vik,3,,\nBo Lie,2,Ida Vik,1\n"
    ),
    "by addresses": (
        "Employee ID,First Name,Last Name,Work Email,Manager Email\n"
        "1,Ida,Vik,Ida@x,\n2,Bo,Lie,bo@x,ida@x\n"
    ),
    "by entries of a directory": (
        "dn,cn,sAMAccountName,title,manager\n"
        '"CN=Ida,DC=x",Ida Vik,1,Head,\n"CN=Bo,DC=x",Bo Lie,2,Clerk,"CN=Ida,DC=x"\n'
    ),
    "the last name first": (
        'Personalnr.;Nachname;Vorname;Vorgesetzter\n1;Vik;Ida;\n2;Lie;Bo;"Vik, Ida"\n'
    ),
    "the last name first in the list": (
        'Ansattnr;Ansatt;Leder\n1;"Vik, Ida";\n2;"Lie, Bo";Ida Vik\n'
    ),
}


@pytest.mark.parametrize("text", ROSTERS.values(), ids=list(ROSTERS))
def test_a_manager_is_the_person_who_is_meant(tmp_path: Path, text: str) -> None:
    parties = made(tmp_path, text).organization.parties
    assert parties["2"].reports_to == "1"
    assert set(parties) <= {"1", "2", "3"}
    assert "Lie" in parties["2"].name
    assert {each.kind for each in parties.values()} == {"person"}


def test_first_and_last_names_are_ids_where_there_are_no_others(tmp_path: Path) -> None:
    text = "Imię;Nazwisko;Dział;Przełożony\nIda;Vik;IT;\nBo;Lie;IT;Ida Vik\n"
    result = made(tmp_path, text)
    parties = result.organization.parties
    assert (parties["Bo Lie"].reports_to, parties["Bo Lie"].part_of) == ("Ida Vik", "IT")
    assert any("together are the name" in notice for notice in result.notices)


def test_what_is_wrong_in_a_name_of_two_columns_is_found(tmp_path: Path) -> None:
    text = "First name,Last name,Manager\nIda,Vik,\nIda,Vik,\nBo,Lie,Ida Vik\n"
    with pytest.raises(InvalidModel) as raised:
        made(tmp_path, text.replace("Ida,Vik,\n", "Ida,Vik,\n,,Ida Vik\n", 1))
    (problem,) = raised.value.problems
    assert problem.place is not None
    assert problem.place.label.endswith("in.csv:3:1")
