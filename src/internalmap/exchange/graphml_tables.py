"""GraphML to two tables: the nodes, which are parties, and the edges, which are dependencies.

A key of the file is a column, a node or an edge a row. Files of this program say so in the data of
their graph, and then edges are known to run from supplier to customer. What is not read is named in
a notice.

Document types are refused, and with them entities and files outside: they can make a small file
huge, or have others read, and GraphML needs none.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, lookup
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, NamedTuple
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import AttributesNSImpl, InputSource

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from internalmap.errors import InvalidModel, Place, Problem
from internalmap.exchange.tables import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Row, Table, Tabled
from internalmap.printable import printable, quoted
from internalmap.source import Path, Position, Source, Span
from internalmap.values import MAX_BYTES, MAX_FLAWS

#: How deep elements may stand in each other: a group of nodes takes two levels.
MAX_ELEMENTS_DEEP = 500
#: The encodings that are read, as Python calls them.
ENCODINGS = frozenset(
    ["utf-8", "ascii", "utf-16", "utf-16-le", "utf-16-be"]
    + [f"iso8859-{number}" for number in range(1, 17)]
    + [f"cp125{number}" for number in range(9)]
)
#: The two tables.
NODES, EDGES = "nodes", "edges"

#: How many elements a file may have, those that are passed over among them.
MAX_ELEMENTS = 10_000_000
#: How many bytes are parsed at once: a tag that is longer than this is looked at again and again.
_AT_ONCE = 4 * 1024 * 1024

_NAMESPACE = "http://graphml.graphdrawing.org/"
_DECLARED = re.compile(rb"""<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DOCUMENT_TYPE = re.compile(r"<!DOCTYPE[^>\r\n]*>?")
#: The elements of yEd that hold what is written at a node or an edge.
_DRAWN_LABELS = frozenset({"NodeLabel", "EdgeLabel", "Label.Text"})
#: How many kinds of elements a notice names.
_NAMED_KINDS = 6

#: The settings of a model, as the data of a graph are called that give them.
_SETTINGS = frozenset({"internalmap", "organization", "scale", "protect", "check"})
#: Edges of this program that carry the customer in their data, being copies of one need.
_COPIED = ("everyone", "members")


def graphml_tables(data: bytes, name: str) -> Tabled:
    """The nodes and the edges of a GraphML file as tables, and the data of its graph as settings.

    Raises `InvalidModel` where the file is not GraphML, or is too large or too deep.
    """
    text = _decoded(data, name)
    source = Source(name, name, text, _nowhere)
    reader = _Elements(source)
    _parse(text, source, reader)
    if not reader.graphs:
        reader.fail(1 << 32, "there is no graph in this file", "Save it again, with its graph.")
    return _Tables(reader).tabled()


# ----------------------------------------------------------------------------------- the text


def _nowhere(_: Path) -> None:
    """GraphML has no places of keys."""


def _decoded(data: bytes, name: str) -> str:
    """The text, in the encoding that the file declares."""
    if len(data) > MAX_BYTES:
        limit = f"{MAX_BYTES // (1024 * 1024)} MiB"
        raise InvalidModel([Problem(None, f"{name}: is larger than {limit}", "Split it.")])
    declared = _DECLARED.match(data.removeprefix(BOM_UTF8).lstrip())
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding = "utf-16"
    elif data.startswith((b"<\0", b"\0<")):
        encoding = "utf-16-le" if data[0] else "utf-16-be"
    elif data.startswith(BOM_UTF8):
        encoding = "utf-8"
    remedy = "Save the file as UTF-8."
    try:
        if lookup(encoding).name not in ENCODINGS:
            raise LookupError
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError:
        message = f"{name}: the encoding {quoted(encoding)} is not read"
        raise InvalidModel([Problem(None, message, remedy)]) from None
    except UnicodeDecodeError as error:
        message = f"{name}: this is not {encoding.upper()}, at the byte with offset {error.start}"
        raise InvalidModel([Problem(None, message, remedy)]) from None


