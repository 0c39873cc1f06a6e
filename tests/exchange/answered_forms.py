"""Forms as people fill them in: in memory, for tests of what comes of the answers, or as
workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from typing import Any

import openpyxl

from internalmap.analyses.merge.answers import Answers
from internalmap.exchange.forms.answers import answers_of
from internalmap.exchange.forms.content import FormContent, Forms
from internalmap.exchange.forms.filled import (
    BaseCell,
    FilledCell,
    FilledForm,
    FilledRow,
    FilledSheet,
)
from internalmap.exchange.forms.layout import EVERYONE, FILLED_BY, FILLED_ON, GUIDE, ROW, SHEETS
from internalmap.exchange.forms.respondents import respondents
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.sheets.source import SheetSource
from internalmap.model.organization import Organization

#: What somebody wrote into a form: cells by sheet, row id and key; rows that are new, that were
#: deleted, that were copied, by sheet; who filled it in, and when.
Cells = dict[tuple[str, str, str], str]


@dataclass
class Filling:
    """What somebody does to a form. Rows are known by their number in the form."""

    cells: dict[tuple[str, int, str], str] = field(default_factory=dict)
    new: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    deleted: set[tuple[str, int]] = field(default_factory=set)
    copied: list[tuple[str, int, dict[str, str]]] = field(default_factory=list)
    by: str = ""
    on: str = ""


def contents(organization: Organization, by: str = "unit") -> dict[str, FormContent]:
    """The forms of an organisation, by unit."""
    forms = Forms(organization, {})
    return {
        unit: forms.form(unit, parties, by=by)
        for unit, parties in respondents(organization, by).asked.items()
    }


def filled(
    content: FormContent, filling: Filling, order: Mapping[str, list[int]] | None = None
) -> FilledForm:
    """A form as it comes back, its rows perhaps in another order."""
    sheets, base = {}, {}
    for number, sheet in enumerate(content.sheets):
        key = sheet.layout.key
        texts: list[tuple[str | None, dict[str, str]]] = []
        base[key] = {
            row.id: {
                **{name: BaseCell(cell.shown, cell.value) for name, cell in row.cells.items()},
                **{name: BaseCell("", value) for name, value in row.besides.items()},
            }
            for row in sheet.rows
        }
        for at, row in enumerate(sheet.rows):
            cells = {name: cell.shown for name, cell in row.cells.items()}
            for (where, which, name), text in filling.cells.items():
                if (where, which) == (key, at) and name in cells:
                    cells[name] = text
            if (key, at) not in filling.deleted:
                texts.append((row.id, cells))
            for where, which, changed in filling.copied:
                if (where, which) == (key, at):
                    texts.append((row.id, {**cells, **changed}))
        texts += [(None, dict(cells)) for where, cells in filling.new if where == key]
        if order is not None and len(order.get(key, ())) == len(texts):
            texts = [texts[at] for at in order[key]]
        keys = [each.key for each in sheet.columns]
        rows = tuple(
            FilledRow(
                at,
                id,
                {
                    name: FilledCell(" ".join(cells[name].split()), at, keys.index(name) + 1)
                    for name in keys
                    if cells.get(name, "").strip()
                },
            )
            for at, (id, cells) in enumerate(texts, 5)
        )
        shown = {row.number: row for row in rows}

        def texts_of(
            at: int, shown: Mapping[int, FilledRow] = shown, keys: list[str] = keys
        ) -> list[tuple[int, str]]:
            row = shown.get(at)
            return (
                []
                if row is None
                else [(column, row.text(name)) for column, name in enumerate(keys, 1)]
            )

        headings = {
            each.key: FilledCell(each.heading, 4, at) for at, each in enumerate(sheet.columns, 1)
        }
        source = SheetSource.of(f"{content.unit}.xlsx", sheet.layout.name, number, texts_of)
        sheets[key] = FilledSheet(sheet.layout, rows, headings, (), source)
    guide = SheetSource.of(f"{content.unit}.xlsx", GUIDE, 0, lambda _: [(1, "")])
    return FilledForm(
        name=f"{content.unit}.xlsx",
        unit=content.unit,
        by=content.by,
        due=None,
        ask=None,
        parties=content.parties,
        filled_by=FilledCell(filling.by, 1, 1) if filling.by else None,
        filled_on=FilledCell(filling.on, 2, 1) if filling.on else None,
        guide=guide,
        sheets=sheets,
        base=base,
        ids={EVERYONE.casefold(): None}
        | {label.casefold(): id for id, label in content.called.items()},
        problems=(),
    )


def answers(
    content: FormContent, filling: Filling, order: Mapping[str, list[int]] | None = None
) -> tuple[Answers, list[Any]]:
    """What a form says, and what of it cannot be read."""
    return answers_of(filled(content, filling, order), Understanding())


def in_workbook(data: bytes, filling: Filling) -> bytes:
    """A form's workbook with this written into it, as another program saves it."""
    book = openpyxl.load_workbook(BytesIO(data))
    for key, layout in SHEETS.items():
        if layout.name not in book.sheetnames:
            continue
        sheet = book[layout.name]
        top = next(cell for row in sheet.iter_rows() for cell in row if cell.value == ROW)
        columns = {str(cell.value): cell.column for cell in sheet[top.row] if cell.value}
        names = {each.key: each.heading for each in layout.columns}
        rows = [
            at for at in range(top.row + 1, sheet.max_row + 1)
            if sheet.cell(at, top.column).value is not None
        ]  # fmt: skip
        for (where, at, name), text in filling.cells.items():
            if where == key:
                sheet.cell(rows[at], columns[names.get(name, name)]).value = text or None
        free = top.row + 1 + len(rows)
        for where, cells in filling.new:
            if where == key:
                for name, text in cells.items():
                    sheet.cell(free, columns[names.get(name, name)]).value = text
                free += 1
        for at in sorted((at for where, at in filling.deleted if where == key), reverse=True):
            sheet.delete_rows(rows[at])
    for row in book[GUIDE].iter_rows():
        for cell in row:
            for label, text in ((FILLED_BY, filling.by), (FILLED_ON, filling.on)):
                if cell.value == label and text:
                    book[GUIDE].cell(cell.row, cell.column + 1).value = text
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def renamed(found: Answers, file: str) -> Answers:
    """The same answers in a file of another name."""
    return replace(found, file=file)


def sheets_of(content: FormContent) -> Iterable[tuple[str, int]]:
    """The rows of a form, by sheet and number."""
    for sheet in content.sheets:
        for at in range(len(sheet.rows)):
            yield sheet.layout.key, at
