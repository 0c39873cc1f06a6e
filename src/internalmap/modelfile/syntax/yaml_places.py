"""A text with a mistake in it: what libyaml said of it, and the lines around."""

from __future__ import annotations

import re
from typing import NamedTuple

from internalmap.modelfile.syntax.values import SyntaxProblem
from internalmap.text.escape import quoted
from internalmap.text.meant import LEAVE_OUT, is_not_known

#: How far what follows a mistake is looked at.
FAR = 20_000

QUOTE = "If this is a text, put the whole text in quotes."


class Trouble(NamedTuple):
    """What libyaml said; where that began (-1: nowhere), and where it gave up; and where the
    innermost list or mapping that is not complete begins."""

    text: str
    said: str
    begun: int
    at: int
    innermost: int


def token_end(text: str, start: int) -> int:
    """Where a word ends."""
    match = re.compile(r"[^\s,\[\]{}]+").match(text, start)
    return match.end() if match else start + 1


def line_start(text: str, at: int) -> int:
    """Where a line begins, found without looking further back than a few times its length."""
    width = 100
    while True:
        low = max(0, at - width)
        found = max(text.rfind("\n", low, at), text.rfind("\r", low, at))
        if found >= 0 or low == 0:
            return found + 1
        width *= 4


def line_end(text: str, at: int) -> int:
    """Where a line ends."""
    match = re.compile(r"[^\r\n]*").match(text, at)
    return match.end() if match else at


def line_before(text: str, at: int) -> tuple[int, str]:
    """Where the last line with something to say before this one begins, and what it says; among
    comments, not looked for very far up."""
    start = line_start(text, at)
    start = len(text[:start].rstrip(" \t\r\n")) + 1 if start else 0  # any number of empty lines
    furthest = start - FAR
    while start > max(0, furthest):
        start = line_start(text, start - 1)
        line = re.sub(r"(^|\s)#.*", "", text[start : line_end(text, start)]).rstrip()
        if line.strip():
            return start + len(line) - len(line.lstrip()), line.strip()
    return 0, ""


def left_out(trouble: Trouble) -> SyntaxProblem | None:
    """A sign that stands for what is not known, and that YAML takes for something else."""
    text, at = trouble.text, trouble.at
    value = re.split(r"[,\]}]|\s#", text[at : line_end(text, at)])[0].strip()
    if not is_not_known(value):
        return None
    return SyntaxProblem(at, at + len(value), f"{quoted(value)} cannot stand here", LEAVE_OUT)


def without_entry(text: str, at: int) -> str:
    """The text with spaces in place of the entry that begins in a line, and of all inside it, so
    that everything else stays where it is."""
    start = line_start(text, at)
    end = line_end(text, at)
    line = text[start:end]
    indent = len(line) - len(line.lstrip(" "))
    if line[indent : indent + 1] == "\t":  # how deep it is meant to be is not known
        return text[:start] + " " * len(line) + text[end:]
    for below in re.compile(r"[\r\n]+([ \t]*)([^\r\n]*)").finditer(text, end):
        if below[2].strip() and len(below[1]) <= indent:
            break
        end = below.end()
    return text[:start] + re.sub(r"[^\r\n]", " ", text[start:end]) + text[end:]
