"""What holds of reading whatever the model is, and whatever the file is."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from effort import examples, share
from fuzz.mutation import PIECES, mutated
from fuzz.targets import read_or_refuse
from internalmap.model.organization import Need, Organization, Party
from internalmap.modelfile.build.drafts import quick_maker
from internalmap.modelfile.load import load, loads
from oracle import location_duties, resolve, staffing_duties
from strategies import Model, models, reorderings

EXAMPLES = [
    path
    for path in sorted((Path(__file__).parents[2] / "examples").glob("**/*.yaml"))
    if path.stat().st_size < 10_000
]
MANY = examples(150)


def as_yaml(model: Model, *, flow: bool | None = False) -> str:
    """A model as YAML, with anchors where it holds a value twice."""
    return yaml.safe_dump(model, allow_unicode=True, sort_keys=False, default_flow_style=flow)


@MANY
@given(models())
def test_yaml_and_json_give_the_same(model: Model) -> None:
    """The same model is the same organisation, however it is written."""
    organization = loads(json.dumps(model))
    assert loads(json.dumps(model, indent=2, ensure_ascii=False)) == organization
    assert loads(as_yaml(model)) == organization
    assert loads(as_yaml(model, flow=None)) == organization
    assert loads(as_yaml(model, flow=True).replace("\n", "\r\n")) == organization


def written(organization: Organization) -> Counter[Any]:
    """The needs as the tests' own reading gives them."""
    return Counter(
        (
            need.customer,
            need.customers,
            need.suppliers,
            need.at_least,
            need.service,
            need.importance,
            need.importance_given,
            need.frequency,
            need.effort,
            need.within,
            need.buffer or 0,
            need.buffer is not None,
            need.satisfaction and need.satisfaction.exact,
            need.expectation and need.expectation.exact,
            need.tags,
        )
        for need in organization.needs
    )


@MANY
@given(models())
def test_needs_agree_with_the_definition(model: Model) -> None:
    """Customers, suppliers, numbers and staffing are those of the plain reading."""
    organization, plain = loads(json.dumps(model)), resolve(model)
    assert written(organization) == Counter(
        (
            need.customer,
            need.holders,
            need.suppliers,
            need.at_least,
            need.service,
            need.importance,
            need.importance_stated,
            need.rate,
            need.effort,
            need.within,
            need.buffer,
            need.buffer_stated,
            need.satisfaction,
            need.expectation,
            need.tags,
        )
        for need in plain.needs
    )
    assert sorted(
        (need.customer, need.suppliers, need.at_least) for need in organization.staffing
    ) == (
        sorted(
            (duty.customer, duty.suppliers, duty.at_least)
            for duty in staffing_duties(plain.parties)
        )
    )
    assert [
        (need.customer, need.suppliers, need.at_least, need.buffer or 0)
        for need in organization.location_needs
    ] == [
        (duty.customer, duty.suppliers, duty.at_least, duty.buffer)
        for duty in location_duties(plain.parties)
    ]


@MANY
@given(models())
def test_parties_agree_with_the_definition(model: Model) -> None:
    """Each party has the values of the plain reading, in id order."""
    organization, plain = loads(json.dumps(model)), resolve(model)
    assert list(organization.parties) == list(plain.parties)
    same = (
        "id", "name", "kind", "engagement", "part_of", "reports_to", "headcount", "can",
        "location", "sites", "tags", "capacity", "restore", "limit",
    )  # fmt: skip
    for id, party in organization.parties.items():
        assert [getattr(party, key) for key in same] == [
            getattr(plain.parties[id], key) for key in same
        ]


@MANY
@given(st.data())
def test_order_means_nothing(data: st.DataObject) -> None:
    """The order of keys, parties and needs never changes the organisation."""
    model = data.draw(models())
    other = data.draw(reorderings(model))
    assert loads(as_yaml(other)) == loads(as_yaml(model))


