"""Results written by hand: a hotel, as an analysis of it comes out, and an organisation of which
every name attacks something."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import internalmap
from internalmap.analyses._order import in_order
from internalmap.analyses.absence.grades import grade
from internalmap.model.organization import Kind
from internalmap.results.absences import Absence, AbsenceTable, Effect
from internalmap.results.agenda import Agenda, AgendaItem
from internalmap.results.analyze import (
    ActionRow,
    Analysis,
    Assumed,
    AssumedNeed,
    AssumedNeeds,
    Bottleneck,
    Cycle,
    Defeat,
    ExternalCustomer,
    FailsAnyway,
    FragileSet,
    HollowFallback,
    NeedRef,
    Overload,
    PartyRow,
    PromiseNotBacked,
    RatedNeed,
    RestsOn,
    Settings,
    SinglePoint,
    Summary,
    UnitRow,
    WeakestLink,
    Works,
)
from internalmap.results.bia import Bia
from internalmap.results.party import Card, Service

MINUTE, HOUR, DAY = 60, 3600, 86400
BANDS = (HOUR, 4 * HOUR, DAY, 3 * DAY, 7 * DAY)


def party(
    id: str,
    name: str | None = None,
    kind: Kind = "team",
    *,
    part_of: str | None = None,
    customers: int = 0,
    suppliers: int = 0,
    reach: int = 0,
    level: int | None = 2,
    demand: float = 0.0,
    through: float = 0.0,
    gateway: int | None = 0,
    load: float | None = None,
    utilisation: float | None = None,
    impact: int = 0,
    stops: tuple[str, ...] = (),
    given: float | None = None,
    received: float | None = None,
    gap: float | None = None,
) -> PartyRow:
    """A party's figures, those that do not matter left at nothing."""
    return PartyRow(
        id=id,
        name=name or id,
        kind=kind,
        part_of=part_of,
        customers=customers,
        suppliers=suppliers,
        reach=reach,
        level=level,
        demand=demand,
        through=through,
        gateway=gateway,
        load=load,
        load_unknown=0,
        utilisation=utilisation,
        impact=impact,
        stops=stops,
        satisfaction_given=given,
        satisfaction_received=received,
        gap=gap,
    )


def _gap(needed: float | None, restore: float | None) -> tuple[float | None, bool]:
    """By how much a return is late, and whether it is in time."""
    gap = None if restore is None or needed is None else restore - needed
    return gap, gap is not None and gap <= 0


def point(
    party: str,
    needed: float | None = 60,
    restore: float | None = None,
    *,
    single: bool = True,
    let_down: tuple[str, ...] | None = None,
    stops: tuple[str, ...] = ("guests",),
    impact: int = 1,
    way: tuple[str, ...] = (),
    frequency: float | None = None,
) -> SinglePoint:
    """A single point of failure, felt at the time from which it is past what can be borne."""
    gap, covered = _gap(needed, restore)
    let_down = () if covered else stops if let_down is None else let_down
    return SinglePoint(
        party=party,
        single=single,
        grade=grade(covered=covered, single=single, needed=needed, soon=DAY),
        after=needed,
        needed=needed,
        restore=restore,
        gap=gap,
        covered=covered,
        let_down=let_down,
        later=tuple(id for id in stops if id not in let_down),
        stops=stops,
        impact=impact,
        way=way,
        frequency=frequency,
    )


def fragile(
    protected: str,
    parties: tuple[str, ...],
    needed: float | None = 40 * MINUTE,
    restore: float | None = None,
    *,
    hidden: bool = False,
) -> FragileSet:
    """Absences that together let a party down."""
    gap, covered = _gap(needed, restore)
    return FragileSet(
        protected=protected,
        parties=parties,
        single=True,
        grade=grade(covered=covered, single=True, needed=needed, soon=DAY),
        after=needed,
        needed=needed,
        restore=restore,
        gap=gap,
        covered=covered,
        hidden=hidden,
    )


