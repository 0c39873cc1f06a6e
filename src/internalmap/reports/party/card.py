"""One party's card as a report: whom it serves and what it promised, whom it needs and how to
ask, whom to call, what happens without it. What nobody wrote down stands once, in a list at the
end, so that a printed card is also the form for the interview.
"""

from __future__ import annotations

from internalmap.model.phrases import (
    KIND_WORDS,
    Names,
    after,
    command,
    counted,
    lasts,
    listed,
    rating,
    sentence,
    sources,
    within,
)
from internalmap.reports.analyze.sections.bottlenecks import taken
from internalmap.reports.blocks import Cell, Column, Lines, Report, Section, Step, Tone, table
from internalmap.reports.options import RenderOptions
from internalmap.reports.party.absences import let_down, together, verdict
from internalmap.reports.steps import question_said, said, talk
from internalmap.results.analyze import NeedRef
from internalmap.results.party import Card, Service
from internalmap.text.escape import escape
from internalmap.text.quantities import say_duration

Scale = tuple[float, float] | None


def report(card: Card, options: RenderOptions) -> Report:
    """The card, from who it is to what to ask, and where to read on."""
    names, scale = Names(card.names), card.scale
    sections = (
        let_down(card, names),
        _serves(card, names, scale),
        _needs(card, names, scale),
        _step(card, names),
        _fails(card, names),
        together(card, names),
        _not_known(card),
    )
    return Report(
        title=names.full(card.party.id),
        verdict=verdict(card, names),
        notes=_who(card, names, scale),
        sections=tuple(section for section in sections if section is not None),
        closing=Step(
            "Next: see what is due between it and others:", command("agenda", options.model)
        ),
    )


def _step(card: Card, names: Names) -> Section | None:
    """What to do about its absence, or what to ask."""
    if card.step is not None:
        line = f"{said(card.step, names)}{talk(card.step, names)}"
    elif card.question is not None:
        asked = [names.someone(each) for each in card.question.ask if each != card.party.id]
        who = f" Ask {listed(asked)}." if asked else ""
        line = f"No step is known. Ask: {question_said(card.question)}{who}"
    elif not card.step_sought:
        line = "It took too many steps to look for what to do."
    else:
        return None
    return Section("step", "What to do about this absence", body=(Lines((Cell(line),)),))


def _who(card: Card, names: Names, scale: Scale) -> tuple[Cell, ...]:
    party = card.party
    what = [KIND_WORDS[party.kind]]
    if party.part_of is not None:
        what.append(f"part of {names.full(party.part_of)}")
    if party.level is not None and party.level > 0:
        what.append(f"{counted(party.level, 'step')} from the customer")
    elif party.level is None:
        what.append("no way to a customer is known")
    notes = [Cell(f"{sentence(' · '.join(what))}")]
    notes += _inside(card, names)
    notes += _where(card, names)
    if card.owner is not None:
        notes.append(Cell(f"Who answers for it: {names.someone(card.owner)}"))
    if card.contact is not None:
        notes.append(Cell(f"Whom to call: {escape(card.contact)}"))
    if party.kind != "customer" and card.restore is not None:
        notes.append(_back(card, card.restore))
    if card.restore_target is not None:
        notes.append(Cell(f"It is meant to be back within {say_duration(card.restore_target)}."))
    if card.limit is not None:
        limit = say_duration(card.limit)
        notes.append(Cell(f"Gone for longer than {limit}, the harm is intolerable."))
    notes += _copies(card)
    if party.satisfaction_given is not None:
        notes.append(Cell(f"What customers say: {rating(party.satisfaction_given, scale)}."))
    if party.gap is not None:
        notes.append(Cell(_gap(party.gap)))
    if party.utilisation is not None:
        hours = taken(party.utilisation)
        notes.append(Cell(f"Hours taken: {hours.text}.", hours.tone))
    return tuple(notes)


def _inside(card: Card, names: Names) -> list[Cell]:
    """Who is in a unit, and how many of its people it takes."""
    found = []
    if card.members:
        found.append(Cell(f"Its members: {listed(names.shorts(card.members), limit=12)}."))
    if card.staffing is not None:
        people, least = card.staffing.suppliers, card.staffing.at_least
        who = listed(names.shorts(people), limit=7)
        found.append(
            Cell(f"It needs {least:,} of {counted(len(people), 'person', 'people')}: {who}.")
        )
    return found


def _where(card: Card, names: Names) -> list[Cell]:
    """Where it is, and who is there."""
    found = []
    if card.location:
        places = card.location if not card.sites else names.shorts(card.sites)
        where = " or else ".join(places if card.sites else map(escape, places))
        them = "any of these" if len(card.sites) > 1 else "it"
        without = f"; without {them} it goes on {lasts(card.location_buffer or 0)}"
        found.append(Cell(f"Where it is: {where}{without if card.sites else ''}."))
    if card.located:
        found.append(Cell(f"Who works there: {listed(names.shorts(card.located), limit=12)}."))
    return found


def _copies(card: Card) -> list[Cell]:
    """How much work may be lost with it, and how old its newest copy can be."""
    found = []
    if card.max_data_loss is not None:
        found.append(Cell(f"At most {say_duration(card.max_data_loss)} of work may be lost."))
    if card.backup_every is not None:
        age = say_duration(card.backup_every)
        late = card.max_data_loss is not None and card.backup_every > card.max_data_loss
        found.append(Cell(f"The newest copy can be {age} old.", "bad" if late else "plain"))
    return found


