"""The dependency structure matrix as DOT text: one node whose label is a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from internalmap.diagrams.chart.chart import STATE_WORDS, Box, Chart, Link
from internalmap.diagrams.drawing.legend import implied_words
from internalmap.diagrams.drawing.typesetting import clip
from internalmap.diagrams.formats.svg import escape
from internalmap.diagrams.matrix.heads import labels
from internalmap.diagrams.matrix.order import Order, order
from internalmap.diagrams.style import (
    ALARM,
    BACK_LINES,
    CUSTOMER_FILL,
    FAINT_INK,
    FONTS,
    GRID_LINE,
    LINES,
    QUIET_INK,
    STEPS,
)
from internalmap.errors import InternalMapError
from internalmap.model.organization import Importance
from internalmap.text.escape import escape as escape_controls

#: Past so many rows the table is megabytes of text, and Graphviz takes many seconds over it.
MOST_ROWS = 300

_SIGNS: dict[Importance, str] = {"essential": "■", "important": "▪", "helpful": "·"}
_FALLBACK, _INDIRECT, _STAFFING = "□", "○", "∘"
_NAME_SIZE, _NAME_WIDTH = 10.0, 200.0


def dot(chart: Chart) -> str:
    """The matrix as DOT: rows need columns, suppliers first, circles tinted.

    Raises `InternalMapError` for more rows than Graphviz can set.
    """
    from graphviz import Digraph

    rows = order(chart)
    count = len(rows.boxes)
    if count > MOST_ROWS:
        raise InternalMapError(
            f"A matrix of {count:,} rows is more than DOT can hold: {MOST_ROWS} at most.",
            "SVG, PNG and PDF can draw it. Or show less, with --only, --focus or --roll-up.",
        )
    names = labels(rows.boxes, count)
    links = {(cell.row, cell.column): cell.link for cell in rows.cells}
    circle = {
        row: number
        for number, span in enumerate(rows.circles)
        if rows.tinted(span)
        for row in range(span.first, span.past)
    }
    span = f'COLSPAN="{count + 2}"'
    table = [
        f'<TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="2" COLOR="{GRID_LINE}">',
        f'<TR><TD {span} BORDER="0">{_bold(_text(chart.name, 800))}</TD></TR>',
        f'<TR><TD {span} BORDER="0">Rows need the columns marked in them.</TD></TR>',
    ]
    if count:
        heads = "".join(f"<TD>{name}</TD>" for name in names)
        table.append(f'<TR><TD COLSPAN="2" BORDER="0"></TD>{heads}</TR>')
    for row, box in enumerate(rows.boxes):
        cells = [f'<TD ALIGN="LEFT">{_name(box)}</TD><TD ALIGN="RIGHT">{names[row]}</TD>']
        for column in range(count):
            tinted = row in circle and circle[row] == circle.get(column)
            cells.append(_cell(links.get((row, column)), row == column, tinted, chart))
        table.append(f"<TR>{''.join(cells)}</TR>")
    legend = _legend(chart, links.values(), rows, names)
    table.append(f'<TR><TD {span} BORDER="0">{legend}</TD></TR></TABLE>')
    graph = Digraph("matrix")
    graph.node("matrix", shape="plain", fontname=FONTS[0], label=f"<{''.join(table)}>")
    return str(graph.source)


def _text(text: str, limit: float = _NAME_WIDTH) -> str:
    """A text that nothing in it can turn into markup, nor into the name of the node: Graphviz reads
    its escapes in tables too."""
    return escape(clip(escape_controls(text), _NAME_SIZE, limit)).replace("\\", "\\\\") or " "


def _bold(markup: str) -> str:
    return f"<B>{markup}</B>"


def _name(box: Box) -> str:
    """The name in a row, with a word for what other formats say by a shape or a badge."""
    text = _text(box.name if box.name.strip() else box.id)
    said = STATE_WORDS.get(box.state)
    if said is not None:
        text = f"{_bold(text)} ({said})"
        return f'<FONT COLOR="{ALARM}">{text}</FONT>'
    if "soon" in box.marks or "later" in box.marks:
        return f'<FONT COLOR="{ALARM}">⚠ {_bold(text)}</FONT>'
    if box.kind == "customer":
        return f'<FONT COLOR="{CUSTOMER_FILL}">{_bold(text)}</FONT>'
    return text


def _cell(link: Link | None, diagonal: bool, tinted: bool, chart: Chart) -> str:
    fill = GRID_LINE if diagonal else STEPS[1] if tinted else None
    background = f' BGCOLOR="{fill}"' if fill else ""
    if link is None:
        return f"<TD{background}></TD>"
    color = FAINT_INK if link.staffing else LINES[link.importance].color
    if chart.highlighted:
        color = ALARM if link.hot else BACK_LINES.color
    return f'<TD{background}><FONT COLOR="{color}">{_sign(link)}</FONT></TD>'


def _sign(link: Link) -> str:
    if link.staffing:
        return _STAFFING
    if link.indirect:
        return _INDIRECT
    return _FALLBACK if link.fallback else _SIGNS[link.importance]


def _legend(chart: Chart, links: Iterable[Link], rows: Order, names: Sequence[str]) -> str:
    """What the signs in this matrix stand for."""
    words: dict[str, str] = {
        **{sign: f"{importance} need" for importance, sign in _SIGNS.items()},
        _FALLBACK: "only as a fallback",
        _INDIRECT: "through what is not shown",
        _STAFFING: implied_words(chart),
    }
    present = {_sign(link) for link in links}
    said = [f"{sign} {text}" for sign, text in words.items() if sign in present]
    if any("soon" in box.marks or "later" in box.marks for box in chart.boxes):
        said.append("⚠ single point of failure")
    if any(map(rows.tinted, rows.circles)):
        said.append("tinted: circle of mutual dependence")
    said += [
        f"rows {names[span.first]} to {names[span.past - 1]}: circle of mutual dependence"
        for span in rows.circles
        if not rows.tinted(span)
    ]
    return f'<FONT COLOR="{QUIET_INK}">{escape("; ".join(said)) or " "}</FONT>'
