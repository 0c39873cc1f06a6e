"""Models, tables and graphs that are wrong here and there, made from sound ones.

Everything is drawn from one `random.Random`: the same number gives the same input again.
"""

from __future__ import annotations

import csv
import io
import json
import random
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml

import internalmap
from exchange import spreadsheets
from internalmap import InvalidModel, Organization
from internalmap.exchange.forms.content import FormContent, Forms
from internalmap.exchange.forms.respondents import respondents
from internalmap.exchange.forms.workbook import workbook
from internalmap.exchange.output import formatted_files

ROOT = Path(__file__).resolve().parents[2]
HOTEL = ROOT / "examples" / "fjord-hotel.yaml"
Tree = Any
Place = tuple[Any, Any]  # a mapping or a list, and a key or an index of it

#: Texts that some format, reader or report may take for something else than text.
HOSTILE = [
    "", " ", "no", "~", "null", "true", "010", "0x1F", "1e5", "1_000", "12:30", "2026-01-01",
    ".nan", "<<", "=", "=1+1", "+1", "-x", "@x", "#x", "a #b", "a: b", "- x", "[a", "{a", "&a",
    "*a", "!x", "%x", "|", ">", "`x`", "'", '"', "\\", "a;b", "a,b", "a|b", "a\nb", "a\r\nb",
    "a\tb", "\x00", "\x1b[31m", "\x85", "\u200b", "\u202e", "\u2028", "\ufeff", "\ud7ff", "😀",
    "łódź", "日本", "e\u0301", "kind:team", "kind:", "unit:x", "tag:x", "[key]", "everyone", "all",
    "<b>", "]]>", "&amp;", "9" * 30, "x" * 300, "-1", "0", "0.1", "4,5", "5 of 5", "99%", "1h",
    "1h30", "3/week", "P1D", "2026-13-01", "N/A", "TBD", "?", "–",
]  # fmt: skip
_SCALARS: list[Any] = [
    None,
    True,
    False,
    0,
    1,
    -1,
    2.5,
    1e300,
    10**40,
    [],
    {},
    [[]],
    [None],
    {"": None},
]
#: Pieces that steer the syntax of YAML and JSON.
PIECES = [
    *"{}[]:,-?&*!|>'\"%@`#\t\n\r \\0~", "<<: *x", "&x ", "*x", "---\n", "...\n", "null", "- ",
    ": ", "\u2028", "\x85", "\ufeff", "\x00", "\x1b", "😀", "from", "needs", "parties:\n", "0",
    "-1", "all", "kind:", "unit:", "[key]", "9" * 30, "\\ud800", '"', "part_of", "true", "  ", "/*",
]  # fmt: skip


def mutated(text: str, chance: random.Random, pieces: list[str] = PIECES) -> str:
    """A text with a few things added, removed, doubled or moved."""
    for _ in range(chance.choice([1, 1, 2, 3, 8])):
        at, to = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        to = min(to, at + chance.choice([1, 3, 30]))
        kind = chance.randrange(5)
        if kind == 0:
            text = text[:at] + chance.choice(pieces) + text[at:]
        elif kind == 1:
            text = text[:at] + text[to:]
        elif kind == 2:
            text = text[:at] + text[at:to] * 2 + text[to:]
        elif kind == 3:
            text = text[:at] + chance.choice(pieces) + text[to:]
        else:
            text = text[at:to] + text[:at] + text[to:]
    return text


@cache
def sound_texts() -> tuple[str, ...]:
    """Models in YAML: the examples, and those of the tests that nest most."""
    paths = sorted((ROOT / "examples").rglob("*.yaml"))
    return tuple(path.read_text(encoding="utf-8") for path in paths if path.stat().st_size < 20_000)


@cache
def _trees() -> tuple[str, ...]:
    """The same as JSON, which gives a new tree each time."""
    return tuple(json.dumps(yaml.safe_load(text), default=str) for text in sound_texts())


@cache
def _values() -> dict[str, list[str]]:
    """What stands under each key anywhere, as JSON: a need is replaced by a need."""
    found: dict[str, set[str]] = {}
    for text in (*_trees(), _EVERYTHING):
        for holder, key in _places(json.loads(text)):
            name = key if isinstance(key, str) else "an item"
            if len(value := json.dumps(holder[key])) < 2_000:
                found.setdefault(name, set()).add(value)
    return {key: sorted(values) for key, values in found.items()}


