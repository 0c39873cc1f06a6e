"""GraphML: what is read of it, what is refused, and what this program writes itself."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest

from internalmap.errors import InvalidModel
from internalmap.exchange.graphml import elements as graphml_elements
from internalmap.exchange.graphml import xml as graphml_xml
from internalmap.exchange.graphml.tables import graphml_tables
from internalmap.exchange.graphml.text import graphml_text, organization_graphml
from internalmap.exchange.headings.tables import TableFile
from internalmap.modelfile.load import loads

BEGIN = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">'


def graphml(inner: str, keys: str = "") -> bytes:
    """A file with one directed graph."""
    text = f'{BEGIN}\n{keys}\n<graph edgedefault="directed">\n{inner}\n</graph></graphml>'
    return text.encode()


def table(table_file: TableFile, holds: str) -> list[dict[str, Any]]:
    """The rows of a table, by heading, without what is empty."""
    (found,) = (each for each in table_file.tables if each.holds == holds)
    return [
        {heading: cell for heading, cell in zip(found.headings, cells, strict=True) if cell}
        for _, cells in found.rows()
    ]


def problems(table_file: TableFile) -> list[str]:
    """What is wrong, each with its place."""
    return [problem.render() for problem, _ in table_file.problems]


def refused(data: bytes) -> str:
    """What is said of a file that cannot be read."""
    with pytest.raises(InvalidModel) as error:
        graphml_tables(data, "org.graphml")
    message = str(error.value)
    assert message.replace("\n", "").isprintable()
    return message


KEYS = """<key id="d0" for="node" attr.name="kind" attr.type="string"><default>team</default></key>
<key id="d1" for="edge" attr.name="service" attr.type="string"/>
<key id="d2" for="all" attr.name="note" attr.type="string"/>
<key id="d3" for="node" attr.name="never" attr.type="string"/>
<key id="d4" for="edge" attr.name="kind" attr.type="double"/>"""


def test_columns_are_the_keys_in_their_order() -> None:
    table_file = graphml_tables(
        graphml(
            '<node id="bar"><data key="d2"> <![CDATA[a < b]]>\n</data></node>\n'
            '<node id="guests"><data key="d0">customer</data></node>\n'
            '<edge source="bar" target="guests"><data key="d4">4.0</data></edge>\n'
            '<edge source="bar" target="nobody"><data key="d1">Food &amp; drink</data></edge>',
            KEYS,
        ),
        "org.graphml",
    )
    nodes, edges = table_file.tables
    assert nodes.headings == ("id", "kind", "note")  # no column that nobody has
    assert edges.headings == ("source", "target", "service", "kind")
    assert list(nodes.rows()) == [(1, ["bar", "team", "a < b"]), (2, ["guests", "customer", ""])]
    assert list(edges.rows()) == [
        (1, ["bar", "guests", "", "4.0"]),
        (2, ["bar", "nobody", "Food & drink", ""]),
    ]
    assert list(nodes.rows()) == list(nodes.rows())
    assert (nodes.holds, edges.holds) == ("parties", "dependencies")
    assert (table_file.problems, table_file.notices, table_file.settings) == ((), (), {})


def test_places_are_those_of_the_elements() -> None:
    text = f"""<?xml version="1.0"?>
{BEGIN}
<key id="d0" for="node" attr.name="kind"/>
<graph edgedefault="directed">
  <node id="Økonomi 😀"><data key="d0">team</data></node>
  <node id="b"/>
