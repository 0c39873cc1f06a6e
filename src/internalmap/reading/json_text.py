"""JSON to values, fast: places are found only once a message needs one (see `json_places`)."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from internalmap.values import Document, Unquoted

#: Half of a surrogate pair, as an escape. Two backslashes in a row may look like one too.
_LONE_SURROGATE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)


class _Trouble(Exception):
    """The fast way met something that only the careful way can tell of."""


def parse(text: str) -> Document:
    """The values of a JSON text; what is wrong with it is told, not raised."""
    if not text.strip(" \t\r\n"):
        return Document(None, (), True)
    try:
        text.encode()
        if ("\\ud" in text or "\\uD" in text) and _LONE_SURROGATE.search(text):
            raise _Trouble
        root = json.loads(
            text,
            object_pairs_hook=_mapping,
            parse_int=Unquoted,
            parse_float=Unquoted,
            parse_constant=_refuse_constant,
        )
    except (ValueError, RecursionError, _Trouble):
        from internalmap.reading.json_places import locate

        return locate(text)
    if "true" in text or "false" in text:
        root = _as_written(root)
    return Document(root, (), True)


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise _Trouble
    return mapping


def _refuse_constant(_: str) -> NoReturn:
    raise _Trouble


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
