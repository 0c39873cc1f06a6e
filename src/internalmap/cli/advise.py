"""`internalmap advise`."""

from __future__ import annotations

import codecs
import os
from dataclasses import replace

from internalmap.cli.common import (
    Progress,
    ask,
    asked_again,
    asked_for,
    choose_format,
    deliver,
    look,
    spare_model,
)
from internalmap.errors import InternalMapError
from internalmap.model.organization import Organization
from internalmap.targets import is_same


def advise(
    model: str,
    *,
    steps: int,
    write: str | None,
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
    """Read, look for the best changes, say them, and save the changed model if asked to.

    The changed text is made before anything is written: where it cannot be made, nothing is.
    """
    name, form = choose_format(format, output)
    if form.advice is None:
        raise InternalMapError(f"advice has no {name} form", "Choose text, json or markdown.")
    style = look(model, output, color, anonymize=anonymize)
    again = asked_again(
        anonymize=anonymize,
        protect=protect,
        candidates=candidates,
        stops_on=stops_on,
        only_needs=only_needs,
        without_needs=without_needs,
    )
    style = replace(
        style,
        model=style.model + again,
        asked=asked_for(only_needs=only_needs, without_needs=without_needs, stops_on=stops_on),
    )
    if write is not None:
        _check_write(write, output, anonymize)
    with Progress(quiet) as progress:
        question = ask(model, protect, candidates, stops_on, only_needs, without_needs, anonymize)
        if write is not None:
            spare_model(write, question.organization)
        from internalmap.api.advise import advise as run

        advice = run(
            question.organization,
            steps=steps,
            protect=question.protect,
            candidates=question.candidates,
            stops_on=question.stops_on,
            progress=progress,
        )
        progress("writing")
        text = form.advice(advice, style)
        also = {}
        if write is not None:
            from internalmap.modelfile.edit import rewritten

            changed = rewritten(question.organization, advice.steps)
            also[write] = f"{_mark(question.organization)}{changed}".encode()
    deliver(text, output, question.organization, format=name, quiet=quiet, also=also)


def _check_write(path: str, output: str | None, anonymize: bool) -> None:
    if anonymize:
        raise InternalMapError(
            "--write and --anonymize do not go together",
            "A model is saved with the ids that it has; leave one of them out.",
        )
    if path == "-" or is_same(path, output):
        raise InternalMapError(
            f"--write: the model cannot go to {path}", "Name a file of its own, such as new.yaml."
        )


def _mark(organization: Organization) -> str:
    """The byte-order mark, where the model's file begins with one: it is no part of the text."""
    name = organization.sources[0].name
    if os.path.isfile(name):
        with open(name, "rb") as stream:
            if stream.read(len(codecs.BOM_UTF8)) == codecs.BOM_UTF8:
                return codecs.BOM_UTF8.decode()
    return ""
