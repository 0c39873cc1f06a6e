"""Out and in again gives an equal model, whatever texts are in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import internalmap
from effort import examples
from exchange.models_to_write import Model, models
from internalmap.api.convert import Converted, convert
from internalmap.errors import InvalidModel
from internalmap.exchange.output import formatted_files
from internalmap.model import keys
from internalmap.model.organization import Organization, Party

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "examples").glob("*.yaml"))


def _organization(model: Model) -> Organization:
    try:
        return internalmap.loads(json.dumps(model))
    except InvalidModel:
        assume(False)
        raise


def _again(organization: Organization, format: str, folder: Path) -> Converted:
    """The organisation, written and read."""
    ending = {"yaml": ".yaml", "json": ".json", "xlsx": ".xlsx", "graphml": ".graphml"}[format]
    file = folder / f"written{ending}"
    file.write_bytes(formatted_files(organization, format, None, "")[0][""])
    return convert(str(file), "json")


@pytest.mark.parametrize("format", ["yaml", "json", "xlsx", "graphml"])
@given(model=models())
@example({"parties": {"a": {}, "b": {"min_members": 0, "note": ""}}, "needs": []})
@examples(100)
def test_a_model_written_and_read_again_is_the_same(
    tmp_path_factory: pytest.TempPathFactory, format: str, model: Model
) -> None:
    organization = _organization(model)
    again = _again(organization, format, tmp_path_factory.mktemp(format))
    assert again.organization == organization


def _owned(organization: Organization) -> Mapping[str, Party]:
    """The parties as a table says them: an owner that is the name of one party is that party."""
    parties = organization.parties
    called: dict[str | None, list[str]] = {}
    for party in parties.values():
        if party.name != party.id:
            called.setdefault(party.name, []).append(party.id)
    found = {}
    for id, party in parties.items():
        ids = called.get(party.owner, []) if party.owner not in parties else []
        found[id] = replace(party, owner=ids[0]) if len(ids) == 1 else party
    return found


@given(model=models())
@example(
    {
        "parties": {"a": {"owner": "Ada"}, "ada": {"name": "Ada"}},
        "needs": [{"customer": "a", "from": ["ada"]}],
    }
)
@examples(100)
def test_what_csv_holds_comes_back_and_what_it_does_not_is_told(
    tmp_path_factory: pytest.TempPathFactory, model: Model
) -> None:
    for key in keys.ROOT:
        if key.name not in ("parties", "needs", "everyone"):
            model.pop(key.name, None)
    organization = _organization(model)
    folder = tmp_path_factory.mktemp("csv")
    (folder / "org.json").write_text(json.dumps(model), "utf-8")
    written = convert(str(folder / "org.json"), "csv")
    parties, dependencies = sorted(written.save(str(folder / "out.csv")), reverse=True)
    assert [each for each in written.notices if "no place" in each] == [
        "CSV has no place for the title"
    ]
    again = convert(dependencies, "json", parties=[parties], title=organization.title)
    assert again.organization.parties == _owned(organization)
    assert again.organization.needs == organization.needs


@pytest.mark.parametrize("format", ["yaml", "json", "xlsx", "graphml"])
@pytest.mark.parametrize("path", EXAMPLES)
def test_every_example_comes_back(tmp_path: Path, format: str, path: str) -> None:
    organization = internalmap.load(ROOT / path)
    assert _again(organization, format, tmp_path).organization == organization


@given(st.data())
@examples(100)
def test_the_same_model_gives_the_same_bytes_in_any_order(data: st.DataObject) -> None:
    model = data.draw(models())
    organization = _organization(model)
    turned = {
        **model,
        "parties": dict(reversed(model["parties"].items())),
        "needs": model["needs"][::-1],
    }
    for format in ("yaml", "json", "csv", "xlsx", "graphml"):
        assert formatted_files(organization, format, None, "") == formatted_files(
            _organization(turned), format, None, ""
        )
