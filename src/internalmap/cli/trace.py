"""`internalmap trace`."""

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


def trace(
    model: str,
    supplier: str,
    customer: str,
    *,
    all: bool,
    format: str | None,
    output: str | None,
    stops_on: str,
    only_needs: list[str] | None,
    without_needs: list[str] | None,
    anonymize: bool,
    quiet: bool,
    color: str,
) -> None:
    """Read, look for the chains, print them."""
    name, form = choose_format(format, output)
    if form.trace is None:
        raise InternalMapError(f"a trace has no {name} form", "Choose text, json or markdown.")
    style = look(model, output, color, anonymize=anonymize)
    with Progress(quiet) as progress:
        question = ask(model, None, None, stops_on, only_needs, without_needs, anonymize)
        remedy = "A trace is between two parties: write their ids."
        ends = [own_id(id, question, remedy) for id in (supplier, customer)]
        if ends[0] == ends[1]:
            raise InternalMapError(
                f"'{printable(supplier)}' is named twice",
                "Write the supplier, then another party: internalmap trace MODEL it reception",
            )
        from internalmap.api.trace import trace as follow

        progress("looking for chains")
        made = follow(
            question.organization, ends[0], ends[1], every=all, stops_on=question.stops_on
        )
        progress("writing")
        again = asked_again(
            anonymize=anonymize,
            protect=None,
            stops_on=stops_on,
            only_needs=only_needs,
            without_needs=without_needs,
        )
        text = form.trace(
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
