"""Results as text, or as a workbook: one file a format, each a pure function without input or
output.

`FORMATS` is the one table of them. A format's module is imported when it is asked for: rich is
for those who read the text, not for the job that wants JSON.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import PurePath
from types import MappingProxyType

from internalmap.errors import InternalMapError
from internalmap.results.advise import Advice
from internalmap.results.agenda import Agenda
from internalmap.results.analyze import Analysis
from internalmap.results.diff import Difference
from internalmap.results.impact import Impact
from internalmap.results.party import Card
from internalmap.results.simulate import Simulation
from internalmap.results.trace import Trace
from internalmap.text.escape import printable

__all__ = ["FORMATS", "Format", "Look", "format_named", "format_of_file"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a report is to look; a format heeds what concerns it.

    `width` and `color` are the terminal's, `top` bounds the rows of each table, `structure` asks
    for the figures of the whole, `model` is the path that commands in the report name, `scale`
    is the model's scale of satisfaction, for cards. With `today`, actions that are overdue are
    said to be. `picture` is the map as PNG, for a format that shows it; `picture_remarks` say what
    was left out of it, or why there is none. `asked` are sentences on what was asked for, so that
    a report that is put by is not taken for another.
    """

    width: int = 80
    color: bool = False
    top: int = 10
    structure: bool = False
    model: str = "org.yaml"
    scale: tuple[float, float] | None = None
    today: date | None = None
    picture: bytes | None = None
    picture_remarks: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """A format: its file endings, and a function for each thing that it can show. A report that is
    no text is bytes. `shows_map`: its report has a picture of the map in it."""

    endings: tuple[str, ...]
    report: Callable[[Analysis, Look], str | bytes]
    cards: Callable[[Sequence[Card], bool, Look], str] | None = None
    agenda: Callable[[Agenda, Look], str] | None = None
    impact: Callable[[Impact, Look], str] | None = None
    trace: Callable[[Trace, Look], str] | None = None
    difference: Callable[[Difference, Look], str] | None = None
    simulation: Callable[[Simulation, Look], str] | None = None
    advice: Callable[[Advice, Look], str] | None = None
    shows_map: bool = False


def _text_report(analysis: Analysis, look: Look) -> str:
    from internalmap.reports.formats import text

    return text.report(
        analysis,
        width=look.width,
        color=look.color,
        top=look.top,
        structure=look.structure,
        model=look.model,
        today=look.today,
        asked=look.asked,
    )


def _text_cards(cards: Sequence[Card], _every: bool, look: Look) -> str:
    from internalmap.reports.formats import text

    return text.cards(cards, width=look.width, color=look.color, model=look.model, scale=look.scale)


def _text_agenda(agenda: Agenda, look: Look) -> str:
    from internalmap.reports.formats import text

    return text.agenda(agenda, width=look.width, color=look.color, model=look.model)


def _text_impact(impact: Impact, look: Look) -> str:
    from internalmap.reports.formats import text

    return text.impact(
        impact, width=look.width, color=look.color, model=look.model, asked=look.asked
    )


def _text_trace(trace: Trace, look: Look) -> str:
    from internalmap.reports.formats import text

    return text.trace(trace, width=look.width, color=look.color, model=look.model, asked=look.asked)


def _json_report(analysis: Analysis, _look: Look) -> str:
    from internalmap.reports.formats import json

    return json.report(analysis)


def _json_cards(cards: Sequence[Card], every: bool, _look: Look) -> str:
    from internalmap.reports.formats import json

    return json.cards(cards) if every else json.card(cards[0])


def _json_agenda(agenda: Agenda, _look: Look) -> str:
    from internalmap.reports.formats import json

    return json.agenda(agenda)


def _json_impact(impact: Impact, _look: Look) -> str:
    from internalmap.reports.formats import json

    return json.impact(impact)


def _json_trace(trace: Trace, _look: Look) -> str:
    from internalmap.reports.formats import json

    return json.trace(trace)


def _markdown_report(analysis: Analysis, look: Look) -> str:
    from internalmap.reports.formats import markdown

    return markdown.report(
        analysis,
        top=look.top,
        structure=look.structure,
        model=look.model,
        today=look.today,
        asked=look.asked,
    )


def _markdown_cards(cards: Sequence[Card], _every: bool, look: Look) -> str:
    from internalmap.reports.formats import markdown

    return markdown.cards(cards, model=look.model, scale=look.scale)


def _markdown_agenda(agenda: Agenda, look: Look) -> str:
    from internalmap.reports.formats import markdown

    return markdown.agenda(agenda, model=look.model)