def _fjord_parties() -> tuple[PartyRow, ...]:
    guests = ("guests",)
    return (
        party("anna", kind="person", part_of="kitchen", customers=1, suppliers=2, demand=1.0),
        party("bjørn", kind="person", part_of="kitchen", customers=1, suppliers=2, demand=1.0),
        party("booking-system", kind="system", customers=1, suppliers=1, demand=0.5),
        party("chidi", kind="person", part_of="kitchen", customers=1, suppliers=2, demand=1.0),
        party("director", kind="person", part_of="hotel", suppliers=2, level=3),
        party(
            "guests", "Hotel guests", "customer", suppliers=2, level=0, received=4.5, gap=-0.1
        ),
        party("hotel", kind="department", level=None),
        party("hr", part_of="hotel", customers=9, suppliers=1, demand=4.5),
        party(
            "it", "IT support", part_of="hotel", customers=4, suppliers=2, reach=13,
            demand=4.0, through=0.42, gateway=1, impact=12, stops=guests,
        ),
        party(
            "kitchen", kind="department", part_of="hotel", customers=2, suppliers=6, reach=13,
            level=2, demand=2.0, through=0.31, gateway=4, load=201600.0, utilisation=0.9333,
            impact=8, stops=guests, given=4.0,
        ),
        party("order-screen", kind="system", part_of="kitchen", customers=1, suppliers=1,
              demand=1.0, through=0.1),
        party("payroll", part_of="hotel", customers=9, suppliers=4, reach=13, demand=9.0,
              impact=12, stops=guests, given=4.1),
        party("reception", kind="department", part_of="hotel", customers=3, suppliers=3, reach=13,
              level=1, demand=2.5, through=0.55, impact=12, stops=guests, given=4.6),
        party("restaurant", kind="department", part_of="hotel", customers=3, suppliers=5, reach=13,
              level=1, demand=3.0, through=0.5, impact=12, stops=guests, given=4.4),
        party("telco", "Fjord Telecom", "supplier", customers=1, reach=13, level=3, demand=1.0,
              impact=13, stops=guests),
    )  # fmt: skip


def fjord() -> Analysis:
    """The hotel of the examples."""
    guests = ("guests",)
    parties = _fjord_parties()
    order_tickets = NeedRef("kitchen", "Order tickets", ("order-screen", "restaurant"))
    return Analysis(
        organization="Fjord Hotel",
        sources=("fjord-hotel.yaml",),
        settings=Settings(
            protected=guests, candidates=None, stops_on="essential", cut_size=2, bands=BANDS,
            soon=DAY,
        ),
        summary=Summary(
            parties=len(parties), needs=13, dependencies=34, staffing_needs=1, location_needs=0,
            single_points_of_failure=6, fragile_sets=3, hollow_fallbacks=2, cycles=1,
            without_customer=1, without_line_of_sight=0, reciprocity=0.235, density=0.162,
            mean_stopped=0.42, units_left_out=1, satisfaction=4.275,
            assumed=Assumed(importance=10, buffer=5),
        ),
        parties=parties,
        single_points_of_failure=(
            point("it", HOUR, 4 * HOUR, impact=12, way=("it", "reception", "guests")),
            point("telco", 3 * HOUR, 6 * HOUR, impact=13,
                  way=("telco", "it", "reception", "guests")),
            point("reception", 0, single=False, impact=12, way=("reception", "guests"),
                  frequency=90.0),
            point("restaurant", 30 * MINUTE, single=False, impact=12, way=("restaurant", "guests")),
            point("kitchen", 40 * MINUTE, single=False, impact=8,
                  way=("kitchen", "restaurant", "guests"), frequency=560.0),
            point("payroll", 3 * DAY, single=False, impact=12,
                  way=("payroll", "reception", "guests"), frequency=12 * 7 / 365),
        ),
        bottlenecks=(
            Bottleneck("kitchen", 0.9333, 2.0, 0.31, 4),
            Bottleneck("payroll", None, 9.0, 0.0, 0),
            Bottleneck("hr", None, 4.5, 0.0, 0),
            Bottleneck("it", None, 4.0, 0.42, 1),
            Bottleneck("restaurant", None, 3.0, 0.5, 0),
            Bottleneck("reception", None, 2.5, 0.55, 0),
        ),
        hollow_fallbacks=(
            HollowFallback(order_tickets, 1, "essential", (
                Defeat("restaurant", 0), Defeat("it", 2 * HOUR), Defeat("telco", 4 * HOUR),
                Defeat("payroll", 3 * DAY), Defeat("reception", 3 * DAY),
            ), 5),
            HollowFallback(
                NeedRef("restaurant", "Bookings", ("booking-system", "reception")), 1, "important",
                (Defeat("it", HOUR), Defeat("telco", 3 * HOUR)), 2,
            ),
        ),
        fragile_sets=(
            fragile("guests", ("anna", "bjørn")),
            fragile("guests", ("anna", "chidi")),
            fragile("guests", ("bjørn", "chidi")),
        ),
        cycles=(Cycle(("kitchen", "payroll", "restaurant"), ("kitchen", "restaurant")),),
        without_customer=("director",),
        without_line_of_sight=(),
        external_customers=(
            ExternalCustomer("guests", 4.5, 4.25, WeakestLink(
                NeedRef("restaurant", "Cooked dishes", ("kitchen",)), 4.0, ("restaurant", "guests"),
            )),
        ),
        promises_not_backed=(
            PromiseNotBacked("it", "reception", "Guest register", HOUR,
                             RestsOn("Network line", ("telco",), DAY, 2 * HOUR, True)),
            PromiseNotBacked("reception", "guests", "Room", 10 * MINUTE,
                             RestsOn("Guest register", ("it",), HOUR, 0, False)),
        ),
        works=Works(
            (NeedRef("bar", "Ice", ("kitchen", "telco")),),
            1,
            (FailsAnyway(NeedRef("bar", "Lamps", ("it", "telco")), "hr"),),
            1,
            (RatedNeed(NeedRef("guests", "Room", ("reception",)), 4.6),
             RatedNeed(NeedRef("guests", "Dinner", ("restaurant",)), 4.4)),
            (RatedNeed(NeedRef("restaurant", "Cooked dishes", ("kitchen",)), 4.0),),
            1,
        ),
        absences=AbsenceTable(6, (
            Absence("it", 4 * HOUR, (Effect("guests", HOUR, HOUR, True),)),
            Absence("telco", 6 * HOUR, (Effect("guests", 3 * HOUR, 3 * HOUR, True),)),
            Absence("reception", None, (Effect("guests", 0, 0, True),)),
            Absence("restaurant", None, (Effect("guests", 30 * MINUTE, 30 * MINUTE, True),)),
            Absence("kitchen", None, (Effect("guests", 40 * MINUTE, 40 * MINUTE, True),)),
            Absence("payroll", None, (Effect("guests", 3 * DAY, 3 * DAY, True),)),
        ), 8),
        assumed_needs=AssumedNeeds(6, 2, (
            AssumedNeed(NeedRef("guests", "Room", ("reception",)), True, True, 4),
            AssumedNeed(NeedRef(None, "Pay", ("payroll", "hr")), False, True, 1),
        )),
        units=(UnitRow("hotel", 11, -0.2),),
        actions=(
            ActionRow("it", None, "second technician", None, None, None),
            ActionRow("it", None, "spare router", "Fjord Telecom", date(2026, 10, 1), None),
            ActionRow("kitchen", "Order tickets", "printed tickets", "anna", date(2026, 12, 1),
                      None),
            ActionRow("reception", None, "paper forms", "director", date(2026, 3, 1),
                      date(2026, 3, 2)),
        ),
        overloads=(Overload("restaurant", "reception", 1.31),),
        protected_why="the external customers",
        essential_cycles=(Cycle(("kitchen", "payroll"), ("kitchen", "payroll")),),
        runs=(("kitchen", "restaurant"),),
        notices=(),
        scale=(1.0, 5.0),
        names={row.id: row.name for row in parties},
    )  # fmt: skip


EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

#: Names that attack a terminal, rich markup, HTML, Markdown, a spreadsheet, a reader's eye.
HOSTILE = {
    "ansi": "\x1b[31mred\x1b[0m",
    "bidi": "ab\u202edc",
    "close": "[/x]",
    "link": "[src/id](javascript:alert(1))",
    "bold": "<b>x</b><!-- @x -->",
    "=cmd|' /C calc'!A0": "=cmd|' /C calc'!A0",
    "pipe": "a|b\nc\\|d",
    "@here": "@here",
    "long": "Økonomi" * 40,
    "日本": "日本語の部署" * 12,
    "-x": "# 1. `*_~`` $x$ &lt; #12 www.x.example http://x.example",
    "same": "ansi",
    "blank": " ",
}


def hostile() -> Analysis:
    """Every name in every place."""
    ids = tuple(sorted(HOSTILE))
    customer = "bidi"
    rows = tuple(
        party(
            id,
            HOSTILE[id],
            "customer" if id == customer else "system",
            part_of="pipe" if id == "ansi" else None,
            customers=index,
            demand=float(index),
            gateway=index,
            utilisation=1.25 if id == "bold" else None,
            impact=index,
            stops=(customer,),
            level=None,
        )
        for index, id in enumerate(ids)
    )
    ref = NeedRef("pipe", HOSTILE["bold"], ids[:4])
    free = HOSTILE["pipe"] + HOSTILE["@here"] + HOSTILE["ansi"]
    base = fjord()
    return replace(
        base,
        organization=HOSTILE["ansi"] + HOSTILE["bold"] + HOSTILE["pipe"],
        settings=Settings((customer, "@here"), (HOSTILE["close"],), "helpful", 3, BANDS, DAY),
        parties=rows,
        single_points_of_failure=in_order((
            point(
                id, None if index % 3 == 0 else index * 700.5,
                None if index % 4 == 0 else 900, single=index % 2 == 0,
                let_down=("@here", customer)[index % 2:], stops=("@here", customer),
                impact=index, way=(id, "long", customer), frequency=float(index),
            )
            for index, id in enumerate(ids)
        ), "soon", BANDS),
        absences=AbsenceTable(len(ids), tuple(
            Absence(id, 900, (Effect(customer, 60, 900, True), Effect("@here", 60, None, False)))
            for id in ids
        ), 0),
        assumed_needs=AssumedNeeds(9, 1, (AssumedNeed(ref, True, True, 9),)),
        bottlenecks=tuple(
            Bottleneck(row.id, row.utilisation, row.demand, 0.001, row.gateway) for row in rows
        ),
        hollow_fallbacks=(
            HollowFallback(ref, 2, "essential", tuple(Defeat(id, None) for id in ids), 40),
        ),
        fragile_sets=(
            *(fragile(customer, pair, None) for pair in (("-x", "@here"), ("@here", "ansi"),
                                                      ("@here", "close"), ("blank", "long"))),
            fragile("@here", ("bold", "close", "日本"), hidden=True),
        ),
        cycles=(Cycle(ids[:3], ids[:2]),),
        without_customer=("=cmd|' /C calc'!A0", "long"),
        without_line_of_sight=ids,
        external_customers=(
            ExternalCustomer(customer, None, None, None),
            ExternalCustomer("@here", 1.0, 2.0, WeakestLink(ref, 1.0, ("pipe", "long", "@here"))),
        ),
        promises_not_backed=(
            PromiseNotBacked("long", None, free, 60, RestsOn(None, ids, 1e6, 30.5, True)),
        ),
        works=Works((ref, NeedRef(None, None, ids[:2])), 2, (FailsAnyway(ref, "long"),), 1,
                    (RatedNeed(ref, 5.0),), (RatedNeed(replace(ref, service=None), 1.0),), 0),
        units=(UnitRow("close", 3, 0.5), UnitRow("long", 2, None)),
        actions=(ActionRow("pipe", free, free, HOSTILE["bold"], None, None),
                 ActionRow(None, None, "-1", "ansi", date(2026, 1, 1), None)),
        overloads=(Overload("日本", "long", 2.0),),
        protected_why=free,
        essential_cycles=(Cycle(("ansi", "long", "日本"), ("ansi", "日本", "long")),),
        runs=(("@here", "bold"),),
        notices=(free, "Sampled: " + HOSTILE["link"]),
        scale=(0.0, 10.0),
        names=dict(HOSTILE),
        sort="impact",
    )  # fmt: skip


