"""Tables as people keep them: what each means, and what is asked where two things may be meant."""

from __future__ import annotations

import csv
import shlex
from importlib.resources import files
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from effort import examples
from exchange.converted import made
from internalmap import InternalMapError, InvalidModel, convert, loads
from internalmap.api.convert import Converted
from internalmap.exchange import vocabulary
from internalmap.exchange.headings.columns import NEED_COLUMNS, PARTY_COLUMNS
from internalmap.exchange.vocabulary.sections import check_sections
from internalmap.exchange.vocabulary.words import LANGUAGES, usual_words
from internalmap.model.organization import IMPORTANCES, KINDS
from internalmap.modelfile.syntax.document import read_yaml


def pairs(result: Converted) -> set[tuple[str | None, str]]:
    return {(n.customer, s) for n in result.organization.needs for s in n.suppliers}


MEANT = {
    "the values say which of two columns is the customer": (
        "Ref,System,Depends on\nK1,Mail,Login\nK2,Login,Power\nK3,Power,\u2013\n",
        "Mail>Login | Login>Power",
    ),
    "ids and names in one column are the same parties": (
        "ID,Application,Depends on\n7,Mail,9\n8,Shop,Login\n9,Login,8\n",
        "7>9 | 8>9 | 9>8",
    ),
    "upstream and downstream belong to the row": (
        "System,Upstream,Downstream\nMail,Login,Desk\nLogin,Power,Mail; Desk\n",
        "Mail>Login | Login>Power | Desk>Mail | Desk>Login",
    ),
    "used by names the customers": ("Vendor,Used by\nAcme,Desk; Lab\n", "Desk>Acme | Lab>Acme"),
    "services that others require": ("Service,Required by\nPrint,Lab\n", "Lab>Print"),
    "upstream and downstream alone are ends": ("Upstream,Downstream\nA,B\n", "B>A"),
    "two ends with one word": ("from_team,to_team\nA,B\n", "A>B"),
    "callers call": ("Caller,Callee\nA,B\n", "A>B"),
    "the supplier and one column more": ("Antrag,Hängt ab von\nA,B\n", "A>B"),
    "German": ("Abteilung;Abhängig von\nLabor;IT\n", "Labor>IT"),
    "Norwegian": ("Prosess;Avhenger av\nLønn;IT\n", "Lønn>IT"),
    "Polish": ("Dział;Zależy od\nKadry;IT\n", "Kadry>IT"),
    "Italian": ("Reparto;Dipende da\nCucina;IT\n", "Cucina>IT"),
    "a survey asks for the name of who answers too": (
        "Your name,Your team?,Who do you need?\nAnn,Lab,IT\n", "Lab>IT",
    ),
    "a comma parts those who are named elsewhere": (
        'Team,Depends on\nLab,"IT, Acme, Inc."\nDesk,IT\n', "Lab>IT | Lab>Acme, Inc. | Desk>IT",
    ),
    "totals, headings again and notes are no rows": (
        "No.,Team,Depends on\n1,Lab,IT\nNo.,Team,Depends on\n2,Desk,IT\nTotal,2,\n\n"
        "Note: as of May\n",
        "Lab>IT | Desk>IT",
    ),
    "a square matrix": ("X,IT,Lab\nIT,x,\nLab,x,x\n", "Lab>IT"),
    "a matrix of two sides": (",Mail,Shop\nLab,x,\nDesk,,X\n", "Lab>Mail | Desk>Shop"),
    "a matrix says that its rows supply": (
        "Supplies,IT,Lab\nIT,,x\nLab,,\n", "Lab>IT",
    ),
    "a grid of a form": (
        "Timestamp,Your team,Do you need it? [IT],Do you need it? [HR]\n"
        "1,Lab,Yes,No\n2,Desk,,Yes\n",
        "Lab>IT | Desk>HR",
    ),
    "never is no need, and N/A no answer": (
        "Team,How important? [IT],How important? [HR],How important? [Pay]\nLab,High,Never,N/A\n",
        "Lab>IT",
    ),
    "a form of two rows of headings, with questions over what each is about": (
        "ID,Your team,Do you need it?,,Anything else?\n,,IT,HR,\n1,Lab,Yes,No,slow\n2,Desk,,Yes,\n",
        "Lab>IT | Desk>HR",
    ),
    "a form of which another program wrote the second and the third row": (
        "Q1,Q2_1,Q2_2\nWhich team are you in?,How important? - IT,How important? - HR\n"
        '"{""ImportId"":""a""}","{""ImportId"":""b""}","{""ImportId"":""c""}"\n'
        "Lab,Very important,Not at all important\nDesk,Important,High\n",
        "Lab>IT | Desk>IT | Desk>HR",
    ),
    "a form in which a name below its question is ticked": (
        "Respondent ID,Your team,Which teams do you rely on?,\n,Open-Ended Response,IT,HR\n"
        "1,Lab,IT,\n2,Desk,,HR\n",
        "Lab>IT | Desk>HR",
    ),
    "a form with codes before its questions": (
        "id. Response ID,A1. Which team are you in?,B2[S1]. How important? [IT],"
        "B2[S2]. How important? [HR]\n1,Lab,High,Never\n2,Desk,Low,High\n",
        "Lab>IT | Desk>IT | Desk>HR",
    ),
    "kinds of dependencies below one heading": (
        "Process,Dependencies,,RTO\n,Systems,Sites,\nPay run,Mail,Quay,4 h\n",
        "Pay run>Mail | Pay run>Quay",
    ),
    "kinds of dependencies below one heading, people among them, and times below another": (
        "Process,Recovery,,Resources,,\n,RTO,MTPD,Systems,Staff,Suppliers\n"
        "Pay run,1 d,1 w,Mail,Ann,Acme\n",
        "Pay run>Mail | Pay run>Ann | Pay run>Acme",
    ),
    "how many people a row is, beside kinds of what it needs": (
        "Process,Systems,Staff,Suppliers\nPay run,Mail,4,Acme\n", "Pay run>Mail | Pay run>Acme",
    ),
    "one system and one supplier of a process": (
        "Process,System,Supplier\nPay run,Mail,Acme\nClosing,Ledger,\n",
        "Pay run>Mail | Pay run>Acme | Closing>Ledger",
    ),
    "a system and a supplier of a process by name, each with a time of its own": (
        "Process,System,,Supplier,\n,Name,RTO,Name,RTO\nPay run,Mail,1 d,Acme,2 d\n",
        "Pay run>Mail | Pay run>Acme",
    ),
    "kinds of what is needed, with words that say no more": (
        "Business Function,Systems needed,Critical vendors\nClaims,Mail; Shop,Acme\n",
        "Claims>Mail | Claims>Shop | Claims>Acme",
    ),
    "whom one depends on, by kind": (
        "Prozess;Abhängig von Prozess;Abhängig von System\nEinkauf;Lager;Mail\n",
        "Einkauf>Lager | Einkauf>Mail",
    ),
    "the same heading again": ("Team,Needs,Needs\nLab,IT,HR\n", "Lab>IT | Lab>HR"),
    "numbers before headings": ("Team;1. Lieferant;2. Lieferant\nLab;IT;HR\n", "Lab>IT | Lab>HR"),
    "tasks with those before them": ("Task,Predecessors\n1,\n2,1\n3,\"1,2\"\n", "2>1 | 3>1 | 3>2"),
    "ids with names beside them": (
        "Asset ID,Asset Name,Depends on (Asset ID)\nA1,Mail,A2\nA2,Grid,\n", "A1>A2",
    ),
    "what is said of each of a group": (
        "Activity,Dependency 1,Dependency 1 type,Dependency 2\nPay run,Mail,System,Acme\n",
        "Pay run>Mail | Pay run>Acme",
    ),
    "what stands inside departments is what the rows are": (
        "Department,Process,Depends on\nFin,Pay run,Bank\nFin,Closing,Mail\nOps,Dispatch,Mail\n",
        "Pay run>Bank | Closing>Mail | Dispatch>Mail",
    ),
    "a list with a word between the last two": (
        'Team,Depends on\nLab,"IT, HR and Pay"\nIT,Grid\n', "Lab>IT | Lab>HR | Lab>Pay | IT>Grid",
    ),
    "a form in German": (
        "id;In welcher Abteilung arbeiten Sie?;Von wem sind Sie abhängig?\n1;Lab;IT\n", "Lab>IT",
    ),
    "a form in Spanish": ("¿En qué equipo trabaja?,¿De quién depende?\nLab,IT\n", "Lab>IT"),
    "numbered groups": (
        "Team,Supplier 1,Supplier 2\nLab,IT,HR\nDesk,IT,\n",
        "Lab>IT | Lab>HR | Desk>IT",
    ),
    "a column for each kind": (
        'Process,Systems,Vendors\nPay run,"Mail, Shop",Acme\n',
        "Pay run>Mail | Pay run>Shop | Pay run>Acme",
    ),
    "relations of a configuration database": (
        "parent,type,child\nShop,Depends on::Used by,Db\nUps,Powers::Powered by,Rack\n"
        "Row 1,Contains::Contained by,Rack\nDb,Runs on::Runs,Vm\n",
        "Shop>Db | Rack>Ups | Db>Vm",
    ),
}  # fmt: skip


