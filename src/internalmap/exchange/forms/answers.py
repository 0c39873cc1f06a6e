"""What a form that came back says: its cells as values, each with what stood there first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from internalmap.analyses.merge.answers import About, Answers, Cell, Name, Row
from internalmap.analyses.merge.collect import NOT_NEEDED
from internalmap.analyses.merge.rows import EVERYONE
from internalmap.analyses.merge.values import NO_BASE
from internalmap.errors import Place, Problem
from internalmap.exchange.forms import layout
from internalmap.exchange.forms.filled import FilledCell, FilledForm, FilledRow, FilledSheet, parted
from internalmap.exchange.forms.layout import CAN, Cells, settled
from internalmap.exchange.headings.mapping import Column
from internalmap.exchange.headings.tables import Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.tables.cell_parsers import NO_NEED, reader
from internalmap.exchange.vocabulary.words import said
from internalmap.model.organization import IMPORTANCES, KINDS
from internalmap.modelfile.syntax.values import Unquoted
from internalmap.text import quantities
from internalmap.text.escape import quoted
from internalmap.text.suggest import did_you_mean

_ABOUT: Mapping[str, About] = {
    "needs": "need", "supplies": "supply", "stand-ins": "can", "systems": "party",
}  # fmt: skip
#: Times that drop-downs offer in words.
_AT_ONCE = frozenset({"not at all", "at once", "none"})
_YES = frozenset({layout.YES, "y", "x", "true", "1", "ja", "tak", "sì", "si", "sí", "oui"})
_NO = frozenset({layout.NO, "n", "false", "0", "nei", "nein", "nie", "non"})
_WORDS: Mapping[str, tuple[str, ...]] = {"importance": IMPORTANCES, "kind": KINDS}


class _Wrong(Exception):
    """A cell that cannot be meant."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(message)
        self.message, self.remedy = message, remedy


def answers_of(form: FilledForm, how: Understanding) -> tuple[Answers, list[Problem]]:
    """What a form says, and what of it cannot be read."""
    found = _Form(form, how)
    rows = tuple(found.rows())
    by = form.filled_by.text if form.filled_by is not None else None
    answers = Answers(
        file=form.name,
        rows=rows,
        unit=form.unit,
        parties=form.parties,
        made_by=form.by,
        state="answered" if form.filled_on else "begun" if form.is_touched() else "not answered",
        by=by,
        date=found.filled_on(),
        notices=tuple(found.notices),
    )
    return answers, [*form.problems, *found.problems]


class _Form:
    """Reads the rows of one form."""

    def __init__(self, form: FilledForm, how: Understanding) -> None:
        self.form = form
        self.read = _Reader(how)
        self.problems: list[Problem] = []
        self.notices: list[str] = []

    def filled_on(self) -> date | None:
        """The day that the guide gives."""
        cell, guide = self.form.filled_on, self.form.guide
        if cell is None or guide is None:
            return None
        try:
            found: date | None = self.read("date", "reviewed", cell.text)
        except _Wrong as wrong:
            place = guide.place(cell.row, cell.column)
            self.problems.append(Problem(place, wrong.message, wrong.remedy))
            return None
        return found

    def rows(self) -> Iterator[Row]:
        """The rows of all sheets, and those that are there no longer."""
        for key, sheet in self.form.sheets.items():
            base = self.form.base.get(key, {})
            columns = self._columns(sheet, base)
            for each in sheet.unknown:
                where = sheet.place(each).label
                what = f"nothing is known by {quoted(each.text)}" if each.text else "no heading"
                self.notices.append(f"{where}: {what}: not read")
            seen = set()
            for row in sheet.rows:
                seen.add(row.id)
                yield self._row(sheet, row, columns, base)
            for id, cells in base.items():
                if id not in seen:
                    yield self._gone(sheet, id, cells, columns)

    def _columns(self, sheet: FilledSheet, base: Mapping[str, Any]) -> dict[str, Cells]:
        """What the cells of each column hold, by key, also of those that are there no longer."""
        columns: dict[str, Cells] = {each.key: each.holds for each in sheet.layout.columns}
        for cells in base.values():
            columns.update(dict.fromkeys((key for key in cells if key.startswith(CAN)), "answer"))
        columns.update(
            dict.fromkeys((key for key in sheet.headings if key.startswith(CAN)), "answer")
        )
        return columns

    def _row(
        self,
        sheet: FilledSheet,
        row: FilledRow,
        columns: Mapping[str, Cells],
        base: Mapping[str, Mapping[str, Any]],
    ) -> Row:
        known = base.get(row.id or "")
        cells = {}
        for key, holds in columns.items():
            was = None if known is None else known.get(key)
            before = NO_BASE if known is None else _value(was.value if was else None, key, holds)
            cell = row.cells.get(key)
            text = "" if cell is None else cell.text
            if known is not None and (
                key not in sheet.headings or text == (settled(was.shown) if was else "")
            ):
                value = before
            else:
                value = self._value(sheet, key, holds, cell)
            column = sheet.headings[key].column if key in sheet.headings else None
            place = sheet.source.place(row.number, column)
            cells["id" if (sheet.layout.key, key) == ("systems", "name") else key] = Cell(
                value, before, place
            )
        need = known.get("need") if known is not None else None
        return Row(
            _ABOUT[sheet.layout.key],
            row.id if known is not None else None,
            cells,
            sheet.source.place(row.number, None),
            need.value if need is not None else None,
        )

    def _gone(
        self,
        sheet: FilledSheet,
        id: str,
        cells: Mapping[str, Any],
        columns: Mapping[str, Cells],
    ) -> Row:
        found = {}
        for key, holds in columns.items():
            was = cells.get(key)
            before = _value(was.value if was else None, key, holds)
            name = "id" if (sheet.layout.key, key) == ("systems", "name") else key
            found[name] = Cell(before, before, None)
        need = cells.get("need")
        return Row(
            _ABOUT[sheet.layout.key],
            id,
            found,
            sheet.source.place(min(each.row for each in sheet.headings.values()), None)
            if sheet.headings
            else None,
            need.value if need is not None else None,
            gone=True,
        )

    def _value(self, sheet: FilledSheet, key: str, holds: Cells, cell: FilledCell | None) -> Any:
        """What a cell that somebody wrote in says; nothing where it is empty, or names nobody."""
        if cell is None or not cell.text:
            return None
        if holds in ("party", "parties") or (sheet.layout.key, key) == ("systems", "name"):
            texts = parted(cell.text) if holds == "parties" else [cell.text]
            names = [name for text in texts if (name := self._name(text)) is not None]
            if EVERYONE in names and (sheet.layout.key, key) != ("supplies", "customer"):
                message = f"{quoted(layout.EVERYONE)} names no party"
                remedy = "Name those that are meant."
                self.problems.append(Problem(sheet.place(cell), message, remedy))
                return None
            return tuple(names) or None if holds == "parties" else next(iter(names), None)
        try:
            return self.read(holds, key, cell.text)
        except _Wrong as wrong:
            self.problems.append(Problem(sheet.place(cell), wrong.message, wrong.remedy))
            return None

    def _name(self, text: str) -> Name | None:
        known = text.casefold()
        if known in self.form.ids:
            id = self.form.ids[known]
            return EVERYONE if id is None else Name(text, id)
        return None if self.read.how.names_nobody(text) else Name(text)


