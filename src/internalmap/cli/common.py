"""What the commands that report on a model do alike: read, choose, anonymise, write."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from internalmap.cli.streams import Color, Progress, note, wants_color, width, write, write_data
from internalmap.errors import InternalMapError
from internalmap.model.organization import IMPORTANCES, Importance, Organization
from internalmap.model.phrases import listed, quote
from internalmap.model.selectors import Selection
from internalmap.modelfile.load import load
from internalmap.reports import Format, Look, format_named, format_of_file
from internalmap.targets import is_read_from
from internalmap.text.escape import printable
from internalmap.text.suggest import did_you_mean


@dataclass(frozen=True)
class Question:
    """A model with what is asked of it: the organisation, who is protected, who may be gone."""

    organization: Organization
    protect: tuple[str, ...]
    candidates: tuple[str, ...]
    stops_on: Importance
    #: The pseudonym of each id, empty where nothing is anonymised.
    names: dict[str, str]
    #: Other selectors that were asked for, as they pick parties of `organization`.
    also: tuple[tuple[str, ...], ...] = ()


def ask(
    model: str,
    protect: Sequence[str] | None,
    candidates: Sequence[str] | None,
    stops_on: str,
    only_needs: Sequence[str] | None,
    without_needs: Sequence[str] | None,
    anonymize: bool,
    also: Sequence[Sequence[str] | None] = (),
) -> Question:
    """Read a model and settle what is asked of it. Selectors mean the ids in the file, also where
    the result is anonymised; then the pseudonyms that it shows will do as well."""
    importance = one_of(stops_on, IMPORTANCES, "--stops-on")
    organization = load(model)
    organization = organization.with_needs(only_needs or (), without_needs or ())
    names: dict[str, str] = {}
    chosen = [tuple(each or ()) for each in (protect, candidates, *also)]
    selection = Selection(organization)
    if not anonymize:
        for selectors in chosen:
            selection.all(selectors)  # a selector that picks nobody is told before any work
    else:
        from internalmap.model.anonymize import anonymized, pseudonyms

        names = pseudonyms(organization)
        own = {pseudonym: id for id, pseudonym in names.items()}
        chosen = [tuple(own.get(each, each) for each in selectors) for selectors in chosen]
        chosen = [
            tuple(sorted(names[id] for id in selection.all(selectors))) for selectors in chosen
        ]
        organization = anonymized(organization, names)
    return Question(
        organization, chosen[0], chosen[1], cast(Importance, importance), names, tuple(chosen[2:])
    )


def own_id(id: str, question: Question, remedy: str) -> str:
    """The id that a party has in the result. Where that is anonymised, its pseudonym will do as
    well as its own: an anonymised report names only that. `remedy` is said where no name is near.
    """
    if id in question.names:
        return question.names[id]
    if id in question.organization.parties:
        return id
    known = sorted(question.names) or list(question.organization.parties)
    raise InternalMapError(f"there is no party '{printable(id)}'", did_you_mean(id, known, remedy))


def one_of(value: str, known: Sequence[str], option: str) -> str:
    """A value that is one of a few."""
    if value not in known:
        listed = f"Write one of: {', '.join(known)}."
        raise InternalMapError(
            f"{option}: '{value}' is not known", did_you_mean(value, list(known), listed)
        )
    return value


def choose_format(name: str | None, output: str | None) -> tuple[str, Format]:
    """The format by name, else by the output file's ending, else text."""
    if name is None:
        name = "text" if output is None or output == "-" else format_of_file(output)
    return name, format_named(name)


def look(
    model: str,
    output: str | None,
    color: str,
    *,
    top: int = 10,
    structure: bool = False,
    anonymize: bool = False,
) -> Look:
    """How a text report is to look here. The commands in it name the model as it can be typed."""
    if os.path.isabs(model):  # a result names no place on this machine
        inside = os.path.relpath(model)
        model = os.path.basename(model) if inside.startswith(os.pardir) else inside
    when = cast(Color, one_of(color, ("auto", "always", "never"), "--color"))
    named = quote(model) + (" --anonymize" if anonymize else "")
    return Look(width(output), wants_color(when, output), top, structure, named)


def asked_for(
    *,
    only_needs: Sequence[str] | None,
    without_needs: Sequence[str] | None,
    stops_on: str = "essential",
) -> tuple[str, ...]:
    """What was asked for, in sentences that stand in the report."""
    found = []
    if stops_on != "essential":
        weaker = "important" if stops_on == "important" else "important or helpful"
        found.append(
            f"As asked, needs that are {weaker} stop their customer when they are unmet, not only "
            "essential ones."
        )
    if only_needs:
        tags = listed([printable(tag) for tag in only_needs], "or")
        found.append(f"As asked, only needs with the tag {tags} are looked at.")
    if without_needs:
        tags = listed([printable(tag) for tag in without_needs], "or")
        found.append(f"As asked, needs with the tag {tags} are left out.")
    return tuple(found)


def asked_again(
    *,
    anonymize: bool,
    protect: Sequence[str] | None,
    stops_on: str,
    only_needs: Sequence[str] | None,
    without_needs: Sequence[str] | None,
    candidates: Sequence[str] | None = None,
) -> str:
    """The options without which the commands in a report would answer another question; none where
    they would tell the ids that the report hides."""
    given = {
        "--protect": None if anonymize else protect,
        "--candidates": None if anonymize else candidates,
        "--stops-on": [stops_on] if stops_on != "essential" else None,
        "--only-needs": only_needs,
        "--without-needs": without_needs,
    }
    return "".join(
        f" {option} {quote(value)}" for option, values in given.items() for value in values or ()
    )


def deliver(
    result: str | bytes,
    output: str | None,
    organization: Organization,
    *,
    format: str,
    quiet: bool,
    also: Mapping[str, bytes] | None = None,
) -> None:
    """Write a result and what else belongs to it, but never over a file of the model that it was
    made from, and say so."""
    spare_model(output, organization)
    if isinstance(result, bytes):
        write_data(result, output)
    else:
        _write_text(result, output, format, also)
    for path in (output, *(also or ())):
        say_written(path, quiet)


def _write_text(
    text: str, output: str | None, format: str, also: Mapping[str, bytes] | None
) -> None:
    if format == "csv" and output is not None and output.lower().endswith(".csv"):
        text = f"\ufeff{text}"  # without this mark, Excel takes a file for an older encoding
    write(text, output, for_people=format == "text", also=also)


def spare_model(output: str | None, organization: Organization) -> None:
    """Refuse to write over a file of the model."""
    spare(output, (source.name for source in organization.sources), "a file of the model")


def spare(output: str | None, sources: Iterable[str], what: str) -> None:
    """Refuse to write over what is read, whatever it is called."""
    if any(is_read_from(output, source) for source in sources):
        name = "standard output" if output in (None, "-") else printable(str(output))
        raise InternalMapError(f"{name} is {what}", "Name another file for the result.")


def say_written(output: str | None, quiet: bool) -> None:
    """Say where a result went, if it went into a file."""
    if output is not None and os.path.isfile(output):
        note(f"Wrote {printable(output)}", quiet)


__all__ = [
    "Progress",
    "Question",
    "ask",
    "asked_again",
    "asked_for",
    "choose_format",
    "deliver",
    "look",
    "note",
    "one_of",
    "own_id",
    "say_written",
    "spare",
    "spare_model",
]
