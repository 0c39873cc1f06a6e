"""Which boxes a picture has: parties or the units that stand for them, some of them hidden."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from internalmap.model.organization import Need, Organization
from internalmap.model.phrases import counted
from internalmap.model.selectors import Selection
from internalmap.model.units import groups

#: A map of more boxes than this shows units in place of parties, unless it is asked for all.
MOST_BOXES = 100
#: The same for the pyramid, the hierarchy and the matrix, which take less room for each.
MOST_TIERED, MOST_CHARTED, MOST_ROWS = 150, 400, 160


@dataclass(frozen=True)
class Visibility:
    """`box_of`: the box that each party is in. `members`: the parties of each box, in id order.
    `visible`: the boxes that are shown, in id order. `notices` say what is not seen."""

    box_of: dict[str, str]
    members: dict[str, tuple[str, ...]]
    visible: tuple[str, ...]
    rolled_up: bool
    notices: tuple[str, ...]
    #: What is shown, in words, where it is not everything.
    words: str = ""


def visible_boxes(
    organization: Organization,
    *,
    roll_up: str | None,
    only: Sequence[str],
    focus: Sequence[str],
    hops: int,
    most: int,
) -> Visibility:
    """Settle what is shown.

    `roll_up` is as for `internalmap.model.units.groups`; without it, a picture of more than `most`
    boxes is rolled up to units. `only` and `focus` are selectors; a box is picked where it stands
    for a party that is picked.

    Raises `InternalMapError` for a selector that picks nobody or an unknown way to roll up.
    """
    selection = Selection(organization, names=True)
    notices: list[str] = []
    filter_ = Filter(selection.all(only), selection.all(focus), hops)
    found = _shown(organization, roll_up or "party", filter_)
    if roll_up is None and len(found.visible) > most:
        units = _shown(organization, "unit", filter_)
        if len(units.visible) < len(found.visible):
            notices.append(
                f"{len(found.visible):,} boxes are more than the {most} that can be read: "
                f"{counted(len(units.visible), 'unit')} are shown in their place. "
                "Ask for all with --roll-up party, or for a part with --focus or --only."
            )
            found = units
        else:
            notices.append(
                f"{len(found.visible):,} boxes are hard to read, and there are no units to show "
                "in their place. Ask for a part with --focus or --only."
            )
    return Visibility(
        box_of=found.box_of,
        members=found.members,
        visible=found.visible,
        rolled_up=found.rolled_up,
        notices=tuple(notices),
        words=_words(found, filter_),
    )


@dataclass(frozen=True)
class Filter:
    """What to show: only these parties, and those within so many steps of these."""

    only: tuple[str, ...]
    focus: tuple[str, ...]
    hops: int


def _shown(organization: Organization, roll_up: str, filter_: Filter) -> Visibility:
    box_of = groups(organization, roll_up)
    members: dict[str, list[str]] = {}
    for party in organization.parties:
        members.setdefault(box_of[party], []).append(party)
    boxes = sorted(members)
    visible = set(boxes)
    if filter_.only:
        visible &= {box_of[party] for party in filter_.only}
    if filter_.focus:
        visible &= _around(organization, box_of, filter_.focus, filter_.hops)
    return Visibility(
        box_of,
        {box: tuple(inside) for box, inside in members.items()},
        tuple(box for box in boxes if box in visible),
        roll_up != "party",
        (),
    )


def _around(
    organization: Organization, box_of: dict[str, str], focus: Sequence[str], hops: int
) -> set[str]:
    """The boxes within so many dependencies of the focus, in either direction; staffing counts."""
    near: dict[str, set[str]] = {}
    for supplier, customer in pairs(box_of, (*organization.needs, *organization.staffing)):
        near.setdefault(supplier, set()).add(customer)
        near.setdefault(customer, set()).add(supplier)
    found = {box_of[party] for party in focus}
    edge = set(found)
    for _ in range(hops):
        edge = {other for box in edge for other in near.get(box, ())} - found
        if not edge:
            break
        found |= edge
    return found


def pairs(box_of: dict[str, str], needs: Iterable[Need]) -> Iterable[tuple[str, str]]:
    """Supplier and customer of every dependency between two boxes."""
    for need in needs:
        suppliers = {box_of[supplier] for supplier in need.suppliers}
        for customer in {box_of[customer] for customer in need.customers}:
            for supplier in suppliers:
                if supplier != customer:
                    yield supplier, customer


def _words(found: Visibility, filter_: Filter) -> str:
    every, shown = len(found.members), len(found.visible)
    merged = any(len(inside) > 1 for inside in found.members.values())
    if every == shown:
        return "units stand for everyone inside them" if merged else ""
    what = "boxes, in which units stand for everyone inside them" if merged else "parties"
    words = f"{shown:,} of {every:,} {what}"
    if filter_.focus:
        words += f", those within {counted(filter_.hops, 'step')} of the focus"
    return words
