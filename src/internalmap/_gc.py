"""Doing without the search for garbage where there is none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

#: How many objects Python itself has set aside: some of its versions, those that are its own.
_SET_ASIDE = gc.get_freeze_count()


@contextmanager
def gc_paused() -> Iterator[None]:
    """Work that makes many objects and no garbage: looking for some can take half of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            if gc.get_freeze_count() <= _SET_ASIDE:
                # Count what was made among the old objects, or all of it is searched at once.
                gc.freeze()
                gc.unfreeze()
            gc.enable()


@contextmanager
def gc_running() -> Iterator[None]:
    """Work that leaves much behind in circles, as workbooks do: it is looked for, and thrown away,
    even where garbage is not looked for otherwise; but not among what was there before."""
    enabled, frozen = gc.isenabled(), gc.get_freeze_count() > _SET_ASIDE
    if not frozen:
        gc.freeze()
    gc.enable()
    try:
        yield
    finally:
        if not frozen:
            gc.unfreeze()
        if not enabled:
            gc.disable()
