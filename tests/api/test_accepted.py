"""What must be read, and how it is understood."""

from __future__ import annotations

import io
import json
import os
import threading
from datetime import date
from pathlib import Path

import pytest

from internalmap.model.organization import Organization, Rating
from internalmap.modelfile.load import load, loads


def parties(text: str) -> list[str]:
    """The ids of a model's parties."""
    return list(loads(text).parties)


# ------------------------------------------------------------------------------------------ text


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark(end: str, mark: str, tmp_path: Path) -> None:
    """Files of every system are read alike."""
    text = mark + end.join(["parties:", "  it:", "    note: |", "      one", "      two", ""])
    (tmp_path / "model.yaml").write_bytes(text.encode())
    for organization in (loads(text), load(tmp_path / "model.yaml")):
        assert organization.parties["it"].note == "one\ntwo\n"


PLAIN = [
    "no", "on", "yes", "true", "False", "010", "0o10", "0x1F", "1:30", "12:30:45", "1_000", "1e3",
    "2024-02-30", "2024-01-01", "2024-01-01T10:00:00Z", ".5", "+1", "-1", ".nan", ".inf", "1.0",
    "=", "NaN", "nil", "none", "y", "n", "<", "a: b"[:1], "a#b", "a:b", "-a", "~a", "nullx",
    "9" * 5_000,
]  # fmt: skip


@pytest.mark.parametrize("written", PLAIN, ids=lambda text: str(text)[:20])
def test_text_is_what_was_written(written: str) -> None:
    """Where text is expected, nothing is taken for something else: ids, names, tags, units."""
    shown = f"{{name: {written}, tags: [{written}], part_of: {written}, can: [{written}]}}"
    organization = loads(f"parties:\n  it: {shown}\n  ? {written}\n  : \n")
    party = organization.parties["it"]
    values = [party.name, *party.tags, party.part_of, *party.can, *organization.parties]
    assert sorted(set(map(str, values))) == sorted({written, "it"})
    assert {type(value) for value in values} == {str}


def test_commas_and_comments_in_brackets() -> None:
    """Commas part entries, comments end lines, and neither is taken for a mistake."""
    text = """
parties: {5, 6,
  it: {needs: [{from: bar, satisfaction: [4,4, 3,5]}, # two, or four?]
    bar #, again
    ], tags: [a #1
    ], note},  # } the end
  bar}
"""
    organization = loads(text)
    assert list(organization.parties) == ["5", "6", "bar", "it"]
    ratings = [need.satisfaction for need in organization.needs]
    assert Rating((4.0, 4.0, 3.0, 5.0), None) in ratings and len(ratings) == 2
    assert organization.parties["it"].tags == ("a",)


def test_keys_that_look_like_more() -> None:
    """Ids may look like numbers, truth values and, in quotes, like null."""
    text = "parties: {1: , true: , 1.0: , 'null': , '~': , \"1\\x20\": , 2024-01-01: , IT: , it: }"
    assert parties(text) == sorted(
        ["1", "true", "1.0", "null", "~", "1 ", "2024-01-01", "IT", "it"]
    )


def test_json_values_as_text() -> None:
    """JSON numbers and truth values are the text that was written; escapes are characters."""
    text = r'{"parties": {"it": {"name": 1.50, "note": true, "url": false, "location": 1E5,' + (
        r' "tags": [007e, "\ud83d\ude00", "\u00f8", "a\/b"]}}}'.replace("007e", "-0")
    )
    party = loads(text).parties["it"]
    assert (party.name, party.note, party.url) == ("1.50", "true", "false")
    assert party.location == ("1E5",)
    assert party.tags == ("-0", "😀", "ø", "a/b")


def test_control_characters_in_texts() -> None:
    """Texts may hold what ids may not, where it is written as an escape."""
    assert loads('parties: {it: {note: "a\\e[31m\\tb\\u2028"}}').parties["it"].note == (
        "a\x1b[31m\tb\u2028"
    )


