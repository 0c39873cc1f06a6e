"""Forms that came back, as what stands in their cells: what it means is for whoever asks.

A form may have been sorted, added to, and saved by another program. Nothing in it is taken for true
but what is found where `layout` says; a workbook that is no form is refused.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias
from warnings import catch_warnings, simplefilter

from internalmap.errors import InternalMapError, Problem
from internalmap.exchange.excel.cells import SheetReader
from internalmap.exchange.excel.workbook import Sheet, WorkbookReader
from internalmap.exchange.forms.filled import (
    BaseCell,
    FilledCell,
    FilledForm,
    FilledRow,
    FilledSheet,
)
from internalmap.exchange.forms.layout import (
    BASE,
    BASE_HEADINGS,
    CAN,
    EVERYONE,
    FILLED_BY,
    FILLED_ON,
    GUIDE,
    IDS,
    LISTS,
    META,
    NAMES,
    ROW,
    SHEETS,
    VERSION,
    SheetLayout,
    settled,
)
from internalmap.exchange.ods.tables import whole_sheets
from internalmap.exchange.sheets.cells import Fault, SheetRow
from internalmap.exchange.sheets.package import Package
from internalmap.exchange.sheets.source import SheetSource
from internalmap.model.phrases import listed, plural
from internalmap.text.escape import quoted

#: The sheets of a workbook, by their names: what gives the rows of each that are not empty.
_Sheets: TypeAlias = Sequence[tuple[str, Callable[[], list[SheetRow]]]]

#: What to do about a form that lacks what it was made with.
_AS_SENT = "Copy the answers into the form as it was sent."


class NoForm(InternalMapError):
    """A workbook that no form was ever made as."""


def read_form(data: bytes, name: str, form: str = "xlsx") -> FilledForm:
    """A form from the bytes of a workbook, or of an OpenDocument spreadsheet (`ods`) that somebody
    saved it as; `name` is the file's path as it was given.

    Raises `NoForm` where it is no form, and `InternalMapError` where it is no workbook, is damaged,
    is too large, or was made by another version.
    """
    with catch_warnings():  # of what the library does not know, which does not matter here
        simplefilter("ignore")
        if form == "ods":
            package, held = whole_sheets(data, name)
            return _Reader(package, [(each, partial(list, rows)) for each, rows in held]).form()
        cells = _Cells(WorkbookReader(data, name))
        return _Reader(cells.workbook.source, cells.sheets()).form()


class _Cells:
    """Reads sheets of a workbook, and counts their cells."""

    def __init__(self, workbook: WorkbookReader) -> None:
        self.workbook = workbook
        self._cells = 0

    def sheets(self) -> _Sheets:
        """The sheets, each read when it is asked for."""
        return [(sheet.name, partial(self._rows, sheet)) for sheet in self.workbook.sheets]

    def _rows(self, sheet: Sheet) -> list[SheetRow]:
        reader = SheetReader(self.workbook, sheet, self._cells)
        rows = list(reader.rows())
        self._cells = reader.cells
        return rows


class _Content:
    """The cells of a sheet, by row and column."""

    def __init__(self, name: str, sheet: str, index: int, rows: Iterable[SheetRow]) -> None:
        self.rows: dict[int, SheetRow] = {row.number: row for row in rows}
        self._width = max((max(row.cells) for row in self.rows.values()), default=0)
        self.source = SheetSource.of(name, sheet, index, self._texts)

    def _texts(self, number: int) -> list[tuple[int, str]]:
        row = self.rows.get(number)
        if row is None:
            return []
        cells = [row.cells.get(column, "") for column in range(self._width + 1)]
        return [
            (column, cell.shown if isinstance(cell, Fault) else str(cell))
            for column, cell in enumerate(cells)
        ]

    def text(self, row: SheetRow, column: int) -> str:
        """What stands in a cell; nothing where it cannot be read."""
        found = row.cells.get(column, "")
        return settled(found) if isinstance(found, str) else ""

    def whole(self, row: SheetRow, column: int) -> str:
        """The same, with its spaces."""
        found = row.cells.get(column, "")
        return found if isinstance(found, str) else ""

    def problems(self) -> Iterator[Problem]:
        """The cells that cannot be read."""
        for row in self.rows.values():
            for column, cell in row.cells.items():
                if isinstance(cell, Fault):
                    place = self.source.place(row.number, column)
                    yield Problem(place, cell.message, cell.remedy)


class _Reader:
    """Puts a form together."""

    def __init__(self, package: Package, sheets: _Sheets) -> None:
        self.package = package
        self.name = package.name
        self.problems: list[Problem] = []
        self._found = {
            settled(sheet).casefold(): (index, sheet, rows)
            for index, (sheet, rows) in reversed([*enumerate(sheets)])
        }

    def content(self, name: str) -> _Content | None:
        """What stands on a sheet, if there is one of this name."""
        found = self._found.get(name.casefold())
        if found is None:
            return None
        index, sheet, rows = found
        return _Content(self.name, sheet, index, rows())

    def form(self) -> FilledForm:
        """The form."""
        meta = self._meta()
        lists = self._columns(LISTS)
        base = self._base()
        ids: dict[str, str | None] = {EVERYONE.casefold(): None}
        labels = map(str.casefold, map(settled, filter(None, lists.get(NAMES, ()))))
        ids.update(zip(labels, self._ids(lists.get(IDS, ())), strict=False))
        people = {label: CAN + id for label, id in ids.items() if id is not None}
        sheets = {}
        for key, layout in SHEETS.items():
            content = self.content(layout.name)
            if content is None:
                if key in base:
                    self.problems.append(
                        Problem(
                            None,
                            f"{self.name}: the sheet {quoted(layout.name)} is gone",
                            _AS_SENT,
                        )
                    )
                continue
            cans = people if key == "stand-ins" else {}
            read = self._sheet(layout, content, cans, base.get(key, {}))
            if read is not None:
                sheets[key] = read
        guide = self.content(GUIDE)
        return FilledForm(
            name=self.name,
            unit=meta["unit"][0],
            by=meta["by"][0],
            due=next(iter(meta.get("due", ())), None),
            ask=next(iter(meta.get("ask", ())), None),
            parties=tuple(meta.get("party", ())),
            filled_by=self._beside(guide, FILLED_BY),
            filled_on=self._beside(guide, FILLED_ON),
            guide=None if guide is None else guide.source,
            sheets=sheets,
            base=base,
            ids=ids,
            problems=tuple(self.problems),
        )

    def _meta(self) -> dict[str, list[str]]:
        content = self.content(META)
        found: dict[str, list[str]] = {}
        for row in content.rows.values() if content is not None else ():
            found.setdefault(content.text(row, 0), []).append(content.whole(row, 1))  # type: ignore[union-attr]
        if not {"version", "unit", "by"} <= found.keys():
            raise NoForm(
                f"{quoted(self.name)} is no form",
                "Name workbooks that internalmap forms made.",
            )
        if found["version"][0] != VERSION:
            raise self.package.refusal(
                "this form was made by another version of internalmap",
                "Make it anew with internalmap forms, and copy the answers into it.",
            )
        return found

    def _columns(self, name: str) -> dict[str, list[str]]:
        """A hidden sheet, by its headings."""
        content = self.content(name)
        rows = [] if content is None else [*content.rows.values()]
        if content is None or not rows:
            raise self._damaged(f"its hidden sheet {name} is gone")
        numbers = range(1, max(content.rows) + 1)
        columns: dict[str, list[str]] = {}
        for column in sorted(rows[0].cells):
            cells = [
                content.whole(content.rows[number], column) if number in content.rows else ""
                for number in numbers
            ]
            columns.setdefault(cells[0], cells[1:])
        return columns

    def _base(self) -> dict[str, dict[str, dict[str, BaseCell]]]:
        columns = self._columns(BASE)
        if not {*BASE_HEADINGS} <= columns.keys():
            raise self._changed(BASE)
        found: dict[str, dict[str, dict[str, BaseCell]]] = {}
        for sheet, row, text in zip(*(columns[each] for each in BASE_HEADINGS), strict=True):
            read = self._json(text, BASE)
            whole = isinstance(read, dict) and all(
                isinstance(each, list) and len(each) == 2 and isinstance(each[0], str)
                for each in read.values()
            )
            if not whole:
                raise self._changed(BASE)
            found.setdefault(sheet, {})[row] = {key: BaseCell(*each) for key, each in read.items()}
        return found

    def _ids(self, cells: Sequence[str]) -> list[str | None]:
        """The ids of the labels, in their order."""
        found: list[str | None] = []
        for text in filter(None, cells):
            read = self._json(text, LISTS)
            if not isinstance(read, list) or not all(isinstance(each, str | None) for each in read):
                raise self._changed(LISTS)
            found += read
        return found

    def _json(self, text: str, sheet: str) -> Any:
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise self._changed(sheet) from None

    def _changed(self, sheet: str) -> InternalMapError:
        return self._damaged(f"its hidden sheet {sheet} was changed")

    def _damaged(self, what: str) -> InternalMapError:
        """Of what no spreadsheet program brings back."""
        return self.package.refusal(f"this form is damaged: {what}", _AS_SENT)

    def _sheet(
        self,
        layout: SheetLayout,
        content: _Content,
        people: Mapping[str, str],
        base: Mapping[str, Mapping[str, BaseCell]],
    ) -> FilledSheet | None:
        rows = [*content.rows.values()]
        at, ids = next(
            (
                (number, column)
                for number, row in enumerate(rows)
                for column in row.cells
                if content.text(row, column).casefold() == ROW.casefold()
            ),
            (-1, 0),
        )
        if at < 0:
            self.problems.append(
                Problem(
                    None,
                    f"{self.name}: the hidden column {quoted(ROW)} of the sheet "
                    f"{quoted(layout.name)} is gone",
                    _AS_SENT,
                )
            )
            return None
        self.problems += content.problems()
        head = rows[at]
        keys: dict[int, str] = {}
        headings: dict[str, FilledCell] = {}
        strange: dict[int, FilledCell] = {}
        for column in sorted({column for row in rows[at:] for column in row.cells}):
            text = content.text(head, column)
            key = layout.key_of(text) or people.get(text.casefold())
            cell = FilledCell(text, head.number, column)
            if key is not None and key not in headings:
                keys[column] = key
                headings[key] = cell
            elif column != ids:
                strange[column] = cell
        found: list[FilledRow] = []
        used: set[int] = set()
        for row in rows[at + 1 :]:
            id = content.text(row, ids) or None
            texts = {column: content.text(row, column) for column in sorted(row.cells)}
            cells = {
                keys[column]: FilledCell(text, row.number, column)
                for column, text in texts.items()
                if text and column in keys
            }
            used.update(column for column, text in texts.items() if text and column in strange)
            if cells or id is not None:
                found.append(FilledRow(row.number, id, cells))
        unknown = tuple(cell for column, cell in strange.items() if column in used)
        called = {key: label for label, key in people.items()}
        called.update((each.key, each.heading) for each in layout.columns)
        asked = {key for cells in base.values() for key in cells}
        gone = [quoted(called[key]) for key in called if key in asked and key not in headings]
        if gone and unknown:  # what was filled in there may be an answer to what is gone
            self.problems.append(
                Problem(
                    content.source.place(head.number, unknown[0].column),
                    f"{'the heading' if len(gone) == 1 else 'the headings'} {listed(gone)} "
                    f"{plural(len(gone), 'is', 'are')} gone",
                    "Write it above its column again, as it stood in the form that was sent."
                    if len(gone) == 1
                    else "Write each above its column again, as in the form that was sent.",
                )
            )
        return FilledSheet(layout, tuple(found), headings, unknown, content.source)

    def _beside(self, content: _Content | None, label: str) -> FilledCell | None:
        """What stands in the column after that of a text of the guide."""
        for row in content.rows.values() if content is not None else ():
            for column in sorted(row.cells):
                assert content is not None
                if content.text(row, column).casefold() == label.casefold():
                    text = content.text(row, column + 1)
                    return FilledCell(text, row.number, column + 1) if text else None
        return None
