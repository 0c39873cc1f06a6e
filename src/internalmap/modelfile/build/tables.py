"""Tables given where a model is expected: they are told from models that are wrong."""

from __future__ import annotations

import os
import re

#: What the names of tables end in, and what they are.
_KINDS = {
    ".csv": "a table",
    ".tsv": "a table",
    ".xlsx": "a workbook",
    ".xlsm": "a workbook",
    ".ods": "a spreadsheet",
    ".graphml": "a graph",
}
#: Of these the program reads none.
_OTHERS = {".xls": "an old workbook", ".xlsb": "a workbook", ".numbers": "a spreadsheet"}
#: How the files that are archives begin, as workbooks do.
ARCHIVE = b"PK\x03\x04"
#: How many lines are looked at.
_LINES = 20
_OF_A_MODEL = re.compile(r"\s*(?:[\w-]+:(?:\s|$)|- |[{}#])")


def given_as_model(name: str, text: str | None) -> tuple[str, str] | None:
    """What is wrong with a file that holds a table, and what to do; nothing of another file.
    `text` is what it says, where it is text."""
    end = os.path.splitext(name)[1].lower()
    if end in _OTHERS:
        what = f"this is {_OTHERS[end]}, and a model is YAML or JSON"
        return what, "Save it as .xlsx or .csv; then `internalmap convert` makes a model of it."
    if end in _KINDS:
        from shlex import quote

        what = f"this is {_KINDS[end]}, and a model is YAML or JSON"
        return what, f"Make a model of it first: internalmap convert {quote(name)} org.yaml"
    if text is None or text.startswith(ARCHIVE.decode()):
        what = "this is a workbook or another archive, and a model is YAML or JSON"
        return what, "If it is a workbook, name it .xlsx; then `internalmap convert` reads it."
    if text.lstrip().startswith("<"):
        what = "this is XML, and a model is YAML or JSON"
        return what, "If it is a graph, name it .graphml; then `internalmap convert` reads it."
    if text.startswith("%PDF-"):
        what = "this is a PDF, and a model is YAML or JSON"
        return what, "Write a model by hand: `internalmap init` writes a start."
    if not _looks_like_a_table(text):
        return None
    what = "this is a table, and a model is YAML or JSON"
    return what, "Name the file .csv; then `internalmap convert` makes a model of it."


def _looks_like_a_table(text: str) -> bool:
    """Whether each of the first lines has as many cells, and none is one of a model."""
    lines = [line for line in text[:10_000].splitlines()[:_LINES] if line.strip()]
    if len(text) > 10_000 and len(lines) > 1:
        lines.pop()  # it may be cut
    if len(lines) < 2 or any(map(_OF_A_MODEL.match, lines)):
        return False
    cells = {sign: {re.sub('"[^"]*"', "", line).count(sign) for line in lines} for sign in ";\t,|"}
    return any(len(counts) == 1 and counts != {0} for counts in cells.values())
