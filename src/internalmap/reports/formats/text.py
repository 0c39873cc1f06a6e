"""Reports as text for a terminal or a mail: rich text objects, never markup; no input or output.

The same text with and without colour: colour says nothing that the words do not say.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from internalmap.reports.blocks import Cell, Report, Section, Step, Table
from internalmap.reports.formats.text_layout import PROSE_WIDTH, plain_ends, table_lines, text, wrap
from internalmap.reports.options import RenderOptions
from internalmap.text.escape import escape

#: Narrower than this nothing can be read; wider lines are used then.
LEAST_WIDTH = 20


def render(reports: Sequence[Report], options: RenderOptions) -> str:
    """Reports in lines of at most the width, those after the first under two empty lines."""
    width, color = max(options.width, LEAST_WIDTH), options.color
    out = StringIO()
    console = _console(out, width, color)
    lines: list[Text] = []
    for number, made in enumerate(reports):
        if number:
            lines += [Text(""), Text("")]
        lines += _report(console, made, width)
    if not color:
        return plain_ends("".join(f"{line.plain}\n" for line in lines))
    for line in lines:
        console.print(line, soft_wrap=True)
    return plain_ends(out.getvalue())


def _console(out: StringIO, width: int, color: bool) -> Console:
    """A console that knows nothing of the terminal that it runs in."""
    return Console(
        file=out,
        width=width,
        force_terminal=color,
        force_jupyter=False,
        force_interactive=False,
        color_system="standard" if color else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )


def _report(console: Console, made: Report, width: int) -> list[Text]:
    prose = min(width, PROSE_WIDTH)
    lines = _heading(console, made.title, width, "=")
    if made.marking is not None:
        lines += wrap(console, Text(escape(made.marking), style="bold"), width)
    lines.append(Text(""))
    verdict = text(made.verdict)
    if verdict.plain:
        verdict.stylize("bold")
        lines += wrap(console, verdict, prose)
        lines.append(Text(""))
    for section in made.opening:
        lines += _section(console, section, width)
    for note in made.notes:
        lines += wrap(console, text(note), prose)
    if made.notes:
        lines.append(Text(""))
    for section in made.sections:
        lines += _section(console, section, width)
    for remark in made.remarks:
        lines += [*wrap(console, text(remark), prose), Text("")]
    if made.closing is not None:
        lines += _step(console, made.closing, width)
        lines.append(Text(""))
    return lines[:-1]


def _section(console: Console, section: Section, width: int) -> list[Text]:
    prose = min(width, PROSE_WIDTH)
    lines = _heading(console, section.heading, width, "-")
    for cell in section.lead:
        lines += wrap(console, text(cell), prose)
    if section.lead and section.body:
        lines.append(Text(""))
    for number, block in enumerate(section.on_page()):
        if number:
            lines.append(Text(""))
        if isinstance(block, Table):
            lines += table_lines(console, block, width)
        else:
            lines += _items(console, block.items, prose)
        if block.more is not None:
            lines += _step(console, block.more, width)
    if section.next is not None:
        lines.append(Text(""))
        lines += _step(console, section.next, width)
    lines.append(Text(""))
    return lines


def _heading(console: Console, words: str, width: int, rule: str) -> list[Text]:
    lines = wrap(console, Text(escape(words), style="bold"), width)
    return [*lines, Text(rule * max(cell_len(line.plain) for line in lines), style="dim")]


def _items(console: Console, items: Sequence[Cell], width: int) -> list[Text]:
    if len(items) == 1:
        return wrap(console, text(items[0]), width)
    return [line for item in items for line in wrap(console, text(item), width, "- ", "  ")]


def _step(console: Console, step: Step, width: int) -> list[Text]:
    """The words, and the command on a line of its own so that it can be copied."""
    lines = wrap(console, Text(escape(step.text)), min(width, PROSE_WIDTH))
    if step.command:
        lines += wrap(console, Text(escape(step.command), style="cyan"), width, "  ", "  ")
    return lines
