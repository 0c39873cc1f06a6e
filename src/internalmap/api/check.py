"""`check`: an organisation in, findings out."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from internalmap._gc import gc_paused
from internalmap.analyses.diff.effects import Version
from internalmap.api.analyze import Progress, analyze_scope
from internalmap.api.query import Query
from internalmap.arguments import callback, day, instance, text, texts
from internalmap.errors import InternalMapError
from internalmap.kernel.scope import scope
from internalmap.model.organization import Importance, Organization
from internalmap.model.rule_names import current_rule
from internalmap.model.settings import CheckSettings
from internalmap.results.check import CheckResult, finding_order, in_order
from internalmap.rules import rule_named
from internalmap.rules.judged import Judged
from internalmap.rules.rule import Facts
from internalmap.rules.run import RuleSetting, Run, running


class Checked(NamedTuple):
    """A model that was checked: how it is shown, its path, and what was found of it."""

    shown: str
    path: str
    result: CheckResult
    judged: Judged


def check(
    organization: Organization,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    protect: Sequence[str] = (),
    candidates: Sequence[str] = (),
    stops_on: Importance = "essential",
    only_needs: Sequence[str] = (),
    without_needs: Sequence[str] = (),
    today: date | None = None,
    settings: CheckSettings | None = None,
    model: str = "",
    progress: Progress | None = None,
) -> CheckResult:
    """Hold an organisation against the rules.

    `select` and `ignore` take ids of rules: only these, and all but these; a rule that is selected
    by name runs even where it is off. `protect`, `candidates`, `stops_on`, `only_needs` and
    `without_needs` are as for `analyze`. `today` is the day that calendar rules judge by; without
    it they judge by the clock and only tell. `settings` take the place of the model's own.

    Raises `InternalMapError` for a rule that does not exist or a selector that picks nobody.

    >>> import internalmap
    >>> bar = internalmap.loads("parties: {guests: {kind: customer, needs: [bar]}, bar: , it: }")
    >>> [each.parties for each in internalmap.check(bar, select=["no-customer"]).findings]
    [('it',)]
    """
    query = Query.of(
        protect=protect,
        candidates=candidates,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
    )
    return judge(
        organization,
        query,
        select=select,
        ignore=ignore,
        today=today,
        settings=settings,
        model=model,
        progress=progress,
    )[0]


def judge(
    organization: Organization,
    query: Query,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    today: date | None = None,
    settings: CheckSettings | None = None,
    model: str = "",
    progress: Progress | None = None,
) -> tuple[CheckResult, Judged]:
    """`check`, with what another version can be compared by."""
    log = callback("progress", progress)
    today, model = day("today", today), text("model", model)
    organization = query.needs_of(organization)
    if settings is None:
        settings = organization.check
    settings = instance("settings", settings, CheckSettings)
    ruling = list(running(settings, _rules("select", select), _rules("ignore", ignore)))
    with gc_paused():
        log("building the network")
        chosen_scope = scope(organization, **query.settings)
        pairs = any(each.rule.pairs for each in ruling)
        analysis = analyze_scope(
            chosen_scope, query.candidates, cut_size=2 if pairs else 1, log=log
        )
        log("checking")
        version = Version(chosen_scope, analysis)
        run, judged = _held(version, settings, ruling, query, today=today, model=model)
        return run.result(), judged


def judge_version(
    version: Version,
    query: Query,
    settings: CheckSettings,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    unasked: Container[str] = (),
    today: date | None = None,
) -> Judged:
    """A version of which all figures are known, held against the rules, for a comparison. `unasked`
    are rules that are in force, so that others leave to them what they tell, but whose findings
    nobody needs."""
    ruling = [
        replace(each, asked=each.rule.id not in unasked)
        for each in running(settings, _rules("select", select), _rules("ignore", ignore))
    ]
    with gc_paused():
        return _held(version, settings, ruling, query, today=today, model="")[1]


def _held(
    version: Version,
    settings: CheckSettings,
    ruling: Sequence[RuleSetting],
    query: Query,
    *,
    today: date | None,
    model: str,
) -> tuple[Run, Judged]:
    facts = Facts(
        replace(version.scope.organization, check=settings),
        version.scope,
        version.analysis,
        today or date.today(),
        today is not None,
    )
    run = Run(facts, ruling, model, query.is_narrowed)
    run.hold()
    return run, Judged(
        version,
        tuple(run.told),
        tuple(run.let_pass),
        tuple(run.told_elsewhere),
        policies=settings.policies,
    )


def _rules(argument: str, ids: Sequence[str]) -> tuple[str, ...]:
    given = texts(argument, ids)
    for id in given:
        rule_named(id)
    return tuple(map(current_rule, given))


def merged(results: Sequence[CheckResult]) -> CheckResult:
    """The results of several models as one.

    Raises `InternalMapError` where there are none.
    """
    if not results:
        raise InternalMapError("there is nothing to check")
    return CheckResult(
        models=tuple(model for result in results for model in result.models),
        findings=in_order(f for result in results for f in result.findings)
        if len(results) > 1
        else results[0].findings,
        accepted=tuple(
            sorted(
                (each for result in results for each in result.accepted),
                key=lambda each: finding_order(each.finding),
            )
        ),
        old=sum(result.old for result in results),
        gone=tuple(sorted(gone for result in results for gone in result.gone)),
        unreadable=tuple(each for result in results for each in result.unreadable),
        notices=tuple(notice for result in results for notice in result.notices),
        compared=next((result.compared for result in results if result.compared), ""),
        markings=tuple(dict.fromkeys(mark for result in results for mark in result.markings)),
    )
