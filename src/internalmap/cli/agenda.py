"""`internalmap agenda`."""

from __future__ import annotations

from datetime import date, timedelta

from internalmap.cli.common import Progress, ask, choose_format, deliver, look
from internalmap.errors import InternalMapError
from internalmap.text.quantities import DURATION_FORM, duration


def agenda(
    model: str,
    *,
    ahead: str,
    format: str | None,
    output: str | None,
    only_needs: list[str] | None,
    without_needs: list[str] | None,
    anonymize: bool,
    today: date | None,
    quiet: bool,
    color: str,
) -> None:
    """Read and list what is due."""
    name, form = choose_format(format, output)
    if form.agenda is None:
        raise InternalMapError(f"an agenda has no {name} form")
    try:
        span = timedelta(seconds=duration(ahead))
    except (ValueError, OverflowError):
        raise InternalMapError(
            f"--ahead: '{ahead}' is not a duration", f"Write {DURATION_FORM}."
        ) from None
    with Progress(quiet):
        question = ask(model, None, None, "essential", only_needs, without_needs, anonymize)
    from internalmap.analyses.agenda import agenda as run

    found = run(question.organization, today or date.today(), ahead=span)
    style = look(model, output, color, anonymize=anonymize)
    text = form.agenda(found, style)
    deliver(text, output, question.organization, format=name, quiet=quiet)
