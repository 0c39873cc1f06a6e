"""Where findings go: in one form or in several, each to a file or to standard output."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from internalmap.errors import InternalMapError
from internalmap.formats import FINDINGS, Format
from internalmap.text.escape import escape

STANDARD_OUTPUT = "-"


class FindingsOutput(NamedTuple):
    """A form, and the file that it is written to; `None` for standard output."""

    format: Format
    path: str | None


def findings_outputs(format: str | None, outputs: Sequence[str]) -> list[FindingsOutput]:
    """What is written where, standard output first. One output has the form that is named, else
    that of its ending. Of several, each file has the form of its ending, and a form that is named
    is that of standard output, which `-` stands for.

    Raises `InternalMapError` where a form would be written twice, or an option would do nothing.
    """
    if len(outputs) < 2:
        path = next(iter(outputs), None)
        form = FINDINGS.chosen(format, path)
        return [FindingsOutput(form, None if path == STANDARD_OUTPUT else path)]
    streams = [path for path in outputs if path == STANDARD_OUTPUT]
    if len(streams) > 1:
        raise InternalMapError("standard output is named twice", "Write --output - once.")
    if format is not None and not streams:
        raise InternalMapError(
            "--format does nothing here: each of several files has the form of its ending",
            "Leave it out; or add --output -, and standard output has that form.",
        )
    found = [FindingsOutput(FINDINGS.chosen(format, None), None) for _ in streams]
    files: dict[str, str] = {}
    for path in outputs:
        if path == STANDARD_OUTPUT:
            continue
        form = FINDINGS.of_file(path)
        if form.name in files:
            raise InternalMapError(
                f"{escape(files[form.name])} and {escape(path)} would both be {form.name}",
                "Name one file for each form; its ending sets the form.",
            )
        files[form.name] = path
        found.append(FindingsOutput(form, path))
    return found
