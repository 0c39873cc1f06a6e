"""What pydantic says of a file, in words that help."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from internalmap.model import keys
from internalmap.model.rule_names import RULE_VALUES
from internalmap.model.selectors import PREFIXES
from internalmap.modelfile.build.several import by_commas, meant_several
from internalmap.modelfile.schema.forms import shown
from internalmap.modelfile.schema.keys import allowed_keys, also_called
from internalmap.modelfile.syntax.commas import Cut
from internalmap.source import Path
from internalmap.text.escape import quoted
from internalmap.text.meant import LEAVE_OUT, is_not_known, say_without_comma, without_comma
from internalmap.text.suggest import did_you_mean

#: Keys that take the id of one party.
_ONE_ID = frozenset({"part_of", "reports_to", "customer"})
#: Keys that take a list of ids or texts.
_LISTS = frozenset(
    {
        "needs",
        *(
            key.name
            for key in (*keys.PARTY, *keys.NEED, *keys.ROOT)
            if key.form in ("ids", "texts")
        ),
    }
)
#: The entries of lists that hold mappings, as an example shows them.
_ITEMS = {
    "actions": "{what: …, owner: …, due: …}",
    "accept": "{rule: …, reason: …, by: …}",
    "policies": "{name: …, kind: …, reason: …}",
}
#: What the mappings with a form of their own look like.
_MAPPINGS = {
    "parties": "Write one id a line, each with a colon: '  kitchen:'.",
    "scale": "Write '{min: 1, max: 5}'.",
    "everyone": "Write '{needs: [hr]}'.",
    "defaults": "Write '{party: {…}, need: {…}}'.",
    "party": "Write keys of parties and their values: '{kind: person}'.",
    "need": "Write keys of needs and their values: '{within: 1d}'.",
    "scenarios": "Write one id a line, each with what happens: 'fire: {gone: quay, for: 5d}'.",
    "check": "Write '{fail_on: …, rules: {…}, policies: [ … ]}'.",
    "rules": "Write rules and their settings: '{sole-supplier: error}'.",
}
#: What is done in place of a key '$schema', which editors write.
_SCHEMA = (
    "Remove it. In JSON, the editor's settings say which schema a file has; in YAML, a comment in "
    "the first line does: '# yaml-language-server: $schema=…'."
)
_LIST = "Put [ ] around it, or begin each item with '- '."
_RULES = f"Rules are: {', '.join(RULE_VALUES)}."


def say(error: dict[str, Any], path: Path, ids: Collection[str] = ()) -> tuple[str, str]:
    """What is wrong with the value at a path, and what to do; `ids` are the parties of the file."""
    kind, value = error["type"], error.get("input")
    context = error.get("ctx") or {}
    if kind == "fault":
        return str(context["message"]), str(context["remedy"])
    if kind == "extra_forbidden":
        return _unknown_key(path, value)
    if kind == "literal_error":
        words = re.findall("'([^']*)'", str(context["expected"]))
        return _not_one_of(str(error["loc"][-1]), value, words)
    if value is None:
        return "nothing stands here", "Write a value, or remove the entry."
    if kind == "string_type":
        return _not_a_text(value, path)
    if kind == "string_too_short":
        if error["loc"][-1] == "[key]":
            return "a party has an empty id", "Write its id before the colon."
        if path and path[-1] in _ONE_ID:
            return "this id is empty", "Write the id of one party, or remove the key."
        return "this text is empty", "Write it, or remove it."
    if kind == "string_pattern_mismatch":
        return "an id holds a control character", "Use letters, digits and signs that can be seen."
    if kind == "list_type":
        return _not_a_list(value, path, ids)
    if kind == "dict_type":
        return _not_a_mapping(value, path)
    return str(error["msg"]).lower(), ""


def _not_one_of(key: str, value: object, words: list[str]) -> tuple[str, str]:
    remedy = f"Write one of: {', '.join(words)}."
    if not isinstance(value, str):
        return f"a word was expected, not {shown(value)}", remedy
    if is_not_known(value):
        return f"unknown {key} {quoted(value)}", LEAVE_OUT
    return f"unknown {key} {quoted(value)}", did_you_mean(value, words, remedy)


def _not_a_text(value: object, path: Path) -> tuple[str, str]:
    selector = _split_selector(value)
    if selector:
        return f"a text was expected, not {shown(value)}", selector
    if path and path[-1] in _ONE_ID:
        return f"one id was expected, not {shown(value)}", "Write the id of one party."
    return f"a text was expected, not {shown(value)}", "Write a single text."


def _split_selector(value: object) -> str:
    """The remedy for 'kind: person', which YAML takes for a mapping; else nothing."""
    if isinstance(value, dict) and len(value) == 1:
        ((key, inner),) = value.items()
        if key in PREFIXES and isinstance(inner, str):
            return f"A selector is one text, without a space: '{key}:{inner}'."
    return ""


def _not_a_list(value: object, path: Path, ids: Collection[str]) -> tuple[str, str]:
    key = path[-1] if path else ""
    message = f"a list was expected, not {shown(value)}"
    if key in _ITEMS:
        return message, f"Write '{key}: [{_ITEMS[str(key)]}]'."
    if path == ("needs",):
        return message, "Write 'needs: [{customer: …, from: …}]'."
    if is_not_known(value):
        return message, LEAVE_OUT
    if isinstance(value, str) and re.match(r"-[^\s-]", value):
        return message, "Put a space after each '-' that begins an item."
    if isinstance(value, dict) and next(iter(value), "").startswith("-"):
        first = next(iter(value))
        return message, f"Put a space after the '-': '- {first[1:]}: …'."
    if isinstance(value, str) and 0 < len(value) <= 60:
        several = None if value in ids else meant_several(value, ids) or by_commas(value)
        if several and key == "needs" and len(path) == 3:
            inner = ", ".join(several.ids)
            if several.alternatives:
                inner = f"{{from: [{inner}]}}"
            return message, f"Write '{key}: [{inner}]'."
        if several:
            return message, f"Write '{key}: [{', '.join(several.ids)}]'."
        inner = f'"{value}"' if re.search(r"[^\w -]", value) else value
        return message, f"Write '{key}: [{inner}]'."
    return message, _split_selector(value) or _LIST


def _not_a_mapping(value: object, path: Path) -> tuple[str, str]:
    message = f"a mapping was expected, not {shown(value)}"
    tight = re.match(r"([\w-]+):(?=\S)", value) if isinstance(value, str) else None
    if tight and tight[1] in allowed_keys(path):
        rest = str(value)[tight.end() :].split()[0]
        return message, f"Put a space after each colon: '{tight[1]}: {rest}'."
    if len(path) == 1 or path[:-1] in (("defaults",), ("check",)):
        return message, _MAPPINGS.get(str(path[-1]), "Write 'key: value' pairs.")
    if len(path) == 2 and path[0] == "parties":
        return message, "Write the party's keys below its id, such as 'needs: [it]'."
    if len(path) == 2 and path[0] == "scenarios":
        return message, "Write '{gone: …, for: …, expect: {…}}'."
    if path[:1] == ("scenarios",) and path[-1] in ("late", "expect"):
        return message, f"Write who, a colon and how long: '{path[-1]}: {{guests: 4h}}'."
    if path[-2] in _ITEMS:
        return message, f"Write '{_ITEMS[str(path[-2])]}'."
    if path[:-1] == ("needs",):
        return message, "Write '{customer: …, from: …}'."
    if path[-2] == "needs":
        return message, "Write an id, or '{from: …, service: …}'."
    if path[:-1] == ("check", "rules"):
        return message, "Write a severity, or '{severity: …}' with the rule's limits."
    return message, "Write 'key: value' pairs."


def is_one_value(cut: Cut) -> bool:
    """Whether the parts of a value that commas cut are known to be one: a number, or a list."""
    return cut.is_number or takes_a_list(cut.key)


def takes_a_list(key: str) -> bool:
    """Whether a key takes a list of ids or texts."""
    return key in _LISTS


def say_cut(text: str, path: Path, cut: Cut, ids: Collection[str]) -> tuple[str, str]:
    """What is wrong with a value that a comma cut in two, the path being that of the second."""
    if cut.is_number:
        remedy = say_without_comma(without_comma(text)) if len(text) <= 60 else ""
        return "a comma stands inside a number", remedy or "Write it without commas."
    key = str(path[-1])
    begun, space, rest = key.partition(" ")
    if space and rest.strip() and begun in allowed_keys(path[:-1]):
        return f"a colon is missing after {quoted(begun)}", f"Write '{begun}: {rest.strip()}'."
    if is_one_value(cut):
        several = by_commas(text)
        inner = f'"{text}"' if text in ids or several is None else ", ".join(several.ids)
        return "this list has no brackets", f"Write '{cut.key}: [{inner}]'."
    remedy = "If it belongs to the text before it, put the whole text in quotes."
    if len(text) <= 60 and '"' not in text and "\n" not in text:
        remedy = f'If it belongs to the text before it, write "{text}".'
    return f"unknown key {quoted(key)}", remedy


def _unknown_key(path: Path, value: object) -> tuple[str, str]:
    """An unknown key, with the nearest of those that are allowed where it stands."""
    key, holder = str(path[-1]), path[:-1]
    allowed = allowed_keys(holder)
    message = f"unknown key {quoted(key)}"
    begun, colon, rest = key.partition(":")
    if colon and rest and begun in allowed:
        return message, f"Put a space after the colon: '{begun}: {rest}'."
    if holder == ("check", "rules"):
        if key in allowed_keys(("check",)):
            return f"there is no rule {quoted(key)}", "Write it beside 'rules', not below."
        return f"there is no rule {quoted(key)}", did_you_mean(key, allowed, _RULES)
    elsewhere = _belongs_elsewhere(key, holder, allowed)
    if elsewhere:
        return elsewhere[0] or message, elsewhere[1]
    called = also_called(key, allowed)
    if called:
        return message, f"Did you mean {quoted(called)}?"
    known = f"Known here are: {', '.join(allowed)}."
    if may_be_a_party(path, value):
        known = f"If it is a party, indent it below 'parties'.{'' if value else f' {known}'}"
    return message, did_you_mean(key, allowed, known)


def resembles_a_key(path: Path) -> bool:
    """Whether an unknown key was probably meant as one that the format knows."""
    key, holder = str(path[-1]), path[:-1]
    allowed = allowed_keys(holder)
    return bool(
        _belongs_elsewhere(key, holder, allowed)
        or also_called(key, allowed)
        or did_you_mean(key, allowed)
    )


def may_be_a_party(path: Path, value: object) -> bool:
    """Whether an unknown key of the root looks like a party that is not indented."""
    if len(path) != 1 or _belongs_elsewhere(str(path[0]), (), allowed_keys(())):
        return False
    return value is None or (
        isinstance(value, dict) and not value.keys().isdisjoint(allowed_keys(("parties", "")))
    )


_TO_PARTY = "It belongs to a party: write it below the party's id."
_TO_NEED = "It belongs to a need: write it below 'needs', beside 'from'."
_TO_CHECK = "It belongs below 'check'."
_TO_ROOT = "It belongs to the model as a whole: write it in the first column, beside 'parties'."


def _belongs_elsewhere(key: str, holder: Path, allowed: tuple[str, ...]) -> tuple[str, str] | None:
    """What to say of a key that the format knows, at another place."""
    party_keys, need_keys = allowed_keys(("parties", "")), allowed_keys(("needs", 0))
    root_keys, check_keys = allowed_keys(()), allowed_keys(("check",))
    is_need, is_party = "from" in allowed, holder[:1] == ("parties",) and len(holder) == 2
    if holder[:1] == ("defaults",):
        keys_of = {"party": party_keys, "need": need_keys}
        if len(holder) == 2 and key in keys_of.get(str(holder[1]), ()):
            return f"{quoted(key)} cannot be given by defaults", "Give it in each entry."
        homes = [f"'{home}'" for home in keys_of if key in allowed_keys(("defaults", home))]
        if len(holder) == 1 and homes:
            return "", f"Write it below {' or '.join(homes)}."
    elif is_need:
        if key == "customer":
            return "", "A party's need is its own; only the root list 'needs' names a customer."
        if key == "needs":
            return "", "A need has no needs of its own: write them at the supplier."
        if key in party_keys:
            return "", "It belongs to a party: write it beside 'needs'."
    elif is_party:
        if key in ("parties", "members"):
            unit = quoted(str(holder[1]))[1:-1]
            return "", f"Each member says it: write 'part_of: {unit}' there, below its own id."
        if key in need_keys:
            return "", _TO_NEED
    elif not holder:
        if key == "$schema":
            return "a model has no '$schema'", _SCHEMA
        if key in check_keys:
            return "", _TO_CHECK
        if key in party_keys:
            return "", _TO_PARTY
        if key in need_keys:
            return "", _TO_NEED
    elif holder == ("everyone",) and key in need_keys:
        return "", _TO_NEED
    elif holder == ("check",) and key in RULE_VALUES:
        return "", "It is a rule: write it below 'rules'."
    if holder not in ((), ("defaults",)) and allowed and key in root_keys:
        return "", _TO_ROOT
    if (is_need or is_party) and key in check_keys:
        return "", _TO_CHECK
    return None