@pytest.mark.parametrize("text, expected", MEANT.values(), ids=list(MEANT))
def test_a_table_means_what_its_keeper_means(tmp_path: Path, text: str, expected: str) -> None:
    found = sorted(f"{customer}>{supplier}" for customer, supplier in pairs(made(tmp_path, text)))
    assert found == sorted(expected.split(" | "))


@pytest.mark.parametrize(
    "heads, kind", [("Process,Systems,Sites", "process"), ("Aktivitet,Systemer,Lokaler", "process"),
                    ("Team,Systems,Sites", "team")],
)  # fmt: skip
def test_rows_that_are_processes_are_nobody(tmp_path: Path, heads: str, kind: str) -> None:
    found = made(tmp_path, f"{heads}\nPay run,Mail,Quay\nCount,Pay run,Quay\n")
    parties = found.organization.parties
    kinds = {id: party.kind for id, party in parties.items()}
    lesser = "system" if kind == "team" else kind  # what it is beside the row's own word
    assert kinds == {"Pay run": lesser, "Count": kind, "Mail": "system", "Quay": "site"}
    assert any("nobody's absence" in each for each in found.notices) == (kind == "process")


KINDS_BY_HEADING = {
    "System,Depends on\nMail,Grid\n": {"Mail": "system", "Grid": "team"},
    "Aktivität;Abhängig von\nVersand;Lager\n": {"Versand": "process", "Lager": "team"},
    "Site,Address,Depends on\nQuay,Pier 1,Grid\n": {"Quay": "site", "Grid": "team"},
    "Team,Vendor\nSales,Acme\nOps,Acme\n": {"Sales": "team", "Ops": "team", "Acme": "supplier"},
    "Customer,Supplier\nSales,Ops\n": {"Sales": "team", "Ops": "team"},
    "Prestataire;Téléphone\nAcme;01 22\n": {"Acme": "supplier"},
    "Vendor,Service,Used by,Phone\nAcme,Lines,Desk,1\n": {"Acme": "supplier", "Desk": "team"},
    "System ID,System Name,Depends on\nS1,Mail,S2\nS2,Grid,\n": {"S1": "system", "S2": "system"},
}