def test_yaml_directive_and_document_marks() -> None:
    """One document may be marked as one."""
    assert parties("%YAML 1.2\n---\nparties: {it: }\n...\n") == ["it"]
    assert parties("--- # the hotel\nparties: {it: }\n") == ["it"]


def test_empty_parties() -> None:
    """Nothing, null and an empty mapping are an empty party."""
    organization = loads("parties:\n  a:\n  b: ~\n  c: null\n  d: {}\n")
    assert [party.kind for party in organization.parties.values()] == ["team"] * 4


# --------------------------------------------------------------------- anchors, merge keys, null


def test_anchors_and_merge_keys() -> None:
    """A mapping's own keys win over merged ones, and earlier merged ones over later ones."""
    text = """
parties:
  a: &a {kind: person, location: Oslo, needs: &needs [{from: c, within: 1h}]}
  b: &b {location: Bergen, contact: bo}
  c: {<<: [*a, *b], kind: role, needs: []}
  d: {kind: system, <<: *b, needs: *needs}
"""
    organization = loads(text)
    c, d = organization.parties["c"], organization.parties["d"]
    assert (c.kind, c.location, c.contact) == ("role", ("Oslo",), "bo")
    assert (d.kind, d.location, d.contact) == ("system", ("Bergen",), "bo")
    assert [need.within for need in organization.needs] == [3600, 3600]


def test_a_quoted_merge_key_is_a_name() -> None:
    """In quotes, and in JSON, '<<' is a text like any other."""
    assert parties("parties: {'<<': , it: }") == ["<<", "it"]
    assert parties('{"parties": {"<<": null, "it": {}}}') == ["<<", "it"]


def test_null_is_not_given() -> None:
    """A null leaves the default, of the format or of the file."""
    text = """
organization: ~
internalmap: null
include:
scale: {min: , max: }
protect: ~
everyone: {needs: }
check: ~
needs: ~
defaults: {party: {kind: person, location: Oslo, name: }, need: {importance: helpful}}
parties:
  a: {kind: ~, location: null, needs: [{from: b, importance: ~, at_least: , tags: ~}]}
  b: {tags: , needs: , actions: , headcount: ~, reports_to: }
"""
    organization = loads(text, name="hotel")
    assert organization.title == "hotel"
    assert organization.scale == (1, 5)
    assert {party.kind for party in organization.parties.values()} == {"person"}
    assert organization.parties["a"].location == ("Oslo",)
    (need,) = organization.needs
    assert (need.importance, need.importance_given, need.at_least) == ("helpful", True, 1)


def test_defaults_belong_to_their_file(tmp_path: Path) -> None:
    """Defaults of one file say nothing of another."""
    (tmp_path / "a.yaml").write_text("defaults: {party: {kind: person}}\nparties: {a: }")
    (tmp_path / "b.yaml").write_text("parties: {b: }")
    organization = load(tmp_path)
    assert [party.kind for party in organization.parties.values()] == ["person", "team"]


# ------------------------------------------------------------------------------------ quantities


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0", 0), ("'0'", 0), ("0min", 0), ("20min", 1200), ("20 min", 1200), ("'20min'", 1200),
        ("90s", 90), ("1.5h", 5400), ("2d", 172_800), ("1w", 604_800), ("1mo", 2_628_000),
        ("1y", 31_536_000), ("0.5 min", 30), ("010min", 600),
    ],
)  # fmt: skip
def test_durations(written: str, seconds: float) -> None:
    """All units, with or without a space; a bare 0."""
    model = f"parties: {{it: {{restore: {written}, needs: [{{from: b, buffer: {written}}}]}}, b: }}"
    organization = loads(model)
    assert organization.parties["it"].restore == seconds
    assert organization.needs[0].buffer == seconds