</graph></graphml>"""
    for data in (
        text.encode(),
        text.encode("utf-8-sig"),
        text.encode("utf-16"),
        text.replace("\n", "\r\n").encode(),
        text.replace("\n", "\r").encode(),
    ):
        nodes = graphml_tables(data, "org.graphml").tables[0]
        assert nodes.place(1, None).label == "org.graphml:5:3"
        assert nodes.place(1, 0).label == "org.graphml:5:3"
        assert nodes.place(1, 1).label == "org.graphml:5:24"
        assert nodes.place(2, 1).label == "org.graphml:6:3"
        start, end = nodes.place(1, 1).span
        assert nodes.place(1, 1).source.line(5)[start.column - 1 : end.column - 1] == (
            '<data key="d0">'
        )


def test_encodings_are_those_declared() -> None:
    text = f"<?xml version='1.0' encoding='%s'?>{BEGIN}<graph edgedefault='directed'><node id='Ø'/>"
    text += "</graph></graphml>"
    for name in ("ISO-8859-1", "windows-1252", "UTF-8", "utf-16"):
        table_file = graphml_tables((text % name).encode(name), "org.graphml")
        assert table(table_file, "parties") == [{"id": "Ø"}]
    assert "this is not UTF-8, at the byte with offset" in refused(
        (text % "utf-8").encode("cp1252")
    )
    for name in ("punycode", "zip", "utf-7", "no-such-thing"):
        assert f"the encoding '{name}' is not read" in refused((text % name).encode("cp1252"))


def test_headings_are_told_apart() -> None:
    keys = """<key id="d0" for="node" attr.name="id"/><key id="d1" for="node" attr.name="label"/>
    <key id="d2" for="edge" attr.name="source"/><key id="d3" for="node"/>
    <key id="d4" for="edge" attr.name="weight" attr.type="int"/>
    <key id="d5" for="edge" attr.name="weight" attr.type="double"/>"""
    table_file = graphml_tables(
        graphml(
            '<node id="a"><data key="d0">1</data><data key="d1">A</data><data key="d3">x</data>'
            '</node><edge source="a" target="b"><data key="d2">s</data><data key="d4">1</data>'
            '</edge><edge source="b" target="a"><data key="d5">1.5</data></edge>',
            keys,
        ),
        "org.graphml",
    )
    assert table(table_file, "parties") == [{"id": "a", "id (data)": "1", "label": "A", "d3": "x"}]
    assert table(table_file, "dependencies") == [
        {"source": "a", "target": "b", "source (data)": "s", "weight": "1"},
        {"source": "b", "target": "a", "weight": "1.5"},
    ]


YED = f"""{BEGIN[:-1]} xmlns:y="http://www.yworks.com/xml/graphml">
<key for="graph" id="d0" attr.name="Description" attr.type="string"/>
<key for="node" id="d5" attr.name="description" attr.type="string"/>
<key for="node" id="d6" yfiles.type="nodegraphics"/>
<key for="graphml" id="d7" yfiles.type="resources"/>
<key for="edge" id="d10" yfiles.type="edgegraphics"/>
<graph edgedefault="directed" id="G"><data key="d0"/>
<node id="n0" yfiles.foldertype="group">
  <data key="d6"><y:ProxyAutoBoundsNode><y:Realizers active="0"><y:GroupNode>
    <y:NodeLabel alignment="center">The
    kitchen<y:LabelModel><y:X/></y:LabelModel></y:NodeLabel></y:GroupNode>
    <y:GroupNode><y:NodeLabel>Folder</y:NodeLabel></y:GroupNode></y:Realizers>
  </y:ProxyAutoBoundsNode></data>
  <graph edgedefault="directed" id="n0:">
    <node id="n0::n0"><data key="d6"><y:ShapeNode><y:Fill color="#FFCC00"/>
      <y:NodeLabel>Anna</y:NodeLabel></y:ShapeNode></data>
      <graph edgedefault="directed" id="n0::n0:"><node id="deep"/></graph></node>
    <edge source="n0::n0" target="n1"/>
  </graph>
  <data key="d5">cooks</data>
</node>
<node id="n1"><data key="d6"><y:ShapeNode><y:NodeLabel hasText="false"/></y:ShapeNode></data></node>
<edge id="e0" source="n0" target="n1"><data key="d10"><y:PolyLineEdge>
  <y:EdgeLabel>Dinner</y:EdgeLabel></y:PolyLineEdge></data></edge>
