"""JSON to values with their places, slowly; and what is wrong with a text, in words.

This is the careful twin of `json_text`: it reads what is valid in the same way, and where something
is not, it says what and where. Nesting is bounded, so recursion is safe.
"""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from internalmap.errors import MAX_PROBLEMS
from internalmap.modelfile.syntax.values import (
    MAX_DEPTH,
    Document,
    Mapping,
    Sequence,
    SyntaxProblem,
    Unquoted,
    duplicate_key,
    too_deep,
    too_many_problems,
)
from internalmap.text.escape import quoted

_SPACE = re.compile(r"[ \t\r\n]*")
#: A text that means what stands there, as most do.
_SIMPLE = re.compile('"([^"\\\\\x00-\x1f\ud800-\udfff]*)"')
_PLAIN = re.compile(r'[^"\\\x00-\x1f]*')
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})')
_DECIMALS = re.compile(r"[0-9],[0-9]", re.ASCII)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORD = re.compile(r"[^\s,:\[\]{}\"]+")
_SURROGATE = re.compile("[\ud800-\udfff]")
_QUOTES = "Put text in double quotes."
_COMMENT = (
    "JSON has no comments",
    "Remove it; or name the file .yaml, where comments begin with '#'.",
)
#: Words of other languages, and what JSON writes.
_MEANT = {
    "true": "true",
    "yes": "true",
    "on": "true",
    "false": "false",
    "no": "false",
    "off": "false",
    "null": "null",
    "none": "null",
    "nil": "null",
    "undefined": "null",
}


def locate(text: str) -> Document:
    """The values of a JSON text with their places, and what is wrong with it."""
    reader = _Reader(text)
    try:
        root = reader.document()
    except _Stop as stop:
        return Document(None, (*reader.syntax_problems, stop.syntax_problem), False)
    return Document(root, tuple(reader.syntax_problems), reader.complete)


class _Stop(Exception):
    """Reading cannot go on."""

    def __init__(self, syntax_problem: SyntaxProblem) -> None:
        super().__init__(syntax_problem.message)
        self.syntax_problem = syntax_problem