#: A model in which every key stands that the examples seldom have.
_EVERYTHING = json.dumps(
    {
        "internalmap": 1,
        "defaults": {"importance": "important", "buffer": "1h"},
        "scale": [1, 7],
        "protect": ["kind:customer"],
        "include": ["more/*.yaml"],
        "everyone": {"needs": [{"from": "a", "applies_to": "members"}]},
        "check": {
            "rules": {"silo": "off", "long-chain": {"severity": "error", "max_steps": 2}},
            "policies": [{"forbidden": {"customers": "tag:x", "suppliers": "unit:a"}, "why": "x"}],
        },
        "parties": {
            "a": {
                "kind": "person", "part_of": "b", "reports_to": "c", "headcount": 2, "can": ["S"],
                "min_members": 1, "capacity": "8h/week", "availability": "99%", "restore": "2d",
                "restore_target": "1d", "max_data_loss": "4h", "backup_every": "1d",
                "location": ["s", "S t"], "location_buffer": "1h",
                "tags": ["x"], "was": ["z"], "actions": [{"what": "w", "due": "2026-01-01"}],
                "accept": [{"rule": "silo", "reason": "r", "by": "b", "until": "2026-01-01"}],
                "needs": [{"from": ["b", "c"], "at_least": 1, "service": "S", "effort": "1h",
                           "frequency": "2/week", "within": "1d", "buffer": "30min",
                           "satisfaction": [4, 5], "expectation": 5, "reviewed": "2026-01-01",
                           "said": {"by": "b", "date": "2026-01-01"}, "max_data_loss": "1h"}],
            },
            "b": {"kind": "team", "contact": "x@y", "location": "z", "note": "n"},
            "c": {"kind": "customer", "needs": ["a"]},
            "s": {"kind": "site"},
            "t": {"kind": "site", "name": "S t"},
        },
        "needs": [{"customer": "c", "from": "b", "importance": "helpful"}],
    }
)  # fmt: skip


def _places(tree: Tree) -> Iterator[Place]:
    waiting = [tree]
    while waiting:
        here = waiting.pop()
        for key in here if isinstance(here, dict) else range(len(here)):
            yield here, key
            if isinstance(here[key], dict | list):
                waiting.append(here[key])


def _renamed(tree: Tree, old: str, new: str) -> Tree:
    """The same tree with an id changed wherever it stands."""
    if isinstance(tree, dict):
        return {new if key == old else key: _renamed(at, old, new) for key, at in tree.items()}
    if isinstance(tree, list):
        return [_renamed(each, old, new) for each in tree]
    return new if tree == old else tree


def tree(chance: random.Random) -> Tree:
    """The values of a model, with a few of them replaced, moved, renamed or taken away."""
    made = json.loads(chance.choice([*_trees(), _EVERYTHING]))
    for _ in range(chance.choice([0, 1, 1, 2, 4])):
        places = list(_places(made))
        if not places:
            break
        holder, key = chance.choice(places)
        kind = chance.randrange(7)
        if kind == 0:
            holder[key] = json.loads(
                chance.choice(_values().get(key if isinstance(key, str) else "an item", ["1"]))
            )
        elif kind == 1:
            holder[key] = chance.choice([*HOSTILE, *_SCALARS])
        elif kind == 2:
            del holder[key]
        elif kind == 3 and isinstance(holder, dict):
            name = chance.choice(sorted(_values()))
            holder[name] = json.loads(chance.choice(_values()[name]))
        elif kind == 3:
            holder.insert(chance.randrange(len(holder) + 1), holder[key])
        elif kind == 4 and isinstance(holder, dict):
            holder[chance.choice(HOSTILE)] = holder.pop(key)
        elif kind == 5 and isinstance(made.get("parties"), dict) and made["parties"]:
            made = _renamed(made, chance.choice(sorted(made["parties"])), chance.choice(HOSTILE))
        else:
            other, at = chance.choice(places)
            holder[key] = json.loads(json.dumps(other[at])) if other is not holder else None
    return made


def model_text(chance: random.Random) -> str:
    """A model as YAML or JSON, written in one style or another, and perhaps damaged."""
    kind = chance.randrange(4)
    if kind == 0:
        text = chance.choice(sound_texts())
    elif kind == 1:
        text = json.dumps(tree(chance), ensure_ascii=chance.random() < 0.5, indent=chance.choice(
            [None, 1, 2]
        ))  # fmt: skip
    else:
        text = yaml.safe_dump(
            tree(chance),
            sort_keys=False,
            allow_unicode=chance.random() < 0.5,
            default_flow_style=chance.choice([True, False, None]),
            default_style=chance.choice([None, None, "'", '"', "|"]),
            width=chance.choice([20, 80, 1000]),
        )
    return mutated(text, chance) if chance.random() < 0.4 else text


def organization(chance: random.Random) -> Organization | None:
    """A model that can be read, `None` where none came of it."""
    try:
        return internalmap.loads(json.dumps(tree(chance)))
    except InvalidModel:
        return None


# ------------------------------------------------------------------------------------------ tables


@cache
def _sound_tables() -> tuple[str, ...]:
    paths = sorted((ROOT / "examples").rglob("*.csv"))
    return tuple(
        path.read_text(encoding="utf-8-sig") for path in paths if path.stat().st_size < 20_000
    )


