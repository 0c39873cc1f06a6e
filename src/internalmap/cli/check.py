"""`internalmap check`."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from internalmap.api.check import check as run_rules
from internalmap.api.check import merged
from internalmap.cli.common import one_of, say_written, spare
from internalmap.cli.run import FINDINGS, UNUSABLE
from internalmap.cli.streams import Color, Progress, note, wants_color, width, write
from internalmap.errors import InternalMapError, InvalidModel
from internalmap.model.organization import IMPORTANCES, CheckSettings, Importance, Organization
from internalmap.modelfile.build.files import SUFFIXES
from internalmap.modelfile.load import load
from internalmap.reports.check import CheckLook, format_named, format_of_file
from internalmap.results.check import SEVERITY_ORDER, CheckResult, Severity
from internalmap.targets import is_same
from internalmap.text.escape import printable

if TYPE_CHECKING:
    from internalmap.rules.baseline import Known


def check(
    models: Sequence[str],
    *,
    format: str | None,
    output: str | None,
    select: list[str] | None,
    ignore: list[str] | None,
    fail_on: str | None,
    since: str | None,
    baseline: str | None,
    write_baseline: str | None,
    protect: list[str] | None,
    candidates: list[str] | None,
    stops_on: str,
    only_needs: list[str] | None,
    without_needs: list[str] | None,
    today: date | None,
    quiet: bool,
    color: str,
) -> int:
    """Read, hold against the rules, compare, report; the exit code."""
    name = format or ("text" if output in (None, "-") else format_of_file(output))
    form = format_named(name)
    when = cast(Color, one_of(color, ("auto", "always", "never"), "--color"))
    if fail_on is not None:
        one_of(fail_on, list(SEVERITY_ORDER), "--fail-on")
    one_of(stops_on, IMPORTANCES, "--stops-on")
    if since is not None and baseline is not None:
        raise InternalMapError(
            "--since and --baseline answer the same question", "Give one of them."
        )
    if write_baseline is not None and (write_baseline == "-" or is_same(write_baseline, output)):
        raise InternalMapError("the baseline and the report need a file each", "Name two files.")
    if since is not None and "-" in models:
        raise InternalMapError(
            "standard input has no older version for --since", "Name the file, or use --baseline."
        )
    run = _Checks(
        select=_ids(select, "--select"),
        ignore=_ids(ignore, "--ignore"),
        protect=tuple(protect or ()),
        candidates=tuple(candidates or ()),
        stops_on=cast(Importance, stops_on),
        only_needs=tuple(only_needs or ()),
        without_needs=tuple(without_needs or ()),
        today=today,
        fail_on=cast("Severity | None", fail_on),
        since=since,
    )
    with Progress(quiet) as progress:
        for number, model in enumerate(_each_once(models), 1):
            many = f" {number} of {len(models)}: {model}" if len(models) > 1 else ""
            run.take(model, progress, many)
        for file in (output, *([] if write_baseline is None else [write_baseline])):
            spare(file, run.read, "a file of the model")
        if baseline is not None:
            spare(output, [baseline], "the baseline that is compared with")
        result = run.result(_known(baseline))
        progress("writing")
        look = CheckLook(
            width(output),
            wants_color(when, output),
            run.failing(),
            levels=run.levels,
            root=os.getcwd(),
            # GitHub shows what is marked as suppressed as an open alert.
            suppressed=False,
        )
        text = form.report(result, look)
    also = {}
    if write_baseline is not None and result.unreadable:
        note("internalmap: the baseline is not written: a model cannot be used", quiet=False)
    elif write_baseline is not None:
        also[write_baseline] = run.baseline(write_baseline)
    write(text, output, for_people=name == "text", also=also)
    for path in (*also, output):
        say_written(path, quiet)
    if name != "text":
        for message in result.unreadable:
            for line in message.split("\n"):
                note(line, quiet=False)
        for message in result.notices:
            note(f"internalmap: {message}", quiet)
    if result.unreadable:
        return UNUSABLE
    return FINDINGS if run.fails(result) else 0


class _Checks:
    """The runs over each model, with the same options, and what they come to together."""

    def __init__(
        self,
        *,
        select: tuple[str, ...],
        ignore: tuple[str, ...],
        protect: tuple[str, ...],
        candidates: tuple[str, ...],
        stops_on: Importance,
        only_needs: tuple[str, ...],
        without_needs: tuple[str, ...],
        today: date | None,
        fail_on: Severity | None,
        since: str | None,
    ) -> None:
        self.options = {
            "select": select, "ignore": ignore, "protect": protect, "candidates": candidates,
            "stops_on": stops_on, "only_needs": only_needs, "without_needs": without_needs,
            "today": today,
        }  # fmt: skip
        self.fail_on, self.since = fail_on, since
        #: The files that were read, whether they could be used or not.
        self.read: list[str] = []
        self.results: list[CheckResult] = []
        self.levels: dict[str, Severity] = {}
        self.before: list[Known] = []
        self.shown: set[str] = set()

    def take(self, model: str, progress: Progress, which: str) -> None:
        """Check one model; one that cannot be read does not stop the others."""

        def tell(stage: str) -> None:
            progress(f"{stage}{which}")

        shown = _shown(model)
        while shown in self.shown:  # two files elsewhere may have the same name
            shown += " (another)"
        self.shown.add(shown)
        tell("reading")
        try:
            organization = load(model)
        except InvalidModel as error:
            told = str(error).replace(model, shown) if os.path.isabs(model) else str(error)
            self.results.append(CheckResult((shown,), (), unreadable=(told,)))
            self.read += _files_of(model, error)
            return
        self.read += [source.name for source in organization.sources]
        self.levels[shown] = self.fail_on or cast("Severity", organization.check.fail_on)
        self.results.append(self._run(organization, shown, organization.check, tell))
        if self.since is not None:
            tell("comparing")
            self._compare(model, shown, organization)

    def _run(
        self,
        organization: Organization,
        shown: str,
        settings: CheckSettings,
        tell: Callable[[str], None] | None = None,
    ) -> CheckResult:
        options = cast(Any, self.options)
        return run_rules(organization, settings=settings, model=shown, progress=tell, **options)

    def _compare(self, model: str, shown: str, organization: Organization) -> None:
        """Take note of what the revision had already, judged by the settings of today."""
        from internalmap.model.relabel import renamed, with_ids
        from internalmap.modelfile.revisions import load_revision
        from internalmap.rules.baseline import known

        assert self.since is not None
        words = f"{shown}: {printable(self.since)}"
        try:
            old = load_revision(model, self.since)
        except InvalidModel as error:
            problem = error.problems[0]
            line = "" if problem.place is None else f"line {problem.place.span.start.line}: "
            self._notice(
                f"{words} has a model that cannot be used, so all counts as new: "
                f"{line}{printable(problem.message)}"
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
        self.before += known(findings)

    def _notice(self, words: str) -> None:
        self.results[-1] = replace(self.results[-1], notices=(*self.results[-1].notices, words))

    def result(self, baseline: list[Known] | None) -> CheckResult:
        """Everything together, without what stood before."""
        from internalmap.rules.baseline import gone, without_old

        whole = merged(self.results)
        if self.since is not None:
            return without_old(whole, self.before, printable(self.since))
        if baseline is not None:
            missing = gone(whole, baseline, self._judged)
            return replace(without_old(whole, baseline, "the baseline"), gone=missing)
        return whole

    def baseline(self, path: str) -> bytes:
        """Everything that was found, old or new, as a baseline in this file."""
        from internalmap.rules.baseline import baseline_text

        folder = os.path.dirname(path) or "."
        return baseline_text(merged(self.results), folder).encode("utf-8")

    def _judged(self, rule: str) -> bool:
        """Whether a rule was asked in full, so that what it did not find is gone."""
        asked = self.options
        if any(asked[key] for key in ("protect", "candidates", "only_needs", "without_needs")):
            return False
        if asked["stops_on"] != "essential" or rule in cast(Any, asked["ignore"]):
            return False
        return not asked["select"] or rule in cast(Any, asked["select"])

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
    """How a model is named in results: by no place on this machine."""
    if model == "-":
        return model
    inside = os.path.relpath(model).replace(os.sep, "/")
    if os.path.isabs(model) and inside.startswith(os.pardir):
        return os.path.basename(os.path.normpath(model))
    return inside


def _ids(lists: list[str] | None, option: str) -> tuple[str, ...]:
    """Rules from lists with commas."""
    found = tuple(id.strip() for each in lists or () for id in each.split(",") if id.strip())
    if lists and not found:
        raise InternalMapError(f"{option} names no rule", "See them all: internalmap rules.")
    return found


def _each_once(models: Sequence[str]) -> list[str]:
    """The models, each once, however often and by whatever way it is named."""
    found: dict[str, str] = {}
    for model in models:
        found.setdefault(model if model == "-" else os.path.realpath(model), model)
    return list(found.values())


def _known(baseline: str | None) -> list[Known] | None:
    if baseline is None:
        return None
    from internalmap.rules.baseline import read_baseline

    return read_baseline(baseline)
