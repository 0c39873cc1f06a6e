"""Reports as an Excel workbook: for whoever sorts, filters and hands it on.

A summary, and a sheet a section: numbers stay numbers. Every text from a model is written
as text: no name becomes a formula, a link or a number. The same results give the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from math import ceil
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from internalmap.model.phrases import counted
from internalmap.reports.blocks import (
    SUMMARY,
    Cell,
    Column,
    Lines,
    NumberFormat,
    Picture,
    Report,
    Section,
    Table,
    Tone,
    values_table,
)
from internalmap.reports.formats.excel_fitting import (
    HEAD,
    column_width,
    cut,
    head,
    lines_in,
    lines_of,
    width_of,
)
from internalmap.reports.formats.excel_names import TableNames, named
from internalmap.reports.options import RenderOptions
from internalmap.text.escape import escape
from internalmap.text.excel_text import MAX_TEXT, write_text

#: A sheet holds 1,048,576 rows, some of them above the table.
ROWS = 1_048_000
#: No file says when it was made: the same results give the same bytes.
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zones
#: Excel counts days from 1900.
_FIRST_DAY = date(1900, 3, 1)

#: How wide the sentences above a table run, and a column that nobody made wider.
_PAGE, _USUAL = 120, 8.43
#: How high a line and the highest row are, in points.
_LINE, _HIGHEST = 15, 405
#: The columns of the summary.
_SUMMARY = (34, 10, 76)
#: The picture is no wider than this, in pixels of the screen; a row is so many high.
_PICTURE, _ROW = 1_400, 20

_NUMBERS: dict[NumberFormat, str] = {
    "text": "@",
    "whole": "#,##0",
    "rating": "#,##0.0",
    "decimal": "#,##0.00",
    "signed": "+0.00;-0.00;0.00",
    "hours": "#,##0.00",
    "share": "0.0%",
    "date": "yyyy-mm-dd",
}
_TONES = {"bad": "#F9DEDC", "warn": "#FFF1D6", "good": "#E2F0E2"}
_DARK, _RULE = "#17375E", "#D9D9D9"


def render(reports: Sequence[Report], _options: RenderOptions) -> bytes:
    """The workbook of reports: the first of them is what the summary says."""
    first = reports[0]
    sheets = [
        (name, section)
        for name, section in named([each for made in reports for each in made.sections])
        if name != SUMMARY
    ]
    target = BytesIO()
    settings = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(target, settings) as book:
        book.set_properties({"title": cut(first.title, HEAD), "created": _CREATED})
        writer = _Writer(book, first)
        writer.summary(sheets)
        for name, section in sheets:
            if section.body:
                writer.section(name, section)
    return target.getvalue()


class _Writer:
    """Puts what is said and shown onto sheets."""

    def __init__(self, book: Workbook, first: Report) -> None:
        self.book = book
        self.first = first
        self.formats: dict[str, Format] = {}
        self.table_names = TableNames()

    def format(self, **look: Any) -> Format:
        """A look, made once."""
        key = repr(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "top", **look})
        return self.formats[key]

    def cell(self, number: NumberFormat, tone: Tone = "plain") -> Format:
        """The look of a cell of a table; a tone colours it, and says nothing new."""
        look: dict[str, Any] = {"num_format": _NUMBERS[number]}
        if number == "text":
            look = {"text_wrap": True, "align": "left", "indent": 1}
        if tone in _TONES:
            look["bg_color"] = _TONES[tone]
        return self.format(bottom=1, bottom_color=_RULE, **look)

    def head(self, column: Column) -> Format:
        """The look of a heading."""
        place = {"align": "left", "indent": 1} if column.format == "text" else {"align": "center"}
        return self.format(
            bold=True,
            font_color="#FFFFFF",
            bg_color=_DARK,
            text_wrap=True,
            valign="vcenter",
            **place,
        )

    def page(self, name: str, title: str) -> Worksheet:
        """A sheet with its title, ready to print."""
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        marking = escape(self.first.marking or "")
        sheet.set_header(f"&L{head(title)}" + (f"&R{head(marking)}" if marking else ""))
        sheet.set_footer(f"&L{head(self.first.organization)}&RPage &P of &N")
        sheet.set_row(0, 26)
        look = self.format(bold=True, font_size=16, font_color=_DARK, valign="vcenter")
        self.put(sheet, 0, 0, Cell(title), look)
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, cell: Cell, look: Format) -> None:
        """One cell, as what it is."""
        value = cell.value
        if value is None or (isinstance(value, date) and value < _FIRST_DAY):
            text = cut(escape(cell.text), MAX_TEXT)
            if text:
                write_text(sheet, row, column, text, look, self.format())
            else:
                sheet.write_blank(row, column, None, look)
        elif isinstance(value, date):
            day = datetime(*value.timetuple()[:3])  # noqa: DTZ001 - the format knows no zones
            sheet.write_datetime(row, column, day, look)
        else:
            sheet.write_number(row, column, value, look)

    def say(
        self, sheet: Worksheet, row: int, text: str, widths: Sequence[float], **look: Any
    ) -> None:
        """Sentences across several columns, in a row that is high enough for them."""
        text = cut(escape(text), 2_000)
        last, width = 0, 0.0
        for column, room in enumerate([*widths, *[_USUAL] * 16]):
            if column > 1 and width >= _PAGE - room / 2:
                break
            last, width = column, width + room
        made = self.format(text_wrap=True, **look)
        sheet.merge_range(row, 0, row, last, "", made)
        write_text(sheet, row, 0, text, made, self.format())
        lines = lines_in(text, width)
        sheet.set_row(row, min(lines * _LINE + 3, _HIGHEST))

    def summary(self, sheets: Sequence[tuple[str, Section]]) -> None:
        """The first sheet."""
        first = self.first
        sheet = self.page(SUMMARY, first.title)
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
        for column, width in enumerate(_SUMMARY):
            sheet.set_column(column, column, width)
        verdict = first.verdict
        look = {"bg_color": _TONES[verdict.tone]} if verdict.tone in _TONES else {}
        self.say(sheet, 1, verdict.text, _SUMMARY, bold=True, **look)
        row = 2
        notes = [cell.text for cell in (*first.notes, *first.remarks)]
        for note in (*filter(None, [first.marking]), *notes):
            self.say(sheet, row, note, _SUMMARY)
            row += 1
        for section in first.sections:
            if section.sheet == SUMMARY:
                row = self.heading(sheet, row + 1, section.heading)
                for table in section.body:
                    if isinstance(table, Table):
                        self.table(sheet, row, table, section.key, _SUMMARY, filters=False)
                        row += len(table.rows) + 1
        row = self.heading(sheet, row + 1, "The sheets")
        self.contents(sheet, row, sheets)

    def contents(self, sheet: Worksheet, row: int, sheets: Sequence[tuple[str, Section]]) -> None:
        """The list of the sheets, and what is said in place of those that are not there."""
        rows = [
            (name, _count(section), f"{_words(section)} {_left_out(section)}".strip())
            for name, section in sheets
        ]
        columns = (Column("Sheet"), Column("Rows", format="whole"), Column("In words"))
        table = values_table(columns, rows, whole=True)
        self.table(sheet, row, table, "Sheets", _SUMMARY, filters=False)
        link = self.format(
            bottom=1, bottom_color=_RULE, align="left", indent=1, font_color="#0563C1", underline=1
        )
        for number, (name, section) in enumerate(sheets, row + 1):
            if section.body:
                sheet.write_url(number, 0, f"internal:'{name}'!A1", link, name)

    def heading(self, sheet: Worksheet, row: int, text: str) -> int:
        """A heading within a sheet; gives the row under it."""
        sheet.set_row(row, 22)
        look = self.format(bold=True, font_size=13, font_color=_DARK, valign="vcenter")
        write_text(sheet, row, 0, text, look, self.format())
        return row + 1

    def section(self, name: str, section: Section) -> None:
        """A sheet with a section."""
        sheet = self.page(name, section.heading)
        if isinstance(section.body[0], Picture):
            self.pictures(sheet, section)
        else:
            self.tables(sheet, name, section)

    def pictures(self, sheet: Worksheet, section: Section) -> None:
        """Pictures, and what is said of them."""
        row = 2
        for block in section.body:
            if isinstance(block, Picture):
                row = self.picture(sheet, row, block)
            elif isinstance(block, Lines):
                row = self.lines(sheet, row, block, ())

    def picture(self, sheet: Worksheet, row: int, picture: Picture) -> int:
        """A picture, if it was drawn; gives the row under it."""
        if picture.png is None:
            return row
        wide, high = struct.unpack(">II", picture.png[16:24])
        scale = min(1.0, _PICTURE / wide)
        sheet.insert_image(
            row,
            0,
            "picture.png",
            {
                "image_data": BytesIO(picture.png),
                "x_scale": scale,
                "y_scale": scale,
                "description": cut(picture.words, 1_000),
            },
        )
        sheet.fit_to_pages(1, 1)
        if high > wide:
            sheet.set_portrait()
        below: int = row + ceil(high * scale / _ROW) + 1
        return below

    def tables(self, sheet: Worksheet, name: str, section: Section) -> None:
        """Tables, one under the other, and above them what they say and what to do next. The
        columns are as wide as the first one needs them."""
        tables = [block for block in section.body if isinstance(block, Table)]
        widths = [column_width(table, i) for table in tables[:1] for i in range(len(table.columns))]
        for number, width in enumerate(widths):
            sheet.set_column(number, number, width)
        row = 1
        following = "" if section.next is None else f"{section.next.text} {section.next.command}"
        lines = [
            (_words(section), {}),
            (following.strip(), {"bold": True}),
            (_left_out(section), {}),
        ]
        for text, look in lines:
            if text:
                self.say(sheet, row, text, widths, **look)
                row += 1
        link = self.format(font_color="#0563C1", underline=1, font_size=9)
        sheet.write_url(row, 0, f"internal:'{SUMMARY}'!A1", link, "Back to the summary")
        row += 1
        for block in section.body:
            if isinstance(block, Lines):
                row = self.lines(sheet, row, block, widths) + 1
            elif isinstance(block, Table):
                self.table(sheet, row, block, name, widths)
                self.heads(sheet, row, block, widths)
                if block is tables[0]:
                    sheet.freeze_panes(row + 1, 1)
                    sheet.repeat_rows(row)
                row += len(block.rows[:ROWS]) + 2

    def lines(self, sheet: Worksheet, row: int, lines: Lines, widths: Sequence[float]) -> int:
        """Sentences, a row each; gives the row under them."""
        for item in lines.items:
            self.say(sheet, row, item.text, widths)
            row += 1
        return row

    def heads(self, sheet: Worksheet, row: int, made: Table, widths: Sequence[float]) -> None:
        """A row that is high enough for the headings of a table."""
        lines = max(
            ceil(width_of(column.heading) / (width - 3))
            for column, width in zip(made.columns, [*widths, *[_USUAL] * 50], strict=False)
        )
        sheet.set_row(row, lines * _LINE + 6)

    def table(
        self,
        sheet: Worksheet,
        row: int,
        made: Table,
        name: str,
        widths: Sequence[float],
        *,
        filters: bool = True,
    ) -> None:
        """A table of Excel's own, with its heading in this row."""
        rows = made.rows[:ROWS]
        looks = [self.cell(column.format) for column in made.columns]
        for number, cells in enumerate(rows, row + 1):
            for column, cell in enumerate(cells):
                look = looks[column]
                if cell.format is not None or cell.tone in _TONES:
                    look = self.cell(cell.format or made.columns[column].format, cell.tone)
                self.put(sheet, number, column, cell, look)
            lines = max(map(lines_of, cells, widths), default=1)
            if lines > 1:
                sheet.set_row(number, min(lines * _LINE, _HIGHEST))
        last = len(made.columns) - 1
        sheet.add_table(
            row,
            0,
            row + len(rows),
            last,
            {
                "name": self.table_names.new(name),
                "style": "Table Style Light 1",
                "autofilter": filters,
                "columns": [
                    {"header": column.heading, "header_format": self.head(column)}
                    for column in made.columns
                ],
            },
        )
        # A name such as 007 is a name: no green corner says that it might be a number.
        sheet.ignore_errors({"number_stored_as_text": f"A{row + 2}:XFD{row + len(rows) + 1}"})


def _words(section: Section) -> str:
    """What a section says in sentences."""
    return " ".join(cell.text for cell in section.lead)


def _count(section: Section) -> int | None:
    """How many rows a sheet has; unknown where it has none, or where nothing was looked for."""
    if not section.body:
        return 0 if section.sought else None
    tables = [block for block in section.body if isinstance(block, Table)]
    return sum(len(table.rows) for table in tables) if tables else None


def _left_out(section: Section) -> str:
    """That a sheet cannot hold all the rows, and how many are missing."""
    left = sum(max(len(block.rows) - ROWS, 0) for block in section.body if isinstance(block, Table))
    return (
        f"{counted(left, 'more row does', 'more rows do')} not fit on a sheet." if left > 0 else ""
    )
