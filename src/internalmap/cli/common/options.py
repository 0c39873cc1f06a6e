"""The options that commands share, each defined once, and what makes a command of a function."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from inspect import Parameter, get_annotations, signature
from typing import Annotated, Any, NamedTuple, TypeAlias

import typer

from internalmap.cli.common.completion import complete_model, complete_party
from internalmap.formats import FINDINGS, REPORTS
from internalmap.targets import STANDARD_OUTPUT, stream_named


def a_day(text: str) -> date:
    """A date as options are given it."""
    try:
        if len(text) != len("YYYY-MM-DD") or text[4] != "-":
            raise ValueError(text)
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"'{text}' is not a date; write YYYY-MM-DD") from None


def target(name: str | None) -> str | None:
    """A file to write to; standard output is "-", also where it is called `/dev/stdout`."""
    return "-" if name and stream_named(name) == STANDARD_OUTPUT else name


def targets(names: list[str] | None) -> list[str]:
    """Several files to write to."""
    return [target(name) or name for name in names or ()]


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
Outputs: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE",
        help="Write to this file; its ending sets the format. Give it again for further files; - "
        "is standard output.",
        callback=targets,
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
        help="Who may be gone; default: all but external customers.",
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
WithContacts: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--with-contacts", help="html: also whom to call, who answers, and notes; else left out."
    ),
]
Today: TypeAlias = Annotated[
    date | None,
    typer.Option(metavar="DATE", parser=a_day, help="What counts as today.", show_default=False),
]
Quiet: TypeAlias = Annotated[
    bool, typer.Option("--quiet", "-q", help="No notices and no progress on standard error.")
]
Color: TypeAlias = Annotated[
    str, typer.Option(metavar="WHEN", help="Colours in text: auto, always or never.")
]

#: The options that a query stands for, in the order of the help, each with its default.
_QUERY: dict[str, tuple[Any, object]] = {
    "protect": (Protect, None),
    "candidates": (Candidates, None),
    "stops_on": (StopsOn, "essential"),
    "only_needs": (OnlyNeeds, None),
    "without_needs": (WithoutNeeds, None),
    "anonymize": (Anonymize, False),
}


class Command(NamedTuple):
    """A command: what it runs, which gives the exit code if it is not 0, and an example of it."""

    run: Callable[..., int | None]
    example: str


def command(
    example: str, *, without: Sequence[str] = ()
) -> Callable[[Callable[..., int | None]], Command]:
    """Make a command of a function; its parameters are arguments and options, its docstring is the
    help, in which `{formats}` stands for those that it writes. The parameter `query` stands for the
    options of a query but those in `without`."""

    def made(function: Callable[..., int | None]) -> Command:
        names = [name for name in _QUERY if name not in without]
        name = function.__name__
        written = FINDINGS if name == "check" else REPORTS.of(name)
        function.__doc__ = (function.__doc__ or "").replace("{formats}", ", ".join(written))
        asks = "query" in function.__annotations__
        return Command(_with_query(function, names) if asks else function, example)

    return made


def _with_query(
    function: Callable[..., int | None], names: Sequence[str]
) -> Callable[..., int | None]:
    """The function with options in the place of its query."""

    @wraps(function)
    def run(**given: Any) -> int | None:
        from internalmap.api.query import Query

        query = Query.of(**{name: given.pop(name) for name in names})
        return function(**given, query=query)

    # The type itself would take time to load, and no option is of it.
    types = get_annotations(function, locals={"Query": object}, eval_str=True)
    parameters = []
    for name, parameter in signature(function).parameters.items():
        if name != "query":
            parameters.append(parameter.replace(annotation=types[name]))
            continue
        for option in names:
            kind, default = _QUERY[option]
            parameters.append(
                Parameter(option, Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            )
    shown: Any = run
    shown.__signature__ = signature(function).replace(parameters=parameters)
    shown.__annotations__ = {each.name: each.annotation for each in parameters}
    return run