def csv_bytes(chance: random.Random) -> bytes:
    """A table of dependencies or of parties, with cells, headings and separators changed."""
    text = chance.choice(_sound_tables())
    made = organization(chance) if chance.random() < 0.4 else None
    if made is not None:
        text = chance.choice(sorted(formatted_files(made, "csv", None, "")[0].values())).decode(
            "utf-8-sig"
        )
    dialect = ";" if text.partition("\n")[0].count(";") else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=dialect))[: chance.choice([2, 5, 60])]
    for _ in range(chance.choice([0, 1, 2, 5])):
        row = chance.choice(rows)
        if not row:
            continue
        kind, at = chance.randrange(5), chance.randrange(len(row))
        if kind == 0:
            row[at] = chance.choice(HOSTILE)
        elif kind == 1:
            row.insert(at, chance.choice(HOSTILE))
        elif kind == 2:
            del row[at]
        elif kind == 3:
            rows.insert(chance.randrange(len(rows) + 1), list(chance.choice(rows)))
        else:
            rows[0][chance.randrange(len(rows[0]))] = chance.choice(
                ["Customer", "Supplier", "Depends on", "What", "id", "Kind", "Team", "Notes", ""]
            )
        rows = [row for row in rows if row] or [["customer", "supplier"]]
    out = io.StringIO()
    writer = csv.writer(
        out, delimiter=chance.choice(",;\t|"), lineterminator=chance.choice(["\n", "\r\n", "\r"])
    )
    writer.writerows(rows)
    made_text = out.getvalue()
    if chance.random() < 0.3:
        made_text = mutated(made_text, chance, [*",;\t|\"'\n\r=#", "\x00", '""', "\ufeff"])
    encoding = chance.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "cp1252"])
    return made_text.encode(encoding, "replace" if encoding == "cp1252" else "surrogatepass")


def excel_bytes(chance: random.Random) -> bytes:
    """A workbook of which a part is damaged, or a few bytes."""
    made = organization(chance) or internalmap.loads("parties: {a: {needs: [b]}, b: }")
    return _spoilt(formatted_files(made, "xlsx", None, "")[0][""], chance)


def ods_bytes(chance: random.Random) -> bytes:
    """A spreadsheet of OpenDocument of which a part is damaged, or a few bytes."""
    made = organization(chance) or internalmap.loads("parties: {a: {needs: [b]}, b: }")
    sheets = []
    for name, data in formatted_files(made, "csv", None, "")[0].items():
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        lines = [spreadsheets.line(*(escape(text) or "<table:table-cell/>" for text in row))
                 for row in rows]  # fmt: skip
        sheets.append(spreadsheets.sheet(*lines, name=name))
    return _spoilt(spreadsheets.ods(spreadsheets.content("".join(sheets))), chance)


def form_bytes(chance: random.Random) -> bytes:
    """The form of a unit, of which a part is damaged, or a few bytes."""
    return _spoilt(workbook(kitchen_form()), chance)


@cache
def kitchen_form() -> FormContent:
    """The form of the kitchen of the hotel, which has every sheet."""
    hotel = internalmap.load(HOTEL)
    parties = respondents(hotel, "unit").asked["kitchen"]
    return Forms(hotel, {}).form("kitchen", parties, by="unit")


def _spoilt(data: bytes, chance: random.Random) -> bytes:
    """A workbook of which a part is damaged, or a few bytes."""
    if chance.random() < 0.3:
        changed = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        return bytes(changed)
    out = io.BytesIO()
    scraps = ["<", ">", '"', "&a;", "<c/>", "</row>", "1e999", "\x00", ' t="s"', ' r="XFD9"', ""]
    scraps += ["<text:s/>", "</table:table-row>", ' table:number-rows-repeated="1048575"']
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as again:
        spoilt = chance.choice(sorted(archive.namelist()))
        for name in archive.namelist():
            content = archive.read(name)
            if name == spoilt:
                content = mutated(content.decode("latin-1"), chance, scraps).encode("latin-1")
            again.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def graphml_bytes(chance: random.Random) -> bytes:
    """A graph with pieces of XML added, removed or moved."""
    made = organization(chance) or internalmap.loads("parties: {a: {needs: [b]}, b: }")
    text = formatted_files(made, "graphml", None, "")[0][""].decode("utf-8")
    scraps = [
        "<", ">", '"', "&", "&a;", "<!--", "]]>", "<node/>", "<edge/>", "</graph>", '<data key="',
        "<!DOCTYPE x>", "<port/>", "<hyperedge/>", "\x00", "0", "true",
    ]  # fmt: skip
    return mutated(text, chance, scraps).encode("utf-8", "surrogatepass")


MAKERS: dict[str, Callable[[random.Random], bytes]] = {
    "yaml": lambda chance: model_text(chance).encode("utf-8", "surrogatepass"),
    "csv": csv_bytes,
    "xlsx": excel_bytes,
    "ods": ods_bytes,
    "form": form_bytes,
    "graphml": graphml_bytes,
}