@pytest.mark.parametrize("text, kinds", KINDS_BY_HEADING.items())
def test_rows_are_of_the_kind_that_their_heading_says(
    tmp_path: Path, text: str, kinds: dict[str, str]
) -> None:
    found = made(tmp_path, text)
    assert {id: party.kind for id, party in found.organization.parties.items()} == kinds
    heading = next((each for each in found.notices if "is taken for" in each), "")
    if heading:  # what it says to say otherwise says so
        option = shlex.split(heading.partition("--values ")[2].partition(", or such")[0])[0]
        others = made(tmp_path, text, values=[option]).organization.parties.values()
        assert sorted(each.kind for each in others) != sorted(kinds.values())


ASKED = {
    "a column that says which way each row runs": (
        "Source,Target,Direction\nMail,Login,->\nShop,Mail,<->\n",
        ["ignore=Direction"],
    ),
    "what a supplier supplies, or what depends on it": (
        "Vendor,Service,Phone\nAcme,Lines,55 12\nGrid,Power,55 13\n",
        ["customer=Service,supplier=Vendor", "id=Vendor,ignore=Service"],
    ),
    "a plain heading that the values speak against": (
        "Customer,Team,Depends on\nK1,Lab,IT\nK2,IT,HR\nK3,HR,Lab\n",
        ["customer=Team,supplier=Depends on", "customer=Customer,supplier=Depends on"],
    ),
    "a time that is shown, or only meant": (
        "System,Depends on,Recovery time\nMail,Login,4h\n",
        ["restore=Recovery time", "ignore=Recovery time"],
    ),
}


@pytest.mark.parametrize("text, options", ASKED.values(), ids=list(ASKED))
def test_where_two_things_may_be_meant_each_option_can_be_typed(
    tmp_path: Path, text: str, options: list[str]
) -> None:
    with pytest.raises(InternalMapError) as raised:
        made(tmp_path, text)
    words = shlex.split(raised.value.remedy.replace(";", " ").replace(".", " "))
    typed = [words[at + 1] for at, word in enumerate(words) if word == "--columns"]
    assert [option for option in options if option in typed] == options
    for option in options:
        made(tmp_path, text, columns=[option])


