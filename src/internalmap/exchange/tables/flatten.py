"""An organisation as flat tables: one row a party, one row a dependency, one row a setting.

What a workbook, CSV files and GraphML hold is made from these, and `build` reads the same
columns back. A need is one row for each of its suppliers, in their order; `need` numbers the needs,
so that rows of one need are found again. A need of everyone has no customer, and `everyone` in
`applies_to`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from internalmap.exchange.headings.columns import NEED_COLUMNS, PARTY_COLUMNS
from internalmap.exchange.tables.cells import encoded, encoded_places
from internalmap.model.organization import Need, Organization
from internalmap.modelfile.write.dump import need_entry, party_entry, settings

#: What stands in a cell: text, a number, or nothing.
Value: TypeAlias = str | int | float | None

#: Columns that stand in a table also where no row has anything in them.
_PARTY_ALWAYS = ("id", "name", "kind", "part_of")
_NEED_ALWAYS = ("need", "customer", "supplier", "service", "importance")


@dataclass(frozen=True)
class Sheet:
    """A table to be written: its name, its headings, its rows."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def party_sheet(organization: Organization) -> Sheet:
    """One row a party, in id order; columns that say nothing of anyone are left out."""
    rows = party_rows(organization)
    return _sheet("Parties", tuple(PARTY_COLUMNS), _PARTY_ALWAYS, rows)


def dependency_sheet(organization: Organization) -> Sheet:
    """One row a dependency, in the order of needs."""
    rows = [
        {**row, "supplier": encoded(supplier)}
        for need, row in need_rows(organization)
        for supplier in need.suppliers
    ]
    columns = tuple(column for column in NEED_COLUMNS if column != "preference")
    return _sheet("Dependencies", columns, _NEED_ALWAYS, rows)


def setting_sheet(organization: Organization) -> Sheet:
    """The title and the other settings of the model, by their keys."""
    rows = tuple(setting_texts(organization).items())
    return Sheet("Organization", ("setting", "value"), rows)


def party_rows(organization: Organization) -> list[Mapping[str, Value]]:
    """What stands in each party's row, by column. Its name and its kind always do."""
    return [
        {
            "id": encoded(party.id),
            "name": encoded(party.name),
            "kind": party.kind,
            **{
                key: encoded_places(value) if PARTY_COLUMNS[key] == "places" else encoded(value)
                for key, value in party_entry(party).items()
            },
        }
        for party in organization.parties.values()
    ]


def need_rows(organization: Organization) -> Iterator[tuple[Need, dict[str, Value]]]:
    """Each need with what stands in each of its rows, by column, but for the supplier."""
    for number, need in enumerate(organization.needs, 1):
        entry = need_entry(need)
        del entry["from"]
        row: dict[str, Value] = {"need": number}
        if need.customer is None:
            row["applies_to"] = "everyone"
        else:
            row["customer"] = encoded(need.customer)
        row |= {key: encoded(value) for key, value in entry.items()}
        yield need, row


def setting_texts(organization: Organization) -> dict[str, str]:
    """The settings of the model as texts of one cell each, the version of the format first."""
    texts = {"internalmap": "1"}
    for key, value in settings(organization).items():
        texts[key] = str(encoded([value] if isinstance(value, dict) else value))
    return texts


def _sheet(
    name: str,
    columns: Sequence[str],
    always: Sequence[str],
    rows: Iterable[Mapping[str, Value]],
) -> Sheet:
    held = list(rows)
    used = set(always).union(*held) if held else set(always)
    headings = tuple(column for column in columns if column in used)
    return Sheet(name, headings, tuple(tuple(row.get(key) for key in headings) for row in held))