@examples(40)
@given(st.data())
def test_files_add_up(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """A model cut into files is the same model, as a folder and through includes."""
    model = data.draw(models())
    defaults = {key: model[key] for key in ("defaults",) if key in model}
    shares: list[Model] = [{**defaults}, {**defaults}, {**defaults}]
    for id, party in model["parties"].items():
        data.draw(st.sampled_from(shares)).setdefault("parties", {})[id] = party
    for need in model.get("needs", []):
        data.draw(st.sampled_from(shares)).setdefault("needs", []).append(need)
    for need in model.get("everyone", {}).get("needs", []):
        share = data.draw(st.sampled_from(shares))
        share.setdefault("everyone", {"needs": []})["needs"].append(need)
    for key in ("organization", "scale", "protect", "bands", "soon"):
        if key in model:
            data.draw(st.sampled_from(shares))[key] = model[key]
    folder = tmp_path_factory.mktemp("model", numbered=True)
    names = data.draw(st.permutations(["model.yaml", "b.yaml", "c.yaml"]))
    for name, share in zip(names, shares, strict=True):
        (folder / name).write_text(as_yaml(share), encoding="utf-8")
    whole = loads(as_yaml(model), name=folder.name)
    assert load(folder) == whole
    main = shares[names.index("model.yaml")] | {"include": ["[bc].yaml"]}
    (folder / "model.yaml").write_text(as_yaml(main), encoding="utf-8")
    assert load(folder / "model.yaml").needs == whole.needs


# ----------------------------------------------------------------------------------------- fuzz


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_broken_examples(path: Path) -> None:
    """However an example is broken, as YAML or as JSON, it is read or refused in words."""
    chance = random.Random(path.name)
    text = path.read_text(encoding="utf-8")
    as_json = json.dumps(yaml.safe_load(text), default=str, ensure_ascii=False)
    for _ in range(share(300)):
        read_or_refuse(mutated(text, chance))
        read_or_refuse(mutated(as_json, chance))


@examples(300)
@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_any_text(text: str) -> None:
    """Any text at all is read or refused in words."""
    read_or_refuse(text)
    read_or_refuse("parties:\n  it: " + text)
    read_or_refuse('{"parties": ' + text)


WORDS = st.sampled_from(["", "it", "kind:team", "a\tb", "1h"])
NAMES = st.sampled_from(["from", "needs", "it", "kind", "[key]", "", "rule"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 7) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=5,
)
KEYS = [
    "internalmap", "organization", "include", "defaults", "scale", "protect", "parties", "needs",
    "everyone", "check", "party", "need", "name", "kind", "part_of", "reports_to", "headcount",
    "min_members", "can", "capacity", "availability", "restore", "tags", "actions", "accept", "was",
    "from", "at_least", "service", "importance", "frequency", "effort", "within", "buffer",
    "satisfaction", "expectation", "reviewed", "applies_to", "customer", "rules", "policies",
    "silo", "stops", "rule", "reason", "by", "what", "min", "max", "it", "bar", "[key]",
]  # fmt: skip


@examples(300)
@given(st.data())
def test_values_where_they_do_not_belong(data: st.DataObject) -> None:
    """A valid model with values put anywhere is read or refused in words."""
    model = json.loads(json.dumps(data.draw(models(max_parties=4))))
    for _ in range(data.draw(st.integers(1, 4))):
        here, way = model, data.draw(st.integers(0, 4))
        while way and isinstance(here, dict | list) and here:
            at = data.draw(
                st.sampled_from(list(here) if isinstance(here, dict) else range(len(here)))
            )
            if not isinstance(here[at], dict | list):
                break
            here, way = here[at], way - 1
        if isinstance(here, dict):
            here[data.draw(st.sampled_from(KEYS))] = data.draw(VALUES)
        else:
            here.insert(data.draw(st.integers(0, len(here))), data.draw(VALUES))
    model.pop("include", None)
    read_or_refuse(json.dumps(model))
    read_or_refuse(as_yaml(model))


def test_quick_makers_make_the_real_thing() -> None:
    """What is made quickly is equal to, hashes as, and is as frozen as what is made slowly."""
    need = quick_maker(Need)("a", ("a",), ("b",))
    assert need == Need("a", ("a",), ("b",))
    assert hash(need) == hash(Need("a", ("a",), ("b",)))
    assert repr(need) == repr(Need("a", ("a",), ("b",)))
    assert need.first_suppliers == ("b",)
    with pytest.raises(AttributeError):
        need.at_least = 2  # type: ignore[misc]
    assert quick_maker(Party)("a", "A") == Party("a", "A")
