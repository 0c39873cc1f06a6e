"""A form as an Excel workbook. The same form gives the same bytes.

Whatever comes from a model is written as text, into cells that keep what is typed as text: no name
becomes a formula, a link, a number or a date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from internalmap.errors import InternalMapError
from internalmap.exchange.forms import words
from internalmap.exchange.forms.content import FormContent, FormSheet
from internalmap.exchange.forms.hidden_sheets import hidden_sheets, lists_offered
from internalmap.exchange.forms.labels import cut, shown_text
from internalmap.exchange.forms.layout import (
    CAN,
    EMPTY_ROWS,
    FILLED_BY,
    FILLED_ON,
    GUIDE,
    LISTS,
    NAMES,
    OWN,
    ROW,
    Column,
)
from internalmap.text.escape import escape
from internalmap.text.excel_text import MAX_TEXT, text_length, write_text

#: No file says when it was made: the same form gives the same bytes.
_CREATED = datetime(2000, 1, 1)  # noqa: DTZ001 - the format knows no zones
_DARK, _RULE, _MISSING = "#17375E", "#BFBFBF", "#FFF2B3"
#: The row of headings, and what stands above it.
_TITLE, _TO_DO, _FIRST_ROWS, _HEADINGS = 0, 1, 2, 3
#: The height of a line, in points, and about how many signs fit into a unit of width.
_LINE, _SIGNS = 15, 1.1
#: A page that stands upright is about so wide.
_PORTRAIT = 100
#: A sheet with no more rows is made to fit on a page.
_ON_A_PAGE = 44
#: The widths of columns, by what they hold; some keys have their own.
_WIDTHS = {"party": 20, "parties": 26, "text": 28, "prose": 30, "word": 14, "duration": 13}
_OTHER_WIDTH, _PERSON = 13, 16
#: How long the head of a page, a title and a text beside a cell may be.
_HEAD, _PROMPT = 100, 255
#: The columns of the guide: two, as wide as a page together.
_GUIDE = (26, 70)


def workbook(content: FormContent) -> bytes:
    """The workbook of a form.

    Raises `InternalMapError` where a cell cannot hold what the model says.
    """
    target = BytesIO()
    settings = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(target, settings) as book:
        title = cut(f"{content.name}: {shown_text(content.title)}".rstrip(": "), _HEAD)
        book.set_properties({"title": title, "created": _CREATED})
        writer = _Writer(book, content)
        writer.guide()
        for sheet in content.sheets:
            writer.sheet(sheet)
        for name, columns in hidden_sheets(content, writer.lists):
            writer.hidden(name, columns)
    return target.getvalue()


class _Writer:
    """Puts a form onto sheets."""

    def __init__(self, book: Workbook, content: FormContent) -> None:
        self.book = book
        self.content = content
        self.formats: dict[str, Format] = {}
        self.lists = lists_offered(content)

    def format(self, **look: Any) -> Format:
        """A look, made once."""
        key = repr(sorted(look.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format({"valign": "top", **look})
        return self.formats[key]

    def put(self, sheet: Worksheet, row: int, column: int, text: str, look: Format) -> None:
        """A text in a cell, as text."""
        if text:
            write_text(sheet, row, column, text, look, self.format())
        else:
            sheet.write_blank(row, column, None, look)

    def page(self, name: str) -> Worksheet:
        """A sheet, ready to print."""
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        marking = _head(self.content.marking or "")
        sheet.set_header(f"&L{_head(self.content.name)}" + (f"&R{marking}" if marking else ""))
        sheet.set_footer(f"&L{_head(self.content.title)}&RPage &P of &N")
        return sheet

    def say(
        self, sheet: Worksheet, row: int, text: str, room: tuple[int, float], **look: Any
    ) -> None:
        """A text across columns, from the second to this one, in a row high enough for it."""
        last, width = room
        made = self.format(text_wrap=True, **look)
        sheet.merge_range(row, 1, row, last, "", made)
        self.put(sheet, row, 1, text, made)
        sheet.set_row(row, _LINE * _lines(text, width) + 4)

    def sheet(self, made: FormSheet) -> None:
        """A sheet of rows."""
        sheet = self.page(made.layout.name)
        columns = made.columns
        widths = [_width(column) for column in columns]
        if sum(widths) > _PORTRAIT:
            sheet.set_landscape()
        last = _HEADINGS + len(made.rows) + EMPTY_ROWS
        sheet.set_column(0, 0, 8, None, {"hidden": True})
        for number, width in enumerate(widths, 1):
            sheet.set_column(number, number, width)
        across = min(len(columns), 8)
        room = (across, sum(widths[:across]))
        self.say(sheet, _TITLE, words.title(self.content, made), room, bold=True, font_size=14,
                 font_color=_DARK)  # fmt: skip
        sheet.set_row(_TITLE, 24)
        self.say(sheet, _TO_DO, words.TO_DO[made.layout.key], room)
        self.say(sheet, _FIRST_ROWS, words.first_rows(made), room, bold=True)
        self.table(sheet, made, last)
        for number, row in enumerate(made.rows, _HEADINGS + 1):
            self.put(sheet, number, 0, row.id, self.format())
            texts = [row.cells[column.key].shown for column in columns]
            for at, text in enumerate(texts, 1):
                self.put(sheet, number, at, text, self.cell())
            sheet.set_row(number, _LINE * max(map(_lines, texts, widths)) + 3)
        for number in range(_HEADINGS + 1 + len(made.rows), last + 1):
            for at in range(1, len(columns) + 1):
                sheet.write_blank(number, at, None, self.cell())
            sheet.set_row(number, _LINE + 3)
        area = (_HEADINGS + 1, last)
        for at, column in enumerate(columns, 1):
            self.offer(sheet, made, column, at, area)
        self.color(sheet, made, area)
        sheet.freeze_panes(_HEADINGS + 1, 0)
        sheet.repeat_rows(_HEADINGS)
        sheet.fit_to_pages(1, 1 if last <= _ON_A_PAGE else 0)
        edge = xl_col_to_name(len(columns))
        sheet.ignore_errors({"number_stored_as_text": f"A1:{edge}{last + 1}"})

    def cell(self) -> Format:
        """The look of a cell that is filled in."""
        return self.format(
            num_format="@", text_wrap=True, border=1, border_color=_RULE, locked=False, indent=1,
            align="left",
        )  # fmt: skip

    def table(self, sheet: Worksheet, made: FormSheet, last: int) -> None:
        """The table that the rows are."""
        head = self.format(
            bold=True, font_color="#FFFFFF", bg_color=_DARK, text_wrap=True, valign="vcenter",
            border=1, border_color=_RULE, indent=1,
        )  # fmt: skip
        headings = (ROW, *(column.heading for column in made.columns))
        sheet.add_table(
            _HEADINGS,
            0,
            last,
            len(made.columns),
            {
                "name": re.sub(r"\W", "", f"Form_{made.layout.key.title()}"),
                "columns": [{"header": each, "header_format": head} for each in headings],
                "style": "Table Style Light 1",
                "banded_rows": False,
            },
        )
        for at, heading in enumerate(headings):  # as text, whatever it looks like
            self.put(sheet, _HEADINGS, at, heading, head)
        lines = max(_lines(column.heading, _width(column) - 5) for column in made.columns)
        sheet.set_row(_HEADINGS, _LINE * max(lines, 2) + 4)

    def offer(
        self, sheet: Worksheet, made: FormSheet, column: Column, at: int, area: tuple[int, int]
    ) -> None:
        """What a column's cells say while they are filled in, and what they offer."""
        key = column.key
        prompt = words.PROMPTS.get((made.layout.key, key), "")
        if key.startswith(CAN):
            prompt = words.CAN_PROMPT
        elif column.holds == "prose":
            prompt = words.COMMENT_PROMPT
        rule: dict[str, Any] = {
            "validate": "any",
            "input_title": cut(column.heading, 32 if column.heading.isascii() else 16),
            "input_message": cut(prompt, _PROMPT),
        }
        if column.offered is not None:
            number = list(self.lists).index(column.offered)
            letter = xl_col_to_name(number)
            end = len(self.lists[column.offered]) + 1
            rule |= {
                "validate": "list",
                "source": f"='{LISTS}'!${letter}$2:${letter}${end}",
                "ignore_blank": True,
            }
            if column.strict or column.offered == OWN:
                rule |= {"error_title": words.REFUSED[0], "error_message": words.REFUSED[1]}
            elif column.offered == NAMES:
                rule |= {
                    "error_type": "information",
                    "error_title": words.NEW_NAME[0],
                    "error_message": words.NEW_NAME[1],
                }
            else:
                rule["show_error"] = False
        sheet.data_validation(area[0], at, area[1], at, rule)

    def color(self, sheet: Worksheet, made: FormSheet, area: tuple[int, int]) -> None:
        """Cells that are wanted are yellow while they are empty and their row is not."""
        look = self.book.add_format({"bg_color": _MISSING})
        edge = xl_col_to_name(len(made.columns))
        for at, column in enumerate(made.columns, 1):
            if not column.wanted:
                continue
            row = area[0] + 1
            filled = f"COUNTA($B{row}:${edge}{row})>0"
            formula = f'=AND({filled},${xl_col_to_name(at)}{row}="")'
            sheet.conditional_format(
                area[0], at, area[1], at, {"type": "formula", "criteria": formula, "format": look}
            )

    def guide(self) -> None:
        """The sheet that says what the form is for, and asks who filled it in."""
        sheet = self.page(GUIDE)
        sheet.set_portrait()
        for column, width in enumerate(_GUIDE):
            sheet.set_column(column, column, width)
        row = 0

        def line(text: str, **look: Any) -> None:
            nonlocal row
            made = self.format(text_wrap=True, **look)
            sheet.merge_range(row, 0, row, 1, "", made)
            self.put(sheet, row, 0, text, made)
            size = look.get("font_size", 11) / 11
            sheet.set_row(row, _LINE * size * _lines(text, sum(_GUIDE) / size) + 4)
            row += 1

        def pair(left: str, right: str, look: Format | None = None) -> None:
            nonlocal row
            self.put(sheet, row, 0, left, self.format(bold=True, text_wrap=True))
            self.put(sheet, row, 1, right, look or self.format(text_wrap=True))
            sheet.set_row(row, _LINE * max(map(_lines, (left, right), _GUIDE)) + 4)
            row += 1

        def heading(text: str) -> None:
            nonlocal row
            row += 1
            line(text, bold=True, font_size=13, font_color=_DARK)

        content = self.content
        if content.marking:
            line(shown_text(content.marking), bold=True)
        line(f"{content.name}: what you need, and what you give", bold=True, font_size=18,
             font_color=_DARK)  # fmt: skip
        for text in words.purpose(content):
            line(text)
        heading("What to do")
        for number, text in enumerate(words.steps(), 1):
            line(f"{number}. {text}")
        row += 1
        given = {"border": 1, "bg_color": _MISSING, "locked": False, "align": "left"}
        pair(FILLED_BY, "", self.format(num_format="@", **given))
        self.prompt(sheet, row - 1, "Your name.", {"validate": "any"})
        pair(FILLED_ON, "", self.format(num_format="yyyy-mm-dd", **given))
        rule = {
            "validate": "date",
            "criteria": ">=",
            "value": date(2000, 1, 1),
            "error_title": words.NO_DATE[0],
            "error_message": words.NO_DATE[1],
        }
        self.prompt(sheet, row - 1, "The date on which you filled this in: 2026-12-15.", rule)
        heading("The sheets")
        for made in content.sheets:
            pair(made.layout.name, words.sheet_row(made))
        heading("What the words mean")
        for word, meaning in words.MEANINGS:
            pair(word, meaning)
        heading("Good to know")
        for text in words.afterwards():
            line(text)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.set_first_sheet()
        sheet.activate()

    def prompt(self, sheet: Worksheet, row: int, text: str, rule: Mapping[str, Any]) -> None:
        """What is said beside a cell of the guide."""
        sheet.data_validation(row, 1, row, 1, {**rule, "input_message": text})

    def hidden(self, name: str, columns: Mapping[str, Sequence[str]]) -> None:
        """A sheet that is not for people."""
        sheet = self.book.add_worksheet(name)
        look = self.format(num_format="@")
        for at, (heading, texts) in enumerate(columns.items()):
            for row, text in enumerate((heading, *texts)):
                if text_length(text) > MAX_TEXT:
                    raise InternalMapError(
                        f"the form of {escape(self.content.unit)} cannot hold a text of "
                        f"{text_length(text):,} characters",
                        f"Shorten it in the model: a cell holds {MAX_TEXT:,}.",
                    )
                self.put(sheet, row, at, text, look)
        sheet.protect()
        sheet.very_hidden()


def _head(text: str) -> str:
    """A text for the head or foot of a page, where & begins a command."""
    return cut(shown_text(text), _HEAD).replace("&", "&&")


def _width(column: Column) -> float:
    if column.key.startswith(CAN):
        return _PERSON
    return _WIDTHS.get(column.holds, _OTHER_WIDTH)


def _lines(text: str, width: float) -> int:
    """How many lines a text takes in a column: not every program finds out by itself."""
    room = max(1, int(width * _SIGNS) - 1)
    lines = 0
    for part in text.split("\n"):
        left = 0
        lines += 1
        for word in part.split(" "):
            size = len(word) + sum(sign > "\u2e7f" for sign in word)
            if left and left + 1 + size > room:
                lines += 1
                left = 0
            else:
                left += 1 if left else 0
            lines += max(0, size - 1) // room
            left += size % room if size > room else size
    return lines
