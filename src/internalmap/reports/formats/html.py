"""A report as a fragment of HTML, as a notebook shows it: no scripts, nothing from outside."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from internalmap.reports.blocks import Cell, Lines, Report, Section, Table
from internalmap.reports.options import RenderOptions
from internalmap.text.escape import escape as escape_controls


def render(reports: Sequence[Report], _options: RenderOptions) -> str:
    """Reports, all but their commands, which belong to a shell."""
    return "".join(map(_report, reports))


def _report(made: Report) -> str:
    parts = [
        '<div class="internalmap">',
        f"<h3>{_text(made.title)}</h3>",
        *([] if made.marking is None else [f"<p><strong>{_text(made.marking)}</strong></p>"]),
        f"<p><strong>{_text(made.verdict.text)}</strong></p>",
    ]
    for section in made.opening:
        parts += _section(section)
    parts += [f"<p>{_text(note.text)}</p>" for note in made.notes]
    for section in made.sections:
        parts += _section(section)
    parts += [f"<p>{_text(remark.text)}</p>" for remark in made.remarks]
    parts.append("</div>")
    return "\n".join(parts) + "\n"


def _text(text: str) -> str:
    return escape(escape_controls(text), quote=True)


def _section(section: Section) -> list[str]:
    parts = [f"<h4>{_text(section.heading)}</h4>"]
    parts += [f"<p>{_text(cell.text)}</p>" for cell in section.lead]
    for block in section.on_page():
        parts += _table(block) if isinstance(block, Table) else _lines(block)
    return parts


def _table(table: Table) -> list[str]:
    heads = "".join(f'<th scope="col">{_text(column.heading)}</th>' for column in table.columns)
    parts = ["<table>", f"<thead><tr>{heads}</tr></thead>", "<tbody>"]
    parts += [f"<tr>{''.join(_cell(cell) for cell in row)}</tr>" for row in table.rows]
    parts += ["</tbody>", "</table>"]
    if table.more is not None:
        parts.append(f"<p>{_text(table.more.text.rstrip(':'))}</p>")
    return parts


def _cell(cell: Cell) -> str:
    if cell.tone == "name":
        return f'<th scope="row">{_text(cell.text)}</th>'
    return f"<td>{_text(cell.text)}</td>"


def _lines(lines: Lines) -> list[str]:
    return [f"<p>{_text(item.text)}</p>" for item in lines.items]