def _parse(text: str, source: Source, reader: _Elements) -> None:
    """Read the elements; what is wrong with the XML itself is raised as a problem."""
    parser = create_parser(bufsize=_AT_ONCE, forbid_dtd=True)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(reader)
    stream = InputSource(source.name)
    stream.setEncoding("utf-8")  # whatever the text declares: it is decoded already
    stream.setByteStream(BytesIO(text.encode("utf-8")))
    try:
        parser.parse(stream)
    except DefusedXmlException:
        found = _DOCUMENT_TYPE.search(text)
        place = Place(source, source.span(*found.span() if found else (0, 0)))
        message = "a document type, '<!DOCTYPE', is not allowed, nor are entities"
        remedy = "Remove it, up to its '>': GraphML needs none."
        raise InvalidModel([Problem(place, message, remedy)]) from None
    except SAXParseException as error:
        line, column = error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1
        here = Position(line, column)
        what = error.getMessage()
        message, remedy = f"the XML is broken here: {what}", "Save or export the file again."
        if not text.strip():
            message = "the file is empty"
        elif not text.lstrip().startswith("<"):
            message, remedy = "this is not XML, and GraphML is", "Name a GraphML file."
        elif what in ("no element found", "unclosed token", "unclosed CDATA section"):
            message = "the file ends before its XML is complete"
        raise InvalidModel([Problem(Place(source, Span(here, here)), message, remedy)]) from None


# ------------------------------------------------------------------------------- its elements


class _Value(NamedTuple):
    """The text of a `<data>`, and where it stands: line and column in one number."""

    text: str
    at: int


@dataclass(slots=True)
class _Record:
    """A node, by its id, or an edge, by its two ends; its number among these, from 1."""

    at: int
    number: int
    ends: tuple[str, ...]
    part_of: str = ""
    drawn: str = ""
    values: dict[str, _Value] = field(default_factory=dict)


@dataclass(slots=True)
class _Graph:
    """A graph: the file's own, or one inside a node."""

    at: int
    directed: str
    owner: str
    values: dict[str, _Value] = field(default_factory=dict)


@dataclass(slots=True)
class _Key:
    """A column, as declared: its id, what it is for, its name, what stands where nothing does."""

    at: int
    id: str
    scope: str
    name: str
    default: str | None = None


