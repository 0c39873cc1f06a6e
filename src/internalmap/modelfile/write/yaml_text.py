"""A model entry as YAML for people: short forms, and quotes only where YAML needs them.

What fits on one line stands on one, in braces or brackets; what does not is broken up at its keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import getitem
from typing import Any, TypeAlias

from internalmap.text.yaml_scalars import ESCAPED, analysis, number_scalar, text_scalar

#: How long a line may be, where it can be broken at all.
WIDTH = 100
#: Keys longer than YAML's simple keys may be.
_LONG_KEY = 1000
#: How many values behind one key are remembered as they are written.
_REMEMBERED = 500_000
#: What holds other values. (To make a union of it anew for each value takes as long as asking.)
_HOLDERS = (dict, list)
#: The classes of values of which it is remembered how they are written.
_SCALARS = frozenset((str, int, float, bool))
#: Of how many kinds of mappings it is remembered how they are written.
_REMEMBERED_SHAPES = 10_000


def yaml_text(entry: Mapping[str, Any], comment: str = "") -> str:
    """The YAML of a model entry, below a comment; a blank line between the keys of the root. What
    one of them holds may be an iterator of pairs, in place of a mapping."""
    lines = [f"# {line}".rstrip() for line in comment.splitlines()]
    if lines:
        lines.append("")
    writer = _Writer()
    for key, value in entry.items():
        begun = len(lines)
        if isinstance(value, Iterator):
            lines.append(_head(key, 0))
            for inner, held in value:
                writer.entry(inner, held, 2, lines)
        else:
            writer.entry(key, value, 0, lines)
        if key != next(iter(entry)) and len(lines) > begun + 1:
            lines.insert(begun, "")
    lines.append("")
    return "\n".join(lines)


def flow_text(value: Any) -> str:
    """A value in one line, however long, as it may stand in braces and brackets.

    >>> flow_text({"from": ["it", "no"], "buffer": "2h"})
    '{from: [it, "no"], buffer: 2h}'
    """
    if isinstance(value, dict):
        pairs = (f"{_scalar(key, True)}: {flow_text(inner)}" for key, inner in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(flow_text, value))}]"
    return _scalar(value, True)


def item_lines(value: Any, indent: int) -> list[str]:
    """An item of a list that stands in lines of its own, so far from the margin."""
    lines: list[str] = []
    _Writer().item(value, indent, lines)
    return lines


def entry_lines(key: str, value: Any, indent: int) -> list[str]:
    """A key with its value, in lines of their own, so far from the margin."""
    lines: list[str] = []
    _Writer().entry(key, value, indent, lines)
    return lines


# --------------------------------------------------------------------------------------- layout


#: A mapping or a list in one line, `None` where that takes more than `WIDTH`; those in it, in its
#: order, if there are any; and what writes it, where it is a mapping of texts and numbers alone.
_Flow: TypeAlias = "tuple[str | None, list[_Flow] | None, _Shape | None]"


class _Shape:
    """What mappings with the same keys, and values of the same classes, have in common: how the
    values are written in braces, and on lines of their own, by how far these are indented."""

    def __init__(self, parts: Sequence[_Written]) -> None:
        self.parts = parts
        self.lines: dict[int, Sequence[_Written]] = {}


class _Writer:
    """Writes values as lines. How a text is written behind a key is settled once."""

    def __init__(self) -> None:
        #: How values are written in braces, and in brackets, by key and class.
        self._parts: dict[tuple[str | None, type], _Written] = {}
        #: How they are written on lines of their own, by key, class and how far these are indented.
        self._lines: dict[tuple[str, type, int], _Written] = {}
        #: Of mappings, by their keys and the classes of their values: nothing where these hold
        #: more.
        self._shapes: dict[tuple[object, ...], _Shape | None] = {}

    def entry(self, key: str, value: Any, indent: int, lines: list[str]) -> None:
        """Add a key with its value."""
        if not isinstance(value, _HOLDERS):
            if isinstance(value, str) and _is_block(value):
                lines.append(f"{_head(key, indent)} {_block_head(value)}")
                lines += _block_lines(value, indent + 2)
            else:
                lines.append(f"{_head(key, indent)} {_scalar(value, False)}")
        elif not value:
            lines.append(_head(key, indent) + ("" if isinstance(value, dict) else " []"))
        elif isinstance(value, dict) and not indent:  # it may hold all of the model
            lines.append(_head(key, indent))
            for inner in value:
                self.entry(inner, value[inner], indent + 2, lines)
        else:
            self._held(key, value, self._flow(value), indent, lines)

    def item(self, value: Any, indent: int, lines: list[str]) -> None:
        """Add an item of a list."""
        items = [value]
        self._inside(items, self._flow(items), indent, lines)

    def _held(self, key: str, value: Any, flow: _Flow, indent: int, lines: list[str]) -> None:
        """Add a key with the mapping or the list that it has."""
        head = _head(key, indent)
        text, inner, _ = flow
        if text is not None and len(head) + 1 + len(text) <= WIDTH:
            flat_list = isinstance(value, list) and inner is None
            if flat_list or (indent and _is_shallow(value, flow)):
                lines.append(f"{head} {text}")
                return
        lines.append(head)
        self._inside(value, flow, indent + 2, lines)

    def _item(self, value: Any, flow: _Flow, indent: int, lines: list[str]) -> None:
        """Add an item of a list that is a mapping or a list itself."""
        text = flow[0]
        fits = text is not None and indent + 2 + len(text) <= WIDTH
        plain = flow[2] is not None  # no text in it wants lines of its own
        if fits and (plain or not (isinstance(value, dict) and _has_block(value, text or ""))):
            lines.append(f"{' ' * indent}- {text}")
            return
        begun = len(lines)
        self._inside(value, flow, indent + 2, lines)
        lines[begun] = f"{' ' * indent}- {lines[begun][indent + 2 :]}"

    def _inside(self, value: Any, flow: _Flow, indent: int, lines: list[str]) -> None:
        """Add what stands in a mapping or a list that is not empty."""
        _, inner_flows, shape = flow
        flows = iter(inner_flows or ())
        if isinstance(value, list):
            for inner in value:
                if isinstance(inner, _HOLDERS):
                    self._item(inner, next(flows), indent, lines)
                else:
                    lines.append(f"{' ' * indent}- {_scalar(inner, False)}")
            return
        if shape is not None:
            written = shape.lines.get(indent)
            if written is None:
                written = [self._line(key, value[key].__class__, indent) for key in value]
                shape.lines[indent] = written
            lines += map(getitem, written, value.values())
            return
        for key, inner in value.items():
            if inner.__class__ is str and "\n" not in inner:  # as nearly all are
                lines.append(self._line(key, str, indent)[inner])
            elif inner and isinstance(inner, _HOLDERS):
                self._held(key, inner, next(flows), indent, lines)
            else:
                if isinstance(inner, _HOLDERS):
                    next(flows)
                self.entry(key, inner, indent, lines)

    def _line(self, key: str, kind: type, indent: int) -> _Written:
        """How values of a class are written on a line of their own, behind a key."""
        known = self._lines.get((key, kind, indent))
        if known is None:
            known = _Written(f"{_head(key, indent)} ", False)
            self._lines[key, kind, indent] = known
        return known

    def _flow(self, value: dict[str, Any] | list[Any]) -> _Flow:
        """A mapping or a list in one line, each level written once."""
        if isinstance(value, dict):
            classes = tuple(map(type, value.values()))
            kind = (*value, *classes)
            shape = self._shapes.get(kind)
            if shape is None and kind not in self._shapes:
                shape = self._shape(value, classes)
                if len(self._shapes) < _REMEMBERED_SHAPES:
                    self._shapes[kind] = shape
            if shape is not None:
                joined = ", ".join(map(getitem, shape.parts, value.values()))
                if "\\n" in joined or "\n" in joined:  # a text may want lines of its own
                    shape = None
                return f"{{{joined}}}" if len(joined) + 2 <= WIDTH else None, None, shape
        parts: list[str] = []
        inner: list[_Flow] = []
        fits = True
        pairs: Iterable[tuple[str | None, Any]]
        pairs = value.items() if isinstance(value, dict) else [(None, each) for each in value]
        for key, each in pairs:
            if isinstance(each, _HOLDERS):
                flow = self._flow(each)
                inner.append(flow)
                if flow[0] is None:
                    fits = False
                elif fits:
                    parts.append(_name(key) + flow[0])
            elif fits:
                parts.append(self._part(key, each.__class__)[each])
                fits = len(parts[-1]) <= WIDTH
        text = None
        if fits:
            joined = ", ".join(parts)
            if len(joined) + 2 <= WIDTH:
                text = f"{{{joined}}}" if isinstance(value, dict) else f"[{joined}]"
        return text, inner or None, None

    def _shape(self, value: dict[str, Any], classes: Iterable[type]) -> _Shape | None:
        """How mappings like this one are written; nothing where they hold more than texts and
        numbers."""
        if not _SCALARS.issuperset(classes):
            return None
        return _Shape([self._part(key, value[key].__class__) for key in value])

    def _part(self, key: str | None, kind: type) -> _Written:
        """How values of a class are written in braces behind a key, or in brackets."""
        known = self._parts.get((key, kind))
        if known is None:
            known = self._parts[key, kind] = _Written(_name(key), True)
        return known


class _Written(dict[Any, str]):
    """How values of one class are written behind a key, or in brackets; each is looked at once."""

    def __init__(self, head: str, flow: bool) -> None:
        self.head = head
        self._flow = flow

    def __missing__(self, value: Any) -> str:
        if self._flow and value.__class__ is str and len(value) > WIDTH:
            return str(value)  # too long in any case: it is never written shorter than it is
        found = self.head + _scalar(value, self._flow)
        if len(self) < _REMEMBERED and (value or value.__class__ is not float):  # -0.0 is 0.0
            self[value] = found
        return found


def _head(key: str, indent: int) -> str:
    """A key on a line of its own, before its value. Ids stand at the margin, and each only once."""
    return _inner_head(key, indent) if indent > 2 else _new_head(key, indent)


@lru_cache(maxsize=1024)
def _inner_head(key: str, indent: int) -> str:
    return _new_head(key, indent)


def _new_head(key: str, indent: int) -> str:
    margin = " " * indent
    said = text_scalar(key)
    return f"{margin}? {said}\n{margin}:" if len(said) > _LONG_KEY else f"{margin}{said}:"


@lru_cache(maxsize=1024)
def _name(key: str | None) -> str:
    """A key in braces, before its value; nothing in brackets."""
    return "" if key is None else f"{text_scalar(key)}: "


def _is_shallow(value: Any, flow: _Flow) -> bool:
    """Whether braces in braces are few enough to be read, and no text wants lines of its own."""
    text, inner, _ = flow
    deep = any(each[1] is not None for each in inner or ())
    return not deep and not _has_block(value, text or "")


def _has_block(value: Any, text: str) -> bool:
    """Whether a text in a mapping or a list wants lines of its own; `text` is all in one line."""
    values = value.values() if isinstance(value, dict) else value
    return "\\n" in text and any(isinstance(each, str) and _is_block(each) for each in values)


# -------------------------------------------------------------------------------------- scalars


def _scalar(value: Any, flow: bool) -> str:
    if isinstance(value, str):
        return text_scalar(value, flow=flow)
    if isinstance(value, bool):
        return "true" if value else "false"
    return number_scalar(value)


# ----------------------------------------------------------------------------- texts of many lines


def _is_block(text: str) -> bool:
    """Whether a text stands as a block of lines, just as it is."""
    if "\n" not in text.strip("\n") or "\r" in text or ESCAPED.search(text):
        return False
    lines = text.split("\n")
    starts_well = bool(lines[0]) and lines[0][0] not in " \t"
    return starts_well and not text.endswith("\n\n") and analysis(text).block


def _block_head(text: str) -> str:
    return "|" if text.endswith("\n") else "|-"


def _block_lines(text: str, indent: int) -> list[str]:
    lines = text.removesuffix("\n").split("\n")
    return [f"{' ' * indent}{line}" if line else "" for line in lines]
