"""What the files say, turned into an `Organization`: ids and selectors looked up, needs copied to
those concerned, units staffed; and every problem of meaning noted."""

from __future__ import annotations

from dataclasses import replace

from internalmap.model.organization import Organization, in_order
from internalmap.model.rule_names import FORMER_RULES
from internalmap.model.selectors import NobodySelected, Selection
from internalmap.modelfile.build.checks import check_settings
from internalmap.modelfile.build.locations import located
from internalmap.modelfile.build.merging import Merged
from internalmap.modelfile.build.needs import for_the_unlisted, resolve_needs
from internalmap.modelfile.build.parties import resolve_parties, staffed, staffing_needs
from internalmap.modelfile.build.scenarios import resolve_scenarios
from internalmap.source import Route
from internalmap.text.globs import SelectorTooCostly


def resolve(merged: Merged) -> Organization:
    """The organisation; where problems were noted, as much of it as makes sense."""
    parties = located(merged, resolve_parties(merged))
    bare = Organization(merged.title, parties, ())
    selection = Selection(bare)
    _check_lines(merged, selection)
    needs = resolve_needs(merged, bare, selection)
    _check_protected(merged, selection)
    _check_acceptances(merged, selection)
    scenarios = resolve_scenarios(merged, selection)
    whole = staffed(merged, bare, needs)
    whole = replace(whole, staffing=tuple(staffing_needs(whole)))
    return replace(
        whole,
        needs=in_order(for_the_unlisted(merged, needs, whole)),
        scale=merged.scale,
        protect=tuple(merged.protect),
        check=check_settings(merged),
        marking=merged.marking,
        bands=merged.bands,
        soon=merged.soon,
        scenarios=scenarios,
        notices=_notices(merged),
        sources=merged.sources,
    )


def _notices(merged: Merged) -> tuple[str, ...]:
    """What is read otherwise than it is written."""
    found = []
    if merged.buffers_cut:
        needs = "1 need has" if merged.buffers_cut == 1 else f"{merged.buffers_cut:,} needs have"
        found.append(f"{needs} a limit below the buffer of the defaults: the buffer is cut to it.")
    found += [
        f"The rule {rule} is now part of {FORMER_RULES[rule]}: write that name."
        for rule in sorted(merged.former_rules)
    ]
    return tuple(found)


def _check_lines(merged: Merged, selection: Selection) -> None:
    """Units and bosses must exist."""
    for id, key in merged.unknown_lines:
        from internalmap.modelfile.build.several import meant_several
        from internalmap.text.meant import LEAVE_OUT, is_not_known

        wanted = merged.parties[id][key]
        unknown = selection.unknown_id(wanted)
        route = merged.routes[id]
        place = Route(route.source, (*route.path, key))
        remedy = unknown.remedy
        if is_not_known(wanted):
            remedy = LEAVE_OUT
        elif meant_several(wanted, merged.parties):
            remedy = "Write one id: a party has one unit, and reports to one party."
        merged.report(place, unknown.message, remedy)


def _check_protected(merged: Merged, selection: Selection) -> None:
    """The selectors of protected parties must pick somebody."""
    for index, selector in enumerate(merged.protect):
        route = Route(merged.protect_route.source, ("protect", index))
        try:
            selection.ids(selector)
        except SelectorTooCostly as costly:
            merged.report(route, costly.message, costly.remedy)
            break  # each after it would be too many as well
        except NobodySelected as nobody:
            if nobody.rests_on.isdisjoint(merged.uncertain):
                from internalmap.modelfile.build.several import instead_of_several

                remedy = instead_of_several(selector, merged.parties, nobody.remedy)
                merged.report(route, nobody.message, remedy)


def _check_acceptances(merged: Merged, selection: Selection) -> None:
    """The parties that acceptances name must exist."""
    entries = [
        (merged.routes[id], entry) for id, entry in merged.parties.items() if "accept" in entry
    ]
    entries += [(route, entry) for route, _, entry in merged.needs if "accept" in entry]
    for route, entry in entries:
        for index, acceptance in enumerate(entry["accept"] or ()):
            for number, id in enumerate(acceptance.get("stops") or ()):
                if not selection.is_id(id):
                    unknown = selection.unknown_id(id)
                    path = (*route.path, "accept", index, "stops", number)
                    merged.report(Route(route.source, path), unknown.message, unknown.remedy)
