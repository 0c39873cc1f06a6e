"""Edits of a model's own text: comments, order and layout stay, and nothing changes but what must.

The text is composed into nodes that know where they begin and end; each change becomes a few edits
of the text between. Where an edit would change more than it should (a value that an alias shares,
one that a merge key brings along), nothing is edited.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import yaml

from internalmap.errors import InternalMapError
from internalmap.model.organization import Need
from internalmap.source import Path, Source
from internalmap.text.escape import quoted
from internalmap.text.quantity_texts import duration_text
from internalmap.text.yaml_scalars import text_scalar

_LINE_END = re.compile(r"\r\n|\r|\n")


class Changes(NamedTuple):
    """What is to change, by the way to a need or a party: further suppliers of needs, and how many
    these take; buffers and restore times, in seconds."""

    suppliers: dict[Path, list[str]]
    counts: dict[Path, int]
    buffers: dict[Path, int]
    restores: dict[Path, int]


def refusal(why: str, remedy: str = "") -> InternalMapError:
    """Why the model is left as it is."""
    return InternalMapError(
        f"--write: the model is left as it is: {why}",
        remedy or "Leave out --write to see the steps, and make them by hand.",
    )


def _json_text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


class _Edit(NamedTuple):
    """A piece of the text that is replaced by another."""

    start: int
    end: int
    text: str


class Editor:
    """Edits of one text."""

    def __init__(self, source: Source) -> None:
        self.source = source.text
        self.say = _json_text if _is_json(source.text) else text_scalar
        try:
            root = yaml.compose(source.text, Loader=yaml.CSafeLoader)
        except yaml.YAMLError:
            raise refusal("its text is written in a way that cannot be edited") from None
        self.root = root
        self.uses = _uses(root)
        match = _LINE_END.search(source.text)
        self.line_end = match[0] if match else "\n"
        self.remarks: dict[int, list[str]] = {}
        self.comments = True

    def text(self, changes: Changes, *, comments: bool = True) -> str:
        """The text with all changes made."""
        self.comments = comments and self.say is not _json_text
        edits: list[_Edit] = []
        for path in sorted({*changes.suppliers, *changes.buffers}, key=repr):
            edits += self._need(path, changes)
        for path, seconds in changes.restores.items():
            edits += self._duration(self._find(path), path, "restore", seconds)
        if self.comments:
            edits += self._comments()
        pieces, at = [], 0
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            pieces += [self.source[at : edit.start], edit.text]
            at = edit.end
        return "".join([*pieces, self.source[at:]])

    def _comments(self) -> Iterator[_Edit]:
        """What is proposed and what is so now, at the ends of the lines."""
        for at, said in self.remarks.items():
            line = self.source[self._line_start(at) : at]
            begin = ";" if re.search(r"(?:^|\s)#", line) else "  # proposed:"
            yield _Edit(at, at, f"{begin} {'; '.join(dict.fromkeys(said))}")

    def _remark(self, place: int, said: str) -> None:
        self.remarks.setdefault(self._line_stop(place), []).append(said)

    def by_hand(self, need: Need, path: Path, added: Sequence[str]) -> str:
        """What a need is to say, for somebody who writes it."""
        value = count = None
        with suppress(InternalMapError):  # behind an alias
            node = self._find(path)
            value = self._value(node, "from", path) or node
            count = self._value(node, "at_least", path)
        if count is None:
            with suppress(InternalMapError):  # there are no defaults
                count = self._value(self._find(("defaults", "need")), "at_least", path)
        suppliers: Sequence[str] = need.suppliers
        if isinstance(value, yaml.ScalarNode):
            suppliers = [value.value]
        elif isinstance(value, yaml.SequenceNode):
            suppliers = [each.value for each in value.value]
        text = f"from: [{', '.join(map(text_scalar, (*suppliers, *added)))}]"
        if isinstance(count, yaml.ScalarNode) and count.value == "all":
            text += f", at_least: {need.at_least}"
        return text

    # ---------------------------------------------------------------------------------- a need

    def _need(self, path: Path, changes: Changes) -> Iterator[_Edit]:
        need = self._find(path)
        added, count = changes.suppliers.get(path, []), changes.counts.get(path)
        buffer = changes.buffers.get(path)
        if isinstance(need, yaml.ScalarNode):
            listed = self._listed(need, added) if added else self._alone(need)
            number = "" if count is None else f", {self.say('at_least')}: {count}"
            wait = "" if buffer is None else f", {self._pair('buffer', buffer)}"
            now = self._written(need)
            self._remark(need.end_mark.index, self._now("from" if added else "buffer", now))
            yield self._replace(need, f"{{{self.say('from')}: {listed}{number}{wait}}}")
            return
        if added:
            yield from self._suppliers(need, path, added, count)
        if buffer is not None:
            yield from self._duration(need, path, "buffer", buffer)

    def _suppliers(
        self, need: yaml.MappingNode, path: Path, added: Sequence[str], count: int | None
    ) -> Iterator[_Edit]:
        value = self._value(need, "from", path)
        if value is None:
            raise self._shared(path)
        if isinstance(value, yaml.ScalarNode):
            end = value.end_mark.index
            yield self._replace(value, self._listed(value, added))
            now = self._written(value)
        elif isinstance(value, yaml.SequenceNode) and value.value:
            edit = self._longer(value, added)
            end = edit.end
            yield edit
            now = self.source[value.start_mark.index : value.end_mark.index]
        else:
            raise self._shared(path)
        if not isinstance(value, yaml.SequenceNode) or value.flow_style:
            self._remark(end, self._now("from", " ".join(now.split())))
        if count is not None:
            yield self._count(need, end, count, path)

    def _duration(self, node: Any, path: Path, key: str, seconds: int) -> Iterator[_Edit]:
        """Say a duration under a key of an entry, which may have one."""
        if not isinstance(node, yaml.MappingNode) or not node.value:
            raise refusal(f"there is no place for '{key}' at {' → '.join(map(str, path))}")
        value = self._value(node, key, path)
        if isinstance(value, yaml.ScalarNode):
            self._remark(value.end_mark.index, self._now(key, self._written(value)))
            yield self._replace(value, self.say(duration_text(seconds)))
            return
        start = node.value[0][0].start_mark
        pair = self._pair(key, seconds)
        if node.flow_style:
            self._remark(node.end_mark.index, self._now(key, ""))
            yield _Edit(start.index, start.index, f"{pair}, ")
            return
        remark = f"  # proposed: {self._now(key, '')}" if self.comments else ""
        space = " " * start.column
        yield _Edit(start.index, start.index, f"{pair}{remark}{self.line_end}{space}")

    def _pair(self, key: str, seconds: int) -> str:
        return f"{self.say(key)}: {self.say(duration_text(seconds))}"

    def _now(self, key: str, text: str) -> str:
        return f"{key}, now {text or 'not said'}"

    def _alone(self, supplier: yaml.ScalarNode) -> str:
        """A supplier that stood alone, as the value of a key."""
        return self._listed(supplier, ())[1:-1]

    def _listed(self, supplier: yaml.ScalarNode, added: Sequence[str]) -> str:
        """A supplier that stood alone, with others behind it."""
        written = self._written(supplier)
        if not supplier.style and written != self.say(supplier.value):
            bare = re.fullmatch(r"[^,\[\]{}#&*!|>'\"%@`:?\s][^,\[\]{}#:]*", written)
            if not bare or self.say is _json_text:
                written = self.say(supplier.value)  # it could not stand in a list as it is
        return f"[{', '.join([written, *map(self.say, added)])}]"

    def _written(self, node: yaml.ScalarNode) -> str:
        text = self.source[node.start_mark.index : node.end_mark.index]
        if _LINE_END.search(text) or node.style in ("|", ">"):
            raise refusal(f"{quoted(node.value)} is written on several lines")
        return text

    def _replace(self, node: yaml.ScalarNode, text: str) -> _Edit:
        return _Edit(node.start_mark.index, node.end_mark.index, text)

    def _longer(self, suppliers: yaml.SequenceNode, added: Sequence[str]) -> _Edit:
        last = suppliers.value[-1]
        end = last.end_mark.index
        if suppliers.flow_style:
            return _Edit(end, end, "".join(f", {self.say(each)}" for each in added))
        start = self._line_start(last.start_mark.index)
        indent = re.fullmatch(r"( *)- +(?:&\S+ +)?", self.source[start : last.start_mark.index])
        if indent is None:
            raise refusal("a list of suppliers is written in a way that cannot be made longer")
        at = self._line_stop(end)
        remark = "  # proposed" if self.comments else ""
        lines = "".join(f"{self.line_end}{indent[1]}- {self.say(each)}{remark}" for each in added)
        return _Edit(at, at, lines)

    def _count(self, need: yaml.MappingNode, end: int, count: int, path: Path) -> _Edit:
        """Say how many suppliers a need takes."""
        value = self._value(need, "at_least", path)
        if isinstance(value, yaml.ScalarNode):
            return self._replace(value, str(count))
        if need.flow_style:
            # Behind what was added to a list that is still open here.
            close = self._value(need, "from", path)
            at = end if not isinstance(close, yaml.SequenceNode) else close.end_mark.index
            return _Edit(at, at, f", {self.say('at_least')}: {count}")
        column = need.value[0][0].start_mark.column
        at = self._line_stop(end)
        return _Edit(at, at, f"{self.line_end}{' ' * column}at_least: {count}")

    # ------------------------------------------------------------------------------------ places

    def _find(self, path: Path) -> Any:
        """The node at a path; what an alias shares with other places must not be edited."""
        node = self.root
        for step in path:
            if isinstance(step, str):
                node = self._value(node, step, path)
            elif isinstance(node, yaml.SequenceNode) and step < len(node.value):
                node = node.value[step]
            else:
                node = None
            if node is None or self.uses[id(node)] > 1:
                raise self._shared(path)
        return node

    def _value(self, node: Any, key: str, path: Path) -> Any:
        """The value that a mapping itself gives for a key, if it does."""
        if isinstance(node, yaml.MappingNode):
            for each, value in node.value:
                if isinstance(each, yaml.ScalarNode) and each.value == key:
                    if self.uses[id(value)] > 1:
                        raise self._shared(path)
                    return value
        return None

    def _shared(self, path: Path) -> InternalMapError:
        where = " → ".join(str(step) for step in path)
        return refusal(
            f"what is to change at {where} stands elsewhere, behind an alias or a merge key, and "
            "would change there too",
            "Write it out in place of the alias, or make the changes by hand.",
        )

    def _line_start(self, place: int) -> int:
        return max(self.source.rfind("\n", 0, place), self.source.rfind("\r", 0, place)) + 1

    def _line_stop(self, place: int) -> int:
        match = _LINE_END.search(self.source, place)
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
