"""What is new among findings, compared with a baseline file.

A baseline holds no model: of each finding it holds the severity, whom it lets down, its measure,
its members and, for rules of risk, the effects of its absences. By these it is judged as by an
older version (`comparison`): a finding of risk is old where no absence that it tells of is worse
than the baseline has it, of that absence or a part of it, whatever finding that was. One of a
rule's former name is read as the rule's.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from internalmap.analyses.diff.effects import Version
from internalmap.analyses.diff.scale import Scale
from internalmap.errors import InternalMapError
from internalmap.model.rule_names import current_rule
from internalmap.modelfile.syntax.values import MAX_BYTES
from internalmap.results.check import (
    SEVERITY_ORDER,
    CheckResult,
    Finding,
    Severity,
    fingerprint,
)
from internalmap.results.diff import AbsenceTimes
from internalmap.text.escape import escape

#: What a baseline holds of each finding, and what one of an earlier version lacks.
_KEYS = ("model", "rule", "severity", "parties", "service", "stops", "fingerprint")
_LATER = ("measure", "members", "effects")


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """A finding that stood before: in which model, its rule and its fingerprint, and how bad it
    was: `effects` are those of its absences, `None` where the baseline does not say."""

    model: str
    rule: str
    fingerprint: str
    severity: Severity
    stops: frozenset[str]
    measure: float | None = None
    members: frozenset[str] | None = None
    effects: tuple[Effect, ...] | None = None


class Effect(NamedTuple):
    """What an absence does to a protected party; times are `None` where they are not known."""

    parties: tuple[str, ...]
    protected: str
    needed: float | None
    gap: float | None
    let_down: bool
    single: bool


def effects_of(finding: Finding, version: Version) -> Iterator[Effect]:
    """What the absences do that a finding of risk tells of."""
    for parties in sorted(set(finding.absences)):
        found = version.by_clock.of(parties)
        for protected, times in sorted((found or {}).items(), key=lambda each: each[0]):
            if finding.rule != "single-point-of-failure" and protected not in finding.stops:
                continue
            if times is None:
                yield Effect(parties, protected, None, None, True, False)
            else:
                yield Effect(
                    parties, protected, times.needed, times.gap, times.let_down, times.single
                )


def without_old(
    result: CheckResult,
    before: Sequence[BaselineEntry],
    compared: str,
    versions: Mapping[str, Version],
) -> CheckResult:
    """The result without the findings that stood before; those are counted. `versions` has what was
    judged, by model."""
    models: dict[str, list[BaselineEntry]] = {}
    for each in before:
        models.setdefault(each.model, []).append(each)
    known = {model: _Known(entries, versions.get(model)) for model, entries in models.items()}
    new = tuple(
        finding
        for finding in result.findings
        if finding.model not in known or not known[finding.model].has(finding)
    )
    old = len(result.findings) - len(new)
    return replace(result, findings=new, old=result.old + old, compared=compared)


class _Known:
    """What a baseline holds of one model."""

    def __init__(self, entries: Sequence[BaselineEntry], version: Version | None) -> None:
        self._version = version
        self._by: dict[str, list[BaselineEntry]] = {}
        self._effects: dict[frozenset[str], dict[str, Effect]] = {}
        for entry in entries:
            self._by.setdefault(entry.fingerprint, []).append(entry)
            for effect in entry.effects or ():
                known = self._effects.setdefault(frozenset(effect.parties), {})
                known[effect.protected] = effect

    def has(self, finding: Finding) -> bool:
        """Whether a finding stood there, no milder."""
        entries = self._by.get(finding.fingerprint, ())
        if finding.absences and self._version is not None:
            plain = [each for each in entries if each.effects is None]
            return any(self._stood(each, finding) for each in plain) or all(
                self._no_worse(effect) for effect in effects_of(finding, self._version)
            )
        return any(self._stood(each, finding) for each in entries)

    @staticmethod
    def _stood(entry: BaselineEntry, finding: Finding) -> bool:
        return (
            entry.stops.issuperset(finding.stops)
            and SEVERITY_ORDER[entry.severity] <= SEVERITY_ORDER[finding.severity]
            and (
                finding.measure is None or entry.measure is None or entry.measure >= finding.measure
            )
            and (entry.members is None or entry.members.issuperset(finding.members))
        )

    def _no_worse(self, effect: Effect) -> bool:
        """Whether the same absence, or a part of it, was no milder."""
        assert self._version is not None
        organization = self._version.scope.organization
        scale = Scale(organization.bands, organization.soon)
        now = _times(effect)
        parts = [frozenset(effect.parties), *(frozenset([each]) for each in effect.parties)]
        for part in parts:
            was = self._effects.get(part, {}).get(effect.protected)
            if was is None:
                continue
            before = _times(was)
            if now is None or before is None or not scale.worse(before, now):
                return True
        return False


def _times(effect: Effect) -> AbsenceTimes | None:
    if effect.needed is None:
        return None
    return AbsenceTimes(
        after=effect.needed,
        needed=effect.needed,
        restore=None,
        gap=effect.gap,
        let_down=effect.let_down,
        single=effect.single,
    )


# ------------------------------------------------------------------------------------- baselines


def baseline_text(
    result: CheckResult, folder: str = ".", versions: Mapping[str, Version] | None = None
) -> str:
    """The findings of a result as a baseline file: sorted, a finding a line. `folder` is the one
    that the file is in: models are named from there, wherever the check is run. `versions` has
    what was judged, by model."""
    versions = versions or {}
    rows = sorted(
        json.dumps(
            {
                "model": _from(folder, each.model),
                "rule": each.rule,
                "severity": each.severity,
                "parties": list(each.parties),
                "service": each.service,
                "stops": sorted(each.stops),
                "fingerprint": each.fingerprint,
                "measure": each.measure,
                "members": list(each.members),
                "effects": [list(effect) for effect in effects_of(each, versions[each.model])]
                if each.model in versions
                else None,
            },
            ensure_ascii=False,
        )
        for each in result.findings
    )
    lines = ",\n".join(f"    {row}" for row in rows)
    body = f"[\n{lines}\n  ]" if rows else "[]"
    return f'{{\n  "internalmap": 1,\n  "findings": {body}\n}}\n'


def read_baseline(path: str) -> list[BaselineEntry]:
    """The findings that a baseline file holds.

    Raises `InternalMapError`, with the reason, for a file that is not one.
    """
    shown = escape(path)
    folder = os.path.dirname(path) or "."
    try:
        data = json.loads(_text(path, shown))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InternalMapError(
            f"the baseline {shown} cannot be read: {reason}",
            "Write it first: internalmap check … --write-baseline FILE.",
        ) from None
    except (ValueError, RecursionError) as error:
        raise _not_a_baseline(shown, f"it is not JSON: {escape(str(error))[:120]}") from None
    if not isinstance(data, dict) or data.get("internalmap") != 1 or data["internalmap"] is True:
        raise _not_a_baseline(shown, 'it does not say "internalmap": 1')
    findings = data.get("findings")
    if not isinstance(findings, list):
        raise _not_a_baseline(shown, '"findings" is not a list')
    found = [_baseline_entry(shown, number, each) for number, each in enumerate(findings, 1)]
    return [replace(each, model=_to(folder, each.model)) for each in found]


def _text(path: str, shown: str) -> str:
    """The text of an ordinary file of a bounded size."""
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise _not_a_baseline(shown, "it is not an ordinary file")
    with open(path, "rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _not_a_baseline(shown, "it is too large")
    return data.decode("utf-8-sig")


def _from(folder: str, model: str) -> str:
    """A model as it is named from the folder of the baseline."""
    if model == "-":
        return model
    return os.path.relpath(model, folder).replace(os.sep, "/")


def _to(folder: str, model: str) -> str:
    """The same model as it is named here."""
    if model == "-":
        return model
    return os.path.relpath(os.path.join(folder, model)).replace(os.sep, "/")


def _baseline_entry(shown: str, number: int, entry: object) -> BaselineEntry:
    if not isinstance(entry, dict) or not {*_KEYS} <= set(entry) <= {*_KEYS, *_LATER}:
        raise _not_a_baseline(shown, f"finding {number} does not have the keys {', '.join(_KEYS)}")
    model, written, print_ = entry["model"], entry["rule"], entry["fingerprint"]
    service = entry["service"]
    if not (
        isinstance(model, str)
        and isinstance(written, str)
        and isinstance(print_, str)
        and isinstance(service, str | None)
        and entry["severity"] in SEVERITY_ORDER
        and _are_texts(entry["stops"])
        and _are_texts(entry["parties"])
        and _is_number(entry.get("measure"))
        and (entry.get("members") is None or _are_texts(entry["members"]))
        and (effects := _effects(entry.get("effects"))) is not False
    ):
        raise _not_a_baseline(shown, f"finding {number} has a value of the wrong type")
    rule = current_rule(written)
    if rule != written:
        print_ = fingerprint(rule, tuple(entry["parties"]), service, "", 0)
    members = entry.get("members")
    return BaselineEntry(
        model=model,
        rule=rule,
        fingerprint=print_,
        severity=entry["severity"],
        stops=frozenset(entry["stops"]),
        measure=entry.get("measure"),
        members=None if members is None else frozenset(members),
        effects=effects,
    )


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))


def _effects(value: object) -> tuple[Effect, ...] | Literal[False] | None:
    """The effects that an entry holds, `None` where it holds none, `False` for anything else."""
    if value is None:
        return None
    if not isinstance(value, list):
        return False
    for row in value:
        if not (
            isinstance(row, list)
            and len(row) == len(Effect._fields)
            and _are_texts(row[0])
            and isinstance(row[1], str)
            and _is_number(row[2])
            and _is_number(row[3])
            and isinstance(row[4], bool)
            and isinstance(row[5], bool)
        ):
            return False
    return tuple(Effect(tuple(row[0]), *row[1:]) for row in value)


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _not_a_baseline(shown: str, reason: str) -> InternalMapError:
    return InternalMapError(
        f"{shown} is not a baseline: {reason}",
        "Write it anew with --write-baseline, or name the right file.",
    )


def gone(
    result: CheckResult, baseline: Sequence[BaselineEntry], judged: Callable[[str], bool]
) -> tuple[str, ...]:
    """The fingerprints of the baseline that no finding has any more, in the models that were
    checked and of the rules that were `judged`. `result` is that before old findings were taken
    out."""
    here = {(each.model, each.fingerprint) for each in result.findings}
    return tuple(
        sorted(
            each.fingerprint
            for each in baseline
            if each.model in result.models
            and judged(each.rule)
            and (each.model, each.fingerprint) not in here
        )
    )
