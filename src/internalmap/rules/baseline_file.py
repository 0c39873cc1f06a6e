"""The file that a baseline is: what it holds of models and of findings, read, written and pruned.

Of each model it holds who was in it, who must not be let down, and the effects of absences; of each
finding what tells it from others and how bad it was. One of an earlier version lacks some of it.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, cast

from internalmap._dataclass import dataclass
from internalmap.errors import InternalMapError
from internalmap.model.rule_names import current_rule
from internalmap.modelfile.syntax.values import MAX_BYTES
from internalmap.results.check import SEVERITY_ORDER, Severity, fingerprint
from internalmap.text.escape import escape

#: What a baseline holds of each finding, and what one of an earlier version lacks or has beside.
_KEYS = ("model", "rule", "severity", "parties", "service", "stops", "fingerprint")
_LATER = ("measure", "mark", "need", "was")
_EARLIER = ("effects", "members")
_MODEL_KEYS = ("model", "title", "parties", "protected", "needs", "effects")

#: How a finding stood: told, accepted, or told by another rule in its place.
Stood = Literal["told", "accepted", "told elsewhere"]


class NeedKey(NamedTuple):
    """A need by what tells it from others."""

    customer: str | None
    service: str | None
    suppliers: tuple[str, ...]


class Effect(NamedTuple):
    """What an absence does to a protected party; times are `None` where they are not known."""

    parties: tuple[str, ...]
    protected: str
    needed: float | None
    gap: float | None
    let_down: bool
    single: bool


@dataclass(frozen=True, slots=True)
class BaselineModel:
    """A model that was judged: its path and its title, who was in it, who must not be let down, who
    needed what of whom, and what absences did."""

    model: str
    title: str
    parties: tuple[str, ...]
    protected: tuple[str, ...]
    needs: tuple[NeedKey, ...]
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class BaselineEntry:
    """A part of a finding that stood before: in which model, what tells it from others, and how bad
    the finding was.

    Of an earlier version are those without a `mark`: only the fingerprint tells them from others.
    `effects` stand in them, `None` where they do not say.
    """

    model: str
    rule: str
    fingerprint: str
    severity: Severity
    parties: tuple[str, ...]
    service: str | None
    stops: frozenset[str]
    measure: float | None = None
    mark: str | None = None
    need: NeedKey | None = None
    was: Stood = "told"
    effects: tuple[Effect, ...] | None = None


@dataclass(frozen=True)
class Baseline:
    """What a baseline file holds. `models` is `None` in one of an earlier version; `data` is all
    that it says, in the order in which it says it."""

    models: tuple[BaselineModel, ...] | None
    entries: tuple[BaselineEntry, ...]
    data: Mapping[str, Any]

    @property
    def is_earlier(self) -> bool:
        """Whether an earlier version wrote it, so that it holds less than one of today."""
        return self.models is None or any(
            each.mark is None or current_rule(raw["rule"]) != raw["rule"]
            for each, raw in zip(self.entries, self.data["findings"], strict=True)
        )


# ------------------------------------------------------------------------------------- writing


def text_of(models: Sequence[BaselineModel], entries: Sequence[BaselineEntry]) -> str:
    """A baseline file: sorted, a finding a line, an effect a line."""
    rows = [
        {
            "model": each.model,
            "rule": each.rule,
            "severity": each.severity,
            "parties": list(each.parties),
            "service": each.service,
            "stops": sorted(each.stops),
            "fingerprint": each.fingerprint,
            "mark": each.mark,
            "need": each.need,
            "measure": each.measure,
            "was": each.was,
        }
        for each in entries
    ]
    data: dict[str, object] = {
        "internalmap": 1,
        "models": [
            {
                "model": each.model,
                "title": each.title,
                "parties": sorted(each.parties),
                "protected": sorted(each.protected),
                "needs": sorted(each.needs, key=repr),
                "effects": _in_order(each.effects),
            }
            for each in sorted(models, key=lambda each: each.model)
        ],
        "findings": sorted(rows, key=_dumped),
    }
    return _written(data)


def pruned(
    baseline: Baseline,
    entries: Container[int],
    effects: Mapping[tuple[int, int], Sequence[tuple[str, ...]]],
) -> str:
    """The file without some of its findings, by their numbers, and without some effects, by the
    number of the model and of the effect; of each effect, the absences are given that it is of
    instead. All else stays as it is, in the same order."""
    data = dict(baseline.data)

    def left(number: int, rows: Sequence[Sequence[object]]) -> Iterator[Sequence[object]]:
        for place, row in enumerate(rows):
            heirs = effects.get((number, place))
            if heirs is None:
                yield row
            else:
                yield from ([list(heir), *row[1:]] for heir in heirs)

    data["findings"] = [
        each for number, each in enumerate(data["findings"]) if number not in entries
    ]
    if "models" in data:
        data["models"] = [
            {**each, "effects": list(left(number, each["effects"]))}
            for number, each in enumerate(data["models"])
        ]
    return _written(data)


def _written(data: Mapping[str, Any]) -> str:
    lines = []
    for key, value in data.items():
        if key == "findings" and value:
            rows = ",\n".join(f"    {_dumped(each)}" for each in value)
            lines.append(f"  {_dumped(key)}: [\n{rows}\n  ]")
        elif key == "models" and value:
            rows = ",\n".join(map(_model_lines, value))
            lines.append(f"  {_dumped(key)}: [\n{rows}\n  ]")
        else:
            lines.append(f"  {_dumped(key)}: {_dumped(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _model_lines(model: Mapping[str, Any]) -> str:
    parts = []
    for key, value in model.items():
        if key in ("needs", "effects") and value:
            rows = ",\n".join(f"      {_dumped(each)}" for each in value)
            parts.append(f"{_dumped(key)}: [\n{rows}\n    ]")
        else:
            parts.append(f"{_dumped(key)}: {_dumped(value)}")
    return "    {" + ", ".join(parts) + "}"


def _in_order(effects: Sequence[Effect]) -> list[Effect]:
    return sorted(effects, key=lambda effect: (effect.parties, effect.protected))


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


# ------------------------------------------------------------------------------------- reading


def read_baseline(path: str) -> Baseline:
    """What a baseline file holds, models named as the file names them.

    Raises `InternalMapError`, with the reason, for a file that is not one.
    """
    shown = escape(path)
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
    for key in ("findings", *(["models"] if "models" in data else [])):
        if not isinstance(data.get(key), list):
            raise _not_a_baseline(shown, f'"{key}" is not a list')
    models = None
    if "models" in data:
        models = tuple(_model(shown, *each) for each in enumerate(data["models"], 1))
    entries = tuple(_entry(shown, *each) for each in enumerate(data["findings"], 1))
    return Baseline(models, entries, data)


def _text(path: str, shown: str) -> str:
    """The text of an ordinary file of a bounded size."""
    if not stat.S_ISREG(os.stat(path).st_mode):
        raise _not_a_baseline(shown, "it is not an ordinary file")
    with open(path, "rb") as stream:
        data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _not_a_baseline(shown, "it is too large")
    return data.decode("utf-8-sig")


def _model(shown: str, number: int, entry: object) -> BaselineModel:
    if not isinstance(entry, dict) or set(entry) != {*_MODEL_KEYS}:
        raise _not_a_baseline(
            shown, f"model {number} does not have the keys {_listed(_MODEL_KEYS)}"
        )
    texts = all(isinstance(entry[key], str) for key in ("model", "title"))
    lists = _are_texts(entry["parties"]) and _are_texts(entry["protected"])
    lists = lists and isinstance(entry["needs"], list) and all(map(_need, entry["needs"]))
    effects = _effects(entry["effects"])
    if effects is None or not texts or not lists:
        raise _not_a_baseline(shown, f"model {number} has a value of the wrong type")
    return BaselineModel(
        model=entry["model"],
        title=entry["title"],
        parties=tuple(entry["parties"]),
        protected=tuple(entry["protected"]),
        needs=tuple(_needs(entry["needs"])),
        effects=effects,
    )


def _entry(shown: str, number: int, entry: object) -> BaselineEntry:
    known = {*_KEYS, *_LATER, *_EARLIER}
    if not isinstance(entry, dict) or not {*_KEYS} <= set(entry) <= known:
        raise _not_a_baseline(shown, f"finding {number} does not have the keys {_listed(_KEYS)}")
    if not _is_entry(entry):
        raise _not_a_baseline(shown, f"finding {number} has a value of the wrong type")
    rule = current_rule(entry["rule"])
    print_ = entry["fingerprint"]
    if rule != entry["rule"]:
        print_ = fingerprint(rule, tuple(entry["parties"]), entry["service"], "", 0)
    return BaselineEntry(
        model=entry["model"],
        rule=rule,
        fingerprint=print_,
        severity=entry["severity"],
        parties=tuple(entry["parties"]),
        service=entry["service"],
        stops=frozenset(entry["stops"]),
        measure=entry.get("measure"),
        mark=entry.get("mark"),
        need=_need(entry.get("need")),
        was=entry.get("was", "told"),
        effects=None if entry.get("effects") is None else _effects(entry["effects"]),
    )


def _is_entry(entry: Mapping[str, Any]) -> bool:
    need, effects = entry.get("need"), entry.get("effects")
    return (
        all(isinstance(entry[key], str) for key in ("model", "rule", "severity", "fingerprint"))
        and isinstance(entry["service"], str | None)
        and isinstance(entry.get("mark"), str | None)
        and entry["severity"] in SEVERITY_ORDER
        and entry.get("was", "told") in ["told", "accepted", "told elsewhere"]
        and _are_texts(entry["stops"])
        and _are_texts(entry["parties"])
        and _is_number(entry.get("measure"))
        and (need is None or _need(need) is not None)
        and (effects is None or _effects(effects) is not None)
    )


def _need(value: object) -> NeedKey | None:
    if not (
        isinstance(value, list)
        and len(value) == len(NeedKey._fields)
        and isinstance(value[0], str | None)
        and isinstance(value[1], str | None)
        and _are_texts(value[2])
    ):
        return None
    return NeedKey(value[0], value[1], tuple(value[2]))


def _needs(values: Sequence[object]) -> Iterator[NeedKey]:
    return (cast("NeedKey", _need(each)) for each in values)


def _effects(value: object) -> tuple[Effect, ...] | None:
    """The effects that stand in a list; `None` for anything else."""
    if not isinstance(value, list):
        return None
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
            return None
    return tuple(Effect(tuple(row[0]), *row[1:]) for row in value)


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))


def _are_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _listed(keys: Sequence[str]) -> str:
    return ", ".join(keys)


def _not_a_baseline(shown: str, reason: str) -> InternalMapError:
    return InternalMapError(
        f"{shown} is not a baseline: {reason}",
        "Write it anew with --write-baseline, or name the right file.",
    )
