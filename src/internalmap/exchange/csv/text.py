"""A flat table as CSV: RFC 4180, with text that a spreadsheet takes for text.

What a spreadsheet would calculate gets an apostrophe in front, which reading takes away.
"""

from __future__ import annotations

import csv
from io import StringIO

from internalmap.exchange.tables.flatten import Sheet, Value
from internalmap.text.csv_guard import guarded


def csv_text(sheet: Sheet) -> str:
    """The table, its headings first."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(sheet.headings)
    writer.writerows([_cell(value) for value in row] for row in sheet.rows)
    return out.getvalue()


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        return repr(value)
    return guarded(value)
