"""`internalmap party`."""

from __future__ import annotations

from dataclasses import replace

from internalmap.cli.common import Progress, ask, choose_format, deliver, look, own_id
from internalmap.errors import InternalMapError


def party(
    model: str,
    id: str | None,
    *,
    all: bool,
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
    """Read, analyse, print one card or all."""
    if (id is None) != all:
        raise InternalMapError(
            "name one party, or all of them",
            "Write: internalmap party MODEL ID, or: internalmap party MODEL --all",
        )
    name, form = choose_format(format, output)
    if form.cards is None:
        raise InternalMapError(f"a card has no {name} form", "Choose text, json or markdown.")
    style = look(model, output, color, anonymize=anonymize)
    with Progress(quiet) as progress:
        question = ask(model, protect, candidates, stops_on, only_needs, without_needs, anonymize)
        organization = question.organization
        ids = list(organization.parties)
        if id is not None:
            ids = [own_id(id, question, "A card is for one party: write its id.")]
        from internalmap.api.party import cards

        made = cards(
            organization,
            ids,
            protect=question.protect,
            candidates=question.candidates,
            stops_on=question.stops_on,
            progress=progress,
        )
        progress("writing")
        text = form.cards(made, all, replace(style, scale=organization.scale))
    deliver(text, output, question.organization, format=name, quiet=quiet)
