"""Advice as a report: each step in a sentence that can be read aloud, what it gains, and what to
ask where no step is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from internalmap.model.phrases import Names, command, counted, listed, plural, sentence
from internalmap.reports.blocks import Cell, Column, Lines, Report, Section, Step, table
from internalmap.reports.options import RenderOptions
from internalmap.reports.steps import (
    are_circle,
    counted_ways,
    question_said,
    said,
    said_together,
    scenarios_said,
    talk,
)
from internalmap.results.advise import MEASURES, Advice, Question
from internalmap.text.escape import escape
from internalmap.text.quantities import say_duration

#: How many steps are looked for, unless it is said.
_DEFAULT = 5
#: How many questions are shown.
_SHOWN = 10
#: How many parties a question names.
_NAMED = 6
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def report(advice: Advice, options: RenderOptions) -> Report:
    """The verdict, the steps, before and after, what to ask, what to do next."""
    names, model = Names(advice.names), options.model
    sections = [_steps(advice, names), _before_and_after(advice), _questions(advice, names, model)]
    closing = None
    if advice.steps:
        words = [each for each in _again(advice) if each]
        closing = Step(
            "Next: talk to those named above; then save the model with these steps, to compare:",
            command("advise", _plain(model), *words, "--write", "new.yaml"),
        )
    return Report(
        title=f"{escape(advice.organization)}: what to do first",
        verdict=_verdict(advice),
        notes=tuple(Cell(escape(note), "warn") for note in advice.notices),
        sections=tuple(section for section in sections if section is not None),
        closing=closing,
    )


def _plain(model: str) -> str:
    """How the model is named where ids are its own: pseudonyms cannot be written into it."""
    return model.removesuffix(" --anonymize")


def _again(advice: Advice) -> Iterator[str]:
    """The options that lead to the same steps, where the defaults would not."""
    number = len(advice.steps)
    if number > _DEFAULT or (number < _DEFAULT and not advice.ended):
        yield from ("--steps", str(number))
    if advice.measures != MEASURES:
        yield from ("--measures", ",".join(advice.measures))


def _verdict(advice: Advice) -> Cell:
    before = advice.before
    if not before.pairs:
        if not advice.complete:
            return Cell("There are too many absences to follow.", "warn")
        return Cell("No absence lets anybody down: no step is needed.", "good")
    if not advice.steps:
        return Cell(f"There are {counted_ways(before.pairs)}, and no step is known: ask.", "bad")
    after = advice.steps[-1].after
    number = len(advice.steps)
    word = _NUMBERS[number] if number < len(_NUMBERS) else f"{number:,}"
    take = f"{word} {plural(number, 'step takes', 'steps take')} {escape(advice.organization)}"
    if before.soon > after.soon:
        within = f" within {say_duration(advice.soon)}"
        left = f"{after.soon:,}" if after.soon else "none"
        return Cell(f"{take} from {counted_ways(before.soon)}{within} to {left}.", "good")
    left = f"{after.pairs:,}" if after.pairs else "none"
    return Cell(f"{take} from {counted_ways(before.pairs)} to {left}.", "good")


def _steps(advice: Advice, names: Names) -> Section | None:
    """The steps in order; two that close a circle are one sentence."""
    if not advice.steps:
        return None
    told: set[int] = set()
    lines = []
    for number, step in enumerate(advice.steps):
        if number in told:
            continue
        rest = range(number + 1, len(advice.steps))
        back = next((each for each in rest if are_circle(step, advice.steps[each])), None)
        if back is None:
            line = f"{said(step, names)}{scenarios_said([step])}"
        else:
            told.add(back)
            other = advice.steps[back]
            line = f"{said_together(step, other, names)}{scenarios_said([step, other])}"
        lines.append(f"{line}{talk(step, names)}")
    if len(lines) > 1:
        lines = [f"Step {number}: {line}" for number, line in enumerate(lines, 1)]
    heading = plural(len(lines), "What to do", "What to do, in this order")
    return Section("steps", heading, body=(Lines(tuple(map(Cell, lines))),))


def _before_and_after(advice: Advice) -> Section | None:
    if not advice.steps:
        return None
    columns = (
        Column("When"),
        Column(f"Within {say_duration(advice.soon)}", right=True),
        Column("In all", right=True),
        Column("Absences", right=True),
    )
    when = ["now", *(f"after step {number}" for number in range(1, len(advice.steps) + 1))]
    found = [advice.before, *(step.after for step in advice.steps)]
    rows = [
        (Cell(time), Cell(f"{each.soon:,}"), Cell(f"{each.pairs:,}"), Cell(f"{each.absences:,}"))
        for time, each in zip(when, found, strict=True)
    ]
    lead = (Cell("Ways to let somebody down: an absence, and somebody whom it lets down."),)
    return Section("before-after", "Before and after", lead, (table(columns, rows, None),))


def _questions(advice: Advice, names: Names, model: str) -> Section | None:
    """What to ask, or that more steps would have been looked for."""
    lead = []
    if advice.overloading:
        lead.append(Cell("Steps that would give somebody more work than time are left out."))
    step = None
    if advice.steps and not advice.ended and advice.complete:
        left = counted_ways(advice.steps[-1].after.pairs)
        lead.append(Cell(f"{sentence(left)} More steps may help."))
        step = Step(
            "To look for more steps:",
            command("advise", model, "--steps", str(2 * len(advice.steps))),
        )
    groups = _asked(advice.questions, names)
    if groups:
        lead.append(Cell("No step is known for these. Ask:"))
    items = [Cell(each) for each in groups[:_SHOWN]]
    if len(groups) > _SHOWN:
        items.append(Cell(f"… and {counted(len(groups) - _SHOWN, 'more question')}."))
    if not items and not lead:
        return None
    heading = "What to ask" if items else "What is left"
    return Section("questions", heading, tuple(lead), (Lines(tuple(items)),), next=step)


def _asked(questions: Sequence[Question], names: Names) -> list[str]:
    """What to ask, each question once for all of whom it is asked."""
    groups: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for each in questions:
        due = "at once" if not each.needed else f"within {say_duration(each.needed)}"
        about = f"{names.short(each.party)} (needed {due})"
        who = tuple(names.someone(one) for one in each.ask if one != each.party)
        groups.setdefault((question_said(each), who), []).append(about)
    return [
        f"{listed(about, limit=_NAMED)}: {asks}{f' Ask {listed(who)}.' if who else ''}"
        for (asks, who), about in groups.items()
    ]
