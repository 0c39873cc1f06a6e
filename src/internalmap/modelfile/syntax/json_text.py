"""JSON to values, fast: places are found only once a message needs one (see `json_places`)."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from internalmap.modelfile.syntax.values import MAX_VALUES, Document, Unquoted, too_many_values

#: Half of a surrogate pair, as an escape. Two backslashes in a row may look like one too.
_LONE_SURROGATE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)


#: What stands before a value or a key, if it is not in a text; and what tells texts apart.
_BEFORE_VALUES = ",:[{"
_MARK = re.compile(r'\\.|[",:\[{]', re.DOTALL)
_BACKSLASHES = re.compile(r"\\*")
#: So much of a text is counted at a time.
_PORTION = 65_536


class _NeedsCarefulReading(Exception):
    """The fast way met something that only the careful way can tell of."""


def parse(text: str) -> Document:
    """The values of a JSON text; what is wrong with it is told, not raised."""
    if not text.strip(" \t\r\n"):
        return Document(None, (), True)
    at = _surplus(text)
    if at is not None:
        return Document(None, (too_many_values(at, at + 1),), False)
    try:
        text.encode()
        if ("\\ud" in text or "\\uD" in text) and _LONE_SURROGATE.search(text):
            raise _NeedsCarefulReading
        root = json.loads(
            text,
            object_pairs_hook=_mapping,
            parse_int=Unquoted,
            parse_float=Unquoted,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError, _NeedsCarefulReading):
        from internalmap.modelfile.syntax.json_places import locate

        return locate(text)
    if "true" in text or "false" in text:
        root = _as_written(root)
    return Document(root, (), True)


def _surplus(text: str) -> int | None:
    """Where a text comes to more values than the bound, if it does: before they take up memory."""
    if len(text) <= MAX_VALUES or sum(map(text.count, _BEFORE_VALUES)) < MAX_VALUES:
        return None
    found, start, inside = 1, 0, False  # inside a text in quotes
    while start < len(text):
        end = start + _PORTION
        if text[end - 1 : end] == "\\":  # an escape stays whole
            run = _BACKSLASHES.match(text, end)
            end = (run.end() if run else end) + 1
        portion = text[start:end]
        # Two backslashes are one, so that what then stands before a quote escapes it.
        parts = portion.replace("\\\\", "").replace('\\"', "").split('"')
        before = sum(map("".join(parts[inside::2]).count, _BEFORE_VALUES))
        if found + before > MAX_VALUES:
            return start + _place_of(portion, MAX_VALUES - found, inside)
        found += before
        inside = inside == (len(parts) % 2 == 1)
        start = end
    return None


def _place_of(portion: str, before: int, inside: bool) -> int:
    """Where a portion of a text has a value more than so many."""
    for match in _MARK.finditer(portion):
        if match.group() == '"':
            inside = not inside
        elif not inside and len(match.group()) == 1:
            if before == 0:
                return match.end()
            before -= 1
    return 0


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise _NeedsCarefulReading
    return mapping


def _refuse_constant(_: str) -> NoReturn:
    raise _NeedsCarefulReading


def _as_written(root: Any) -> Any:
    """The same values with truth values as they were written."""
    holder = [root]
    waiting: list[Any] = [holder]
    while waiting:
        here = waiting.pop()
        for at, value in here.items() if isinstance(here, dict) else enumerate(here):
            if value is True or value is False:
                here[at] = Unquoted("true" if value else "false")
            elif isinstance(value, dict | list):
                waiting.append(value)
    return holder[0]
