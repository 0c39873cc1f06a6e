"""`internalmap impact`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from internalmap.cli.common.completion import complete_party
from internalmap.cli.common.options import Color, Format, Model, Output, Quiet, command

if TYPE_CHECKING:
    from internalmap.api.query import Query


@command("internalmap impact org.yaml --gone it --for 8h", without=("candidates",))
def impact(
    model: Model,
    *,
    gone: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SELECTOR",
            help="Who is gone, with everyone inside.",
            autocompletion=complete_party,
            show_default=False,
        ),
    ] = None,
    duration: Annotated[
        str | None,
        typer.Option(
            "--for",
            metavar="DURATION",
            help="How long all who are gone are gone, in place of their restore times: 8h.",
            show_default=False,
        ),
    ] = None,
    late: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID=DURATION",
            help="Who is late, and by how long: kitchen=30min.",
            show_default=False,
        ),
    ] = None,
    why: Annotated[
        str | None,
        typer.Option(
            metavar="ID",
            help="Only this party's story, step by step.",
            autocompletion=complete_party,
            show_default=False,
        ),
    ] = None,
    format: Format = None,
    output: Output = None,
    query: Query,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """Follow an absence or a delay: what happens, to whom, when, and by which chain.

    Formats: {formats}.
    """
    from internalmap.analyses.impact import story
    from internalmap.api.impact import impact as follow
    from internalmap.cli.common.session import example, open_model, report_target
    from internalmap.errors import InternalMapError, for_each

    if not gone and not late:
        raise InternalMapError(
            "say who is gone or late",
            f"Write: {example('impact', model, '--gone', '{supplier}')}, or: "
            f"{example('impact', model, '--late', '{supplier}=2d')}",
        )
    lasting = None if duration is None else _lasting(model, duration, gone)
    report = report_target(
        "impact", model, query, format=format, output=output, quiet=quiet, color=color
    )
    delays = for_each(_delay, late or ())
    with report.progress() as progress:
        opened = open_model(model, query, also=[gone, *([selector] for selector, _ in delays)])
        about = None if why is None else opened.id(why, "A story is of one party.")
        seconds: dict[str, float] = {}
        for (_, by), selectors in zip(delays, opened.also[1:], strict=True):
            for selector in selectors:
                seconds[selector] = max(by, seconds.get(selector, 0))
        progress("following what stops")
        made = follow(
            opened.organization,
            gone=opened.also[0],
            late=seconds,
            duration=lasting,
            protect=opened.query.protect,
            stops_on=query.stops_on,
        )
        if about is not None:
            made = story(made, about)
        progress("writing")
        text = report.render(made)
    report.write_report(text, opened.organization)


def _lasting(model: str, text: str, gone: list[str] | None) -> int:
    """For how many seconds they are gone."""
    from internalmap.cli.common.session import example
    from internalmap.errors import InternalMapError

    if not gone:
        raise InternalMapError(
            "--for says how long, and nobody is gone",
            f"Write: {example('impact', model, '--gone', '{supplier}', '--for', '8h')}",
        )
    return _duration("--for", text)


def _delay(text: str) -> tuple[str, int]:
    """Who is late, and by how many seconds."""
    from internalmap.errors import InternalMapError
    from internalmap.text.escape import escape

    who, equals, written = text.rpartition("=")
    if not equals or not who:
        raise InternalMapError(
            f"--late: '{escape(text)}' does not say who is late, and by how long",
            "Write the id, = and how long: --late reception=3d",
        )
    return who, _duration("--late", written)


def _duration(option: str, text: str) -> int:
    from internalmap.errors import InternalMapError
    from internalmap.text.escape import escape
    from internalmap.text.meant import instead
    from internalmap.text.quantities import DURATION_FORM, duration

    try:
        return duration(text)
    except ValueError:
        remedy = instead(text, duration) or f"Write {DURATION_FORM}."
        raise InternalMapError(f"{option}: '{escape(text)}' is not a duration", remedy) from None