def _back(card: Card, restore: float) -> Cell:
    """How soon it is back, and whether that is in time."""
    back = f"Once gone, back {after(restore)}"
    if not card.effects:
        return Cell(f"{back}.")
    if not any(each.let_down for each in card.effects):
        return Cell(f"{back}: in time.", "good")
    if card.limit is not None and restore > card.limit:
        return Cell(f"{back}: later than the limit of {say_duration(card.limit)}.", "bad")
    return Cell(f"{back}: too late.", "bad")


def _gap(gap: float) -> str:
    if abs(gap) < 0.05:
        return "What is received is what is expected."
    word = "below" if gap < 0 else "above"
    return f"What is received is rated {abs(gap):.1f} {word} what is expected."


def _serves(card: Card, names: Names, scale: Scale) -> Section | None:
    heading = "Who is served, and what is promised"
    if not card.serves:
        if card.party.kind == "customer" or card.located:
            return None
        text = "No customer is written down"
        if card.party.part_of is not None:
            text += f" beyond the unit, {names.short(card.party.part_of)}"
        tone: Tone = "warn" if card.party.part_of is None else "plain"
        return Section("serves", heading, body=(Lines((Cell(f"{text}.", tone),)),))
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
            Cell(names.customer_in_full(one.customer), "name"),
            _said(one.service),
            Cell(_importance(one)),
            Cell("" if one.within is None else within(one.within)),
            Cell(_rated(one, scale)),
            _said(one.request),
        )
        for one in card.serves
    ]
    return Section("serves", heading, body=(table(columns, rows, None),))


def _needs(card: Card, names: Names, scale: Scale) -> Section:
    heading = "Who is needed, and how to ask"
    if not card.needs:
        text = "No need is written down."
        return Section("needs", heading, body=(Lines((Cell(text, "warn"),)),))
    columns = (
        Column("Supplier"),
        Column("What"),
        Column("Importance"),
        Column("Promised"),
        Column("Can do without"),
        Column("Said of it"),
        Column("How to ask", under=True),
        Column("Whom to call", under=True),
    )
    rows = [
        (
            Cell(sources(names, one.suppliers, one.at_least), "name"),
            _said(one.service),
            Cell(_importance(one)),
            Cell("" if one.within is None else within(one.within)),
            Cell(_without(one, names)),
            Cell(_rated(one, scale)),
            _said(one.request),
            Cell(_contacts(card, names, one)),
        )
        for one in card.needs
    ]
    return Section("needs", heading, body=(table(columns, rows, None),))


def _fails(card: Card, names: Names) -> Section | None:
    if not card.defeats:
        return None
    items = tuple(Cell(f"{_named(need, names)}.") for need in card.defeats)
    return Section("defeats", "Stand-ins that fail in the same absence", body=(Lines(items),))


def _not_known(card: Card) -> Section | None:
    """What to ask, one line for each thing that something is asked about."""
    if not card.not_known:
        return None
    asked: dict[str, list[str]] = {}
    for text in card.not_known:
        about, _, question = text.rpartition(": ")
        asked.setdefault(about, []).append(question)
    items = [Cell(escape(text)) for text in asked.pop("", [])]
    items += [Cell(escape(f"{about}: {', '.join(asked[about])}")) for about in asked]
    return Section("not-known", "Not known: ask", body=(Lines(tuple(items)),))


def _named(need: NeedRef, names: Names) -> str:
    customer = names.customer(need.customer)
    suppliers = listed(names.shorts(need.suppliers), "or", limit=4)
    what = "what they supply" if need.service is None else escape(need.service)
    return f"{what} for {customer}, from {suppliers}"


def _said(text: str | None) -> Cell:
    return Cell("" if text is None else escape(text))


def _importance(one: Service) -> str:
    return one.importance if one.importance_given else f"{one.importance} (assumed)"


def _without(one: Service, names: Names) -> str:
    """How long the customer runs on without it, how long it can be borne, how much may be lost; and
    who says so."""
    said = [] if one.buffer is None else [lasts(one.buffer)]
    if one.limit is not None:
        said.append(f"limit {say_duration(one.limit)}")
    if one.max_data_loss is not None:
        said.append(f"may lose {say_duration(one.max_data_loss)} of work")
    if one.said is not None and (one.said.by or one.said.date):
        by = "" if one.said.by is None else f" by {names.someone(one.said.by)}"
        day = "" if one.said.date is None else f" on {one.said.date.isoformat()}"
        said.append(f"said{by}{day}")
    return "; ".join(said)


def _rated(one: Service, scale: Scale) -> str:
    said = [] if one.satisfaction is None else [rating(one.satisfaction, scale)]
    if one.expectation is not None:
        said.append(f"expects {rating(one.expectation, scale)}")
    return "; ".join(said)


def _contacts(card: Card, names: Names, one: Service) -> str:
    known = [(id, card.contacts[id]) for id in one.suppliers if id in card.contacts]
    if len(one.suppliers) == 1:
        return "".join(escape(contact) for _, contact in known)
    return "; ".join(f"{names.short(id)}: {escape(contact)}" for id, contact in known)