def nothing() -> Analysis:
    """An organisation in which nothing is found, and nothing was written down either."""
    base = fjord()
    return replace(
        base,
        organization="Empty",
        single_points_of_failure=(),
        bottlenecks=(),
        hollow_fallbacks=(),
        fragile_sets=(),
        cycles=(),
        without_customer=(),
        without_line_of_sight=(),
        external_customers=(ExternalCustomer("guests", None, None, None),),
        promises_not_backed=(),
        works=Works((), 0, (), 0, (), (), 0),
        absences=AbsenceTable(0, (), 14),
        assumed_needs=AssumedNeeds(0, 0, ()),
        units=(),
        actions=(),
        overloads=None,
        essential_cycles=(),
        runs=(),
        summary=replace(base.summary, assumed=Assumed(0, 0)),
    )


def nobody_protected() -> Analysis:
    """An organisation whose model does not say whom it exists for."""
    base = nothing()
    return replace(
        base,
        settings=replace(base.settings, protected=()),
        parties=tuple(row for row in base.parties if row.kind != "customer"),
        external_customers=(),
        fragile_sets=None,
        protected_why="",
        notices=("Pairs were left out: more than 2,000 parties.",),
    )


def card() -> Card:
    """The card of the hotel's technician."""
    base = fjord()
    row = next(row for row in base.parties if row.id == "it")
    return Card(
        party=replace(row, satisfaction_given=3.9, gap=-0.6, utilisation=0.88),
        contact=None,
        serves=(
            Service("reception", "Guest register", ("it",), 1, "essential", HOUR, HOUR, 3.9, 4.5,
                    "by phone, +47 70 00 00 00"),
            Service("order-screen", None, ("it",), 1, "essential", DAY, None, None, None, None),
        ),
        needs=(
            Service("it", "Network line", ("telco",), 1, "essential", DAY, 2 * HOUR, None, 4.0,
                    None),
            Service(None, "Pay", ("payroll", "hr"), 1, "important", None, None, 4.1, None,
                    "form on the intranet"),
        ),
        stops=("guests",),
        after=HOUR,
        defeats=(
            NeedRef("restaurant", "Bookings", ("booking-system", "reception")),
            NeedRef("kitchen", "Order tickets", ("order-screen", "restaurant")),
        ),
        not_known=("whom to call", "how order-screen asks for what it needs"),
        contacts={"payroll": "pay@fjord.example"},
        names=base.names,
        restore=4 * HOUR,
        needed=HOUR,
        effects=(Effect("guests", HOUR, HOUR, let_down=True),),
    )  # fmt: skip


