"""Whoever asks may say the name of a party in place of its id."""

from __future__ import annotations

from pathlib import Path

import pytest

import internalmap
from command import run_bytes
from internalmap.errors import InternalMapError

MODEL = """
parties:
  guests: {kind: customer, name: Hotel guests, needs: [bar]}
  bar: {name: The Bar, needs: [telco]}
  telco: {kind: supplier, name: Fjord Telecom}
  Pier: {name: Fjord Telecom old}
  pier-2: {name: Pier}
  twin-1: {name: Twin}
  twin-2: {name: Twin}
  twin-3: {name: TWIN}
"""
HOTEL = internalmap.loads(MODEL)


@pytest.mark.parametrize("name", ["telco", "Fjord Telecom", "fjord telecom"])
def test_a_name_does_what_the_id_does(name: str) -> None:
    wanted = internalmap.impact(HOTEL, gone=["telco"])
    assert internalmap.impact(HOTEL, gone=[name]) == wanted
    assert internalmap.impact(HOTEL, late={name: 60}).late == {"telco": 60}
    trace = internalmap.trace(HOTEL, name, "HOTEL GUESTS")
    assert trace.chains == (("telco", "bar", "guests"),)
    found = internalmap.analyze(HOTEL, protect=["the bar"], candidates=[name])
    assert [point.party for point in found.single_points_of_failure] == ["telco"]


def test_an_id_wins_over_a_name_and_a_name_in_its_own_capitals_over_others() -> None:
    assert internalmap.impact(HOTEL, gone=["Pier"]).gone == ("Pier",)
    assert internalmap.impact(HOTEL, gone=["pier"]).gone == ("pier-2",)
    assert internalmap.impact(HOTEL, gone=["TWIN"]).gone == ("twin-3",)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Twin", "2 parties are called 'Twin'\n  Say which by its id: 'twin-1', 'twin-2'."),
        ("twin", "3 parties are called 'twin'"),
        ("Fjord Telecm", "there is no party 'Fjord Telecm'\n  Did you mean 'Fjord Telecom'"),
    ],
)
def test_a_name_that_several_have_or_nobody_is_told(name: str, said: str) -> None:
    for ask in (
        lambda: internalmap.impact(HOTEL, gone=[name]),
        lambda: internalmap.trace(HOTEL, name, "guests"),
        lambda: internalmap.render(HOTEL, focus=[name], format="dot"),
    ):
        with pytest.raises(InternalMapError) as refused:
            ask()
        assert str(refused.value).startswith(said)


def test_a_file_names_parties_by_their_ids_alone() -> None:
    with pytest.raises(internalmap.InvalidModel):
        internalmap.loads(MODEL.replace("[telco]", "[Fjord Telecom]"))


@pytest.mark.parametrize(
    "command",
    [
        ["party", "fjord telecom"],
        ["trace", "Fjord Telecom", "Hotel guests"],
        ["impact", "--gone", "Fjord Telecom", "--why", "The Bar", "--protect", "The Bar"],
        ["render", "--highlight", "Fjord Telecom", "--focus", "The Bar", "--format", "dot"],
    ],
    ids=lambda command: command[0],
)
@pytest.mark.parametrize("hidden", [False, True])
def test_commands_understand_names(command: list[str], hidden: bool, tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text(MODEL, "utf-8")
    name, *rest = command
    ids = {"fjord telecom": "telco", "hotel guests": "guests", "the bar": "bar"}
    outputs = []
    for words in (rest, [ids.get(word.casefold(), word) for word in rest]):
        options = ["--anonymize"] * hidden + (["-o", "-"] if name == "render" else [])
        code, output, complaint = run_bytes(name, "org.yaml", *words, *options, cwd=tmp_path)
        assert code == 0, complaint
        outputs.append(output)
    assert outputs[0] == outputs[1] or (name == "impact" and not hidden)
    assert b"Fjord" not in outputs[0] or not hidden
