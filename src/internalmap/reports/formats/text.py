"""Reports as text for a terminal or a mail: lines of words, never markup; no input or output.

The same text with and without colour: colour says nothing that the words do not say.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

from rich.cells import cell_len

from internalmap.reports.blocks import Cell, Report, Section, Step, Table
from internalmap.reports.formats.lines import BOLD, CYAN, DIM, PLAIN, Line
from internalmap.reports.formats.text_layout import PROSE_WIDTH, plain_ends, table_lines, text, wrap
from internalmap.reports.options import RenderOptions
from internalmap.text.escape import escape

#: Narrower than this nothing can be read; wider lines are used then.
LEAST_WIDTH = 20


def render(reports: Sequence[Report], options: RenderOptions) -> str:
    """Reports in lines of at most the width, those after the first under two empty lines."""
    width, color = max(options.width, LEAST_WIDTH), options.color
    lines: list[Line] = []
    for number, made in enumerate(reports):
        if number:
            lines += [Line(), Line()]
        lines += _report(made, width)
    return plain_ends(_colored(lines) if color else "".join(f"{line.plain}\n" for line in lines))


def _colored(lines: Sequence[Line]) -> str:
    """Lines with the escape sequences of a terminal, whatever the one is in which this runs."""
    from rich.console import Console
    from rich.text import Text

    out = StringIO()
    console = Console(
        file=out,
        force_terminal=True,
        force_jupyter=False,
        force_interactive=False,
        color_system="standard",
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )
    for line in lines:
        console.print(Text.assemble(*line.runs), soft_wrap=True)
    return out.getvalue()


def _report(made: Report, width: int) -> list[Line]:
    prose = min(width, PROSE_WIDTH)
    lines = _heading(made.title, width, "=")
    if made.marking is not None:
        lines += wrap(Line((escape(made.marking), BOLD)), width)
    lines.append(Line())
    verdict = text(made.verdict)
    if verdict.plain:
        lines += wrap(verdict.bold(), prose)
        lines.append(Line())
    for section in made.opening:
        lines += _section(section, width)
    for note in made.notes:
        lines += wrap(text(note), prose)
    if made.notes:
        lines.append(Line())
    for section in made.sections:
        lines += _section(section, width)
    for remark in made.remarks:
        lines += [*wrap(text(remark), prose), Line()]
    if made.closing is not None:
        lines += _step(made.closing, width)
        lines.append(Line())
    return lines[:-1]


def _section(section: Section, width: int) -> list[Line]:
    prose = min(width, PROSE_WIDTH)
    lines = _heading(section.heading, width, "-")
    for cell in section.lead:
        lines += wrap(text(cell), prose)
    if section.lead and section.body:
        lines.append(Line())
    for number, block in enumerate(section.on_page()):
        if number:
            lines.append(Line())
        if isinstance(block, Table):
            lines += table_lines(block, width)
        else:
            lines += _items(block.items, prose)
        if block.more is not None:
            lines += _step(block.more, width)
    if section.next is not None:
        lines.append(Line())
        lines += _step(section.next, width)
    lines.append(Line())
    return lines


def _heading(words: str, width: int, rule: str) -> list[Line]:
    lines = wrap(Line((escape(words), BOLD)), width)
    return [*lines, Line((rule * max(cell_len(line.plain) for line in lines), DIM))]


def _items(items: Sequence[Cell], width: int) -> list[Line]:
    if len(items) == 1:
        return wrap(text(items[0]), width)
    return [line for item in items for line in wrap(text(item), width, "- ", "  ")]


def _step(step: Step, width: int) -> list[Line]:
    """The words, and the command on a line of its own so that it can be copied."""
    lines = wrap(Line((escape(step.text), PLAIN)), min(width, PROSE_WIDTH))
    if step.command:
        lines += wrap(Line((escape(step.command), CYAN)), width, "  ", "  ")
    return lines
