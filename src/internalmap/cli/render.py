"""`internalmap render`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from internalmap.cli.common.completion import complete_party
from internalmap.cli.common.options import Model, Quiet, WithContacts, command, target

if TYPE_CHECKING:
    from internalmap.api.query import Query


@command("internalmap render org.yaml --focus kitchen --hops 2 -o kitchen.png")
def render(
    model: Model,
    *,
    view: Annotated[
        str | None,
        typer.Option(
            metavar="VIEW",
            help="map, pyramid, hierarchy, matrix or risk. Default: map; matrix where no chain of "
            "needs is longer than one.",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write to this file; its ending sets the format. Default: beside the model.",
            show_default=False,
            callback=target,
        ),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME",
            help="svg, png, pdf, dot, mermaid or html; default: by the ending of FILE, else svg.",
            show_default=False,
        ),
    ] = None,
    focus: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SELECTOR",
            help="Only the neighbourhood of these.",
            autocompletion=complete_party,
            show_default=False,
        ),
    ] = None,
    hops: Annotated[
        int | None,
        typer.Option(
            min=0,
            metavar="N",
            help="How many dependencies away a neighbour is at most; default: 1.",
            show_default=False,
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SELECTOR",
            help="Only these; what lies between them becomes a dotted line.",
            autocompletion=complete_party,
            show_default=False,
        ),
    ] = None,
    roll_up: Annotated[
        str | None,
        typer.Option(
            metavar="TO",
            help="Boxes are: party (all of them), unit, a depth such as 1, or a kind. "
            "Default: units where there are too many parties to read.",
            show_default=False,
        ),
    ] = None,
    color_by: Annotated[
        str,
        typer.Option(metavar="FIGURE", help="risk, kind, load, satisfaction or unit."),
    ] = "risk",
    highlight: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SELECTOR",
            help="Show what the absence of these does.",
            autocompletion=complete_party,
            show_default=False,
        ),
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option(
            metavar="SHEET",
            help="16:9, a4, a3 or none; default: 16:9 for PNG and PDF, else none.",
            show_default=False,
        ),
    ] = None,
    pages: Annotated[
        str | None,
        typer.Option(
            metavar="OF",
            help="unit: an index, and a map of each unit with what comes in and goes out. One PDF, "
            "or a numbered file each.",
            show_default=False,
        ),
    ] = None,
    all_lines: Annotated[
        bool,
        typer.Option("--all-lines", help="Draw every party and every line, readable or not."),
    ] = False,
    reduce: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=6,
            metavar="N",
            help="DOT and Mermaid: draw less, up to step N of those in docs/pictures.md.",
            show_default=False,
        ),
    ] = None,
    legend: Annotated[
        bool, typer.Option("--legend/--no-legend", help="Explain shapes, marks and lines below.")
    ] = True,
    engine: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="builtin: the Graphviz that came along; system: the 'dot' on the PATH.",
        ),
    ] = "builtin",
    with_contacts: WithContacts = False,
    query: Query,
    quiet: Quiet = False,
) -> None:
    """Draw a picture: SVG, PNG, PDF, DOT or Mermaid; or a page to take boxes away in, HTML.

    The map has suppliers left of those they supply, or above them where names come out larger so
    (it says which), and units as frames around their members; the pyramid has customers on top and
    the boss at the bottom; the hierarchy is the classic chart; the matrix has a row and a column
    for each party; the risk table says who alone lets whom down, and how soon.
    """
    from internalmap._atomic_write import write_files
    from internalmap.api.render import render as drawn
    from internalmap.arguments import one_of
    from internalmap.cli.common.session import (
        check_contacts,
        open_model,
        refuse_overwriting_model,
        report_written,
    )
    from internalmap.cli.common.streams import Progress, note, write, write_data
    from internalmap.diagrams import DEFAULT, VIEWS
    from internalmap.diagrams.chart.coloring import COLORINGS
    from internalmap.diagrams.drawing.sheet import SHEETS
    from internalmap.diagrams.formats.engine import ENGINES
    from internalmap.errors import InternalMapError
    from internalmap.formats import PICTURES

    if view is not None:
        one_of("view", view, VIEWS)
    one_of("color_by", color_by, COLORINGS)
    one_of("engine", engine, ENGINES)
    if hops is not None and not focus:
        raise InternalMapError("--hops says how far around --focus", "Name whom to look at.")
    form = PICTURES.chosen(format, output, "svg")
    if sheet is not None:
        one_of("sheet", sheet, SHEETS)
    if form.name == "html":
        _page_fits(
            view=view is not None, focus=focus, hops=hops is not None, only=only,
            roll_up=roll_up, color_by=color_by != "risk", highlight=highlight, sheet=sheet,
            all_lines=all_lines, reduce=reduce is not None, no_legend=not legend,
            pages=pages is not None,
        )  # fmt: skip
    check_contacts(with_contacts, form.name)
    _fits(form.name, view or DEFAULT, sheet=sheet, all_lines=all_lines, reduce=reduce)
    if output is None:
        output = _beside(model, form.endings[0])
    if pages is not None and output == "-" and form.name != "pdf":
        raise InternalMapError(
            f"--pages as {form.name.upper()} is several files, and standard output is one",
            "Name a file with --output, or write PDF, which holds all pages.",
        )
    with Progress(quiet) as progress:
        opened = open_model(model, query, also=(focus, only, highlight))
        refuse_overwriting_model(output, opened.organization)
        picture = drawn(
            opened.organization,
            view=view,
            format=form.name,
            focus=opened.also[0],
            hops=1 if hops is None else hops,
            only=opened.also[1],
            roll_up=roll_up,
            color_by=color_by,
            highlight=opened.also[2],
            sheet=sheet,
            pages=pages,
            all_lines=all_lines,
            reduce=reduce or 0,
            legend=legend,
            engine=engine,
            contacts=with_contacts,
            **opened.query.settings,
            progress=progress,
        )
    for notice in picture.notices:
        note(f"internalmap: {notice}", quiet)
    if picture.pages:
        files = picture.files(output)
        for path in files:
            refuse_overwriting_model(path, opened.organization)
        write_files(files)
        for path in files:
            report_written(path, quiet)
        return
    if form.binary:
        write_data(picture.data, output)
    else:
        write(picture.text, output)
    report_written(output, quiet)


def _page_fits(**given: object) -> None:
    """Refuse what is chosen in the page, and not when it is made."""
    from internalmap.errors import InternalMapError

    names = [name for name, value in given.items() if value]
    if names:
        option = f"--{names[0].replace('_', '-')}"
        raise InternalMapError(
            f"{option} is for a picture, not for the page",
            "Leave it out: whoever opens the page searches, filters and takes boxes away there, "
            "and its address says what is shown.",
        )


def _fits(form: str, view: str, *, sheet: str | None, all_lines: bool, reduce: int | None) -> None:
    """Refuse what a format or a view has no use for."""
    from internalmap.errors import InternalMapError

    text = form in ("dot", "mermaid")
    if text and sheet is not None:
        raise InternalMapError(
            f"--sheet: {form.upper() if form == 'dot' else 'Mermaid'} has no sheet",
            "Whoever draws it chooses the size. Write SVG, PNG or PDF, or leave --sheet out.",
        )
    if reduce is not None and (not text or view != "map"):
        raise InternalMapError(
            "--reduce is for a map as DOT or Mermaid",
            "In SVG, PNG and PDF, as much is drawn as can be read.",
        )
    if all_lines and (text or view != "map"):
        raise InternalMapError(
            "--all-lines is for a map as SVG, PNG or PDF", "Elsewhere, all lines are drawn anyway."
        )


def _beside(model: str, ending: str) -> str:
    """Where a picture goes that is given no name: beside the model, or, for a model from standard
    input, to standard output."""
    import os

    if model == "-":
        return "-"
    if os.path.isdir(model):
        return os.path.relpath(os.path.realpath(model)) + ending
    return os.path.splitext(model)[0] + ending
