"""Plain tables of two or three columns: what most people keep is read as they mean it, and asked
about where it can be meant in two ways."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.converted import arrows, made, typed
from internalmap import InternalMapError, InvalidModel

READ = {
    "what is needed, and from whom": ("Team,Needs,From\nLab,Mail,IT\n", "Lab>IT"),
    "what is required, and of which supplier": (
        "Team,Requires,Supplier\nLab,Mail,IT\n",
        "Lab>IT",
    ),
    "the same in German": ("Wer;Braucht;Von\nLabor;Post;IT\n", "Labor>IT"),
    "the same in Norwegian": ("Hvem;Trenger;Fra\nLab;Post;IT\n", "Lab>IT"),
    "the same in Polish": ("Kto;Potrzebuje;Od kogo\nLab;Poczta;IT\n", "Lab>IT"),
    "the same in Italian": ("Chi;Ha bisogno di;Da chi\nLab;Posta;IT\n", "Lab>IT"),
    "whom they need, where these are in the table": (
        "Team,Needs,From\nLab,IT,2024\nIT,Power,2025\n",
        "IT>Power Lab>IT",
    ),
    "a service that is a word for a relation too": (
        "Customer,Service,Supplier\nLab,uses,IT\nWard,depends on,IT\n",
        "Lab>IT Ward>IT",
    ),
    "a legend below a gap": (
        "Customer,Supplier\nLab,IT\nWard,IT\n,\nLegend,Meaning\nIT,Machines\nLab,Bloods\n",
        "Lab>IT Ward>IT",
    ),
    "buyers and sellers": ("Seller,Buyer\nMill,Baker\n", "Baker>Mill"),
    "who gives orders, and who takes them": ("Auftraggeber;Auftragnehmer\nLabor;IT\n", "Labor>IT"),
    "what is provided by some to others": (
        "Service,Provided by,Provided to\nMail,IT,Lab\nPost,Desk,Ward\n",
        "Lab>IT Ward>Desk",
    ),
    "what they need, and who needs them": (
        "Team,We need,From whom,Needs us\nLab,Mail,IT,Ward\n",
        "Lab>IT Ward>Lab",
    ),
    "relations beside the kinds of what they are of": (
        "CI Name,CI Type,Relationship,Related CI\nShop,App,Depends on,Store\n"
        "Store,Base,Runs on,Rack\n",
        "Shop>Store Store>Rack",
    ),
    "what is upstream and downstream of the row": (
        "Name,Upstream relationships,Downstream relationships\nShop,Store,Till\n",
        "Shop>Store Till>Shop",
    ),
    "who supports": ("Team,Supported by\nLab,IT\n", "Lab>IT"),
}


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=list(READ))
def test_a_plain_table_is_read_as_it_is_meant(tmp_path: Path, text: str, expected: str) -> None:
    assert arrows(made(tmp_path, text)) == expected


ASKED = {
    "headings against types of relations": (
        "Customer,Link,Supplier\nLab,depends on,IT\nWard,supports,Lab\n",
        ["Lab>IT Ward>Lab", "Lab>IT Lab>Ward"],
    ),
    "deputies of the row, or of those whom it needs": (
        "Team;Abhängig von;Vertretung\nLabor;IT;Ina\nKüche;Lager;Bo\n",
        ["Küche>Bo Küche>Lager Labor>IT Labor>Ina", "Küche>Lager Labor>IT"],
    ),
    "what goes from one to another": (
        "Deliverable,From,To\nMail,IT,Lab\n",
        ["Lab>IT", "IT>Lab"],
    ),
    "machines and where they stand": (
        "Equipment,Location,Supplier\nScanner,Ward,Acme\nOven,Kitchen,Zeta\n",
        ["Oven>Zeta Scanner>Acme", ""],
    ),
}


@pytest.mark.parametrize(("text", "expected"), ASKED.values(), ids=list(ASKED))
def test_a_plain_table_that_can_be_meant_in_two_ways_is_asked_about(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    with pytest.raises(InternalMapError) as raised:
        made(tmp_path, text)
    options = typed(raised.value.remedy)
    assert [arrows(made(tmp_path, text, **each)) for each in options] == expected


def test_commas_in_a_customer_are_asked_about_where_a_part_is_named_elsewhere(
    tmp_path: Path,
) -> None:
    text = 'Customer,Supplier\n"Lab, Ward",IT\nWard,Post\n"Acme, Inc.",IT\n"Vik, Ida",IT\n'
    with pytest.raises(InvalidModel, match="may name one customer, or several") as raised:
        made(tmp_path, text)
    assert len(raised.value.problems) == 1
    kept = made(tmp_path, text, keep_name=["Lab, Ward"])
    assert "Lab, Ward>IT" in arrows(kept)
    assert any("'Vik, Ida' is one customer" in notice for notice in kept.notices)
    assert not any("Acme" in notice for notice in kept.notices)


def test_whoever_has_a_title_and_a_manager_is_a_person(tmp_path: Path) -> None:
    text = "Name,Title,Department,Manager\nIda Vik,Head,IT,\nBo Lie,Clerk,IT,Ida Vik\n"
    parties = made(tmp_path, text).organization.parties
    assert {parties[each].kind for each in ("Ida Vik", "Bo Lie")} == {"person"}


def test_what_is_to_be_named_begins_with_what_the_row_is(tmp_path: Path) -> None:
    with pytest.raises(InternalMapError) as raised:
        made(tmp_path, "Team,Leans,Against\nLab,Post,IT\n")
    assert "as in --columns customer=Team,supplier=Leans;" in raised.value.remedy


def test_a_column_of_ids_that_is_named_makes_a_table_one_of_parties(tmp_path: Path) -> None:
    text = "Wing,Leader,Depends on\nLab,Ina,Acme\nWard,Bo,Acme\n"
    with pytest.raises(InternalMapError) as raised:
        made(tmp_path, text)
    (_, of_parties) = typed(raised.value.remedy)
    assert of_parties == {"columns": ["id=Wing"]}
    assert list(made(tmp_path, text, **of_parties).organization.parties) == ["Lab", "Ward"]
