"""An organisation as the entry of a model file: what one would write to get it, in short forms.

Mappings have their keys in the documented order, and only those that say something. Texts are
`str`; numbers are `int` or `float`, which a file writes without quotes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import takewhile
from typing import Any

from internalmap.model import keys
from internalmap.model.organization import (
    DEFAULT_BANDS,
    DEFAULT_SOON,
    Acceptance,
    Action,
    Need,
    Organization,
    Party,
    Rating,
    Said,
)
from internalmap.model.settings import CheckSettings, Policy, Scenario
from internalmap.text.quantity_texts import (
    capacity_text,
    duration_text,
    number,
    rate_text,
    work_text,
)

#: What the entry of a model file is made of.
Entry = dict[str, Any]

_DEFAULT_SCALE = (1.0, 5.0)

#: The keys of the root that stand behind parties and needs.
LAST = ("scenarios", "check")


def entry(organization: Organization) -> Entry:
    """The whole model; its parties are an iterator of pairs, each made when it is asked for.

    Selectors of needs stand as the parties that they pick, and defaults in each entry; `protect`
    and policies keep their selectors.
    """
    root = settings(organization)
    last = {key: root.pop(key) for key in LAST if key in root}
    root["parties"] = party_entries(organization)
    everyone = [need_entry(need) for need in organization.needs if need.customer is None]
    if everyone:
        root["everyone"] = {"needs": [shortened(need) for need in everyone]}
    return root | last


def party_entries(organization: Organization) -> Iterator[tuple[str, Entry]]:
    """Each party with its needs, by id."""
    needs: dict[str | None, list[Need]] = {}
    for need in organization.needs:
        needs.setdefault(need.customer, []).append(need)
    for party in organization.parties.values():
        own = [shortened(need_entry(need)) for need in needs.get(party.id, ())]
        said = party_entry(party)
        yield party.id, _with_needs(said, own) if own else said


def settings(organization: Organization) -> Entry:
    """What stands at the root of a model, but for parties and needs."""
    root: Entry = {"organization": organization.title} if organization.title else {}
    if organization.marking is not None:
        root["marking"] = organization.marking
    if organization.scale != _DEFAULT_SCALE:
        low, high = organization.scale
        root["scale"] = {"min": number(low), "max": number(high)}
    if organization.protect:
        root["protect"] = list(organization.protect)
    if organization.bands != DEFAULT_BANDS:
        root["bands"] = _durations(organization.bands)
    if organization.soon != DEFAULT_SOON:
        root["soon"] = duration_text(organization.soon)
    if organization.scenarios:
        root["scenarios"] = {each.id: _scenario(each) for each in organization.scenarios}
    check = _check(organization.check)
    if check:
        root["check"] = check
    return root


def _scenario(scenario: Scenario) -> Entry:
    entry: Entry = {} if scenario.name == scenario.id else {"name": scenario.name}
    for key, texts in (("gone", scenario.gone), ("only_needs", scenario.only_needs)):
        if texts:
            entry[key] = texts[0] if len(texts) == 1 else list(texts)
        if key == "gone" and scenario.duration is not None:
            entry["for"] = duration_text(scenario.duration)
    if scenario.late:
        entry["late"] = {each: duration_text(by) for each, by in scenario.late.items()}
    if scenario.expect:
        entry["expect"] = {
            each: duration_text(most) if most else "served"
            for each, most in scenario.expect.items()
        }
    return entry


def party_entry(party: Party) -> Entry:
    """What a party says, its needs left out."""
    entry = _party(party)
    if party.name == party.id:
        del entry["name"]
    if party.kind == "team":
        del entry["kind"]
    if not party.min_members_given:
        del entry["min_members"]
    return entry


def need_entry(need: Need) -> Entry:
    """What a need says, its customer left out; `from` is a list, also of one."""
    entry = _need(need)
    if need.at_least == 1:
        del entry["at_least"]
    elif need.at_least == len(need.suppliers):
        entry["at_least"] = "all"
    if not need.importance_given:
        del entry["importance"]
    if need.applies_to == "unit":
        del entry["applies_to"]
    return entry


def shortened(need: Entry) -> str | Entry:
    """A need in its shortest form: a bare id where nothing else is said, one supplier without a
    list. The entry is changed for it."""
    suppliers = need["from"]
    if len(suppliers) > 1:
        return need
    if len(need) == 1:
        return str(suppliers[0])
    need["from"] = suppliers[0]
    return need


def _with_needs(party: Entry, needs: list[str | Entry]) -> Entry:
    """A party with its needs, which stand behind its lines to others."""
    entry = {key: party[key] for key in _BEFORE_NEEDS if key in party}
    entry["needs"] = needs
    for key, value in party.items():
        entry.setdefault(key, value)
    return entry


def _durations(durations: Iterable[float]) -> list[str]:
    return [duration_text(each) for each in durations]


def _rating(rating: Rating) -> Any:
    answers = [number(answer) for answer in rating.answers]
    if rating.dimensions is not None:
        return dict(zip(rating.dimensions, answers, strict=True))
    return answers[0] if len(answers) == 1 else answers


def _actions(actions: Iterable[Action]) -> list[Entry]:
    return [
        _given(
            {
                "what": action.what,
                "owner": action.owner,
                "due": None if action.due is None else action.due.isoformat(),
                "done": None if action.done is None else action.done.isoformat(),
            }
        )
        for action in actions
    ]


def _acceptances(acceptances: Iterable[Acceptance]) -> list[Entry]:
    return [
        _given(
            {
                "rule": each.rule,
                "reason": each.reason,
                "by": each.by,
                "until": None if each.until is None else each.until.isoformat(),
                "stops": None if each.stops is None else list(each.stops),
            }
        )
        for each in acceptances
    ]


def _places(places: tuple[str, ...]) -> Any:
    return places[0] if len(places) == 1 else list(places)


def _said(said: Said) -> Entry:
    return _given({"by": said.by, "date": None if said.date is None else said.date.isoformat()})


def _check(check: CheckSettings) -> Entry:
    rules: Entry = {}
    for rule, setting in check.rules.items():
        limits = {key: _limit(key, value) for key, value in setting.values.items()}
        if limits or setting.severity is None:
            rules[rule] = _given({"severity": setting.severity, **limits})
        else:
            rules[rule] = setting.severity
    return _given(
        {
            "fail_on": check.fail_on if check.fail_on != "error" else None,
            "units": check.units if check.units != "warning" else None,
            "rules": rules or None,
            "policies": [_policy(policy) for policy in check.policies] or None,
        }
    )


def _limit(key: str, value: float) -> Any:
    return duration_text(value) if key == "max_review_age" else number(value)


def _policy(policy: Policy) -> Entry:
    given: Entry = {"name": policy.name, "kind": policy.kind, "reason": policy.reason}
    if policy.direct:
        given["direct"] = True
    for key, selectors in policy.groups.items():
        one = len(selectors) == 1 and key not in ("groups", "layers")
        given[key] = selectors[0] if one else list(selectors)
    return given


def _given(entry: Entry) -> Entry:
    return {key: value for key, value in entry.items() if value is not None}


#: How a value of each form is written.
_WRITERS: Mapping[keys.Form, Callable[[Any], Any]] = {
    "id": str,
    "ids": list,
    "someone": str,
    "text": str,
    "prose": str,
    "word": str,
    "texts": list,
    "count": int,
    "flag": bool,
    "share": number,
    "duration": duration_text,
    "durations": _durations,
    "work": work_text,
    "rate": rate_text,
    "capacity": capacity_text,
    "date": date.isoformat,
    "rating": _rating,
    "actions": _actions,
    "acceptances": _acceptances,
    "places": _places,
    "said": _said,
}


#: The forms of which nothing said is an empty tuple.
_IN_TUPLES = frozenset({"ids", "texts", "durations", "actions", "acceptances", "places"})


def _writer(table: tuple[keys.Key, ...], *apart: str) -> Callable[[Any], Entry]:
    """What makes an entry of the values of a party or a need, but for the keys that are written
    apart. It is one function, so that the many keys that nobody gives cost next to nothing."""
    lines = ["def said(each):", "    entry = {}"]
    known: dict[str, Any] = {}
    for key in table:
        if not key.entry or key.field is None or key.name in apart:
            continue
        known[f"write_{key.field}"] = _WRITERS[key.form]
        may_be_empty = key.form in _IN_TUPLES
        lines += [
            f"    value = each.{key.field}",
            "    if value:" if may_be_empty else "    if value is not None:",
            f"        entry[{key.name!r}] = write_{key.field}(value)",
        ]
    exec("\n".join([*lines, "    return entry"]), known)  # noqa: S102 - of our own keys
    said: Callable[[Any], Entry] = known["said"]
    return said


_party, _need = _writer(keys.PARTY), _writer(keys.NEED, "customer")
#: The keys of a party that stand before its needs.
_BEFORE_NEEDS = tuple(key.name for key in takewhile(lambda key: key.name != "needs", keys.PARTY))
