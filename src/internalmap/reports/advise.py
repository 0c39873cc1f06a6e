"""Advice as a report: each change in a sentence that can be read aloud, what it gains, and why
nothing more helps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from internalmap.model.phrases import Names, command, counted, listed, plural
from internalmap.reports.blocks import Cell, Column, Lines, Report, Section, Step, table
from internalmap.reports.options import RenderOptions
from internalmap.results.advise import Advice, AdviceStep, Remaining
from internalmap.results.analyze import NeedRef
from internalmap.text.escape import escape

#: How many parties, or services, a sentence names.
_NAMED = 4
#: How many changes are looked for, unless it is said.
_DEFAULT = 5
_COLUMNS = (
    Column("When"),
    Column("Single points of failure", right=True),
    Column("Ways to let somebody down", right=True),
)
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def report(advice: Advice, options: RenderOptions) -> Report:
    """The verdict, the changes, before and after, what is left, what to do next."""
    names, model = Names(advice.names), options.model
    sections = [_changes(advice, names), _before_and_after(advice), _left(advice, names, model)]
    closing = None
    if advice.steps:
        closing = Step(
            "Next: talk to those named above; then save the model with these changes:",
            command("advise", _plain(model), *_steps(advice), "--write", "new.yaml"),
        )
    return Report(
        title=f"{escape(advice.organization)}: what to change first",
        verdict=_verdict(advice),
        notes=tuple(Cell(escape(note), "warn") for note in advice.notices),
        sections=tuple(section for section in sections if section is not None),
        closing=closing,
    )


def _plain(model: str) -> str:
    """How the model is named where ids are its own: pseudonyms cannot be written into it."""
    return model.removesuffix(" --anonymize")


def _steps(advice: Advice) -> tuple[str, ...]:
    """The option that leads to as many steps, where the default would not."""
    number = len(advice.steps)
    if number > _DEFAULT or (number < _DEFAULT and not advice.ended):
        return ("--steps", str(number))
    return ()


def _verdict(advice: Advice) -> Cell:
    before = advice.before.single_points_of_failure
    if not before:
        return Cell("There is no single point of failure: nothing needs a stand-in.", "good")
    points = counted(before, "single point of failure", "single points of failure")
    if not advice.steps:
        if not advice.weighed:
            return Cell(f"Too many changes to weigh: there are {points}.", "warn")
        which = "the single point of failure" if before == 1 else f"any of the {points}"
        return Cell(f"No single change removes {which}.", "bad")
    last = advice.steps[-1].after
    number = len(advice.steps)
    said = _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"
    changes = f"{said} {plural(number, 'change')}"
    title = escape(advice.organization)
    verb = plural(number, "takes", "take")
    if last.single_points_of_failure < before:
        rest = f"{last.single_points_of_failure:,}" if last.pairs else "none"
        return Cell(f"{changes} {verb} {title} from {points} to {rest}.", "good")
    ways = f"from {advice.before.pairs:,} ways to let somebody down to {last.pairs:,}"
    return Cell(f"{changes} {verb} {title} {ways}; it keeps {points}.", "warn")


def _changes(advice: Advice, names: Names) -> Section | None:
    if not advice.steps:
        return None
    pairs = [advice.before.pairs, *(step.after.pairs for step in advice.steps)]
    said = [_said(*each, names) for each in zip(advice.steps, pairs, strict=False)]
    if len(said) > 1:
        said = [f"Change {number}: {each}" for number, each in enumerate(said, 1)]
    items = tuple(map(Cell, said))
    heading = plural(len(items), "What to change", "What to change, in this order")
    return Section("changes", heading, body=(Lines(items),))


def _said(step: AdviceStep, pairs: int, names: Names) -> str:
    """One change: who takes what on, beside whom, why that fits, and what it gains."""
    return f"{_task(step, names)}: {_fit(step, names)}; then {_gain(step, pairs, names)}."


def _task(step: AdviceStep, names: Names) -> str:
    party = names.short(step.party)
    if len(step.needs) == 1:
        need = step.needs[0]
        what = "serve" if need.service is None else f"take {escape(need.service)} for"
        beside = listed(names.shorts(need.suppliers), limit=_NAMED)
        task = f"{what} {_customer(need, names)}, beside {beside}"
    else:
        task = f"take all that {party} supplies, beside it ({_supplied(step.needs, names)})"
    if step.newcomer is not None:
        return f"Find someone new to {task}"
    return f"Let {names.short(step.stand_in)} also {task}"


def _customer(need: NeedRef, names: Names) -> str:
    return "everyone" if need.customer is None else names.short(need.customer)


def _supplied(needs: Sequence[NeedRef], names: Names) -> str:
    """What several needs are, each service with its customers."""
    customers: dict[str | None, list[str]] = {}
    for need in needs:
        customers.setdefault(need.service, []).append(_customer(need, names))
    said = []
    for service, who in customers.items():
        whom = listed(list(dict.fromkeys(who)), limit=_NAMED)
        said.append(
            f"what {whom} {plural(len(who), 'needs', 'need')}"
            if service is None
            else f"{escape(service)} for {whom}"
        )
    return listed(said, limit=_NAMED)


def _fit(step: AdviceStep, names: Names) -> str:
    it = plural(len({need.service for need in step.needs}), "that service", "those services")
    party = names.short(step.party)
    fits: Mapping[str, str] = {
        "same service": f"it already supplies {it}",
        "can": f"it could supply {it}, as the model says",
        "same unit": f"it works in the same unit as {party}",
        "new": f"nobody who is there already may stand in for {party}",
    }
    return fits[step.because]


def _gain(step: AdviceStep, pairs: int, names: Names) -> str:
    if not step.removes:
        gone = pairs - step.after.pairs
        ways = "way to let somebody down is", "ways to let somebody down are"
        return f"{counted(gone, *ways)} gone"
    who = listed(names.shorts(step.removes), limit=_NAMED)
    if len(step.removes) == 1:
        return f"{who} is no longer a single point of failure"
    return f"{who} are no longer single points of failure"


def _before_and_after(advice: Advice) -> Section | None:
    if not advice.steps:
        return None
    when = ["now", *(f"after change {number}" for number in range(1, len(advice.steps) + 1))]
    found = [advice.before, *(step.after for step in advice.steps)]
    rows = [
        (Cell(time), Cell(f"{each.single_points_of_failure:,}"), Cell(f"{each.pairs:,}"))
        for time, each in zip(when, found, strict=True)
    ]
    lead = (
        Cell("A way to let somebody down is one absence that stops one protected party by itself."),
    )
    return Section("before-after", "Before and after", lead, (table(_COLUMNS, rows, None),))


def _left(advice: Advice, names: Names, model: str) -> Section | None:
    """Why nothing more helps, or that more steps would have been looked for."""
    heading = "What is left"
    if not advice.weighed:
        return None  # a notice says so
    if not advice.ended:
        last = advice.steps[-1].after.single_points_of_failure
        points = counted(last, "single point of failure", "single points of failure")
        more = command("advise", model, "--steps", str(2 * len(advice.steps)))
        step = Step("To look for more changes:", more)
        return Section("left", heading, (Cell(f"{points}. More changes may help."),), next=step)
    if not advice.remaining:
        return None
    lead = (Cell("No single change helps any further. Why:"),)
    items = tuple(Cell(_why(each, names)) for each in advice.remaining)
    return Section("left", heading, lead, (Lines(items),))


def _why(left: Remaining, names: Names) -> str:
    party = names.short(left.party)
    if left.why == "staffing" and left.about is not None:
        unit = names.short(left.about)
        return f"{party}: {unit} does not work without it; one more person in {unit} would help."
    reasons = {
        "inside": "what is missing is the work of those inside it; look at each of them.",
        "leaning": "whoever could stand in leans on it too, and stops along with it.",
        "several": "it takes several stand-ins at once; a change of one alone gains nothing.",
        "overload": "somebody could stand in, but somebody would then have more work than time.",
    }
    return f"{party}: {reasons[left.why]}"
