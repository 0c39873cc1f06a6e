"""A model entry as YAML for people: short forms, and quotes only where YAML needs them.

What fits on one line stands on one, in braces or brackets; what does not is broken up at its keys.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

#: How long a line may be, where it can be broken at all.
WIDTH = 100
#: Keys longer than YAML's simple keys may be.
_LONG_KEY = 1000
#: Text that is plain in every place: no need to look closer.
_PLAIN = re.compile(r"[^\W\d_][\w./@+]*(?:[ -][\w./@+]+)*")
#: What YAML 1.2 takes for nothing, not for text.
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
#: What cannot be seen, or turns the direction of what can: it stands as an escape.
_ESCAPED = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]"
)


def yaml_text(entry: Mapping[str, Any], comment: str = "") -> str:
    """The YAML of a model entry, below a comment; a blank line between the keys of the root."""
    parts = [f"# {line}".rstrip() for line in comment.splitlines()]
    text = "\n".join(parts) + "\n\n" if parts else ""
    before = False
    for key, value in entry.items():
        lines = _entry(key, value, 0)
        text += ("\n" if before and len(lines) > 1 else "") + "\n".join(lines) + "\n"
        before = True
    return text


# --------------------------------------------------------------------------------------- layout


def _entry(key: str, value: Any, indent: int) -> list[str]:
    """A key with its value, as lines."""
    margin = " " * indent
    said = _scalar(key, True)
    head = f"{margin}? {said}\n{margin}:" if len(said) > _LONG_KEY else f"{margin}{said}:"
    if isinstance(value, str) and _is_block(value):
        return [f"{head} {_block_head(value)}", *_block_lines(value, indent + 2)]
    if not isinstance(value, Mapping | Sequence) or isinstance(value, str):
        return [f"{head} {_scalar(value, False)}"]
    if not value:
        return [head if isinstance(value, Mapping) else f"{head} []"]
    flow = _flow(value)
    if len(head) + 1 + len(flow) <= WIDTH and _is_shallow(value) and indent:
        return [f"{head} {flow}"]
    if isinstance(value, Mapping):
        return [head, *(line for key in value for line in _entry(key, value[key], indent + 2))]
    if len(head) + 1 + len(flow) <= WIDTH and _is_flat(value):
        return [f"{head} {flow}"]
    return [head, *(line for item in value for line in _item(item, indent + 2))]


def _item(value: Any, indent: int) -> list[str]:
    """An item of a list, as lines."""
    margin = " " * indent
    if isinstance(value, str | int | float):
        return [f"{margin}- {_scalar(value, False)}"]
    flow = _flow(value)
    blocks = isinstance(value, Mapping) and any(
        isinstance(inner, str) and _is_block(inner) for inner in value.values()
    )
    if indent + 2 + len(flow) <= WIDTH and not blocks:
        return [f"{margin}- {flow}"]
    if isinstance(value, Mapping):
        lines = [line for key in value for line in _entry(key, value[key], indent + 2)]
    else:
        lines = [line for item in value for line in _item(item, indent + 2)]
    return [f"{margin}- {lines[0][indent + 2 :]}", *lines[1:]]


def _is_flat(value: Any) -> bool:
    values = value.values() if isinstance(value, Mapping) else value
    return not any(isinstance(inner, Mapping | list) for inner in values)


def _is_shallow(value: Any) -> bool:
    """Whether braces in braces are few enough to be read, and no text wants lines of its own."""
    values = value.values() if isinstance(value, Mapping) else value
    return all(
        _is_flat(inner) if isinstance(inner, Mapping | list) else not _wants_lines(inner)
        for inner in values
    )


def _wants_lines(value: Any) -> bool:
    return isinstance(value, str) and _is_block(value)


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{_scalar(key, True)}: {_flow(inner)}" for key, inner in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value, True)


# -------------------------------------------------------------------------------------- scalars


def _scalar(value: Any, flow: bool) -> str:
    if isinstance(value, str):
        if len(value) < WIDTH and _PLAIN.fullmatch(value) and value not in _NOTHING:
            return value
        return _text(value, flow)
    if isinstance(value, bool):
        return "true" if value else "false"
    return repr(value)


@lru_cache(maxsize=4096)
def _text(text: str, flow: bool) -> str:
    """A text that is not plainly plain."""
    analysis = _analysis(text)
    plain = analysis.flow_plain if flow else analysis.block_plain
    if plain and text not in _NOTHING and text != "<<" and not _ESCAPED.search(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match.group()):04x}", quoted)


class _Analysis(NamedTuple):
    flow_plain: bool
    block_plain: bool
    block: bool


def _analysis(text: str) -> _Analysis:
    """How a text may be written, as PyYAML's own writer judges it."""
    found = _emitter().analyze_scalar(text)
    plain = not found.multiline
    return _Analysis(
        plain and found.allow_flow_plain, plain and found.allow_block_plain, found.allow_block
    )


@cache
def _emitter() -> Any:
    from io import StringIO

    from yaml.emitter import Emitter

    return Emitter(StringIO(), allow_unicode=True)


# ----------------------------------------------------------------------------- texts of many lines


def _is_block(text: str) -> bool:
    """Whether a text stands as a block of lines, just as it is."""
    if "\n" not in text.strip("\n") or "\r" in text or _ESCAPED.search(text):
        return False
    lines = text.split("\n")
    starts_well = bool(lines[0]) and lines[0][0] not in " \t"
    return starts_well and not text.endswith("\n\n") and _analysis(text).block


def _block_head(text: str) -> str:
    return "|" if text.endswith("\n") else "|-"


def _block_lines(text: str, indent: int) -> list[str]:
    lines = text.removesuffix("\n").split("\n")
    return [f"{' ' * indent}{line}" if line else "" for line in lines]
