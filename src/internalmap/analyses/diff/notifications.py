"""Whom to tell of a change: the customers that it touches.

Touched are the customers of needs that were added, removed or changed, and the customers of parties
that changed or went. What somebody wrote for the record, and what customers say themselves, touches
nobody: notes, tags, acceptances, ratings, the day of the last talk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from internalmap.model import keys
from internalmap.model.organization import Need, Organization
from internalmap.model.phrases import Names, listed
from internalmap.results.diff import KeyChange, NeedChange, Notification, PartyChange
from internalmap.text.escape import escape

_UNFELT = frozenset(key.name for key in (*keys.PARTY, *keys.NEED) if not key.felt)


def notifications(
    new: Organization,
    names: Mapping[str, str],
    *,
    needs_added: Iterable[Need],
    needs_removed: Iterable[Need],
    needs_changed: Iterable[tuple[Need, Need, NeedChange]],
    parties_changed: Iterable[PartyChange],
    parties_removed: Sequence[str],
    old_needs: Iterable[Need],
) -> tuple[Notification, ...]:
    """A row for each customer that is still there, in id order. `old_needs` are the needs of the
    old version, under the ids of now."""
    called = Names(names)
    about: dict[str, dict[str, None]] = {}  # in the order in which it was said

    def say(customers: Iterable[str], text: str) -> None:
        for id in customers:
            if id in new.parties:
                about.setdefault(id, {})[text] = None

    for need in needs_added:
        say(need.customers, f"new: {_named(need, called)}")
    for need in needs_removed:
        say(need.customers, f"no longer: {_named(need, called)}")
    for was, need, change in needs_changed:
        words = _words(change.changes)
        if words:
            text = f"{_named(need, called)}: {words} changed"
            say(dict.fromkeys((*was.customers, *need.customers)), text)
    changed = {change.id: _words(change.changes) for change in parties_changed}
    gone = frozenset(parties_removed)
    for need in new.needs:
        for id in need.suppliers:
            if changed.get(id):
                say(need.customers, f"{called.short(id)}: {changed[id]} changed")
    for need in old_needs:
        for id in need.suppliers:
            if id in gone:
                say(need.customers, f"{called.short(id)} is gone")
    return tuple(
        Notification(id, "; ".join(texts), new.parties[id].contact)
        for id, texts in sorted(about.items())
        if texts
    )


def _words(changes: Iterable[KeyChange]) -> str:
    return listed([keys.PHRASES[each.key] for each in changes if each.key not in _UNFELT])


def _named(need: Need, called: Names) -> str:
    suppliers = listed(called.shorts(need.suppliers), "or", limit=4)
    if need.service is None:
        return f"what comes from {suppliers}"
    return f"{escape(need.service)}, from {suppliers}"
