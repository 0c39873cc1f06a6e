"""Excel workbooks as tables."""

from __future__ import annotations

from warnings import catch_warnings, simplefilter

from internalmap.exchange.excel.cells import SheetReader
from internalmap.exchange.excel.workbook import WorkbookReader
from internalmap.exchange.headings.tables import TableFile
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.sheets.content import SheetContent, Sheets, TableUsage, no_such_sheet


def workbook_tables(
    data: bytes, name: str, how: Understanding | None = None, *, sheet: str | None = None
) -> TableFile:
    """The tables in a workbook; with `sheet`, the one in that sheet only.

    `name` is the file's path as it was given.

    Raises `InternalMapError` where the file is no workbook, is damaged or is too large, and where
    there is no such sheet.
    """
    # The library warns of what it does not know, which does not matter here.
    with catch_warnings():
        simplefilter("ignore")
        workbook = WorkbookReader(data, name)
        names = [each.name for each in workbook.sheets]
        if sheet is not None and sheet not in names:
            raise no_such_sheet(workbook.source, sheet, names)
        found = Sheets(workbook.source.name)
        usage = TableUsage()
        for index, each in enumerate(workbook.sheets):
            if sheet is None or each.name == sheet:
                reader = SheetReader(workbook, each, usage.cells)
                found.take(
                    SheetContent(workbook.source.name, reader, index, usage, how or Understanding())
                )
    return found.table_file(stale=workbook.stale)
