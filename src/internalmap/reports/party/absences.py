"""What a card says of absences: what happens without the party, what lets it down, and with whom
it must not be missing."""

from __future__ import annotations

from collections.abc import Sequence

from internalmap.model.phrases import Names, after, counted, listed, since
from internalmap.reports.analyze.times import lets_down
from internalmap.reports.blocks import Cell, Column, Section, table
from internalmap.results.absences import Effect
from internalmap.results.analyze import FragileSet
from internalmap.results.party import Card
from internalmap.text.escape import escape

#: How many absences, or others, are named in one sentence, and how many stand in one table.
_NAMED, _ROWS = 5, 20


def verdict(card: Card, names: Names) -> Cell:
    """What happens to an external customer, or without anybody else, in one sentence."""
    if card.party.kind == "customer":
        return _as_customer(card, names)
    name = names.short(card.party.id)
    impact = card.party.impact
    if card.stops or card.effects:
        return _own_absence(card, names)
    text = f"The absence of {name} alone stops nobody"
    if impact:
        stopped = counted(impact, "party stops", "parties stop")
        text = f"The absence of {name} lets down no customer, but {stopped}"
    if _joined(card):
        let_down = {one.protected for one in _joined(card)}
        who = listed(names.shorts(sorted(let_down)), limit=_NAMED)
        return Cell(f"{text}; together with another one it lets down {who}.", "warn")
    return Cell(f"{text}.", "warn" if impact else "good")


def _own_absence(card: Card, names: Names) -> Cell:
    """Whom its own absence lets down and from when, who would stop later, who else stops."""
    name = names.short(card.party.id)
    subject = f"The absence of {name}"
    let_down = [each for each in card.effects if each.let_down]
    later = [each for each in card.effects if not each.let_down]
    others = card.party.impact - len(card.stops)
    if not card.effects:  # too much to follow
        who = listed(names.shorts(card.stops), limit=_NAMED)
        return Cell(f"{subject} stops {who}.", "bad")
    if let_down:
        said = [lets_down(subject, let_down, {card.party.id}, names)]
    else:
        said = [f"{subject} lets nobody down, as long as {name} is back {after(card.restore)}."]
    if later:
        items = [f"{names.short(each.protected)} {_when(each)}" for each in later]
        who = listed(items, limit=_NAMED)
        said.append(f"If nobody came back, it would let down {who}.")
    if others > 0:
        also = counted(others, "other party stops", "other parties stop")
        said.append(f"Up to {also} too.")
    return Cell(" ".join(said), "bad" if let_down else "warn")


def _when(effect: Effect | None) -> str:
    """From when on it is past what it can bear."""
    if effect is None:
        return since(None)
    return since(effect.after if effect.needed is None else effect.needed)


def _as_customer(card: Card, names: Names) -> Cell:
    name = names.short(card.party.id)
    if not card.needs:
        return Cell(f"Nothing can be said of {name}: no need is written down.", "warn")
    if not card.protected:
        return Cell(
            f"What lets {name} down was not looked at: others are the ones to protect.", "warn"
        )
    asked = ""
    if card.asked is not None:
        among = listed([escape(text) for text in card.asked], limit=_NAMED)
        asked = f" of those asked about ({among})"
    rows = [row for row in card.let_down_by if row.effect is None or row.effect.let_down]
    if rows:
        absences = counted(len(rows), "absence lets", "absences let")
        each = ", each alone, the soonest" if len(rows) > 1 else ""
        return Cell(f"{absences} down {name}{each} {_when(rows[0].effect)}.", "bad")
    if card.let_down_by:
        count = counted(len(card.let_down_by), "absence", "absences")
        text = f"No absence alone lets down {name}: {count} would, but for the return in time."
        return Cell(text, "warn")
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
        Column("Felt"),
        Column("Intolerable"),
        Column("Back"),
        Column("Let down"),
        Column("Way", under=True),
    )
    rows = []
    for row in points[:_ROWS]:
        point, effect = row.point, row.effect
        way = point.way if point.way and point.way[-1] == card.party.id else ()
        down = effect is None or effect.let_down
        rows.append(
            (
                Cell(names.full(point.party), "name"),
                Cell("" if effect is None else since(effect.after)),
                Cell(_when(effect)),
                Cell("not known" if point.restore is None else after(point.restore)),
                Cell("yes", "bad") if down else Cell("no", "good"),
                Cell(names.chain(way) if len(way) > 1 else ""),
            )
        )
    left = len(points) - _ROWS
    lead = (Cell(f"The first {_ROWS} of {len(points):,}."),) if left > 0 else ()
    heading = f"Absences that let {names.short(card.party.id)} down, each alone"
    return Section("let-down", heading, lead=lead, body=(table(columns, rows, None),))


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
        "Who must not be missing at the same time",
        lead=lead,
        body=(table((Column("Missing as well"), Column("Lets down")), rows, None),),
    )


def _joined(card: Card) -> Sequence[FragileSet]:
    """The combinations of absences that it is part of."""
    return [one for one in card.fragile or () if card.party.id in one.parties]
