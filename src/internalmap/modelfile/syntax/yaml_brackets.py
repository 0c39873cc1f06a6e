"""Lists and mappings in brackets that libyaml could not read to their end."""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml

from internalmap.modelfile.schema.keys import known_keys
from internalmap.modelfile.syntax.values import SyntaxProblem
from internalmap.modelfile.syntax.yaml_places import (
    FAR,
    QUOTE,
    Trouble,
    left_out,
    line_start,
    token_end,
)
from internalmap.text.escape import quoted

#: A text in quotes, a comment, or a bracket; quotes inside words are apostrophes.
_MARKS = re.compile(
    r"(?<![^\s,\[\]{}:])(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')|(?<=\s)#[^\r\n]*|[\[\]{}]",
    re.DOTALL,
)
#: How far what stands before a mistake is looked at.
_NEAR = 500


#: What each bracket opens, and what closes it.
_KINDS = {"[": ("list", "[", "]"), "{": ("mapping", "{", "}")}


def unclosed(what: str, opening: str, closing: str) -> Callable[[Trouble], SyntaxProblem]:
    """What to say of a list or a mapping in brackets that does not end where it should."""

    def explanation(trouble: Trouble) -> SyntaxProblem:
        text, at, begun = trouble.text, trouble.at, trouble.begun
        comment = _comment_in_brackets(text, begun, at, what)
        if comment is not None:
            return comment
        remedy = f"Close the {what} with '{closing}'; put text with special characters in quotes."
        if at < len(text) and text[at] in "]}":
            message = f"a comma or '{closing}' was expected, not '{text[at]}'"
            related = (begun, begun + 1, f"the {what} begins here")
            return SyntaxProblem(at, at + 1, message, remedy, related)
        same_line = line_start(text, at) == line_start(text, begun)
        if at >= len(text) or not (same_line or _is_closed_later(text, at)):
            inner = (_open_brackets(text, begun, at) or [begun])[-1]
            if inner > begun:
                return unclosed(*_KINDS[text[inner]])(trouble._replace(begun=inner))
            message = f"this '{opening}' is not closed"
            note = f"before this, a comma or '{closing}' was expected"
            met = (at, at + 1, note) if text[at:].strip() else None
            return SyntaxProblem(begun, begun + 1, message, remedy, met)
        if text[at] == ":":
            return _colon_in_brackets(text, begun, at)
        key = re.compile(r"[\w-]+(?=\s*:)").match(text, at)
        if key and key.group() in known_keys():
            message = f"a comma is missing before {quoted(key.group())}"
            remedy = f"Write a comma there, or close the {what} with '{closing}'."
            return SyntaxProblem(at, key.end(), message, remedy)
        message = f"a comma or '{closing}' was expected before this"
        return SyntaxProblem(at, token_end(text, at), message, f"Write a comma, or c{remedy[1:]}")

    return explanation


def _colon_in_brackets(text: str, begun: int, at: int) -> SyntaxProblem:
    """A colon in a text, or a comma that is missing before the key."""
    before = text[max(begun + 1, at - _NEAR) : at].rstrip()
    *entry, key = re.split(r"[,\[\]{}]", before)[-1].split() or [""]
    if not entry or entry[-1].endswith(":"):
        return SyntaxProblem(
            at, at + 1, "a colon and a space inside a text that has no quotes", QUOTE
        )
    if key not in known_keys():
        message = "a colon and a space inside a text that has no quotes"
        remedy = f"If a key begins here, put a comma before it. {QUOTE}"
        return SyntaxProblem(at, at + 1, message, remedy)
    start = text.rindex(key, 0, at)
    written = f"{' '.join(entry)}, {key}: …"
    remedy = f"Write '{written}'." if len(written) < 60 else "Write a comma there."
    remedy += " If all of this is one text, put the text in quotes."
    return SyntaxProblem(
        start, start + len(key), f"a comma is missing before {quoted(key)}", remedy
    )


def _comment_in_brackets(text: str, begun: int, at: int, what: str) -> SyntaxProblem | None:
    """A comment that took the end of an entry along, where text with a '#' was meant."""
    for match in _MARKS.finditer(text, begun, min(at, begun + FAR)):
        comment, start = match.group(), match.start()
        if not comment.startswith("#"):
            continue
        line = text[line_start(text, start) : start]
        if not line.strip():  # one on a line of its own is meant as one
            continue
        closes = _is_closed_later(comment, 0)
        if closes or comment.rstrip().endswith(","):
            value = re.split(r"[,\[\]{}]|:\s", line)[-1].strip()
            value = f"{value} {re.split(r'[],}]', comment)[0].strip()}".strip()
            remedy = "If it belongs to a text, put the whole text in quotes"
            remedy += f': "{value}".' if len(value) < 60 and '"' not in value else "."
            message = "from ' #' on, this line is a comment"
            related = (begun, begun + 1, f"so the {what} that begins here is not closed")
            return SyntaxProblem(
                start, start + len(comment), message, remedy, related if closes else None
            )
    return None


def in_brackets_from_above(text: str, begin: int, at: int) -> bool:
    """Whether a line is inside brackets that begin in a line above it, looked for from where the
    innermost list or mapping begins that is not complete."""
    return bool(_open_brackets(text, max(begin, 0), line_start(text, at)))


def _open_brackets(text: str, begin: int, at: int) -> list[int]:
    """Where the brackets begin that are not closed up to here."""
    opened: list[int] = []
    for match in _MARKS.finditer(text, begin, min(at, begin + FAR)):
        if match.group() in ("[", "{"):
            opened.append(match.start())
        elif match.group() in ("]", "}") and opened:
            opened.pop()
    return opened


def _is_closed_later(text: str, at: int) -> bool:
    """Whether more brackets are closed than opened from here on."""
    open_brackets = 0
    for match in _MARKS.finditer(text, at, at + FAR):
        if match.group() in ("[", "{"):
            open_brackets += 1
        elif match.group() in ("]", "}"):
            open_brackets -= 1
            if open_brackets < 0:
                return True
    return False


def is_in_brackets(trouble: Trouble) -> bool:
    """Whether the trouble is inside a list or a mapping in brackets.

    What libyaml has told so far is not enough: it looks ahead where brackets may be a key.
    """
    text, at = trouble.text, trouble.at
    begin = max(trouble.innermost, 0)
    column = begin - line_start(text, begin)
    open_brackets = 0
    try:
        for token in yaml.scan(" " * column + text[begin:at], yaml.CSafeLoader):
            if isinstance(token, yaml.FlowMappingStartToken | yaml.FlowSequenceStartToken):
                open_brackets += 1
            elif isinstance(token, yaml.FlowMappingEndToken | yaml.FlowSequenceEndToken):
                open_brackets -= 1
    except yaml.YAMLError:
        pass
    return open_brackets > 0


def no_content(trouble: Trouble) -> SyntaxProblem:
    """Nothing, or nothing that can be one, where a value should be."""
    text, at, innermost = trouble.text, trouble.at, trouble.innermost
    if not text[at:].strip() and innermost >= 0 and text[innermost] in _KINDS:
        explanation = unclosed(*_KINDS[text[innermost]])
        return explanation(trouble._replace(begun=innermost, at=len(text)))
    return left_out(trouble) or SyntaxProblem(at, at + 1, "a value was expected here", QUOTE)
