"""The Typer app with every command, in the order of its help: importing this registers them."""

from __future__ import annotations

# isort: off
from internalmap.cli import (
    report_commands, question_commands, picture_commands, exchange_commands, check_commands,
)  # fmt: skip

# isort: on
from internalmap.cli.root import app

__all__ = [
    "app",
    "check_commands",
    "exchange_commands",
    "picture_commands",
    "question_commands",
    "report_commands",
]
