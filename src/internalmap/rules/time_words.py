"""The times of an absence, in the words of findings."""

from __future__ import annotations

from internalmap.model.phrases import after, since


def first_since(seconds: float, count: int) -> str:
    """From when on so many are let down, to be put behind them: " from 2 h", ", the first at
    once"."""
    return f", the first {since(seconds)}" if count > 1 else f" {since(seconds)}"


def back_after(seconds: float) -> str:
    """When somebody is back: "back after 4 h"."""
    return f"back {after(seconds)}"
