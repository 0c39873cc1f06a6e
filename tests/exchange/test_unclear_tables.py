"""Tables of which the headings do not say who depends on whom: what is read, by what stands in
them, and what is asked, with options that work."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.converted import arrows, made, typed
from internalmap import InternalMapError, InvalidModel, convert

ASKED = {
    "the columns of which one names those in the other": (
        "Process,Seen on,Leans against\nPay,2024-01-01,Post\nPost,2024-01-02,Pay\n",
        ["Pay>Post Post>Pay"],
    ),
    "a matrix of systems and of those who use them, or whom they use": (
        "Application,Ward,Lab\nMail,x,x\nShop,,x\n",
        ["Mail>Lab Mail>Ward Shop>Lab", "Lab>Mail Lab>Shop Ward>Mail"],
    ),
    "a matrix of responsibilities": (
        "Activity,HR,IT,Pay\nHiring,A,C,I\nCount,C,A/R,R\n",
        ["Count>HR Count>IT Count>Pay Hiring>HR Hiring>IT"],
    ),
    "what flows, or who depends": (
        "Source System,Target System,Interface\nMail,Store,Copies\n",
        ["Store>Mail", "Mail>Store"],
    ),
    "columns of another program that name the rows": (
        "id,name,relToRequires\n1,Mail,Login\n2,Login,\n",
        ["Mail>Login"],
    ),
    "whom systems are for, or who keeps them up": (
        "Application,Departments,Vendors\nMail,Ward,Acme\nShop,Lab,Zeta\n",
        ["Lab>Shop Ward>Mail", "Mail>Ward Shop>Lab", "Mail>Acme Shop>Zeta"],
    ),
}


@pytest.mark.parametrize("text, readings", ASKED.values(), ids=list(ASKED))
def test_what_is_asked_can_be_answered_by_typing_it(
    tmp_path: Path, text: str, readings: list[str]
) -> None:
    with pytest.raises(InternalMapError) as raised:
        made(tmp_path, text)
    found = [arrows(made(tmp_path, text, **each)) for each in typed(raised.value.remedy)]
    assert [each for each in found if each] == readings


READ = {
    "a process stands on its systems": ("Process,Systems,RTO\nPay,Mail,4h\n", "Pay>Mail"),
    "and on its system": ("System,Process\nMail,Pay\nMail,Post\n", "Pay>Mail Post>Mail"),
    "what depends stands beside the vendor": (
        "Application,Vendor,Depends on\nMail,Acme,Login\nLogin,In-house,-\n",
        "Mail>Acme Mail>Login",
    ),
    "with words that say no more": (
        "#,Business Function,Dependent Technology Systems,Vendors\n1,Pay,Mail; Shop,Acme\n",
        "Pay>Acme Pay>Mail Pay>Shop",
    ),
    "a word for parties in the corner, and some of them above": (
        "Abteilung;Labor;IT\nStation;J;J\nLabor;;N\n", "Station>IT Station>Labor",
    ),
    "of what there is two words in one heading": (
        "No.,Function,Applications / Systems Required,Internal/External Dependencies\n"
        "1,Loans,Mail,Estates\n",
        "Loans>Estates Loans>Mail",
    ),
    "ids where suppliers are named by them": (
        "App ID,Application Name,Vendor,Dependencies\nA1,Mail,Acme,A2\nA2,Login,Zeta,\n",
        "A1>A2 A1>Acme A2>Zeta",
    ),
    "the processes of several services": (
        "Service,Activity,Key IT systems,Key suppliers\nLab,Blood,Mail,Acme\nLab,Cells,Mail,Zeta\n",
        "Blood>Acme Blood>Mail Cells>Mail Cells>Zeta",
    ),
    "what a system or a vendor supports": (
        "Vendor,Service provided,Business function supported\nAcme,Hosting,Pay\n", "Pay>Acme",
    ),
    "whom a provider stands on": (
        "ICT service provider,Subcontractor\nAcme,Zeta\nOdd,Acme\n", "Acme>Zeta Odd>Acme",
    ),
    "types of relations under any heading": (
        "Was,Wie,Womit\nShop,hängt ab von,Mail\nMail,läuft auf,Rack\nRoom,enthält,Rack\n",
        "Mail>Rack Shop>Mail",
    ),
    "a corner that says what the rows are needed by": (
        "benötigt von →;Labor;IT\nStrom;x;x\nNetz;;x\n", "IT>Netz IT>Strom Labor>Strom",
    ),
    "numbers above a matrix, and names beside them": (
        "#,Name,1,2\n1,Ops,-,X\n2,HR,X,-\n", "HR>Ops Ops>HR",
    ),
    "what another process needs, by its short name": (
        "Process,P Depends on,P Required by\nPay,Bank,Post\n", "Pay>Bank Post>Pay",
    ),
    "two words with & that are both there": (
        'Team,Depends on\nLab,"IT, HR & Pay"\nHR,IT\nPay,IT\n',
        "HR>IT Lab>HR Lab>IT Lab>Pay Pay>IT",
    ),
    "a process between its suppliers and its customers": (
        "Supplier,Input,Process,Output,Customer\nSales,Order,Making,Goods,Shipping\n",
        "Making>Sales Shipping>Making",
    ),
    "both directions in words of a department": (
        "Abteilung;Wir brauchen;Wer braucht uns\nLab;IT;Ward\nIT;Grid;Lab\n",
        "IT>Grid Lab>IT Ward>Lab",
    ),
    "one table above another": (
        "Team,Depends on\nLab,IT\n\nSupplier,Phone\nIT,123\n", "Lab>IT",
    ),
    "a word for nobody with the sign that joins two": (
        "System,Depends on\nA,N/A\nMail,A\n", "Mail>A",
    ),
    "everyone uses it": ("System,Used by\nMail,Everyone\nShop,Lab\n", "*>Mail Lab>Shop"),
}  # fmt: skip


@pytest.mark.parametrize("text, expected", READ.values(), ids=list(READ))
def test_what_stands_in_a_table_says_what_it_is(tmp_path: Path, text: str, expected: str) -> None:
    assert arrows(made(tmp_path, text)) == expected


def test_columns_of_numbers_and_answers_name_nobody(tmp_path: Path) -> None:
    for text in (
        "Process,Systems,Staff\nPay,4,2\nPost,3,1\n",
        "Process,Systems,Suppliers\nPay,4,2\nPost,3,1\n",
        "Activity,HR,IT\nHiring,R,C\nCount,C,R\n",
        "Team,Applications\nLab,Mail\nDesk,Shop\n",
    ):
        with pytest.raises(InternalMapError, match="is not clear"):
            made(tmp_path, text)


def test_who_answers_is_known_by_the_last_word(tmp_path: Path) -> None:
    for heads in ("Anwendung,Fachverantwortlicher,Betreiber", "System,Technical Owner,Vendor",
                  "System,Właściciel biznesowy,Dostawca"):  # fmt: skip
        result = made(tmp_path, f"{heads}\nMail,Kim,Acme\n")
        assert result.organization.parties["Mail"].owner == "Kim", heads


def test_what_is_named_counts_in_every_shape(tmp_path: Path) -> None:
    """As the notice of columns that are not used says."""
    for text in (
        "Process,Systems,Vendors,Region,Odd\nPay,Mail,Acme,North,1\n",
        "Process,Supplier 1,Supplier 2,Region,Odd\nPay,Mail,Acme,North,1\n",
        "Team,Needed? [Mail],Needed? [Acme],Region,Odd\nPay,x,x,North,1\n",
    ):
        options = ["tag=Odd", "customer.part_of=Region"]
        organization = made(tmp_path, text, columns=options).organization
        assert organization.parties["Pay"].part_of == "North"
        assert [need.tags for need in organization.needs] == [("odd-1",)] * 2
        ignored = made(tmp_path, text, columns=["ignore=Odd", "ignore=Region"])
        assert not any("not used" in notice for notice in ignored.notices)


def test_a_template_of_a_hospital(tmp_path: Path) -> None:
    """Two words for the rows, kinds of what they stand on, and a total that has its number with
    it."""
    text = (
        "Ward plan,,,,,\n,,,,,\n"
        "No.,Critical Service / Process,MTPD,IT systems,Medical equipment,Suppliers\n"
        "1,Triage,15 min,Records,Monitors,-\n2,Blood tests,2 h,Records,Analyser,Acme\n"
        ",Total: 2,,,,\n"
    )
    result = made(tmp_path, text)
    expected = "Blood tests>Acme Blood tests>Analyser Blood tests>Records Triage>Monitors"
    assert arrows(result) == f"{expected} Triage>Records"
    parties = result.organization.parties
    assert (parties["Triage"].kind, parties["Triage"].limit) == ("process", 900)


def test_activities_are_parts_of_the_service_that_they_stand_in(tmp_path: Path) -> None:
    heads = "Service / Function,Critical activity,RTO,Key dependencies"
    for more in ("", ",Key suppliers"):
        text = f"{heads}{more}\nLab,Blood,4 h,Mail,Acme\nLab,Cells,1 d,Mail,Zeta\n"
        text = text if more else text.replace(",Acme", "").replace(",Zeta", "")
        parties = made(tmp_path, text).organization.parties
        assert (parties["Blood"].part_of, parties["Blood"].restore_target) == ("Lab", 4 * 3600)


def test_forms_of_the_same_questions_are_told_once(tmp_path: Path) -> None:
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for file in files:
        file.write_text(f"Your team?,Who do you need?\n{file.stem},IT\n", "utf-8")
    notices = convert([*map(str, files)]).notices
    assert [each for each in notices if "its headings are understood" in each] == [
        f"{files[0]}: this is how its headings are understood",
        f"{files[1]}: its headings are understood in the same way",
    ]


def test_whoever_has_a_manager_and_a_job_is_a_person(tmp_path: Path) -> None:
    text = "Name,Job title,Manager\nIda,Head,\nBo,Clerk,Ida\n"
    parties = made(tmp_path, text).organization.parties
    assert {each.kind for each in parties.values()} == {"person"}


def test_a_process_may_be_called_count(tmp_path: Path) -> None:
    text = ",Count,HR,Sum\nCount,,x,\nHR,x,,\nSum,1,1,2\n"
    assert arrows(made(tmp_path, text)) == "Count>HR HR>Count"


def test_relations_of_which_no_type_is_known_are_asked_about(tmp_path: Path) -> None:
    text = "parent,type,child\nShop,leans at,Mail\nMail,sits in,Room\n"
    with pytest.raises(InternalMapError, match="none of the types of relations") as raised:
        made(tmp_path, text)
    assert "--words FILE" in raised.value.remedy
    words = tmp_path / "words.yaml"
    words.write_text("relations: {parent needs child: [leans at]}\n", "utf-8")
    assert arrows(made(tmp_path, text, words=[str(words)])) == "Shop>Mail"


def test_several_customers_in_one_cell_are_asked_about(tmp_path: Path) -> None:
    text = "Vendor,Systems\nAcme,Mail; Shop\nZeta,Lab\n"
    with pytest.raises(InvalidModel, match="may name one customer, or several") as raised:
        made(tmp_path, text)
    found = [
        arrows(made(tmp_path, text, **each)) for each in typed(raised.value.problems[0].remedy)
    ]
    assert found == ["Lab>Zeta Mail; Shop>Acme", "Lab>Zeta Mail>Acme Shop>Acme"]
