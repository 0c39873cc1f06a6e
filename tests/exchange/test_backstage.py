"""Backstage catalogs: what becomes of entities, what is refused, and what is left out."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path
from textwrap import dedent

import pytest

from internalmap.errors import InvalidModel
from internalmap.exchange.backstage import files as backstage_files
from internalmap.exchange.backstage.catalog import backstage_draft, is_backstage
from internalmap.exchange.tables.drafts import Built, build_organization

VERSION = "apiVersion: backstage.io/v1alpha1\n"


def write(folder: Path, **files: str) -> Path:
    """A catalog: each file's documents, with the version of the format put into each."""
    for name, text in files.items():
        documents = dedent(text).strip("\n").split("\n---\n")
        path = folder / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n---\n".join(VERSION + each for each in documents), encoding="utf-8")
    return folder


def built(path: Path, *, skip: bool = False) -> Built:
    """The organisation of a catalog."""
    return build_organization(
        lambda skipped: backstage_draft(str(path), skipped), skip_invalid=skip
    )


def refused(path: Path) -> list[str]:
    """What is wrong with a catalog, each with its place."""
    with pytest.raises(InvalidModel) as error:
        built(path)
    message = str(error.value).replace(f"{path}{os.sep}", "").replace(str(path), "…")
    assert message.replace("\n", "").isprintable()
    return message.split("\n\n")


def heads(path: Path) -> list[str]:
    """The first lines of what is wrong with a catalog."""
    return [problem.splitlines()[0] for problem in refused(path)]


def needs(found: Built) -> set[tuple[str, str]]:
    """Who needs whom."""
    return {(need.customer or "", need.suppliers[0]) for need in found.organization.needs}


ORG = """
kind: Group
metadata: {name: acme, description: All of it, links: [{url: "https://acme.example"}, {url: x}]}
spec: {type: organization, profile: {displayName: ACME Corp, email: a@acme.example}, children: [it]}
---
kind: Group
metadata: {name: it, title: Technology}
spec: {type: branch, children: []}
---
kind: Group
metadata: {name: Web}
spec: {type: team, parent: IT, children: [], members: [ben]}
---
kind: User
metadata: {name: ana, annotations: {x: y}}
spec: {profile: {displayName: Ana Ñ, picture: "https://p"}, memberOf: [web, it]}
---
kind: User
metadata: {name: ben}
spec: {memberOf: []}
"""
SHOP = """
kind: Component
metadata: {name: shop, tags: [java], labels: {a: b}}
spec:
  type: website
  lifecycle: production
  owner: web
  system: sales
  consumesApis: [orders, default/orders]
  providesApis: [api:default/prices]
  dependsOn: [Resource:DB]
---
kind: API
metadata: {name: orders}
spec: {type: openapi, owner: user:ana, definition: "---\\n{}"}
---
kind: API
metadata: {name: prices}
spec: {owner: group:default/web}
---
kind: Resource
metadata: {name: db}
spec: {owner: web, dependencyOf: [component:shop], dependsOn: [system:sales]}
---
kind: System
metadata: {name: sales}
spec: {owner: it, domain: trade}
---
kind: Domain
metadata: {name: trade}
spec: {owner: acme}
---
kind: Template
metadata: {name: new-shop}
"""