@pytest.mark.parametrize(
    "word", ["N/A", "none", "-", "TBD", "k. A.", "ingen", "brak", "nessuno", "(vacant)"]
)
def test_placeholders_name_nobody(tmp_path: Path, word: str) -> None:
    result = made(tmp_path, f"System,Depends on\nMail,{word}\nShop,Mail\n")
    assert set(result.organization.parties) == {"Mail", "Shop"}
    assert any("names nobody" in notice for notice in result.notices)
    kept = made(tmp_path, f"System,Depends on\nMail,{word}\nShop,Mail\n", keep_name=[word])
    assert word in kept.organization.parties


def test_a_placeholder_that_is_a_row_of_its_own_is_asked_about(tmp_path: Path) -> None:
    text = "Team,Depends on\nNA,IT\nLab,NA\n"
    with pytest.raises(InvalidModel, match="may be a name") as raised:
        made(tmp_path, text)
    assert "--keep-name NA" in raised.value.problems[0].remedy
    assert pairs(made(tmp_path, text, keep_name=["NA"])) == {("NA", "IT"), ("Lab", "NA")}


def test_whoever_answers_for_something_does_not_hold_it(tmp_path: Path) -> None:
    text = "System,Depends on,Owner\nMail,Login,Kim\nLogin,IT,IT\n"
    parties = made(tmp_path, text).organization.parties
    assert (parties["Mail"].owner, parties["Mail"].part_of) == ("Kim", None)
    assert (parties["Login"].owner, parties["Login"].part_of) == ("IT", "IT")


def test_managers_may_be_named_and_report_to_themselves(tmp_path: Path) -> None:
    text = "Employee ID,Worker,Manager\n1,Ann,Ann\n2,Bo,Ann\n"
    result = made(tmp_path, text, kind="person")
    parties = result.organization.parties
    assert {id: (each.name, each.reports_to) for id, each in parties.items()} == {
        "1": ("Ann", None), "2": ("Bo", "1"),
    }  # fmt: skip
    assert any("no manager" in notice for notice in result.notices)
    with pytest.raises(InvalidModel, match="2 parties have the name 'Ann'"):
        made(tmp_path, "id,name,manager\n1,Ann,\n2,Ann,\n3,Bo,Ann\n")


def test_a_guess_that_the_values_do_not_fit_is_dropped_and_told(tmp_path: Path) -> None:
    result = made(tmp_path, "Name,Manager,FTE\nAnn,,0.5\nBo,Ann,1\n", columns=["id=Name"])
    assert result.organization.parties["Bo"].headcount is None
    assert any("'FTE' is not used" in notice for notice in result.notices)


@pytest.mark.parametrize(
    "cell, buffer, restore",
    [
        ("2 Stunden", 7200, 7200), ("1 Std.", 3600, 3600), ("1 dag", 86400, 86400),
        ("less than 1 hour", 3600, 3600), ("1-4 hours", 3600, 14400), ("1–4 h", 3600, 14400),
        ("mindestens 2 Tage", 172800, 172800), ("3 timer", 10800, 10800), ("1 ora", 3600, 3600),
        ("2 godziny", 7200, 7200), ("not tested", None, None), ("1 day or more", 86400, 86400),
    ],
)  # fmt: skip
def test_times_are_read_as_people_write_them(
    tmp_path: Path, cell: str, buffer: int | None, restore: int | None
) -> None:
    """Of two ends, what a customer can bear takes the shorter, what a recovery takes the longer."""
    text = f"customer,supplier,buffer,supplier.restore\na,b,{cell},{cell}\n"
    organization = made(tmp_path, text).organization
    assert organization.needs[0].buffer == buffer
    assert organization.parties["b"].restore == restore


def test_a_title_of_a_person_is_no_name_and_a_comma_may_be_a_point(tmp_path: Path) -> None:
    people = made(tmp_path, "Employee,Title,Manager\nAnn,Chief,\nBo,Clerk,Ann\n").organization
    assert {party.name for party in people.parties.values()} == {"Ann", "Bo"}
    text = 'Who,Depends on,Can wait (hours)\nLab,IT,"1,5"\nDesk,IT,0.5\n'
    assert {need.buffer for need in made(tmp_path, text).organization.needs} == {5400, 1800}


