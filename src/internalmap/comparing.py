"""What is new among findings: against an older version of the model, or against a baseline file.

A finding is old when the same fingerprint stood there and let down everyone whom it lets down now.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from internalmap.errors import InternalMapError
from internalmap.findings import CheckResult, Finding, fingerprint
from internalmap.model import Organization
from internalmap.printable import printable

#: What a baseline holds of each finding.
_KEYS = ("model", "rule", "parties", "service", "stops", "fingerprint")


@dataclass(frozen=True, slots=True)
class Known:
    """A finding that stood before: in which model, its fingerprint, and whom it let down."""

    model: str
    fingerprint: str
    stops: frozenset[str]


def known(findings: Iterable[Finding], renamed: Mapping[str, str] | None = None) -> list[Known]:
    """Findings of an older version, with parties under the ids that they have now."""
    names = renamed or {}
    numbers: dict[tuple[str, str, tuple[str, ...], str | None, str], int] = {}
    found = []
    for finding in findings:
        if not names.keys() & {*finding.parties, *finding.stops}:
            found.append(Known(finding.model, finding.fingerprint, frozenset(finding.stops)))
            continue
        parties = tuple(names.get(party, party) for party in finding.parties)
        key = (finding.model, finding.rule, parties, finding.service, finding.mark)
        numbers[key] = ordinal = numbers.get(key, -1) + 1
        stops = frozenset(names.get(party, party) for party in finding.stops)
        found.append(
            Known(
                finding.model,
                fingerprint(finding.rule, parties, finding.service, finding.mark, ordinal),
                stops,
            )
        )
    return found


def renamed(old: Organization, new: Organization) -> dict[str, str]:
    """The id now of each party that had another: what `was` says, where the id before is gone."""
    return {
        before: party.id
        for party in new.parties.values()
        for before in party.was
        if before in old.parties and before not in new.parties
    }


def without_old(result: CheckResult, before: Sequence[Known], compared: str) -> CheckResult:
    """The result without the findings that stood before; those are counted."""
    stood = {(each.model, each.fingerprint): each.stops for each in before}
    new = tuple(
        finding
        for finding in result.findings
        if not _stood(stood.get((finding.model, finding.fingerprint)), finding)
    )
    old = len(result.findings) - len(new)
    return replace(result, findings=new, old=result.old + old, compared=compared)


def _stood(before: frozenset[str] | None, finding: Finding) -> bool:
    return before is not None and before.issuperset(finding.stops)


# ------------------------------------------------------------------------------------- baselines


def baseline_text(result: CheckResult) -> str:
    """The findings of a result as a baseline file: sorted, a finding a line."""
    rows = sorted(
        json.dumps(
            {
                "model": each.model,
                "rule": each.rule,
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


def read_baseline(path: str) -> list[Known]:
    """The findings that a baseline file holds.

    Raises `InternalMapError`, with the reason, for a file that is not one.
    """
    shown = printable(path)
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InternalMapError(
            f"the baseline {shown} cannot be read: {reason}",
            "Write it first: internalmap check … --write-baseline FILE.",
        ) from None
    except (ValueError, RecursionError) as error:
        raise _not_a_baseline(shown, f"it is not JSON: {printable(str(error))[:120]}") from None
    if not isinstance(data, dict) or data.get("internalmap") != 1:
        raise _not_a_baseline(shown, 'it does not begin with "internalmap": 1')
    findings = data.get("findings")
    if not isinstance(findings, list):
        raise _not_a_baseline(shown, '"findings" is not a list')
    return [_known(shown, number, each) for number, each in enumerate(findings, 1)]


def _known(shown: str, number: int, entry: object) -> Known:
    if not isinstance(entry, dict) or set(entry) != set(_KEYS):
        raise _not_a_baseline(shown, f"finding {number} does not have the keys {', '.join(_KEYS)}")
    model, print_, stops = entry["model"], entry["fingerprint"], entry["stops"]
    if not (
        isinstance(model, str)
        and isinstance(print_, str)
        and isinstance(stops, list)
        and all(isinstance(each, str) for each in stops)
    ):
        raise _not_a_baseline(shown, f"finding {number} has a value of the wrong type")
    return Known(model, print_, frozenset(stops))


def _not_a_baseline(shown: str, reason: str) -> InternalMapError:
    return InternalMapError(
        f"{shown} is not a baseline: {reason}",
        "Write it anew with --write-baseline, or name the right file.",
    )


def gone(result: CheckResult, baseline: Sequence[Known]) -> tuple[str, ...]:
    """The fingerprints of the baseline that no finding has any more, in the models that were
    checked. `result` is that before old findings were taken out."""
    here = {(each.model, each.fingerprint) for each in result.findings}
    return tuple(
        sorted(
            each.fingerprint
            for each in baseline
            if each.model in result.models and (each.model, each.fingerprint) not in here
        )
    )
