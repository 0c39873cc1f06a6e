"""`promise-not-backed`: nobody can promise faster than it is promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from internalmap.model.organization import Need
from internalmap.model.phrases import listed, within
from internalmap.results.analyze import PromiseNotBacked
from internalmap.rules.need_words import need_words
from internalmap.rules.rule import Facts, Match, Rule
from internalmap.text.escape import escape
from internalmap.text.quantities import say_duration


def _find(facts: Facts) -> Iterator[Match]:
    rows = facts.analysis.promises_not_backed
    written = _Written(facts) if rows else None
    for row in rows:
        assert written is not None
        promise, rests_on = written.needs_of(row)
        yield Match(
            (row.party,) if row.promised_to is None else (row.party, row.promised_to),
            _message(facts, row),
            facts.need_at(promise, "within"),
            service=row.service,
            severity=None if row.needs.buffer_stated else "note",
            related=(
                (
                    facts.need_at(rests_on, "within"),
                    f"it rests on: {need_words(facts.names, rests_on)}",
                ),
            ),
            need=promise,
            measure=row.needs.within - row.within - row.needs.buffer,
        )


class _Written:
    """Looks up the needs that the figures name."""

    def __init__(self, facts: Facts) -> None:
        self._seen: Counter[PromiseNotBacked] = Counter()
        self._promises: dict[object, list[Need]] = {}
        self._rests: dict[object, list[tuple[Need, frozenset[str]]]] = {}
        for requirement in facts.scope.network.requirements:
            need = requirement.need
            if need.within is None or need.implied:
                continue
            promised = (need.customer, need.service, need.within)
            self._promises.setdefault(promised, []).append(need)
            if requirement.essential:
                listed_as = (need.service, need.suppliers, need.within, need.buffer)
                customers = frozenset(need.customers)
                self._rests.setdefault(listed_as, []).append((need, customers))

    def needs_of(self, row: PromiseNotBacked) -> tuple[Need, Need]:
        """The promise, and the need that it rests on. Rows that say the same are told apart by
        how often they were seen: each stands for another pair of needs that say the same."""
        rests = row.needs
        promises = [
            need
            for need in self._promises[row.promised_to, row.service, row.within]
            if row.party in need.first_suppliers
        ]
        buffer = rests.buffer if rests.buffer_stated else None
        others = [
            need
            for need, customers in self._rests[rests.service, rests.suppliers, rests.within, buffer]
            if row.party in customers
        ]
        number = self._seen[row]
        self._seen[row] += 1
        return promises[number // len(others)], others[number % len(others)]


def _message(facts: Facts, row: PromiseNotBacked) -> str:
    names, rests = facts.names, row.needs
    what = "" if row.service is None else f"{escape(row.service)} "
    whom = names.customer(row.promised_to)
    source = listed(names.shorts(rests.suppliers), "or", limit=3)
    waits_for = source if rests.service is None else f"{escape(rests.service)} from {source}"
    bridge = f"can bridge {say_duration(rests.buffer)}" if rests.buffer else "can bridge nothing"
    assumed = "" if rests.buffer_stated else ", as nobody wrote down a buffer"
    return (
        f"{names.short(row.party)} promises {what}to {whom} {within(row.within)}, but waits for "
        f"{waits_for}, {within(rests.within)}, and {bridge}{assumed}."
    )


RULE = Rule(
    id="promise-not-backed",
    severity="warning",
    title="A promise faster than the one it rests on",
    finds="A party that promises a service sooner than it is promised an essential need of its "
    "own, with a buffer that does not bridge the difference. It is a note where no buffer is "
    "stated.",
    why="A promise is kept by everyone along the chain. One that is faster than what it rests on "
    "is broken as soon as the supplier takes the time that it is allowed.",
    remedy="Agree a faster answer with the supplier, keep a buffer, or promise less.",
    fires="""\
parties:
  guests:  {kind: customer, needs: [{service: Dinner, from: kitchen, within: 20min}]}
  kitchen: {needs: [{service: Fish, from: fishmonger, within: 2h, buffer: 1h}]}
  fishmonger: {kind: supplier}
""",
    silent="""\
parties:
  guests:  {kind: customer, needs: [{service: Dinner, from: kitchen, within: 20min}]}
  kitchen: {needs: [{service: Fish, from: fishmonger, within: 2h, buffer: 1d}]}
  fishmonger: {kind: supplier}
""",
    find=_find,
)
