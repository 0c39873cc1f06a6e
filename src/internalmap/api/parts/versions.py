"""One question, asked of two versions of a model; and the settings by which both are judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from internalmap._gc import gc_paused
from internalmap.analyses.diff.effects import Version
from internalmap.api.analyze import Progress, analyze_scope
from internalmap.api.query import Query
from internalmap.arguments import callback
from internalmap.errors import InternalMapError, for_each
from internalmap.kernel.scope import scope
from internalmap.model.organization import Organization
from internalmap.model.relabel import scenario_with_ids
from internalmap.model.selectors import NobodySelected, Selection
from internalmap.model.settings import CheckSettings, Policy
from internalmap.text.escape import escape


def asked_of_both(
    old: Organization, new: Organization, renamed: Mapping[str, str], query: Query
) -> tuple[Query, Query]:
    """The question with the ids that its selectors pick in each version. `renamed` is the id now of
    each party that had another.

    Raises `InternalMapError` for a selector that picks nobody and a tag that no need has, in either
    version.
    """
    replace(new, needs=(*old.needs, *new.needs)).with_needs(query.only_needs, query.without_needs)
    protect = _chosen(old, new, renamed, query.protect)
    candidates = _chosen(old, new, renamed, query.candidates)
    then, now = (
        replace(query, protect=protect[number], candidates=candidates[number])
        for number in range(2)
    )
    return then, now


def analyzed(
    organization: Organization, query: Query, *, cut_size: int, log: Progress | None = None
) -> Version:
    """A version with what was found of it, as `asked_of_both` has it asked."""
    log = callback("progress", log)
    with gc_paused():
        log("building the network")
        asked = scope(_with_needs(organization, query), **query.settings)
        return Version(asked, analyze_scope(asked, query.candidates, cut_size=cut_size, log=log))


def _with_needs(organization: Organization, query: Query) -> Organization:
    """The needs that are asked about; a version need not have every tag."""
    tags = {tag for need in organization.needs for tag in need.tags}
    if query.only_needs and tags.isdisjoint(query.only_needs):
        return replace(organization, needs=())
    return organization.with_needs(
        tags.intersection(query.only_needs), tags.intersection(query.without_needs)
    )


def _chosen(
    old: Organization, new: Organization, again: Mapping[str, str], selectors: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids that the selectors pick in each version; an id means the same party in both. A
    selector may pick nobody in one version, but not in both, and together they pick somebody in
    each: who is meant by nobody at all is not for the program to say."""
    selections = Selection(old, names=True), Selection(new, names=True)
    picked: tuple[set[str], set[str]] = set(), set()

    def pick(selector: str) -> None:
        problem = None
        hits = 0
        former = [id for id, now in again.items() if now == selector]
        later = [again[selector]] if selector in again else []
        for selection, own, carried in zip(selections, picked, (former, later), strict=True):
            if carried and not selection.is_id(selector):
                own.update(carried)
                hits += 1
                continue
            try:
                own.update(selection.ids(selector))
                hits += 1
            except NobodySelected as error:
                problem = error
        if not hits and problem is not None:
            raise problem

    for_each(pick, selectors)
    for own, each, which in zip(picked, (old, new), ("old", "new"), strict=True):
        if selectors and not own and each.parties:
            listed = ", ".join(map(escape, selectors))
            raise InternalMapError(
                f"the {which} version has nobody who is meant by {listed}",
                "Choose parties of which each version has some.",
            )
    return tuple(sorted(picked[0])), tuple(sorted(picked[1]))


def scenarios_as_they_stood(
    old: Organization, new: Organization, renamed: Mapping[str, str]
) -> Organization:
    """The older version with the scenarios that it is judged by: its own, and those of now that it
    did not have, as far as they can be asked of it, so that a new one is told only where what it
    finds is new. A new one speaks of parties by the ids that they had."""
    stood = {scenario.id for scenario in old.scenarios}
    before = {now: id for id, now in sorted(renamed.items())}
    selection = Selection(old)
    found = [*old.scenarios]
    for scenario in new.scenarios:
        if scenario.id not in stood:
            carried = scenario_with_ids(scenario, before)
            try:
                selection.all((*carried.gone, *carried.late, *carried.expect))
            except NobodySelected:
                continue
            found.append(replace(carried, route=None))
    return replace(old, scenarios=tuple(sorted(found, key=lambda scenario: scenario.id)))


def settings_as_they_stood(
    now: CheckSettings, then: CheckSettings, renamed: Mapping[str, str]
) -> CheckSettings:
    """The settings that an older version is judged by: those of now, but a policy that stood there
    as it stood there, so that one is told that no longer means anybody. A new one speaks of parties
    by the ids that they had."""
    stood = {policy.name: policy for policy in then.policies}
    before: dict[str, list[str]] = {}
    for id, party in sorted(renamed.items()):
        before.setdefault(party, []).append(id)
    return replace(
        now,
        policies=tuple(
            stood.get(policy.name) or _as_before(policy, before) for policy in now.policies
        ),
    )


def _as_before(policy: Policy, before: Mapping[str, Sequence[str]]) -> Policy:
    groups = {
        key: tuple(_each_before(selectors, before)) for key, selectors in policy.groups.items()
    }
    return replace(policy, groups=groups)


def _each_before(selectors: Sequence[str], before: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for selector in selectors:
        yield from before.get(selector, [selector])
