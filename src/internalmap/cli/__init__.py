"""The commands. Only this folder touches streams, and only `run.py` decides exit codes."""

from __future__ import annotations

from internalmap.cli.run import main

__all__ = ["main"]
