"""What tables, survey exports and catalogs of entries become, and what is said of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import internalmap
from internalmap.api.convert import Converted, convert
from internalmap.errors import InternalMapError, InvalidModel


def _converted(
    tmp_path: Path, text: str | bytes, name: str = "in.csv", **options: Any
) -> Converted:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return convert(str(file), **options)


def _needs(result: Converted) -> list[tuple[str | None, str | None, tuple[str, ...]]]:
    return [(need.customer, need.service, need.suppliers) for need in result.organization.needs]


def _problems(tmp_path: Path, text: str | bytes, name: str = "in.csv", **options: Any) -> list[str]:
    with pytest.raises(InvalidModel) as raised:
        _converted(tmp_path, text, name, **options)
    return [
        f"{problem.place.label.rpartition('/')[2] if problem.place else ''}: {problem.message}"
        for problem in raised.value.problems
    ]


# ------------------------------------------------------------------------------------ headings


@pytest.mark.parametrize(
    "headings",
    [
        "customer,supplier",
        "Customer,Supplier",
        "who,depends on",
        "Who?,Depends on:",
        "source,target",
        "from,to",
        "customer_app,supplier_app",
        "Team,Depends on",
        "name,dependsOn",
        "customer,from",
        "consumer,provider",
        "Kunde,Leverandør",
        "Klient,Dostawca",
        "Cliente,Fornitore",
        "What team are you in?,Which team do you depend on?",
        "Your department,Whom do you rely on most",
    ],
)
def test_headings_are_known_by_their_usual_names(tmp_path: Path, headings: str) -> None:
    result = _converted(tmp_path, f"{headings}\nkitchen,it\n")
    assert _needs(result) == [("kitchen", None, ("it",))]


def test_what_is_guessed_is_told_with_a_row_as_example(tmp_path: Path) -> None:
    told: list[str] = []
    _converted(tmp_path, "Service owner,from,to,age\nx,kitchen,it,3\n", tell=told.append)
    assert [text.rpartition("/in.csv: ")[2] for text in told] == [
        "this is how its headings are understood",
        "  customer  from",
        "  supplier  to",
        "  Row 2 reads: 'kitchen' depends on 'it'. If that is wrong: --columns KEY=HEADING",
        "not used: Service owner, age; --columns tag=HEADING keeps one as a tag",
    ]


def test_headings_that_are_keys_are_no_guess(tmp_path: Path) -> None:
    result = _converted(tmp_path, "supplier,customer,service\nit,kitchen,Tickets\n")
    assert result.notices == ()
    assert _needs(result) == [("kitchen", "Tickets", ("it",))]


def test_columns_are_named_where_they_are_not_understood(tmp_path: Path) -> None:
    text = "A,B,Team\nkitchen,it,ops\n"
    with pytest.raises(InternalMapError, match="which column is the customer") as raised:
        _converted(tmp_path, text)
    assert "'A', 'B', 'Team'" in raised.value.remedy
    result = _converted(tmp_path, text, columns=["customer=B,supplier=A", "tag=Team"])
    assert _needs(result) == [("it", None, ("kitchen",))]
    assert result.organization.needs[0].tags == ("team-ops",)


def test_the_other_direction_is_said_by_columns(tmp_path: Path) -> None:
    result = _converted(tmp_path, "from,to\na,b\n", columns=["customer=to", "supplier=from"])
    assert _needs(result) == [("b", None, ("a",))]


@pytest.mark.parametrize(
    "columns, message",
    [
        ("custmer=who", "there is no key 'custmer'"),
        ("customer", "is no pair of key and heading"),
        ("customer=Wh", "no table has the heading 'Wh'"),
    ],
)
def test_columns_that_cannot_be_are_told(tmp_path: Path, columns: str, message: str) -> None:
    with pytest.raises(InternalMapError, match=message):
        _converted(tmp_path, "who,depends on\na,b\n", columns=[columns])


def test_two_columns_for_one_meaning_are_told(tmp_path: Path) -> None:
    with pytest.raises(InternalMapError, match="'Supplier' and 'SUPPLIER' may both be the"):
        _converted(tmp_path, "customer,Supplier,SUPPLIER\na,b,c\n")


def test_headings_speak_of_the_parties_at_both_ends(tmp_path: Path) -> None:
    text = "customer_app,supplier_app,customer_team,supplier_kind\nshop,db,web,system\n"
    parties = _converted(tmp_path, text).organization.parties
    assert parties["shop"].part_of == "web"
    assert parties["db"].kind == "system"
    assert "web" in parties


# -------------------------------------------------------------------------- texts and encodings


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "^", "~", ":"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_separator_and_line_end_is_found(tmp_path: Path, separator: str, end: str) -> None:
    lines = ["customer,supplier,service", 'kitchen,it,"Tickets, printed"', "bar,kitchen,Food"]
    if separator != ",":
        lines = [
            line.replace("Tickets, printed", "Tickets%s printed").replace(",", separator)
            % ((",",) if "%s" in line.replace("Tickets, printed", "%s") else ())
            for line in lines
        ]
    result = _converted(tmp_path, end.join(lines) + end)
    assert _needs(result) == [
        ("bar", "Food", ("kitchen",)),
        ("kitchen", "Tickets, printed", ("it",)),
    ]


def test_a_line_that_names_the_separator_is_heeded(tmp_path: Path) -> None:
    result = _converted(tmp_path, "sep=;\ncustomer;supplier\na, b;c\n")
    assert _needs(result) == [("a, b", None, ("c",))]
    assert _problems(tmp_path, "sep=;\ncustomer;supplier\na;a\n") == [
        "in.csv:3:3: 'a' needs itself"
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "cp1252"])
def test_encodings_are_known_and_a_guess_is_told(tmp_path: Path, encoding: str) -> None:
    text = "customer,supplier\nkjøkken,målestasjon\n"
    data = (
        text.encode(encoding) if "bom" not in encoding else b"\xff\xfe" + text.encode("utf-16-le")
    )
    result = _converted(tmp_path, data)
    assert set(result.organization.parties) == {"kjøkken", "målestasjon"}
    assert any("Windows-1252" in notice for notice in result.notices) == (encoding == "cp1252")


def test_what_is_no_text_is_told(tmp_path: Path) -> None:
    with pytest.raises(InternalMapError, match="this is no text"):
        _converted(tmp_path, b"customer,supplier\n\x00\x00")
    with pytest.raises(InternalMapError, match="neither UTF-8 nor Windows-1252"):
        _converted(tmp_path, b"customer,supplier\n\x81\x8d,b\n")
    with pytest.raises(InternalMapError, match="is empty"):
        _converted(tmp_path, "\n\n")


def test_lines_above_the_headings_are_left_out(tmp_path: Path) -> None:
    result = _converted(tmp_path, "Survey 2026\n\ncustomer;supplier\na;b\n")
    assert _needs(result) == [("a", None, ("b",))]


# ---------------------------------------------------------------------------------- what cells say


def test_cells_are_read_as_people_write_them(tmp_path: Path) -> None:
    text = (
        "customer;supplier;within (hours);buffer;frequency;satisfaction;reviewed;importance\n"
        "a;b;4;2 days;3 times a week;4,5;2026-03-10 00:00:00;Important\n"
    )
    (need,) = _converted(tmp_path, text).organization.needs
    assert (need.within, need.buffer, need.frequency) == (4 * 3600, 2 * 86400, 3.0)
    assert need.satisfaction is not None and need.satisfaction.answers == (4.5,)
    assert (str(need.reviewed), need.importance) == ("2026-03-10", "important")


def test_a_decimal_comma_means_two_cells_where_commas_separate(tmp_path: Path) -> None:
    assert _problems(tmp_path, "customer,supplier,satisfaction\na,b,4,5\n") == [
        "in.csv:2:7: this cell has no heading above it"
    ]
    (need,) = _converted(tmp_path, 'customer,supplier,satisfaction\na,b,"4,5"\n').organization.needs
    assert need.satisfaction is not None and need.satisfaction.answers == (4.5,)


def test_several_suppliers_in_a_cell_are_several_needs(tmp_path: Path) -> None:
    result = _converted(tmp_path, 'customer,supplier\na,"b; c"\nd,"a\ne"\n')
    assert _needs(result) == [
        ("a", None, ("b",)), ("a", None, ("c",)), ("d", None, ("a",)), ("d", None, ("e",)),
    ]  # fmt: skip


def test_a_text_that_a_spreadsheet_would_calculate_is_guarded_and_freed(tmp_path: Path) -> None:
    result = _converted(tmp_path, "customer,supplier\n'=a,'+b\n", to="csv", table="dependencies")
    assert _needs(result) == [("=a", None, ("+b",))]
    assert "1,'=a,'+b" in result.text


# ------------------------------------------------------------------------- surveys, alternatives


def test_answers_of_a_survey_are_lists(tmp_path: Path) -> None:
    text = (
        "customer,supplier,service,satisfaction,expectation,note\n"
        "a,b,Food,4,5,good\na,b,Food,3,5,\na,b,Drinks,1,,\na,b,Food,,4,late\n"
    )
    result = _converted(tmp_path, text)
    food = next(need for need in result.organization.needs if need.service == "Food")
    assert food.satisfaction is not None and food.satisfaction.answers == (4, 3)
    assert food.expectation is not None and food.expectation.answers == (5, 5, 4)
    assert food.note == "good\nlate"
    assert "2 rows are further answers on a need" in result.notices[-1]


def test_a_scale_of_its_own_is_given(tmp_path: Path) -> None:
    text = "customer,supplier,satisfaction\na,b,9\n"
    assert _problems(tmp_path, text) == ["in.csv:2:5: 9 is not on the scale from 1 to 5"]
    assert _converted(tmp_path, text, scale="1-10").organization.scale == (1, 10)
    with pytest.raises(InternalMapError, match="no scale"):
        _converted(tmp_path, text, scale="10")


def test_suppliers_of_one_service_are_alternatives_only_when_asked(tmp_path: Path) -> None:
    text = "customer,supplier,service\nguests,a,Food\nguests,b,Food\nguests,c,\n"
    plain = _converted(tmp_path, text)
    asked = _converted(tmp_path, text, alternatives="service")
    assert _needs(plain) == [
        ("guests", None, ("c",)), ("guests", "Food", ("a",)), ("guests", "Food", ("b",)),
    ]  # fmt: skip
    assert _needs(asked) == [("guests", None, ("c",)), ("guests", "Food", ("a", "b"))]
    stops = [
        {point.party for point in internalmap.analyze(each.organization, protect=["guests"])
         .single_points_of_failure}
        for each in (plain, asked)
    ]  # fmt: skip
    assert stops == [{"a", "b", "c"}, {"c"}]


def test_rows_of_one_need_must_agree(tmp_path: Path) -> None:
    text = "customer,supplier,service,importance\na,b,x,essential\na,b,x,helpful\n"
    assert _problems(tmp_path, text) == [
        "in.csv:3:7: this row and row 2 are one need, and importance is 'helpful' here and "
        "'essential' there"
    ]


def test_rows_that_repeat_are_counted(tmp_path: Path) -> None:
    result = _converted(tmp_path, "customer,supplier\na,b\na,b\nb,c\n")
    assert len(result.organization.needs) == 2
    assert result.notices == ("1 row repeats an earlier one and adds nothing",)


def test_importance_and_kind_are_those_of_what_has_none(tmp_path: Path) -> None:
    text = "customer,supplier,importance,supplier.kind\na,b,essential,\nb,c,,system\n"
    result = _converted(tmp_path, text, importance="helpful", kind="person")
    assert [need.importance for need in result.organization.needs] == ["essential", "helpful"]
    assert [each.kind for each in result.organization.parties.values()] == [
        "person", "person", "system",
    ]  # fmt: skip


# ------------------------------------------------------------------------------ tables of parties


def test_a_table_of_parties_says_who_there_is(tmp_path: Path) -> None:
    parties = tmp_path / "people.csv"
    parties.write_text("Name,Department,Manager,Email,Shoe size\nAnna,Kitchen,Bo,a@x,38\nBo,,,,\n")
    result = _converted(
        tmp_path, "who,depends on\nAnna,Bo\n", parties=[str(parties)], kind="person"
    )
    anna = result.organization.parties["Anna"]
    assert (anna.part_of, anna.reports_to, anna.contact, anna.kind) == (
        "Kitchen", "Bo", "a@x", "person",
    )  # fmt: skip
    assert result.organization.parties["Kitchen"].kind == "team"
    assert any("no row and becomes a team: 'Kitchen'" in notice for notice in result.notices)
    problems = _problems(tmp_path, "who,depends on\nAnna,Bob\nAnne,Bo\n", parties=[str(parties)])
    assert problems == [
        "in.csv:2:6: there is no party 'Bob'",
        "in.csv:3:1: there is no party 'Anne'",
    ]


def test_several_tables_of_parties_add_up(tmp_path: Path) -> None:
    (tmp_path / "nodes.csv").write_text("name,level\n1,3.0\n2,1.0\n")
    (tmp_path / "lines.csv").write_text("source,target\n1,2\n")
    result = _converted(
        tmp_path,
        "source,target\n2,1\n",
        parties=[str(tmp_path / "nodes.csv"), str(tmp_path / "lines.csv")],
        columns=["id=source,reports_to=target,tag=level"],
    )
    party = result.organization.parties["1"]
    assert (party.reports_to, party.tags) == ("2", ("level-3",))


def test_tables_that_contradict_are_told_at_both_places(tmp_path: Path) -> None:
    text = "customer,supplier,customer_team\na,b,x\na,c,y\n"
    with pytest.raises(InvalidModel) as raised:
        _converted(tmp_path, text)
    (problem,) = raised.value.problems
    assert problem.message == "part_of of 'a' is 'y' here, and 'x' elsewhere"
    assert problem.place is not None and problem.place.label.endswith("in.csv:3:5")
    assert problem.related[0][0].label.endswith("in.csv:2:5")


def test_a_party_of_the_name_of_its_unit_is_told_apart(tmp_path: Path) -> None:
    result = _converted(tmp_path, "customer,supplier,supplier_team\na,search,search\n")
    assert result.organization.parties["search"].part_of == "search-team"
    assert "called 'search-team'" in result.notices[-1]


def test_entries_in_yaml_are_a_table(tmp_path: Path) -> None:
    catalog = tmp_path / "catalog.yml"
    catalog.write_text(
        "tiers: [{name: one}]\n"
        "services:\n"
        "  - name: shop\n"
        "    owner: web\n"
        "    uses:\n"
        "      - service: db\n"
        "      - service:\n"
        "      - service: cache\n"
        "  - name: db\n"
        "    uses:\n"
    )
    options: dict[str, Any] = {
        "columns": ["customer=name,supplier=uses.service,id=name,part_of=owner"],
        "parties": [f"{catalog}#services"],
    }
    with pytest.raises(InvalidModel) as raised:
        convert(f"{catalog}#services", **options)
    assert [
        (problem.place.label.rpartition("/")[2], problem.message)
        for problem in raised.value.problems
        if problem.place
    ] == [
        ("catalog.yml:7:9", "the supplier is empty"),
        ("catalog.yml:8:18", "there is no party 'cache'"),
    ]
    result = convert(f"{catalog}#services", skip_invalid=True, **options)
    assert _needs(result) == [("shop", None, ("db",))]
    with pytest.raises(InternalMapError, match="holds several lists of entries"):
        convert(str(catalog), from_format="records")


# ------------------------------------------------------------------------------- bad rows, all told

_BAD = (
    "customer,supplier,service,within,importance\n"
    "a,b,x,1d,essential\n"
    "a,,x,,\n"
    ",b,x,,\n"
    "c,c,x,,\n"
    "a,c,x,soon,\n"
    "a,d,x,,odd\n"
    "a,e,x,,,more\n"
)


def test_every_bad_row_is_told_at_once(tmp_path: Path) -> None:
    assert _problems(tmp_path, _BAD) == [
        "in.csv:3:3: the supplier is empty",
        "in.csv:4:1: the customer is empty",
        "in.csv:5:3: 'c' needs itself",
        "in.csv:6:7: 'soon' is not a duration",
        "in.csv:7:8: words that are no importance: 'odd' 1",
        "in.csv:8:9: this cell has no heading above it",
    ]


def test_bad_rows_are_left_out_when_asked_and_listed(tmp_path: Path) -> None:
    result = _converted(tmp_path, _BAD, skip_invalid=True)
    # Of a cell that is not needed, only that is left out; of others, the row.
    assert _needs(result) == [("a", "x", ("b",)), ("a", "x", ("c",)), ("a", "x", ("d",))]
    assert result.rows == (3, 7)
    assert [problem.place.span.start.line for problem in result.skipped if problem.place] == [
        3, 4, 5, 6, 7, 8,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text, message",
    [
        ('customer,supplier\na,"b\nc,d\n', "2:1: a quote that opens in the row that begins here"),
        ('customer,supplier\na,"b"c\n', "2:1: in the row that begins here, something follows"),
        ("customer,supplier\na," + "b" * 140_000 + "\n", "a cell of the row that begins here has"),
    ],
)
def test_broken_csv_is_told_at_its_row(tmp_path: Path, text: str, message: str) -> None:
    (problem,) = _problems(tmp_path, text)
    assert message in problem


# ------------------------------------------------------------------------------------------- out


def test_csv_is_two_tables_side_by_side(tmp_path: Path) -> None:
    result = convert("examples/fjord-hotel.yaml", "csv")
    names = result.save(str(tmp_path / "org.csv"))
    assert [Path(name).name for name in names] == ["org-parties.csv", "org-dependencies.csv"]
    assert "comments and layout are not carried over" in result.notices[0]


def test_what_one_table_has_no_place_for_is_told() -> None:
    parties = convert("examples/fjord-hotel.yaml", "csv", table="parties")
    assert parties.notices[1:] == (
        "CSV has no place for the title, scenarios",
        "the table of parties has no place for needs: 12 left out",
    )
    dependencies = convert("examples/fjord-hotel.yaml", "csv", table="dependencies")
    assert dependencies.notices[2].startswith(
        "the table of dependencies has no place for what parties are: kind, part_of"
    )


def test_pseudonyms_leave_no_name(tmp_path: Path) -> None:
    result = convert("examples/fjord-hotel.yaml", anonymize=True)
    assert "the title, services, tags and places stay" in result.notices[-1]
    text = result.text
    assert not any(name in text for name in ("anna", "Hotel guests", "telco", "fjord.example"))
    assert internalmap.loads(text)


@pytest.mark.parametrize(
    "option",
    [
        {"columns": ["customer=a"]}, {"parties": ["x.csv"]}, {"kind": "person"}, {"scale": "1-9"},
        {"alternatives": "service"},
    ],
)  # fmt: skip
def test_options_for_tables_are_refused_for_models(option: dict[str, Any]) -> None:
    with pytest.raises(InternalMapError, match="is for tables, and this is a model"):
        convert("examples/fjord-hotel.yaml", **option)


@pytest.mark.parametrize(
    "option, message",
    [
        ({"to": "backstage"}, "convert does not write backstage"),
        ({"to": "xml"}, "there is no format"),
        ({"kind": "robot"}, "kind: 'robot' is not known"),
        ({"importance": "vital"}, "importance: 'vital' is not known"),
        ({"alternatives": "supplier"}, "alternatives: 'supplier' is not known"),
        ({"table": "parties"}, "--table chooses one of CSV's two tables"),
    ],
)
def test_words_that_are_not_known_are_told(
    tmp_path: Path, option: dict[str, Any], message: str
) -> None:
    with pytest.raises(InternalMapError, match=message):
        _converted(tmp_path, "customer,supplier\na,b\n", **option)


# ------------------------------------------------------------------------ what is left out, and why


def test_only_what_is_wrong_is_left_out(tmp_path: Path) -> None:
    """The same file tells of parties and of needs: a bad need leaves its parties alone."""
    text = 'Customer,Division,Depends on\nWeb,Blue,"Pay;Auth"\nPay,Red,Auth\nAuth,Green,\n'
    own = tmp_path / "in.csv"
    options: dict[str, Any] = {"parties": [own], "columns": ["id=Customer"]}
    result = _converted(tmp_path, text, **options, skip_invalid=True)
    assert set(result.organization.parties) == {"Web", "Pay", "Auth", "Blue", "Red", "Green"}
    assert len(result.organization.needs) == 3
    assert [problem.message for problem in result.skipped] == ["the supplier is empty"]


def test_a_row_that_only_contradicts_a_wrong_one_stays(tmp_path: Path) -> None:
    text = "customer,supplier,service,importance\nA,B,s,banana\nA,B,s,essential\n"
    result = _converted(tmp_path, text, skip_invalid=True)
    assert _needs(result) == [("A", "s", ("B",))]
    assert len(result.skipped) == 1


def test_where_nothing_is_left_the_reasons_are_told(tmp_path: Path) -> None:
    with pytest.raises(InvalidModel) as raised:
        _converted(tmp_path, "customer,supplier\n,b\n", skip_invalid=True)
    assert [problem.message for problem in raised.value.problems] == ["the customer is empty"]
    assert "no row is left" in raised.value.outcome
    with pytest.raises(InternalMapError, match="no row is left to make a model of"):
        _converted(tmp_path, "customer,supplier\n")


def test_more_wrong_rows_than_are_told_at_once_are_left_out(tmp_path: Path) -> None:
    rows = "".join(f"a{number},b,x\n" for number in range(10_500))
    text = f"customer,supplier,satisfaction\nc,b,4\n{rows}"
    assert len(_converted(tmp_path, text, skip_invalid=True).skipped) == 10_500
    with pytest.raises(InvalidModel) as raised:
        _converted(tmp_path, text)
    assert len(raised.value.problems) == 10_000
    assert raised.value.outcome.endswith("; there may be more")


@pytest.mark.parametrize("row", ["A,,s", "A,;,s"])
def test_a_row_without_a_supplier_still_names_its_customer(tmp_path: Path, row: str) -> None:
    text = f"customer,supplier,service,customer.kind\nB,C,s,team\n{row},person\n"
    assert _problems(tmp_path, text) == ["in.csv:3:3: the supplier is empty"]
    result = _converted(tmp_path, text, skip_invalid=True)
    assert result.organization.parties["A"].kind == "person"


def test_alternatives_must_weigh_the_same(tmp_path: Path) -> None:
    text = "customer,supplier,service,importance\nA,B,s,\nA,C,s,helpful\n"
    assert _problems(tmp_path, text, alternatives="service") == [
        "in.csv:3:7: this row and row 2 are one need, and only one of them gives importance"
    ]
    same = "customer,supplier,within\nA,B,1d\nA,B,24h\n"
    assert len(_converted(tmp_path, same).organization.needs) == 1


# ------------------------------------------------------------------------------- names in cells


def test_several_suppliers_are_parted_by_what_is_said(tmp_path: Path) -> None:
    text = 'customer,supplier\nshop,"pay, auth"\npay,auth\n'
    told = _converted(tmp_path, text)
    assert "a comma parts several parties in 'pay, auth'" in told.notices[-1]
    (problem,) = _problems(tmp_path, 'customer,supplier\nshop,"pay, auth"\n')
    assert problem == "in.csv:2:6: 'pay, auth' may name one party, or 2"
    kept = _converted(tmp_path, text, keep_name=["pay, auth"])
    assert _needs(kept) == [("pay", None, ("auth",)), ("shop", None, ("pay, auth",))]
    split_part = _converted(tmp_path, text, split=",")
    assert _needs(split_part) == [
        ("pay", None, ("auth",)), ("shop", None, ("auth",)), ("shop", None, ("pay",)),
    ]  # fmt: skip
    assert split_part.notices == ()


def test_names_that_may_be_one_are_told(tmp_path: Path) -> None:
    result = _converted(tmp_path, "customer,supplier\nIT,HR\nit,I.T.\n")
    assert result.notices == ("different parties, by case, spaces or signs alone: "
                              "'I.T.' and 'IT' and 'it'",)  # fmt: skip


@pytest.mark.parametrize(
    "text, customer",
    [
        ("service,depends on\na,b\n", "a"),
        ("System,Uses,Team\na,b,t\n", "a"),
        ("Provider,Receiver,Service\nb,a,s\n", "a"),
        ("id,name,depends on\na,Anna,b\n", "a"),
    ],
)
def test_the_customer_is_found(tmp_path: Path, text: str, customer: str) -> None:
    (need,) = _converted(tmp_path, text).organization.needs
    assert (need.customer, need.suppliers) == (customer, ("b",))


@pytest.mark.parametrize(
    "columns, message",
    [
        ("satisfaction=r1,satisfaction=r2", "'r1' and 'r2' are both named satisfaction"),
        ("customer=who,tag=who", "'who' is named for customer and for tag"),
        ("customer=who,supplier=who", "'who' is named for customer and for supplier"),
        ("customer=who,supplier=nobody", "no table has the heading 'nobody' for supplier"),
    ],
)
def test_what_is_named_twice_or_wrongly_is_told(tmp_path: Path, columns: str, message: str) -> None:
    with pytest.raises(InternalMapError, match=message):
        _converted(tmp_path, "who,depends on,r1,r2\na,b,1,2\n", columns=columns)


def test_headings_may_have_commas(tmp_path: Path) -> None:
    text = '"Team, main",X\na,b\n'
    result = _converted(tmp_path, text, columns=["customer=Team, main,supplier=X"])
    assert _needs(result) == [("a", None, ("b",))]


def test_what_stands_above_the_headings_is_told(tmp_path: Path) -> None:
    result = _converted(tmp_path, "Dependencies,as of 2025\n\nwho,depends on\na,b\n")
    assert "the headings are in row 3" in result.notices[0]
    assert _needs(result) == [("a", None, ("b",))]


# ------------------------------------------------------------------------------------- output


def test_what_a_cell_of_excel_cannot_hold_is_told(tmp_path: Path) -> None:
    rows = "".join(f"A,B,comment number {number}\n" for number in range(3000))
    result = _converted(tmp_path, f"customer,supplier,note\n{rows}", to="xlsx")
    assert "note in row 2 of Dependencies has 58,889 characters" in result.notices[-1]
    with pytest.raises(InternalMapError, match="a cell of Excel holds 32,767, and id in row 2"):
        _converted(tmp_path, f"customer,supplier\n{'A' * 40_000},B\n", to="xlsx")


def test_two_files_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    result = convert("examples/fjord-hotel.yaml", "csv")
    (tmp_path / "org-parties.csv").write_text("kept", "utf-8")
    (tmp_path / "org-dependencies.csv").mkdir()
    with pytest.raises(InternalMapError, match="is a folder"):
        result.save(str(tmp_path / "org.csv"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "org-dependencies.csv", "org-parties.csv",
    ]  # fmt: skip
    assert (tmp_path / "org-parties.csv").read_text("utf-8") == "kept"


def test_what_cannot_be_seen_stands_as_an_escape_in_yaml(tmp_path: Path) -> None:
    text = _converted(tmp_path, "customer,supplier\na\u202eb,c\u200bd\n").text
    assert '"a\\u202eb"' in text
    assert "\u200b" not in text
