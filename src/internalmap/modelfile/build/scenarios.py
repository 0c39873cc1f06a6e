"""The scenarios of a model: whom their selectors pick, and what does not fit together."""

from __future__ import annotations

from collections.abc import Iterable

from internalmap.model.organization import unknown_tag
from internalmap.model.selectors import NobodySelected, Selection
from internalmap.model.settings import Scenario
from internalmap.modelfile.build.merging import Entry, Merged
from internalmap.source import Path, Route
from internalmap.text.globs import SelectorTooCostly


def resolve_scenarios(merged: Merged, selection: Selection) -> tuple[Scenario, ...]:
    """The scenarios, in the order of their ids; what is wrong with them is noted."""
    if not merged.scenarios:
        return ()
    tags = _tags(merged)
    for route, entry in merged.scenarios.values():
        _check_whole(merged, route, entry)
        for index, tag in enumerate(entry.get("only_needs") or ()):
            if tags is not None and tag not in tags:
                at = Route(route.source, (*route.path, "only_needs", index))
                merged.report(at, *unknown_tag(tag, tags))
    for route, path, selector in _selectors(merged):
        at = Route(route.source, (*route.path, *path))
        key = isinstance(path[-1], str)
        try:
            selection.ids(selector)
        except SelectorTooCostly as costly:
            merged.report(at, costly.message, costly.remedy, key=key)
            break  # each after it would be too many as well
        except NobodySelected as nobody:
            if nobody.rests_on.isdisjoint(merged.uncertain):
                from internalmap.modelfile.build.several import instead_of_several

                remedy = instead_of_several(selector, merged.parties, nobody.remedy)
                merged.report(at, nobody.message, remedy, key=key)
    return tuple(
        _scenario(id, route, entry) for id, (route, entry) in sorted(merged.scenarios.items())
    )


def _scenario(id: str, route: Route, entry: Entry) -> Scenario:
    return Scenario(
        id=id,
        name=entry.get("name") or id,
        gone=tuple(dict.fromkeys(entry.get("gone") or ())),
        duration=entry.get("for"),
        only_needs=tuple(dict.fromkeys(entry.get("only_needs") or ())),
        late=dict(sorted((entry.get("late") or {}).items())),
        expect=dict(sorted((entry.get("expect") or {}).items())),
        route=route,
    )


def _selectors(merged: Merged) -> Iterable[tuple[Route, Path, str]]:
    """Every selector with the scenario that it stands in and the way to it from there: the key
    itself, or the number in a list."""
    for route, entry in merged.scenarios.values():
        for index, selector in enumerate(entry.get("gone") or ()):
            yield route, ("gone", index), selector
        for key in ("late", "expect"):
            of = Route(route.source, (*route.path, key))
            for selector in (*(entry.get(key) or ()), *merged.invalid_keys(of)):
                yield route, (key, selector), selector


def _check_whole(merged: Merged, route: Route, entry: Entry) -> None:
    """Somebody must be gone or late."""
    given = [key for key in ("gone", "late") if entry.get(key) or merged.is_invalid(route, key)]
    if not given:
        message = "nobody is gone or late in this scenario"
        remedy = "Say who: 'gone: it', or 'late: {it: 2d}'."
        merged.report(route, message, remedy, key=True)
    elif entry.get("for") is not None and "gone" not in given:
        at = Route(route.source, (*route.path, "for"))
        message = "'for' says how long, and nobody is gone"
        merged.report(at, message, "Say who is gone: 'gone: it'; or leave it out.", key=True)


def _tags(merged: Merged) -> set[str] | None:
    """Every tag that a need has; nothing where some are not known, as something was wrong."""
    holders = {"needs", "everyone", "defaults"}
    if any(not holders.isdisjoint(path) for one in merged.parsed for path in one.invalid):
        return None
    return {tag for _, _, entry in merged.needs for tag in entry.get("tags") or ()}