def _value(value: Any, key: str, holds: Cells) -> Any:
    """A value of the base, as the model has it."""
    if (holds == "party" or key == "name") and value is None:
        return EVERYONE if key == "customer" else None
    if holds == "party" or key == "name":
        return Name(str(value), str(value))
    if holds == "parties":
        return tuple(Name(str(each), str(each)) for each in value or ()) or None
    if value is None:
        return None
    if holds == "duration":
        return quantities.duration(str(value))
    if holds == "rate":
        return quantities.rate(str(value))
    if holds == "answer":
        return bool(value)
    return str(value)


class _Reader:
    """Reads the texts of cells by what they hold."""

    def __init__(self, how: Understanding) -> None:
        self.how = how
        self._readers: dict[str, Callable[[str], Any]] = {}

    def __call__(self, holds: str, key: str, text: str) -> Any:
        """What a text says; nothing where it says that nothing is known.

        Raises `_Wrong` where it cannot be meant.
        """
        if holds in ("text", "prose"):
            return None if self.how.words.is_not_known(text) else text
        if holds == "answer":
            return _answer(text)
        if holds == "word" and key == "importance" and said(text) == layout.NOT_NEEDED:
            return NOT_NEEDED
        if holds == "duration" and said(text) in _AT_ONCE:
            return 0
        read = self._reader(key)(text)
        if read is NO_NEED:
            return NOT_NEEDED
        if holds == "word":
            known = _WORDS[key]
            if (key, text) in self.how.unknown or (read is not None and read not in known):
                choose = f"Choose one of: {', '.join(known)}."
                message = f"{quoted(text)} is no {key}"
                raise _Wrong(message, did_you_mean(text, known, choose))
            return None if read is None else str(read)
        return None if read is None else _judged(holds, read)

    def _reader(self, key: str) -> Callable[[str], Any]:
        if key not in self._readers:
            table = Table("", (key,), lambda: iter(()), _nowhere, decimal_commas=True)
            self._readers[key] = reader(key, Column(0, key, key), table, self.how)
        return self._readers[key]


def _nowhere(row: int, column: int | None) -> Place:
    raise AssertionError(row, column)


def _answer(text: str) -> bool:
    word = said(text)
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise _Wrong(f"{quoted(text)} is neither yes nor no", "Choose yes or no.")


def _judged(holds: str, text: str) -> Any:
    """A quantity or a date by the judgement of a model file."""
    from pydantic_core import ValidationError

    try:
        return _judge(holds).validate_python(Unquoted(text))
    except ValidationError as error:
        context = error.errors()[0].get("ctx", {})
        raise _Wrong(str(context["message"]), str(context["remedy"])) from None


@cache
def _judge(holds: str) -> Any:
    from pydantic_core import SchemaValidator

    from internalmap.modelfile.schema import forms

    kinds = {"duration": forms.DURATION, "rate": forms.RATE, "date": forms.DATE}
    return SchemaValidator(kinds[holds].reading)
