"""The Typer app with every command, in the order of its help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from internalmap._version import __version__
from internalmap.cli.common.given import SparingCommand, convert_what_needs_it

#: Each is a file of this folder, and the function in it.
COMMANDS = (
    "init", "analyze", "party", "agenda", "impact", "scenarios", "trace", "simulate", "advise",
    "bia", "diff", "render", "convert", "forms", "merge", "check", "rules", "schema",
)  # fmt: skip


class _Commands(Mapping[str, Any]):
    """The commands by name, each made when it is asked for: a call needs one of them."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in COMMANDS:
            raise KeyError(name)
        if name not in self._made:
            command = getattr(import_module(f"internalmap.cli.{name}"), name)
            alone = typer.Typer(
                add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False
            )
            alone.command(name, cls=SparingCommand, epilog=f"Example: {command.example}")(
                command.run
            )
            self._made[name] = typer.main.get_command(alone)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


class _Group(TyperGroup):
    """All commands; to know their names, none has to be made."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Commands()  # type: ignore[assignment]  # only ever read

    def get_params(self, ctx: Any) -> list[Any]:
        """The options."""
        return convert_what_needs_it(super().get_params(ctx))

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002 - click gives it
        """Their names, in the order of the help."""
        return [*COMMANDS]


app = typer.Typer(
    name="internalmap",
    cls=_Group,
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
