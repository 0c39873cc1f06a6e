"""JSON to values: fast where all is well, with places once something is wrong."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from internalmap.document import MAX_DEPTH, Document, Flaw, Mapping, Sequence, Unquoted, Value
from internalmap.source import Offsets

_SPACE = re.compile(r"[ \t\r\n]*")
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"', re.DOTALL)
_OTHER = re.compile(r"[^\s,\]}:{\[\"]+")
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Trouble(Exception):
    """The fast way met something that needs a place."""


def parse(text: str) -> Document:
    """The values of a JSON text; places are found by `locate` once they are asked for."""
    try:
        root = json.loads(
            text,
            object_pairs_hook=_mapping,
            parse_int=Unquoted,
            parse_float=Unquoted,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        flaw = Flaw(error.pos, error.pos + 1, f"this is not valid JSON: {error.msg.lower()}")
        return Document(None, (flaw,), False)
    except (_Trouble, RecursionError):
        root, flaws = locate(text)
        complete = not any("nest" in flaw.message for flaw in flaws)
        return Document(root if complete else None, tuple(flaws), complete)
    if _SURROGATE_ESCAPE.search(text) or "true" in text or "false" in text:
        root, flaws = locate(text)
        return Document(root, tuple(flaws), True)
    return Document(root, (), True)


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise _Trouble
    return mapping


def _refuse_constant(name: str) -> NoReturn:
    raise _Trouble


def locate(text: str) -> tuple[Value, list[Flaw]]:
    """The values with their places, and what is wrong beyond the grammar: duplicate keys, `NaN`,
    lone surrogates, nesting past the bound. The text is otherwise valid JSON."""
    flaws: list[Flaw] = []
    stack: list[tuple[Any, str | None, Offsets | None, int]] = []
    container: Any = None
    key: str | None = None
    key_place: Offsets | None = None
    at = 0
    while True:
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
        char = text[at : at + 1]
        value: Any
        if char in "{[" and char:
            if len(stack) >= MAX_DEPTH:
                message = f"lists and mappings nest more than {MAX_DEPTH} deep"
                flaws.append(Flaw(at, at + 1, message, "A model needs only a handful of levels."))
                return None, flaws
            stack.append((container, key, key_place, at))
            container, key, key_place = Mapping() if char == "{" else Sequence(), None, None
            at += 1
            continue
        if char in ",:" and char:
            at += 1
            continue
        if char in "}]" and char:
            at += 1
            value = container
            container, key, key_place, start = stack.pop()
            end = start
        elif char == '"':
            match = _STRING.match(text, at)
            if match is None:  # pragma: no cover - the text is valid JSON
                return None, flaws
            start, end = match.span()
            value = json.loads(match.group())
            if _SURROGATE.search(value):
                flaws.append(
                    Flaw(start, end, "this text holds half a character", "Remove the escape.")
                )
                value = _SURROGATE.sub("\ufffd", value)
            at = end
            if isinstance(container, Mapping) and key is None:
                key, key_place = value, Offsets(start, end, start, end)
                continue
        else:
            match = _OTHER.match(text, at)
            if match is None:
                return None, flaws
            start, end = match.span()
            word = match.group()
            value = None if word == "null" else Unquoted(word)
            if word in ("NaN", "Infinity", "-Infinity"):
                flaws.append(Flaw(start, end, f"'{word}' is not a number", "Write a number."))
            at = end
        if container is None:
            return value, flaws
        if isinstance(container, Sequence):
            container.append(value)
            container.places.append((start, end, start, end))
        else:
            assert key is not None and key_place is not None
            offsets = Offsets(key_place.key_start, key_place.key_end, start, end)
            if key in container:
                first = Offsets(*container.places[key])
                flaws.append(
                    Flaw(
                        offsets.key_start,
                        offsets.key_end,
                        f"'{key}' stands twice in one mapping",
                        "Merge the two, or rename one.",
                        (first.key_start, first.key_end, "first here"),
                    )
                )
            else:
                container[key] = value
                container.places[key] = offsets
            key, key_place = None, None
