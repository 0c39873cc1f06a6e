"""`diff`: two versions of a model in, what changed between them out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from internalmap._gc import gc_paused
from internalmap.analyses.diff.changes import Changes, changes
from internalmap.analyses.diff.effects import Version
from internalmap.analyses.diff.notifications import notifications
from internalmap.analyses.diff.risk import risk_changes
from internalmap.api.analyze import Progress, analyze_scope
from internalmap.api.query import Query, checked_model
from internalmap.arguments import callback, count
from internalmap.errors import InternalMapError
from internalmap.kernel.scope import scope
from internalmap.model.anonymize import anonymized, pseudonyms
from internalmap.model.organization import Importance, Organization
from internalmap.model.phrases import Names, listed
from internalmap.model.relabel import renamed
from internalmap.model.selectors import NobodySelected, Selection
from internalmap.results.analyze import Analysis, NeedRef
from internalmap.results.diff import Difference
from internalmap.text.escape import escape

#: The ids that selectors pick in the old version and in the new one.
Picked: TypeAlias = "tuple[tuple[str, ...], tuple[str, ...]]"


def diff(
    old: Organization,
    new: Organization,
    *,
    protect: Sequence[str] = (),
    candidates: Sequence[str] = (),
    stops_on: Importance = "essential",
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
    cut_size: int = 2,
    progress: Progress | None = None,
) -> Difference:
    """What changed between two versions of a model, what it does to risk, and whom to tell.

    The settings are those of `internalmap.analyze`; a selector or a tag need mean something in one
    of the versions only. A party that has another id now is the same party where the new version
    says so with `was`.

    >>> import internalmap
    >>> old = internalmap.loads("parties: {guests: {kind: customer, needs: [bar]}, bar: }")
    >>> new = internalmap.loads(
    ...     "parties: {guests: {kind: customer, needs: [{from: [bar, inn]}]}, bar: , inn: }"
    ... )
    >>> found = internalmap.diff(old, new)
    >>> found.verdict, found.single_points_of_failure.lost
    ('better', (AffectedParties(party='bar', stops=('guests',)),))

    Raises `InternalMapError` for a selector that picks nobody, and for an unknown tag or setting.
    """
    query = Query.of(
        protect=protect,
        candidates=candidates,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
    )
    return compare(old, new, query, cut_size=cut_size, progress=progress)


def compare(
    old: Organization,
    new: Organization,
    query: Query,
    *,
    cut_size: int = 2,
    progress: Progress | None = None,
) -> Difference:
    """`diff`, with pseudonyms in the result where they are asked for: selectors mean the ids in the
    models all the same."""
    old, new = checked_model("old", old), checked_model("new", new)
    cut_size = count("cut_size", cut_size, 1)
    progress = None if progress is None else callback("progress", progress)
    wanted, unwanted = query.only_needs, query.without_needs
    _known_tags(old, new, wanted, unwanted)
    again = renamed(old, new)
    protected = _chosen(old, new, again, query.protect)
    candid = _chosen(old, new, again, query.candidates)
    if query.anonymize:
        old, new, names = _pseudonymous(old, new)
        protected, candid = _under_pseudonyms(protected, names), _under_pseudonyms(candid, names)
        again = renamed(old, new)
    old, new = (_with_needs(each, wanted, unwanted) for each in (old, new))
    before, after = (
        _analyzed(
            replace(query, protect=protected[number], candidates=candid[number]),
            version,
            cut_size,
            _stages(progress, which),
        )
        for number, (version, which) in enumerate(((old, "old"), (new, "new")))
    )
    return _difference(before, after, again, cut_size)


def _analyzed(
    query: Query, organization: Organization, cut_size: int, progress: Progress | None
) -> Version:
    """A version with what was found of it."""
    log = callback("progress", progress)
    with gc_paused():
        log("building the network")
        asked = scope(organization, **query.settings)
        return Version(asked, analyze_scope(asked, query.candidates, cut_size=cut_size, log=log))


def _pseudonymous(
    old: Organization, new: Organization
) -> tuple[Organization, Organization, Mapping[str, str]]:
    """Both versions under pseudonyms, and these: a party has the same one in both, and one that has
    another id now is still known as the same."""
    everyone = {**old.parties, **new.parties}
    names = pseudonyms(replace(new, parties=dict(sorted(everyone.items()))))
    hidden = anonymized(new, names)
    parties = dict(hidden.parties)
    for party in new.parties.values():
        was = tuple(names[id] for id in party.was if id in old.parties)
        parties[names[party.id]] = replace(parties[names[party.id]], was=was)
    return anonymized(old, names), replace(hidden, parties=parties), names


def _under_pseudonyms(picked: Picked, names: Mapping[str, str]) -> Picked:
    old, new = (tuple(sorted(names[id] for id in ids)) for ids in picked)
    return old, new


def _difference(
    was: Version,
    becomes: Version,
    again: Mapping[str, str],
    cut_size: int,
) -> Difference:
    old, new = was.scope.organization, becomes.scope.organization
    before, after = was.analysis, becomes.analysis
    made = changes(old, new, again)
    names = {made.now[id]: party.name for id, party in old.parties.items()}
    names |= {party.id: party.name for party in new.parties.values()}
    former = {id: party.id for id, party in made.parties.items()}
    same = {NeedRef.of(first): NeedRef.of(then) for first, then in made.needs}
    risk = risk_changes(was, becomes, made.now, former, _carried(before, made), same)
    return Difference(
        old=before.sources[0] if before.sources else old.title,
        new=after.sources[0] if after.sources else new.title,
        organization=new.title,
        verdict=risk.verdict,
        parties_added=made.parties_added,
        parties_removed=made.parties_removed,
        parties_changed=made.parties_changed,
        needs_added=tuple(map(NeedRef.of, made.needs_added)),
        needs_removed=tuple(map(NeedRef.of, made.needs_removed)),
        needs_changed=tuple(change for _, _, change in made.needs_changed),
        single_points_of_failure=risk.single_points_of_failure,
        hollow_fallbacks=risk.hollow_fallbacks,
        fragile_sets=risk.fragile_sets,
        eased=risk.eased,
        tightened=risk.tightened,
        grown=risk.grown,
        shrunk=risk.shrunk,
        times=risk.times,
        alone=risk.alone,
        impact=risk.impact,
        mean_stopped=(before.summary.mean_stopped, after.summary.mean_stopped),
        tell=notifications(
            new,
            names,
            needs_added=made.needs_added,
            needs_removed=made.needs_removed,
            needs_changed=made.needs_changed,
            parties_changed=made.parties_changed,
            parties_removed=made.parties_removed,
            old_needs=(*(first for first, _ in made.needs), *made.needs_removed),
        ),
        notices=tuple(_notices(before, after, made.now, names, cut_size)),
        names=names,
        marking=" / ".join(dict.fromkeys(filter(None, (new.marking, old.marking)))) or None,
    )


def _carried(before: Analysis, made: Changes) -> dict[NeedRef, NeedRef]:
    """Each need with a hollow fallback in the old version, under the ids of now."""
    needs = [row.need for row in before.hollow_fallbacks]
    return {
        need: NeedRef(
            None if need.customer is None else made.now[need.customer],
            need.service,
            tuple(made.now[id] for id in need.suppliers),
        )
        for need in needs
    }


def _notices(
    before: Analysis,
    after: Analysis,
    now: Mapping[str, str],
    names: Mapping[str, str],
    cut_size: int,
) -> Iterable[str]:
    """What a reader must know about the figures of either version."""
    if before.marking != after.marking:
        now_marked, was_marked = (
            f"'{each}'" if each else "none" for each in (after.marking, before.marking)
        )
        yield f"The marking: {now_marked} now, {was_marked} before."
    called = Names(names)
    protected = {now[id] for id in before.settings.protected}, {*after.settings.protected}
    for more, less, words in (
        (
            protected[1],
            protected[0],
            "Who must not be let down now, and was not asked about before",
        ),
        (
            protected[0],
            protected[1],
            "Who was not to be let down before, and is not asked about now",
        ),
    ):
        if more - less:
            yield f"{words}: {listed(called.shorts(sorted(more - less)), limit=5)}."
    for notice in before.notices:
        if notice in after.notices:
            yield notice
        else:
            yield f"Of the old version: {notice}"
    for notice in after.notices:
        if notice not in before.notices:
            yield f"Of the new version: {notice}"
    skipped = [each for each in (before, after) if each.fragile_sets is None]
    if cut_size >= 2 and skipped:
        yield "So absences together are not compared."


def _stages(progress: Progress | None, which: str) -> Progress | None:
    return None if progress is None else lambda stage: progress(f"{stage}, {which} version")


# ------------------------------------------------------------------ what is asked of two versions


def _known_tags(
    old: Organization, new: Organization, only: Sequence[str], without: Sequence[str]
) -> None:
    """Refuse a tag that no need of either version has."""
    replace(new, needs=(*old.needs, *new.needs)).with_needs(only, without)


def _with_needs(
    organization: Organization, only: Sequence[str], without: Sequence[str]
) -> Organization:
    """The needs that are asked about; a version need not have every tag."""
    tags = {tag for need in organization.needs for tag in need.tags}
    if only and tags.isdisjoint(only):
        return replace(organization, needs=())
    return organization.with_needs(tags.intersection(only), tags.intersection(without))


def _chosen(
    old: Organization, new: Organization, again: Mapping[str, str], selectors: Sequence[str]
) -> Picked:
    """The ids that the selectors pick in each version; an id means the same party in both. A
    selector may pick nobody in one version, but not in both, and together they pick somebody in
    each: who is meant by nobody at all is not for the program to say."""
    selections = Selection(old, names=True), Selection(new, names=True)
    picked: tuple[set[str], set[str]] = set(), set()
    for selector in selectors:
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
    for own, which in zip(picked, ("old", "new"), strict=True):
        if selectors and not own:
            listed = ", ".join(map(escape, selectors))
            raise InternalMapError(
                f"the {which} version has nobody who is meant by {listed}",
                "Choose parties of which each version has some.",
            )
    return tuple(sorted(picked[0])), tuple(sorted(picked[1]))
