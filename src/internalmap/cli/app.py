"""The Typer app with every command, in the order of its help."""

from __future__ import annotations

from typing import Annotated

import typer

from internalmap._version import __version__
from internalmap.cli.advise import advise
from internalmap.cli.agenda import agenda
from internalmap.cli.analyze import analyze
from internalmap.cli.bia import bia
from internalmap.cli.check import check
from internalmap.cli.convert import convert
from internalmap.cli.diff import diff
from internalmap.cli.forms import forms
from internalmap.cli.impact import impact
from internalmap.cli.init import init
from internalmap.cli.merge import merge
from internalmap.cli.party import party
from internalmap.cli.render import render
from internalmap.cli.rules import rules
from internalmap.cli.scenarios import scenarios
from internalmap.cli.schema import schema
from internalmap.cli.simulate import simulate
from internalmap.cli.trace import trace

app = typer.Typer(
    name="internalmap",
    help="Shows an organisation who depends on whom inside it, and what that puts at risk.",
    epilog="Begin with: internalmap init org.yaml, then: internalmap analyze org.yaml",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"internalmap {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    pass


for _command in (
    init, analyze, party, agenda, impact, scenarios, trace, simulate, advise, bia, diff, render,
    convert, forms, merge, check, rules, schema,
):  # fmt: skip
    app.command(epilog=f"Example: {_command.example}")(_command.run)