def test_a_catalog_becomes_an_organisation(tmp_path: Path) -> None:
    found = built(write(tmp_path, org=ORG, shop=SHOP))
    parties = found.organization.parties
    assert found.organization.title == "ACME Corp"
    assert {id: (each.kind, each.name, each.part_of) for id, each in parties.items()} == {
        "acme": ("department", "ACME Corp", None),
        "it": ("department", "Technology", "acme"),  # it has a group in it, and acme says so
        "Web": ("team", "Web", "it"),
        "ana": ("person", "Ana Ñ", "Web"),
        "ben": ("person", "ben", "Web"),
        "shop": ("system", "shop", "Web"),
        "orders": ("system", "orders", None),  # whoever looks after it does not hold it
        "prices": ("system", "prices", "Web"),
        "db": ("system", "db", "Web"),
        "sales": ("system", "sales", "it"),
    }
    assert parties["orders"].owner == "ana"
    acme = parties["acme"]
    assert (acme.contact, acme.url, acme.note) == (
        "a@acme.example", "https://acme.example", "All of it",
    )  # fmt: skip
    assert (parties["shop"].tags, parties["sales"].tags) == (
        ("java", "system-sales"), ("domain-trade",),
    )  # fmt: skip
    assert needs(found) == {
        ("shop", "orders"), ("prices", "shop"), ("shop", "db"), ("db", "sales"),
    }  # fmt: skip
    assert len(found.organization.needs) == 4  # each once
    assert found.notices == (
        "Entities that are no parties: Domain 1, Template 1.",
        "Not in the model: type 2, annotations 1, definition 1, further groups of a user 1, "
        "further links 1, labels 1, lifecycle 1, profile.picture 1.",
    )


def test_ids_are_names_where_these_are_enough(tmp_path: Path) -> None:
    found = built(
        write(
            tmp_path,
            a="""
            kind: Component
            metadata: {name: Archive}
            spec: {providesApis: [archive], dependsOn: [component:eu/store]}
            ---
            kind: API
            metadata: {name: archive}
            ---
            kind: Component
            metadata: {name: store}
            ---
            kind: Component
            metadata: {name: store, namespace: EU}
            spec: {consumesApis: [default/archive], dependsOn: [component:peer]}
            ---
            kind: Component
            metadata: {name: peer, namespace: eu}
            ---
            kind: Component
            metadata: {name: alone, namespace: us}
            """,
        )
    )
    assert list(found.organization.parties) == [
        "alone", "api:archive", "component:Archive", "component:eu/store", "component:store",
        "peer",
    ]  # fmt: skip
    assert needs(found) == {
        ("api:archive", "component:Archive"),
        ("component:Archive", "component:eu/store"),
        ("component:eu/store", "api:archive"),
        ("component:eu/store", "peer"),  # the namespace is that of whoever refers
    }


WRONG = """
kind: Component
metadata:
  name: shop
spec:
  owner: wep
  system: {name: sales}
  consumesApis:
    - ""
    - a:b:c
    - shop
  dependsOn:
    - db
    - resource:dp
    - group:web
    - location:x
  dependencyOf: component:shop
---
kind: Resource
metadata: {name: db}
spec: {owner: [web]}
---
kind: Group
metadata: {name: web}
spec: {parent: shop}
---
kind: Resource
metadata: {name: DB}
---
kind: API
metadata: {description: nameless}
---
kind: User
metadata: [ana]
---
kind: User
metadata: {name: "a/b"}
---
metadata: {name: nothing}
---
kind: User
metadata: {name: tom}
spec: web
"""


def test_every_problem_is_told_at_its_place(tmp_path: Path) -> None:
    write(tmp_path, c=WRONG)
    assert heads(tmp_path) == [
        "c.yaml:6:10: there is no Group 'wep'",
        "c.yaml:7:3: 'system' is a mapping, and a text was expected",
        "c.yaml:9:7: an item of 'consumesApis' is empty",
        "c.yaml:10:7: 'a:b:c' is no reference to an entity",
        "c.yaml:11:7: there is no API 'shop'",
        "c.yaml:13:7: 'db' does not say of what kind it is",
        "c.yaml:14:7: there is no Resource 'dp'",
        "c.yaml:16:7: 'location:x' is a location, and not a Component or Resource or API or "
        "System or Group or User",
        "c.yaml:17:17: 'dependencyOf' is a text, and a list was expected",
        "c.yaml:22:8: 'owner' is a list, and a text was expected",
        "c.yaml:27:16: there is no Group 'shop'",
        "c.yaml:31:18: there are two entities 'resource:db'",
        "c.yaml:35:1: this API has no 'metadata.name'",
        "c.yaml:39:1: 'metadata' is a list, and a mapping was expected",
        "c.yaml:43:18: 'a/b' cannot be a name: nothing can refer to it",
        "c.yaml:45:1: 'kind' is missing",
        "c.yaml:51:7: 'spec' is a text, and a mapping was expected",
    ]
    said = "\n".join(refused(tmp_path))
    assert "Did you mean 'group:web'?" in said
    assert "Write it with its kind: 'resource:db'." in said
    assert "  first here: c.yaml:21:18" in said


