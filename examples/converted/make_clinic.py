#!/usr/bin/env python3
"""Write clinic.xlsx: a business impact analysis as departments keep it, a sheet each.

    python examples/converted/make_clinic.py

Everything in it is made up. It has what such workbooks have: a title above the headings, merged
cells, a total, words of its own for how much something matters, and cells that say nothing.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import xlsxwriter

HEADINGS = (
    "Department", "Depends on", "What do they supply?", "Criticality", "Max. tolerable downtime",
    "Satisfaction", "Remarks",
)  # fmt: skip
SHEETS = {
    "Care": (
        ("Patients", "Reception", "Appointments", "High", "4 hours", 4, ""),
        ("", "Doctors", "Treatment", "Critical", "30 min", 5, ""),
        ("Doctors", "Laboratory", "Blood tests", "High", "2-4 hours", 4, ""),
        ("", "Pharmacy", "Drugs", "High", "1 day", 4, ""),
        ("", "IT", "Patient records", "High", "1 hour", "3,5", "slow on Mondays"),
        ("Laboratory", "Reagent supplier", "Reagents", "High", "5 days", "n/a", ""),
        ("", "IT", "Laboratory system", "High", "30 min", 3, ""),
    ),
    "Support": (
        ("Reception", "IT, Phones", "Calendar and calls", "High", "2 hours", 3, ""),
        ("", "Cleaning", "Clean rooms", "Medium", "TBD", 4, ""),
        ("Pharmacy", "Wholesaler", "Drugs", "High", "3 days", 4, ""),
        ("IT", "Data centre", "Hosting", "High", "1 hour", 4, ""),
        ("", "N/A", "", "", "", "", "keeps its own spare parts"),
        ("Phones", "Telecom", "Lines", "High", "immediately", 3, ""),
    ),
}


def main() -> None:
    """Write the workbook beside this file."""
    book = xlsxwriter.Workbook(str(Path(__file__).with_name("clinic.xlsx")))
    # The clock would make every file another one.
    book.set_properties({"created": datetime(2026, 3, 1)})  # noqa: DTZ001  # it takes no zone
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    top = book.add_format({"valign": "top", "text_wrap": True})
    title = book.add_format({"bold": True, "font_size": 14})
    for name, rows in SHEETS.items():
        sheet = book.add_worksheet(name)
        sheet.merge_range(0, 0, 0, len(HEADINGS) - 1, f"What {name} depends on, 2026", title)
        sheet.write_row(2, 0, HEADINGS, bold)
        sheet.set_column(0, len(HEADINGS) - 1, 18)
        first = 3
        for number, row in enumerate(rows, 3):
            sheet.write_row(number, 1, row[1:], top)
            last = number == len(rows) + 2 or bool(rows[number - 2][0])
            if last and first < number:
                sheet.merge_range(first, 0, number, 0, rows[first - 3][0], top)
            elif last:
                sheet.write(first, 0, rows[first - 3][0], top)
            if last:
                first = number + 1
        sheet.write_row(len(rows) + 3, 0, ("Total", len(rows)), bold)
    contacts = book.add_worksheet("Contacts")
    contacts.write_row(0, 0, ("Name", "Phone"), bold)
    contacts.write_row(1, 0, ("Ola Nordmann", "555 0101"), top)
    book.close()


if __name__ == "__main__":
    main()
