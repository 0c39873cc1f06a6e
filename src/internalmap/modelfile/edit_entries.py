"""Values, needs and parties written into a model's own text, wherever they stand in it: comments,
order and layout stay, and nothing changes but what must.

A value is one as the writer of model files gives it (`modelfile.write.dump`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any, TypeAlias

import yaml

from internalmap._dataclass import dataclass
from internalmap.errors import InternalMapError
from internalmap.model import keys
from internalmap.modelfile.edit_nodes import Edit, Nodes
from internalmap.modelfile.write.yaml_text import entry_lines, flow_text, item_lines
from internalmap.source import Path, Source

#: The keys of an entry with their values.
Entry: TypeAlias = Mapping[str, Any]

_ORDER = {
    table[0].name: {key.name: number for number, key in enumerate(table)}
    for table in (keys.PARTY, keys.NEED)
}
_PARTY_ORDER, _NEED_ORDER = _ORDER["id"], _ORDER["customer"]


@dataclass
class EntryChanges:
    """What is to change in one text.

    `values` are keys of needs and of parties, by the way to them; `needs` are further needs, each
    with its customer; `parties` are further parties by id.
    """

    values: dict[Path, dict[str, Any]] = field(default_factory=dict)
    needs: list[tuple[str, Entry]] = field(default_factory=list)
    parties: dict[str, Entry] = field(default_factory=dict)


class EntryEditor(Nodes):
    """Edits of one text by values."""

    def __init__(self, source: Source) -> None:
        def refusal(why: str, remedy: str = "") -> InternalMapError:
            return InternalMapError(why, remedy or "Make this change by hand, and run it again.")

        super().__init__(source, refusal)
        self._flow: Callable[[Any], str] = _json if self.is_json else flow_text

    def text(self, changes: EntryChanges) -> tuple[str, list[tuple[Path, InternalMapError]]]:
        """The text with these changes made; and those that cannot be, each with the way to what
        would have to be changed."""
        edits: list[Edit] = []
        failed: list[tuple[Path, InternalMapError]] = []

        def tried(path: Path, made: Iterator[Edit]) -> None:
            try:
                edits.extend(list(made))
            except InternalMapError as error:
                failed.append((path, error))

        values = {path: dict(each) for path, each in changes.values.items()}
        customers = {id: dict(entry) for id, entry in changes.parties.items()}
        new: dict[str, list[Entry]] = {}
        flat = self.value(self.root, "needs", ("needs",))
        for customer, need in changes.needs:
            path = ("parties", customer)
            if customer in customers:
                customers[customer].setdefault("needs", []).append(dict(need))
            elif path in values and self._is_bare(path) and not self._has_flat(flat, customer):
                values[path].setdefault("needs", []).append(dict(need))
            else:
                new.setdefault(customer, []).append(need)
        # What is added behind an entry comes behind what is said within it: what stands within
        # others first.
        for place in sorted(values, key=lambda path: (-len(path), repr(path))):
            tried(place, self._values(place, values[place]))
        for customer, needs in new.items():
            tried(("parties", customer), self._needs(customer, needs))
        if customers:
            tried(("parties",), self._parties(customers))
        return self.edited(edits), failed

    def _is_bare(self, path: Path) -> bool:
        """Whether an entry says nothing."""
        try:
            return not isinstance(self.find(path).value, list) or not self.find(path).value
        except InternalMapError:  # it is told with the values
            return False

    # --------------------------------------------------------------------------------- values

    def _values(self, path: Path, values: Mapping[str, Any]) -> Iterator[Edit]:
        node = self.find(path)
        if isinstance(node, yaml.ScalarNode) and path[-2:-1] != ("parties",):
            supplier = self.written(node)
            if not node.style and supplier != self.say(node.value):
                supplier = self.say(node.value)  # it could not stand in braces as it is
            entry = dict(values)
            head = self._flow(entry.pop("from")) if "from" in entry else supplier
            rest = "".join(f", {self._pair(key, value)}" for key, value in entry.items())
            yield self.replace(node, f"{{{self.say('from')}: {head}{rest}}}")
            return
        if isinstance(node, yaml.ScalarNode):  # a party of which nothing is said
            yield self._instead(node, self._flow(dict(values)))
            return
        if isinstance(node, yaml.MappingNode) and not node.value:
            yield Edit(node.start_mark.index, node.end_mark.index, self._flow(dict(values)))
            return
        order = _PARTY_ORDER if path[-2:-1] == ("parties",) else _NEED_ORDER
        for key, value in values.items():
            yield from self._value(node, path, key, value, order)

    def _value(
        self, node: Any, path: Path, key: str, value: Any, order: Mapping[str, int]
    ) -> Iterator[Edit]:
        """Say a value under a key of a mapping, which may have one."""
        if not isinstance(node, yaml.MappingNode):
            raise self.shared(path)
        now = self.value(node, key, path)
        if now is None:
            yield self._key(node, key, value, order)
        elif isinstance(now, yaml.MappingNode) and self._names(now) <= {*value}:
            for inner, each in value.items():
                yield from self._value(now, (*path, key), inner, each, {})
        elif isinstance(now, yaml.SequenceNode) and isinstance(value, list) and now.value:
            yield from self._items(now, value)
        elif isinstance(now, yaml.ScalarNode):
            yield self._instead(now, self._flow(value))
        else:
            start, end = now.start_mark.index, self._end(now)
            if "#" in self.source[start:end]:
                raise self.refusal("there are comments in what is to be said otherwise")
            yield Edit(start, end, self._flow(value))

    def _names(self, node: yaml.MappingNode) -> set[str]:
        """The keys of a mapping that says something; of an empty one, one that there is not."""
        return {str(getattr(name, "value", None)) for name, _ in node.value} or {""}

    def _instead(self, node: yaml.ScalarNode, text: str) -> Edit:
        """A text in the place of a single value, or where there is none yet."""
        start, end = node.start_mark.index, node.end_mark.index
        if start == end:
            before = self.source[start - 1 : start]
            return Edit(start, end, f"{': ' if before not in (':', ' ') else ' '}{text}")
        if node.style in ("|", ">"):
            end = start + len(self.source[start:end].rstrip())
        return Edit(start, end, text)

    def _items(self, node: yaml.SequenceNode, value: Sequence[Any]) -> Iterator[Edit]:
        """Another list in the place of one: what stays in its place is not touched."""
        now = [each.value if isinstance(each, yaml.ScalarNode) else None for each in node.value]
        for each, before, after in zip(node.value, now, value, strict=False):
            if before != after:
                if not isinstance(each, yaml.ScalarNode) or self.uses[id(each)] > 1:
                    raise self.refusal("a list is written in a way that cannot be edited")
                yield self._instead(each, self._flow(after))
        if len(value) > len(now):
            yield self._behind(node, value[len(now) :])
        if len(value) < len(now):
            start, end = self._end(node.value[len(value) - 1]), self._end(node)
            if node.flow_style:
                end -= 1  # the bracket
            else:
                start = self.line_stop(start)  # a comment stays with what stays
            if "#" in self.source[start:end]:
                raise self.refusal("a list has comments beside what is to be taken out")
            yield Edit(start, end, "")

    def _key(self, node: yaml.MappingNode, key: str, value: Any, order: Mapping[str, int]) -> Edit:
        """A further key of a mapping, behind those that come before it in the documentation."""
        pair = self._pair(key, value)
        place = order.get(key, len(order))
        before = [
            (name, inner)
            for name, inner in node.value
            if order.get(getattr(name, "value", None) or "", -1) < place
            and self.uses[id(inner)] == 1  # an alias stands elsewhere
        ]
        if node.flow_style:
            if not node.value:
                at = node.start_mark.index + 1
                return Edit(at, at, pair)
            if before:
                at = self._end(before[-1][1])
                return Edit(at, at, f", {pair}")
            at = node.value[0][0].start_mark.index
            return Edit(at, at, f"{pair}, ")
        if not node.value:
            raise self.refusal("an entry is written in a way that cannot be edited")
        margin = " " * node.value[0][0].start_mark.column
        for _, inner in reversed(before):
            end = self._end(inner)
            stop = self.line_stop(end)
            rest = self.source[end:stop].strip()
            if (not rest or rest.startswith("#")) and not _is_block(inner):
                return Edit(stop, stop, f"{self.line_end}{margin}{pair}")
        at = node.value[0][0].start_mark.index
        return Edit(at, at, f"{pair}{self.line_end}{margin}")

    def _pair(self, key: str, value: Any) -> str:
        return f"{self.say(key)}: {self._flow(value)}"

    # ------------------------------------------------------------------------------ new entries

    def _needs(self, customer: str, needs: Sequence[Entry]) -> Iterator[Edit]:
        """Further needs of a customer, where its others stand."""
        party = None
        parties = self.value(self.root, "parties", ("parties",))
        if parties is not None:
            party = self.value(parties, customer, ("parties", customer))
        own = self.value(party, "needs", ("parties", customer, "needs"))
        flat = self.value(self.root, "needs", ("needs",))
        theirs = isinstance(own, yaml.SequenceNode)
        if not theirs and self._has_flat(flat, customer):
            yield self._behind(flat, [{"customer": customer, **need} for need in needs])
            return
        if party is None:
            yield self._root_list([{"customer": customer, **need} for need in needs], flat)
        elif theirs:
            yield self._behind(own, needs)
        elif isinstance(own, yaml.ScalarNode):
            yield self._instead(own, self._flow([*needs]))
        elif isinstance(party, yaml.ScalarNode):
            yield self._instead(party, self._flow({"needs": [*needs]}))
        elif party.flow_style:
            yield self._key(party, "needs", [*needs], _PARTY_ORDER)
        else:
            yield self._lines_behind(party, entry_lines, "needs", [*needs])

    def _has_flat(self, flat: Any, customer: str) -> bool:
        """Whether the list at the root has needs of a customer."""
        if not isinstance(flat, yaml.SequenceNode):
            return False
        named = (self.value(each, "customer", ("needs",)) for each in flat.value)
        return any(getattr(each, "value", None) == customer for each in named)

    def _root_list(self, needs: Sequence[Entry], flat: Any) -> Edit:
        """Needs in the list at the root, which may have to be begun."""
        if isinstance(flat, yaml.SequenceNode):
            return self._behind(flat, needs)
        if isinstance(flat, yaml.ScalarNode):
            return self._instead(flat, self._flow([*needs]))
        return self._root_key("needs", [*needs])

    def _root_key(self, key: str, value: Any) -> Edit:
        if not isinstance(self.root, yaml.MappingNode):
            raise self.refusal("its text is written in a way that cannot be edited")
        if self.root.flow_style:
            return self._key(self.root, key, value, {})
        return self._lines_behind(self.root, entry_lines, key, value)

    def _parties(self, new: Mapping[str, Entry]) -> Iterator[Edit]:
        """Further parties, behind the last."""
        parties = self.value(self.root, "parties", ("parties",))
        if parties is None:
            yield self._root_key("parties", dict(new))
        elif isinstance(parties, yaml.ScalarNode):
            yield self._instead(parties, self._flow(dict(new)))
        elif parties.flow_style:
            pairs = ", ".join(f"{self.say(id)}: {self._flow(each)}" for id, each in new.items())
            at = self._end(parties.value[-1][1]) if parties.value else parties.start_mark.index + 1
            yield Edit(at, at, f", {pairs}" if parties.value else pairs)
        else:
            for id, entry in new.items():
                yield self._lines_behind(parties, entry_lines, id, dict(entry))

    def _behind(self, node: yaml.SequenceNode, items: Sequence[Any]) -> Edit:
        """Further items behind the last of a list."""
        if node.flow_style:
            said = ", ".join(map(self._flow, items))
            at = self._end(node.value[-1]) if node.value else node.start_mark.index + 1
            return Edit(at, at, f", {said}" if node.value else said)
        first = node.value[0]
        start = self.line_start(first.start_mark.index)
        before = self.source[start : first.start_mark.index]
        indent = len(before) - len(before.lstrip(" "))
        if not before.lstrip(" ").startswith("- "):
            raise self.refusal("a list is written in a way that cannot be made longer")
        lines = [line for item in items for line in item_lines(item, indent)]
        at = self.line_stop(self._end(node))
        return Edit(at, at, "".join(f"{self.line_end}{line}" for line in lines))

    def _lines_behind(
        self,
        node: yaml.MappingNode,
        lines: Callable[[str, Any, int], list[str]],
        key: str,
        value: Any,
    ) -> Edit:
        """A further key behind all that a mapping says, in lines of its own."""
        at = self.line_stop(self._end(node))
        made = lines(key, value, node.value[0][0].start_mark.column)
        return Edit(at, at, "".join(f"{self.line_end}{line}" for line in made))

    def _end(self, node: Any) -> int:
        """Where what a node says ends: behind its last text, not behind the lines that follow."""
        if self.uses[id(node)] > 1:
            raise self.refusal("it stands beside an alias")
        if isinstance(node, yaml.ScalarNode):
            start, end = node.start_mark.index, int(node.end_mark.index)
            if node.style in ("|", ">"):
                return int(start + len(self.source[start:end].rstrip()))
            return end
        if node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return self._end(last[1] if isinstance(node, yaml.MappingNode) else last)


def _is_block(node: Any) -> bool:
    """Whether a value stands in lines of its own below its key."""
    return not isinstance(node, yaml.ScalarNode) and not node.flow_style


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
