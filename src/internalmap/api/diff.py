"""`diff`: two versions of a model in, what changed between them out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from internalmap._gc import gc_paused
from internalmap.analyses.diff.changes import Changes, changes
from internalmap.analyses.diff.effects import Version
from internalmap.analyses.diff.notifications import notifications
from internalmap.analyses.diff.risk import risk_changes
from internalmap.analyses.diff.scenarios import scenario_changes
from internalmap.api.analyze import Progress
from internalmap.api.check import judge_version
from internalmap.api.parts.versions import (
    analyzed,
    asked_of_both,
    scenarios_as_they_stood,
    settings_as_they_stood,
)
from internalmap.api.query import Query, checked_model
from internalmap.arguments import callback, count, day
from internalmap.model.anonymize import anonymized, pseudonyms, scenario_pseudonyms
from internalmap.model.organization import Importance, Organization
from internalmap.model.phrases import Names, listed
from internalmap.model.relabel import renamed
from internalmap.results.analyze import Analysis, NeedRef
from internalmap.results.check import Finding
from internalmap.results.deferred import with_other
from internalmap.results.diff import Difference, RenamedScenario
from internalmap.rules.comparison import RISKS, new_besides_risk
from internalmap.text.escape import escape


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
    today: date | None = None,
    progress: Progress | None = None,
) -> Difference:
    """What changed between two versions of a model, what it does to risk, and whom to tell.

    The settings are those of `internalmap.analyze`; a selector or a tag need mean something in one
    of the versions only. A party that has another id now is the same party where the new version
    says so with `was`. What else got worse is what `check` would call new by the settings of the
    new version; `today` is the day that its calendar rules judge by, as for `check`.

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
    return compare(old, new, query, cut_size=cut_size, today=today, progress=progress)


def compare(
    old: Organization,
    new: Organization,
    query: Query,
    *,
    cut_size: int = 2,
    today: date | None = None,
    progress: Progress | None = None,
) -> Difference:
    """`diff`, with pseudonyms in the result where they are asked for: selectors mean the ids in the
    models all the same."""
    old, new = checked_model("old", old), checked_model("new", new)
    cut_size = count("cut_size", cut_size, 1)
    today = day("today", today)
    progress = None if progress is None else callback("progress", progress)
    with gc_paused():
        again = renamed(old, new)
        asked = asked_of_both(old, new, again, query)
        if query.anonymize:
            old, new, names = _pseudonymous(old, new)
            asked = _under_pseudonyms(asked[0], names), _under_pseudonyms(asked[1], names)
            again = renamed(old, new)
        old = scenarios_as_they_stood(old, new, again)
        before = analyzed(old, asked[0], cut_size=cut_size, log=_stages(progress, "old"))
        same = asked[0] == asked[1] and _say_the_same(old, new)
        if same:
            after = _as_found(before, new)
        else:
            after = analyzed(new, asked[1], cut_size=cut_size, log=_stages(progress, "new"))
        made = changes(before.scope.organization, after.scope.organization, again)
        also_worse = () if same else _also_worse(before, after, asked, again, made, today)
        return _difference(before, after, made, cut_size, also_worse)


def _say_the_same(old: Organization, new: Organization) -> bool:
    """Whether two versions say the same, wherever they say it: then nothing is to be found out of
    the second that is not known of the first, and nothing can be worse."""
    return old == new and old.notices == new.notices


def _as_found(before: Version, new: Organization) -> Version:
    """A version that says the same as another, with what was found of that."""
    sources = tuple(escape(source.relative) for source in new.sources)
    return Version(before.scope, with_other(before.analysis, sources=sources))


def _also_worse(
    before: Version,
    after: Version,
    asked: tuple[Query, Query],
    again: Mapping[str, str],
    made: Changes,
    today: date | None,
) -> tuple[Finding, ...]:
    """What else got worse, as the checks have it; in a model that is gone, nothing can."""
    old, new = before.scope.organization, after.scope.organization
    if not new.parties:
        return ()
    settings = settings_as_they_stood(new.check, old.check, again)
    # What is found of risk says here only whether an acceptance covers anything, and takes time.
    unused = RISKS - {*_accepted(old), *_accepted(new)}
    then = judge_version(before, asked[0], settings, unasked=unused, today=today)
    now = judge_version(after, asked[1], new.check, unasked=unused, today=today)
    return new_besides_risk(then, now, made)


def _accepted(organization: Organization) -> Iterable[str]:
    """The rules of which something is accepted."""
    for acceptances in (
        *(party.accept for party in organization.parties.values()),
        *(need.accept for need in organization.needs),
    ):
        for acceptance in acceptances:
            yield acceptance.rule


def _pseudonymous(
    old: Organization, new: Organization
) -> tuple[Organization, Organization, Mapping[str, str]]:
    """Both versions under pseudonyms, and these: a party has the same one in both, and one that has
    another id now is still known as the same."""
    everyone = {**old.parties, **new.parties}
    names = pseudonyms(replace(new, parties=dict(sorted(everyone.items()))))
    scenarios = scenario_pseudonyms(each.id for each in (*old.scenarios, *new.scenarios))
    hidden = anonymized(new, names, scenarios)
    parties = dict(hidden.parties)
    for party in new.parties.values():
        was = tuple(names[id] for id in party.was if id in old.parties)
        parties[names[party.id]] = replace(parties[names[party.id]], was=was)
    return anonymized(old, names, scenarios), replace(hidden, parties=parties), names


def _under_pseudonyms(query: Query, names: Mapping[str, str]) -> Query:
    """The question with pseudonyms in place of ids."""
    protect, candidates = (
        tuple(sorted(names[id] for id in ids)) for ids in (query.protect, query.candidates)
    )
    return replace(query, protect=protect, candidates=candidates)


def _difference(
    was: Version,
    becomes: Version,
    made: Changes,
    cut_size: int,
    also_worse: tuple[Finding, ...],
) -> Difference:
    old, new = was.scope.organization, becomes.scope.organization
    before, after = was.analysis, becomes.analysis
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
        drawn=risk.drawn,
        grown=risk.grown,
        shrunk=risk.shrunk,
        times=risk.times,
        moved=risk.moved,
        alone=risk.alone,
        also_worse=also_worse,
        scenarios=scenario_changes(before.scenarios, after.scenarios, made.now),
        scenarios_renamed=tuple(_scenarios_renamed(old, new)),
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


def _scenarios_renamed(old: Organization, new: Organization) -> Iterable[RenamedScenario]:
    was = {each.id: each.name for each in old.scenarios}
    for each in new.scenarios:
        before = was.get(each.id, each.name)
        if before != each.name:
            yield RenamedScenario(each.id, before, each.name)


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
    # Of a model that came or went, the other side lacks everything, and that is said already.
    earlier, later = (each.notices if each.parties else () for each in (before, after))
    for notice in earlier:
        if notice in later:
            yield notice
        else:
            yield f"Of the old version: {notice}"
    for notice in later:
        if notice not in earlier:
            yield f"Of the new version: {notice}"
    skipped = [each for each in (before, after) if each.fragile_sets is None]
    if cut_size >= 2 and skipped:
        yield "So absences together are not compared."


def _stages(progress: Progress | None, which: str) -> Progress | None:
    return None if progress is None else lambda stage: progress(f"{stage}, {which} version")
