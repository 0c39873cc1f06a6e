"""The report as an Excel workbook: for whoever sorts, filters and hands it on.

A summary, the map, and a sheet a section, each with one table. Every text from a model is written
as text: no name becomes a formula, a link or a number. The same results give the same bytes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from math import ceil, isfinite
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from internalmap.model.phrases import counted
from internalmap.reports.analyze.view import View
from internalmap.reports.analyze.workbook.blocks import Form, Heading, Part, Summary, Table, Value
from internalmap.reports.analyze.workbook.fitting import (
    HEAD,
    column_width,
    cut,
    head,
    lines_in,
    width_of,
)
from internalmap.reports.analyze.workbook.parts import parts
from internalmap.reports.analyze.workbook.summary import summary
from internalmap.reports.options import RenderOptions
from internalmap.results.analyze import Analysis
from internalmap.text.escape import printable
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

_MAP = "Map"
_HOW_TO_READ = (
    "How to read it: suppliers stand left of those they supply, external customers at the right; "
    "an arrow goes from the supplier to the customer. What shapes and marks mean stands below the "
    "picture."
)
_NO_MAP = "The map was not drawn."

_NUMBERS: dict[Form, str] = {
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


def render(analysis: Analysis, options: RenderOptions) -> bytes:
    """The workbook. `asked` says what the figures hold for; `picture` is the map as PNG; `remarks`
    say what was left out of it, or why there is none. Every table has all its rows; only the
    ranking of bottlenecks is as long as it was asked for."""
    structure, today, asked = options.structure, options.today, options.caveats
    picture, remarks = options.picture, options.picture_remarks
    view = View(analysis, max(len(analysis.bottlenecks), 1), "", today)
    first = summary(view, structure=structure, asked=asked)
    found = parts(view, structure=structure)
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
        writer.summary(found)
        writer.map(picture, remarks)
        for part in found:
            if part.table is not None:
                writer.sheet(part, part.table)
    return target.getvalue()


class _Writer:
    """Puts what is said and shown onto sheets."""

    def __init__(self, book: Workbook, first: Summary) -> None:
        self.book = book
        self.first = first
        self.formats: dict[str, Format] = {}

    def format(self, **look: Any) -> Format:
        """A look, made once."""
        key = repr(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "top", **look})
        return self.formats[key]

    def cell(self, form: Form) -> Format:
        """The look of a cell of a table."""
        look: dict[str, Any] = {"num_format": _NUMBERS[form]}
        if form == "text":
            look = {"text_wrap": True, "align": "left", "indent": 1}
        return self.format(bottom=1, bottom_color=_RULE, **look)

    def head(self, heading: Heading) -> Format:
        """The look of a heading."""
        place = {"align": "left", "indent": 1} if heading.form == "text" else {"align": "center"}
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
        marking = self.first.marking
        sheet.set_header(f"&L{head(title)}" + (f"&R{head(marking)}" if marking else ""))
        sheet.set_footer(f"&L{head(self.first.organization)}&RPage &P of &N")
        sheet.set_row(0, 26)
        look = self.format(bold=True, font_size=16, font_color=_DARK, valign="vcenter")
        self.put(sheet, 0, 0, title, look)
        return sheet

    def put(self, sheet: Worksheet, row: int, column: int, value: Value, look: Format) -> None:
        """One value, as what it is."""
        if isinstance(value, date) and value < _FIRST_DAY:
            value = value.isoformat()
        if isinstance(value, float) and not isfinite(value):
            value = "no bound"
        if value is None or value == "":
            sheet.write_blank(row, column, None, look)
        elif isinstance(value, str):
            write_text(sheet, row, column, cut(printable(value), MAX_TEXT), look, self.format())
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime(*value.timetuple()[:3]), look)  # noqa: DTZ001
        else:
            sheet.write_number(row, column, value, look)

    def say(
        self, sheet: Worksheet, row: int, text: str, widths: Sequence[float], **look: Any
    ) -> None:
        """Sentences across several columns, in a row that is high enough for them."""
        text = cut(printable(text), 2_000)
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

    def summary(self, found: Sequence[Part]) -> None:
        """The first sheet."""
        sheet = self.page("Summary", self.first.title)
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
        for column, width in enumerate(_SUMMARY):
            sheet.set_column(column, column, width)
        verdict = self.first.verdict
        look = {"bg_color": _TONES[verdict.tone]} if verdict.tone in _TONES else {}
        self.say(sheet, 1, verdict.text, _SUMMARY, bold=True, **look)
        row = 2
        for note in (*filter(None, [self.first.marking]), *self.first.notes):
            self.say(sheet, row, note, _SUMMARY)
            row += 1
        row = self.heading(sheet, row + 1, "Main figures")
        figures = [(one.name, one.value, one.meaning) for one in self.first.figures]
        headings = (Heading("Figure"), Heading("Value", "whole"), Heading("What it counts"))
        self.table(sheet, row, Table(headings, figures), "Figures", _SUMMARY, filters=False)
        for number, one in enumerate(self.first.figures, row + 1):
            self.put(sheet, number, 1, one.value, self.cell(one.form))
        row = self.heading(sheet, row + len(figures) + 2, "The sheets")
        self.contents(sheet, row, found)

    def contents(self, sheet: Worksheet, row: int, found: Sequence[Part]) -> None:
        """The list of the sheets, and what is said in place of those that are not there."""
        map_row = (_MAP, None, "Who supplies whom, and what stands out.")
        rows = [
            map_row,
            *(
                (part.sheet, _count(part), f"{part.words} {_left_out(part)}".strip())
                for part in found
            ),
        ]
        headings = (Heading("Sheet"), Heading("Rows", "whole"), Heading("In words"))
        self.table(sheet, row, Table(headings, rows), "Sheets", _SUMMARY, filters=False)
        link = self.format(
            bottom=1, bottom_color=_RULE, align="left", indent=1, font_color="#0563C1", underline=1
        )
        there = [_MAP, *(part.sheet for part in found if part.table is not None)]
        for number, (name, _, _) in enumerate(rows, row + 1):
            if name in there:
                sheet.write_url(number, 0, f"internal:'{name}'!A1", link, name)

    def heading(self, sheet: Worksheet, row: int, text: str) -> int:
        """A heading within a sheet; gives the row under it."""
        sheet.set_row(row, 22)
        look = self.format(bold=True, font_size=13, font_color=_DARK, valign="vcenter")
        write_text(sheet, row, 0, text, look, self.format())
        return row + 1

    def map(self, picture: bytes | None, remarks: Sequence[str]) -> None:
        """The sheet with the picture, or with the sentence that says why there is none."""
        sheet = self.page(_MAP, f"{self.first.organization}: the map")
        row = 2
        if picture is not None:
            wide, high = struct.unpack(">II", picture[16:24])
            scale = min(1.0, _PICTURE / wide)
            sheet.insert_image(
                row,
                0,
                "map.png",
                {
                    "image_data": BytesIO(picture),
                    "x_scale": scale,
                    "y_scale": scale,
                    "description": cut(f"{self.first.title}. {self.first.verdict.text}", 1_000),
                },
            )
            row += ceil(high * scale / _ROW) + 1
            self.say(sheet, row, _HOW_TO_READ, ())
            row += 1
            sheet.fit_to_pages(1, 1)
            if high > wide:
                sheet.set_portrait()
        for remark in remarks or ([] if picture is not None else [_NO_MAP]):
            self.say(sheet, row, remark, ())
            row += 1

    def sheet(self, part: Part, made: Table) -> None:
        """A sheet with a table, and above it what it says and what to do next."""
        sheet = self.page(part.sheet, part.title)
        widths = [column_width(made, number) for number in range(len(made.headings))]
        for number, width in enumerate(widths):
            sheet.set_column(number, number, width)
        row = 1
        lines = [(part.words, {}), (part.next, {"bold": True}), (_left_out(part), {})]
        for text, look in lines:
            if text:
                self.say(sheet, row, text, widths, **look)
                row += 1
        link = self.format(font_color="#0563C1", underline=1, font_size=9)
        sheet.write_url(row, 0, "internal:'Summary'!A1", link, "Back to the summary")
        row += 1
        self.table(sheet, row, made, re.sub(r"\W", "", part.sheet.title()), widths)
        lines_of_heading = max(
            ceil(width_of(heading.text) / (width - 3))
            for heading, width in zip(made.headings, widths, strict=True)
        )
        sheet.set_row(row, lines_of_heading * _LINE + 6)
        sheet.freeze_panes(row + 1, 1)
        sheet.repeat_rows(row)

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
        looks = [self.cell(heading.form) for heading in made.headings]
        for number, values in enumerate(rows, row + 1):
            for column, value in enumerate(values):
                self.put(sheet, number, column, value, looks[column])
            lines = max(map(lines_in, values, widths), default=1)
            if lines > 1:
                sheet.set_row(number, min(lines * _LINE, _HIGHEST))
        last = len(made.headings) - 1
        sheet.add_table(
            row,
            0,
            row + len(rows),
            last,
            {
                "name": name,
                "style": "Table Style Light 1",
                "autofilter": filters,
                "columns": [
                    {"header": heading.text, "header_format": self.head(heading)}
                    for heading in made.headings
                ],
            },
        )
        # A name such as 007 is a name: no green corner says that it might be a number.
        sheet.ignore_errors({"number_stored_as_text": f"A{row + 2}:XFD{row + len(rows) + 1}"})


def _count(part: Part) -> int | None:
    """How many rows a sheet has; unknown where nothing was looked for."""
    if part.table is not None:
        return len(part.table.rows)
    return 0 if part.sought else None


def _left_out(part: Part) -> str:
    """That a sheet cannot hold all the rows, and how many are missing."""
    left = 0 if part.table is None else len(part.table.rows) - ROWS
    return (
        f"{counted(left, 'more row does', 'more rows do')} not fit on a sheet." if left > 0 else ""
    )
