"""Groups of columns: `Supplier 1 … n`, or a column for each kind of what a row stands on."""

from __future__ import annotations

from internalmap.errors import InternalMapError
from internalmap.exchange.headings.profile import Profile
from internalmap.exchange.headings.tables import Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.shapes.groups_by_kind import groups_by_kind
from internalmap.exchange.shapes.numbered_groups import numbered_groups
from internalmap.exchange.tables.select import SelectedTable


def groups_of(
    table: Table, how: Understanding, profile: Profile, *, forced: bool
) -> SelectedTable | None:
    """The dependencies in groups of columns; nothing where a table has none."""
    found = numbered_groups(table, how, profile) or groups_by_kind(table, how, profile)
    if found is None and forced:
        raise InternalMapError(
            f"{table.title}: no columns are groups",
            "Groups are 'Supplier 1', 'Supplier 2', or a column for each kind, as Systems and "
            "Suppliers, beside one that names the row.",
        )
    return found
