"""A model entry as YAML for people: short forms, and quotes only where YAML needs them.

What fits on one line stands on one, in braces or brackets; what does not is broken up at its keys.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from internalmap.text.yaml_scalars import ESCAPED, analysis, number_scalar, text_scalar

#: How long a line may be, where it can be broken at all.
WIDTH = 100
#: Keys longer than YAML's simple keys may be.
_LONG_KEY = 1000


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
