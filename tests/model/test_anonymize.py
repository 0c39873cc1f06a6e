"""Under pseudonyms the figures stay and the people go."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

from hypothesis import given

import internalmap
import strategies
from command import HOTEL, run
from effort import examples
from internalmap.model.anonymize import anonymized, pseudonyms

SECRETS = ("anna", "bjørn", "chidi", "kitchen", "Fjord Telecom", "printed tickets", "technician")


def test_no_format_tells_an_id_a_name_or_a_contact() -> None:
    for format in ("text", "json", "markdown", "csv"):
        shown = run(
            "analyze", str(HOTEL), "-f", format, "--anonymize", "--structure",
            "--protect", "guests", "--candidates", "kind:person", "--candidates", "it",
        )  # fmt: skip
        assert shown.returncode == 0
        for secret in SECRETS:
            assert secret not in shown.stdout + shown.stderr, (format, secret)
    for command in (["party", str(HOTEL), "it"], ["party", str(HOTEL), "--all"],
                    ["agenda", str(HOTEL), "--ahead", "9y"]):  # fmt: skip
        shown = run(*command, "--anonymize")
        assert shown.returncode == 0
        for secret in SECRETS:
            assert secret not in shown.stdout, (command, secret)


def test_settings_name_pseudonyms_too() -> None:
    shown = run("analyze", str(HOTEL), "-f", "json", "--anonymize", "--candidates", "anna")
    settings = json.loads(shown.stdout)["settings"]
    organization = internalmap.load(HOTEL)
    assert settings["candidates"] == [pseudonyms(organization)["anna"]]


@examples(150)
@given(strategies.models())
def test_figures_are_those_of_the_real_organisation(model: dict[str, Any]) -> None:
    organization = internalmap.loads(json.dumps(model))
    names = pseudonyms(organization)
    real = internalmap.analyze(organization)
    masked = internalmap.analyze(anonymized(organization, names))
    rows = {row.id: row for row in masked.parties}
    for row in real.parties:
        other = rows[names[row.id]]
        assert (row.impact, row.reach, row.level, row.demand) == (
            other.impact, other.reach, other.level, other.demand,
        )  # fmt: skip
    assert sorted(names[p.party] for p in real.single_points_of_failure) == sorted(
        p.party for p in masked.single_points_of_failure
    )
    assert real.summary.hollow_fallbacks == masked.summary.hollow_fallbacks


def test_pseudonyms_are_stable_and_do_not_follow_the_alphabet(tmp_path: Path) -> None:
    ids = [f"person{number:02}" for number in range(20)]
    organization = internalmap.loads(json.dumps({"parties": {id: {} for id in ids}}))
    names = pseudonyms(organization)
    assert names == pseudonyms(organization)
    assert [names[id] for id in ids] != sorted(names.values())
    assert len(set(names.values())) == len(ids)


def test_the_commands_in_an_anonymised_report_work() -> None:
    report = run("analyze", "examples/fjord-hotel.yaml", "--anonymize").stdout
    commands = {
        line.strip() for line in report.splitlines() if " party " in line and "  int" in line
    }
    assert commands
    for command in commands:
        shown = run(*shlex.split(command)[1:])
        assert shown.returncode == 0, (command, shown.stderr)


def test_pseudonyms_can_be_asked_about_and_are_nobodys_id(tmp_path: Path) -> None:
    (tmp_path / "org.yaml").write_text(
        "parties: {team-1: {needs: [team-2]}, boss: {kind: customer, needs: [team-1]}, team-2: }",
        "utf-8",
    )
    names = pseudonyms(internalmap.load(tmp_path / "org.yaml"))
    assert not set(names.values()) & set(names)
    by_id = run("impact", "org.yaml", "--gone", "team-2", "--anonymize", cwd=tmp_path).stdout
    by_name = run("impact", "org.yaml", "--gone", names["team-2"], "--anonymize", cwd=tmp_path)
    assert by_name.stdout == by_id


def test_an_owner_who_is_a_party_is_a_pseudonym_and_a_name_is_left_out() -> None:
    organization = internalmap.loads("parties: {a: {owner: b}, b: {owner: Ola}}")
    names = pseudonyms(organization)
    masked = anonymized(organization, names)
    assert masked.parties[names["a"]].owner == names["b"]
    assert masked.parties[names["b"]].owner is None


def test_a_location_names_no_site_but_by_its_pseudonym() -> None:
    organization = internalmap.loads(
        """
parties:
  guests: {kind: customer, location: Quay 3, needs: [bar]}
  bar:    {location: [quay, Old Mill]}
  boat:   {location: Fjord}
  quay:   {kind: site, name: Quay 3}
  mill:   {kind: site, name: Old Mill}
"""
    )
    names = pseudonyms(organization)
    hidden = anonymized(organization, names).parties
    assert hidden[names["bar"]].location == (names["quay"], names["mill"])
    assert hidden[names["guests"]].location == (names["quay"],)
    assert hidden[names["boat"]].location == ("Fjord",)
    assert hidden[names["bar"]].sites == (names["quay"], names["mill"])
