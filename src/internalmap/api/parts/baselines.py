"""`check` against a baseline: which of its models is which of those that were checked, and what of
it is gone."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace

from internalmap._dataclass import dataclass
from internalmap.api.check import Checked
from internalmap.model.phrases import listed
from internalmap.results.check import CheckResult, in_order
from internalmap.rules.baseline import against, baseline_text, pruned, read_baseline
from internalmap.rules.baseline_file import Baseline
from internalmap.rules.comparison import gone_in_words
from internalmap.text.escape import escape

_INPUT = "-"
#: How many names a message gives before it counts the rest.
_NAMED = 3


@dataclass
class Comparison:
    """What a comparison with a baseline comes to: the result of each model by how it is shown, the
    models that the baseline does not have, what else must be known, and the text of the baseline
    without what is gone, `None` where nothing is."""

    results: dict[str, CheckResult] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    pruned: str | None = None


def written(models: Sequence[Checked], path: str, asked: Callable[[str], bool]) -> str:
    """Everything that was found, as a baseline in this file. It names models by the way from its
    own folder, so that it means the same wherever the check is run."""
    folder = os.path.dirname(path) or os.curdir
    return baseline_text({_from(folder, each.path): each.judged for each in models}, asked)


def compare_with(models: Sequence[Checked], path: str, asked: Callable[[str], bool]) -> Comparison:
    """Hold models against a baseline file. Raises `InternalMapError` for a file that is none."""
    baseline = read_baseline(path)
    folder = os.path.dirname(path) or os.curdir
    found = Comparison()
    if baseline.is_earlier:
        found.notices.append(
            f"the baseline {escape(path)} was written by an earlier version, and holds less than "
            "one of today: write it anew with --write-baseline."
        )
    known, missing = _names(baseline, folder)
    moved = _moved(models, known, missing, baseline)
    entries: set[int] = set()
    effects: dict[tuple[int, int], Sequence[tuple[str, ...]]] = {}
    for each in models:
        name = known.get(_key(each.path), moved.get(each.shown))
        if name is None and baseline.models is not None:
            found.without.append(each.shown)
            found.results[each.shown] = each.result
            continue
        if each.shown in moved:
            found.notices.append(
                f"{each.shown}: it is taken for {escape(moved[each.shown])} of the baseline, which "
                "is not there any more."
            )
        held = against(baseline, name or "", each.judged, asked)
        entries |= held.entries
        effects |= held.effects
        found.notices += [
            f"{each.shown}: {words}" for words in gone_in_words(held.gone, each.judged.names)
        ]
        found.results[each.shown] = replace(
            each.result,
            findings=in_order(held.new),
            old=len(each.result.findings) - len(held.new),
            gone=tuple(sorted(entry.fingerprint for entry in held.gone)),
        )
    lost = sorted(missing - {*moved.values()})
    if lost:
        words = listed(list(map(escape, lost)), limit=_NAMED)
        verb = "are" if len(lost) > 1 else "is"
        found.notices.append(f"{words} of the baseline {verb} not there any more.")
    if entries or effects:
        found.pruned = pruned(baseline, entries, effects)
    return found


def _names(baseline: Baseline, folder: str) -> tuple[dict[str, str], set[str]]:
    """The models of a baseline by what tells them apart here; and those that are not there."""
    names = {each.model for each in baseline.models or ()}
    names |= {each.model for each in baseline.entries}
    known = {_key(os.path.join(folder, name) if name != _INPUT else name): name for name in names}
    missing = {
        name for name in names if name != _INPUT and not os.path.lexists(os.path.join(folder, name))
    }
    return known, missing


def _moved(
    models: Sequence[Checked],
    known: Mapping[str, str],
    missing: set[str],
    baseline: Baseline,
) -> dict[str, str]:
    """Which models the baseline has under a path that is not there any more: the one of the same
    title, else of the same file name, else the only one, as far as nothing else could be meant."""
    titles = {each.model: each.title for each in baseline.models or ()}
    found: dict[str, str] = {}

    def left() -> tuple[list[Checked], list[str]]:
        return (
            [each for each in models if _key(each.path) not in known and each.shown not in found],
            sorted(missing - {*found.values()}),
        )

    for mark_of_model, mark_of_name in (
        (_title, lambda name: titles.get(name, "")),
        (lambda each: os.path.basename(each.path), os.path.basename),
        (lambda _: "the only one", lambda _: "the only one"),
    ):
        here, there = left()
        marks = [mark_of_model(each) for each in here], [mark_of_name(name) for name in there]
        for each, mark in zip(here, marks[0], strict=True):
            if mark and marks[0].count(mark) == marks[1].count(mark) == 1:
                found[each.shown] = there[marks[1].index(mark)]
    return found


def _title(model: Checked) -> str:
    return model.judged.version.scope.organization.title or ""


def _key(path: str) -> str:
    """What tells a model from another, however it is named."""
    return path if path == _INPUT else os.path.realpath(path)


def _from(folder: str, path: str) -> str:
    """A model as it is named from the folder of the baseline."""
    return path if path == _INPUT else os.path.relpath(path, folder).replace(os.sep, "/")
