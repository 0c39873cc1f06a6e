"""What pydantic says of a file, in words that help."""

from __future__ import annotations

import re
from typing import Any

from internalmap.printable import quoted
from internalmap.schema_keys import allowed_keys
from internalmap.schema_values import shown
from internalmap.source import Path
from internalmap.suggest import did_you_mean

#: Keys that take the id of one party.
_ONE_ID = frozenset({"part_of", "reports_to", "customer"})
#: What to write in place of a text, by the list in which a mapping was expected.
_ITEMS = {
    "actions": "Write what is to be done: '{what: …, owner: …, due: …}'.",
    "accept": "Write '{rule: …, reason: …, by: …}'.",
    "policies": "Write '{name: …, kind: …, reason: …}' and the keys of its kind.",
}


def say(error: dict[str, Any], path: Path) -> tuple[str, str]:
    """What is wrong with the value at a path, and what to do."""
    kind = error["type"]
    value = error.get("input")
    context = error.get("ctx") or {}
    if kind == "fault":
        return str(context["message"]), str(context["remedy"])
    if kind == "extra_forbidden":
        return _unknown_key(path)
    if kind == "literal_error":
        return _not_one_of(value, re.findall("'([^']*)'", str(context["expected"])))
    if value is None:
        return "nothing stands here", "Write a value, or remove the entry."
    if kind == "string_type":
        if path and path[-1] in _ONE_ID:
            return f"one id was expected, not {shown(value)}", "Write the id of one party."
        return f"a text was expected, not {shown(value)}", "Write a single text."
    if kind == "string_too_short":
        return "this text is empty", "Write it, or remove it."
    if kind == "string_pattern_mismatch":
        return "an id holds a control character", "Use letters, digits and signs that can be seen."
    if kind == "list_type":
        return _not_a_list(value, path)
    if kind == "dict_type":
        return _not_a_mapping(value, path)
    return str(error["msg"]).lower(), ""


def _not_one_of(value: object, allowed: list[str]) -> tuple[str, str]:
    remedy = f"Write one of: {', '.join(allowed)}."
    if isinstance(value, str):
        remedy = did_you_mean(value, allowed, remedy)
    return f"{shown(value)} is not known here", remedy


def _not_a_list(value: object, path: Path) -> tuple[str, str]:
    remedy = "Begin each item with '- ', or put them in [ ]."
    if isinstance(value, str) and 0 < len(value) <= 60 and path:
        inner = f'"{value}"' if re.search(r"[^\w -]", value) else value
        remedy = f"Write '{path[-1]}: [{inner}]'."
    return f"a list was expected, not {shown(value)}", remedy


def _not_a_mapping(value: object, path: Path) -> tuple[str, str]:
    message = f"a mapping was expected, not {shown(value)}"
    if len(path) == 2 and path[0] == "parties":
        return message, "Write the party's keys below its id, such as 'needs: [it]'."
    if len(path) > 1 and path[-2] in _ITEMS:
        return message, _ITEMS[str(path[-2])]
    if path == ("parties",):
        return message, "Write one id a line, each with a colon: '  kitchen:'."
    if len(path) > 1 and path[-2] == "needs":
        return message, "Write an id, or '{from: …, service: …}'."
    return message, "Write 'key: value' pairs."


def _unknown_key(path: Path) -> tuple[str, str]:
    """An unknown key, with the nearest of those that are allowed where it stands."""
    key = str(path[-1])
    allowed = allowed_keys(path[:-1])
    message = f"unknown key {quoted(key)}"
    begun, colon, rest = key.partition(":")
    if colon and rest and begun in allowed:
        return message, f"Put a space after the colon: '{begun}: {rest}'."
    if len(path) == 3 and path[0] == "defaults":
        entry: Path = ("parties", "") if path[1] == "party" else ("needs", 0)
        if key in allowed_keys(entry):
            return f"{quoted(key)} cannot be given by defaults", "Give it in each entry."
    if path[:-1] == ("check", "rules"):
        return f"there is no rule {quoted(key)}", did_you_mean(key, allowed, _RULES)
    if key == "customer" and "from" in allowed:
        return message, "A party's need is its own; only the root list 'needs' names a customer."
    return message, did_you_mean(key, allowed, f"Known here are: {', '.join(allowed)}.")


_RULES = "`internalmap rules` lists them."
