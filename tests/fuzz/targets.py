"""What must hold of any input: it is read or refused in words, and what is written is right."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any
from unicodedata import category

import yaml

import internalmap
from fuzz.mutation import HOTEL, MAKERS, kitchen_form
from internalmap import InternalMapError, InvalidModel, Organization
from internalmap.exchange.forms.changes import says_other
from internalmap.exchange.forms.reading import read_form
from internalmap.exchange.output import formatted_files
from internalmap.modelfile.edit import edited_text


def reader(data: bytes, _folder: Path) -> None:
    """A text is a model, of which every report can be made; or each problem has its place."""
    text = data.decode("utf-8", "replace")
    organization = read_or_refuse(text)
    if organization is None:
        return
    internalmap.analyze(organization)
    internalmap.check(organization)
    for form in ("yaml", "json"):
        written = formatted_files(organization, form, None, "")[0][""].decode("utf-8")
        again = internalmap.loads(written, name=organization.title)
        assert (again.parties, again.needs) == (organization.parties, organization.needs), form


def read_or_refuse(text: str) -> Organization | None:
    """Read a text; it may be refused, in messages of which each has its place in the text."""
    try:
        return internalmap.loads(text)
    except InvalidModel as error:
        refused = error
    _is_refused_in_words(refused)
    for problem in refused.problems:
        assert problem.place is not None
        line, column = problem.place.span.start
        assert 1 <= column <= len(problem.place.source.line(line)) + 1
    return None


def advice(data: bytes, _folder: Path) -> None:
    """What `advise --write` saves is the model with its comments, changed as was said and nowhere
    else, also to another reader of YAML; or it says why it saves nothing."""
    text = data.decode("utf-8", "replace")
    try:
        organization = internalmap.loads(text)
    except InvalidModel:
        return
    advised = internalmap.advise(organization, steps=3)
    if not advised.steps:
        return
    try:
        written = edited_text(organization, advised.steps)
    except InternalMapError as error:
        _is_refused_in_words(error)
        return
    changed = {need.route.path for step in advised.steps for need in step.written if need.route}
    changed |= {("parties", step.party) for step in advised.steps if step.restore is not None}
    again = internalmap.loads(written)
    after = internalmap.analyze(again, protect=advised.protected)
    gone = {(each.party, each.protected) for step in advised.steps for each in step.removes}
    assert not gone.intersection(
        (row.party, each.protected)
        for row in after.absences.rows
        for each in row.effects
        if each.let_down
    )
    before, now = _plain(text), _plain(written)
    if before is not None:
        assert now is not None, "another reader takes the old text, and not the new one"
        assert _without(before, changed) == _without(now, changed)


def _plain(text: str) -> Any:
    """The values that another reader sees, `None` where it refuses the text."""
    try:
        return json.loads(json.dumps(yaml.safe_load(text), default=str))
    except (yaml.YAMLError, TypeError, ValueError, RecursionError):
        return None


def _without(values: Any, paths: set[tuple[str | int, ...]]) -> Any:
    """The values but those at the paths."""
    for path in sorted(paths, key=len, reverse=True):
        here = values
        for step in path[:-1]:
            here = here[step]
        here[path[-1]] = None
    return values


def table(ending: str) -> Callable[[bytes, Path], None]:
    """A file of another program becomes a model that can be written, or is refused in words."""

    def convert(data: bytes, folder: Path) -> None:
        path = folder / f"input{ending}"
        path.write_bytes(data)
        for skip_invalid in (False, True):
            try:
                made = internalmap.convert(str(path), "yaml", skip_invalid=skip_invalid)
            except InternalMapError as error:
                _is_refused_in_words(error)
                continue
            again = internalmap.loads(made.text, name=made.organization.title)
            assert again.parties == made.organization.parties
            assert again.needs == made.organization.needs
            assert skip_invalid or not made.skipped

    return convert


def form(data: bytes, folder: Path) -> None:
    """A form that came back is listed with how far it is, and can be held against the model; its
    answers come into it, or are refused."""
    path = folder / "kitchen.xlsx"
    path.write_bytes(data)
    hotel = internalmap.load(HOTEL)
    try:
        with suppress(InvalidModel):  # all that is wrong, told at once
            merged = internalmap.merge(hotel, path, on_conflict="take")
            for text in merged.texts.values():
                internalmap.loads(text.decode())
        found = internalmap.forms(hotel, folder, status=True)
    except InternalMapError as error:
        _is_refused_in_words(error)
        return
    finally:
        path.unlink()
    for notice in found.round.notices:
        assert not {"Cc", "Cs", "Zl", "Zp"}.intersection(map(category, notice))
    states = [row.state for row in found.round.forms if row.file == path.name]
    if states and states != ["unreadable"]:
        says_other(kitchen_form(), read_form(data, "kitchen.xlsx"))


def _is_refused_in_words(error: InternalMapError) -> None:
    """What is wrong and what to do, without a control or anything that turns the direction of
    what follows."""
    assert error.message
    if isinstance(error, InvalidModel):
        assert error.problems
        assert all(problem.message and problem.remedy for problem in error.problems), error
    shown = str(error).replace("\n", "")
    assert not {"Cc", "Cs", "Zl", "Zp"}.intersection(map(category, shown))


#: Each target: what makes its input, the ending of a file of it, and what must hold.
TARGETS: dict[str, tuple[str, str, Callable[[bytes, Path], None]]] = {
    "reader": ("yaml", ".yaml", reader),
    "advice": ("yaml", ".yaml", advice),
    "csv": ("csv", ".csv", table(".csv")),
    "xlsx": ("xlsx", ".xlsx", table(".xlsx")),
    "ods": ("ods", ".ods", table(".ods")),
    "graphml": ("graphml", ".graphml", table(".graphml")),
    "form": ("form", ".xlsx", form),
}


def made(target: str, number: int) -> bytes:
    """The input of a target with this number."""
    return MAKERS[TARGETS[target][0]](random.Random(f"{TARGETS[target][0]} {number}"))
