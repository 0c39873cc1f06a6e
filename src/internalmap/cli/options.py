"""The options that commands share, each defined once."""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeAlias

import typer

from internalmap.cli.completion import complete_model, complete_party
from internalmap.targets import STANDARD_OUTPUT, stream_named


def _day(text: str) -> date:
    try:
        if len(text) != len("YYYY-MM-DD") or text[4] != "-":
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is not a date; write YYYY-MM-DD") from None


def target(name: str | None) -> str | None:
    """A file to write to; standard output is "-", also where it is called `/dev/stdout`."""
    return "-" if name and stream_named(name) == STANDARD_OUTPUT else name


Model: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="MODEL",
        help="A model file, a folder of them, or - for standard input.",
        autocompletion=complete_model,
    ),
]
PartyId: TypeAlias = Annotated[
    str | None,
    typer.Argument(metavar="ID", help="The party's id.", autocompletion=complete_party),
]
Format: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--format", "-f", metavar="NAME", help="The form of the result.", show_default=False
    ),
]
Output: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to this file; its ending sets the format.",
        callback=target,
        show_default=False,
    ),
]
Protect: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SELECTOR",
        help="Who must not be let down; default: the model's choice, else external customers.",
        autocompletion=complete_party,
        show_default=False,
    ),
]
Candidates: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        metavar="SELECTOR",
        help="Who may be gone; default: all but external customers and containers.",
        autocompletion=complete_party,
        show_default=False,
    ),
]
StopsOn: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="IMPORTANCE",
        help="The weakest unmet need that stops its customer: essential, important or helpful.",
    ),
]
OnlyNeeds: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(metavar="TAG", help="Keep only needs with this tag.", show_default=False),
]
WithoutNeeds: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(metavar="TAG", help="Leave out needs with this tag.", show_default=False),
]
Anonymize: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--anonymize",
        help="Pseudonyms for ids and names; no contacts, notes, web addresses or actions.",
    ),
]
Today: TypeAlias = Annotated[
    date | None,
    typer.Option(metavar="DATE", parser=_day, help="What counts as today.", show_default=False),
]
Quiet: TypeAlias = Annotated[
    bool, typer.Option("--quiet", "-q", help="No notices and no progress on standard error.")
]
Color: TypeAlias = Annotated[
    str, typer.Option(metavar="WHEN", help="Colours in text: auto, always or never.")
]
