"""Advice written into the model's own text: comments, order and layout stay, and nothing changes
but what must.

The text is never written out anew from its values. It is edited (`edit_text`), and the new text is
read as a model and compared with the organisation that was to come out. Where the comparison fails,
nothing is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from internalmap.errors import InternalMapError, InvalidModel
from internalmap.model.changes import with_longer_buffers, with_restore, with_supplier
from internalmap.model.organization import Need, Organization, in_order
from internalmap.modelfile.edit_text import Changes, Editor, refusal
from internalmap.modelfile.load import loads
from internalmap.results.advise import AdviceStep
from internalmap.source import Path, Route, Source
from internalmap.text.escape import escape
from internalmap.text.quantity_texts import duration_text


def edited_text(organization: Organization, steps: Sequence[AdviceStep]) -> str:
    """The text of the model that an organisation was read from, with these steps made: a wish,
    which a comment beside each change says, with what stands there now.

    The organisation may have fewer needs than its text, left out by their tags.

    Raises `InternalMapError`, which says why, where the text cannot be changed by these steps
    alone.
    """
    if len(organization.sources) != 1:
        raise _by_hand(organization, steps)
    source = organization.sources[0]
    try:
        whole = loads(source.text, name=organization.title)
    except InvalidModel:  # one that cannot be read apart from its folder
        raise refusal("it includes files, although there are no others") from None
    wanted = applied(whole, steps)
    changes = _changes(steps)
    text, found = _made(source, organization.title, changes, wanted)
    # A need that takes all of its suppliers goes on taking as many as before: that must be said.
    counts = {need.route: need.at_least for need in wanted.needs}
    moved = [
        need.route.path
        for need in found.needs
        if need.route is not None
        and need.route.path in changes.suppliers
        and need.at_least != counts.get(need.route)
    ]
    if moved:
        changes.counts.update({path: counts[Route(0, path)] for path in moved})
        text, found = _made(source, organization.title, changes, wanted)
    if found != wanted:
        raise refusal("something else in the model would change along with it")
    return text


def _made(
    source: Source, title: str, changes: Changes, wanted: Organization
) -> tuple[str, Organization]:
    """The text with these changes and what it says, with comments wherever these change nothing."""
    text = Editor(source).text(changes)
    with suppress(InternalMapError):
        found = _read(text, title)
        if found == wanted:
            return text, found
    text = Editor(source).text(changes, comments=False)
    return text, _read(text, title)


def applied(organization: Organization, steps: Sequence[AdviceStep]) -> Organization:
    """The organisation with these steps made: also one that has more needs than were looked at.

    Needs are known by where they are written, so it must have been read from a text.
    """
    for step in steps:
        routes = {need.route for need in step.written}
        numbers = [number for number, need in enumerate(organization.needs) if need.route in routes]
        if step.restore is not None:
            organization = with_restore(organization, step.party, step.restore)
        elif step.longer is not None:
            organization = with_longer_buffers(organization, numbers, step.longer)
        elif step.stand_in is not None:
            organization = with_supplier(organization, numbers, step.stand_in)
    return replace(organization, needs=in_order(organization.needs))


def _changes(steps: Sequence[AdviceStep]) -> Changes:
    found = Changes({}, {}, {}, {})
    for step in steps:
        if step.restore is not None:
            found.restores[("parties", step.party)] = step.restore
        for need in step.written:
            if need.route is None:
                raise refusal("it is not known where its needs are written")
            path = need.route.path
            if step.stand_in is not None:
                found.suppliers.setdefault(path, []).append(step.stand_in)
            if step.longer is not None:
                before = found.buffers.get(path, need.buffer or 0)
                found.buffers[path] = before + step.longer
    return found


def _read(text: str, title: str) -> Organization:
    try:
        return loads(text, name=title)
    except InvalidModel as invalid:
        why = invalid.problems[0].message if invalid.problems else "it could not be read"
        raise refusal(f"with the steps it would be wrong: {why}") from None


def _by_hand(organization: Organization, steps: Sequence[AdviceStep]) -> InternalMapError:
    """A model of several files: what to write where."""
    said: dict[Route, list[str]] = {}
    added: dict[Route, tuple[Need, list[str]]] = {}
    for step in steps:
        route = organization.parties[step.party].route
        if step.restore is not None and route is not None:
            said.setdefault(route, []).append(f"restore: {duration_text(step.restore)}")
        for need in step.written:
            if need.route is not None and step.stand_in is not None:
                added.setdefault(need.route, (need, []))[1].append(step.stand_in)
            if need.route is not None and step.longer is not None:
                buffer = duration_text((need.buffer or 0) + step.longer)
                said.setdefault(need.route, []).append(f"buffer: {buffer}")
    lines = []
    for route, (need, stand_ins) in added.items():
        source = organization.sources[route.source]
        text = Editor(source).by_hand(need, route.path, stand_ins)
        lines.append(_at(source, (*route.path, "from"), route.path, text))
    for route, texts in said.items():
        source = organization.sources[route.source]
        key = texts[-1].partition(":")[0]
        lines.append(_at(source, (*route.path, key), route.path, texts[-1]))
    if not lines:
        return refusal("there is nothing to change")
    remedy = "\n  ".join(["Write these by hand:", *map(escape, lines)])
    return refusal("it stands in several files", remedy)


def _at(source: Source, way: Path, else_at: Path, text: str) -> str:
    """What to write, and in which line."""
    span = source.key_span(way if source.find(way) is not None else else_at)
    return f"{source.relative}:{span.start.line}: {text}"
