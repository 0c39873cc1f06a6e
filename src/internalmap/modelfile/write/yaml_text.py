"""A model entry as YAML for people: short forms, and quotes only where YAML needs them.

What fits on one line stands on one, in braces or brackets; what does not is broken up at its keys.
"""

from __future__ import annotations

from collections.abc import Mapping
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
    return _item(value, indent)


def entry_lines(key: str, value: Any, indent: int) -> list[str]:
    """A key with its value, in lines of their own, so far from the margin."""
    return _entry(key, value, indent)


# --------------------------------------------------------------------------------------- layout


def _entry(key: str, value: Any, indent: int) -> list[str]:
    """A key with its value, as lines."""
    margin = " " * indent
    said = _scalar(key, True)
    head = f"{margin}? {said}\n{margin}:" if len(said) > _LONG_KEY else f"{margin}{said}:"
    if isinstance(value, str) and _is_block(value):
        return [f"{head} {_block_head(value)}", *_block_lines(value, indent + 2)]
    if not isinstance(value, dict | list):
        return [f"{head} {_scalar(value, False)}"]
    if not value:
        return [head if isinstance(value, dict) else f"{head} []"]
    flow = _flow(value, WIDTH - len(head) - 1)
    if flow is not None and _is_shallow(value) and indent:
        return [f"{head} {flow}"]
    if isinstance(value, dict):
        return [head, *(line for key in value for line in _entry(key, value[key], indent + 2))]
    if flow is not None and _is_flat(value):
        return [f"{head} {flow}"]
    return [head, *(line for item in value for line in _item(item, indent + 2))]


def _item(value: Any, indent: int) -> list[str]:
    """An item of a list, as lines."""
    margin = " " * indent
    if isinstance(value, str | int | float):
        return [f"{margin}- {_scalar(value, False)}"]
    flow = _flow(value, WIDTH - indent - 2)
    blocks = isinstance(value, dict) and any(
        isinstance(inner, str) and _is_block(inner) for inner in value.values()
    )
    if flow is not None and not blocks:
        return [f"{margin}- {flow}"]
    if isinstance(value, dict):
        lines = [line for key in value for line in _entry(key, value[key], indent + 2)]
    else:
        lines = [line for item in value for line in _item(item, indent + 2)]
    return [f"{margin}- {lines[0][indent + 2 :]}", *lines[1:]]


def _is_flat(value: Any) -> bool:
    values = value.values() if isinstance(value, dict) else value
    return not any(isinstance(inner, dict | list) for inner in values)


def _is_shallow(value: Any) -> bool:
    """Whether braces in braces are few enough to be read, and no text wants lines of its own."""
    values = value.values() if isinstance(value, dict) else value
    return all(
        _is_flat(inner) if isinstance(inner, dict | list) else not _wants_lines(inner)
        for inner in values
    )


def _wants_lines(value: Any) -> bool:
    return isinstance(value, str) and _is_block(value)


def _flow(value: Any, room: int) -> str | None:
    """A value in one line; nothing where that takes more room. What is longer is not written to
    its end, since each level would be written anew for every one above it."""
    if not isinstance(value, dict | list):
        text = _scalar(value, True)
        return text if len(text) <= room else None
    parts: list[str] = []
    room -= 2  # the brackets
    pairs = value.items() if isinstance(value, dict) else ((None, each) for each in value)
    for key, inner in pairs:
        room -= 2 if parts else 0
        head = "" if key is None else f"{_scalar(key, True)}: "
        found = _flow(inner, room - len(head)) if room >= len(head) else None
        if found is None:
            return None
        room -= len(head) + len(found)
        parts.append(head + found)
    if room < 0:
        return None
    joined = ", ".join(parts)
    return f"{{{joined}}}" if isinstance(value, dict) else f"[{joined}]"


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
