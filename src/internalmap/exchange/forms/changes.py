"""Whether a form that was filled in asks all that is to be asked now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from internalmap.exchange.forms.content import FormCell, FormContent, FormRow, FormSheet
from internalmap.exchange.forms.filled import BaseCell, FilledForm, FilledRow, parted
from internalmap.exchange.forms.layout import CAN, YES, Column, settled
from internalmap.exchange.tables.durations import amount, how_often
from internalmap.exchange.vocabulary.words import usual_words
from internalmap.text import quantities

#: What is asked, and stands in no model.
_ANSWERS = frozenset({"note", "given"})


def says_other(content: FormContent, form: FilledForm) -> bool:
    """Whether the form of now says anything that the one that was filled in neither said when it
    was made, nor says since: then somebody else changed it, and it is worth asking again. A row
    that is gone is not."""
    return any(not _is_known(row, sheet, form) for sheet in content.sheets for row in sheet.rows)


def _is_known(row: FormRow, sheet: FormSheet, form: FilledForm) -> bool:
    if sheet.layout.key == "stand-ins" and not any(
        cell.value for key, cell in row.cells.items() if key.startswith(CAN)
    ):
        return True  # it says nothing but a service, which stands on another sheet
    base = form.base.get(sheet.layout.key, {})
    filled = form.sheets.get(sheet.layout.key)
    rows = () if filled is None else filled.rows
    columns = [column for column in sheet.columns if column.key not in _ANSWERS]
    return any(
        all(
            _is_same(column, row.cells[column.key], was.get(column.key), now, form)
            for column in columns
        )
        for was, now in _candidates(row, base, rows)
    )


def _candidates(
    row: FormRow,
    base: Mapping[str, Mapping[str, BaseCell]],
    rows: tuple[FilledRow, ...],
) -> Iterator[tuple[Mapping[str, BaseCell], FilledRow | None]]:
    """Rows that may be the same: that of the same id, and all that speak of the same service."""
    by_id = {each.id: each for each in rows if each.id is not None}
    if row.id in base:
        yield base[row.id], by_id.get(row.id)
    for key in ("service", "name"):
        if key in row.cells:
            wanted = settled(row.cells[key].shown).casefold()
            for each in rows:
                was = base.get(each.id or "", {})
                if each.id != row.id and each.text(key).casefold() == wanted:
                    yield was, each


def _is_same(
    column: Column,
    new: FormCell,
    was: BaseCell | None,
    row: FilledRow | None,
    form: FilledForm,
) -> bool:
    if was is not None and was.value == new.value:
        return True
    if row is None:
        return False
    text = row.text(column.key)
    # What a new row leaves empty, defaults of the model may have filled in.
    return (was is None and not text) or _means(column, text, new, form)


def _means(column: Column, text: str, new: FormCell, form: FilledForm) -> bool:
    """Whether what was filled in says the same as the cell of now."""
    if text.casefold() == settled(new.shown).casefold():
        return True
    if column.holds in ("party", "parties"):
        ids = [form.ids.get(name.casefold(), name) for name in parted(text)]
        if column.key == "customer" and not ids:
            ids = [form.unit]
        return ids == (new.value if column.holds == "parties" else [new.value])
    if column.key.startswith(CAN):
        return (text.casefold() == YES) == new.value
    if column.holds == "duration" and isinstance(new.value, str):
        said = amount(text, column.key, quantities.duration, usual_words())
        return said is not None and quantities.duration(said[0]) == quantities.duration(new.value)
    if column.holds == "rate" and isinstance(new.value, str):
        said_rate = how_often(text, usual_words()) or text
        return quantities.takes(quantities.rate, said_rate) and (
            quantities.rate(said_rate) == quantities.rate(new.value)
        )
    return False
