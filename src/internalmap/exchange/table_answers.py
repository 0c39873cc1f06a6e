"""What a table says of a model that there is already: a survey, a list of needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from internalmap.analyses.merge.answers import Answers, Cell, Name, Row
from internalmap.analyses.merge.values import NO_BASE
from internalmap.errors import Place
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.import_tables import import_tables
from internalmap.exchange.inputs import Input
from internalmap.exchange.tables.build import ImportOptions
from internalmap.exchange.tables.drafts import Built, Draft
from internalmap.model import keys
from internalmap.model.organization import Organization
from internalmap.source import Path

#: The keys that a row of a table may say of a need and of a party.
_NEED = {
    key.name: key.field
    for key in keys.NEED
    if key.entry and key.name not in ("customer", "from", "applies_to", "at_least")
}
_PARTY = {key.name: key.field for key in keys.PARTY if key.entry}


def answers_of_table(
    given: Input,
    organization: Organization,
    how: Understanding,
    notify: Callable[[str], None],
) -> Answers:
    """What a table says, by the way that `convert` reads tables.

    Raises `InvalidModel` with every problem, `InternalMapError` where no table is understood.
    """
    built = import_tables(
        [given],
        [],
        how=how,
        options=ImportOptions(),
        skip_invalid=False,
        notify=notify,
        progress=_no_progress,
        keep_draft=True,
    )
    for notice in built.notices:
        notify(notice)
    assert built.draft is not None
    rows = tuple(_rows(built, built.draft, organization, notify))
    return Answers(file=given.path, rows=rows)


def _no_progress(_: str) -> None:
    """Nobody waits for so little."""


def _rows(
    built: Built, draft: Draft, organization: Organization, notify: Callable[[str], None]
) -> Iterator[Row]:
    names = {party.name for party in organization.parties.values()}

    def name(id: str) -> Name:
        called = built.organization.parties[id].name
        return Name(called if id not in organization.parties and called in names else id)

    needs = built.organization.needs
    ends = {id for need in needs for id in (*need.suppliers, *need.customers)}
    for id, party in built.organization.parties.items():
        path: Path = ("parties", id)
        entry = draft.root["parties"][id] or {}
        cells = {"id": Cell(name(id), NO_BASE, _place(draft, path))}
        for key, field in _PARTY.items():
            if key in entry and field is not None:
                value = getattr(party, field)
                if key in ("part_of", "reports_to"):
                    continue  # who is inside whom is for the model
                cells[key] = Cell(value, NO_BASE, _place(draft, (*path, key)))
        if len(cells) > 1 or id not in ends:
            yield Row("party", None, cells, _place(draft, path))
    everyone = 0
    for need in needs:
        assert need.route is not None
        if need.customer is None:
            everyone += 1
            continue
        path = need.route.path
        entry = draft.root["needs"][path[1]]
        whom = tuple(map(name, need.suppliers))
        cells = {
            "customer": Cell(name(need.customer), NO_BASE, _place(draft, (*path, "customer"))),
            "suppliers": Cell(whom, NO_BASE, _place(draft, (*path, "from"))),
        }
        for key, field in _NEED.items():
            if key in entry and field is not None:
                place = _place(draft, (*path, key))
                cells[key] = Cell(getattr(need, field), NO_BASE, place)
        cells.setdefault("service", Cell(None, NO_BASE, None))
        cells["at_least"] = Cell(need.at_least, NO_BASE, None)
        yield Row("need", None, cells, _place(draft, path))
    if everyone:
        notify(f"needs of everyone are for the model, and are not merged: {everyone:,}")


def _place(draft: Draft, path: Path) -> Place | None:
    return draft.origin(path).place
