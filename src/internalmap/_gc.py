"""Doing without the search for garbage where there is none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def gc_paused() -> Iterator[None]:
    """Work that makes many objects and no garbage: looking for some can take half of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if not gc.get_freeze_count():
                # Count what was made among the old objects, or all of it is searched at once.
                gc.freeze()
                gc.unfreeze()
            gc.enable()