def test_what_is_wrong_can_be_left_out(tmp_path: Path) -> None:
    found = built(write(tmp_path, c=WRONG), skip=True)
    assert len(found.skipped) == 17
    parties = found.organization.parties
    assert sorted(parties) == ["db", "shop", "tom", "web"]
    assert all(party.part_of is None for party in parties.values())
    assert needs(found) == {("shop", "web")}


def test_units_in_a_circle_are_told_at_the_parent(tmp_path: Path) -> None:
    text = """
    kind: Group
    metadata: {name: a}
    spec:
      parent: b
    ---
    kind: Group
    metadata: {name: b}
    spec:
      parent: a
    """
    (head,) = heads(write(tmp_path, c=text))
    assert head == "c.yaml:5:11: 'part_of' goes in a circle: 'a' → 'b' → 'a'"
    found = built(tmp_path, skip=True)
    assert found.organization.parties["a"].part_of is None
    assert found.organization.parties["b"].part_of == "a"


def test_what_needs_itself_is_told_at_the_reference(tmp_path: Path) -> None:
    text = """
    kind: Component
    metadata: {name: a}
    spec:
      dependsOn:
        - component:A
    """
    (head,) = heads(write(tmp_path, c=text))
    assert head == "c.yaml:6:7: 'a' needs itself"
    assert needs(built(tmp_path, skip=True)) == set()


def test_references_to_what_is_left_out_are_left_out(tmp_path: Path) -> None:
    text = """
    kind: Component
    metadata: {name: "a\\eb"}
    ---
    kind: Component
    metadata: {name: c}
    spec: {dependsOn: ["component:a\\eb"]}
    """
    found = built(write(tmp_path, c=text), skip=True)
    assert list(found.organization.parties) == ["c"]
    assert len(found.skipped) == 2


def test_values_of_wrong_types_are_told(tmp_path: Path) -> None:
    text = """
    kind: Group
    metadata: {name: 7, tags: [a, [b], c], links: {url: x}, description: [x], title: ""}
    spec: {profile: [x], children: {a: b}, parent: ~}
    ---
    kind: User
    metadata: {name: tom, links: [x, y], tags: night}
    spec: {memberOf: 7}
    ---
    kind: [x]
    metadata: {name: no}
    """
    assert [head.split(" ", 1)[1] for head in heads(write(tmp_path, c=text))] == [
        "an item of 'tags' is no text",
        "this is not a list",
        "'description' is a list, and a text was expected",
        "'profile' is a list, and a mapping was expected",
        "'children' is a mapping, and a list was expected",
        "an item of 'links' is a text, and a mapping was expected",
        "'tags' is a text, and a list was expected",
        "'memberOf' is a text, and a list was expected",
        "'kind' is a list, and a text was expected",
    ]
    assert list(built(tmp_path, skip=True).organization.parties) == ["7", "tom"]


# ----------------------------------------------------------------------------------- documents


def test_flaws_of_yaml_are_told_where_they_stand(tmp_path: Path) -> None:
    write(
        tmp_path,
        c="""
        kind: Group
        metadata: {name: a}
        ---
        kind: Group
        metadata: {name: b, name: c}
        ---
        kind: Group
        metadata: {name: [d}
        ---
        kind: !!python/object:os.system Group
        metadata: {name: e}
        ---
        kind: User
        metadata: {name: f}
        spec: {memberOf: [d]}
        """,
    )
    assert [head.split(": ")[0] for head in heads(tmp_path)] == [
        "c.yaml:7:21", "c.yaml:11:20", "c.yaml:14:7",
    ]  # fmt: skip
    assert "first here: c.yaml:7:12" in refused(tmp_path)[0]
    found = built(tmp_path, skip=True)
    assert list(found.organization.parties) == ["a", "f"]
    assert len(found.skipped) == 4  # the last: who is a member of what could not be read


