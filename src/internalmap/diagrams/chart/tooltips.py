"""What a picture says of a box or a line when it is pointed at."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.model.organization import Need
from internalmap.model.phrases import (
    KIND_WORDS,
    Names,
    after,
    counted,
    decimal,
    listed,
    percent,
    rating,
    sentence,
    since,
)
from internalmap.results.analyze import PartyRow, SinglePoint
from internalmap.text.escape import escape
from internalmap.text.quantities import say_duration

#: How many needs a tooltip tells, and how many names it lists.
_NEEDS, _NAMES = 8, 6


def party_tooltip(
    row: PartyRow,
    point: SinglePoint | None,
    scale: tuple[float, float],
    names: Names,
    absence: str | None = None,
) -> str:
    """A party's figures; `absence` is what the absence that the picture shows does to it."""
    where = f", part of {names.short(row.part_of)}" if row.part_of else ""
    lines = [names.full(row.id), f"{sentence(KIND_WORDS[row.kind] + where)}"]
    if absence is not None:
        lines.append(absence)
    if point is not None:
        lines.append(_lets_down(point, names))
    if row.impact:
        lines.append(f"Without it, {counted(row.impact, 'other party stops', 'others stop')}.")
    depends = counted(row.customers, "customer")
    lines.append(
        f"{depends}, {counted(row.suppliers, 'supplier')}; "
        f"{counted(row.reach, 'party depends', 'parties depend')} on it, directly or not."
    )
    if row.level:
        lines.append(f"{counted(row.level, 'step')} from the customer.")
    lines.append(f"Demand {decimal(row.demand)}, on {percent(row.through)} of the chains.")
    if row.utilisation is not None:
        lines.append(f"Utilisation {percent(row.utilisation)}.")
    if row.satisfaction_given is not None:
        lines.append(f"Its customers say {rating(row.satisfaction_given, scale)}.")
    if row.satisfaction_received is not None:
        lines.append(f"It says {rating(row.satisfaction_received, scale)} of its suppliers.")
    return "\n".join(lines)


def _lets_down(point: SinglePoint, names: Names) -> str:
    back = "" if point.restore is None else f"; back {after(point.restore)}"
    if point.covered:
        who = listed(names.shorts(point.stops), limit=_NAMES)
        return f"Its absence alone would stop {who}, {after(point.after)}{back}: in time."
    who = listed(names.shorts(point.let_down), limit=_NAMES)
    first = "the first " if len(point.let_down) > 1 else ""
    when = "" if point.needed is None else f", {first}{since(point.needed)}"
    later = f"; {counted(len(point.later), 'other')} would stop later" if point.later else ""
    return f"Its absence alone lets down {who}{when}{later}{back}."


def group_tooltip(id: str, rows: Sequence[PartyRow], points: Sequence[str], names: Names) -> str:
    """What stands behind the box of a unit."""
    lines = [names.full(id), f"{counted(len(rows), 'party', 'parties')}, itself included."]
    if points:
        who = listed(names.shorts(points), limit=_NAMES)
        word = "Single point of failure" if len(points) == 1 else "Single points of failure"
        lines.append(f"{word} inside: {who}.")
    return "\n".join(lines)


def link_tooltip(supplier: str, customer: str | None, needs: Sequence[Need], names: Names) -> str:
    """What one party supplies to another, or to everyone (`None`), need by need."""
    to = "everyone" if customer is None else names.short(customer)
    lines = [f"{names.short(supplier)} supplies {to}:"]
    lines += [_need(need) for need in needs[:_NEEDS]]
    if len(needs) > _NEEDS:
        lines.append(f"and {len(needs) - _NEEDS:,} more")
    return "\n".join(lines)


def _need(need: Need) -> str:
    if need.at_site:
        return f"where it is: {need.at_least} of {len(need.suppliers)} must be there"
    if need.staffing:
        return f"its people: {need.at_least} of {len(need.suppliers)} must be there"
    said = [escape(need.service) if need.service else "no service named", need.importance]
    if len(need.suppliers) > need.at_least:
        said.append(f"{need.at_least} of {counted(len(need.suppliers), 'supplier')} needed")
    if need.within is not None:
        said.append(f"promised within {say_duration(need.within)}")
    if need.buffer is not None:
        said.append(f"can wait {say_duration(need.buffer)}" if need.buffer else "cannot wait")
    return ", ".join(said)


def indirect_tooltip(supplier: str, customer: str, names: Names) -> str:
    """A line that stands for chains through what is hidden."""
    return (
        f"{names.short(supplier)} reaches {names.short(customer)} "
        "through parties that are not shown."
    )
