"""Reports as GitHub-flavoured Markdown: for a wiki, a pull request, a mail.

Every text is escaped, ours and the model's alike.
"""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.reports.blocks import Cell, Lines, Report, Section, Step, Table
from internalmap.reports.formats.markdown_comment import comment
from internalmap.reports.formats.markdown_escape import escape, paragraph
from internalmap.reports.options import RenderOptions
from internalmap.text.escape import escape as escape_controls


def render(reports: Sequence[Report], _options: RenderOptions) -> str:
    """Reports as Markdown, each from its own first heading on, with a rule between them."""
    return "\n---\n\n".join(
        _page(made) if made.comment is None else comment(made, made.comment) for made in reports
    )


def _page(made: Report) -> str:
    parts = [f"# {escape(made.title)}"]
    if made.marking is not None:
        parts.append(f"**{escape(made.marking).strip()}**")
    if made.verdict.text:
        parts.append(f"**{escape(made.verdict.text).strip()}**")
    for section in made.opening:
        parts += _section(section)
    parts += [paragraph(note.text) for note in made.notes]
    for section in made.sections:
        parts += _section(section)
    parts += [paragraph(remark.text) for remark in made.remarks]
    if made.closing is not None:
        parts += _step(made.closing)
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> list[str]:
    parts = [f"## {escape(section.heading)}"]
    parts += [paragraph(cell.text) for cell in section.lead]
    for block in section.on_page():
        parts.append(_table(block) if isinstance(block, Table) else _lines(block))
        if block.more is not None:
            parts += _step(block.more)
    if section.next is not None:
        parts += _step(section.next)
    return parts


def _table(table: Table) -> str:
    lines = [
        _row([escape(column.heading) for column in table.columns]),
        _row(["---:" if column.right else "---" for column in table.columns]),
    ]
    lines += [_row([_cell(cell) for cell in row]) for row in table.rows]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    text = escape(cell.text).strip()
    return f"**{text}**" if text and cell.tone == "name" else text


def _lines(lines: Lines) -> str:
    if len(lines.items) == 1:
        return paragraph(lines.items[0].text)
    return "\n".join(f"- {paragraph(item.text)}" for item in lines.items)


def _step(step: Step) -> list[str]:
    """The words, and the command as a block to copy."""
    parts = [paragraph(step.text)]
    if step.command:
        # One line that begins with a word: nothing in it can end the block.
        parts.append(f"```sh\n{escape_controls(step.command)}\n```")
    return parts
