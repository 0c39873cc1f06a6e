"""What is given to a command becomes the values that Typer makes of it, and less is loaded."""

from __future__ import annotations

from typing import Any

import pytest
import typer

from internalmap.cli.app import COMMANDS, app

ROOT = typer.main.get_command(app)
TEXTS = ("", "x", "3", "0", "-1", "2026-02-28", "2026-02-30", "yes", "Ünïcode \udcff")


def _came_of(conversion: Any, value: Any, param: Any, ctx: Any) -> object:
    try:
        result = conversion.coerce(value, param=param, ctx=ctx)
    except typer.BadParameter as error:
        return error.format_message()
    return type(result), result


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_converted_as_typer_converts_it(name: str) -> None:
    command = ROOT.commands[name]  # type: ignore[attr-defined]
    with typer.Context(command, info_name=name, resilient_parsing=True) as ctx:
        for param in command.get_params(ctx):
            ours, theirs = param.get_runtime_param(), type(param).get_runtime_param(param)
            several = param.multiple or param.nargs == -1
            for value in (None, param.default, *TEXTS):
                if several and isinstance(value, str):
                    value = (value, "another")  # as the parser hands them over
                expected = _came_of(theirs, value, param, ctx)
                assert _came_of(ours, value, param, ctx) == expected, (param.name, value)
