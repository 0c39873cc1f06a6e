"""What is new among findings: against an older version of the model, or against a baseline file.

A finding is old when the same fingerprint stood there, no milder, and let down everyone whom it
lets down now. One of a rule's former name is read as the rule's.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

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
from internalmap.text.escape import escape

#: What a baseline holds of each finding.
_KEYS = ("model", "rule", "severity", "parties", "service", "stops", "fingerprint")


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """A finding that stood before: in which model, its rule and its fingerprint, how bad it was,
    and whom it let down."""

    model: str
    rule: str
    fingerprint: str
    severity: Severity
    stops: frozenset[str]


def baseline_entries(findings: Iterable[Finding]) -> list[BaselineEntry]:
    """Findings of an older version, which is told in the ids of today."""
    return [
        BaselineEntry(each.model, each.rule, each.fingerprint, each.severity, frozenset(each.stops))
        for each in findings
    ]


def without_old(result: CheckResult, before: Sequence[BaselineEntry], compared: str) -> CheckResult:
    """The result without the findings that stood before; those are counted."""
    stood: dict[tuple[str, str], list[BaselineEntry]] = {}
    for each in before:
        stood.setdefault((each.model, each.fingerprint), []).append(each)
    new = tuple(
        finding
        for finding in result.findings
        if not _stood(stood.get((finding.model, finding.fingerprint), ()), finding)
    )
    old = len(result.findings) - len(new)
    return replace(result, findings=new, old=result.old + old, compared=compared)


def _stood(before: Iterable[BaselineEntry], finding: Finding) -> bool:
    """Whether a finding stood before, no milder, and let down everyone whom it lets down now."""
    return any(
        each.stops.issuperset(finding.stops)
        and SEVERITY_ORDER[each.severity] <= SEVERITY_ORDER[finding.severity]
        for each in before
    )


# ------------------------------------------------------------------------------------- baselines


def baseline_text(result: CheckResult, folder: str = ".") -> str:
    """The findings of a result as a baseline file: sorted, a finding a line. `folder` is the one
    that the file is in: models are named from there, wherever the check is run."""
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
    if not isinstance(entry, dict) or set(entry) != set(_KEYS):
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
    ):
        raise _not_a_baseline(shown, f"finding {number} has a value of the wrong type")
    rule = current_rule(written)
    if rule != written:
        print_ = fingerprint(rule, tuple(entry["parties"]), service, "", 0)
    return BaselineEntry(model, rule, print_, entry["severity"], frozenset(entry["stops"]))


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
