"""The entities of a Backstage catalog, and how they refer to each other.

An entity is known by its kind, its namespace and its name, in whatever case of letters. References
are `[kind:][namespace/]name`; what is left out follows from where they stand.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from internalmap.errors import Problem
from internalmap.exchange.backstage.files import Catalog, CatalogDocument
from internalmap.exchange.tables.drafts import Item
from internalmap.modelfile.syntax.values import Mapping
from internalmap.source import Path
from internalmap.text.escape import quoted
from internalmap.text.suggest import Suggestions

#: How Backstage writes the kinds that are known here.
KIND_NAMES = {
    "group": "Group",
    "user": "User",
    "component": "Component",
    "api": "API",
    "system": "System",
    "resource": "Resource",
    "domain": "Domain",
}

_REFERENCE = re.compile(r"(?:([^:/\s]+):)?(?:([^:/\s]+)/)?([^:/\s]+)")

#: Kind, namespace and name of an entity, in small letters.
Key: TypeAlias = tuple[str, str, str]


@dataclass(eq=False)
class Entity:
    """An entity: what it is, its document, and the id that it has as a party, where it is one."""

    kind: str
    namespace: str
    name: str
    document: CatalogDocument = field(repr=False)
    id: str = ""

    @property
    def key(self) -> Key:
        """What references find it by."""
        return (self.kind, self.namespace, self.name.lower())


@dataclass(frozen=True)
class Link:
    """A reference that leads to an entity, and where it stands."""

    target: Entity
    document: CatalogDocument
    path: Path


class Entities:
    """The entities of a catalog, and what is wrong with them and with their references.

    `problems` come with what to leave out; what is in `skipped` is left out, and not told.
    """

    def __init__(self, catalog: Catalog, skipped: frozenset[Item]) -> None:
        self.problems = list(catalog.problems)
        #: How many entities there are of each kind that is no party.
        self.no_parties: Counter[str] = Counter()
        self._complete = catalog.complete
        self._skipped = skipped
        self._by_key: dict[Key, Entity] = {}
        for document in catalog.documents:
            self._take(document)
        self.parties = [entity for entity in self._by_key.values() if entity.kind != "domain"]
        self._name_parties()
        self._suggestions = Suggestions(f"{kind}:{name}" for kind, _, name in self._by_key)
        self._kinds: dict[tuple[str, str], list[str]] = {}
        for kind, namespace, name in self._by_key:
            self._kinds.setdefault((namespace, name), []).append(kind)

    # ------------------------------------------------------------------------------- entities

    def _take(self, document: CatalogDocument) -> None:
        """Take an entity in, or count it where it is no party."""
        written = self.text(document, "kind", item=())
        kind = (written or "").lower()
        if kind not in KIND_NAMES:
            if document.value("kind") in (None, ""):
                self.report(document, ("kind",), "'kind' is missing", "Write what kind it is.", ())
            elif written is not None:
                self.no_parties[written] += 1
            return
        if kind == "domain":
            self.no_parties[KIND_NAMES[kind]] += 1
        name = self.text(document, "metadata", "name", item=())
        namespace = self.text(document, "metadata", "namespace", item=()) or "default"
        if name is None:
            if not self._is_told(document, ("metadata", "name")):
                message = f"this {KIND_NAMES[kind]} has no 'metadata.name'"
                self.report(document, ("metadata",), message, "Give it a name.", (), key=True)
            return
        for key, each in (("name", name), ("namespace", namespace)):
            if not _REFERENCE.fullmatch(each) or ":" in each or "/" in each:
                message = f"{quoted(each)} cannot be a {key}: nothing can refer to it"
                remedy = "Names have no spaces, no ':' and no '/'."
                self.report(document, ("metadata", key), message, remedy, ())
                return
        entity = Entity(kind, namespace.lower(), name, document)
        first = self._by_key.setdefault(entity.key, entity)
        if first is not entity:
            path = ("metadata", "name")
            message = f"there are two entities {quoted(_shown(entity.key))}"
            place, other = document.place(path), first.document.place(path)
            remedy = "Remove one, or rename it."
            problem = Problem(place, message, remedy, ((other, "first here"),))
            self.problems.append((problem, document.item()))

    def _name_parties(self) -> None:
        """Give each party its id: its name, where no other has it; else its kind and its name,
        and its namespace, where it needs that too."""
        names = Counter(entity.name.lower() for entity in self.parties)
        of_kind = Counter((entity.kind, entity.name.lower()) for entity in self.parties)
        for entity in self.parties:
            name = entity.name.lower()
            entity.id = entity.name
            if names[name] > 1:
                others = of_kind[entity.kind, name] > 1 and entity.namespace != "default"
                space = f"{entity.namespace}/" if others else ""
                entity.id = f"{entity.kind}:{space}{entity.name}"

    # --------------------------------------------------------------------------------- values

    def report(
        self,
        document: CatalogDocument,
        path: Path,
        message: str,
        remedy: str,
        item: Path | None = None,
        *,
        key: bool = False,
    ) -> None:
        """Note a problem with a value; left out is the value, or what stands at `item`."""
        problem = Problem(document.place(path, key=key), message, remedy)
        self.problems.append((problem, document.item(path if item is None else item)))

    def _is_told(self, document: CatalogDocument, path: Path) -> bool:
        """Whether something on the way to a value was of a wrong type, which was told."""
        return any(
            document.value(*path[:length]) is not None
            and not isinstance(document.value(*path[:length]), Mapping)
            for length in range(1, len(path) + 1)
        )

    def is_skipped(self, document: CatalogDocument, path: Path) -> bool:
        """Whether a value is to be left out."""
        return bool(self._skipped) and document.item(path) in self._skipped

    def text(
        self, document: CatalogDocument, *path: str | int, item: Path | None = None
    ) -> str | None:
        """The text at a path; nothing where there is none, or where it is something else."""
        value = self._at(document, path, item)
        if value is None or value == "" or self.is_skipped(document, path):
            return None
        if isinstance(value, str):
            return value
        what = "a list" if isinstance(value, list) else "a mapping"
        message = f"'{path[-1]}' is {what}, and a text was expected"
        self.report(document, path, message, "Write one text.", item)
        return None

    def _at(self, document: CatalogDocument, path: Path, item: Path | None = None) -> object:
        """The value at a path; noted, where something on the way there is no mapping."""
        for length in range(1, len(path)):
            way = path[:length]
            value = document.value(*way)
            if value is None or self.is_skipped(document, way):
                return None
            if isinstance(path[length], str) and not isinstance(value, Mapping):
                what = "a list" if isinstance(value, list) else "a text"
                named = f"'{way[-1]}'" if isinstance(way[-1], str) else f"an item of '{way[-2]}'"
                message = f"{named} is {what}, and a mapping was expected"
                left_out = way if item is None else item
                self.report(document, way, message, "Write keys with values.", left_out)
                return None
        return document.value(*path)

    def texts(self, document: CatalogDocument, *path: str | int) -> Iterator[tuple[str, Path]]:
        """The texts of a list, each with its path."""
        value = self._at(document, path)
        if value is None or self.is_skipped(document, path):
            return
        if not isinstance(value, list):
            what = "a mapping" if isinstance(value, dict) else "a text"
            message = f"'{path[-1]}' is {what}, and a list was expected"
            self.report(document, path, message, f"Write it as a list: '{path[-1]}: […]'.")
            return
        for index, each in enumerate(value):
            here = (*path, index)
            if self.is_skipped(document, here):
                continue
            if isinstance(each, str) and each.strip():
                yield each, here
            else:
                message = f"an item of '{path[-1]}' is no text"
                if each is None or each == "":
                    message = f"an item of '{path[-1]}' is empty"
                self.report(document, here, message, "Write a text, or remove it.")

    # ----------------------------------------------------------------------------- references

    def link(self, entity: Entity, *path: str, kinds: tuple[str, ...]) -> Link | None:
        """Whom a single reference of an entity means."""
        text = self.text(entity.document, *path)
        return self._found(entity, text, path, kinds, kinds[0]) if text else None

    def links(
        self, entity: Entity, *path: str, kinds: tuple[str, ...], say_kind: bool = False
    ) -> list[Link]:
        """Whom the references of a list mean. The first of the kinds is meant where they say none,
        unless they must say one."""
        kind = "" if say_kind else kinds[0]
        found = (
            self._found(entity, text, here, kinds, kind)
            for text, here in self.texts(entity.document, *path)
        )
        return [link for link in found if link is not None]

    def _found(
        self, entity: Entity, text: str, path: Path, kinds: tuple[str, ...], kind: str
    ) -> Link | None:
        document = entity.document
        match = _REFERENCE.fullmatch(text.strip())
        if match is None:
            message = f"{quoted(text)} is no reference to an entity"
            self.report(document, path, message, "Write kind:namespace/name, or a part of it.")
            return None
        said, namespace, name = (part.lower() if part else "" for part in match.groups())
        key = (said or kind, namespace or entity.namespace, name)
        target = self._by_key.get(key)
        if target is not None and key[0] in kinds:
            return Link(target, document, path)
        others = self._kinds.get(key[1:], [])
        offer = [f"{other}:{text.strip().split(':')[-1]}" for other in others if other in kinds]
        remedy = f"Write it with its kind: {' or '.join(map(quoted, offer))}." if offer else ""
        if not key[0]:
            remedy = remedy or "Write it with its kind, such as 'component:NAME'."
            self.report(document, path, f"{quoted(text)} does not say of what kind it is", remedy)
        elif target is not None or key[0] not in KIND_NAMES:
            of_kinds = " or ".join(KIND_NAMES[each] for each in kinds)
            message = f"{quoted(text)} is a {KIND_NAMES.get(key[0], said)}, and not a {of_kinds}"
            self.report(document, path, message, remedy or "Name one of these.")
        elif self._complete:  # else it may stand in what could not be read
            if not remedy:
                remedy = "Add it to the catalog, or correct the reference."
                remedy = self._suggestions.did_you_mean(f"{key[0]}:{name}", remedy)
            message = f"there is no {KIND_NAMES[key[0]]} {quoted(_shown(key).split(':', 1)[1])}"
            self.report(document, path, message, remedy)
        return None


def _shown(key: Key) -> str:
    """A reference as people write it."""
    kind, namespace, name = key
    return f"{kind}:{name}" if namespace == "default" else f"{kind}:{namespace}/{name}"
