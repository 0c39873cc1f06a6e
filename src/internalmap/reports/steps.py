"""The steps of an advice in sentences that can be read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from internalmap.model.phrases import Names, listed, plural, sentence
from internalmap.results.advise import AdviceStep, LetDown, Question
from internalmap.results.analyze import NeedRef
from internalmap.text.escape import escape
from internalmap.text.quantities import say_duration

if TYPE_CHECKING:
    from internalmap.results.diff import ScenarioChange

#: How many parties, or services, a sentence names.
NAMED = 4

#: What would take the place of a party, by its kind.
_SECOND: Mapping[str, str] = {
    "person": "who else could learn the work?",
    "role": "who else could learn the work?",
    "system": "is there a second instance, or a manual way?",
    "supplier": "is there a second source?",
    "information": "is there a copy that can be used at once?",
    "site": "where else could the work be done?",
}
_SECOND_TEAM = "who could do the most urgent part of the work?"

_FITS: Mapping[str | None, str] = {
    "same service": "supplies that already",
    "can": "can do that, as the model says",
    "same team": "works in the same team",
}


def said(step: AdviceStep, names: Names) -> str:
    """A step: what to do, and what that changes."""
    return f"{_task(step, names)} {gain(step.removes, step.covers, names)}"


def said_together(one: AdviceStep, other: AdviceStep, names: Names) -> str:
    """Two steps by which two back each other up, as one."""
    first, second = names.short(one.party), names.short(other.party)
    what = {_what(one.needs, names), _what(other.needs, names)}
    task = f"Let {first} and {second} back each other up ({' and '.join(sorted(what))})."
    covers = [*one.covers, *other.covers]
    return f"{task} {gain((*one.removes, *other.removes), covers, names)}"


def scenarios_said(steps: Iterable[AdviceStep]) -> str:
    """Which scenarios come to something else by some steps, and how those hold then that hold
    otherwise; nothing where none does."""
    changes = {each.id: each for step in steps for each in step.scenarios or ()}
    said = [_scenario(each) for each in changes.values()]
    if not said:
        return ""
    which = plural(len(said), "Scenario that changes", "Scenarios that change")
    return f" {which}: {listed(said, limit=NAMED)}."


def _scenario(change: ScenarioChange) -> str:
    before, after = change.said
    held = f" ({after}; before: {before})" if before != after else ""
    return f"{escape(change.name)}{held}"


def are_circle(one: AdviceStep, other: AdviceStep) -> bool:
    """Whether two steps let two parties back each other up."""
    return one.stand_in is not None and (one.stand_in, one.party) == (other.party, other.stand_in)


def _task(step: AdviceStep, names: Names) -> str:
    party = names.short(step.party)
    if step.measure == "back-sooner":
        sooner, now = say_duration(step.restore), say_duration(step.restore_now)
        return f"Have {party} back within {sooner} (now {now})."
    if step.measure == "hold-out":
        longer = say_duration(step.longer)
        whom = dict.fromkeys(names.customer(need.customer) for need in step.needs)
        who = listed(list(whom), limit=NAMED)
        return f"Let {who} hold out {longer} longer without {party}: stock, or a manual way."
    stand_in = names.short(step.stand_in or "")
    what = _what(step.needs, names)
    return f"Let {stand_in} back up {party} ({what}): {stand_in} {_FITS[step.because]}."


def _what(needs: Sequence[NeedRef], names: Names) -> str:
    """What is supplied, and to whom."""
    services: dict[str | None, list[str]] = {}
    for need in needs:
        services.setdefault(need.service, []).append(names.customer(need.customer))
    found = []
    for service, customers in services.items():
        whom = listed(list(dict.fromkeys(customers)), limit=NAMED)
        found.append(f"for {whom}" if service is None else f"{escape(service)} for {whom}")
    return listed(found, limit=NAMED)


def gain(removes: Sequence[LetDown], covers: Iterable[str], names: Names) -> str:
    """What a step changes: whose absence lets down nobody any more, or whom no more."""
    covered = list(dict.fromkeys(covers))
    others = [each for each in removes if each.party not in covered]
    parts = []
    if covered:
        who = listed(names.shorts(covered), "or", limit=NAMED)
        parts.append(f"the absence of {who} lets nobody down any more")
    if others:
        who = listed(names.shorts(dict.fromkeys(each.party for each in others)), "or", limit=NAMED)
        whom = dict.fromkeys(each.protected for each in others)
        saved = listed(names.shorts(whom), "or", limit=NAMED)
        begin = "that of" if covered else "the absence of"
        parts.append(f"{begin} {who} no longer lets down {saved}")
    return f"Then {', and '.join(parts)}."


def counted_ways(number: int) -> str:
    """How many pairs of an absence and somebody that it lets down."""
    return f"{number:,} {plural(number, 'way', 'ways')} to let somebody down"


def talk(step: AdviceStep, names: Names) -> str:
    """Whom to talk to about a step."""
    who = [each for each in step.ask if each not in (step.party, step.stand_in)]
    return f" Talk to {listed([names.someone(each) for each in who])}." if who else ""


def question_said(each: Question) -> str:
    """What to ask about an absence for which no step is known."""
    people = each.kind in ("person", "role", "team", "department")
    said = []
    if "restore" in each.asks:
        said.append(
            "how soon could somebody step in?" if people else "how soon is service restored?"
        )
    if "faster" in each.asks:
        due, now = say_duration(each.needed), say_duration(each.restore)
        said.append(f"is {due} possible at all (now {now})?")
    said.append(_SECOND.get(each.kind, _SECOND_TEAM))
    first, *rest = said
    return " ".join([first, *map(sentence, rest)])
