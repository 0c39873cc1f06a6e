"""One party's card as a briefing: whom it serves and what it promised, whom it needs and how to
ask, whom to call, what happens without it. What nobody wrote down stands as "not known: ask", so
that a printed card is also the form for the interview.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from internalmap.printable import printable
from internalmap.reports.blocks import Briefing, Cell, Column, Lines, Section, Step, table
from internalmap.reports.sections.bottlenecks import taken
from internalmap.reports.words import (
    ASK,
    KIND_WORDS,
    Names,
    after,
    command,
    counted,
    lasts,
    listed,
    rating,
    sources,
    within,
)
from internalmap.results import Card, NeedRef, Service

Scale = tuple[float, float] | None


def briefings(
    cards: Sequence[Card], *, model: str = "org.yaml", scale: Scale = None
) -> list[Briefing]:
    """Cards; where there is only one, it says where to read on."""
    made = [_card(one, scale) for one in cards]
    if len(made) != 1:
        return made
    step = Step("Next: see what is due between it and others:", command("agenda", model))
    return [replace(made[0], closing=step)]


def _card(card: Card, scale: Scale) -> Briefing:
    """The card, from who it is to what to ask."""
    names = Names(card.names)
    sections = [_serves(card, names, scale), _needs(card, names, scale), _fails(card, names)]
    asked = _not_known(card)
    if asked is not None:
        sections.append(asked)
    return Briefing(
        title=names.full(card.party.id),
        verdict=_without(card, names),
        notes=_who(card, names, scale),
        sections=tuple(sections),
    )


def _who(card: Card, names: Names, scale: Scale) -> tuple[Cell, ...]:
    party = card.party
    what = [KIND_WORDS[party.kind]]
    if party.part_of is not None:
        what.append(f"part of {names.full(party.part_of)}")
    if party.level is not None and party.level > 0:
        what.append(f"{counted(party.level, 'step')} from the customer")
    elif party.level is None:
        what.append("no way to a customer is known")
    notes = [
        Cell(f"{' · '.join(what)}."),
        _known("Whom to call: ", card.contact),
    ]
    if party.kind != "customer":
        notes.append(_back(card))
    if party.satisfaction_given is not None:
        notes.append(Cell(f"What its customers say: {rating(party.satisfaction_given, scale)}."))
    if party.gap is not None:
        notes.append(Cell(_gap(party.gap)))
    if party.utilisation is not None:
        hours = taken(party.utilisation)
        notes.append(Cell(f"How much of its hours is taken: {hours.text}.", hours.tone))
    return tuple(notes)


def _back(card: Card) -> Cell:
    """How soon it is back, and whether that is in time."""
    if card.restore is None:
        return _known("How soon it is back, once gone: ", None)
    back = f"Once gone, it is back {after(card.restore)}"
    if not card.stops or card.after is None:
        return Cell(f"{back}.")
    if card.restore <= card.after:
        return Cell(f"{back}, in time.", "good")
    return Cell(f"{back}, too late.", "bad")


def _gap(gap: float) -> str:
    if abs(gap) < 0.05:
        return "What it gets is what it expects."
    word = "below" if gap < 0 else "above"
    return f"What it gets is rated {abs(gap):.1f} {word} what it expects."


def _known(label: str, value: str | None) -> Cell:
    if value is None:
        return Cell(f"{label}{ASK}.", "warn")
    return Cell(f"{label}{printable(value)}")


def _without(card: Card, names: Names) -> Cell:
    """What happens without it, in one sentence."""
    name = names.short(card.party.id)
    impact = card.party.impact
    if card.stops:
        who = listed(names.shorts(card.stops), limit=5)
        others = impact - len(card.stops)
        also = (
            f", and {counted(others, 'other party stops', 'other parties stop')} too"
            if others > 0
            else ""
        )
        return Cell(f"The absence of {name} lets down {who} {after(card.after)}{also}.", "bad")
    if impact:
        return Cell(
            f"The absence of {name} lets down no customer, but "
            f"{counted(impact, 'party stops', 'parties stop')}.",
            "warn",
        )
    return Cell(f"The absence of {name} alone stops nobody.", "good")


def _serves(card: Card, names: Names, scale: Scale) -> Section:
    heading = "Whom it serves, and what it promised"
    if not card.serves:
        text = "Nobody is written down as its customer."
        return Section("serves", heading, body=(Lines((Cell(text, "warn"),)),))
    columns = (
        Column("Customer"),
        Column("What"),
        Column("Importance"),
        Column("Promised"),
        Column("What they say"),
        Column("How they ask for it", under=True),
    )
    rows = [
        (
            Cell("everyone" if one.customer is None else names.full(one.customer), "name"),
            _ask(one.service),
            Cell(one.importance),
            Cell(within(one.within)),
            Cell(_rated(one, scale)),
            _ask(one.request),
        )
        for one in card.serves
    ]
    return Section("serves", heading, body=(table(columns, rows, None),))


def _needs(card: Card, names: Names, scale: Scale) -> Section:
    heading = "Whom it needs, and how to ask"
    if not card.needs:
        text = "No need is written down."
        return Section("needs", heading, body=(Lines((Cell(text, "warn"),)),))
    columns = (
        Column("Supplier"),
        Column("What"),
        Column("Importance"),
        Column("Promised"),
        Column("Can do without"),
        Column("What it says"),
        Column("How to ask", under=True),
        Column("Whom to call", under=True),
    )
    rows = [
        (
            Cell(sources(names, one.suppliers, one.at_least), "name"),
            _ask(one.service),
            Cell(one.importance),
            Cell(within(one.within)),
            Cell(lasts(one.buffer)),
            Cell(_rated(one, scale)),
            _ask(one.request),
            Cell(_contacts(card, names, one)),
        )
        for one in card.needs
    ]
    return Section("needs", heading, body=(table(columns, rows, None),))


def _fails(card: Card, names: Names) -> Section:
    heading = "Stand-ins that fail along with it"
    if not card.defeats:
        text = "None: no need that has a fallback goes unmet because of it alone."
        return Section("defeats", heading, body=(Lines((Cell(text, "good"),)),))
    items = tuple(Cell(f"{_named(need, names)}.") for need in card.defeats)
    return Section("defeats", heading, body=(Lines(items),))


def _not_known(card: Card) -> Section | None:
    if not card.not_known:
        return None
    items = tuple(Cell(printable(text)) for text in card.not_known)
    return Section("not-known", "Not known: ask", body=(Lines(items),))


def _named(need: NeedRef, names: Names) -> str:
    customer = "everyone" if need.customer is None else names.short(need.customer)
    suppliers = listed(names.shorts(need.suppliers), "or", limit=4)
    what = "what they supply" if need.service is None else printable(need.service)
    return f"{what} for {customer}, from {suppliers}"


def _ask(text: str | None) -> Cell:
    return Cell(ASK, "warn") if text is None else Cell(printable(text))


def _rated(one: Service, scale: Scale) -> str:
    if one.satisfaction is None and one.expectation is None:
        return ASK
    said = rating(one.satisfaction, scale)
    if one.expectation is None:
        return said
    return f"{said}; expects {rating(one.expectation, scale)}"


def _contacts(card: Card, names: Names, one: Service) -> str:
    known = [(id, card.contacts[id]) for id in one.suppliers if id in card.contacts]
    if not known:
        return ASK
    if len(one.suppliers) == 1:
        return printable(known[0][1])
    parts = [f"{names.short(id)}: {printable(contact)}" for id, contact in known]
    unknown = [id for id in one.suppliers if id not in card.contacts]
    parts += [f"{names.short(id)}: {ASK}" for id in unknown]
    return "; ".join(parts)
