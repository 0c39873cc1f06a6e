"""GraphML to two tables: the nodes, which are parties, and the edges, which are dependencies.

A key of the file is a column, a node or an edge a row. Files of this program say so in the data of
their graph, and then edges are known to run from supplier to customer. What is not read is named in
a notice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from internalmap.errors import Place
from internalmap.exchange.graphml.elements import EDGES, NODES, Elements, Key, Record
from internalmap.exchange.graphml.xml import decoded, parse
from internalmap.exchange.headings.columns import SETTINGS
from internalmap.exchange.headings.tables import MAX_COLUMNS, Row, Table, TableFile
from internalmap.source import Path, Source
from internalmap.text.escape import escape, quoted

#: How many kinds of elements a notice names.
_NAMED_KINDS = 6
#: Edges of this program that carry the customer in their data, being copies of one need.
_COPIED = ("everyone", "members")


def graphml_tables(data: bytes, name: str) -> TableFile:
    """The nodes and the edges of a GraphML file as tables, and the data of its graph as settings.

    Raises `InvalidModel` where the file is not GraphML, or is too large or too deep.
    """
    text = decoded(data, name)
    source = Source(name, name, text, _nowhere)
    reader = Elements(source)
    parse(text, source, reader)
    if not reader.graphs:
        reader.fail(1 << 32, "there is no graph in this file", "Save it again, with its graph.")
    return _Tables(reader).table_file()


def _nowhere(_: Path) -> None:
    """GraphML has no places of keys."""


class _Tables:
    """What the elements mean, now that all of them are known."""

    def __init__(self, elements: Elements) -> None:
        self.elements = elements
        self.settings = self._settings()
        #: Whether this program wrote the file.
        self.own = self.settings.get("internalmap", ("", None))[0] == "1"

    def table_file(self) -> TableFile:
        """The tables, and what there is to say of them."""
        elements = self.elements
        turned = 0 if self.own else self._heed_arrows()
        nodes, edges = self._table(NODES), self._table(EDGES)
        self._check_directions()
        left_out = sorted(f"{kind}: {n:,}" for kind, n in elements.left_out.items() if n)
        if len(left_out) > _NAMED_KINDS:
            left_out[_NAMED_KINDS:] = ["…"]
        notices = [f"Not read: {'; '.join(left_out)}."] if left_out else []
        if turned:
            run = "edge runs from its target to its source" if turned == 1 else (
                "edges run from their target to their source"
            )  # fmt: skip
            notices.append(f"{turned:,} {run}, by the arrowheads")
        problems = tuple(
            (problem, item and (self._title(item[0]), item[1], None))
            for problem, item in elements.problems
        )
        return TableFile((nodes, edges), self.settings, problems, tuple(notices))

    def _title(self, table: str) -> str:
        """What a table is called among those of other files."""
        return f"{table} of {escape(self.elements.source.name)}"

    def _settings(self) -> dict[str, tuple[Any, Place]]:
        elements = self.elements
        settings: dict[str, tuple[Any, Place]] = {}
        for id, value in elements.graphs[0].values.items():
            key = self._key(id, "graph", value.at)
            if key is not None and value.text:
                settings[key.name] = (value.text, elements.place(value.at))
        if settings.get("internalmap", ("", None))[0] != "1":
            # Other programs give graphs a name or a description: these are no keys of a model.
            for name in settings.keys() - SETTINGS.keys():
                del settings[name]
                elements.left_out["data of the graph"] += 1
        return settings

    def _key(self, id: str, scope: str, at: int) -> Key | None:
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
        columns = self._columns(title)
        layout = _Layout(records, len(columns.headings), columns)
        if self.own and title == EDGES:
            for id in columns.ids:
                name = columns.headings[columns.ids[id]]
                layout.applies_to = id if name == "applies_to" else layout.applies_to
            layout.customer = columns.customer
        return Table(
            self._title(title),
            tuple(columns.headings),
            layout.rows,
            lambda row, column: elements.place(layout.at(row, column)),
            "parties" if title == NODES else "dependencies",
            exact=self.own,
        )

    def _columns(self, title: str) -> _Columns:
        """The columns of a table: a fixed one or two, the keys that say something, and what only
        the way in which nodes stand and are drawn says."""
        elements = self.elements
        records = elements.records[title]
        scope = title.removesuffix("s")
        used: dict[str, int] = {}
        for record in records:
            for id, value in record.values.items():
                if value.text:
                    used.setdefault(id, value.at)
        known = {id for id, at in used.items() if self._key(id, scope, at) is not None}
        fixed = {
            NODES: ["id"],
            EDGES: ["supplier", "customer"] if self.own else ["source", "target"],
        }
        columns = _Columns(fixed[title])
        for key in elements.keys.values():
            if key.scope not in (scope, "all"):
                continue
            if key.id not in known and not (key.default and records):
                continue
            if self.own and key.name == "label":
                continue  # written for the sake of other programs
            if self.own and title == EDGES and key.name == "customer":
                columns.customer = key.id  # of a need that is copied
                continue
            if len(columns.headings) >= MAX_COLUMNS - 2:  # two more may follow
                message = f"the {title} have more than {MAX_COLUMNS - 2} keys"
                remedy = "Leave out those that say nothing of who depends on whom."
                elements.fail(key.at, message, remedy)
            columns.add(key)
        columns.units = columns.named.get("part_of", len(columns.headings))
        if "part_of" not in columns.named and any(record.part_of for record in records):
            columns.headings.append("part_of")
        columns.drawn = len(columns.headings)
        if any(record.drawn for record in records):
            columns.headings.append(_apart("label", " (drawn)", columns.headings))
        return columns

    def _heed_arrows(self) -> int:
        """Let edges run as their arrowheads do, which is what people see; how many were turned."""
        elements = self.elements
        turned = 0
        for record in elements.records[EDGES]:
            if record.arrows is None:
                continue
            at_source, at_target = (end != "none" for end in record.arrows)
            if at_source and not at_target:
                record.ends = record.ends[::-1]
                turned += 1
            elif at_source == at_target:
                where = "at both ends" if at_source else "at neither end"
                message = f"this edge has an arrowhead {where}, and a dependency has one direction"
                remedy = "Draw an arrowhead where it points; of two directions, two edges."
                elements.report(record.at, message, remedy, (EDGES, record.number))
        return turned

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
class _Columns:
    """The headings of a table, and what stands under which: keys by id, those of one name under
    one heading, with what stands where nothing is given; the unit that a node stands in; what is
    drawn at it. `customer` is the key, in a file of this program, that says whose a copied need
    is."""

    headings: list[str]
    named: dict[str, int] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    defaults: dict[int, str] = field(default_factory=dict)
    units: int = 0
    drawn: int = 0
    customer: str = ""

    def add(self, key: Key) -> None:
        """Give a key its column."""
        column = self.named.get(key.name)
        if column is None:
            column = self.named[key.name] = len(self.headings)
            self.headings.append(_apart(key.name, " (data)", self.headings))
        self.ids[key.id] = column
        if key.default:
            self.defaults.setdefault(column, key.default)


@dataclass
class _Layout:
    """Which column each value of a record goes to.

    `customer` and `applies_to` are the keys, in a file of this program, by which a copy of a need
    is known, and whose it is as written.
    """

    records: Sequence[Record]
    width: int
    columns: _Columns
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

    def _cells(self, record: Record) -> list[str]:
        cells = [*record.ends, *[""] * (self.width - len(record.ends))]
        for column, default in self.columns.defaults.items():
            cells[column] = default
        for id, value in record.values.items():
            if id in self.columns.ids:
                cells[self.columns.ids[id]] = value.text
        if record.part_of:
            units = self.columns.units
            cells[units] = cells[units] or record.part_of
        if record.drawn:
            cells[self.columns.drawn] = record.drawn
        return cells

    def at(self, row: int, column: int | None) -> int:
        """Where a row stands, or what it has in a column."""
        record = self.records[row - 1]
        for id, value in record.values.items():
            if self.columns.ids.get(id, -1) == column:
                return value.at
        return record.at


def _apart(heading: str, addition: str, headings: Sequence[str]) -> str:
    """A heading that is not among the others."""
    while heading in headings:
        heading += addition
    return heading
