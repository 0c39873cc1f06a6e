"""A Backstage catalog as a draft of a model.

Groups become teams and departments, users people; components, APIs, systems and resources become
systems that are part of their owner. What one depends on, consumes or provides becomes a need.
Systems and domains that an entity belongs to become tags of it. All else in the catalog is named in
a notice.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import Any

from internalmap._gc import gc_paused
from internalmap.errors import Place
from internalmap.exchange.backstage.entities import Entities, Entity, Link
from internalmap.exchange.backstage.files import (
    Catalog,
    CatalogDocument,
    is_backstage,
    read_catalog,
)
from internalmap.exchange.tables.drafts import Draft, Item, Origin
from internalmap.modelfile.syntax.values import Mapping
from internalmap.source import Path

__all__ = ["backstage_draft", "is_backstage"]

#: What a group's type may say for it to be a department, beside having groups in it.
DEPARTMENT_TYPES = frozenset(
    {"department", "sub-department", "organization", "division", "business-unit"}
)
#: What components and resources depend on.
_NEEDED = ("component", "resource", "api", "system", "group", "user")
#: Keys that are taken, or say nothing of who depends on whom by their nature.
_TAKEN = {
    (): {"apiVersion", "kind", "metadata", "spec"},
    ("metadata",): {"name", "namespace", "description", "tags", "title", "links"},
    ("spec", "profile"): {"displayName", "email"},
    "group": {"type", "profile", "parent", "children", "members"},
    "user": {"profile", "memberOf"},
    "component": {
        "owner", "system", "domain", "dependsOn", "dependencyOf", "consumesApis", "providesApis",
    },
    "resource": {"owner", "system", "domain", "dependsOn", "dependencyOf"},
    "api": {"owner", "system", "domain"},
    "system": {"owner", "system", "domain"},
}  # fmt: skip
#: How many keys, kinds or locations a notice names.
_NAMED = 12


def backstage_draft(path: str, skipped: frozenset[Item] = frozenset()) -> Draft:
    """The catalog in a folder, or in a file and those that it points to, as a draft.

    `skipped` are the references and the entities to leave out, as the draft's problems name them.

    Raises `InvalidModel` where a file cannot be read, or where there are no entities.
    """
    with gc_paused():
        catalog = read_catalog(path, skipped)
        return _Drafting(catalog, skipped).draft(os.path.abspath(path))


class _Drafting:
    """Entities to entries of a model, with where each part of these came from."""

    def __init__(self, catalog: Catalog, skipped: frozenset[Item]) -> None:
        self.catalog = catalog
        self.entities = Entities(catalog, skipped)
        self.parties: dict[str, dict[str, Any]] = {}
        self.needs: list[dict[str, Any]] = []
        self.origins: dict[Path, tuple[CatalogDocument, Path, Path]] = {}  # and what to leave out
        self.left_out: Counter[str] = Counter()
        self._known_needs: set[tuple[str, str]] = set()

    def draft(self, path: str) -> Draft:
        """All of it."""
        units = self._units()
        containing = {link.target for member, link in units.items() if member.kind == "group"}
        for entity in self.entities.parties:
            self._party(entity, units.get(entity), entity in containing)
        for entity in self.entities.parties:
            self._needs_of(entity)
        root: dict[str, Any] = {}
        top = [
            entity
            for entity in self.entities.parties
            if entity not in units and self._type(entity) == "organization"
        ]
        if len(top) == 1:
            root["organization"] = self.parties[top[0].id].get("name", top[0].id)
            self.origins["organization",] = self.origins["parties", top[0].id]
        root["parties"] = self.parties
        if self.needs:
            root["needs"] = self.needs
        return Draft(
            os.path.basename(path) if os.path.isdir(path) else _stem(path),
            root,
            self._origin,
            tuple(self.entities.problems),
            notices=tuple(self._notices()),
            files=tuple(dict.fromkeys(self.catalog.files)),
        )

    def _origin(self, path: Path) -> Origin:
        """Where a part of the draft came from, or what holds it."""
        for length in range(len(path), 0, -1):
            found = self.origins.get(path[:length])
            if found is not None:
                document, here, item = found
                return Origin(document.place(here), document.item(item))
        return Origin(self._beginning())

    def _beginning(self) -> Place | None:
        documents = self.catalog.documents
        return documents[0].place(()) if documents else None

    # -------------------------------------------------------------------------------- parties

    def _party(self, entity: Entity, unit: Link | None, contains: bool) -> None:
        document = entity.document
        own: Path = ("parties", entity.id)
        self.origins[own] = (document, ("metadata", "name"), ())
        party: dict[str, Any] = {}
        self._take(party, own, document, "name", ("spec", "profile", "displayName"))
        self._take(party, own, document, "name", ("metadata", "title"))
        party["kind"] = _kind(entity, contains or self._type(entity) in DEPARTMENT_TYPES)
        if unit is not None:
            # Who answers for a thing does not hold it; a group is its unit too.
            key = "owner" if unit.target.kind == "user" else "part_of"
            party[key] = unit.target.id
            self.origins[(*own, key)] = (unit.document, unit.path, unit.path)
        self._take(party, own, document, "contact", ("spec", "profile", "email"))
        self._links(party, own, document)
        self._take(party, own, document, "note", ("metadata", "description"))
        self._tags(party, own, entity)
        self.parties[entity.id] = party
        self._count(entity)

    def _take(
        self, party: dict[str, Any], own: Path, document: CatalogDocument, key: str, path: Path
    ) -> None:
        """Take a text for a key that has none yet."""
        text = self.entities.text(document, *path)
        if text is None:
            return
        if key in party:
            self.left_out[".".join(map(str, path[1:]))] += 1
            return
        party[key] = text
        self.origins[(*own, key)] = (document, path, path)

    def _links(self, party: dict[str, Any], own: Path, document: CatalogDocument) -> None:
        links = document.value("metadata", "links")
        if isinstance(links, list) and links:
            self._take(party, own, document, "url", ("metadata", "links", 0, "url"))
            self.left_out["further links"] += len(links) - 1
        elif links and not self.entities.is_skipped(document, ("metadata", "links")):
            remedy = "Write a list of mappings, each with a 'url'."
            self.entities.report(document, ("metadata", "links"), "this is not a list", remedy)

    def _tags(self, party: dict[str, Any], own: Path, entity: Entity) -> None:
        """The entity's tags, and the system and the domain that it belongs to."""
        tags: dict[str, tuple[CatalogDocument, Path, Path]] = {}
        for tag, path in self.entities.texts(entity.document, "metadata", "tags"):
            tags.setdefault(tag, (entity.document, path, path))
        if entity.kind not in ("group", "user"):
            for kind in ("system", "domain"):
                link = self.entities.link(entity, "spec", kind, kinds=(kind,))
                if link is not None:
                    tag = f"{kind}-{link.target.name}"
                    tags.setdefault(tag, (link.document, link.path, link.path))
        if tags:
            party["tags"] = list(tags)
            for index, origin in enumerate(tags.values()):
                self.origins[(*own, "tags", index)] = origin

    def _type(self, entity: Entity) -> str:
        """The type of a group, in small letters."""
        if entity.kind != "group":
            return ""
        return (self.entities.text(entity.document, "spec", "type") or "").lower()

    # ----------------------------------------------------------------------------------- units

    def _units(self) -> dict[Entity, Link]:
        """What each party is part of, with the reference that says so: its own, or else that of
        the group that lists it."""
        units: dict[Entity, Link] = {}
        find = self.entities
        for entity in find.parties:
            link = None
            if entity.kind == "group":
                link = find.link(entity, "spec", "parent", kinds=("group",))
            elif entity.kind == "user":
                links = find.links(entity, "spec", "memberOf", kinds=("group",))
                link = links[0] if links else None
                others = {each.target for each in links} - {link.target if link else None}
                self.left_out["further groups of a user"] += len(others)
            else:
                link = find.link(entity, "spec", "owner", kinds=("group", "user"))
            if link is not None:
                units[entity] = link
        for group in find.parties:
            if group.kind != "group":
                continue
            listed = find.links(group, "spec", "children", kinds=("group",))
            listed += find.links(group, "spec", "members", kinds=("user",))
            for link in listed:
                above = Link(group, link.document, link.path)
                if units.setdefault(link.target, above).target is not group:
                    what = "group" if link.target.kind == "group" else "user"
                    self.left_out[f"further groups of a {what}"] += 1
        return units

    # ----------------------------------------------------------------------------------- needs

    def _needs_of(self, entity: Entity) -> None:
        find = self.entities
        if entity.kind in ("component", "resource"):
            for link in find.links(entity, "spec", "dependsOn", kinds=_NEEDED, say_kind=True):
                self._need(entity, link.target, link)
            for link in find.links(entity, "spec", "dependencyOf", kinds=_NEEDED, say_kind=True):
                self._need(link.target, entity, link)
        if entity.kind == "component":
            for link in find.links(entity, "spec", "consumesApis", kinds=("api",)):
                self._need(entity, link.target, link)
            for link in find.links(entity, "spec", "providesApis", kinds=("api",)):
                self._need(link.target, entity, link)

    def _need(self, customer: Entity, supplier: Entity, link: Link) -> None:
        """A need, once, however often the catalog says it."""
        ends = (customer.id, supplier.id)
        if ends not in self._known_needs:
            self._known_needs.add(ends)
            origin = (link.document, link.path, link.path)
            self.origins["needs", len(self.needs)] = origin
            self.needs.append({"customer": customer.id, "from": [supplier.id]})

    # --------------------------------------------------------------------------------- notices

    def _count(self, entity: Entity) -> None:
        """Count what an entity has that does not go into the model."""
        document = entity.document
        self._count_keys(document, (), _TAKEN[()])
        self._count_keys(document, ("metadata",), _TAKEN["metadata",])
        self._count_keys(document, ("spec",), _TAKEN[entity.kind])
        if entity.kind in ("group", "user"):
            self._count_keys(document, ("spec", "profile"), _TAKEN["spec", "profile"])

    def _count_keys(self, document: CatalogDocument, path: Path, taken: set[str]) -> None:
        held = document.value(*path) if path else document.root
        if isinstance(held, Mapping):
            prefix = "profile." if path[1:] == ("profile",) else ""
            self.left_out.update(
                prefix + key for key, value in held.items() if key not in taken and value
            )

    def _notices(self) -> list[str]:
        notices = []
        if self.entities.no_parties:
            notices.append(f"Entities that are no parties: {_counted(self.entities.no_parties)}.")
        if +self.left_out:
            notices.append(f"Not in the model: {_counted(+self.left_out)}.")
        others = self.catalog.not_followed
        if others:
            shown = [*others[:_NAMED], "…"] if len(others) > _NAMED else others
            notices.append(f"Locations that were not followed: {', '.join(shown)}.")
        if self.catalog.others:
            notices.append(f"Documents that are not of Backstage: {self.catalog.others:,}.")
        return notices


def _kind(entity: Entity, department: bool) -> str:
    if entity.kind == "group":
        return "department" if department else "team"
    return "person" if entity.kind == "user" else "system"


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]


def _counted(counts: Counter[str]) -> str:
    """What there is most of first."""
    found = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    shown = [f"{what} {count:,}" for what, count in found[:_NAMED]]
    return ", ".join([*shown, "…"] if len(found) > _NAMED else shown)
