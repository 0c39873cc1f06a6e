"""What a card says of absences: what happens without the party, what lets it down, and with whom
it must not be missing."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.model.phrases import Names, after, counted, listed, plural
from internalmap.reports.analyze.sections.single_points import recovery, soonest
from internalmap.reports.blocks import Cell, Column, Section, table
from internalmap.results.analyze import FragileSet
from internalmap.results.party import Card
from internalmap.text.escape import printable

#: How many absences, or others, are named in one sentence, and how many stand in one table.
_NAMED, _ROWS = 5, 20


def verdict(card: Card, names: Names) -> Cell:
    """What happens to an external customer, or without anybody else, in one sentence."""
    if card.party.kind == "customer":
        return _as_customer(card, names)
    name = names.short(card.party.id)
    impact = card.party.impact
    if card.stops:
        who = listed(names.shorts(card.stops), limit=_NAMED)
        when = f"{'the first ' if len(card.stops) > 1 else ''}{after(card.after)}"
        others = impact - len(card.stops)
        also = (
            f", and {counted(others, 'other party stops', 'other parties stop')} too"
            if others > 0
            else ""
        )
        comma = "," if len(card.stops) > 1 else ""
        text = f"The absence of {name} lets down {who}{comma} {when}{also}"
        if None not in (card.restore, card.after) and (card.restore or 0) <= (card.after or 0):
            return Cell(f"{text}; but it is back before that.", "warn")
        return Cell(f"{text}.", "bad")
    text = f"The absence of {name} alone stops nobody"
    if impact:
        stopped = counted(impact, "party stops", "parties stop")
        text = f"The absence of {name} lets down no customer, but {stopped}"
    if _joined(card):
        let_down = {one.protected for one in _joined(card)}
        who = listed(names.shorts(sorted(let_down)), limit=_NAMED)
        return Cell(f"{text}; together with another one it lets down {who}.", "warn")
    return Cell(f"{text}.", "warn" if impact else "good")


def _as_customer(card: Card, names: Names) -> Cell:
    name = names.short(card.party.id)
    if not card.needs:
        return Cell(f"Nothing can be said of {name}: it has no needs written down.", "warn")
    if not card.protected:
        return Cell(
            f"What lets {name} down was not looked at: others are the ones to protect.", "warn"
        )
    asked = ""
    if card.asked is not None:
        among = listed([printable(text) for text in card.asked], limit=_NAMED)
        asked = f" of those asked about ({among})"
    points = card.let_down_by
    if points:
        covered = sum(point.covered for point in points)
        absences = counted(len(points), "absence lets", "absences let")
        each = ", each alone, the soonest" if len(points) > 1 else ""
        text = f"{absences} down {name}{each} {soonest(points, card.party.id)}"
        if covered == len(points):
            is_back = "that one is" if covered == 1 else "each of them is"
            return Cell(f"{text}; but {is_back} back in time.", "warn")
        if covered:
            text += f"; {covered:,} {plural(covered, 'is', 'are')} back in time"
        return Cell(f"{text}.", "bad")
    text = f"No absence{asked} alone lets down {name}"
    pairs = len(card.fragile or ())
    if pairs:
        return Cell(f"{text}, but {counted(pairs, 'combination')} of them would.", "warn")
    return Cell(f"{text}.", "good")


def let_down(card: Card, names: Names) -> Section | None:
    """The absences that let it down, each of them alone."""
    points = card.let_down_by
    if not points:
        return None
    columns = (
        Column("Who is missing"),
        Column("How soon"),
        Column("Recovery"),
        Column("Way", under=True),
    )
    rows = []
    for point in points[:_ROWS]:
        when = soonest([point], card.party.id)
        way = point.way if point.way and point.way[-1] == card.party.id else ()
        rows.append(
            (
                Cell(names.full(point.party), "name"),
                Cell(when),
                recovery(point),
                Cell(names.chain(way) if len(way) > 1 else ""),
            )
        )
    left = len(points) - _ROWS
    lead = (Cell(f"The first {_ROWS} of {len(points):,}."),) if left > 0 else ()
    return Section(
        "let-down", "What lets it down, each alone", lead=lead, body=(table(columns, rows, None),)
    )


def together(card: Card, names: Names) -> Section | None:
    """With whom it must not be missing at the same time."""
    with_whom: dict[tuple[str, ...], list[str]] = {}
    for one in _joined(card):
        others = tuple(id for id in one.parties if id != card.party.id)
        with_whom.setdefault(others, []).append(one.protected)
    if not with_whom:
        return None
    rows = [
        (
            Cell(listed(names.shorts(others)), "name"),
            Cell(listed(names.shorts(protected), limit=_NAMED)),
        )
        for others, protected in list(with_whom.items())[:_ROWS]
    ]
    left = len(with_whom) - _ROWS
    lead = (Cell(f"The first {_ROWS} of {len(with_whom):,}."),) if left > 0 else ()
    return Section(
        "together",
        "With whom it must not be missing",
        lead=lead,
        body=(table((Column("Missing as well"), Column("Lets down")), rows, None),),
    )


def _joined(card: Card) -> Sequence[FragileSet]:
    """The combinations of absences that it is part of."""
    return [one for one in card.fragile or () if card.party.id in one.parties]
