"""What stands in a GraphML file: keys, graphs, nodes and edges, each with its place.

What is not read is counted. What is wrong with an element is noted, with the row to leave out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesNSImpl

from internalmap.errors import MAX_PROBLEMS, InvalidModel, Place, Problem
from internalmap.exchange.headings.tables import MAX_CELL, MAX_ROWS
from internalmap.source import Position, Source, Span
from internalmap.text.escape import quoted

#: How deep elements may stand in each other: a group of nodes takes two levels.
MAX_ELEMENTS_DEEP = 500
#: How many elements a file may have, those that are passed over among them.
MAX_ELEMENTS = 10_000_000
#: The two tables.
NODES, EDGES = "nodes", "edges"

_NAMESPACE = "http://graphml.graphdrawing.org/"
#: The elements of yEd that hold what is written at a node or an edge.
_DRAWN_LABELS = frozenset({"NodeLabel", "EdgeLabel", "Label.Text"})


class Value(NamedTuple):
    """The text of a `<data>`, and where it stands: line and column in one number."""

    text: str
    at: int


@dataclass(slots=True)
class Record:
    """A node, by its id, or an edge, by its two ends; its number among these, from 1."""

    at: int
    number: int
    ends: tuple[str, ...]
    part_of: str = ""
    drawn: str = ""
    #: What yEd draws at the two ends of an edge.
    arrows: tuple[str, str] | None = None
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class Graph:
    """A graph: the file's own, or one inside a node."""

    at: int
    directed: str
    owner: str
    values: dict[str, Value] = field(default_factory=dict)


@dataclass(slots=True)
class Key:
    """A column, as declared: its id, what it is for, its name, what stands where nothing does."""

    at: int
    id: str
    scope: str
    name: str
    default: str | None = None