def test_bombs_of_aliases_are_refused(tmp_path: Path) -> None:
    lines = ["kind: Group", "metadata: {name: a}", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    for depth in range(1, 9):
        items = ", ".join([f"*a{depth - 1}"] * 10)
        lines.append(f"a{depth}: &a{depth} [{items}]")
    (head,) = heads(write(tmp_path, c="\n".join(lines)))
    assert "aliases expand to more than 1,000,000 values" in head
    deep = write(tmp_path / "deep", c="kind: Group\nmetadata: " + "[" * 50_000)
    assert "nest more than 100 deep" in heads(deep)[0]


def test_documents_end_where_their_lines_say(tmp_path: Path) -> None:
    (tmp_path / "c.yaml").write_text(
        "\ufeff# a catalog\r\n%YAML 1.2\r\n---\r\n"
        f"{VERSION}kind: API\r\nmetadata: {{name: a}}\r\n"
        "spec:\r\n  definition: |\r\n    ---\r\n    apiVersion: backstage.io/v1\r\n...\r\n"
        f"--- # next\r\n{VERSION}kind: User\r\nmetadata:\r\n  name: b\r\n  description: |\r\n"
        "    one\r\n    --- two\r\nspec: {memberOf: [nobody]}\r\n"
        "---\r\nkind: Deployment\r\nname: {{ .Values.x }}\r\n---\r\n# the end\r\n---\r\n",
        encoding="utf-8",
        newline="",
    )
    assert heads(tmp_path) == ["c.yaml:20:19: there is no Group 'nobody'"]
    found = built(tmp_path, skip=True)
    assert list(found.organization.parties) == ["a", "b"]
    assert found.organization.parties["b"].note == "one\n--- two\n"
    assert found.notices[-1] == "Documents that are not of Backstage: 1."


def test_json_is_read_as_the_yaml_that_it_is(tmp_path: Path) -> None:
    text = '{"apiVersion": "backstage.io/v1alpha1", "kind": "User", "metadata": {"name": "a"}}'
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    assert is_backstage(str(tmp_path))
    assert list(built(tmp_path).organization.parties) == ["a"]


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    assert heads(tmp_path / "missing.yaml") == ["…: there is no such file"]
    assert heads(tmp_path) == ["…: holds no Backstage entity"]
    (tmp_path / "latin.yaml").write_bytes(VERSION.encode() + "kind: User # é".encode("latin-1"))
    assert "latin.yaml:2:14: this is not UTF-8" in heads(tmp_path)[0]
    (tmp_path / "latin.yaml").unlink()
    (tmp_path / "only.yaml").write_text(f"{VERSION}kind: Template\nmetadata: {{name: x}}\n")
    assert [head.split(": ")[-1] for head in heads(tmp_path)] == ["there are no parties"]


def test_too_many_documents_end_the_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backstage_files, "MAX_DOCUMENTS", 4)
    (head,) = heads(write(tmp_path, org=ORG))
    assert head.startswith("org.yaml:21:1: up to here, there are more than 4 entities")


# ----------------------------------------------------------------------------------- locations


def location(*targets: str, extra: str = "") -> str:
    """A location that points to others."""
    listed = "".join(f"\n  - {target!r}" for target in targets)
    return f"kind: Location\nmetadata: {{name: all}}\nspec:\n  {extra}\n  targets:{listed}\n"


def test_locations_lead_to_other_files(tmp_path: Path) -> None:
    write(
        tmp_path,
        **{
            "all": location("./org/*.yaml", "sub\\more.yaml", "./all.yaml", "org/../org/web.yaml"),
            "org/web": "kind: Group\nmetadata: {name: web}\n---\n" + location("../all.yaml"),
            "org/it": "kind: Group\nmetadata: {name: it}\n",
            "sub/more": "kind: Location\nmetadata: {name: m}\nspec: {target: ../other.yaml}",
            "other": "kind: User\nmetadata: {name: ana}\nspec: {memberOf: [web, wep]}",
            "unnamed": "kind: User\nmetadata: {name: nobody}",
        },
    )
    with pytest.raises(InvalidModel) as error:
        built(tmp_path / "all.yaml")
    (problem,) = error.value.problems
    assert problem.place is not None
    assert problem.place.label == f"{tmp_path}{os.sep}other.yaml:4:24"
    found = built(tmp_path / "all.yaml", skip=True)
    assert list(found.organization.parties) == ["ana", "it", "web"]
    assert found.organization.title == "all"
    assert found.notices == ("Entities that are no parties: Location 3.",)
    with pytest.raises(InvalidModel):
        built(tmp_path)  # the folder holds all the same, and 'wep' is in it too
    assert "nobody" in built(tmp_path, skip=True).organization.parties


