"""`internalmap simulate`."""

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
)
from internalmap.errors import InternalMapError


def simulate(
    model: str,
    *,
    scenarios: int,
    seed: int,
    top: int,
    format: str | None,
    output: str | None,
    protect: list[str] | None,
    candidates: list[str] | None,
    stops_on: str,
    only_needs: list[str] | None,
    without_needs: list[str] | None,
    anonymize: bool,
    quiet: bool,
    color: str,
) -> None:
    """Read, weigh or draw, print the chances."""
    name, form = choose_format(format, output)
    if form.simulation is None:
        raise InternalMapError(f"chances have no {name} form", "Choose text, json or markdown.")
    style = look(model, output, color, top=top, anonymize=anonymize)
    with Progress(quiet) as progress:
        question = ask(model, protect, candidates, stops_on, only_needs, without_needs, anonymize)
        from internalmap.api.simulate import simulate as run

        found = run(
            question.organization,
            scenarios=scenarios,
            seed=seed,
            protect=question.protect,
            candidates=question.candidates,
            stops_on=question.stops_on,
            progress=progress,
        )
        progress("writing")
        again = asked_again(
            anonymize=anonymize,
            protect=protect,
            candidates=candidates,
            stops_on=stops_on,
            only_needs=only_needs,
            without_needs=without_needs,
        )
        text = form.simulation(
            found,
            replace(
                style,
                model=style.model + again,
                asked=asked_for(only_needs=only_needs, without_needs=without_needs),
            ),
        )
    deliver(text, output, question.organization, format=name, quiet=quiet)