@pytest.mark.parametrize(
    ("written", "times"),
    [
        ("1/hour", 168), ("80/day", 560), ("2/workday", 10), ("3 / week", 3), ("0.5/week", 0.5),
        ("1/month", 84 / 365), ("1/quarter", 28 / 365), ("1/year", 7 / 365), ("hourly", 168),
        ("daily", 7), ("workdays", 5), ("weekly", 1), ("monthly", 84 / 365),
        ("quarterly", 28 / 365), ("yearly", 7 / 365),
    ],
)  # fmt: skip
def test_rates(written: str, times: float) -> None:
    """All periods, with a number or as a word, in times per week."""
    model = f"parties: {{it: {{needs: [{{from: b, frequency: {written}}}]}}, b: }}"
    assert loads(model).needs[0].frequency == pytest.approx(times)


def test_other_quantities() -> None:
    """Shares, capacities, work, counts, dates."""
    text = """
parties:
  a: {availability: 95%, capacity: 38h/week, headcount: 3, min_members: 0}
  b: {availability: 0.9, capacity: 240 min / workday, headcount: +3}
  c: {availability: "92.5 %", capacity: 2h/hour}
  d: {availability: 1, needs: [{from: [a, b], at_least: all, effort: 6min, reviewed: 2026-03-10}]}
  e: {availability: .5, actions: [{what: x, due: "2026-12-01", done: 2026-11-30}]}
"""
    found = loads(text)
    assert [party.availability for party in found.parties.values()] == [0.95, 0.9, 0.925, 1, 0.5]
    assert [party.capacity for party in found.parties.values()][:3] == [
        38 * 3600, 240 * 60 * 5, 7200 * 168
    ]  # fmt: skip
    assert (found.needs[0].at_least, found.needs[0].effort) == (2, 360)
    assert found.needs[0].reviewed == date(2026, 3, 10)
    assert found.parties["e"].actions[0].due == date(2026, 12, 1)


def test_ratings() -> None:
    """A number, answers, or parts by dimension, in the order of the dimensions."""
    needs = """
      - {from: b, service: a, satisfaction: 4.5, expectation: [4, 3, 5.0]}
      - {from: b, service: b, satisfaction: {empathy: 4, tangibles: 2, assurance: }}
"""
    first, second = loads(f"parties:\n  a:\n    needs:{needs}  b:\n").needs
    assert first.satisfaction == Rating((4.5,))
    assert first.expectation == Rating((4, 3, 5))
    assert second.satisfaction == Rating((2, 4), ("tangibles", "empathy"))


# ------------------------------------------------------------------------------------- selectors


CREW = """
parties:
  guests: {kind: customer, needs: [%s]}
  kitchen: {location: Oslo}
  anna: {kind: person, part_of: kitchen, tags: [night, øl], can: [welding]}
  bo-north: {kind: person, part_of: anna, tags: [night]}
  "kind:person": {kind: system}
  "b*": {kind: role, can: [welding]}
  "tag: x": {location: Oslo}
  quay: {kind: site, name: Quay 3}
  ferry: {location: [quay, home]}
  crane: {location: QUAY 3}
  home: {kind: site}
  diver: {kind: supplier, location: quay}
"""


@pytest.mark.parametrize(
    ("selector", "suppliers"),
    [
        ("anna", ["anna"]),
        ("'kind:person'", ["kind:person"]),
        ("'b*'", ["b*"]),
        ("'tag: x'", ["tag: x"]),
        ("'kind: person'", ["anna", "bo-north"]),
        ("kind:role", ["b*"]),
        ("tag:night", ["anna", "bo-north"]),
        ("tag:øl", ["anna"]),
        ("unit:kitchen", ["anna", "bo-north"]),
        ("location:Oslo", ["kitchen", "tag: x"]),
        ("location:quay", ["crane", "diver", "ferry"]),
        ("'location:Quay 3'", ["crane", "ferry"]),
        ("location:home", ["ferry"]),
        ("can:welding", ["anna", "b*"]),
        ("'*-north'", ["bo-north"]),
        ("'[ab]*'", ["anna", "b*", "bo-north"]),
        ("'?nna'", ["anna"]),
        ("{from: [kind:role, tag:night]}", ["b*", "anna", "bo-north"]),
    ],
)
def test_selectors(selector: str, suppliers: list[str]) -> None:
    """An exact id wins; a selector stands for its parties in id order."""
    (need,) = loads(CREW % selector).needs
    assert list(need.suppliers) == suppliers


