"""What libyaml says of broken YAML, in words that help.

libyaml tells where it gave up, which is often after the mistake: where the text shows what was
meant, the place is moved to the mistake.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml

from internalmap.modelfile.schema.keys import known_keys
from internalmap.modelfile.syntax.values import SyntaxProblem
from internalmap.modelfile.syntax.yaml_brackets import is_in_brackets, no_content, unclosed
from internalmap.modelfile.syntax.yaml_places import (
    QUOTE,
    Trouble,
    left_out,
    line_before,
    line_end,
    line_start,
    token_end,
)
from internalmap.text.escape import quoted

#: What YAML allows in a text; everything else must be escaped in double quotes.
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)  # fmt: skip

#: A key in brackets, with a colon and no space behind it.
#: A dash that begins an item, without its space.
_TIGHT_DASH = re.compile(r"-[^\s-]")
_TIGHT = re.compile(r"(?<=[{,\s])([\w-]+):(?=[^\s,\]}])")

#: libyaml looks no further than this for the colon after a key.
_LONGEST_KEY = 1024

_INDENT = "Check the indentation: the entries of one mapping or list stand in one column."


def explain(text: str, error: yaml.MarkedYAMLError, innermost: int) -> SyntaxProblem:
    """A syntax error, in words; `innermost` is where the list or mapping around it begins."""
    reported = _libyaml_message(error)
    mark = error.problem_mark or error.context_mark
    begun = error.context_mark.index if error.context_mark else -1
    trouble = Trouble(text, reported, begun, min(mark.index if mark else 0, len(text)), innermost)
    for part, explanation in _EXPLANATIONS:
        if part in reported:
            if callable(explanation):
                return explanation(trouble)
            message, remedy = explanation
            return SyntaxProblem(trouble.at, token_end(text, trouble.at), message, remedy)
    return SyntaxProblem(trouble.at, trouble.at + 1, f"this is not valid YAML: {reported}", _INDENT)


def is_explained(error: yaml.MarkedYAMLError) -> bool:
    """Whether a syntax error is one that we have words for."""
    return any(part in _libyaml_message(error) for part, _ in _EXPLANATIONS)


def _libyaml_message(error: yaml.MarkedYAMLError) -> str:
    return " ".join(part for part in (error.context, error.problem) if part)


def unreadable(text: str) -> SyntaxProblem:
    """The first character that YAML does not allow."""
    match = _FORBIDDEN.search(text)
    start = match.start() if match else 0
    return forbidden(text, start)


def forbidden(text: str, start: int) -> SyntaxProblem:
    """A character that a model cannot hold as it is."""
    code = ord(text[start])
    return SyntaxProblem(
        start,
        start + 1,
        f"the character U+{code:04X} is not allowed in a model",
        "Remove it: it cannot be seen, and was perhaps copied from another program.",
    )


def _colon(trouble: Trouble) -> SyntaxProblem:
    """A colon where none can be: in a text, or after a line that is not what it should be."""
    text, at = trouble.text, trouble.at
    start = line_start(text, at)
    before = text[start:at]
    first = re.search(r":\s", before)
    if at - start > _LONGEST_KEY and first is None:
        message = f"a key is longer than {_LONGEST_KEY:,} characters"
        start += len(before) - len(before.lstrip())
        return SyntaxProblem(
            start, at, message, "Give it a shorter id, and the long text as 'name'."
        )
    if first is not None:
        value = text[start + first.end() : line_end(text, at)].strip()
        begin = text.index(value[:1], start + first.end())
        if value[:1] not in "\"'[{":
            message = "a colon and a space inside a text that has no quotes"
            remedy = f'Put the text in quotes: "{value}".' if len(value) < 60 else QUOTE
            return SyntaxProblem(begin, begin + len(value), message, remedy)
        return SyntaxProblem(at, at + 1, "a colon cannot stand here", QUOTE)
    above, line = line_before(text, at)
    key_start = start + len(before) - len(before.lstrip())
    if _TIGHT_DASH.match(line):
        return _space_after_dash(above, line)
    if re.match(r"\s*-[^\s-]", before):
        return _space_after_dash(key_start, text[key_start : line_end(text, at)].rstrip())
    if line and not re.search(r":(\s|$)", line) and not line.startswith("- "):
        return _colon_missing(above, line)
    message = "this line is indented deeper than the line above, which is complete"
    remedy = "Put it in the column of the line above, or remove the value there to put this inside."
    return SyntaxProblem(key_start, at, message, remedy)


def _space_after_dash(start: int, line: str) -> SyntaxProblem:
    remedy = f"Write '- {line[1:]}'." if len(line) < 60 else "Put a space after it."
    return SyntaxProblem(start, start + 1, "a space is missing after this '-'", remedy)


def _tight_colon(trouble: Trouble) -> SyntaxProblem:
    """A colon without a space behind it, in brackets: each of them there is shown with one."""
    text, at = trouble.text, trouble.at
    begin = text.rfind("{", line_start(text, at), at)
    end = line_end(text, at)
    written = text[begin if begin >= 0 else at : end].strip()
    spaced = _TIGHT.sub(lambda key: f"{key[1]}: " if key[1] in known_keys() else key[0], written)
    if spaced == written or len(spaced) > 80:
        return SyntaxProblem(
            at, at + 1, "a space is missing after this colon", "Write 'key: value'."
        )
    return SyntaxProblem(at, at + 1, "a space is missing after this colon", f"Write '{spaced}'.")


def _no_list(trouble: Trouble) -> SyntaxProblem:
    remedy = "Put each '- ' on a line of its own, below the key."
    begins = SyntaxProblem(
        trouble.at, token_end(trouble.text, trouble.at), "a list cannot begin here", remedy
    )
    return left_out(trouble) or begins


def _colon_missing(start: int, line: str) -> SyntaxProblem:
    if _TIGHT_DASH.match(line):
        return _space_after_dash(start, line)
    tight = re.match(r"[\w-]+:(?=\S)", line)
    if tight:
        key, value = line[: tight.end()], line[tight.end() :]
        remedy = f"Write '{key} {value}'." if len(line) < 60 else "Write 'key: value'."
        return SyntaxProblem(
            start, start + tight.end(), "a space is missing after this colon", remedy
        )
    remedy = "Write 'key:' or 'key: value', with a space after the colon."
    return SyntaxProblem(start, start + len(line), "a colon is missing after a key", remedy)


def _stands_below_an_item(text: str, at: int) -> bool:
    above, line = line_before(text, at)
    column = above - line_start(text, above)
    return line.startswith("- ") and column == at - line_start(text, at)


def _no_colon(trouble: Trouble) -> SyntaxProblem:
    start = max(trouble.begun, 0)
    if _stands_below_an_item(trouble.text, start):
        return _no_item(trouble._replace(at=start))
    line = trouble.text[start : line_end(trouble.text, start)].rstrip()
    return _colon_missing(start, line)


def _no_key(trouble: Trouble) -> SyntaxProblem:
    """Something else where the next key of a mapping was expected."""
    text, at = trouble.text, trouble.at
    before = text[line_start(text, at) : at].rstrip()
    end = token_end(text, at)
    if before.strip():
        last = before[-1]
        if last in "\"'":
            message = f"text follows the closing {last}"
            inside = "it''s" if last == "'" else '\\"'
            remedy = (
                f"A {last} inside the text is written {inside}. If the text is meant to end here, "
                f"look for a {last} that is missing further up."
            )
            return SyntaxProblem(at, end, message, remedy)
        if last in "]}" or text[at] in "]}":
            message = "something follows the end of a list or mapping in brackets"
            return SyntaxProblem(
                at, end, message, "Remove it; or, if this is a text, put it all in quotes."
            )
        return SyntaxProblem(at, end, "a new line was expected here", QUOTE)
    if re.compile(r":(\s|$)").match(text, at):
        return SyntaxProblem(
            at, at + 1, "a key is missing before this colon", "Write a name there."
        )
    if re.compile(r"-(\s|$)").match(text, at):
        above, line = line_before(text, at)
        if _TIGHT_DASH.match(line):
            return _space_after_dash(above, line)
        if line.startswith("- "):
            message = "this item does not stand in the column of the items above"
            return SyntaxProblem(at, at + 1, message, _INDENT)
        message = "an item of a list stands among the keys of a mapping"
        remedy = "Put the list below a key, in or right of the key's column."
        return SyntaxProblem(at, at + 1, message, remedy)
    return SyntaxProblem(
        at, end, "this line does not stand in the column of any line above", _INDENT
    )


def _no_item(trouble: Trouble) -> SyntaxProblem:
    line = trouble.text[trouble.at : line_end(trouble.text, trouble.at)].rstrip()
    if _TIGHT_DASH.match(line):
        return _space_after_dash(trouble.at, line)
    end = token_end(trouble.text, trouble.at)
    message = "this line stands among the items of a list, and begins with no '- '"
    remedy = "Begin it with '- ', or move it to the column of the key that it belongs with."
    return SyntaxProblem(trouble.at, end, message, remedy)


def _open_quote(trouble: Trouble) -> SyntaxProblem:
    begun = max(trouble.begun, 0)
    quote = trouble.text[begun : begun + 1]
    remedy = f"Put a {quote} at the end of the text."
    return SyntaxProblem(begun, begun + 1, f"this {quote} is never closed", remedy)


def _bad_start(trouble: Trouble) -> SyntaxProblem:
    text, at = trouble.text, trouble.at
    char = text[at : at + 1]
    unknown = left_out(trouble)
    if unknown is not None:
        return unknown
    if char == "\t":
        return SyntaxProblem(at, at + 1, "a tab cannot be used to indent", "Indent with spaces.")
    line = re.split(r"\s#", text[at : line_end(text, at)])[0]
    value = (re.split(r"[,\[\]{}]", line)[0] if is_in_brackets(trouble) else line).rstrip()
    message = f"a text cannot begin with {quoted(char)} unless it is in quotes"
    remedy = f'Write "{value}".' if len(value) < 60 and '"' not in value else QUOTE
    if re.fullmatch("%[0-9.]+", value):
        remedy = f"Write {value[1:]}%."
    return SyntaxProblem(at, at + len(value), message, remedy)


def _bad_name(trouble: Trouble) -> SyntaxProblem:
    return _bad_start(trouble._replace(at=max(trouble.begun, 0)))


def _escape(trouble: Trouble) -> SyntaxProblem:
    start = trouble.text.rfind("\\", 0, trouble.at + 1)
    start = start if start >= 0 else trouble.at
    remedy = "Write \\\\ for a backslash, or put the text in single quotes, which know no escapes."
    return SyntaxProblem(start, trouble.at + 1, "there is no such escape in double quotes", remedy)


def _surrogate(trouble: Trouble) -> SyntaxProblem:
    start = trouble.text.rfind("\\", 0, trouble.at + 1)
    message = "this escape is not a character"
    return SyntaxProblem(
        start, start + 6, message, "Write the character itself, or \\U and eight digits."
    )


def _directive(trouble: Trouble) -> SyntaxProblem:
    start = line_start(trouble.text, trouble.at)
    end = line_end(trouble.text, start)
    return SyntaxProblem(start, end, "a model has no lines that begin with '%'", "Remove the line.")


_SimpleOrNot = tuple[str, str] | Callable[[Trouble], SyntaxProblem]

#: A part of libyaml's message; and what to say instead, and what to do.
_EXPLANATIONS: tuple[tuple[str, _SimpleOrNot], ...] = (
    ("mapping values are not allowed", _colon),
    ("could not find expected ':'", _no_colon),
    ("did not find expected key", _no_key),
    ("did not find expected '-' indicator", _no_item),
    ("did not find expected ',' or ']'", unclosed("list", "[", "]")),
    ("did not find expected ',' or '}'", unclosed("mapping", "{", "}")),
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
    ("block sequence entries are not allowed", _no_list),
    ("found unexpected ':'", _tight_colon),
    ("found incompatible YAML document", _directive),
    ("directive", _directive),
    (
        "did not find expected <document start>",
        ("the model ended above, at '...'", "Remove the line '...'."),
    ),
    ("did not find expected node content", no_content),
)  # fmt: skip
