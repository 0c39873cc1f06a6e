"""Which boxes a picture has: parties or the units that stand for them, some of them hidden."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from internalmap.model.organization import Need, Organization
from internalmap.model.phrases import counted, plural
from internalmap.model.selectors import Selection
from internalmap.model.units import groups

#: A pyramid, a hierarchy or a matrix of more boxes than this shows units in place of parties,
#: unless it is asked for all.
MOST_TIERED, MOST_CHARTED, MOST_ROWS = 150, 400, 160
#: So many units have a page each at most.
MOST_PAGES = 200


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
    most: int | None,
    closed: Collection[str] = (),
) -> Visibility:
    """Settle what is shown.

    `roll_up` is as for `internalmap.model.units.groups`; without it, a picture of more than `most`
    boxes is rolled up to units, and people who are in none are counted. `only` and `focus` are
    selectors; a box is picked where it stands for a party that is picked. Of units that are
    `closed`, nothing inside has a box.

    Raises `InternalMapError` for a selector that picks nobody or an unknown way to roll up.
    """
    selection = Selection(organization, names=True)
    notices: list[str] = []
    filter_ = Filter(selection.all(only), selection.all(focus), hops)
    found = _shown(organization, roll_up or "party", filter_, closed)
    if roll_up is None and most is not None and len(found.visible) > most:
        units = _shown(organization, "unit", filter_)
        merged = len(units.visible) < len(found.visible)
        shown = units if merged else found
        alone = _people_alone(organization, shown) if len(shown.visible) > most else set()
        left = [box for box in shown.visible if box not in alone]
        if merged or alone:
            notices.append(_rolled_up(len(found.visible), most, left, len(alone), merged))
            words = f"{len(alone):,} people who are in no unit are not shown" if alone else ""
            found = replace(shown, visible=tuple(left), words=words)
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
        words=". ".join(filter(None, (_words(found, filter_), found.words))),
    )


def _rolled_up(boxes: int, most: int, left: Sequence[str], alone: int, merged: bool) -> str:
    """That others are shown than the parties, and how to have those."""
    said = f"{boxes:,} boxes are more than the {most} that can be read: "
    said += counted(len(left), "box is", "boxes are") + " shown in their place"
    if merged:
        said += ", in which units stand for everyone inside them"
    if alone:
        said += f", and {counted(alone, 'person', 'people')} who {plural(alone, 'is', 'are')} in "
        said += "no unit not at all"
    return f"{said}. Ask for all with --roll-up party, or for a part with --focus or --only."


def _people_alone(organization: Organization, found: Visibility) -> set[str]:
    """People who would have a box of their own, since no unit stands for them."""
    parties = organization.parties
    return {
        box
        for box in found.visible
        if parties[box].kind in ("person", "role")
        and parties[box].part_of is None
        and box not in organization.members
    }


@dataclass(frozen=True)
class Filter:
    """What to show: only these parties, and those within so many steps of these."""

    only: tuple[str, ...]
    focus: tuple[str, ...]
    hops: int


def _shown(
    organization: Organization, roll_up: str, filter_: Filter, closed: Collection[str] = ()
) -> Visibility:
    box_of = groups(organization, roll_up)
    if closed:
        for party in box_of:
            outer = [unit for unit in (party, *organization.units_of(party)) if unit in closed]
            if outer:
                box_of[party] = outer[-1]
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
        roll_up != "party" or bool(closed),
        (),
    )


def _around(
    organization: Organization, box_of: dict[str, str], focus: Sequence[str], hops: int
) -> set[str]:
    """The boxes within so many dependencies of the focus, either way; people and sites count."""
    near: dict[str, set[str]] = {}
    for supplier, customer in pairs(box_of, (*organization.needs, *organization.implied_needs)):
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
