"""`internalmap analyze`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from internalmap.cli.common import Progress, ask, choose_format, deliver, look, note, one_of


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
    style = replace(style, today=today)
    with Progress(quiet) as progress:
        question = ask(model, protect, candidates, stops_on, only_needs, without_needs, anonymize)
        from internalmap.analyses.bottlenecks import SORT_KEYS
        from internalmap.analysis import analyze as run
        from internalmap.units import groups

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
        progress("writing")
        text = form.report(analysis, style)
    if name in ("json", "csv"):
        for notice in analysis.notices:
            note(f"internalmap: {notice}", quiet)
    deliver(text, output, question.organization, format=name, quiet=quiet)
