#!/usr/bin/env python3
"""Write bank.xlsx: a business impact analysis as an analyst keeps it, processes and systems.

    python examples/bia/make_workbook.py

Everything in it is made up. It has what such workbooks have: a title above the headings, several
names in a cell, cells that say nothing, and targets beside what recovery has shown.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import xlsxwriter

TITLE = "Business impact analysis, Fjordby Savings Bank, 2026"
SHEETS = {
    "Processes": (
        ("Process", "Owner", "RTO", "MTPD", "RPO", "IT systems", "External suppliers", "Key staff",
         "Sites"),
        ("Payment run", "Siri Ødegård", "4 h", "1 day", "15 min", "Core banking, Payment gateway",
         "Clearing house", "Siri Ødegård", "Harbour Street 1"),
        ("Card settlement", "Siri Ødegård", "8 h", "2 days", "1 h", "Core banking",
         "Card processor", "N/A", "Hill Road 8"),
        ("Counter service", "Jonas Lie", "1 day", "3 days", "", "Core banking, Telephone", "",
         "Jonas Lie; Mona Vik", "Harbour Street 1"),
        ("Payroll", "Łucja Nowak", "3 days", "5 days", "TBD", "Core banking, Payroll system",
         "Payroll bureau", "", "Harbour Street 1"),
    ),
    "Systems": (
        ("System", "Kind", "Owner", "RTA (tested)", "Depends on"),
        ("Core banking", "system", "IT operations", "12 h", "Server room"),
        ("Payment gateway", "system", "IT operations", "2 h", "Core banking; Network"),
        ("Telephone", "system", "IT operations", "1 h", "Network"),
        ("Payroll system", "system", "Łucja Nowak", "", "Core banking"),
        ("Network", "system", "IT operations", "2 h", "Server room"),
        ("Server room", "system", "IT operations", "2 days", ""),
    ),
}  # fmt: skip


def main() -> None:
    """Write the workbook beside this file."""
    book = xlsxwriter.Workbook(str(Path(__file__).with_name("bank.xlsx")))
    # The clock would make every file another one.
    book.set_properties({"created": datetime(2026, 9, 1)})  # noqa: DTZ001  # it takes no zone
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    top = book.add_format({"valign": "top", "text_wrap": True})
    title = book.add_format({"bold": True, "font_size": 14})
    for name, (headings, *rows) in SHEETS.items():
        sheet = book.add_worksheet(name)
        sheet.merge_range(0, 0, 0, len(headings) - 1, TITLE, title)
        sheet.write_row(2, 0, headings, bold)
        sheet.set_column(0, len(headings) - 1, 18)
        for number, row in enumerate(rows, 3):
            sheet.write_row(number, 0, row, top)
    book.close()


if __name__ == "__main__":
    main()