def test_a_word_between_two_names_is_asked_about(tmp_path: Path) -> None:
    text = "Team,Depends on\nLab,IT and HR\nDesk,IT\n"
    with pytest.raises(InvalidModel) as raised:
        made(tmp_path, text)
    words = shlex.split(raised.value.problems[0].remedy.replace(";", " "))
    split, kept = (words[words.index(each) + 1] for each in ("--split", "--keep-name"))
    assert pairs(made(tmp_path, text, split=split)) == {
        ("Lab", "IT"),
        ("Lab", "HR"),
        ("Desk", "IT"),
    }
    assert pairs(made(tmp_path, text, keep_name=[kept])) == {("Lab", "IT and HR"), ("Desk", "IT")}


def test_a_mapping_by_name_under_a_word_for_suppliers_names_them(tmp_path: Path) -> None:
    text = "services:\n  web: {depends_on: {db: {condition: started}, mail: {}}}\n  db: {}\n"
    result = made(tmp_path, text, "in.yaml", from_format="records")
    assert pairs(result) == {("web", "db"), ("web", "mail")}


@pytest.mark.parametrize(
    "cell, rate", [("Twice a week", 2), ("every 2 hours", 84), ("einmal pro Tag", 7)]
)
def test_how_often_as_people_say_it(tmp_path: Path, cell: str, rate: int) -> None:
    (need,) = made(tmp_path, f"Who,Depends on,How often\nLab,IT,{cell}\n").organization.needs
    assert need.frequency == rate  # a week


def test_a_column_of_types_that_are_kinds_says_the_kinds(tmp_path: Path) -> None:
    parties = made(
        tmp_path, "name,type,depends on\nweb,System,db\nLab,Team,web\n"
    ).organization.parties
    assert (parties["web"].kind, parties["Lab"].kind) == ("system", "team")
    other = made(tmp_path, "name,type,depends on\nweb,Critical,db\nLab,Other,web\n")
    assert {party.kind for party in other.organization.parties.values()} == {"team"}


def test_words_for_how_much_a_need_matters(tmp_path: Path) -> None:
    text = "customer,supplier,importance\na,b,High\na,c,mittel\na,d,Low\na,e,not at all\n"
    result = made(tmp_path, text)
    assert {n.suppliers[0]: n.importance for n in result.organization.needs} == {
        "b": "essential", "c": "important", "d": "helpful",
    }  # fmt: skip
    odd = "customer,supplier,importance\na,b,A1\na,c,A1\na,d,B2\n"
    with pytest.raises(InvalidModel) as raised:
        made(tmp_path, odd)
    (problem,) = raised.value.problems
    assert problem.message == "words that are no importance: 'A1' 2, 'B2' 1"
    none = made(tmp_path, odd, values=["importance:A1=no need,B2=helpful"])
    assert [n.importance for n in none.organization.needs] == ["helpful"]
    with pytest.raises(InvalidModel) as raised:
        made(tmp_path, odd.replace("A1", "3").replace("B2", "1"))
    assert "1=helpful,3=important" in raised.value.problems[0].remedy
    said = made(tmp_path, odd, values=["importance:A1=essential,B2=helpful"])
    assert [n.importance for n in said.organization.needs].count("essential") == 2


def test_how_critical_a_thing_is_says_nothing_of_its_needs(tmp_path: Path) -> None:
    result = made(tmp_path, "Application,Depends on,Tier\nMail,Login,1\nLogin,Power,2\n")
    assert result.organization.parties["Mail"].tags == ("tier-1",)
    assert not any(need.importance_given for need in result.organization.needs)


