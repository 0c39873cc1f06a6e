"""What is given to a command becomes values.

Typer has pydantic convert every option, also those that nobody gave; to load pydantic, and to tell
it of them, takes longer than a small model takes to be analysed. A text needs no conversion, and
neither does a default. All else, such as a number, is left to Typer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from typer.core import TyperCommand


class Given:
    """The conversion of one option or argument. `usual` makes that of Typer."""

    def __init__(self, usual: Callable[[], Any]) -> None:
        self._usual = usual

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value of what was given, as Typer would convert it."""
        kind = param.type_descriptor.annotation
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        if param.type_descriptor.parameter_info.parser is None:
            if kind is str and isinstance(value, str):
                return value
            if kind == list[str] and not isinstance(value, str):
                return [*value]
        if isinstance(kind, type) and isinstance(value, kind) and not isinstance(value, str):
            return value
        return self._usual().coerce(value, param=param, ctx=ctx)


class SparingCommand(TyperCommand):
    """A command that converts only what needs to be converted."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The options and arguments, and `--help`."""
        return convert_what_needs_it(super().get_params(ctx))


def convert_what_needs_it(parameters: list[Any]) -> list[Any]:
    """The options and arguments of a command, which have Typer convert only what needs it."""
    for each in parameters:
        usual = each.get_runtime_param
        if not isinstance(usual, partial):
            each.get_runtime_param = partial(Given, usual)
    return parameters
