"""Reports as text for a terminal or a mail: rich text objects, never markup; no input or output.

The same text with and without colour: colour says nothing that the words do not say.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from io import StringIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from internalmap.reports.analyze.briefing import briefing as report_briefing
from internalmap.reports.blocks import Briefing, Cell, Section, Step, Table, noted
from internalmap.reports.formats.text_layout import PROSE_WIDTH, plain_ends, table_lines, text, wrap
from internalmap.results.advise import Advice
from internalmap.results.agenda import Agenda
from internalmap.results.analyze import Analysis
from internalmap.results.diff import Difference
from internalmap.results.impact import Impact
from internalmap.results.party import Card
from internalmap.results.simulate import Simulation
from internalmap.results.trace import Trace
from internalmap.text.escape import printable

#: Narrower than this nothing can be read; wider lines are used then.
LEAST_WIDTH = 20
#: How many rows a table of a comparison has at most.
_ROWS = 25


def report(
    analysis: Analysis,
    *,
    width: int,
    color: bool,
    top: int = 10,
    structure: bool = False,
    model: str = "org.yaml",
    today: date | None = None,
    asked: Sequence[str] = (),
) -> str:
    """The whole analysis, in lines of at most `width`."""
    made = report_briefing(analysis, top=top, with_structure=structure, model=model, today=today)
    return typeset([noted(made, asked)], width=width, color=color)


def card(
    card: Card,
    *,
    width: int,
    color: bool,
    model: str = "org.yaml",
    scale: tuple[float, float] | None = None,
) -> str:
    """One party's card."""
    return cards([card], width=width, color=color, model=model, scale=scale)


def cards(
    cards: Sequence[Card],
    *,
    width: int,
    color: bool,
    model: str = "org.yaml",
    scale: tuple[float, float] | None = None,
) -> str:
    """Several parties' cards, one after the other."""
    from internalmap.reports.party.card import briefings

    return typeset(briefings(cards, model=model, scale=scale), width=width, color=color)


def agenda(agenda: Agenda, *, width: int, color: bool, model: str = "org.yaml") -> str:
    """What is due, unit by unit."""
    from internalmap.reports.agenda import briefing

    return typeset([briefing(agenda, model=model)], width=width, color=color)


def difference(
    difference: Difference, *, width: int, color: bool, model: str = "", asked: Sequence[str] = ()
) -> str:
    """What changed between two versions. `model` is the new one, where a command can name it."""
    from internalmap.reports.diff.briefing import briefing

    return typeset(
        [noted(briefing(difference, model=model, rows=_ROWS), asked)], width=width, color=color
    )


def impact(
    impact: Impact, *, width: int, color: bool, model: str = "org.yaml", asked: Sequence[str] = ()
) -> str:
    """What happens without somebody, or one party's story of it."""
    from internalmap.reports.impact.why import briefing

    return typeset([noted(briefing(impact, model=model), asked)], width=width, color=color)


def trace(
    trace: Trace, *, width: int, color: bool, model: str = "org.yaml", asked: Sequence[str] = ()
) -> str:
    """How one party's work reaches another."""
    from internalmap.reports.trace import briefing

    return typeset([noted(briefing(trace, model=model), asked)], width=width, color=color)


def simulation(
    simulation: Simulation,
    *,
    width: int,
    color: bool,
    top: int = 10,
    model: str = "org.yaml",
    asked: Sequence[str] = (),
) -> str:
    """The chance of being let down."""
    from internalmap.reports.simulate import briefing

    return typeset(
        [noted(briefing(simulation, top=top, model=model), asked)], width=width, color=color
    )


def advice(
    advice: Advice, *, width: int, color: bool, model: str = "org.yaml", asked: Sequence[str] = ()
) -> str:
    """Which few changes remove the most risk."""
    from internalmap.reports.advise import briefing

    return typeset([noted(briefing(advice, model=model), asked)], width=width, color=color)


def typeset(briefings: Sequence[Briefing], *, width: int, color: bool) -> str:
    """Briefings in lines of at most `width`, those after the first under two empty lines."""
    width = max(width, LEAST_WIDTH)
    out = StringIO()
    console = _console(out, width, color)
    lines: list[Text] = []
    for number, made in enumerate(briefings):
        if number:
            lines += [Text(""), Text("")]
        lines += _briefing(console, made, width)
    if not color:
        return plain_ends("".join(f"{line.plain}\n" for line in lines))
    for line in lines:
        console.print(line, soft_wrap=True)
    return plain_ends(out.getvalue())


def _console(out: StringIO, width: int, color: bool) -> Console:
    """A console that knows nothing of the terminal that it runs in."""
    return Console(
        file=out,
        width=width,
        force_terminal=color,
        force_jupyter=False,
        force_interactive=False,
        color_system="standard" if color else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )


def _briefing(console: Console, made: Briefing, width: int) -> list[Text]:
    prose = min(width, PROSE_WIDTH)
    lines = _heading(console, made.title, width, "=")
    if made.marking is not None:
        lines += wrap(console, Text(printable(made.marking), style="bold"), width)
    lines.append(Text(""))
    verdict = text(made.verdict)
    if verdict.plain:
        verdict.stylize("bold")
        lines += wrap(console, verdict, prose)
        lines.append(Text(""))
    for note in made.notes:
        lines += wrap(console, text(note), prose)
    if made.notes:
        lines.append(Text(""))
    for section in made.sections:
        lines += _section(console, section, width)
    for remark in made.remarks:
        lines += [*wrap(console, text(remark), prose), Text("")]
    if made.closing is not None:
        lines += _step(console, made.closing, width)
        lines.append(Text(""))
    return lines[:-1]


def _section(console: Console, section: Section, width: int) -> list[Text]:
    prose = min(width, PROSE_WIDTH)
    lines = _heading(console, section.heading, width, "-")
    for cell in section.lead:
        lines += wrap(console, text(cell), prose)
    if section.lead and section.body:
        lines.append(Text(""))
    for number, block in enumerate(section.body):
        if number:
            lines.append(Text(""))
        if isinstance(block, Table):
            lines += table_lines(console, block, width)
        else:
            lines += _items(console, block.items, prose)
        if block.more is not None:
            lines += _step(console, block.more, width)
    if section.next is not None:
        lines.append(Text(""))
        lines += _step(console, section.next, width)
    lines.append(Text(""))
    return lines


def _heading(console: Console, words: str, width: int, rule: str) -> list[Text]:
    lines = wrap(console, Text(printable(words), style="bold"), width)
    return [*lines, Text(rule * max(cell_len(line.plain) for line in lines), style="dim")]


def _items(console: Console, items: Sequence[Cell], width: int) -> list[Text]:
    if len(items) == 1:
        return wrap(console, text(items[0]), width)
    return [line for item in items for line in wrap(console, text(item), width, "- ", "  ")]


def _step(console: Console, step: Step, width: int) -> list[Text]:
    """The words, and the command on a line of its own so that it can be copied."""
    lines = wrap(console, Text(printable(step.text)), min(width, PROSE_WIDTH))
    if step.command:
        lines += wrap(console, Text(printable(step.command), style="cyan"), width, "  ", "  ")
    return lines