def test_locations_stay_in_the_folder(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside", secret="kind: User\nmetadata: {name: secret}")
    inside = write(
        tmp_path / "inside",
        all=location(
            "../outside/secret.yaml",
            f"{outside}/secret.yaml",
            "https://example.com/x.yaml",
            "sub/../../outside/*.yaml",
            "link.yaml",
            "links/secret.yaml",
            "C:/secret.yaml",
            "own.yaml",
        ),
        own="kind: User\nmetadata: {name: own}",
    )
    (inside / "link.yaml").symlink_to(outside / "secret.yaml")
    (inside / "links").symlink_to(outside)
    found = built(inside / "all.yaml")
    assert list(found.organization.parties) == ["own"]
    (notice,) = (each for each in found.notices if each.startswith("Locations"))
    assert notice.count("outside the folder of the file") == 4
    assert notice.count("an address") == 1
    assert notice.count("a link that leaves the folder") == 2
    # In a folder that is read as a whole, such a link is no part of it either.
    assert "link.yaml: is a link that leaves the folder" in heads(inside)[0]


def test_locations_that_lead_nowhere(tmp_path: Path) -> None:
    text = location("nowhere.yaml", "no/*.yaml") + "---\nkind: User\nmetadata: {name: a}"
    path = write(tmp_path, all=text) / "all.yaml"
    assert [head.split("all.yaml")[-1] for head in heads(path)] == [
        "…:7:5: 'nowhere.yaml' matches no file", "…:8:5: 'no/*.yaml' matches no file",
    ]  # fmt: skip
    assert list(built(path, skip=True).organization.parties) == ["a"]
    optional = location("nowhere.yaml", extra="presence: optional")
    write(tmp_path, all=f"{optional}---\nkind: User\nmetadata: {{name: a}}")
    assert list(built(path).organization.parties) == ["a"]


def test_only_ordinary_files_are_followed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    path = write(tmp_path, all=location("pipe.yaml")) / "all.yaml"
    assert any("is not an ordinary file" in head for head in heads(path))
    assert is_backstage(str(tmp_path))


def test_a_chain_of_locations_has_no_bound_but_the_files(tmp_path: Path) -> None:
    names = [f"f{number:04}" for number in range(1500)]
    files = {name: location(f"{after}.yaml") for name, after in pairwise(names)}
    path = write(tmp_path, **files, f1499="kind: User\nmetadata: {name: end}") / "f0000.yaml"
    assert list(built(path).organization.parties) == ["end"]


# ------------------------------------------------------------------------------ is it a catalog?


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (VERSION, True),
        ("# x\n---\n'apiVersion': \"backstage.io/v1beta1\"\n", True),
        ("\ufeff" + VERSION, True),
        ("apiVersion: v1\n", False),
        ("x:\n  apiVersion: backstage.io/v1alpha1\n", False),
        (VERSION + "parties: {}\n", False),
        ("", False),
    ],
)
def test_catalogs_are_known_by_their_version(tmp_path: Path, text: str, expected: bool) -> None:
    path = tmp_path / "c.yml"
    path.write_text(text, encoding="utf-8")
    assert is_backstage(str(path)) is expected
    assert is_backstage(str(tmp_path)) is expected


def test_what_is_there_not_is_no_catalog(tmp_path: Path) -> None:
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "c.yaml").write_text(VERSION)
    for name in ("", "-", "no/such/file.yaml", "a\0b", str(tmp_path)):
        assert not is_backstage(name)