def test_selectors_leave_the_customer_out() -> None:
    """A selector on a need leaves out the customer and everyone inside it; an id does not."""
    text = "parties: {a: {needs: ['*', b]}, b: {part_of: a}, c: {part_of: b}, d: {needs: ['*']}}"
    found = {(need.customer, need.suppliers) for need in loads(text).needs}
    assert found == {("a", ("d",)), ("a", ("b",)), ("d", ("a", "b", "c"))}


def test_copies() -> None:
    """Needs of everyone and of members go to those concerned, suppliers and theirs left out."""
    text = """
everyone: {needs: [hr]}
parties:
  hotel: {kind: department, needs: [{from: bar, applies_to: members}]}
  bar: {part_of: hotel}
  bo: {kind: person, part_of: bar}
  desk: {part_of: hotel}
  screen: {kind: system, part_of: desk}
  hr: {part_of: hotel}
  eve: {kind: person, part_of: hr}
  guests: {kind: customer}
"""
    copies = {need.suppliers: need.customers for need in loads(text).needs}
    assert copies == {("hr",): ("bo", "desk"), ("bar",): ("desk", "eve")}


# ------------------------------------------------------------------------------------ many files


def test_standard_input() -> None:
    """Bytes from a stream, YAML or JSON."""
    for text in ("parties: {ø: }", '\n {"parties": {"ø": null}}', "\ufeffparties:\n  ø:\n"):
        organization = load("-", stdin=io.BytesIO(text.encode()))
        assert list(organization.parties) == ["ø"]
        assert organization.title == "Standard input"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders here")
def test_pipe(tmp_path: Path) -> None:
    """The model itself may be a pipe, as a shell makes them."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("parties: {it: }",))
    writer.start()
    assert list(load(pipe).parties) == ["it"]
    writer.join()


def test_folder(tmp_path: Path) -> None:
    """All model files under a folder, whatever their endings, are one model."""
    for name, text in {
        "a.yaml": "organization: Hotel\nscale: {max: 10}\nparties: {a: {needs: [c]}}",
        "b/c.yml": "organization: Hotel\nscale: {min: 1, max: 10}\nprotect: [a]\nparties: {c: }",
        "b/D.JSON": '{"needs": [{"customer": "c", "from": "d"}], "parties": {"d": {}}}',
        "e.yaml": "everyone: {needs: [d]}",
        ".hidden.yaml": "[",
        ".git/f.yaml": "[",
        "readme.md": "[",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    organization = load(tmp_path)
    assert [source.relative for source in organization.sources] == [
        "a.yaml", "b/D.JSON", "b/c.yml", "e.yaml"
    ]  # fmt: skip
    assert (organization.title, organization.scale) == ("Hotel", (1, 10))
    assert list(organization.parties) == ["a", "c", "d"]
    assert [need.customer for need in organization.needs] == [None, "a", "c"]


def test_title_of_a_folder_and_a_file(tmp_path: Path) -> None:
    """Without a title, the file's stem or the folder's name is one."""
    (tmp_path / "fjord hotel.yaml").write_text("parties: {it: }")
    assert load(tmp_path).title == tmp_path.name
    assert load(tmp_path / "fjord hotel.yaml").title == "fjord hotel"


@pytest.mark.parametrize(
    "patterns",
    [
        "'*.yaml'", "[teams.yaml, more/b.json]", "'**/*.[yj]*'", ".\\teams.yaml",
        "[./teams.yaml, teams.yaml]", "['tea?s.yaml', 'more//b.json', 'model.yaml']",
    ],
)  # fmt: skip
def test_include(patterns: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Globs are relative to the file, wherever the program runs; each file is read once."""
    (tmp_path / "more").mkdir()
    (tmp_path / "model.yaml").write_text(f"include: {patterns}\nparties: {{it: {{needs: [a]}}}}")
    (tmp_path / "teams.yaml").write_text("parties: {a: }")
    (tmp_path / "more" / "b.json").write_text('{"parties": {"b": null}}')
    here = load(tmp_path / "model.yaml")
    monkeypatch.chdir(tmp_path)
    assert load("model.yaml") == here
    assert set(here.parties) >= {"it", "a"}


