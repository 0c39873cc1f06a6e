"""The Typer app, without its commands."""

from __future__ import annotations

from typing import Annotated

import typer

from internalmap._version import __version__

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
