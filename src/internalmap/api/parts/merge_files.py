"""What answers change, written into the files of a model and read again from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from internalmap.analyses.merge.settle import Decision, NewNeed, with_value
from internalmap.analyses.merge.statements import route_of
from internalmap.errors import InternalMapError, InvalidModel
from internalmap.model import keys
from internalmap.model.organization import Kind, Need, Organization, Party, in_order
from internalmap.model.phrases import KIND_WORDS, listed, plural
from internalmap.modelfile.edit_entries import EntryChanges
from internalmap.modelfile.edit_files import NOTHING_WRITTEN, edited_files, file_bytes, read_again
from internalmap.modelfile.write.dump import need_entry, party_entry, shortened
from internalmap.results.analyze import NeedRef
from internalmap.text.escape import escape, quoted

#: How many new parties a notice names.
_SHOWN = 5
_PARTY_FIELD = {key.name: key.field for key in keys.PARTY}


def new_texts(
    organization: Organization, decision: Decision, notices: list[str]
) -> tuple[dict[str, bytes], Organization]:
    """The files of a model that are written otherwise by a decision, by name; and the organisation
    that they make. What is changed along with it is added to the notices.

    Raises `InvalidModel` where a text cannot be changed so, or would be no model any longer.
    """
    changes = dict(_changes(organization, decision))
    texts = edited_files(organization, changes)
    if not texts:
        return {}, organization
    try:
        made = read_again(organization, texts)
    except InvalidModel as invalid:
        raise InvalidModel(
            invalid.problems, f"the model would be wrong with these answers; {NOTHING_WRITTEN}"
        ) from None
    _compare(organization, decision, made, notices)
    notices += _kinds_not_said(decision, made)
    sources = {source.name: source for source in organization.sources}
    return {name: file_bytes(sources[name], text) for name, text in texts.items()}, made


def _changes(organization: Organization, decision: Decision) -> Iterator[tuple[int, EntryChanges]]:
    """What changes in each file."""
    found: dict[int, EntryChanges] = {}

    def file(number: int) -> EntryChanges:
        return found.setdefault(number, EntryChanges())

    for number, (need, changed) in sorted(_needs(organization, decision).items()):
        route = organization.needs[number].route
        assert route is not None
        entry = need_entry(need)
        values = {key: entry[key] for key in changed if key in entry}
        if "from" in changed:
            values.update(_count(organization, organization.needs[number], need))
            if len(need.suppliers) == 1 and not _is_list(organization, number):
                values["from"] = need.suppliers[0]
        file(route.source).values[route.path] = values
    for id, (party, changed) in sorted(_parties(organization, decision).items()):
        route = organization.parties[id].route
        assert route is not None
        own = party_entry(party)
        values = {key: own.get(key, getattr(party, _PARTY_FIELD[key] or key)) for key in changed}
        file(route.source).values[route.path] = values
    for made in decision.new_needs:
        customer = str(made.identity[0])
        file(_file_of(organization, decision, customer)).needs.append(
            (customer, _as_mapping(shortened(need_entry(new_need(made)))))
        )
    for id in decision.new_parties:
        entry = party_entry(new_party(decision, id))
        file(_file_of(organization, decision, id)).parties[id] = entry
    yield from sorted(found.items())


def _as_mapping(need: Any) -> dict[str, Any]:
    return need if isinstance(need, dict) else {"from": need}


def _needs(
    organization: Organization, decision: Decision
) -> dict[int, tuple[Need, tuple[str, ...]]]:
    """The needs that are changed, each as it will be, with the keys that are."""
    found: dict[int, tuple[Need, tuple[str, ...]]] = {}
    for each in decision.taken:
        kind, number = each.subject
        if kind == "need":
            need, changed = found.get(number, (organization.needs[number], ()))
            found[number] = with_value(need, each.key, each.after), (*changed, each.key)
    for number, said in decision.said.items():
        need, changed = found.get(number, (organization.needs[number], ()))
        found[number] = replace(need, said=said), (*changed, "said")
    return found


def _parties(
    organization: Organization, decision: Decision
) -> dict[str, tuple[Party, tuple[str, ...]]]:
    """The parties that are changed, each as it will be, with the keys that are."""
    found: dict[str, tuple[Party, tuple[str, ...]]] = {}
    for each in decision.taken:
        kind, id = each.subject
        if kind == "party":
            party, changed = found.get(id, (organization.parties[id], ()))
            key = each.key.partition(" ")[0]
            found[id] = _with(party, each.key, each.after), tuple(dict.fromkeys((*changed, key)))
    return found


def _with(party: Party, key: str, value: Any) -> Party:
    if key.startswith("can "):
        return replace(party, can=(*party.can, key[4:]))
    changes: dict[str, Any] = {_PARTY_FIELD[key] or key: value}
    return replace(party, **changes)


def new_need(made: NewNeed) -> Need:
    """A need that is new, as the model will have it where nothing else is said of it."""
    customer, service, _ = made.identity
    need = Need(
        customer=customer,
        customers=() if customer is None else (customer,),
        suppliers=made.suppliers,
        at_least=made.at_least,
        service=service,
        importance_given=False,
    )
    for key, value in made.values.items():
        need = with_value(need, key, value)
    return need


def new_party(decision: Decision, id: str) -> Party:
    """A party that is new."""
    party = Party(id=id, name=id)
    for key, value in decision.new_parties[id].items():
        party = _with(party, key, value)
    return party


def _count(organization: Organization, before: Need, need: Need) -> dict[str, Any]:
    """How many suppliers a need takes, where that has to be written beside others."""
    route = before.route
    assert route is not None
    source = organization.sources[route.source]
    written = source.find((*route.path, "at_least")) is not None
    default = source.find(("defaults", "need", "at_least")) is not None
    if not (written or default) and need.at_least == 1:
        return {}
    return {"at_least": need.at_least}


def _is_list(organization: Organization, number: int) -> bool:
    """Whether the suppliers of a need are written as a list."""
    route = organization.needs[number].route
    assert route is not None
    return organization.sources[route.source].find((*route.path, "from", 0)) is not None


def _file_of(organization: Organization, decision: Decision, id: str) -> int:
    """The file in which what is new of a party is written: where it stands; if it is new itself,
    where the unit stands that named it."""
    if id in organization.parties:
        own = [need for need in organization.needs if need.customer == id]
        route = organization.parties[id].route
        files = {need.route.source for need in own if need.route is not None}
        if route is not None and (not files or route.source in files):
            return route.source
        return max(files, default=0)
    units = sorted(decision.collected.origins.get(id, ()))
    routes = (route_of(organization, ("party", unit)) for unit in units)
    return next((route.source for route in routes if route is not None), 0)


# -------------------------------------------------------------------------------------- checking


def _compare(
    before: Organization, decision: Decision, made: Organization, notices: list[str]
) -> None:
    """Hold the organisation that the new texts make against what was decided. Selectors may pick
    parties that are new: that is told. Nothing else may change along with it."""
    needs = list(before.needs)
    for number, (need, _) in _needs(before, decision).items():
        needs[number] = need
    parties = {**before.parties}
    for id, (party, _) in _parties(before, decision).items():
        parties[id] = party
    expected = [_plain(need) for need in needs]
    found = [_plain(need) for need in made.needs]
    for made_need in decision.new_needs:
        at = next((at for at, need in enumerate(found) if _is(need, made_need)), None)
        if at is None:
            raise _defect(_named(new_need(made_need)))
        del found[at]
    others = {id: made.parties[id] for id in made.parties if id in parties}
    for id in sorted(made.parties.keys() | parties.keys()):
        if id in decision.new_parties:
            continue
        if id in others and id in parties and party_entry(others[id]) == party_entry(parties[id]):
            continue
        if (id in before.boxes) == (id in made.boxes):
            raise _defect(id)
        notices.append(
            f"{escape(id)} is more than a box around others now: what the defaults say of parties "
            "counts for it too"
        )
    if in_order(found) == in_order(expected):
        return
    left = list(expected)
    changed = []
    for need in found:
        if need in left:
            left.remove(need)
        else:
            changed.append(need)
    moved = decision.new_parties or any(each.subject[0] == "party" for each in decision.taken)
    if not moved or len(changed) != len(left):
        raise _defect(", ".join(map(_named, [*changed, *left])))
    shown = ", ".join(sorted(_named(need) for need in changed)[:5])
    notices.append(
        "needs whose selectors pick other parties now change along with the answers: "
        f"{escape(shown)}"
    )


def _kinds_not_said(decision: Decision, made: Organization) -> Iterator[str]:
    """What the new parties became of which no answer says what they are."""
    found: dict[Kind, list[str]] = {}
    for id, values in sorted(decision.new_parties.items()):
        if "kind" not in values:
            found.setdefault(made.parties[id].kind, []).append(id)
    for kind, ids in found.items():
        yield (
            f"no answer says of what kind {listed([quoted(id) for id in ids], limit=_SHOWN)} "
            f"{plural(len(ids), 'is', 'are')}: {KIND_WORDS[kind]} is assumed, until the model says "
            "otherwise"
        )


def _named(need: Need) -> str:
    told = NeedRef.of(need)
    who = told.customer or "everyone"
    return f"{told.service} of {who}" if told.service else f"what {who} gets"


def _plain(need: Need) -> Need:
    """A need without what follows from others."""
    return replace(need, customers=(), units=())


def _is(need: Need, made: NewNeed) -> bool:
    """Whether a need is one that was to be made: defaults may say more of it."""
    customer, service, _ = made.identity
    if (need.customer, need.service, need.suppliers) != (customer, service, made.suppliers):
        return False
    wanted = new_need(made)
    return all(with_value(need, key, value) == need for key, value in made.values.items()) and (
        need.at_least == wanted.at_least or made.at_least == 1
    )


def _defect(what: str) -> InternalMapError:
    return InternalMapError(
        "the model is left as it is: something else in it would change along with the answers: "
        f"{escape(what)}",
        "Make the changes by hand; and please report this, with a model that shows it.",
    )


def names_of(organization: Organization, decision: Decision) -> Mapping[str, str]:
    """What all parties are called, also the new ones."""
    return {
        **{party.id: party.name for party in organization.parties.values()},
        **{id: new_party(decision, id).name for id in decision.new_parties},
    }
