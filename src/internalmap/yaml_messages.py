"""What libyaml says of broken YAML, in words that help."""

from __future__ import annotations

import re

import yaml

from internalmap.document import Flaw

#: What YAML allows in a text; everything else must be escaped in double quotes.
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)  # fmt: skip

_QUOTE = "Put the whole text in quotes."
_INDENT = "Check the indentation: entries of one mapping or list stand in one column."

#: A part of libyaml's message, what to say instead, and what to do.
_EXPLANATIONS = (
    (
        "mapping values are not allowed",
        "a colon followed by a space cannot stand here",
        "If it is part of a text, put the text in quotes: \"Team: A\". "
        "Else check the indentation of this line and the one before.",
    ),
    (
        "found character '\\t'",
        "a tab cannot be used to indent",
        "Indent with spaces.",
    ),
    (
        "found a tab character",
        "a tab cannot be used to indent",
        "Indent with spaces.",
    ),
    ("cannot start any token", "this character cannot begin a text", _QUOTE),
    ("did not find expected <document start>", "text after the end of the model", _INDENT),
    ("did not find expected key", "a key was expected here", _INDENT),
    (
        "did not find expected '-' indicator",
        "an item of the list was expected here",
        "Begin it with '- ', in the same column as the others.",
    ),
    (
        "did not find expected ',' or ']'",
        "a comma or ']' was expected here",
        "Close the list that begins with '[', and put text with special characters in quotes.",
    ),
    (
        "did not find expected ',' or '}'",
        "a comma or '}' was expected here",
        "Close the mapping that begins with '{', and put text with special characters in quotes.",
    ),
    (
        "could not find expected ':'",
        "a colon is missing after a key",
        "Write 'key: value', with a space after the colon.",
    ),
    (
        "block sequence entries are not allowed",
        "a list cannot begin here",
        "Put the first '- ' on a line of its own, below the key.",
    ),
    (
        "unexpected end of stream",
        "the file ends inside a quoted text",
        "Close the quotes.",
    ),
    (
        "invalid Unicode character escape",
        "this escape is not a character",
        "Write the character itself.",
    ),
    ("found unknown escape character", "there is no such escape", "Use single quotes, or '\\\\'."),
    ("found undefined tag handle", "tags are not allowed", "Remove the tag."),
    ("found duplicate anchor", "an anchor stands twice", "Rename one."),
)  # fmt: skip


def explain(text: str, error: yaml.MarkedYAMLError) -> Flaw:
    """A syntax error, in words."""
    said = " ".join(part for part in (error.context, error.problem) if part)
    mark = error.problem_mark or error.context_mark
    start = min(mark.index if mark else 0, len(text))
    if "character '\\t'" not in said and "cannot start any token" in said and text[start : start + 1] == "\t":
        said = "found a tab character"
    for part, message, remedy in _EXPLANATIONS:
        if part in said:
            return Flaw(start, start + 1, message, remedy)
    return Flaw(start, start + 1, f"this is not valid YAML: {said}", _INDENT)


def unreadable(text: str, error: yaml.reader.ReaderError) -> Flaw:
    """A character that YAML does not allow."""
    match = _FORBIDDEN.search(text)
    if match is None:
        return Flaw(0, 1, f"the text cannot be read: {error.reason}")
    name = f"U+{ord(match.group()):04X}"
    return Flaw(
        match.start(),
        match.end(),
        f"the character {name} is not allowed in a model",
        "Remove it: it is a control character, perhaps left by copying from another program.",
    )
