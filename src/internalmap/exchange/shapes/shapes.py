"""Which shape a table has, found by itself or forced."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from internalmap.errors import InternalMapError
from internalmap.exchange.headings.columns import NEED_COLUMNS
from internalmap.exchange.headings.headings import map_columns
from internalmap.exchange.headings.profile import Profile
from internalmap.exchange.headings.tables import Table
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.shapes.grid import grid_of
from internalmap.exchange.shapes.groups import groups_of
from internalmap.exchange.shapes.groups_by_kind import kind_of_group
from internalmap.exchange.shapes.matrix import matrix_of
from internalmap.exchange.shapes.numbered_groups import numbered
from internalmap.exchange.shapes.relations import relations_of
from internalmap.exchange.tables.select import SelectedTable
from internalmap.exchange.vocabulary.words import plain


class _Finder(Protocol):
    def __call__(
        self, table: Table, how: Understanding, profile: Profile, *, forced: bool
    ) -> SelectedTable | None: ...


#: Columns that say nothing of a need alone.
_OF_PARTY_TOO = frozenset({"customer", "supplier", "limit", "max_data_loss"})
#: What finds each shape, in the order in which they are tried.
_FINDERS: Mapping[str, _Finder] = {
    "relations": relations_of,
    "matrix": matrix_of,
    "grid": grid_of,
    "groups": groups_of,
}


def shaped_table(table: Table, how: Understanding, profile: Profile) -> SelectedTable | None:
    """The list that a table of another shape is; nothing where it is a list itself."""
    if table.exact or table.holds is not None or how.shape == "list":
        return None
    if how.shape is not None:
        found = _FINDERS[how.shape](table, how, profile, forced=True)
        if found is None:
            raise InternalMapError(
                f"this is not of the shape {how.shape}", "Leave --shape out, or name another."
            )
        return found
    if any(key == "supplier" for key, _ in how.columns):
        return None
    for name, finder in _FINDERS.items():
        if name == "groups" and _is_list(table, how, profile):
            return None
        found = finder(table, how, profile, forced=False)
        if found is not None:
            return found
    return None


def _is_list(table: Table, how: Understanding, profile: Profile) -> bool:
    """Whether the headings are those of a list of dependencies."""
    words = how.words
    # "Systems" and "Vendors" are columns of a kind each, though vendors are suppliers alone.
    kinds = [at for at, each in enumerate(table.headings) if kind_of_group(each, words)]
    try:
        mapping = map_columns(table.headings, how.columns, words, profile=profile)
    except InternalMapError:
        return len(kinds) < 2
    if mapping is None or mapping.holds != "dependencies":
        return False
    supplier = next(each.index for each in mapping.columns if each.key == "supplier")
    heading = plain(table.headings[supplier])
    again = [each for each in table.headings if numbered(each)[0] == heading]
    if len(again) > 1:
        return False
    if len(kinds) > 1 and (supplier in kinds or mapping.of_row):
        return False
    # Depends on beside Vendor, or Key suppliers, where a row is a party and says no more of a need.
    about_need = any(
        column.key in NEED_COLUMNS and column.key not in _OF_PARTY_TOO for column in mapping.columns
    )
    others = [
        each
        for each in mapping.unused
        if kind_of_group(each, words) or words.unqualified(plain(each)) in words.lists["suppliers"]
    ]
    systems = [each for each in mapping.unused if words.kind_of_rows(plain(each)) == "system"]
    customer = next((each for each in mapping.columns if each.key == "customer"), None)
    if systems and customer is not None:  # System and Supplier beside Process
        others += systems if words.kind_of_rows(plain(customer.heading)) == "process" else []
    return about_need or not (others and (mapping.of_row or systems))