class _Reader:
    """The state of one pass: how far it came, and what is wrong so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.syntax_problems: list[SyntaxProblem] = []
        self.complete = True

    def document(self) -> Any:
        """The only value of the text."""
        value, _, _ = self._value(0)
        if self._peek():
            end = self._word_end()
            self._stop(self.at, end, "text follows the end of the model", "Remove it.")
        return value

    def _peek(self) -> str:
        """The next character that is not white space; empty at the end."""
        char = self.text[self.at : self.at + 1]
        if char > " ":
            return char
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def _value(self, depth: int) -> tuple[Any, int, int]:
        """The next value, where it starts, and where it ends (for one that holds others: where it
        starts)."""
        char = self._peek()
        start = self.at
        if char == '"':
            text = self._text()
            return text, start, self.at
        if not char or char not in "{[":
            value = self._word()
            return value, start, self.at
        if depth >= MAX_DEPTH:
            raise _Stop(too_deep(start, start + 1))
        self.at += 1
        return (self._mapping if char == "{" else self._sequence)(start, depth + 1), start, start

    def _mapping(self, begun: int, depth: int) -> Mapping:
        mapping = Mapping()
        while self._more(begun, "}", bool(mapping.places)):
            if self._peek() != '"':
                end = max(self._word_end(), self.at + 1)
                if self.text[self.at] in "/#":
                    self._stop(self.at, end, *_COMMENT)
                if _DECIMALS.match(self.text, max(0, self.at - 2)):
                    remedy = "Decimals are written with a point, as in 4.5."
                    self._stop(self.at - 1, self.at, "a comma stands inside a number", remedy)
                message = "a key in double quotes was expected here"
                self._stop(self.at, end, message, "Write it in double quotes, then a colon.")
            key_start = self.at
            key = self._text()
            key_end = self.at
            if self._peek() != ":":
                remedy = "Write the key, a colon, and the value."
                self._stop(key_start, key_end, "a colon is missing after this key", remedy)
            self.at += 1
            value, start, end = self._value(depth)
            if key in mapping:
                self._report(duplicate_key(key, key_start, key_end, mapping.places[key]))
            else:
                mapping[key] = value
                mapping.places[key] = (key_start, key_end, start, end)
        return mapping

    def _sequence(self, begun: int, depth: int) -> Sequence:
        sequence = Sequence()
        while self._more(begun, "]", bool(sequence)):
            value, start, end = self._value(depth)
            sequence.append(value)
            sequence.places.extend((start, end))
        return sequence

    def _more(self, begun: int, closing: str, going: bool) -> bool:
        """Whether another entry follows; if not, the closing bracket is passed."""
        char = self._peek()
        comma = self.at
        if char == closing:
            self.at += 1
            return False
        if char and going and char != ",":
            if char in "]}":
                self._unclosed(begun, closing, self.at)
            end = self._word_end()
            if char in "/#":
                self._stop(self.at, end, *_COMMENT)
            remedy = f"Write a comma between two entries, or close with '{closing}'."
            if self.text[self.at - 1] == '"':
                remedy = 'If it belongs to the text before it, write \\" for a quote in a text.'
            self._stop(self.at, end, "a comma is missing before this", remedy)
        if going and char:
            self.at += 1
            char = self._peek()
            if char and char in ",]}":
                remedy = "Remove it: nothing follows it."
                self._stop(comma, comma + 1, "there is a comma too many", remedy)
        if not char or char in "]}":
            self._unclosed(begun, closing, self.at)
        return True

    def _unclosed(self, begun: int, closing: str, at: int) -> NoReturn:
        opening = self.text[begun]
        related = (at, at + 1, f"'{closing}' was expected before this") if self._peek() else None
        syntax_problem = (
            begun,
            begun + 1,
            f"this '{opening}' is not closed",
            f"Write '{closing}'.",
            related,
        )
        raise _Stop(SyntaxProblem(*syntax_problem))

    def _text(self) -> str:
        """A text in double quotes."""
        simple = _SIMPLE.match(self.text, self.at)
        if simple:
            self.at = simple.end()
            return simple[1]
        start = self.at
        self.at += 1
        while True:
            match = _PLAIN.match(self.text, self.at)
            self.at = match.end() if match else self.at
            char = self.text[self.at : self.at + 1]
            if char == '"':
                break
            if char != "\\":
                remedy = "Close it on its line; a line end inside the text is written \\n."
                if char and char not in "\r\n":
                    message = "a control character stands inside a text"
                    self._stop(self.at, self.at + 1, message, "Remove it, or write its escape.")
                self._stop(start, start + 1, "this text is not closed", remedy)
            match = _ESCAPE.match(self.text, self.at)
            if match is None:
                message = "there is no such escape"
                self._stop(self.at, self.at + 2, message, "Write \\\\ for a backslash.")
            self.at = match.end()
        self.at += 1
        value = str(json.loads(self.text[start : self.at]))
        if _SURROGATE.search(value):
            message = "this text holds half a character: an escape without its other half"
            self._report(SyntaxProblem(start, self.at, message, "Write the character itself."))
            value = _SURROGATE.sub("\ufffd", value)
        return value

    def _word(self) -> Any:
        """A number, `true`, `false` or `null`."""
        start = self.at
        end = self._word_end()
        word = self.text[start:end]
        self.at = end
        if word == "null":
            return None
        if word in ("true", "false") or _NUMBER.fullmatch(word):
            return Unquoted(word)
        if word in ("NaN", "Infinity", "-Infinity"):
            message = f"{quoted(word)} is not a number"
            self._report(
                SyntaxProblem(start, end, message, "Write a number, or leave the key out.")
            )
            self.complete = False
            return None
        if not word:
            remedy = "Write the value, or 'null' for none."
            self._stop(start, start + 1, "a value is missing before this", remedy)
        if word[0] in "/#":
            self._stop(start, end, *_COMMENT)
        meant = _MEANT.get(word.lower())
        remedy = f"JSON writes '{meant}'." if meant else _QUOTES
        if word[0] in "+.-0123456789":
            remedy = "Write a number as in 3 or 0.5; put text in double quotes."
        return self._stop(start, end, f"{quoted(word)} is not a JSON value", remedy)

    def _word_end(self) -> int:
        match = _WORD.match(self.text, self.at)
        return match.end() if match else self.at

    def _report(self, syntax_problem: SyntaxProblem) -> None:
        self.syntax_problems.append(syntax_problem)
        if len(self.syntax_problems) >= MAX_PROBLEMS:
            raise _Stop(too_many_problems(syntax_problem))

    def _stop(self, start: int, end: int, message: str, remedy: str) -> NoReturn:
        raise _Stop(SyntaxProblem(start, end, message, remedy))
