"""Columns that name who stands in for a supplier: fallbacks of a need, and no own needs."""

from __future__ import annotations

import shlex
from pathlib import Path

import openpyxl
import pytest

from exchange.converted import made
from internalmap import InternalMapError, InvalidModel, convert
from internalmap.api.convert import Converted


def chains(result: Converted) -> str:
    return " | ".join(
        sorted(f"{need.customer}>{'>'.join(need.suppliers)}" for need in result.organization.needs)
    )


MEANT = {
    "English": (
        "Product,Primary supplier,Backup supplier\nYeast,Fermi,Malto\nHops,Hopco,None\n",
        "Hops>Hopco | Yeast>Fermi>Malto",
    ),
    "one word beside the supplier": (
        "Unit,Depends on,Alternate\nBar,Cellar,Shop\nCellar,Grid,-\n",
        "Bar>Cellar>Shop | Cellar>Grid",
    ),
    "German": (
        "Prozess;Hauptlieferant;Ersatzlieferant\nBrauen;Nord;Süd\n", "Brauen>Nord>Süd",
    ),
    "Norwegian": ("Prosess;Leverandør;Reserveleverandør\nLønn;Visma;Huldt\n", "Lønn>Visma>Huldt"),
    "Polish": ("Proces;Dostawca;Dostawca zapasowy\nDruk;Xero;Kopia\n", "Druk>Xero>Kopia"),
    "Italian": ("Processo;Fornitore;Fornitore di riserva\nMensa;Gusto;Sapori\n",
                "Mensa>Gusto>Sapori"),
    "first choices": ("Site,Primary,Secondary\nQuay,Fibre,Radio\nDock,Fibre,\n",
                      "Dock>Fibre | Quay>Fibre>Radio"),
    "a last resort, below a heading of its own": (
        "Process,How it is done,,\n,Main,Backup,Manual\nSales,Till,Phone app,Receipt book\n",
        "Sales>Till>Phone app>Receipt book",
    ),
    "of a numbered group": (
        "Team,Supplier 1,Backup 1,Supplier 2,Backup 2\nLab,Grid,Diesel,IT,\n",
        "Lab>Grid>Diesel | Lab>IT",
    ),
    "of each kind": (
        "Process,Systems,Backup systems,Suppliers,Alternate suppliers\nPay,Mail,Fax,Bank,Post\n",
        "Pay>Bank>Post | Pay>Mail>Fax",
    ),
    "of whoever the row is": (
        "Vendor,Used by,Alternate vendor\nAcme,Desk; Lab,Zeta\n",
        "Desk>Acme>Zeta | Lab>Acme>Zeta",
    ),
    "as many as suppliers": (
        "Process,Suppliers,Backup suppliers\nPay,Mail; Bank,Fax; Post\n",
        "Pay>Bank>Post | Pay>Mail>Fax",
    ),
    "several, in their order": (
        "Team,Supplier,Fallback,Fallback 2\nLab,Grid,Diesel; Battery,Candles\n",
        "Lab>Grid>Diesel>Battery>Candles",
    ),
    "answers that agree": (
        "Team,Depends on,Alternate supplier,Rating\nA,B,C,4\nA,B,,3\nA,B,C,5\n", "A>B>C",
    ),
    "none of a deputy, of a place to go, of another name, of copies": (
        "System,Alternate name,Depends on,Owner,Deputy,Alternate site,Backup frequency\n"
        "Mail,Post,Login,Ann,Bo,Quay,Daily\n",
        "Mail>Login",
    ),
    "none where it is said whether there is one": (
        "Team,Depends on,Alternate supplier\nA,B,Yes\nC,B,No\n", "A>B | C>B",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text, expected", MEANT.values(), ids=list(MEANT))
def test_who_stands_in_is_a_fallback_of_the_need(tmp_path: Path, text: str, expected: str) -> None:
    result = made(tmp_path, text)
    assert chains(result) == expected
    if any(chain.count(">") > 1 for chain in expected.split(" | ")):
        assert any("or else on" in notice for notice in result.notices)


ASKED = {
    "whether a system is copied or replaced": "System,Depends on,Backup\nMail,Login,Vault\n",
    "for the row or for its supplier": "System,Depends on,Backup system\nMail,Grid,Post\n",
}


@pytest.mark.parametrize("text", ASKED.values(), ids=list(ASKED))
def test_what_may_stand_in_for_something_else_is_asked_about(tmp_path: Path, text: str) -> None:
    with pytest.raises(InternalMapError) as raised:
        made(tmp_path, text)
    words = shlex.split(raised.value.remedy.replace(";", " "))
    options = [words[at + 1] for at, word in enumerate(words) if word == "--columns"]
    found = [len(made(tmp_path, text, columns=[each]).organization.parties) for each in options]
    assert found == [3, 2]


def test_what_is_not_clear_of_fallbacks_is_a_problem_of_its_cell(tmp_path: Path) -> None:
    for text, where, message in (
        ("Team,Depends on,Fallback\nA,B; C,D\n", ":2:8", "for which is not clear"),
        ("Team,Depends on,Fallback\nA,B,C\nD,,C\n", ":3:4", "and not for whom"),
        ("Team,Depends on,Fallback\nA,B,C\nA,B,D\n", ":3:5", "stands in here"),
        ("Team,Depends on,Fallback\nA,B,all departments\n", ":2:5", "names no party"),
    ):
        with pytest.raises(InvalidModel) as raised:
            made(tmp_path, text)
        (problem,) = raised.value.problems
        assert problem.place is not None
        assert problem.place.label.endswith(where), problem.place.label
        assert message in problem.message
    left = made(tmp_path, "Team,Depends on,Fallback\nA,B,all departments\nC,B,D\n",
                skip_invalid=True)  # fmt: skip
    assert "C>B>D" in chains(left)


def test_main_and_backup_stand_below_each_kind(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["Process", "Systems", None, "Suppliers", None],
        [None, "Main", "Backup", "Main", "Backup"],
        ["Pay", "Mail", "Fax", "Bank", "Post"],
        ["Count", "Mail", None, "Bank", None],
    ):
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    sheet.merge_cells("D1:E1")
    book.save(tmp_path / "in.xlsx")
    result = convert(str(tmp_path / "in.xlsx"))
    assert chains(result) == "Count>Bank | Count>Mail | Pay>Bank>Post | Pay>Mail>Fax"
    kinds = {id: party.kind for id, party in result.organization.parties.items()}
    assert (kinds["Fax"], kinds["Post"]) == ("system", "supplier")
