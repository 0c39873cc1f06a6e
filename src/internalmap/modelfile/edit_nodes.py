"""A model's own text as nodes that know where they begin and end: what edits of it rest on.

Where an edit would change more than it should (a value that an alias shares, one that a merge key
brings along), nothing is edited.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

import yaml

from internalmap.errors import InternalMapError
from internalmap.source import Path, Source
from internalmap.text.escape import quoted
from internalmap.text.yaml_scalars import text_scalar

LINE_END = re.compile(r"\r\n|\r|\n")

#: What makes the error that a model is left as it is: why, and what to do, where that is known.
Refusal = Callable[..., InternalMapError]


def json_text(value: str) -> str:
    """A text as JSON has it."""
    return json.dumps(value, ensure_ascii=False)


class Edit(NamedTuple):
    """A piece of the text that is replaced by another."""

    start: int
    end: int
    text: str


class Nodes:
    """The nodes of one text, and where they stand; `refusal` makes the error that it cannot be
    edited."""

    def __init__(self, source: Source, refusal: Refusal) -> None:
        self.source = source.text
        self.refusal = refusal
        self.say = json_text if _is_json(source.text) else text_scalar
        try:
            root = yaml.compose(source.text, Loader=yaml.CSafeLoader)
        except yaml.YAMLError:
            raise refusal("its text is written in a way that cannot be edited") from None
        self.root = root
        self.uses = _uses(root)
        match = LINE_END.search(source.text)
        self.line_end = match[0] if match else "\n"

    @property
    def is_json(self) -> bool:
        """Whether the text is JSON, in which nothing may stand without quotes."""
        return self.say is json_text

    def edited(self, edits: Iterable[Edit]) -> str:
        """The text with these edits made; those at one place in their order."""
        pieces, at = [], 0
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            pieces += [self.source[at : edit.start], edit.text]
            at = edit.end
        return "".join([*pieces, self.source[at:]])

    def written(self, node: yaml.ScalarNode) -> str:
        """How a text of one line is written."""
        text = self.source[node.start_mark.index : node.end_mark.index]
        if LINE_END.search(text) or node.style in ("|", ">"):
            raise self.refusal(f"{quoted(node.value)} is written on several lines")
        return text

    def replace(self, node: yaml.ScalarNode, text: str) -> Edit:
        """The edit that puts a text in the place of a node."""
        return Edit(node.start_mark.index, node.end_mark.index, text)

    def find(self, path: Path) -> Any:
        """The node at a path; what an alias shares with other places must not be edited."""
        node = self.root
        for step in path:
            if isinstance(step, str):
                node = self.value(node, step, path)
            elif isinstance(node, yaml.SequenceNode) and step < len(node.value):
                node = node.value[step]
            else:
                node = None
            if node is None or self.uses[id(node)] > 1:
                raise self.shared(path)
        return node

    def value(self, node: Any, key: str, path: Path) -> Any:
        """The value that a mapping itself gives for a key, if it does."""
        if isinstance(node, yaml.MappingNode):
            for each, value in node.value:
                if isinstance(each, yaml.ScalarNode) and each.value == key:
                    if self.uses[id(value)] > 1:
                        raise self.shared(path)
                    return value
        return None

    def shared(self, path: Path) -> InternalMapError:
        """The error that what is to change stands elsewhere."""
        where = " → ".join(str(step) for step in path)
        return self.refusal(
            f"what is to change at {where} stands elsewhere, behind an alias or a merge key, and "
            "would change there too",
            "Write it out in place of the alias, or make the changes by hand.",
        )

    def line_start(self, place: int) -> int:
        """Where the line of a place begins."""
        return max(self.source.rfind("\n", 0, place), self.source.rfind("\r", 0, place)) + 1

    def line_stop(self, place: int) -> int:
        """Where the line of a place ends, before the sign that ends it."""
        match = LINE_END.search(self.source, place)
        return match.start() if match else len(self.source)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _uses(root: yaml.Node | None) -> Mapping[int, int]:
    """How many places each node stands at: more than one, where aliases name it."""
    uses: Counter[int] = Counter()
    waiting = [] if root is None else [root]
    while waiting:
        node = waiting.pop()
        uses[id(node)] += 1
        if uses[id(node)] > 1:
            continue
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            for pair in node.value:
                waiting += pair
    return uses
