"""What came of answers, as results have it: values as a model file would say them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from internalmap.analyses.merge.answers import Answers, Name
from internalmap.analyses.merge.settle import Decision, with_value
from internalmap.analyses.merge.statements import Statement, Subject, place_of, side
from internalmap.analyses.merge.values import NO_BASE
from internalmap.api.parts.merge_files import new_need, new_party
from internalmap.model import keys
from internalmap.model.organization import Need, Organization, Party
from internalmap.modelfile.write.dump import need_entry, party_entry
from internalmap.results.analyze import NeedRef
from internalmap.results.merge import AnswerFile, Conflict, MergedChange, Remark, Side

_PARTY_FIELD = {key.name: key.field for key in keys.PARTY}
_NEED_FIELD = {key.name: key.field for key in keys.NEED}
_NO_NEED = Need(customer="", customers=(), suppliers=("",))
_NO_PARTY = Party(id="", name="")


def files(read: Sequence[Answers], decision: Decision) -> tuple[AnswerFile, ...]:
    """What came of each file."""
    found = []
    for number, each in enumerate(read):
        counts = Counter(
            decision.rows.get((number, at), "same")
            for at, row in enumerate(each.rows)
            if not row.gone or (number, at) in decision.rows
        )
        found.append(
            AnswerFile(
                file=each.file,
                unit=each.unit,
                state=each.state,
                by=each.by,
                date=each.date,
                created=counts["created"],
                changed=counts["changed"],
                same=counts["same"],
                refused=counts["refused"],
            )
        )
    return tuple(found)


def changes(
    organization: Organization, read: Sequence[Answers], decision: Decision
) -> tuple[MergedChange, ...]:
    """What was taken, in the order of needs and parties."""
    found = []
    for each in decision.taken:
        need, party = _about(organization, each.subject)
        key, kind = each.key.partition(" ")[0], each.subject[0]
        found.append(
            MergedChange(
                need=need,
                party=party,
                key=key,
                before=_plain(kind, each.key, each.before),
                after=_plain(kind, each.key, each.after),
                sides=tuple(_sides(read, kind, each.key, each.statements)),
            )
        )
    for made in decision.new_needs:
        rows = [Statement(NO_BASE, None, row, read[row[0]].rows[row[1]].place) for row in made.rows]
        entry = need_entry(new_need(made))
        found.append(
            MergedChange(
                need=NeedRef.of(new_need(made)),
                party=None,
                key="",
                before=None,
                after=entry,
                sides=tuple(_sides(read, "new", "", rows)),
                created=True,
            )
        )
    for id in decision.new_parties:
        entry = party_entry(new_party(decision, id))
        found.append(MergedChange(None, id, "", None, entry, (), created=True))
    return tuple(sorted(found, key=lambda each: (_order(each.need, each.party), each.key)))


def conflicts(
    organization: Organization, read: Sequence[Answers], decision: Decision
) -> tuple[Conflict, ...]:
    """What was not agreed on, in the order of needs and parties."""
    found = []
    for each in decision.disputed:
        need, party = _about(organization, each.subject)
        kind = each.subject[0]
        there = kind in ("need", "party")
        found.append(
            Conflict(
                kind=each.kind,
                need=need,
                party=party,
                key=each.key.partition(" ")[0],
                model=_plain(kind, each.key, each.model),
                place=place_of(organization, each.subject, each.key) if there else None,
                sides=tuple(_sides(read, kind, each.key, each.statements)),
                settled=each.settled,
            )
        )
    return tuple(
        sorted(found, key=lambda each: (_order(each.need, each.party), each.key, each.kind))
    )


def remarks(
    organization: Organization, read: Sequence[Answers], decision: Decision
) -> tuple[Remark, ...]:
    """The comments that the model has no place for."""
    found = []
    for text, subject, row, place in decision.collected.remarks:
        need, party = _about(organization, subject)
        found.append(Remark(text, need, party, side(read[row[0]], place, None, text)))
    return tuple(
        sorted(found, key=lambda each: (_order(each.need, each.party), each.side.file, each.text))
    )


def _about(organization: Organization, subject: Subject) -> tuple[NeedRef | None, str | None]:
    """The need or the party that something is about."""
    kind, which = subject
    if kind == "need":
        return NeedRef.of(organization.needs[which]), None
    if kind in ("new", "need gone"):
        customer, service, suppliers = which
        return NeedRef(customer, service, tuple(sorted(suppliers))), None
    return None, which


def _order(need: NeedRef | None, party: str | None) -> tuple[str, str, str, tuple[str, ...]]:
    if need is None:
        return "party", party or "", "", ()
    return "need", need.customer or "", need.service or "", need.suppliers


def _sides(
    read: Sequence[Answers], kind: str, key: str, statements: Sequence[Statement]
) -> Iterator[Side]:
    for each in statements:
        before = None if each.base is NO_BASE else _plain(kind, key, each.base)
        yield side(read[each.row[0]], each.place, before, _plain(kind, key, each.value))


def _plain(kind: str, key: str, value: Any) -> Any:
    """A value as a model file would say it."""
    if value is None:
        return None
    if key == "from" and isinstance(value, tuple) and len(value) == 2:
        suppliers, at_least = value
        listed = list(suppliers)
        return listed if at_least == 1 else {"from": listed, "at_least": at_least}
    if key.startswith("can "):
        return key[4:]
    if isinstance(value, Name):
        return value.id or value.text
    if isinstance(value, tuple) and value and isinstance(value[0], Name):
        return [each.id or each.text for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str | bool) or not key:
        return value
    if kind in ("need", "new", "need gone"):
        field = _NEED_FIELD.get(key)
        if field is None:
            return value
        return need_entry(with_value(_NO_NEED, key, value)).get(key, value)
    field = _PARTY_FIELD.get(key)
    if field is None:
        return value
    return party_entry(replace(_NO_PARTY, **{field: value})).get(key, value)
