"""Being stopped, at any moment, with nothing left behind.

Ctrl-C, SIGTERM and SIGHUP end the program where it stands, from within their handler. None of them
raises an exception, which an import or a finalizer may wrap, show or swallow. So no `finally` is
run: what must not stay behind is noted here for as long as it is there, and what must not be parted
stands in `uninterrupted`.

This is the first thing that the program loads, and there is no handler until it is loaded: it
imports only what Python has loaded already.
"""

# The signals as the interpreter itself has them: `signal` would first make enumerations of them.
import _signal
import os
import sys

TYPE_CHECKING = False  # `typing` takes its time too
if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import Popen
    from types import FrameType

_STOPPING = ("SIGINT", "SIGTERM", "SIGHUP")

_cleanups: "dict[int, Callable[[], object]]" = {}
_depth = 0
_pending: "list[int]" = []


def install_handlers() -> None:
    """From here on, signals end the program; one that is ignored, as `nohup` has it, stays so."""
    for number in _numbers():
        if _signal.getsignal(number) != _signal.SIG_IGN:
            _signal.signal(number, _stop)


def ignore_signals() -> None:
    """From here on, all is done and nothing is left to stop."""
    for number in _numbers():
        _signal.signal(number, _signal.SIG_IGN)


def on_interrupt(undo: "Callable[[], object]") -> int:
    """Note what is to be done should the program be stopped; the key under which it is noted."""
    key = max(_cleanups, default=0) + 1
    _cleanups[key] = undo
    return key


def cancel_cleanup(key: int) -> None:
    """Forget what was noted under this key."""
    _cleanups.pop(key, None)


def end_child(child: "Popen[bytes]") -> None:
    """End a child from within a signal handler, where to wait for it as usual might be to wait for
    a lock that is taken for good."""
    child.kill()
    if os.name == "posix":
        os.waitpid(child.pid, 0)


class uninterrupted:  # noqa: N801 - it is used as a function
    """What stands within is not parted: a signal that arrives meanwhile is obeyed at its end."""

    def __enter__(self) -> None:
        global _depth
        _depth += 1

    def __exit__(self, *_: object) -> None:
        global _depth
        _depth -= 1
        if _pending and not _depth:
            _end(_pending[0])


def _numbers() -> "list[int]":
    return [getattr(_signal, name) for name in _STOPPING if hasattr(_signal, name)]


def _stop(number: int, _frame: "FrameType | None") -> None:
    if _depth:
        _pending.append(number)
    else:
        _end(number)


def _end(number: int) -> None:
    """Undo, the newest first, say so, and be gone."""
    ignore_signals()  # terminals and `timeout` send theirs twice
    for key in sorted(_cleanups, reverse=True):
        try:  # noqa: SIM105 - nothing is imported here
            _cleanups[key]()
        except Exception:  # noqa: BLE001, S110 - the others are to be undone all the same
            pass
    for each in _numbers():
        _signal.signal(each, _signal.SIG_DFL)  # nobody may read what is said now
    name = "" if number == _signal.SIGINT else " (SIGHUP)" if number == 1 else " (SIGTERM)"
    try:
        if sys.stderr is not None:  # else its number may be that of any file
            os.write(2, f"internalmap: stopped{name}\n".encode("ascii"))
    finally:
        os._exit(128 + number)