def empty_card() -> Card:
    """The card of somebody about whom nothing is written down."""
    base = fjord()
    row = next(row for row in base.parties if row.id == "director")
    return Card(row, None, (), (), (), None, (), (), {}, base.names)


def hostile_card() -> Card:
    """A card on which every text attacks something."""
    base = hostile()
    ids = tuple(sorted(HOSTILE))
    free = HOSTILE["pipe"] + HOSTILE["@here"] + HOSTILE["ansi"]
    return Card(
        party=base.parties[0],
        contact=free,
        serves=(Service("long", free, ids, 2, "helpful", 0, 0, 1.0, 2.0, HOSTILE["-x"]),),
        needs=(Service("-x", None, ids, len(ids), "essential", None, 90.0, None, None, None),),
        stops=ids,
        after=None,
        defeats=(NeedRef(None, None, ids),),
        not_known=(free, HOSTILE["=cmd|' /C calc'!A0"]),
        contacts={"bold": HOSTILE["link"]},
        names=base.names,
    )


def agenda() -> Agenda:
    """What is due at the hotel."""
    return Agenda(
        organization="Fjord Hotel",
        today=date(2026, 12, 1),
        items=(
            AgendaItem("talk", "hotel", "reception", "guests", "Room", None, None),
            AgendaItem("action", "hotel", "it", None, "spare router", date(2026, 10, 1), 61),
            AgendaItem("talk", "hotel", "hr", None, "Contracts and leave", date(2027, 3, 10), -99),
            AgendaItem("action", "kitchen", "kitchen", None, "printed tickets",
                       date(2026, 12, 1), 0),
            AgendaItem("action", "kitchen", None, None, "second technician", None, None),
            AgendaItem("acceptance", None, "telco", None, "single-point-of-failure",
                       date(2026, 11, 30), 1),
        ),
        names=fjord().names,
    )  # fmt: skip


def hostile_agenda() -> Agenda:
    """An agenda on which every text attacks something."""
    free = HOSTILE["pipe"] + HOSTILE["@here"] + HOSTILE["ansi"]
    items = tuple(
        AgendaItem("action", id, id, "long", free, date(2026, 1, 1), 3) for id in sorted(HOSTILE)
    )
    return Agenda(HOSTILE["bold"], date(2026, 1, 4), items, dict(HOSTILE))


def bank() -> Bia:
    """The analysis of the savings bank."""
    return internalmap.bia(internalmap.load(EXAMPLES / "bia" / "org.yaml"))


def hostile_bia() -> Bia:
    """An analysis in which every text attacks something."""
    free = HOSTILE["pipe"] + HOSTILE["@here"] + HOSTILE["ansi"]
    ids = sorted(HOSTILE)
    kinds = ["process", "system", "information", "site", "supplier", "person", "team"]
    parties = {
        id: {
            "name": HOSTILE[id], "kind": kinds[place % len(kinds)], "owner": HOSTILE["link"],
            "contact": free, "restore": "2h", "restore_target": "1h", "backup_every": "1d",
            "location": free, "actions": [{"what": free, "owner": HOSTILE["bold"]}],
        }
        for place, id in enumerate(ids)
    }  # fmt: skip
    need = {
        "service": free, "from": ids[0], "max_data_loss": "1h", "limit": "1h",
        "said": {"by": HOSTILE["bold"], "date": "2026-01-01"},
    }  # fmt: skip
    for place, id in enumerate(ids[:-3]):
        parties[id]["needs"] = [{**need, "from": ids[place + 1 : place + 2 + place % 2]}]
    customer = {"name": HOSTILE["close"], "kind": "customer", "needs": [need]}
    model = {
        "organization": HOSTILE["ansi"] + HOSTILE["bold"] + HOSTILE["pipe"],
        "parties": {**parties, "customer": customer},
    }
    return internalmap.bia(internalmap.loads(json.dumps(model)))
