"""`internalmap analyze`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from internalmap.cli.common import (
    Progress,
    Question,
    ask,
    asked_for,
    choose_format,
    deliver,
    look,
    note,
    one_of,
)
from internalmap.errors import InternalMapError

#: How many boxes a report's map may have: to lay out more takes minutes, and nobody reads them.
_MOST_DRAWN = 1_000


def analyze(
    model: str,
    *,
    format: str | None,
    output: str | None,
    top: int,
    sort: str,
    cut_size: int,
    structure: bool,
    roll_up: str,
    protect: list[str] | None,
    candidates: list[str] | None,
    stops_on: str,
    only_needs: list[str] | None,
    without_needs: list[str] | None,
    anonymize: bool,
    today: date | None,
    quiet: bool,
    color: str,
) -> None:
    """Read, analyse, report."""
    name, form = choose_format(format, output)
    style = look(model, output, color, top=top, structure=structure, anonymize=anonymize)
    style = replace(
        style, today=today, asked=asked_for(only_needs=only_needs, without_needs=without_needs)
    )
    with Progress(quiet) as progress:
        question = ask(model, protect, candidates, stops_on, only_needs, without_needs, anonymize)
        from internalmap.analyses.bottlenecks import SORT_KEYS
        from internalmap.api.analyze import analyze as run
        from internalmap.model.units import groups

        one_of(sort, SORT_KEYS, "--sort")
        group_of = groups(question.organization, roll_up)
        analysis = run(
            question.organization,
            protect=question.protect,
            candidates=question.candidates,
            stops_on=question.stops_on,
            cut_size=cut_size,
            top=top if roll_up == "party" else len(question.organization.parties),
            sort=sort,
            progress=progress,
        )
        if roll_up != "party":
            from internalmap.analyses.roll_up import roll_up as rolled

            analysis = rolled(analysis, group_of)
            analysis = replace(analysis, bottlenecks=analysis.bottlenecks[:top])
        if form.shows_map:
            picture, remarks = _map(question, roll_up, progress)
            style = replace(style, picture=picture, picture_remarks=remarks)
        progress("writing")
        result = form.report(analysis, style)
    for remark in style.picture_remarks:
        note(f"internalmap: {remark}", quiet)
    if name in ("json", "csv"):
        for notice in analysis.notices:
            note(f"internalmap: {notice}", quiet)
    deliver(result, output, question.organization, format=name, quiet=quiet)


def _map(
    question: Question, roll_up: str, progress: Progress
) -> tuple[bytes | None, tuple[str, ...]]:
    """The map that a report shows, as PNG, and what must be said of it. A report without it is
    better than none."""
    from internalmap.api.render import render
    from internalmap.model.units import groups

    organization = question.organization
    boxes = len(set(groups(organization, "unit" if roll_up == "party" else roll_up).values()))
    if boxes > _MOST_DRAWN and len(organization.parties) > _MOST_DRAWN:
        words = f"{boxes:,} boxes are more than a page can show"
        return None, (f"There is no picture of the map: {words}.",)
    try:
        picture = render(
            organization,
            format="png",
            roll_up=None if roll_up == "party" else roll_up,
            protect=question.protect,
            candidates=question.candidates,
            stops_on=question.stops_on,
            progress=progress,
        )
    except InternalMapError as error:
        return None, (f"There is no picture of the map: {error.message}.",)
    return picture.data, picture.notices