def test_several_files_are_one_model_and_contradictions_show_both_cells(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("customer,supplier,buffer\na,b,1h\nb,c,1d\n", "utf-8")
    (tmp_path / "b.csv").write_text("Who,Depends on,Can wait\nc,d,1h\n", "utf-8")
    files = [str(tmp_path / name) for name in ("a.csv", "b.csv")]
    assert pairs(convert(files)) == {("a", "b"), ("b", "c"), ("c", "d")}
    (tmp_path / "b.csv").write_text("customer,supplier,buffer\na,b,2h\n", "utf-8")
    with pytest.raises(InvalidModel) as raised:
        convert(files)
    (problem,) = raised.value.problems
    assert problem.place is not None
    assert [place.label.rpartition("/")[2] for place in (problem.place, problem.related[0][0])] == [
        "b.csv:2:5", "a.csv:2:5",
    ]  # fmt: skip
    assert convert(files, prefer=[files[1]]).organization.needs[0].buffer == 7200


def workbook_of(path: Path, sheets: dict[str, list[list[object]]]) -> str:
    book = openpyxl.Workbook()
    del book["Sheet"]
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return str(path)


def test_unlike_sheets_are_one_model_and_a_sheet_of_signs_is_its_legend(tmp_path: Path) -> None:
    sheets: dict[str, list[list[object]]] = {
        "Work": [["Process", "Systems", "Vendors"], ["Pay run", "Mail", "Acme"]],
        "IT": [["System", "Depends on", "RTO"], ["Mail", "Login", "4 h"]],
        "Firms": [["Vendor", "Email"], ["Acme", "a@x"], ["Grid", "g@x"]],
        "Teams": [["", "Lab", "Desk"], ["Lab", "", 3], ["Desk", 1, ""]],
        "Signs": [["Sign", "Meaning"], [3, "Critical"], [1, "Minor"]],
    }
    found = convert(workbook_of(tmp_path / "all.xlsx", sheets))
    assert pairs(found) == {
        ("Pay run", "Mail"), ("Pay run", "Acme"), ("Mail", "Login"), ("Lab", "Desk"),
        ("Desk", "Lab"),
    }  # fmt: skip
    parties = found.organization.parties
    assert {id: parties[id].kind for id in ("Pay run", "Mail", "Acme", "Grid")} == {
        "Pay run": "process", "Mail": "system", "Acme": "supplier", "Grid": "supplier",
    }  # fmt: skip
    weights = {n.customer: n.importance for n in found.organization.needs if n.importance_given}
    assert weights == {"Lab": "essential", "Desk": "helpful"}

    sheets["Plan"] = [["Application", "Needs", "RTO"], ["Mail", "Login", "1 day"]]
    book = workbook_of(tmp_path / "two minds.xlsx", sheets)
    with pytest.raises(InvalidModel) as raised:
        convert(book)
    (problem,) = raised.value.problems
    assert problem.place is not None
    labels = [place.label.rpartition("/")[2] for place in (problem.place, problem.related[0][0])]
    assert labels == ["two minds.xlsx: Plan!C2", "two minds.xlsx: IT!C2"]
    options = shlex.split(problem.remedy.replace(",", " ").rstrip("."))
    times = {}
    for option in [options[at + 1] for at, word in enumerate(options) if word == "--prefer"]:
        preferred = convert(book, prefer=[option]).organization.parties["Mail"].restore_target
        times[option.rpartition("#")[2]] = preferred
    assert times == {"IT": 4 * 3600, "Plan": 24 * 3600}


def test_a_table_that_was_written_has_no_unit_where_it_says_none(tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text(
        "organization: O\nparties:\n  Mail: {kind: system, owner: IT, restore_target: 4h}\n  IT:\n"
        "  Pay run: {kind: process, owner: IT, limit: 1d, needs: [Mail]}\n", "utf-8",
    )  # fmt: skip
    before = convert(str(tmp_path / "org.yaml"), "csv")
    before.save(str(tmp_path / "org.csv"))
    files = [str(tmp_path / f"org-{table}.csv") for table in ("dependencies", "parties")]
    after = convert(files[0], parties=[files[1]]).organization
    assert after.parties == before.organization.parties


def test_blanks_stand_for_what_is_above_where_it_is_said(tmp_path: Path) -> None:
    text = "Team,Depends on\nLab,IT\n,HR\n"
    with pytest.raises(InvalidModel) as raised:
        made(tmp_path, text)
    assert "--fill-down Team" in raised.value.problems[0].remedy
    assert pairs(made(tmp_path, text, fill_down=["Team"])) == {("Lab", "IT"), ("Lab", "HR")}


def test_numbers_in_a_matrix_are_asked_about(tmp_path: Path) -> None:
    text = ",A,B\nA,,3\nB,1,\n"
    with pytest.raises(InternalMapError, match="what the signs in the matrix mean") as raised:
        made(tmp_path, text)
    assert "--values" in raised.value.remedy
    said = made(tmp_path, text, values=["importance:3=essential,1=no need"])
    assert pairs(said) == {("A", "B")}
    for below in ("3 = critical,,\n1 = low,,\n", "\nLegend: 3 = critical; 1 = low,,\n"):
        legend = made(tmp_path, text + below)
        assert {n.importance for n in legend.organization.needs} == {"essential", "helpful"}


def test_what_stands_together_in_lists_stays_together(tmp_path: Path) -> None:
    text = (
        "systems:\n  web: {uses: [{system: db, service: Rows}, {system: mail}]}\n"
        "  db: {}\n  mail: {}\n"
    )
    result = made(
        tmp_path, text, "in.yaml", from_format="records",
        columns=["customer=id,supplier=uses.system,service=uses.service"],
    )  # fmt: skip
    needs = {(n.suppliers[0], n.service) for n in result.organization.needs}
    assert needs == {("db", "Rows"), ("mail", None)}


def test_json_lines_are_a_table(tmp_path: Path) -> None:
    text = '{"id": "a", "dependsOn": ["b"]}\n{"id": "b", "dependsOn": []}\n'
    assert pairs(made(tmp_path, text, "in.jsonl")) == {("a", "b")}
    with pytest.raises(InvalidModel, match=r"in\.jsonl:2:1: this line is no object of JSON"):
        made(tmp_path, text.replace('"dependsOn": []', "oops"), "in.jsonl")


def test_a_file_of_words_adds_to_those_that_are_known(tmp_path: Path) -> None:
    (tmp_path / "words.yaml").write_text(
        "suppliers: [hangs on]\nvalues: {importance: {helpful: [meh]}}\n", "utf-8"
    )
    text = "Team,Hangs on,Importance\nLab,IT,meh\n"
    result = made(tmp_path, text, words=[str(tmp_path / "words.yaml")])
    assert pairs(result) == {("Lab", "IT")}
    assert result.organization.needs[0].importance == "helpful"
    (tmp_path / "words.yaml").write_text("supplier: [hangs on]\n", "utf-8")
    with pytest.raises(InternalMapError, match="there is no section 'supplier'"):
        made(tmp_path, text, words=[str(tmp_path / "words.yaml")])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_of_words_hold_sections_that_are_read(language: str) -> None:
    root = read_yaml((files(vocabulary) / f"{language}.yaml").read_text("utf-8")).root
    check_sections(root, language)


FURTHER_WORDS = {
    "the corner of a matrix": (
        "rows depend: [leans at]\n", "Crew leans at;Ann;Bo\nIT;x;\nHR;;x\n", "HR>Bo | IT>Ann",
    ),
    "letters in a matrix": (
        "values: {importance letters: {essential: [g]}}\n", ";Ann;Bo\nAnn;;g\nBo;g;\n",
        "Ann>Bo | Bo>Ann",
    ),
    "what stands between two names for the same": (
        "between words: [oftewel]\n", "System oftewel application;Depends on\nA;B\n", "A>B",
    ),
    "where something comes from": (
        "pairs: [[bron, doel]]\nsources: [bron]\n", "Bron;Doel\nA;B\n", "A>B",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FURTHER_WORDS)
def test_further_words_are_understood_wherever_those_known_are(tmp_path: Path, name: str) -> None:
    words, text, meant = FURTHER_WORDS[name]
    (tmp_path / "words.yaml").write_text(words, "utf-8")
    result = made(tmp_path, text, words=[str(tmp_path / "words.yaml")])
    assert " | ".join(f"{one}>{other}" for one, other in sorted(pairs(result), key=str)) == meant


def test_people_of_a_roster_are_parts_of_the_departments_that_others_name(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "Employee ID,Name,Manager,Department\n1,Ann,,Lab\n2,Bo,Ann,Lab\n", "utf-8"
    )
    (tmp_path / "needs.csv").write_text("Department,Depends on\nLab,Acme\n", "utf-8")
    result = convert([str(tmp_path / "needs.csv"), str(tmp_path / "people.csv")])
    parties = result.organization.parties
    assert parties["2"].part_of == "Lab"
    assert pairs(result) == {("Lab", "Acme")}


def test_edges_without_a_direction_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidModel, match="this edge has no direction"):
        made(tmp_path, "Source,Target,Type\n1,2,Undirected\n")
    assert pairs(made(tmp_path, "Source,Target,Type\n1,2,Directed\n")) == {("1", "2")}


def test_people_with_managers_are_persons_of_their_departments(tmp_path: Path) -> None:
    text = "Abteilung;Mitarbeiter;Vorgesetzter\nLabor;Ann;Ann\nLabor;Bo;Ann\n"
    parties = made(tmp_path, text).organization.parties
    assert {id: (each.kind, each.part_of, each.reports_to) for id, each in parties.items()} == {
        "Ann": ("person", "Labor", None), "Bo": ("person", "Labor", "Ann"),
        "Labor": ("team", None, None),
    }  # fmt: skip


def test_a_row_that_is_a_party_may_name_no_supplier(tmp_path: Path) -> None:
    result = made(tmp_path, "No.,Application,Depends on\n1,Mail,Login\n2,Login,\n")
    assert pairs(result) == {("Mail", "Login")}
    assert any("1 row names no supplier" in notice for notice in result.notices)
    with pytest.raises(InvalidModel, match="the supplier is empty"):
        made(tmp_path, "Customer,Supplier\nMail,Login\nLogin,\n")


def test_two_rows_of_headings_are_one(tmp_path: Path) -> None:
    text = "Who,,Needs,\nTeam,Contact,System,Owner\nLab,a@x,Mail,IT\n"
    parties = made(tmp_path, text).organization.parties
    assert (parties["Lab"].contact, parties["Mail"].owner) == ("a@x", "IT")
    times = "Process,Depends on,Impact over time,,\n,,4 h,1 day,1 week\nPay,IT,1,2,3\n"
    result = made(tmp_path, times)
    assert pairs(result) == {("Pay", "IT")}
    assert any("impact over time is not used" in notice for notice in result.notices)


def test_headings_that_are_times_are_told_and_not_used(tmp_path: Path) -> None:
    result = made(tmp_path, "Process,Depends on,4 h,1 day,1 week\nPay,IT,1,2,3\nMail,IT,1,1,2\n")
    assert any("impact over time is not used" in notice for notice in result.notices)
    assert pairs(result) == {("Pay", "IT"), ("Mail", "IT")}


def test_the_arrowheads_that_yed_draws_count(tmp_path: Path) -> None:
    def graph(source: str, target: str) -> str:
        return (
            '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/'
            'xml/graphml"><key id="d" for="edge" yfiles.type="edgegraphics"/>'
            '<graph edgedefault="directed"><node id="a"/><node id="b"/>'
            '<edge source="a" target="b"><data key="d"><y:PolyLineEdge>'
            f'<y:Arrows source="{source}" target="{target}"/></y:PolyLineEdge></data></edge>'
            "</graph></graphml>"
        )

    assert pairs(made(tmp_path, graph("none", "standard"), "in.graphml")) == {("a", "b")}
    turned = made(tmp_path, graph("delta", "none"), "in.graphml")
    assert pairs(turned) == {("b", "a")}
    assert any("by the arrowheads" in notice for notice in turned.notices)
    for end in ("none", "standard"):
        with pytest.raises(InvalidModel, match="a dependency has one direction"):
            made(tmp_path, graph(end, end), "in.graphml")


WORDS = usual_words()
HEADINGS = sorted(
    {
        *(word for name in WORDS.lists.values() for word in name),
        *(word for keys in WORDS.keys.values() for words in keys.values() for word in words),
        "", "Q [IT]", "Q [HR]", "Supplier 1", "Supplier 2", "4 h", "1 day", "RTO (MTD)", "id",
        "importance", "need", "preference", "applies_to", "customer.name", "supplier.kind",
    }
)  # fmt: skip
CELLS = (
    "", "IT", "HR", "Lab", "1", "2", "0", "N/A", "None", "NA", "-", "x", "yes", "no", "High",
    "1-4 hours", "IT, HR", "IT; HR", '"q"', "Acme, Inc.", "everyone", "all departments", "Total",
    "Depends on::Used by", "Undirected", "14.5", "3,5", "a\nb", "[1]", "{a: 1}", "person",
)  # fmt: skip


@given(
    st.lists(st.sampled_from(HEADINGS), min_size=1, max_size=7),
    st.lists(st.lists(st.sampled_from(CELLS), max_size=8), max_size=6),
    st.fixed_dictionaries(
        {},
        optional={
            "skip_invalid": st.just(True),
            "shape": st.sampled_from(["list", "groups", "grid", "matrix", "relations"]),
        },
    ),
)
@examples(200)
def test_any_table_is_read_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory,
    headings: list[str],
    rows: list[list[str]],
    options: dict[str, Any],
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([headings, *rows])
    try:
        result = convert(str(file), **options)
    except InternalMapError:
        return
    assert loads(result.text).needs == result.organization.needs


def test_every_key_of_the_vocabulary_is_one_that_columns_may_have() -> None:
    """But for those that the model is to have later, of which nothing is read before."""
    later = {"restore_target", "max_data_loss", "backup_every"}
    for section, columns in (("party", PARTY_COLUMNS), ("need", NEED_COLUMNS)):
        assert WORDS.keys[section].keys() - later <= columns.keys(), section
    assert set(WORDS.meanings["importance"].values()) == set(IMPORTANCES)
    assert set(WORDS.meanings["kind"].values()) <= set(KINDS)
