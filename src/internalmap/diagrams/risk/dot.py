"""The risk table as DOT text: one node whose label is a table."""

from __future__ import annotations

from internalmap.diagrams.chart.charts import Charts
from internalmap.diagrams.formats.svg import escape
from internalmap.diagrams.risk.risk import READING, shade
from internalmap.diagrams.risk.table import GRADES, Cell, table
from internalmap.diagrams.style import CUSTOMER_FILL, CUSTOMER_INK, FONTS, GRID_LINE
from internalmap.text.escape import escape as escape_controls


def dot(charts: Charts) -> str:
    """The risk table as DOT."""
    from graphviz import Digraph

    found, chart = table(charts), charts.whole
    span = f'COLSPAN="{len(found.columns) + 3}"'
    rows = [
        f'<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="4" COLOR="{GRID_LINE}">',
        f'<TR><TD {span} BORDER="0"><B>{_text(chart.name)}</B></TD></TR>',
        f'<TR><TD {span} BORDER="0">{_text(READING)}</TD></TR>',
    ]
    heads = "".join(
        f'<TD BGCOLOR="{CUSTOMER_FILL}"><FONT COLOR="{CUSTOMER_INK}">{_text(name)}</FONT></TD>'
        for name in found.columns
    )
    rows.append(f"<TR><TD></TD>{heads}<TD>back in</TD><TD>others stop</TD></TR>")
    last = 0
    for row in found.rows:
        if row.grade != last:
            rows.append(f'<TR><TD {span} ALIGN="LEFT">{_text(GRADES[row.grade])}</TD></TR>')
            last = row.grade
        rank = "" if row.rank is None else f"{row.rank}. "
        name = _text(rank + (row.box.name if row.box.name.strip() else row.box.id))
        cells = "".join(map(_cell, row.cells))
        end = f"<TD>{_text(row.back)}</TD><TD>{row.stops:,}</TD>"
        rows.append(f'<TR><TD ALIGN="LEFT">{name}</TD>{cells}{end}</TR>')
    if found.left_out:
        said = f"Not in the table for want of room ({len(found.left_out):,}): "
        rows.append(f"<TR><TD {span}>{_text(said + ', '.join(found.left_out))}</TD></TR>")
    graph = Digraph("risk")
    graph.node("risk", shape="plain", fontname=FONTS[0], label=f"<{''.join(rows)}</TABLE>>")
    return str(graph.source)


def _cell(cell: Cell) -> str:
    if cell.step is None:
        return f"<TD>{_text(cell.words)}</TD>"
    if cell.in_time:
        return f"<TD>({_text(cell.words)}, back in time)</TD>"
    fill, ink = shade(cell.step)
    return f'<TD BGCOLOR="{fill}"><FONT COLOR="{ink}">{_text(cell.words)}</FONT></TD>'


def _text(text: str) -> str:
    return escape(escape_controls(text[:800])).replace("\\", "\\\\") or " "