</graph><data key="d7"><y:Resources/></data></graphml>"""


def test_yed_groups_and_labels() -> None:
    table_file = graphml_tables(YED.encode(), "org.graphml")
    assert table(table_file, "parties") == [
        {"id": "n0", "label": "The kitchen", "description": "cooks"},
        {"id": "n0::n0", "label": "Anna", "part_of": "n0"},
        {"id": "deep", "part_of": "n0::n0"},
        {"id": "n1"},
    ]
    assert table(table_file, "dependencies") == [
        {"source": "n0::n0", "target": "n1"},
        {"source": "n0", "target": "n1", "label": "Dinner"},
    ]
    assert (table_file.problems, table_file.notices, table_file.settings) == ((), (), {})


def test_units_that_data_give_come_before_groups() -> None:
    keys = '<key id="d0" for="node" attr.name="part_of"/>'
    inner = """<node id="a"><graph edgedefault="directed"><node id="b"/>
    <node id="c"><data key="d0">hotel</data></node></graph></node>"""
    table_file = graphml_tables(graphml(inner, keys), "org.graphml")
    units = [row.get("part_of") for row in table(table_file, "parties")]
    assert units == [None, "a", "hotel"]


def test_edges_without_direction() -> None:
    edges = '<node id="a"/><edge source="a" target="b"/><edge source="b" target="a"/>'
    whole = f'{BEGIN}<graph edgedefault="undirected">%s</graph></graphml>'
    (message,) = problems(graphml_tables((whole % edges).encode(), "org.graphml"))
    assert message.startswith("org.graphml:1:56: the edges have no direction, and a dependency has")
    assert 'edgedefault="directed"' in message
    unsaid = (whole % edges).replace(' edgedefault="undirected"', "")
    (message,) = problems(graphml_tables(unsaid.encode(), "org.graphml"))
    assert "no 'edgedefault'" in message
    directed = edges.replace("<edge", '<edge directed="true"')
    assert problems(graphml_tables((whole % directed).encode(), "org.graphml")) == []
    assert problems(graphml_tables((whole % '<node id="a"/>').encode(), "org.graphml")) == []


def test_an_edge_without_direction_can_be_left_out() -> None:
    inner = '<edge source="a" target="b"/>\n<edge source="b" target="a" directed="false"/>'
    ((problem, item),) = graphml_tables(graphml(inner), "org.graphml").problems
    assert problem.place is not None and problem.place.label == "org.graphml:5:1"
    assert item == ("edges of org.graphml", 2, None)


def test_data_that_cannot_be_placed() -> None:
    inner = """<node id="a"><data key="d1">x</data></node>