class Elements(ContentHandler):
    """Collects what stands in the file, one element after the other.

    `stack` holds what each open element is: a record, a graph, a key; or a name, for an element
    that only has a text or that is passed over with all that is in it.
    """

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source
        self.keys: dict[tuple[str, str], Key] = {}
        self.graphs: list[Graph] = []
        self.records: dict[str, list[Record]] = {NODES: [], EDGES: []}
        self.undirected: list[tuple[int, Graph]] = []
        self.left_out: Counter[str] = Counter()
        self.problems: list[tuple[Problem, tuple[str, int] | None]] = []
        self._stack: list[Any] = []
        self._passed = 0  # how deep the element stands that is passed over; 0: none is
        self._text: list[str] | None = None
        self._data = ("", 0)
        self._label: list[str] | None = None
        self._size = 0  # of what these two hold
        self._ids: dict[str, str] = {}
        self._pictures: set[str] = set()  # the keys of what yEd has drawn
        self._count = 0
        self._locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802  # as SAX has it
        """Take what tells the place."""
        self._locator = locator

    def place(self, at: int) -> Place:
        """The place of an element: its start tag, as far as that stands on one line."""
        line, column = at >> 32, at & 0xFFFFFFFF
        tag, _ = self.source.excerpt(line, column, 400)
        length = tag.find(">") + 1 or len(tag)
        start = Position(line, column + 1)
        return Place(self.source, Span(start, Position(line, column + 1 + length)))

    def fail(self, at: int, message: str, remedy: str) -> None:
        """Stop reading: the file as a whole cannot be used."""
        raise InvalidModel([Problem(self.place(at), message, remedy)])

    def report(self, at: int, message: str, remedy: str, item: tuple[str, int] | None) -> None:
        """Note a problem, and the row to leave out for it."""
        self.note(Problem(self.place(at), message, remedy), item)

    def note(self, problem: Problem, item: tuple[str, int] | None) -> None:
        """Note a problem; so many of them end the reading."""
        self.problems.append((problem, item))
        if len(self.problems) >= MAX_PROBLEMS:
            raise InvalidModel(problem for problem, _ in self.problems)

    def startElementNS(  # noqa: N802  # as SAX has it
        self, name: tuple[str | None, str], _qname: str | None, attrs: AttributesNSImpl
    ) -> None:
        """An element begins."""
        space, local = name
        at = self._locator.getLineNumber() << 32 | self._locator.getColumnNumber()
        stack = self._stack
        self._count += 1
        if self._count > MAX_ELEMENTS:
            self.fail(at, f"there are more than {MAX_ELEMENTS:,} elements", "Split the graph.")
        if len(stack) >= MAX_ELEMENTS_DEEP:
            message = f"elements stand more than {MAX_ELEMENTS_DEEP} deep in each other"
            self.fail(at, message, "Check what wrote this file.")
        ours = not space or space.startswith(_NAMESPACE)
        if not stack and not (ours and local == "graphml"):
            message = f"this is not GraphML: its outermost element is '<{local[:60]}>'"
            self.fail(at, message, "GraphML begins with '<graphml'. Export the graph as GraphML.")
        if self._passed:
            stack.append(local)
            if local in _DRAWN_LABELS and self._label is None:
                self._label, self._size = [], 0
            if local == "Arrows":
                self._take_arrows(attrs)
            return
        above = stack[-1] if stack else None
        element = self._begun(local, above, at, attrs) if ours else None
        if element is None:
            if above in ("data", "default", "desc"):
                self._text = None  # it holds XML, and no text
            else:
                self.left_out[local] += 1
            self._passed = len(stack) + 1
            if local in _DRAWN_LABELS:
                self._label, self._size = [], 0
            element = local
        stack.append(element)

    def _begun(self, local: str, above: Any, at: int, attrs: AttributesNSImpl) -> Any:
        """What an element is, where it stands; nothing where it is passed over."""

        def given(key: str) -> str:
            value = str(attrs.get((None, key)) or "").strip()
            return self._ids.setdefault(value, value)

        kind = above.__class__
        if local == "graphml":
            return None if above else local
        if local == "data" and (kind in (Record, Graph) or above == "graphml"):
            self._text, self._size, self._data = [], 0, (given("key"), at)
            return local
        if local in ("node", "edge") and kind is Graph:
            nodes, edges = self.records[NODES], self.records[EDGES]
            if len(nodes) + len(edges) >= MAX_ROWS:
                message = f"up to here, there are {MAX_ROWS:,} nodes and edges, and no more is read"
                self.fail(at, message, "Split the graph.")
            if local == "node":
                record = Record(at, len(nodes) + 1, (given("id"),), above.owner)
                nodes.append(record)
            else:
                record = Record(at, len(edges) + 1, (given("source"), given("target")))
                edges.append(record)
                if (given("directed") or above.directed) not in ("true", "directed"):
                    self.undirected.append((len(edges), above))
            return record
        if local == "graph" and (above == "graphml" or kind is Record):
            if above == "graphml" and self.graphs:
                message = "a second graph begins here, and a model is one"
                self.fail(at, message, "Put the second graph into a file of its own.")
            owner = above.ends[0] if kind is Record and len(above.ends) == 1 else ""
            self.graphs.append(Graph(at, given("edgedefault"), owner))
            return self.graphs[-1]
        if local == "key" and above == "graphml":
            id, name = given("id"), given("attr.name")
            if not name and attrs.get((None, "yfiles.type")):
                self._pictures.add(id)
            key = Key(at, id, given("for") or "all", name or id)
            first = self.keys.setdefault((key.id, key.scope), key)
            if first is not key and first.name != key.name:
                message = f"the key {quoted(key.id)} is declared twice"
                self.report(at, message, "Give each key an id of its own.", None)
            return key
        if local == "default" and kind is Key:
            self._text, self._size = [], 0
            return local
        return None

    def characters(self, content: str) -> None:
        """Text goes on."""
        if self._passed:
            if self._label is not None and self._size <= MAX_CELL:
                self._size += len(content)
                self._label.append(content)
        elif self._text is not None and self._size <= MAX_CELL:
            self._size += len(content)
            self._text.append(content)

    def endElementNS(self, _name: tuple[str | None, str], _qname: str | None) -> None:  # noqa: N802  # likewise
        """An element ends."""
        element = self._stack.pop()
        if self._passed:
            if self._label is not None and element in _DRAWN_LABELS:
                self._take_label(" ".join("".join(self._label).split()))
                self._label = None
            if len(self._stack) < self._passed:
                self._passed = 0
        elif element == "data":
            self._take_data(self._stack[-1])
            self._text = None
        elif element == "default":
            self._stack[-1].default = "".join(self._text or ()).strip()
            self._text = None

    def _take_arrows(self, attrs: AttributesNSImpl) -> None:
        """What yEd draws at the ends of an edge."""
        record = next((one for one in reversed(self._stack) if one.__class__ is Record), None)
        if record is not None and len(record.ends) == 2 and record.arrows is None:
            source, target = (str(attrs.get((None, end)) or "none") for end in ("source", "target"))
            record.arrows = (source[:MAX_CELL], target[:MAX_CELL])

    def _take_label(self, text: str) -> None:
        """What yEd has written at a node or an edge: the first of several."""
        record = next((one for one in reversed(self._stack) if one.__class__ is Record), None)
        if record is not None and not record.drawn:
            record.drawn = text[:MAX_CELL]

    def _take_data(self, holder: Any) -> None:
        key, at = self._data
        if self._text is None:  # it holds XML: one of yEd's pictures, where no key names it
            self.left_out["data that hold XML"] += key not in self._pictures
            return
        text = "".join(self._text).strip()
        if holder == "graphml" or (holder.__class__ is Graph and holder is not self.graphs[0]):
            self.left_out["data outside the graph"] += bool(text)
            return
        item = None
        if holder.__class__ is Record:
            item = (NODES if len(holder.ends) == 1 else EDGES, holder.number)
        if self._size > MAX_CELL:
            message = f"this text has more than {MAX_CELL:,} characters"
            self.report(at, message, "Shorten it.", item)
        elif key in holder.values:
            first = ((self.place(holder.values[key].at), "first here"),)
            message = f"the data {quoted(key)} stand twice"
            self.note(Problem(self.place(at), message, "Remove one of them.", first), item)
        else:
            holder.values[key] = Value(text, at)