def _markdown_impact(impact: Impact, look: Look) -> str:
    from internalmap.reports.formats import markdown

    return markdown.impact(impact, model=look.model, asked=look.asked)


def _markdown_trace(trace: Trace, look: Look) -> str:
    from internalmap.reports.formats import markdown

    return markdown.trace(trace, model=look.model, asked=look.asked)


def _csv_report(analysis: Analysis, _look: Look) -> str:
    from internalmap.reports.formats import csv

    return csv.report(analysis)


def _csv_agenda(agenda: Agenda, _look: Look) -> str:
    from internalmap.reports.formats import csv

    return csv.agenda(agenda)


def _xlsx_report(analysis: Analysis, look: Look) -> bytes:
    from internalmap.reports.formats import excel

    return excel.report(
        analysis,
        structure=look.structure,
        today=look.today,
        asked=look.asked,
        picture=look.picture,
        remarks=look.picture_remarks,
    )


def _text_difference(difference: Difference, look: Look) -> str:
    from internalmap.reports.formats import text

    return text.difference(
        difference, width=look.width, color=look.color, model=look.model, asked=look.asked
    )


def _json_difference(difference: Difference, _look: Look) -> str:
    from internalmap.reports.formats import json

    return json.difference(difference)


def _markdown_difference(difference: Difference, look: Look) -> str:
    from internalmap.reports.formats import diff_markdown as difference_markdown

    return difference_markdown.report(difference, asked=look.asked)


def _text_simulation(simulation: Simulation, look: Look) -> str:
    from internalmap.reports.formats import text

    return text.simulation(
        simulation,
        width=look.width,
        color=look.color,
        top=look.top,
        model=look.model,
        asked=look.asked,
    )


def _json_simulation(simulation: Simulation, _look: Look) -> str:
    from internalmap.reports.formats import json

    return json.simulation(simulation)


def _markdown_simulation(simulation: Simulation, look: Look) -> str:
    from internalmap.reports.formats import markdown

    return markdown.simulation(simulation, top=look.top, model=look.model, asked=look.asked)


def _text_advice(advice: Advice, look: Look) -> str:
    from internalmap.reports.formats import text

    return text.advice(
        advice, width=look.width, color=look.color, model=look.model, asked=look.asked
    )


def _json_advice(advice: Advice, _look: Look) -> str:
    from internalmap.reports.formats import json

    return json.advice(advice)


def _markdown_advice(advice: Advice, look: Look) -> str:
    from internalmap.reports.formats import markdown

    return markdown.advice(advice, model=look.model, asked=look.asked)


#: Every format by name. `cards` takes the cards and whether every party was asked for (then the
#: JSON is a list even of one).
FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "text": Format(
            (".txt",),
            _text_report,
            _text_cards,
            _text_agenda,
            impact=_text_impact,
            trace=_text_trace,
            difference=_text_difference,
            simulation=_text_simulation,
            advice=_text_advice,
        ),
        "json": Format(
            (".json",),
            _json_report,
            _json_cards,
            _json_agenda,
            impact=_json_impact,
            trace=_json_trace,
            difference=_json_difference,
            simulation=_json_simulation,
            advice=_json_advice,
        ),
        "markdown": Format(
            (".md", ".markdown"),
            _markdown_report,
            _markdown_cards,
            _markdown_agenda,
            impact=_markdown_impact,
            trace=_markdown_trace,
            difference=_markdown_difference,
            simulation=_markdown_simulation,
            advice=_markdown_advice,
        ),
        "csv": Format((".csv",), _csv_report, None, _csv_agenda),
        "xlsx": Format((".xlsx",), _xlsx_report, shows_map=True),
    }
)


def format_named(name: str) -> Format:
    """The format of this name. Raises `InternalMapError`, which lists the known ones."""
    if name in FORMATS:
        return FORMATS[name]
    near = get_close_matches(name, FORMATS, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise InternalMapError(
        f"there is no format {printable(name)!r}", f"{hint}known: {', '.join(FORMATS)}"
    )


def format_of_file(path: str) -> str:
    """The name of the format that a file's ending stands for, in any case of letters. Raises
    `InternalMapError`, which lists the known endings."""
    ending = PurePath(path).suffix.lower()
    for name, known in FORMATS.items():
        if ending in known.endings:
            return name
    endings = ", ".join(ending for known in FORMATS.values() for ending in known.endings)
    raise InternalMapError(
        f"{printable(path)}: no format is known by this ending",
        f"known endings: {endings}; or say --format {'|'.join(FORMATS)}",
    )
