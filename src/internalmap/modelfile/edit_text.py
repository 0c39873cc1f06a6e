"""The edits that steps of advice make in a model's own text: comments, order and layout stay, and
nothing changes but what must."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import yaml

from internalmap.errors import InternalMapError
from internalmap.model.organization import Need
from internalmap.modelfile.edit_nodes import Edit, Nodes
from internalmap.source import Path, Source
from internalmap.text.quantity_texts import duration_text
from internalmap.text.yaml_scalars import text_scalar


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


class Editor(Nodes):
    """Edits of one text."""

    def __init__(self, source: Source) -> None:
        super().__init__(source, refusal)
        self.remarks: dict[int, list[str]] = {}
        self.comments = True

    def text(self, changes: Changes, *, comments: bool = True) -> str:
        """The text with all changes made."""
        self.comments = comments and not self.is_json
        edits: list[Edit] = []
        for path in sorted({*changes.suppliers, *changes.buffers}, key=repr):
            edits += self._need(path, changes)
        for path, seconds in changes.restores.items():
            edits += self._duration(self.find(path), path, "restore", seconds)
        if self.comments:
            edits += self._comments()
        return self.edited(edits)

    def _comments(self) -> Iterator[Edit]:
        """What is proposed and what is so now, at the ends of the lines."""
        for at, said in self.remarks.items():
            line = self.source[self.line_start(at) : at]
            begin = ";" if re.search(r"(?:^|\s)#", line) else "  # proposed:"
            yield Edit(at, at, f"{begin} {'; '.join(dict.fromkeys(said))}")

    def _remark(self, place: int, said: str) -> None:
        self.remarks.setdefault(self.line_stop(place), []).append(said)

    def by_hand(self, need: Need, path: Path, added: Sequence[str]) -> str:
        """What a need is to say, for somebody who writes it."""
        value = count = None
        with suppress(InternalMapError):  # behind an alias
            node = self.find(path)
            value = self.value(node, "from", path) or node
            count = self.value(node, "at_least", path)
        if count is None:
            with suppress(InternalMapError):  # there are no defaults
                count = self.value(self.find(("defaults", "need")), "at_least", path)
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

    def _need(self, path: Path, changes: Changes) -> Iterator[Edit]:
        need = self.find(path)
        added, count = changes.suppliers.get(path, []), changes.counts.get(path)
        buffer = changes.buffers.get(path)
        if isinstance(need, yaml.ScalarNode):
            listed = self._listed(need, added) if added else self._alone(need)
            number = "" if count is None else f", {self.say('at_least')}: {count}"
            wait = "" if buffer is None else f", {self._pair('buffer', buffer)}"
            now = self.written(need)
            self._remark(need.end_mark.index, self._now("from" if added else "buffer", now))
            yield self.replace(need, f"{{{self.say('from')}: {listed}{number}{wait}}}")
            return
        if added:
            yield from self._suppliers(need, path, added, count)
        if buffer is not None:
            yield from self._duration(need, path, "buffer", buffer)

    def _suppliers(
        self, need: yaml.MappingNode, path: Path, added: Sequence[str], count: int | None
    ) -> Iterator[Edit]:
        value = self.value(need, "from", path)
        if value is None:
            raise self.shared(path)
        if isinstance(value, yaml.ScalarNode):
            end = value.end_mark.index
            yield self.replace(value, self._listed(value, added))
            now = self.written(value)
        elif isinstance(value, yaml.SequenceNode) and value.value:
            edit = self._longer(value, added)
            end = edit.end
            yield edit
            now = self.source[value.start_mark.index : value.end_mark.index]
        else:
            raise self.shared(path)
        if not isinstance(value, yaml.SequenceNode) or value.flow_style:
            self._remark(end, self._now("from", " ".join(now.split())))
        if count is not None:
            yield self._count(need, end, count, path)

    def _duration(self, node: Any, path: Path, key: str, seconds: int) -> Iterator[Edit]:
        """Say a duration under a key of an entry, which may have one."""
        if not isinstance(node, yaml.MappingNode) or not node.value:
            raise refusal(f"there is no place for '{key}' at {' → '.join(map(str, path))}")
        value = self.value(node, key, path)
        if isinstance(value, yaml.ScalarNode):
            self._remark(value.end_mark.index, self._now(key, self.written(value)))
            yield self.replace(value, self.say(duration_text(seconds)))
            return
        start = node.value[0][0].start_mark
        pair = self._pair(key, seconds)
        if node.flow_style:
            self._remark(node.end_mark.index, self._now(key, ""))
            yield Edit(start.index, start.index, f"{pair}, ")
            return
        remark = f"  # proposed: {self._now(key, '')}" if self.comments else ""
        space = " " * start.column
        yield Edit(start.index, start.index, f"{pair}{remark}{self.line_end}{space}")

    def _pair(self, key: str, seconds: int) -> str:
        return f"{self.say(key)}: {self.say(duration_text(seconds))}"

    def _now(self, key: str, text: str) -> str:
        return f"{key}, now {text or 'not said'}"

    def _alone(self, supplier: yaml.ScalarNode) -> str:
        """A supplier that stood alone, as the value of a key."""
        return self._listed(supplier, ())[1:-1]

    def _listed(self, supplier: yaml.ScalarNode, added: Sequence[str]) -> str:
        """A supplier that stood alone, with others behind it."""
        written = self.written(supplier)
        if not supplier.style and written != self.say(supplier.value):
            bare = re.fullmatch(r"[^,\[\]{}#&*!|>'\"%@`:?\s][^,\[\]{}#:]*", written)
            if not bare or self.is_json:
                written = self.say(supplier.value)  # it could not stand in a list as it is
        return f"[{', '.join([written, *map(self.say, added)])}]"

    def _longer(self, suppliers: yaml.SequenceNode, added: Sequence[str]) -> Edit:
        last = suppliers.value[-1]
        end = last.end_mark.index
        if suppliers.flow_style:
            return Edit(end, end, "".join(f", {self.say(each)}" for each in added))
        start = self.line_start(last.start_mark.index)
        indent = re.fullmatch(r"( *)- +(?:&\S+ +)?", self.source[start : last.start_mark.index])
        if indent is None:
            raise refusal("a list of suppliers is written in a way that cannot be made longer")
        at = self.line_stop(end)
        remark = "  # proposed" if self.comments else ""
        lines = "".join(f"{self.line_end}{indent[1]}- {self.say(each)}{remark}" for each in added)
        return Edit(at, at, lines)

    def _count(self, need: yaml.MappingNode, end: int, count: int, path: Path) -> Edit:
        """Say how many suppliers a need takes."""
        value = self.value(need, "at_least", path)
        if isinstance(value, yaml.ScalarNode):
            return self.replace(value, str(count))
        if need.flow_style:
            # Behind what was added to a list that is still open here.
            close = self.value(need, "from", path)
            at = end if not isinstance(close, yaml.SequenceNode) else close.end_mark.index
            return Edit(at, at, f", {self.say('at_least')}: {count}")
        column = need.value[0][0].start_mark.column
        at = self.line_stop(end)
        return Edit(at, at, f"{self.line_end}{' ' * column}at_least: {count}")
