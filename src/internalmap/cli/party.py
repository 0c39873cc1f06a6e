"""`internalmap party`."""

from __future__ import annotations

from dataclasses import replace

from internalmap.cli.common import Progress, ask, choose_format, deliver, look
from internalmap.errors import InternalMapError
from internalmap.selectors import Selection


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
    style = look(model, output, color)
    with Progress(quiet) as progress:
        question = ask(model, protect, candidates, stops_on, only_needs, without_needs, anonymize)
        organization = question.organization
        ids = list(organization.parties)
        if id is not None:
            known = question.names or organization.parties
            if id not in known:
                raise _unknown(id, model)
            ids = [question.names.get(id, id)]
        from internalmap.cards import cards

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
    deliver(text, output, model)


def _unknown(id: str, model: str) -> InternalMapError:
    """An id that the model does not have, with the nearest that it has."""
    from internalmap.reader import load

    return Selection(load(model)).unknown_id(id) if model != "-" else InternalMapError(
        f"there is no party '{id}'"
    )
