"""Turns fault trees in Open-PSA XML into models, as `fault-trees/README.md` describes.

    python tests/data/make_fault_trees.py FOLDER_WITH_XML

writes `fault-trees/NAME.json` for each `NAME.xml`; the same input gives the same bytes.
"""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

TARGET = Path(__file__).parent / "fault-trees"


def needs_of(formula: ElementTree.Element) -> list[Any]:
    """What a gate's party needs, so that it stops when the gate's formula comes true.

    `and`: one need with every input as an alternative. `or`: a need for each input. `atleast` k of
    n: one need that takes n − k + 1 of them.
    """
    inputs = [child.attrib["name"] for child in formula]
    if formula.tag == "or":
        return [*inputs]
    if formula.tag == "and":
        return [{"from": inputs}]
    if formula.tag == "atleast":
        return [{"from": inputs, "at_least": len(inputs) - int(formula.attrib["min"]) + 1}]
    raise ValueError(f"no need says what <{formula.tag}> says")


def model_of(root: ElementTree.Element) -> dict[str, Any]:
    """The model of a fault tree: gates are teams, basic events persons, and the gate that no other
    takes is the external customer."""
    gates = {gate.attrib["name"]: gate[0] for gate in root.iter("define-gate")}
    taken = {child.attrib["name"] for formula in gates.values() for child in formula}
    [top] = gates.keys() - taken
    parties: dict[str, Any] = {
        name: {"kind": "customer" if name == top else "team", "needs": needs_of(formula)}
        for name, formula in gates.items()
    }
    for event in root.iter("define-basic-event"):
        chance = Decimal(event[0].attrib["value"])
        parties[event.attrib["name"]] = {"kind": "person", "availability": float(1 - chance)}
    [tree] = root.iter("define-fault-tree")
    return {"organization": tree.attrib["name"], "parties": dict(sorted(parties.items()))}


def text_of(model: dict[str, Any]) -> str:
    """A model as JSON, a party a line."""
    parties = ",\n".join(
        f"    {json.dumps(name)}: {json.dumps(party)}" for name, party in model["parties"].items()
    )
    title = json.dumps(model["organization"])
    return f'{{\n  "organization": {title},\n  "parties": {{\n{parties}\n  }}\n}}\n'


def main(folder: Path) -> None:
    """Write a model for each fault tree in a folder."""
    for path in sorted(folder.glob("*.xml")):
        model = model_of(ElementTree.parse(path).getroot())
        (TARGET / f"{path.stem}.json").write_text(text_of(model), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
