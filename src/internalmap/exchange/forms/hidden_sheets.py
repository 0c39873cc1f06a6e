"""What the hidden sheets of a form hold: what its drop-downs offer, each cell as it was when it was
made, and what it was made with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from internalmap.exchange.forms.content import FormContent
from internalmap.exchange.forms.labels import OFFERED
from internalmap.exchange.forms.layout import (
    BASE,
    BASE_HEADINGS,
    EVERYONE,
    IDS,
    LISTS,
    META,
    META_HEADINGS,
    NAMES,
    OWN,
    VERSION,
)

#: How many signs of ids are put into a cell.
_PACKED = 30_000


def hidden_sheets(
    content: FormContent, lists: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, Mapping[str, Sequence[str]]]]:
    """The names of the hidden sheets, each with its columns by their headings; `lists` are those
    that the drop-downs offer."""
    yield LISTS, lists
    yield BASE, _by_column(BASE_HEADINGS, _base_rows(content))
    yield META, _by_column(META_HEADINGS, _meta_rows(content))


def lists_offered(content: FormContent) -> dict[str, list[str]]:
    """What the drop-downs offer: all names with their ids, by name; the form's own; the rest."""
    named = sorted(
        ((content.called[id], id) for id in content.named),
        key=lambda each: (each[0].casefold(), each[1]),
    )
    own = [content.called[id] for id in content.parties]
    if content.unit in content.parties:
        own.sort(key=lambda label: label != content.name)
    return {
        NAMES: [EVERYONE, *(label for label, _ in named)],
        IDS: [*_packed([None, *(id for _, id in named)])],
        OWN: own,
        **{heading: list(texts) for heading, texts in OFFERED.items()},
    }


def _base_rows(content: FormContent) -> Iterator[tuple[str, ...]]:
    for sheet in content.sheets:
        for row in sheet.rows:
            cells = {key: [cell.shown, cell.value] for key, cell in row.cells.items()}
            besides = {key: ["", value] for key, value in row.besides.items()}
            yield sheet.layout.key, row.id, _json({**cells, **besides})


def _packed(ids: Sequence[str | None]) -> Iterator[str]:
    """Ids as JSON lists, each no longer than a cell may be."""
    part: list[str | None] = []
    length = 0
    for id in ids:
        size = len(_json(id)) + 2
        if part and length + size > _PACKED:
            yield _json(part)
            part, length = [], 0
        part.append(id)
        length += size
    yield _json(part)


def _meta_rows(content: FormContent) -> Iterator[tuple[str, ...]]:
    yield "version", VERSION
    yield "unit", content.unit
    yield "by", content.by
    if content.due is not None:
        yield "due", content.due.isoformat()
    if content.ask is not None:
        yield "ask", content.ask
    for party in content.parties:
        yield "party", party


def _by_column(headings: Sequence[str], rows: Iterator[tuple[str, ...]]) -> dict[str, list[str]]:
    held = list(rows)
    return {heading: [row[at] for row in held] for at, heading in enumerate(headings)}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True)
