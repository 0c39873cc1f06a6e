"""`check` over several models: each read and held against the rules, all as one result, without
what stood in a git revision or in a baseline."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast

from internalmap.api.analyze import Progress
from internalmap.api.check import Checked, judge, judge_version, merged
from internalmap.api.parts.named_models import each_model
from internalmap.api.query import Query
from internalmap.errors import InternalMapError, InvalidModel, Problem, renamed
from internalmap.model.organization import Organization
from internalmap.model.rule_names import current_rule
from internalmap.model.settings import CheckSettings
from internalmap.modelfile.build.files import SUFFIXES
from internalmap.modelfile.load import load
from internalmap.modelfile.work_trees import path_from_top
from internalmap.results.check import (
    FAILING_ORDER,
    SEVERITY_ORDER,
    CheckResult,
    FailOn,
    Unreadable,
    in_order,
)
from internalmap.targets import shown_path
from internalmap.text.escape import escape

if TYPE_CHECKING:
    from internalmap.rules.judged import Judged


class Checks:
    """The runs over each model, with the same options, and what they come to together.

    `read` are the files that were read, whether they could be used or not; `levels` is the severity
    from which findings fail, by model. With `since`, a git revision, what that had already is
    taken note of. A model that has nothing to be compared with is told in full, and fails nothing,
    unless `fail_on_new_model`.
    """

    def __init__(
        self,
        query: Query,
        *,
        select: tuple[str, ...] = (),
        ignore: tuple[str, ...] = (),
        today: date | None = None,
        fail_on: str | None = None,
        since: str | None = None,
        fail_on_new_model: bool = False,
    ) -> None:
        self.query, self.select, self.ignore, self.today = query, select, ignore, today
        self.fail_on, self.since = cast("FailOn | None", fail_on), since
        self.fail_on_new_model = fail_on_new_model
        self.read: list[str] = []
        self.results: list[CheckResult] = []
        self.levels: dict[str, FailOn] = {}
        self.pruned: bytes | None = None
        self._told: list[CheckResult] = []
        self._checked: list[Checked] = []
        self._names: dict[str, str] = {}

    def take_all(self, models: Sequence[str], progress: Progress) -> None:
        """Check each model that is named, by itself."""
        each_once = each_model(models)
        for number, model in enumerate(each_once, 1):
            many = f" {number} of {len(each_once)}: {model}" if len(each_once) > 1 else ""
            self.take(model, progress, many)

    def take(self, model: str, progress: Progress, which: str = "") -> None:
        """Check one model; one that cannot be read does not stop the others."""

        def log(stage: str) -> None:
            progress(f"{stage}{which}")

        shown = _shown(model)
        while shown in self._names:  # two files elsewhere may have the same name
            shown += " (another)"
        self._names[shown] = model
        log("reading")
        try:
            organization = load(model)
        except InvalidModel as error:
            unreadable = Unreadable(shown, tuple(_as_shown(error.problems, model, shown)))
            self.results.append(CheckResult((shown,), (), unreadable=(unreadable,)))
            self._told.append(self.results[-1])
            self.read += _files_of(model, error)
            return
        self.read += [source.name for source in organization.sources]
        self.levels[shown] = self.fail_on or cast("FailOn", organization.check.fail_on)
        found, judged = self._run(organization, shown, organization.check, log)
        self.results.append(found)
        self._checked.append(Checked(shown, model, found, judged))
        if self.since is not None:
            log("comparing")
            found = self._compare(model, shown, organization, found, judged)
        self._told.append(found)

    def _run(
        self,
        organization: Organization,
        shown: str,
        settings: CheckSettings,
        log: Progress | None = None,
    ) -> tuple[CheckResult, Judged]:
        return judge(
            organization,
            self.query,
            select=self.select,
            ignore=self.ignore,
            today=self.today,
            settings=settings,
            model=shown,
            progress=log,
        )

    def _compare(
        self, model: str, shown: str, organization: Organization, found: CheckResult, new: Judged
    ) -> CheckResult:
        """What a model has and the revision had not, judged by the settings of today."""
        from internalmap.api.parts.versions import (
            analyzed,
            asked_of_both,
            scenarios_as_they_stood,
            settings_as_they_stood,
        )
        from internalmap.model import relabel
        from internalmap.modelfile.revisions import SubmoduleMissing, load_base
        from internalmap.rules.comparison import compared, gone_in_words

        assert self.since is not None
        words = f"{shown}: {escape(self.since)}"
        found = replace(found, compared=escape(self.since))
        try:
            older = load_base(model, self.since)
        except InvalidModel as error:
            problem = error.problems[0]
            line = "" if problem.place is None else f"line {problem.place.span.start.line}: "
            why = f"has a model that cannot be used, so all counts as new{self._so(shown)}"
            return _noted(found, f"{words} {why}: {line}{escape(problem.message)}")
        except SubmoduleMissing as error:
            why = f"so all is told{self._so(shown)}"
            return _noted(found, f"{shown}: {error.message}, {why}. {error.remedy}")
        old, base = older.organization, older.base
        found = replace(found, compared=base.called)
        found = _noted(found, *(f"{shown}: {each}" for each in older.notices))
        if old is None:
            why = f"has no such model, so all is told{self._so(shown)}"
            return _noted(found, f"{words} {why}.")
        try:
            ids = relabel.renamed(old, organization)
            settings = settings_as_they_stood(organization.check, old.check, ids)
            asked, _ = asked_of_both(old, organization, ids, self.query)
            old = scenarios_as_they_stood(old, organization, ids)
            version = analyzed(old, asked, cut_size=new.version.analysis.settings.cut_size)
            before = judge_version(
                version,
                asked,
                settings,
                select=self.select,
                ignore=self.ignore,
                today=self.today,
            )
        except InternalMapError as error:
            why = f"cannot be asked the same, so all counts as new{self._so(shown)}"
            return _noted(found, f"{words} {why}: {error.message}")
        both = compared(before, new, ids)
        return _noted(
            replace(
                found,
                findings=in_order(both.new),
                old=len(found.findings) - len(both.new),
            ),
            *(f"{shown}: {each}" for each in gone_in_words(both.gone, both.names)),
        )

    def _so(self, shown: str) -> str:
        """What follows where a model has nothing to be compared with, as the end of a sentence: the
        change that brings it, or that mends it, is not to be blamed for all of it."""
        if self.fail_on_new_model:
            return ""
        self.levels[shown] = "never"
        return ", and nothing fails"

    def result(self, baseline: str | None = None, *, prune: bool = False) -> CheckResult:
        """Everything together, without what stood before: in the revision, or in a baseline. With
        `prune`, the text of this one without what is gone is `pruned` then, unless nothing is or
        a model cannot be used."""
        if baseline is None:
            return merged(self._told)
        from internalmap.api.parts.baselines import compare_with

        found = compare_with(self._checked, baseline, self._judged)
        notices = list(found.notices)
        for shown in found.without:
            why = f"the baseline has no such model, so all is told{self._so(shown)}"
            notices.append(f"{shown}: {why}.")
        told = [
            found.results.get(each.models[0], each) if not each.unreadable else each
            for each in self.results
        ]
        whole = replace(merged(told), compared="the baseline")
        if prune and found.pruned is not None and not whole.unreadable:
            self.pruned = found.pruned.encode("utf-8")
            whole = replace(whole, gone=())
            notices.append("What is gone is taken out of the baseline.")
        return _noted(whole, *notices)

    def baseline(self, path: str) -> bytes:
        """Everything that was found, old or new, as a baseline in this file."""
        from internalmap.api.parts.baselines import written

        return written(self._checked, path, self._judged).encode("utf-8")

    def _judged(self, rule: str) -> bool:
        """Whether a rule was asked in full, so that what it did not find is gone."""
        if self.query.is_narrowed or rule in self.ignore:
            return False
        return not self.select or rule in self.select

    def from_top(self) -> dict[str, str]:
        """Where models and their files are, from the top of the repository that they are in."""
        here = os.getcwd()
        names = {name: name for name in self.read} | self._names
        paths = {shown: path_from_top(name, here) for shown, name in names.items() if name != "-"}
        return {shown: path for shown, path in paths.items() if path is not None}

    def failing(self) -> FailOn:
        """The severity from which findings fail: the lowest, where models differ."""
        return max(
            self.levels.values(), key=FAILING_ORDER.__getitem__, default=self.fail_on or "error"
        )

    def fails(self, result: CheckResult) -> bool:
        """Whether a finding is at or above the failing level of its model."""
        return any(
            SEVERITY_ORDER[finding.severity] <= FAILING_ORDER[self.levels[finding.model]]
            for finding in result.findings
        )


def _noted(result: CheckResult, *words: str) -> CheckResult:
    return replace(result, notices=(*result.notices, *words))


def _as_shown(problems: Iterable[Problem], model: str, shown: str) -> Iterable[Problem]:
    """What is wrong with a model, told from no place on this machine."""
    names = {model: shown}
    if os.path.isabs(model):
        folder = os.path.dirname(shown)
        names[os.path.join(os.path.dirname(model), "")] = f"{folder}/" if folder else ""
    for problem in problems:
        places = (problem.place, *(place for place, _ in problem.related))
        names |= {each.source.name: _shown(each.source.name) for each in places if each is not None}
    longest = sorted((name for name in names if os.path.isabs(name)), key=len, reverse=True)

    def named(words: str) -> str:
        for name in longest:
            words = words.replace(name, names[name])
        return words

    return renamed(problems, _shown, named) if longest else problems


def _files_of(model: str, error: InvalidModel) -> list[str]:
    """The files of a model that cannot be used, as far as they are known."""
    found = [problem.place.source.name for problem in error.problems if problem.place is not None]
    for folder, _, names in os.walk(model):
        found += [os.path.join(folder, name) for name in names if name.lower().endswith(SUFFIXES)]
    return [model, *found]


def _shown(model: str) -> str:
    """How a model is named in results: in one way, however it was typed."""
    if model == "-":
        return model
    path = model if os.path.isabs(model) else os.path.relpath(model)
    return shown_path(path).replace(os.sep, "/")


def named_rules(option: str, lists: Sequence[str] | None) -> tuple[str, ...]:
    """Rules from lists with commas."""
    found = tuple(
        current_rule(id.strip()) for each in lists or () for id in each.split(",") if id.strip()
    )
    if lists and not found:
        raise InternalMapError(f"{option} names no rule", "See them all: internalmap rules.")
    return found