def test_links_inside_the_folder(tmp_path: Path) -> None:
    """A link may be included where it stays inside."""
    (tmp_path / "real.yaml").write_text("parties: {a: }")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "real.yaml")
    (tmp_path / "model.yaml").write_text("include: [link.yaml]\nparties: {it: }")
    assert list(load(tmp_path / "model.yaml").parties) == ["a", "it"]


def test_a_glob_takes_model_files_alone(tmp_path: Path) -> None:
    """Other kinds of file, and hidden ones, lie in the folder untouched."""
    for name in ("a.yaml", "b.YML", "c.json"):
        (tmp_path / name).write_text(f'{{"parties": {{"{name[0]}": null}}}}')
    for name in ("README.md", ".d.yaml"):
        (tmp_path / name).write_text("no: model: at all")
    (tmp_path / "model").write_text("include: ['*']\nparties: {it: }")
    assert list(load(tmp_path / "model").parties) == ["a", "b", "c", "it"]


def test_a_volume_of_links(tmp_path: Path) -> None:
    """Kubernetes mounts files as links to folders whose names begin with two dots."""
    (tmp_path / "..2026").mkdir()
    (tmp_path / "..data").symlink_to("..2026")
    for name, text in (
        ("model.yaml", "include: [a.yaml]\nparties: {it: }"),
        ("a.yaml", "parties: {a: }"),
    ):
        (tmp_path / "..2026" / name).write_text(text)
        (tmp_path / name).symlink_to(f"..data/{name}")
    assert list(load(tmp_path / "model.yaml").parties) == ["a", "it"]


# -------------------------------------------------------------------------------------- settings


def test_check_settings() -> None:
    """Rules by severity or with limits; policies with the keys of their kind."""
    text = """
check:
  fail_on: warning
  rules: {no-standard: error, silo: {severity: warning, min: -0.5}, sole-supplier: off, policy: ~,
          stale-feedback: {max_review_age: 180d}, low-satisfaction: {min_satisfaction: 4}}
  policies:
    - {name: a, kind: forbidden, reason: b, customers: it, suppliers: [bar, kind:role],
       direct: true}
    - {name: c, kind: layers, reason: d, layers: [bar, it]}
parties: {it: , bar: }
"""
    check = loads(text).check
    assert check.fail_on == "warning"
    assert {rule: (each.severity, dict(each.values)) for rule, each in check.rules.items()} == {
        "low-satisfaction": (None, {"min_satisfaction": 4}),
        "no-standard": ("error", {}),
        "silo": ("warning", {"min": -0.5}),
        "sole-supplier": ("off", {}),
        "stale-feedback": (None, {"max_review_age": 180 * 86_400}),
    }
    first, second = check.policies
    assert (first.direct, first.groups) == (
        True, {"customers": ("it",), "suppliers": ("bar", "kind:role")}
    )  # fmt: skip
    assert (second.direct, second.groups) == (False, {"layers": ("bar", "it")})


def places(organization: Organization) -> list[str]:
    """What stands in the files where the parties and needs say that they stand."""
    found = []
    routes = [party.route for party in organization.parties.values()]
    routes += [need.route for need in organization.needs]
    for route in routes:
        assert route is not None
        source = organization.sources[route.source]
        span = source.key_span(route.path)
        line = source.line(span.start.line)
        found.append(line[span.start.column - 1 : span.end.column - 1] or line.strip())
    return found


def test_places_of_what_was_read() -> None:
    """Parties and needs know where they stand, in YAML and in JSON."""
    model = {"parties": {"it": {"needs": ["bar"]}, "bar": {}}, "needs": []}
    assert places(loads("parties:\n  it:\n    needs: [bar]\n  'bar':\n")) == ["'bar'", "it", "bar"]
    assert places(loads(json.dumps(model))) == ['"bar"', '"it"', '"bar"']
