"""One party's card: whom it serves, whom it needs, what happens without it, what to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from internalmap.model import keys
from internalmap.model.organization import NEVER_GONE, Need, Organization, Party
from internalmap.results.absences import Effect
from internalmap.results.analyze import Analysis, FragileSet, NeedRef
from internalmap.results.party import Card, LetDownBy, Service


def cards(
    organization: Organization,
    analysis: Analysis,
    ids: Sequence[str],
    effects: Mapping[str, Sequence[Effect]],
    defeats: Mapping[str, Sequence[NeedRef]],
) -> tuple[Card, ...]:
    """The cards of these parties, made from an analysis of the organisation, the effects of
    absences, and the fallbacks that each of these parties' absence defeats."""
    rows = {row.id: row for row in analysis.parties}
    serves: dict[str, list[Need]] = {}
    needs: dict[str, list[Need]] = {}
    for need in organization.needs:
        for supplier in need.suppliers:
            serves.setdefault(supplier, []).append(need)
        for customer in need.customers:
            needs.setdefault(customer, []).append(need)
    protected = frozenset(analysis.settings.protected)
    staffing = {need.customer: _service(need) for need in organization.staffing}
    located: dict[str, list[str]] = {}
    for party in organization.parties.values():
        for site in party.sites:
            located.setdefault(site, []).append(party.id)
    contacts = {
        party.id: party.contact
        for party in organization.parties.values()
        if party.contact is not None
    }
    # Gone through once, not once for each card.
    wanted = frozenset(ids)
    stopped_by: dict[str, list[LetDownBy]] = {}
    for point in analysis.single_points_of_failure:
        felt = {each.protected: each for each in effects.get(point.party, ())}
        for id in wanted.intersection(point.stops):
            stopped_by.setdefault(id, []).append(LetDownBy(point, felt.get(id)))
    for found_by in stopped_by.values():
        found_by.sort(key=_by_effect)
    together: dict[str, list[FragileSet]] = {}
    for one in analysis.fragile_sets or ():
        for id in wanted.intersection((*one.parties, one.protected)):
            together.setdefault(id, []).append(one)
    found = []
    for id in ids:
        own, given = needs.get(id, []), serves.get(id, [])
        found.append(
            Card(
                party=rows[id],
                contact=contacts.get(id),
                serves=tuple(_service(need) for need in given),
                needs=tuple(_service(need) for need in own),
                stops=rows[id].stops,
                after=min((each.after for each in effects.get(id, ())), default=None),
                defeats=tuple(defeats.get(id, ())),
                not_known=tuple(
                    _not_known(organization, id, given, own, analysis.names, id in located)
                ),
                contacts=contacts,
                names=analysis.names,
                restore=organization.parties[id].restore,
                protected=id in protected,
                let_down_by=tuple(stopped_by.get(id, ())),
                members=organization.members.get(id, ()),
                staffing=staffing.get(id),
                fragile=None if analysis.fragile_sets is None else tuple(together.get(id, ())),
                asked=analysis.settings.candidates,
                owner=organization.parties[id].owner,
                limit=organization.parties[id].limit,
                marking=organization.marking,
                scale=organization.scale,
                needed=min(
                    (each.needed for each in effects.get(id, ()) if each.needed is not None),
                    default=None,
                ),
                effects=tuple(effects.get(id, ())),
                restore_target=organization.parties[id].restore_target,
                max_data_loss=organization.parties[id].max_data_loss,
                backup_every=organization.parties[id].backup_every,
                location=organization.parties[id].location,
                location_buffer=organization.parties[id].location_buffer,
                sites=organization.parties[id].sites,
                located=tuple(located.get(id, ())),
            )
        )
    return tuple(found)


def _by_effect(row: LetDownBy) -> tuple[bool, float, str]:
    """Those who let it down first, then the soonest."""
    effect = row.effect
    if effect is None:
        return (True, 0, row.point.party)
    return (not effect.let_down, effect.needed or 0, row.point.party)


def _service(need: Need) -> Service:
    return Service(
        customer=need.customer,
        service=need.service,
        suppliers=need.suppliers,
        at_least=need.at_least,
        importance=need.importance,
        within=need.within,
        buffer=need.buffer,
        satisfaction=None if need.satisfaction is None else need.satisfaction.mean,
        expectation=None if need.expectation is None else need.expectation.mean,
        request=need.request,
        importance_given=need.importance_given,
        limit=need.limit,
        max_data_loss=need.max_data_loss,
        said=need.said,
    )


def _not_known(
    organization: Organization,
    id: str,
    serves: Sequence[Need],
    needs: Sequence[Need],
    names: Mapping[str, str],
    is_place: bool,
) -> Iterator[str]:
    """What nobody wrote down, as questions for an interview: what it is about, then what to ask.
    `is_place`: others are there, and so it serves them."""
    party = organization.parties[id]
    # Whom to call comes first: it is who can answer the rest.
    for key in sorted(keys.PARTY, key=lambda key: key.name != "contact"):
        if _asks(key, party, 0) and (party.kind not in NEVER_GONE or key.name != "restore"):
            yield key.asked[0]
    serving = serves or is_place or id in organization.containers
    if party.kind != "customer" and not serving:
        yield "whom it serves"
    if not needs and party.kind != "site":
        yield "whom it needs, and for what"
    for need in serves:
        whom = "everyone" if need.customer is None else names[need.customer]
        about = f"{need.service} for {whom}" if need.service else f"what it supplies to {whom}"
        yield from _asked_of(need, about, 0)
    for need in needs:
        whom = " or ".join(names[supplier] for supplier in need.suppliers[:3])
        about = f"{need.service} from {whom}" if need.service else f"what it gets from {whom}"
        yield from _asked_of(need, about, 1)
        if all(organization.parties[supplier].contact is None for supplier in need.suppliers):
            yield f"{about}: whom to call"


def _asked_of(need: Need, about: str, end: int) -> Iterator[str]:
    """What nobody wrote down of a need, as asked at one end of it."""
    return (f"{about}: {key.asked[end]}" for key in keys.NEED if _asks(key, need, end))


def _asks(key: keys.Key, of: Party | Need, end: int) -> bool:
    """Whether a key is something to ask about, and nobody wrote it down."""
    if len(key.asked) <= end or not key.asked[end] or key.field is None:
        return False
    if isinstance(of, Need) and key.name == "importance":
        return not of.importance_given
    return getattr(of, key.field) is None
