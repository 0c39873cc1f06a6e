"""`internalmap agenda`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from internalmap.cli.common.options import Color, Format, Model, Output, Quiet, Today, command

if TYPE_CHECKING:
    from internalmap.api.query import Query


@command("internalmap agenda org.yaml --ahead 60d", without=("protect", "candidates", "stops_on"))
def agenda(
    model: Model,
    *,
    ahead: Annotated[
        str, typer.Option(metavar="DURATION", help="How far to look ahead: 0, 30d, 3mo.")
    ] = "30d",
    format: Format = None,
    output: Output = None,
    query: Query,
    today: Today = None,
    quiet: Quiet = False,
    color: Color = "auto",
) -> None:
    """List what is due: feedback talks, actions, acceptances that run out.

    Formats: {formats}.
    """
    import datetime

    from internalmap.api.agenda import agenda as run
    from internalmap.cli.common.session import open_model, report_target
    from internalmap.errors import InternalMapError
    from internalmap.text.escape import escape
    from internalmap.text.meant import instead
    from internalmap.text.quantities import DURATION_FORM, duration

    report = report_target(
        "agenda", model, query, format=format, output=output, quiet=quiet, color=color,
        caveats=(), repeats=False,
    )  # fmt: skip
    try:
        span = datetime.timedelta(seconds=duration(ahead))
    except (ValueError, OverflowError):
        raise InternalMapError(
            f"--ahead: '{escape(ahead)}' is not a duration",
            instead(ahead, duration) or f"Write {DURATION_FORM}.",
        ) from None
    with report.progress():
        opened = open_model(model, query)
    found = run(opened.organization, today=today, ahead=span)
    report.write_report(report.render(found), opened.organization)
