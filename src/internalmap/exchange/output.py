"""An organisation in each format that is written, and what that format cannot hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from internalmap._gc import gc_paused
from internalmap.errors import InternalMapError
from internalmap.exchange.headings.columns import FORMS
from internalmap.exchange.tables.flatten import Sheet, dependency_sheet, party_sheet, setting_sheet
from internalmap.model.organization import Organization
from internalmap.modelfile.write.dump import entry, party_entry, settings
from internalmap.text.excel_text import MAX_TEXT, text_length

#: Columns by which parties are known: without them, a table says something else.
_NAMES = frozenset(
    {"setting", "value", *(name for name, form in FORMS.items() if form in ("id", "ids"))}
)
#: How a spreadsheet program knows a CSV file as UTF-8.
_BYTE_ORDER_MARK = "\ufeff"


def formatted_files(
    organization: Organization, format: str, table: str | None, comment: str
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The bytes of each file of a format, one under the empty name or CSV's two tables; and what
    the format has no place for, in sentences.

    Raises `InternalMapError` for what it cannot be without.
    """
    with gc_paused():
        if format == "csv":
            return _csv(organization, table), tuple(_lost_in_csv(organization, table))
        if format == "xlsx":
            return _xlsx(organization)
        return {"": _WRITERS[format](organization, comment)}, ()


def _lost_in_csv(organization: Organization, table: str | None) -> Iterator[str]:
    without = list(settings(organization))
    if without:
        named = ", ".join("the title" if key == "organization" else key for key in without)
        yield f"CSV has no place for {named}"
    if table == "parties" and organization.needs:
        yield f"the table of parties has no place for needs: {len(organization.needs):,} left out"
    if table == "dependencies":
        keys: dict[str, None] = {}
        for party in organization.parties.values():
            keys.update(dict.fromkeys(party_entry(party)))
        if keys:
            yield f"the table of dependencies has no place for what parties are: {', '.join(keys)}"
        ends = {id for need in organization.needs for id in (need.customer, *need.suppliers)}
        alone = len(organization.parties.keys() - ends)
        if alone:
            left = "1 party is in no dependency, and is" if alone == 1 else (
                f"{alone:,} parties are in no dependency, and are"
            )  # fmt: skip
            yield f"{left} left out"


def _csv(organization: Organization, table: str | None) -> dict[str, bytes]:
    from internalmap.exchange.csv.text import csv_text

    sheets = {"parties": party_sheet, "dependencies": dependency_sheet}
    wanted = {table: sheets[table]} if table is not None else sheets
    return {
        "" if table is not None else name: (
            _BYTE_ORDER_MARK + csv_text(make(organization))
        ).encode()
        for name, make in wanted.items()
    }


def _yaml(organization: Organization, comment: str) -> bytes:
    from internalmap.modelfile.write.yaml_text import yaml_text

    return yaml_text(entry(organization), comment).encode()


def _json(organization: Organization, _comment: str) -> bytes:
    from internalmap.modelfile.write.json_text import json_text

    return json_text(organization).encode()


def _xlsx(organization: Organization) -> tuple[dict[str, bytes], tuple[str, ...]]:
    from internalmap.exchange.excel.sheets import MAX_SHEET_ROWS, workbook

    fitted, left_out = [], []
    for make in (setting_sheet, party_sheet, dependency_sheet):
        sheet, lost = _fitting(make(organization))
        left_out += lost
        if len(sheet.rows) > MAX_SHEET_ROWS:
            raise InternalMapError(
                f"a sheet of Excel holds {MAX_SHEET_ROWS:,} rows, and {sheet.name} has "
                f"{len(sheet.rows):,}",
                "Write CSV.",
            )
        fitted.append((sheet.name, sheet.headings, sheet.rows))
    return {"": workbook(fitted)}, tuple(left_out)


def _fitting(sheet: Sheet) -> tuple[Sheet, list[str]]:
    """A sheet without the texts that no cell of Excel can hold, and what these are."""
    left_out = []
    rows = list(sheet.rows)
    for number, row in enumerate(sheet.rows):
        for index, value in enumerate(row):
            # An emoji counts twice.
            if not isinstance(value, str) or 2 * len(value) <= MAX_TEXT:
                continue
            if (length := text_length(value)) <= MAX_TEXT:
                continue
            heading = sheet.headings[index]
            what = f"{heading} in row {number + 2} of {sheet.name} has {length:,} characters"
            if heading in _NAMES:
                raise InternalMapError(f"a cell of Excel holds {MAX_TEXT:,}, and {what}")
            left_out.append(f"Excel has no place for it: {what}, and a cell holds {MAX_TEXT:,}")
            cells = list(rows[number])
            cells[index] = None
            rows[number] = tuple(cells)
    return Sheet(sheet.name, sheet.headings, tuple(rows)), left_out


def _graphml(organization: Organization, _comment: str) -> bytes:
    from internalmap.exchange.graphml.text import organization_graphml

    return organization_graphml(organization)


_WRITERS: Mapping[str, Callable[[Organization, str], bytes]] = {
    "yaml": _yaml,
    "json": _json,
    "graphml": _graphml,
}