class _Elements(ContentHandler):
    """Collects what stands in the file, one element after the other.

    `stack` holds what each open element is: a record, a graph, a key; or a name, for an element
    that only has a text or that is passed over with all that is in it.
    """

    def __init__(self, source: Source) -> None:
        super().__init__()
        self.source = source
        self.keys: dict[tuple[str, str], _Key] = {}
        self.graphs: list[_Graph] = []
        self.records: dict[str, list[_Record]] = {NODES: [], EDGES: []}
        self.undirected: list[tuple[int, _Graph]] = []
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
        if len(self.problems) >= MAX_FLAWS:
            raise InvalidModel(problem for problem, _ in self.problems)

    def startElementNS(  # noqa: N802
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
        if local == "data" and (kind in (_Record, _Graph) or above == "graphml"):
            self._text, self._size, self._data = [], 0, (given("key"), at)
            return local
        if local in ("node", "edge") and kind is _Graph:
            nodes, edges = self.records[NODES], self.records[EDGES]
            if len(nodes) + len(edges) >= MAX_ROWS:
                message = f"up to here, there are {MAX_ROWS:,} nodes and edges, and no more is read"
                self.fail(at, message, "Split the graph.")
            if local == "node":
                record = _Record(at, len(nodes) + 1, (given("id"),), above.owner)
                nodes.append(record)
            else:
                record = _Record(at, len(edges) + 1, (given("source"), given("target")))
                edges.append(record)
                if (given("directed") or above.directed) not in ("true", "directed"):
                    self.undirected.append((len(edges), above))
            return record
        if local == "graph" and (above == "graphml" or kind is _Record):
            if above == "graphml" and self.graphs:
                message = "a second graph begins here, and a model is one"
                self.fail(at, message, "Put the second graph into a file of its own.")
            owner = above.ends[0] if kind is _Record and len(above.ends) == 1 else ""
            self.graphs.append(_Graph(at, given("edgedefault"), owner))
            return self.graphs[-1]
        if local == "key" and above == "graphml":
            id, name = given("id"), given("attr.name")
            if not name and attrs.get((None, "yfiles.type")):
                self._pictures.add(id)
            key = _Key(at, id, given("for") or "all", name or id)
            first = self.keys.setdefault((key.id, key.scope), key)
            if first is not key and first.name != key.name:
                message = f"the key {quoted(key.id)} is declared twice"
                self.report(at, message, "Give each key an id of its own.", None)
            return key
        if local == "default" and kind is _Key:
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

    def endElementNS(self, _name: tuple[str | None, str], _qname: str | None) -> None:  # noqa: N802
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

    def _take_label(self, text: str) -> None:
        """What yEd has written at a node or an edge: the first of several."""
        record = next((one for one in reversed(self._stack) if one.__class__ is _Record), None)
        if record is not None and not record.drawn:
            record.drawn = text[:MAX_CELL]

    def _take_data(self, holder: Any) -> None:
        key, at = self._data
        if self._text is None:  # it holds XML: one of yEd's pictures, where no key names it
            self.left_out["data that hold XML"] += key not in self._pictures
            return
        text = "".join(self._text).strip()
        if holder == "graphml" or (holder.__class__ is _Graph and holder is not self.graphs[0]):
            self.left_out["data outside the graph"] += bool(text)
            return
        item = None
        if holder.__class__ is _Record:
            item = (NODES if len(holder.ends) == 1 else EDGES, holder.number)
        if self._size > MAX_CELL:
            message = f"this text has more than {MAX_CELL:,} characters"
            self.report(at, message, "Shorten it.", item)
        elif key in holder.values:
            first = ((self.place(holder.values[key].at), "first here"),)
            message = f"the data {quoted(key)} stand twice"
            self.note(Problem(self.place(at), message, "Remove one of them.", first), item)
        else:
            holder.values[key] = _Value(text, at)


# -------------------------------------------------------------------------------- the tables


class _Tables:
    """What the elements mean, now that all of them are known."""

    def __init__(self, elements: _Elements) -> None:
        self.elements = elements
        self.settings = self._settings()
        #: Whether this program wrote the file.
        self.own = self.settings.get("internalmap", ("", None))[0] == "1"

    def tabled(self) -> Tabled:
        """The tables, and what there is to say of them."""
        elements = self.elements
        nodes, edges = self._table(NODES), self._table(EDGES)
        self._check_directions()
        left_out = sorted(f"{kind}: {n:,}" for kind, n in elements.left_out.items() if n)
        if len(left_out) > _NAMED_KINDS:
            left_out[_NAMED_KINDS:] = ["…"]
        notices = (f"Not read: {'; '.join(left_out)}.",) if left_out else ()
        problems = tuple(
            (problem, item and (self._title(item[0]), item[1]))
            for problem, item in elements.problems
        )
        return Tabled((nodes, edges), self.settings, problems, notices)

    def _title(self, table: str) -> str:
        """What a table is called among those of other files."""
        return f"{table} of {printable(self.elements.source.name)}"

    def _settings(self) -> dict[str, tuple[Any, Place]]:
        elements = self.elements
        settings: dict[str, tuple[Any, Place]] = {}
        for id, value in elements.graphs[0].values.items():
            key = self._key(id, "graph", value.at)
            if key is not None and value.text:
                settings[key.name] = (value.text, elements.place(value.at))
        if settings.get("internalmap", ("", None))[0] != "1":
            # Other programs give graphs a name or a description: these are no keys of a model.
            for name in settings.keys() - _SETTINGS:
                del settings[name]
                elements.left_out["data of the graph"] += 1
        return settings

    def _key(self, id: str, scope: str, at: int) -> _Key | None:
        """What a key means at a node, an edge or a graph; noted, where it means nothing."""
        keys = self.elements.keys
        found = keys.get((id, scope)) or keys.get((id, "all"))
        if found is None:
            message = f"no key {quoted(id)} is declared for {scope}s"
            remedy = "Add a '<key>' with this id, or correct the id."
            self.elements.report(at, message, remedy, None)
        return found

    def _table(self, title: str) -> Table:
        elements = self.elements
        records = elements.records[title]
        scope = title.removesuffix("s")
        used: dict[str, int] = {}
        for record in records:
            for id, value in record.values.items():
                if id not in used and value.text:
                    used[id] = value.at
        known = {id for id, at in used.items() if self._key(id, scope, at) is not None}
        # What this program writes for the sake of other programs.
        passed = {"label", "customer"} if self.own and title == EDGES else {"label"}
        headings = ["id"] if title == NODES else ["source", "target"]
        if self.own and title == EDGES:
            headings = ["supplier", "customer"]
        columns: dict[str, int] = {}  # by name: keys of one name are one column
        ids: dict[str, int] = {}
        defaults: dict[int, str] = {}
        for key in elements.keys.values():
            if key.scope not in (scope, "all") or (self.own and key.name in passed):
                continue
            if key.id not in known and not (key.default and records):
                continue
            column = columns.get(key.name)
            if column is None:
                if len(headings) >= MAX_COLUMNS - 2:  # two more may follow
                    message = f"the {title} have more than {MAX_COLUMNS - 2} keys"
                    remedy = "Leave out those that say nothing of who depends on whom."
                    elements.fail(key.at, message, remedy)
                column = columns[key.name] = len(headings)
                headings.append(_apart(key.name, " (data)", headings))
            ids[key.id] = column
            if key.default:
                defaults.setdefault(column, key.default)
        units = columns.get("part_of", len(headings))
        if units == len(headings) and any(record.part_of for record in records):
            headings.append("part_of")
        drawn = len(headings)
        if any(record.drawn for record in records):
            headings.append(_apart("label", " (drawn)", headings))
        layout = _Layout(records, len(headings), ids, defaults, units, drawn)
        if self.own and title == EDGES:
            for id in known:
                name = self._name(id)
                layout.customer = id if name == "customer" else layout.customer
                layout.applies_to = id if name == "applies_to" else layout.applies_to
        return Table(
            self._title(title),
            tuple(headings),
            layout.rows,
            lambda row, column: elements.place(layout.at(row, column)),
            "parties" if title == NODES else "dependencies",
        )

    def _name(self, id: str) -> str:
        """The name of a key of edges."""
        key = self._key(id, "edge", 0)
        return key.name if key else ""

    def _check_directions(self) -> None:
        """Note edges without a direction: once, where it is the graph that gives them none."""
        undirected = self.elements.undirected
        report = self.elements.report
        if undirected and undirected[0][1].directed != "directed":
            graph = undirected[0][1]
            said = "" if graph.directed else ": the graph has no 'edgedefault'"
            message = f"the edges have no direction, and a dependency has one{said}"
            remedy = (
                'If each runs from its source to its target, write edgedefault="directed"; '
                "else have the program that drew them give them directions."
            )
            report(graph.at, message, remedy, None)
            return
        for number, _ in undirected:
            message = "this edge has no direction, and a dependency has one"
            at = self.elements.records[EDGES][number - 1].at
            report(at, message, 'Remove directed="false", or the edge.', (EDGES, number))


@dataclass
class _Layout:
    """Which column each value of a record goes to.

    `customer` and `applies_to` are the keys, in a file of this program, by which a copy of a need
    is known, and whose it is as written.
    """

    records: Sequence[_Record]
    width: int
    columns: dict[str, int]
    defaults: dict[int, str]
    units: int
    drawn: int
    customer: str = ""
    applies_to: str = ""

    def rows(self) -> Iterator[Row]:
        """The rows. An edge may name a node that is not there: whoever knows all parties tells.

        A need of everyone, or of a unit's members, has an edge to each of those who have it. They
        all stand for the same row, which comes once.
        """
        seen: set[tuple[str, ...]] = set()
        for record in self.records:
            cells = self._cells(record)
            applies_to = record.values.get(self.applies_to)
            if applies_to is not None and applies_to.text in _COPIED:
                customer = record.values.get(self.customer)
                cells[1] = customer.text if customer else ""
                copy = tuple(cells)
                if copy in seen:
                    continue
                seen.add(copy)
            yield record.number, cells

    def _cells(self, record: _Record) -> list[str]:
        cells = [*record.ends, *[""] * (self.width - len(record.ends))]
        for column, default in self.defaults.items():
            cells[column] = default
        for id, value in record.values.items():
            if id in self.columns:
                cells[self.columns[id]] = value.text
        if record.part_of:
            cells[self.units] = cells[self.units] or record.part_of
        if record.drawn:
            cells[self.drawn] = record.drawn
        return cells

    def at(self, row: int, column: int | None) -> int:
        """Where a row stands, or what it has in a column."""
        record = self.records[row - 1]
        for id, value in record.values.items():
            if self.columns.get(id, -1) == column:
                return value.at
        return record.at


def _apart(heading: str, addition: str, headings: Sequence[str]) -> str:
    """A heading that is not among the others."""
    while heading in headings:
        heading += addition
    return heading
