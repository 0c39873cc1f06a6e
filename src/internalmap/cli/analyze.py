"""`internalmap analyze`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from internalmap.cli.common.options import (
    Color,
    Format,
    Model,
    Output,
    Quiet,
    Today,
    WithContacts,
    command,
)

if TYPE_CHECKING:
    from internalmap.api.query import Query
    from internalmap.cli.common.session import OpenedModel, ReportTarget
    from internalmap.cli.common.streams import Progress

#: How many boxes a report's map may have: to lay out more takes minutes, and nobody reads them.
_MOST_DRAWN = 1_000


@command("internalmap analyze org.yaml --stops-on important -o report.md")
def analyze(
    model: Model,
    *,
    format: Format = None,
    output: Output = None,
    top: Annotated[
        int, typer.Option(min=1, metavar="N", help="How many rows a table has at most.")
    ] = 10,
    sort: Annotated[
        str,
        typer.Option(
            metavar="FIGURE",
            help="Rank bottlenecks by utilisation, demand, through, gateway, reach or impact.",
        ),
    ] = "utilisation",
    order: Annotated[
        str,
        typer.Option(
            metavar="BY",
            help="Order single points of failure by soon (within which time), customers or impact.",
        ),
    ] = "soon",
    cut_size: Annotated[
        int,
        typer.Option(min=1, metavar="N", help="How many absences together are tried; 1: no pairs."),
    ] = 2,
    structure: Annotated[
        bool, typer.Option("--structure", help="Add the figures of the whole organisation.")
    ] = False,
    brief: Annotated[
        bool,
        typer.Option("--brief", help="Only the verdict, the five worst and what to do: a screen."),
    ] = False,
    roll_up: Annotated[
        str,
        typer.Option(
            metavar="TO",
            help="Group rows by party, unit, a depth such as 1, or a kind such as department.",
        ),
    ] = "party",
    with_contacts: WithContacts = False,
    query: Query,
    today: Today = None,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """Report single points of failure, bottlenecks, paper fallbacks and who is let down.

    Formats: {formats}. CSV is the table of parties, xlsx a workbook with the map, html a page to
    take boxes away in and watch what stops.
    """
    from dataclasses import replace

    from internalmap.analyses._order import ORDERS
    from internalmap.analyses.bottlenecks import SORT_KEYS
    from internalmap.api.analyze import analyze as run
    from internalmap.arguments import one_of
    from internalmap.cli.common.session import check_contacts, open_model, report_target
    from internalmap.cli.common.streams import note
    from internalmap.model.units import groups

    one_of("sort", sort, SORT_KEYS)
    one_of("order", order, ORDERS)
    report = report_target(
        "analyze", model, query, format=format, output=output, quiet=quiet, color=color,
        top=top, structure=structure, caveats=query.caveats(stops_on=False), repeats=False,
    )  # fmt: skip
    check_contacts(with_contacts, report.format.name)
    if report.format.made_from == "model":
        _page_fits(
            top=top != 10, sort=sort != "utilisation", order=order != "soon",
            cut_size=cut_size != 2, structure=structure, brief=brief, roll_up=roll_up != "party",
            today=today,
        )  # fmt: skip
        _write_page(report, model, query, with_contacts)
        return
    if brief:
        _can_be_brief(report.format.name, structure=structure)
    remarks: tuple[str, ...] = ()
    with report.progress() as progress:
        opened = open_model(model, query)
        group_of = groups(opened.organization, roll_up)
        analysis = run(
            opened.organization,
            **opened.query.settings,
            cut_size=cut_size,
            top=top if roll_up == "party" else len(opened.organization.parties),
            sort=sort,
            order=order,
            progress=progress,
        )
        if roll_up != "party":
            from internalmap.analyses.roll_up import roll_up as rolled

            analysis = rolled(analysis, group_of)
            analysis = replace(analysis, bottlenecks=analysis.bottlenecks[:top])
        picture = risk = None
        if report.format.shows_map:
            picture, risk, remarks = _map(opened, roll_up, progress)
        appendix = None
        if report.format.made_from == "workbook":
            from internalmap.api.bia import bia

            appendix = bia(opened.organization, **opened.query.settings, progress=progress)
        progress("writing")
        result = report.render(
            analysis,
            today=today,
            picture=picture,
            picture_remarks=remarks,
            risk_picture=risk,
            brief=brief,
            appendix=appendix,
        )
    for remark in remarks:
        note(f"internalmap: {remark}", quiet)
    if report.format.made_from == "result":
        for notice in analysis.notices:
            note(f"internalmap: {notice}", quiet)
    report.write_report(result, opened.organization)


def _page_fits(**given: object) -> None:
    """Refuse what the page has no use for: it holds everything, and is sorted by its reader."""
    from internalmap.errors import InternalMapError

    names = [name for name, value in given.items() if value]
    if names:
        raise InternalMapError(
            f"--{names[0].replace('_', '-')} is for a report, not for the page",
            "Leave it out: the page holds everything, and its reader sorts and filters.",
        )


def _write_page(report: ReportTarget, model: str, query: Query, with_contacts: bool) -> None:
    """The same page that `render` writes."""
    from internalmap.api.render import render
    from internalmap.cli.common.session import open_model

    with report.progress() as progress:
        opened = open_model(model, query)
        page = render(
            opened.organization,
            format="html",
            contacts=with_contacts,
            **opened.query.settings,
            progress=progress,
        )
    report.write_report(page.text, opened.organization)


def _can_be_brief(format: str, *, structure: bool) -> None:
    """Refuse to be brief where that makes no sense."""
    from internalmap.errors import InternalMapError

    if format not in ("text", "markdown"):
        raise InternalMapError(
            f"--brief is one screen to read, and {format} is not read on a screen",
            "Write --format text or markdown, or leave --brief out.",
        )
    if structure:
        raise InternalMapError("--brief leaves out what --structure adds", "Write one of the two.")


def _map(
    opened: OpenedModel, roll_up: str, progress: Progress
) -> tuple[bytes | None, bytes | None, tuple[str, ...]]:
    """The map that a report shows, as PNG, and what must be said of it. A report without it is
    better than none."""
    from internalmap.api.render import render
    from internalmap.errors import InternalMapError
    from internalmap.model.units import groups

    organization = opened.organization
    boxes = len(set(groups(organization, "unit" if roll_up == "party" else roll_up).values()))
    if boxes > _MOST_DRAWN and len(organization.parties) > _MOST_DRAWN:
        words = f"{boxes:,} boxes are more than a page can show"
        return None, None, (f"There is no picture of the map: {words}.",)
    try:
        picture = render(
            organization,
            view="map",
            format="png",
            roll_up=None if roll_up == "party" else roll_up,
            **opened.query.settings,
            progress=progress,
        )
        risk = render(
            organization, view="risk", format="png", **opened.query.settings, progress=progress
        )
    except InternalMapError as error:
        return None, None, (f"There is no picture of the map: {error.message}.",)
    return picture.data, risk.data, picture.notices
