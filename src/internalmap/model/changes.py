"""Changes of an organisation, made on a copy. Needs are numbered as they stand, and keep their
places: `in_order` puts them in order again."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from internalmap.model.organization import Need, Organization


def with_supplier(organization: Organization, needs: Collection[int], id: str) -> Organization:
    """The organisation in which somebody further supplies these needs, as the last choice."""
    return _changed(
        organization, needs, lambda need: replace(need, suppliers=(*need.suppliers, id))
    )


def with_longer_buffers(
    organization: Organization, needs: Collection[int], seconds: int
) -> Organization:
    """The organisation in which the customers of these needs hold out longer."""
    return _changed(
        organization, needs, lambda need: replace(need, buffer=(need.buffer or 0) + seconds)
    )


def with_restore(organization: Organization, id: str, seconds: int) -> Organization:
    """The organisation in which a party is back after a time."""
    parties = dict(organization.parties)
    parties[id] = replace(parties[id], restore=seconds)
    return replace(organization, parties=parties)


def _changed(
    organization: Organization, needs: Collection[int], change: Callable[[Need], Need]
) -> Organization:
    numbers = frozenset(needs)
    found = [
        change(need) if number in numbers else need
        for number, need in enumerate(organization.needs)
    ]
    return replace(organization, needs=tuple(found))
