"""No key is forgotten anywhere: whoever reads, writes, compares, renames or hides knows them all.

What is written here of keys is written a second time, on purpose: a table that is its own judge
would hold whatever it says.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

import pytest

import internalmap
from command import run_bytes
from internalmap.api.convert import convert
from internalmap.exchange.output import formatted_files
from internalmap.model.anonymize import anonymized, pseudonyms
from internalmap.model.keys import NEED, PARTY, ROOT, Key
from internalmap.model.organization import Need, Organization, Party
from internalmap.model.relabel import need_with_ids, party_with_ids
from internalmap.modelfile.schema import forms, model_file
from internalmap.modelfile.schema.grammar import list_of
from reports.rendered import rendered

#: The keys that an anonymised model may give as they are, and those that it gives under pseudonyms.
PUBLIC = {
    "party": {
        "kind", "engagement", "headcount", "min_members", "can", "stands_in", "capacity",
        "availability",
        "restore", "restore_target", "limit", "max_data_loss", "backup_every", "location_buffer",
        "tags",
    },
    "need": {
        "at_least", "service", "importance", "frequency", "effort", "within", "buffer",
        "limit", "max_data_loss",
        "satisfaction", "expectation", "reviewed", "applies_to", "tags",
    },
    "root": {"organization", "scale", "marking", "bands", "soon"},
}  # fmt: skip
PSEUDONYMS = {
    "party": {"id", "name", "part_of", "reports_to", "owner", "location"},
    "need": {"customer", "from"},
    "root": {"protect", "parties", "needs", "scenarios", "check"},
}
#: Keys of which a change is told otherwise, or not at all.
NOT_COMPARED = {"needs", "was", "customer", "service"}

TABLES = {"party": PARTY, "need": NEED, "root": ROOT}
#: The types of the schema that hold each form.
_TYPES: dict[str, tuple[object, ...]] = {
    "id": (forms.NAME,),
    "ids": (forms.SELECTORS,),
    "someone": (forms.TEXT, forms.NAME),
    "text": (forms.TEXT, forms.NAME),
    "prose": (forms.TEXT,),
    "texts": (forms.NAMES, forms.SELECTORS),
    "count": (forms.NATURAL, forms.COUNT),
    "flag": (forms.TRUTH,),
    "share": (forms.SHARE,),
    "duration": (forms.DURATION,),
    "durations": (forms.DURATIONS,),
    "work": (forms.WORK,),
    "rate": (forms.RATE,),
    "capacity": (forms.CAPACITY,),
    "date": (forms.DATE,),
    "rating": (forms.RATING,),
    "actions": (list_of(model_file.ACTION),),
    "places": (forms.PLACES,),
    "said": (model_file.SAID,),
}
_WORDS = {
    "kind": ("department", "team"),
    "engagement": ("contractor", "temporary"),
    "importance": ("important", "helpful"),
    "applies_to": ("members", "unit"),
}
_COUNTS = {"headcount": (9, 8), "min_members": (3, 2), "at_least": ("all", 1)}
_FORMATS = ("yaml", "json", "xlsx", "graphml")


def _sample(key: Key, nth: int) -> Any:
    """A value of a key, its first or its second; the first is no default."""
    hidden = f"SECRET {key.name} {nth}"
    public = key.name in PUBLIC["party"] | PUBLIC["need"]
    shown = f"{key.name} {nth}" if public else hidden
    samples: dict[str, tuple[Any, Any]] = {
        "id": ("SECRET-unit", "SECRET-boss"),
        "ids": (["SECRET-shop", "SECRET-mill"], ["SECRET-mill", "SECRET-shop"]),
        "text": (shown, shown),
        "someone": ("SECRET-boss", hidden),
        "prose": (f"{hidden}\nin two lines", hidden),
        "texts": ([shown, "SECRET one more" if not public else "one more"], [shown]),
        "flag": (False, True),
        "share": (0.9, 0.8),
        "duration": ("2h", "3h"),
        "work": ("10min", "20min"),
        "rate": ("3/week", "daily"),
        "capacity": ("38h/week", "30h/week"),
        "date": ("2026-01-31", "2026-02-01"),
        "rating": ([4, 3], 5),
        "actions": (
            [{"what": hidden, "owner": "SECRET-boss", "due": "2026-01-31"}],
            [{"what": shown}],
        ),
        "acceptances": (
            [{"rule": "silo", "reason": hidden, "by": "SECRET-boss", "stops": ["SECRET-boss"]}],
            [{"rule": "silo", "reason": hidden, "by": "SECRET by"}],
        ),
        "places": (["SECRET-site", "SECRET-quay"], ["SECRET-quay"]),
        "said": ({"by": "SECRET-boss", "date": "2026-01-31"}, {"by": hidden}),
        "word": _WORDS.get(key.name, ("", "")),
        "count": _COUNTS.get(key.name, (1, 2)),
    }  # fmt: skip
    return samples[key.form][nth]


def _entry(table: tuple[Key, ...], *apart: str) -> dict[str, Any]:
    return {
        key.name: _sample(key, 0)
        for key in table
        if key.entry and key.field is not None and key.name not in apart
    }


def _model() -> dict[str, Any]:
    """A model in which every key says something."""
    return {
        "organization": "Shown title",
        "marking": "For SOME eyes | only",
        "scale": {"min": 0, "max": 10},
        "bands": ["30min", "2d"],
        "soon": "2h",
        "protect": ["SECRET-guest"],
        "parties": {
            "SECRET-unit": {},
            "SECRET-boss": {},
            "SECRET-shop": {},
            "SECRET-mill": {},
            "SECRET-site": {"kind": "site"},
            "SECRET-quay": {"kind": "site"},
            "SECRET-guest": {"kind": "customer", "needs": ["SECRET-full"]},
            "SECRET-full": _entry(PARTY),
            "SECRET-member": {"kind": "person", "part_of": "SECRET-full"},
        },
        "needs": [
            {"customer": "SECRET-full", **_entry(NEED, "customer", "limit")},
            {"customer": "SECRET-full", "from": "SECRET-boss", "limit": "2h", "tags": ["night"]},
        ],
        "scenarios": {
            "SECRET fire": {
                "name": "SECRET name", "gone": ["SECRET-boss", "unit:SECRET-full"], "for": "2d",
                "late": {"SECRET-mill": "1d"}, "only_needs": "night",
                "expect": {"SECRET-guest": "4h", "kind:site": "served"},
            },
        },
        "check": {
            "fail_on": "warning",
            "policies": [
                {"name": "SECRET policy", "kind": "forbidden", "reason": "SECRET reason",
                 "customers": ["SECRET-boss"], "suppliers": ["SECRET-unit"]},
            ],
        },
    }  # fmt: skip


def _load(model: dict[str, Any]) -> Organization:
    return internalmap.loads(json.dumps(model))


FULL = _load(_model())


def _of(organization: Organization, where: str, key: str) -> Any:
    """The party, the need or the root in which the key says something."""
    if where == "party":
        return next(party for party in organization.parties.values() if party.headcount)
    if where == "need":
        told = "limit" if key == "limit" else "service"
        return next(need for need in organization.needs if getattr(need, told) is not None)
    return organization


def _default(of: object, field: str) -> object:
    found = {each.name: each.default for each in fields(of)}[field]  # type: ignore[arg-type]
    return None if found is MISSING else found


_FIELDS = [
    pytest.param(where, key, id=f"{where}-{key.name}")
    for where, table in TABLES.items()
    for key in table
    if key.entry and key.field is not None
]
_OF_ENTRIES = [each for each in _FIELDS if each.values[0] != "root"]


@pytest.mark.parametrize(("holder", "table"), [(Party, PARTY), (Need, NEED), (Organization, ROOT)])
def test_every_field_is_in_the_table(holder: Any, table: tuple[Key, ...]) -> None:
    assert {each.name for each in fields(holder)} == {key.field for key in table} - {None}


def test_every_key_of_the_schema_is_in_the_table_and_the_other_way_round() -> None:
    for entry, table, apart in (
        (model_file.PARTY, PARTY, set()),
        (model_file.FLAT_NEED, NEED, set()),
        (model_file.NEED, NEED, {"customer"}),
        (model_file.MODEL_FILE, ROOT, set()),
    ):
        known = {key.name: key for key in table if key.entry and key.name not in apart}
        assert entry.keys.keys() == known.keys()
        for name, (kind, _) in entry.keys.items():
            form = known[name].form
            if form in _TYPES:
                assert kind in _TYPES[form], name


@pytest.mark.parametrize(("where", "key"), _FIELDS)
def test_a_key_is_read_and_survives_every_format(where: str, key: Key, tmp_path: Path) -> None:
    said = getattr(_of(FULL, where, key.name), key.field or "")
    assert said != _default(_of(FULL, where, key.name), key.field or "")
    for format in _FORMATS:
        path = tmp_path / f"org.{format}"
        path.write_bytes(formatted_files(FULL, format, None, "")[0][""])
        again = convert(str(path), "json").organization
        assert getattr(_of(again, where, key.name), key.field or "") == said, format
    if where == "root":
        return
    tables, _ = formatted_files(FULL, "csv", None, "")
    for name, data in tables.items():
        (tmp_path / f"{name}.csv").write_bytes(data)
    again = convert(
        str(tmp_path / "dependencies.csv"), "json", parties=[str(tmp_path / "parties.csv")],
        scale="0-10",
    ).organization  # fmt: skip
    assert getattr(_of(again, where, key.name), key.field or "") == said


@pytest.mark.parametrize(("where", "key"), _OF_ENTRIES)
def test_a_change_of_a_key_is_seen_and_said(where: str, key: Key) -> None:
    if key.name in NOT_COMPARED:
        assert not key.compared
        return
    model = _model()
    entry = model["parties"]["SECRET-full"]
    if where == "need":
        entry = model["needs"][key.name == "limit"]
    entry[key.name] = _sample(key, 1)
    found = internalmap.diff(FULL, _load(model))
    changed = found.parties_changed if where == "party" else found.needs_changed
    assert [each.key for row in changed for each in row.changes] == [key.name]
    assert "SECRET" in rendered(found)


@pytest.mark.parametrize(("where", "key"), _FIELDS)
def test_what_is_not_public_is_hidden(where: str, key: Key) -> None:
    assert (key.published == "as it is") == (key.name in PUBLIC[where])
    assert (key.published == "pseudonym") == (key.name in PSEUDONYMS[where])
    field = key.field or ""
    hidden = anonymized(FULL, pseudonyms(FULL))
    before, after = _of(FULL, where, key.name), _of(hidden, where, key.name)
    if key.name in PUBLIC[where]:
        assert getattr(after, field) == getattr(before, field)
    elif key.name not in PSEUDONYMS[where]:
        assert getattr(after, field) == _default(after, field)
    if key.name != "was":
        assert "SECRET" not in repr(getattr(after, field))


@pytest.mark.parametrize(("where", "key"), _OF_ENTRIES)
def test_renaming_reaches_every_id(where: str, key: Key) -> None:
    ids = {id: f"new-{number}" for number, id in enumerate(FULL.parties)}
    relabel: Any = {"party": party_with_ids, "need": need_with_ids}[where]
    entry = _of(FULL, where, key.name)
    again = relabel(entry, ids)
    value = getattr(again, key.field or "")
    assert not [id for id in ids if f"'{id}'" in repr(value)]
    assert relabel(again, {now: id for id, now in ids.items()}) == entry


_COMMANDS = [
    *(["analyze", "--format", format, "--structure"]
      for format in ("text", "json", "markdown", "csv", "xlsx")),
    *(["party", "--all", "--format", format] for format in ("text", "json", "markdown")),
    *(["agenda", "--ahead", "9y", "--format", format]
      for format in ("text", "json", "markdown", "csv")),
    *(["impact", "--gone", "SECRET-boss", "--format", format]
      for format in ("text", "json", "markdown")),
    *(["trace", "SECRET-full", "SECRET-guest", "--format", format]
      for format in ("text", "json", "markdown")),
    *(["simulate", "--format", format] for format in ("text", "json", "markdown")),
    *(["bia", "--format", format] for format in ("text", "json", "markdown", "csv", "xlsx")),
    *(["advise", "--format", format] for format in ("text", "json", "markdown")),
    *(["render", "--view", view, "--format", "svg", "-o", "-"]
      for view in ("map", "pyramid", "hierarchy", "matrix")),
    *(["render", "--format", format, "-o", "-"] for format in ("dot", "mermaid")),
    *(["convert", f"out.{ending}"] for ending in ("yaml", "json", "graphml", "xlsx", "csv")),
    *(["diff", "org.json", "--format", format] for format in ("text", "json", "markdown")),
]  # fmt: skip


@pytest.mark.parametrize("command", _COMMANDS, ids=" ".join)
def test_no_output_tells_what_is_private(command: list[str], tmp_path: Path) -> None:
    old = _model()
    old["parties"]["SECRET-full"] |= {
        key.name: _sample(key, 1) for key in PARTY if key.compared and key.entry
    }
    for name, model in (("org.json", _model()), ("old.json", old)):
        (tmp_path / name).write_text(json.dumps(model), "utf-8")
    name, *rest = command
    if command[-1] == "xlsx":
        rest += ["-o", "out.xlsx"]
    given = "old.json" if name == "diff" else "org.json"
    code, output, complaint = run_bytes(name, given, *rest, "--anonymize", cwd=tmp_path)
    assert code == 0, complaint
    for written in sorted(tmp_path.glob("out*")):
        data = written.read_bytes()
        if written.suffix == ".xlsx":
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                data = b"".join(map(book.read, book.namelist()))
        output += data
    assert output
    assert b"SECRET" not in output + complaint
