"""`internalmap impact`."""

from __future__ import annotations

from dataclasses import replace

from internalmap.cli.common import (
    Progress,
    ask,
    asked_again,
    asked_for,
    choose_format,
    deliver,
    look,
    own_id,
)
from internalmap.errors import InternalMapError
from internalmap.text.escape import printable
from internalmap.text.quantities import DURATION_FORM, duration, meant


def impact(
    model: str,
    *,
    gone: list[str] | None,
    late: list[str] | None,
    why: str | None,
    format: str | None,
    output: str | None,
    protect: list[str] | None,
    stops_on: str,
    only_needs: list[str] | None,
    without_needs: list[str] | None,
    anonymize: bool,
    quiet: bool,
    color: str,
) -> None:
    """Read, follow the trouble, print the timeline or one party's story."""
    if not gone and not late:
        raise InternalMapError(
            "say who is gone or late",
            "Write: internalmap impact MODEL --gone it, or: internalmap impact MODEL --late it=2d",
        )
    name, form = choose_format(format, output)
    if form.impact is None:
        raise InternalMapError(f"an impact has no {name} form", "Choose text, json or markdown.")
    delays = [_delay(text) for text in late or ()]
    style = look(model, output, color, anonymize=anonymize)
    with Progress(quiet) as progress:
        question = ask(
            model,
            protect,
            None,
            stops_on,
            only_needs,
            without_needs,
            anonymize,
            also=[gone, *([selector] for selector, _ in delays)],
        )
        about = None if why is None else own_id(why, question, "A story is of one party.")
        from internalmap.analyses.impact import story
        from internalmap.api.impact import impact as follow

        seconds: dict[str, float] = {}
        for (_, by), selectors in zip(delays, question.also[1:], strict=True):
            for selector in selectors:
                seconds[selector] = max(by, seconds.get(selector, 0))
        progress("following what stops")
        made = follow(
            question.organization,
            gone=question.also[0],
            late=seconds,
            protect=question.protect,
            stops_on=question.stops_on,
        )
        if about is not None:
            made = story(made, about)
        progress("writing")
        again = asked_again(
            anonymize=anonymize,
            protect=protect,
            stops_on=stops_on,
            only_needs=only_needs,
            without_needs=without_needs,
        )
        text = form.impact(
            made,
            replace(
                style,
                model=style.model + again,
                asked=asked_for(
                    only_needs=only_needs, without_needs=without_needs, stops_on=stops_on
                ),
            ),
        )
    deliver(text, output, question.organization, format=name, quiet=quiet)


def _delay(text: str) -> tuple[str, float]:
    """Who is late, and by how many seconds."""
    who, equals, written = text.rpartition("=")
    if not equals or not who:
        raise InternalMapError(
            f"--late: '{printable(text)}' does not say who is late, and by how long",
            "Write the id, = and how long: --late reception=3d",
        )
    try:
        return who, duration(written)
    except ValueError:
        guess = meant(written, duration)
        remedy = f"Did you mean '{guess}'?" if guess else f"Write {DURATION_FORM}."
        raise InternalMapError(
            f"--late: '{printable(written)}' is not a duration", remedy
        ) from None