<node id="b"><data key="d0">x</data>
<data key="d0">y</data></node>
<node id="c"><data key="d9">x</data></node><node id="d"><data key="d9">x</data></node>"""
    table_file = graphml_tables(graphml(inner, KEYS), "org.graphml")
    said = [(problem.message, item) for problem, item in table_file.problems]
    assert said == [
        ("the data 'd0' stand twice", ("nodes of org.graphml", 2, None)),
        ("no key 'd1' is declared for nodes", None),  # it is one of edges
        ("no key 'd9' is declared for nodes", None),  # once
    ]
    again = KEYS + '<key id="d0" for="node" attr.name="other"/>'
    (message,) = problems(graphml_tables(graphml("", again), "org.graphml"))
    assert "the key 'd0' is declared twice" in message


def test_what_is_not_read_is_named() -> None:
    inner = """<desc>drawn by hand</desc>
    <node id="a"><port name="p"><data key="d0">no</data></port><data key="d0"><b>x</b></data></node>
    <hyperedge><endpoint node="a"/><endpoint node="b"/></hyperedge><hyperedge/>
    <other xmlns="urn:x"><node id="c"/></other>"""
    table_file = graphml_tables(graphml(inner, KEYS), "org.graphml")
    assert table_file.notices == (
        "Not read: data that hold XML: 1; desc: 1; hyperedge: 2; other: 1; port: 1.",
    )
    assert table(table_file, "parties") == [{"id": "a", "kind": "team"}]


def test_data_of_the_graph_are_settings() -> None:
    keys = '<key id="g" for="graph" attr.name="organization"/><key id="h" for="graph"/>'
    table_file = graphml_tables(
        graphml('<data key="g"> Fjord </data><data key="h"/><node id="a"/>', keys), "org.graphml"
    )
    ((key, (text, place)),) = table_file.settings.items()
    assert (key, text, place.label) == ("organization", "Fjord", "org.graphml:4:1")


def test_what_other_programs_say_of_the_graph_is_no_setting() -> None:
    stream = io.BytesIO()
    graph: nx.DiGraph[str] = nx.DiGraph(name="My network", protect="a")
    graph.add_edge("a", "b", weight=1.5)
    nx.write_graphml(graph, stream)
    table_file = graphml_tables(stream.getvalue(), "org.graphml")
    assert list(table_file.settings) == ["protect"]
    assert table_file.notices == ("Not read: data of the graph: 1.",)
    assert table(table_file, "dependencies") == [{"source": "a", "target": "b", "weight": "1.5"}]
    keys = """<key id="a" for="graph" attr.name="internalmap"/>
    <key id="b" for="graph" attr.name="nonsense"/>"""
    own = graphml_tables(
        graphml('<data key="a">1</data><data key="b">x</data>', keys), "org.graphml"
    )
    assert list(own.settings) == ["internalmap", "nonsense"]  # the model tells of it


BOMB = """<?xml version="1.0"?>
<!DOCTYPE graphml [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<graphml>&c;</graphml>"""
EXTERNAL = """<!DOCTYPE graphml [<!ENTITY x SYSTEM "file:///etc/passwd">]><graphml>&x;</graphml>"""
PARAMETER = """<!DOCTYPE r [<!ENTITY % x SYSTEM "http://localhost/x.dtd"> %x;]><graphml/>"""
BARE = "<!DOCTYPE graphml><graphml/>"
PLAIN = '<!DOCTYPE graphml SYSTEM "http://graphml.graphdrawing.org/dtds/graphml.dtd"><graphml/>'


@pytest.mark.parametrize("text", [BOMB, EXTERNAL, PARAMETER, PLAIN, BARE])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused(text: str, encoding: str) -> None:
    message = refused(text.encode(encoding))
    line = 2 if text is BOMB else 1
    assert message.startswith(f"org.graphml:{line}:1: a document type, '<!DOCTYPE', is not allowed")
    assert message.endswith("GraphML needs none.")


def test_entities_that_nobody_declared() -> None:
    assert "undefined entity" in refused(graphml('<node id="&x;"/>'))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "org.graphml:1:1: the file is empty"),
        (b" \n\t", "the file is empty"),
        (b"parties: {a: }", "org.graphml:1:1: this is not XML, and GraphML is"),
        (b"\x1f\x8b\x08\x00\x00", "this is not UTF-8"),
        (b"PK\x03\x04\x14", "this is not XML"),
        (b"<gexf xmlns='http://gexf.net/1.3'/>", "outermost element is '<gexf>'"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "outermost element is '<svg>'"),
        (b"<graphml xmlns='urn:something-else'/>", "this is not GraphML"),
        (b"<html><graphml/></html>", "outermost element is '<html>'"),
        (b"<graphml>", "org.graphml:1:10: the file ends before its XML is complete"),
        (b"<graphml>\n <graph edgedefault='dir", "org.graphml:2:2: the file ends before"),
        (b"<graphml>\n <graph></node></graphml>", "org.graphml:2:11: the XML is broken here"),
        (b"<graphml><graph/></graphml>x", "the XML is broken here"),
        (b"<graphml><graph x='\x00'/></graphml>", "the XML is broken here"),
        (b"<graphml><y:graph/></graphml>", "the XML is broken here: unbound prefix"),
        (b"<graphml/>", "org.graphml:1:1: there is no graph in this file"),
        (b"<graphml><graph/>\n<graph/></graphml>", "org.graphml:2:1: a second graph begins here"),
    ],
)
def test_unreadable(data: bytes, expected: str) -> None:
    assert expected in refused(data)


def test_any_beginning_of_a_file_gets_a_message() -> None:
    data = YED.encode()
    for length in range(0, len(data), 7):
        assert refused(data[:length])


def test_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = graphml('<node id="a"><graph edgedefault="directed">' * 300)
    assert "elements stand more than 500 deep" in refused(deep)
    monkeypatch.setattr(graphml_xml, "MAX_BYTES", 1 << 20)
    assert refused(b"<" * (1 << 20) + b"<") == "org.graphml: is larger than 1 MiB\n  Split it."
    monkeypatch.setattr(graphml_elements, "MAX_ROWS", 3)
    three = '<node id="a"/><edge source="a" target="b"/><node id="b"/>'
    assert len(table(graphml_tables(graphml(three), "x"), "parties")) == 2
    assert "there are 3 nodes and edges, and no more is read" in refused(graphml(three * 2))
    monkeypatch.setattr(graphml_elements, "MAX_ELEMENTS", 20)
    assert "there are more than 20 elements" in refused(graphml("<x/>" * 30))
    monkeypatch.setattr(graphml_elements, "MAX_CELL", 4)
    long = '<node id="a"><data key="d0">%s</data></node>'
    assert problems(graphml_tables(graphml(long % "four", KEYS), "x")) == []
    (message,) = problems(graphml_tables(graphml(long % "five5", KEYS), "x"))
    assert "this text has more than 4 characters" in message


def test_too_many_keys() -> None:
    keys = "".join(
        f'<key id="k{number}" for="node"><default>x</default></key>' for number in range(600)
    )
    assert "the nodes have more than 498 keys" in refused(graphml('<node id="a"/>', keys))


def test_too_many_problems_end_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(graphml_elements, "MAX_PROBLEMS", 5)
    inner = '<node id="a">' + '<data key="d0">x</data>' * 1000 + "</node>"
    assert refused(graphml(inner, KEYS)).count("stand twice") == 5


# ------------------------------------------------------------------------ what is written here

SETTINGS = {"internalmap": "1", "organization": "Fjord & <Co>\nHotel"}
PARTIES: list[dict[str, Any]] = [
    {"id": "anna", "name": "Anna «A»", "kind": "person", "part_of": "kitchen"},
    {"id": "bar", "name": "bar", "kind": "team", "availability": 0.95},
    {"id": "guests", "name": "Hotel guests", "kind": "customer"},
    {"id": "kitchen", "name": "Kitchen\n\tbelow", "kind": "team", "availability": 1, "note": None},
]
NEEDS: list[tuple[list[str], dict[str, Any], list[str]]] = [
    (["guests"], {"need": 1, "customer": "guests", "service": "Food", "at_least": 2},
     ["bar", "kitchen"]),
    (["guests"], {"need": 2, "customer": "guests", "at_least": "all"}, ["kitchen", "bar"]),
    (["anna", "bar"], {"need": 3, "applies_to": "everyone"}, ["kitchen"]),
    (["anna"], {"need": 4, "customer": "kitchen", "applies_to": "members"}, ["bar"]),
]  # fmt: skip


def test_what_is_written_is_read_again() -> None:
    data = graphml_text(SETTINGS, PARTIES, NEEDS)
    assert data == graphml_text(SETTINGS, PARTIES, NEEDS)
    table_file = graphml_tables(data, "org.graphml")
    assert (table_file.problems, table_file.notices) == ((), ())
    assert {key: text for key, (text, _) in table_file.settings.items()} == SETTINGS
    assert table(table_file, "parties") == [
        {key: str(value) for key, value in party.items() if value is not None} for party in PARTIES
    ]
    rows = sorted(
        table(table_file, "dependencies"), key=lambda row: (row["need"], row["preference"])
    )
    common = {"need": "1", "customer": "guests", "service": "Food", "at_least": "2"}
    assert rows == [
        {**common, "supplier": "bar", "preference": "1"},
        {**common, "supplier": "kitchen", "preference": "2"},
        {"need": "2", "customer": "guests", "supplier": "kitchen", "preference": "1",
         "at_least": "all"},
        {"need": "2", "customer": "guests", "supplier": "bar", "preference": "2",
         "at_least": "all"},
        {"need": "3", "applies_to": "everyone", "supplier": "kitchen", "preference": "1"},
        {"need": "4", "applies_to": "members", "customer": "kitchen", "supplier": "bar",
         "preference": "1"},
    ]  # fmt: skip


def test_copies_of_a_need_that_differ_are_kept() -> None:
    data = graphml_text(SETTINGS, PARTIES, NEEDS)
    assert data.count(b">everyone<") == 2
    changed = data.replace(b">everyone</data>", b">everyone</data><data key='x'>y</data>", 1)
    changed = changed.replace(b"<graph ", b"<key id='x' for='edge' attr.name='note'/><graph ")
    rows = table(graphml_tables(changed, "org.graphml"), "dependencies")
    assert [row.get("note") for row in rows if row.get("applies_to") == "everyone"].count("y") == 1
    assert len(rows) == 7


def test_others_read_what_is_written() -> None:
    data = graphml_text(SETTINGS, PARTIES, NEEDS)
    graph = nx.read_graphml(io.BytesIO(data), force_multigraph=True)
    assert graph.is_directed()
    assert sorted(graph.nodes) == ["anna", "bar", "guests", "kitchen"]
    assert graph.nodes["anna"]["label"] == graph.nodes["anna"]["name"] == "Anna «A»"
    assert graph.graph["organization"] == SETTINGS["organization"]
    assert sorted((supplier, customer) for supplier, customer in graph.edges()) == [
        ("bar", "anna"), ("bar", "guests"), ("bar", "guests"), ("kitchen", "anna"),
        ("kitchen", "bar"), ("kitchen", "guests"), ("kitchen", "guests"),
    ]  # fmt: skip
    assert {data["need"] for _, _, data in graph.edges(data=True)} == {1, 2, 3, 4}


def test_what_is_written_is_sound() -> None:
    """Ids are unique, and each key has one type that all its values are of."""
    root = ElementTree.fromstring(graphml_text(SETTINGS, PARTIES, NEEDS))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    keys = {key.get("id"): key for key in root.iter(f"{space}key")}
    assert len(keys) == len(list(root.iter(f"{space}key")))
    names = [(key.get("for"), key.get("attr.name")) for key in keys.values()]
    assert len(set(names)) == len(names)
    edges = [edge.get("id") for edge in root.iter(f"{space}edge")]
    assert len(set(edges)) == len(edges) == 7
    types: dict[str, Callable[[str], Any]] = {"string": str, "long": int, "double": float}
    seen = set()
    for value in root.iter(f"{space}data"):
        key = keys[value.get("key")]
        kind = key.get("attr.type") or ""
        types[kind](value.text or "")
        seen.add((key.get("attr.name"), kind))
    assert {("at_least", "string"), ("availability", "double"), ("need", "long")} <= seen


def test_nothing_is_written_of_nothing() -> None:
    table_file = graphml_tables(graphml_text({}, [{"id": "a b"}], []), "org.graphml")
    assert table(table_file, "parties") == [{"id": "a b"}]
    assert table(table_file, "dependencies") == []


def test_edges_run_from_supplier_to_customer_as_in_the_public_graph() -> None:
    hotel = loads(
        """
        everyone: {needs: [it]}
        parties:
          guests: {kind: customer, needs: [{service: Food, from: [bar, kitchen]}]}
          bar: {needs: [kitchen]}
          kitchen: {needs: [{from: it, applies_to: members}]}
          anna: {kind: person, part_of: kitchen}
          it: {kind: system}
        """
    )
    data = organization_graphml(hotel)
    graph = nx.read_graphml(io.BytesIO(data), force_multigraph=True)
    # Staffing follows from who is part of whom.
    every: list[Any] = list(hotel.to_networkx().edges(data="staffing"))
    public = [(supplier, customer) for supplier, customer, staffing in every if not staffing]
    assert sorted(graph.edges()) == sorted(public)
    assert len(public) == 6
    rows = table(graphml_tables(data, "org.graphml"), "dependencies")
    assert sorted((row["supplier"], row.get("customer", "")) for row in rows) == [
        ("bar", "guests"), ("it", ""), ("it", "kitchen"), ("kitchen", "bar"), ("kitchen", "guests"),
    ]  # fmt: skip
