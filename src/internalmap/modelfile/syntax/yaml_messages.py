"""What libyaml says of broken YAML, in words that help.

libyaml tells where it gave up, which is often after the mistake: where the text shows what was
meant, the place is moved to the mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

import yaml

from internalmap.modelfile.schema.keys import known_keys
from internalmap.modelfile.syntax.values import Flaw
from internalmap.text.escape import quoted

#: What YAML allows in a text; everything else must be escaped in double quotes.
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)  # fmt: skip

#: Line ends to libyaml and to nobody else, so that what follows them is not where it seems to be;
#: and the byte-order mark, which is one only at the beginning.
ODD_CHARACTERS = ("\x85", "\u2028", "\u2029", "\ufeff")

#: A text in quotes, a comment, or a bracket; quotes inside words are apostrophes.
_MARKS = re.compile(
    r"(?<![^\s,\[\]{}:])(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*')|(?<=\s)#[^\r\n]*|[\[\]{}]",
    re.DOTALL,
)
#: How far what follows a mistake is looked at.
_FAR = 20_000
#: How far what stands before a mistake is looked at.
_NEAR = 500

#: libyaml looks no further than this for the colon after a key.
_LONGEST_KEY = 1024

_QUOTE = "If this is a text, put the whole text in quotes."
_INDENT = "Check the indentation: the entries of one mapping or list stand in one column."


class _Trouble(NamedTuple):
    """What libyaml said; where that began (-1: nowhere), and where it gave up; and where the
    innermost list or mapping that is not complete begins."""

    text: str
    said: str
    begun: int
    at: int
    innermost: int


def explain(text: str, error: yaml.MarkedYAMLError, innermost: int) -> Flaw:
    """A syntax error, in words; `innermost` is where the list or mapping around it begins."""
    said = _said(error)
    mark = error.problem_mark or error.context_mark
    begun = error.context_mark.index if error.context_mark else -1
    trouble = _Trouble(text, said, begun, min(mark.index if mark else 0, len(text)), innermost)
    for part, explanation in _EXPLANATIONS:
        if part in said:
            if callable(explanation):
                return explanation(trouble)
            message, remedy = explanation
            return Flaw(trouble.at, _token_end(text, trouble.at), message, remedy)
    return Flaw(trouble.at, trouble.at + 1, f"this is not valid YAML: {said}", _INDENT)


def is_explained(error: yaml.MarkedYAMLError) -> bool:
    """Whether a syntax error is one that we have words for."""
    return any(part in _said(error) for part, _ in _EXPLANATIONS)


def _said(error: yaml.MarkedYAMLError) -> str:
    return " ".join(part for part in (error.context, error.problem) if part)


def unreadable(text: str) -> Flaw:
    """The first character that YAML does not allow."""
    match = _FORBIDDEN.search(text)
    start = match.start() if match else 0
    return forbidden(text, start)


def forbidden(text: str, start: int) -> Flaw:
    """A character that a model cannot hold as it is."""
    code = ord(text[start])
    return Flaw(
        start,
        start + 1,
        f"the character U+{code:04X} is not allowed in a model",
        "Remove it: it cannot be seen, and was perhaps copied from another program.",
    )


def _token_end(text: str, start: int) -> int:
    match = re.compile(r"[^\s,\[\]{}]+").match(text, start)
    return match.end() if match else start + 1


def _line_start(text: str, at: int) -> int:
    """Where a line begins, found without looking further back than a few times its length."""
    width = 100
    while True:
        low = max(0, at - width)
        found = max(text.rfind("\n", low, at), text.rfind("\r", low, at))
        if found >= 0 or low == 0:
            return found + 1
        width *= 4


def _line_end(text: str, at: int) -> int:
    match = re.compile(r"[^\r\n]*").match(text, at)
    return match.end() if match else at


def _line_before(text: str, at: int) -> tuple[int, str]:
    """Where the last line with something to say before this one begins, and what it says; among
    comments, not looked for very far up."""
    start = _line_start(text, at)
    start = len(text[:start].rstrip(" \t\r\n")) + 1 if start else 0  # any number of empty lines
    furthest = start - _FAR
    while start > max(0, furthest):
        start = _line_start(text, start - 1)
        line = re.sub(r"(^|\s)#.*", "", text[start : _line_end(text, start)]).rstrip()
        if line.strip():
            return start + len(line) - len(line.lstrip()), line.strip()
    return 0, ""


def _colon(trouble: _Trouble) -> Flaw:
    """A colon where none can be: in a text, or after a line that is not what it should be."""
    text, at = trouble.text, trouble.at
    start = _line_start(text, at)
    before = text[start:at]
    first = re.search(r":\s", before)
    if at - start > _LONGEST_KEY and first is None:
        message = f"a key is longer than {_LONGEST_KEY:,} characters"
        start += len(before) - len(before.lstrip())
        return Flaw(start, at, message, "Give it a shorter id, and the long text as 'name'.")
    if first is not None:
        value = text[start + first.end() : _line_end(text, at)].strip()
        begin = text.index(value[:1], start + first.end())
        if value[:1] not in "\"'[{":
            message = "a colon and a space inside a text that has no quotes"
            remedy = f'Put the text in quotes: "{value}".' if len(value) < 60 else _QUOTE
            return Flaw(begin, begin + len(value), message, remedy)
        return Flaw(at, at + 1, "a colon cannot stand here", _QUOTE)
    above, line = _line_before(text, at)
    key_start = start + len(before) - len(before.lstrip())
    if line and not re.search(r":(\s|$)", line) and not line.startswith("- "):
        return _colon_missing(above, line)
    message = "this line is indented deeper than the line above, which is complete"
    remedy = "Put it in the column of the line above, or remove the value there to put this inside."
    return Flaw(key_start, at, message, remedy)


def _colon_missing(start: int, line: str) -> Flaw:
    tight = re.match(r"[\w-]+:(?=\S)", line)
    if tight:
        key, value = line[: tight.end()], line[tight.end() :]
        remedy = f"Write '{key} {value}'." if len(line) < 60 else "Write 'key: value'."
        return Flaw(start, start + tight.end(), "a space is missing after this colon", remedy)
    remedy = "Write 'key:' or 'key: value', with a space after the colon."
    return Flaw(start, start + len(line), "a colon is missing after a key", remedy)


def _stands_below_an_item(text: str, at: int) -> bool:
    above, line = _line_before(text, at)
    column = above - _line_start(text, above)
    return line.startswith("- ") and column == at - _line_start(text, at)


def _no_colon(trouble: _Trouble) -> Flaw:
    start = max(trouble.begun, 0)
    if _stands_below_an_item(trouble.text, start):
        return _no_item(trouble._replace(at=start))
    line = trouble.text[start : _line_end(trouble.text, start)].rstrip()
    return _colon_missing(start, line)


def _no_key(trouble: _Trouble) -> Flaw:
    """Something else where the next key of a mapping was expected."""
    text, at = trouble.text, trouble.at
    before = text[_line_start(text, at) : at].rstrip()
    end = _token_end(text, at)
    if before.strip():
        last = before[-1]
        if last in "\"'":
            message = f"text follows the closing {last}"
            inside = "it''s" if last == "'" else '\\"'
            remedy = (
                f"A {last} inside the text is written {inside}. If the text is meant to end here, "
                f"look for a {last} that is missing further up."
            )
            return Flaw(at, end, message, remedy)
        if last in "]}" or text[at] in "]}":
            message = "something follows the end of a list or mapping in brackets"
            return Flaw(at, end, message, "Remove it; or, if this is a text, put it all in quotes.")
        return Flaw(at, end, "a new line was expected here", _QUOTE)
    if re.compile(r":(\s|$)").match(text, at):
        return Flaw(at, at + 1, "a key is missing before this colon", "Write a name there.")
    if re.compile(r"-(\s|$)").match(text, at):
        if _line_before(text, at)[1].startswith("- "):
            message = "this item does not stand in the column of the items above"
            return Flaw(at, at + 1, message, _INDENT)
        message = "an item of a list stands among the keys of a mapping"
        remedy = "Put the list below a key, in or right of the key's column."
        return Flaw(at, at + 1, message, remedy)
    return Flaw(at, end, "this line does not stand in the column of any line above", _INDENT)


def _no_item(trouble: _Trouble) -> Flaw:
    end = _token_end(trouble.text, trouble.at)
    message = "this line stands among the items of a list, and begins with no '- '"
    remedy = "Begin it with '- ', or move it to the column of the key that it belongs with."
    return Flaw(trouble.at, end, message, remedy)


def _unclosed(what: str, opening: str, closing: str) -> Callable[[_Trouble], Flaw]:
    def explanation(trouble: _Trouble) -> Flaw:
        text, at, begun = trouble.text, trouble.at, trouble.begun
        comment = _comment_in_brackets(text, begun, at, what)
        if comment is not None:
            return comment
        remedy = f"Close the {what} with '{closing}'; put text with special characters in quotes."
        if at < len(text) and text[at] in "]}":
            message = f"a comma or '{closing}' was expected, not '{text[at]}'"
            related = (begun, begun + 1, f"the {what} begins here")
            return Flaw(at, at + 1, message, remedy, related)
        same_line = _line_start(text, at) == _line_start(text, begun)
        if at >= len(text) or not (same_line or _is_closed_later(text, at)):
            message = f"this '{opening}' is not closed"
            note = f"before this, a comma or '{closing}' was expected"
            met = (at, at + 1, note) if text[at:].strip() else None
            return Flaw(begun, begun + 1, message, remedy, met)
        if text[at] == ":":
            return _colon_in_brackets(text, begun, at)
        key = re.compile(r"[\w-]+(?=\s*:)").match(text, at)
        if key and key.group() in known_keys():
            message = f"a comma is missing before {quoted(key.group())}"
            remedy = f"Write a comma there, or close the {what} with '{closing}'."
            return Flaw(at, key.end(), message, remedy)
        message = f"a comma or '{closing}' was expected before this"
        return Flaw(at, _token_end(text, at), message, f"Write a comma, or c{remedy[1:]}")

    return explanation


def _colon_in_brackets(text: str, begun: int, at: int) -> Flaw:
    """A colon in a text, or a comma that is missing before the key."""
    before = text[max(begun + 1, at - _NEAR) : at].rstrip()
    *entry, key = re.split(r"[,\[\]{}]", before)[-1].split() or [""]
    if not entry or entry[-1].endswith(":"):
        return Flaw(at, at + 1, "a colon and a space inside a text that has no quotes", _QUOTE)
    if key not in known_keys():
        message = "a colon and a space inside a text that has no quotes"
        remedy = f"If a key begins here, put a comma before it. {_QUOTE}"
        return Flaw(at, at + 1, message, remedy)
    start = text.rindex(key, 0, at)
    written = f"{' '.join(entry)}, {key}: …"
    remedy = f"Write '{written}'." if len(written) < 60 else "Write a comma there."
    remedy += " If all of this is one text, put the text in quotes."
    return Flaw(start, start + len(key), f"a comma is missing before {quoted(key)}", remedy)


def _comment_in_brackets(text: str, begun: int, at: int, what: str) -> Flaw | None:
    """A comment that took the end of an entry along, where text with a '#' was meant."""
    for match in _MARKS.finditer(text, begun, min(at, begun + _FAR)):
        comment, start = match.group(), match.start()
        if not comment.startswith("#"):
            continue
        line = text[_line_start(text, start) : start]
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
            return Flaw(start, start + len(comment), message, remedy, related if closes else None)
    return None


def _is_closed_later(text: str, at: int) -> bool:
    """Whether more brackets are closed than opened from here on."""
    open_brackets = 0
    for match in _MARKS.finditer(text, at, at + _FAR):
        if match.group() in ("[", "{"):
            open_brackets += 1
        elif match.group() in ("]", "}"):
            open_brackets -= 1
            if open_brackets < 0:
                return True
    return False


def _is_in_brackets(trouble: _Trouble) -> bool:
    """Whether the trouble is inside a list or a mapping in brackets.

    What libyaml has told so far is not enough: it looks ahead where brackets may be a key.
    """
    text, at = trouble.text, trouble.at
    begin = max(trouble.innermost, 0)
    column = begin - _line_start(text, begin)
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


def _no_content(trouble: _Trouble) -> Flaw:
    text, at, innermost = trouble.text, trouble.at, trouble.innermost
    if not text[at:].strip() and innermost >= 0 and text[innermost] in "[{":
        what, closing = ("list", "]") if text[innermost] == "[" else ("mapping", "}")
        opening = text[innermost]
        return _unclosed(what, opening, closing)(trouble._replace(begun=innermost, at=len(text)))
    return Flaw(at, at + 1, "a value was expected here", _QUOTE)


def _open_quote(trouble: _Trouble) -> Flaw:
    begun = max(trouble.begun, 0)
    quote = trouble.text[begun : begun + 1]
    remedy = f"Put a {quote} at the end of the text."
    return Flaw(begun, begun + 1, f"this {quote} is never closed", remedy)


def _bad_start(trouble: _Trouble) -> Flaw:
    text, at = trouble.text, trouble.at
    char = text[at : at + 1]
    if char == "\t":
        return Flaw(at, at + 1, "a tab cannot be used to indent", "Indent with spaces.")
    line = re.split(r"\s#", text[at : _line_end(text, at)])[0]
    value = (re.split(r"[,\[\]{}]", line)[0] if _is_in_brackets(trouble) else line).rstrip()
    message = f"a text cannot begin with {quoted(char)} unless it is in quotes"
    remedy = f'Write "{value}".' if len(value) < 60 and '"' not in value else _QUOTE
    if re.fullmatch("%[0-9.]+", value):
        remedy = f"Write {value[1:]}%."
    return Flaw(at, at + len(value), message, remedy)


def _bad_name(trouble: _Trouble) -> Flaw:
    return _bad_start(trouble._replace(at=max(trouble.begun, 0)))


def _escape(trouble: _Trouble) -> Flaw:
    start = trouble.text.rfind("\\", 0, trouble.at + 1)
    start = start if start >= 0 else trouble.at
    remedy = "Write \\\\ for a backslash, or put the text in single quotes, which know no escapes."
    return Flaw(start, trouble.at + 1, "there is no such escape in double quotes", remedy)


def _surrogate(trouble: _Trouble) -> Flaw:
    start = trouble.text.rfind("\\", 0, trouble.at + 1)
    message = "this escape is not a character"
    return Flaw(start, start + 6, message, "Write the character itself, or \\U and eight digits.")


def _directive(trouble: _Trouble) -> Flaw:
    start = _line_start(trouble.text, trouble.at)
    end = _line_end(trouble.text, start)
    return Flaw(start, end, "a model has no lines that begin with '%'", "Remove the line.")


_SimpleOrNot = tuple[str, str] | Callable[[_Trouble], Flaw]

#: A part of libyaml's message; and what to say instead, and what to do.
_EXPLANATIONS: tuple[tuple[str, _SimpleOrNot], ...] = (
    ("mapping values are not allowed", _colon),
    ("could not find expected ':'", _no_colon),
    ("did not find expected key", _no_key),
    ("did not find expected '-' indicator", _no_item),
    ("did not find expected ',' or ']'", _unclosed("list", "[", "]")),
    ("did not find expected ',' or '}'", _unclosed("mapping", "{", "}")),
    ("a quoted scalar found unexpected", _open_quote),
    ("found a tab character", ("a tab cannot be used to indent", "Indent with spaces.")),
    ("cannot start any token", _bad_start),
    ("did not find expected alphabetic or numeric", _bad_name),
    ("scanning a block scalar", _bad_name),
    ("mapping keys are not allowed", _bad_start),
    ("found invalid Unicode character escape", _surrogate),
    ("a quoted scalar", _escape),
    ("scanning a tag", _bad_name),
    ("found undefined tag handle", _bad_name),
    (
        "block sequence entries are not allowed",
        ("a list cannot begin here", "Put each '- ' on a line of its own, below the key."),
    ),
    ("found incompatible YAML document", _directive),
    ("directive", _directive),
    (
        "did not find expected <document start>",
        ("the model ended above, at '...'", "Remove the line '...'."),
    ),
    ("did not find expected node content", _no_content),
)  # fmt: skip
