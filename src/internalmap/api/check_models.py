"""`check` over several models: each read and held against the rules, all as one result, without
what stood in a git revision or in a baseline."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, cast

from internalmap.api.analyze import Progress
from internalmap.api.check import check, merged
from internalmap.api.query import Query
from internalmap.errors import InternalMapError, InvalidModel
from internalmap.model.organization import CheckSettings, Organization
from internalmap.model.rule_names import current_rule
from internalmap.modelfile.build.files import SUFFIXES
from internalmap.modelfile.load import load
from internalmap.results.check import SEVERITY_ORDER, CheckResult, Severity
from internalmap.targets import shown_path
from internalmap.text.escape import escape

if TYPE_CHECKING:
    from internalmap.rules.baseline import BaselineEntry


class Checks:
    """The runs over each model, with the same options, and what they come to together.

    `read` are the files that were read, whether they could be used or not; `levels` is the severity
    from which findings fail, by model. With `since`, a git revision, what that had already is
    taken note of.
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
    ) -> None:
        self.query, self.select, self.ignore, self.today = query, select, ignore, today
        self.fail_on, self.since = cast("Severity | None", fail_on), since
        self.read: list[str] = []
        self.results: list[CheckResult] = []
        self.levels: dict[str, Severity] = {}
        self._before: list[BaselineEntry] = []
        self._names: set[str] = set()

    def take_all(self, models: Sequence[str], progress: Progress) -> None:
        """Check each model once, however often and by whatever way it is named."""
        each_once = _each_once(models)
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
        self._names.add(shown)
        log("reading")
        try:
            organization = load(model)
        except InvalidModel as error:
            told = str(error).replace(model, shown) if os.path.isabs(model) else str(error)
            self.results.append(CheckResult((shown,), (), unreadable=(told,)))
            self.read += _files_of(model, error)
            return
        self.read += [source.name for source in organization.sources]
        self.levels[shown] = self.fail_on or cast("Severity", organization.check.fail_on)
        self.results.append(self._run(organization, shown, organization.check, log))
        if self.since is not None:
            log("comparing")
            self._compare(model, shown, organization)

    def _run(
        self,
        organization: Organization,
        shown: str,
        settings: CheckSettings,
        log: Progress | None = None,
    ) -> CheckResult:
        query = self.query
        return check(
            organization,
            select=self.select,
            ignore=self.ignore,
            **query.settings,
            only_needs=query.only_needs,
            without_needs=query.without_needs,
            today=self.today,
            settings=settings,
            model=shown,
            progress=log,
        )

    def _compare(self, model: str, shown: str, organization: Organization) -> None:
        """Take note of what the revision had already, judged by the settings of today."""
        from internalmap.model.relabel import renamed, with_ids
        from internalmap.modelfile.revisions import load_revision
        from internalmap.rules.baseline import baseline_entries

        assert self.since is not None
        words = f"{shown}: {escape(self.since)}"
        try:
            old = load_revision(model, self.since)
        except InvalidModel as error:
            problem = error.problems[0]
            line = "" if problem.place is None else f"line {problem.place.span.start.line}: "
            self._notice(
                f"{words} has a model that cannot be used, so all counts as new: "
                f"{line}{escape(problem.message)}"
            )
            return
        if old is None:
            self._notice(f"{words} has no such model, so all counts as new.")
            return
        try:
            old = with_ids(old, renamed(old, organization))
            findings = self._run(old, shown, organization.check).findings
        except InternalMapError as error:
            self._notice(f"{words} cannot be asked the same, so all counts as new: {error.message}")
            return
        self._before += baseline_entries(findings)

    def _notice(self, words: str) -> None:
        self.results[-1] = replace(self.results[-1], notices=(*self.results[-1].notices, words))

    def result(self, baseline: str | None = None) -> CheckResult:
        """Everything together, without what stood before: in the revision, or in a baseline."""
        from internalmap.rules.baseline import gone, read_baseline, without_old

        whole = merged(self.results)
        if self.since is not None:
            return without_old(whole, self._before, escape(self.since))
        if baseline is not None:
            baseline_entries = read_baseline(baseline)
            missing = gone(whole, baseline_entries, self._judged)
            return replace(without_old(whole, baseline_entries, "the baseline"), gone=missing)
        return whole

    def baseline(self, path: str) -> bytes:
        """Everything that was found, old or new, as a baseline in this file."""
        from internalmap.rules.baseline import baseline_text

        folder = os.path.dirname(path) or "."
        return baseline_text(merged(self.results), folder).encode("utf-8")

    def _judged(self, rule: str) -> bool:
        """Whether a rule was asked in full, so that what it did not find is gone."""
        if self.query.is_narrowed or rule in self.ignore:
            return False
        return not self.select or rule in self.select

    def failing(self) -> Severity:
        """The severity from which findings fail: the lowest, where models differ."""
        levels = self.levels.values()
        return max(levels, key=SEVERITY_ORDER.__getitem__, default=self.fail_on or "error")

    def fails(self, result: CheckResult) -> bool:
        """Whether a finding is at or above the failing level of its model."""
        return any(
            SEVERITY_ORDER[finding.severity] <= SEVERITY_ORDER[self.levels[finding.model]]
            for finding in result.findings
        )


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


def _each_once(models: Sequence[str]) -> list[str]:
    """The models, each once, however often and by whatever way it is named."""
    found: dict[str, str] = {}
    for model in models:
        found.setdefault(model if model == "-" else os.path.realpath(model), model)
    return list(found.values())
