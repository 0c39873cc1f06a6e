"""`internalmap render`."""

from __future__ import annotations

import os

from internalmap.cli.common import Progress, ask, note, one_of, say_written, spare_model
from internalmap.cli.streams import write, write_data
from internalmap.errors import InternalMapError


def render(
    model: str,
    *,
    view: str,
    format: str | None,
    output: str | None,
    focus: list[str] | None,
    hops: int | None,
    only: list[str] | None,
    roll_up: str | None,
    color_by: str,
    highlight: list[str] | None,
    legend: bool,
    engine: str,
    protect: list[str] | None,
    candidates: list[str] | None,
    stops_on: str,
    only_needs: list[str] | None,
    without_needs: list[str] | None,
    anonymize: bool,
    quiet: bool,
) -> None:
    """Read, analyse, draw."""
    from internalmap.diagrams import ENDINGS, FORMATS, VIEWS, format_of_file
    from internalmap.diagrams.chart.coloring import COLORINGS
    from internalmap.diagrams.formats.engine import ENGINES

    for value, known, option in (
        (view, VIEWS, "--view"),
        (color_by, COLORINGS, "--color-by"),
        (engine, ENGINES, "--engine"),
    ):
        one_of(value, list(known), option)
    if hops is not None and not focus:
        raise InternalMapError("--hops says how far around --focus", "Name whom to look at.")
    if format is None:
        format = format_of_file(output) if output not in (None, "-") else "svg"
    format = one_of(ENDINGS.get(f".{format}", format), list(FORMATS), "--format")
    if output is None:
        output = beside(model, FORMATS[format][0])
    with Progress(quiet) as progress:
        question = ask(
            model, protect, candidates, stops_on, only_needs, without_needs, anonymize,
            also=(focus, only, highlight),
        )  # fmt: skip
        spare_model(output, question.organization)
        from internalmap.api.render import render as drawn

        picture = drawn(
            question.organization,
            view=view,
            format=format,
            focus=question.also[0],
            hops=1 if hops is None else hops,
            only=question.also[1],
            roll_up=roll_up,
            color_by=color_by,
            highlight=question.also[2],
            legend=legend,
            engine=engine,
            protect=question.protect,
            candidates=question.candidates,
            stops_on=question.stops_on,
            progress=progress,
        )
    for notice in picture.notices:
        note(f"internalmap: {notice}", quiet)
    if format in ("png", "pdf"):
        write_data(picture.data, output)
    else:
        write(picture.text, output)
    say_written(output, quiet)


def beside(model: str, ending: str) -> str:
    """Where a picture goes that is given no name: beside the model, or, for a model from standard
    input, to standard output."""
    if model == "-":
        return "-"
    if os.path.isdir(model):
        return os.path.relpath(os.path.realpath(model)) + ending
    return os.path.splitext(model)[0] + ending
