"""Where results go: standard output or a file, whole or not at all."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Literal

from internalmap._atomic_write import write_alongside, write_files
from internalmap.errors import InternalMapError
from internalmap.interrupts import cancel_cleanup, on_interrupt
from internalmap.text.escape import escape
from internalmap.text.runner_log import disarm_commands, is_runner_log

Color = Literal["auto", "always", "never"]

#: What replaces a sign that a terminal's encoding does not have.
_PLAIN = {"→": "->", "–": "-", "—": "-", "…": "...", "·": "*", "•": "*", "≥": ">=", "×": "x"}


def wants_color(color: Color, output: str | None) -> bool:
    """Whether to write colours: on request, else on a terminal unless `NO_COLOR` is set."""
    if color != "auto":
        return color == "always"
    if output is not None or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.stdout is not None and sys.stdout.isatty()


def width(output: str | None) -> int:
    """How wide a report is: the terminal, else 80 columns (`COLUMNS` is heeded)."""
    if os.environ.get("COLUMNS", "").isdigit() or (
        output is None and sys.stdout is not None and sys.stdout.isatty()
    ):
        return max(40, shutil.get_terminal_size().columns)
    return 80


def write(
    text: str | Iterable[str],
    output: str | None,
    *,
    for_people: bool = False,
    also: Mapping[str, bytes] | None = None,
) -> None:
    """Write a result to standard output, or to a file; and what else belongs to it into files of
    their own, either all of it or nothing.

    What programs read is UTF-8, always. What is `for_people` goes to standard output in the
    terminal's own encoding, with plainer signs for those that it does not have; in the log of a
    build service, it orders nothing. A text that is made piece by piece is for programs.
    """
    if not isinstance(text, str):
        if output is None or output == "-":
            with _along(also):
                _write_pieces(text)
        else:
            write_files({output: map(str.encode, text), **(also or {})})
    elif output is None or output == "-":
        if for_people and is_runner_log(os.environ):
            text = disarm_commands(text)
        encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
        with _along(also):
            _write_stdout(text, encoding if for_people else "utf-8")
    else:
        write_files({output: text.encode("utf-8"), **(also or {})})


@contextmanager
def _along(also: Mapping[str, bytes] | None) -> Iterator[None]:
    """Files that are written along with standard output: also where its reader has seen enough."""
    closed = None
    with write_alongside(also or {}):
        try:
            yield
        except BrokenPipeError as error:
            closed = error
    if closed is not None:
        raise closed


def _write_stdout(text: str, encoding: str) -> None:
    if sys.stdout is None:
        raise InternalMapError("standard output is closed", "Name a file with --output.")
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        for sign, plain in _PLAIN.items():
            text = text.replace(sign, plain)
        data = text.encode(encoding, "backslashreplace")
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.write(text)
        return
    sys.stdout.flush()
    buffer.write(data)
    buffer.flush()


def _write_pieces(pieces: Iterable[str]) -> None:
    """Write a text for programs that is made piece by piece."""
    if sys.stdout is None:
        raise InternalMapError("standard output is closed", "Name a file with --output.")
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        sys.stdout.writelines(pieces)
        return
    sys.stdout.flush()
    buffer.writelines(map(str.encode, pieces))
    buffer.flush()


def write_data(data: bytes, output: str | None) -> None:
    """Write what is no text to standard output, or to a file. A terminal is spared it."""
    if output is not None and output != "-":
        write_files({output: data})
        return
    buffer = getattr(sys.stdout, "buffer", None)
    if buffer is None:
        raise InternalMapError("standard output is closed", "Name a file with --output.")
    if sys.stdout.isatty():
        raise InternalMapError("a terminal cannot show this", "Name a file with --output.")
    sys.stdout.flush()
    buffer.write(data)
    buffer.flush()


def note(message: str, quiet: bool) -> None:
    """A notice on standard error."""
    if quiet or sys.stderr is None:
        return
    message = disarm_commands(escape(message))
    encoding = sys.stderr.encoding or "utf-8"
    sys.stderr.write(f"{message}\n".encode(encoding, "backslashreplace").decode(encoding))


class Progress:
    """Says on a terminal what is being done, once the work has taken more than a second."""

    _WAIT = 1.0
    _BEAT = 0.25

    def __init__(self, quiet: bool) -> None:
        self._shows = not quiet and sys.stderr is not None and sys.stderr.isatty()
        self._stage = "reading"
        self._done = threading.Event()
        self._thread: threading.Thread | None = None
        self._stopped = False
        self._key = 0

    def __enter__(self) -> Progress:
        if self._shows:
            self._key = on_interrupt(self._wipe)
            self._thread = threading.Thread(target=self._run, daemon=True)
            self._thread.start()
        return self

    def __call__(self, stage: str) -> None:
        """Take note of the stage that begins."""
        self._stage = stage

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        if self._thread is not None:
            self._thread.join()
            cancel_cleanup(self._key)

    def _run(self) -> None:
        if self._done.wait(self._WAIT):
            return
        started = time.monotonic() - self._WAIT
        while not self._done.wait(self._BEAT):
            seconds = int(time.monotonic() - started)
            if self._stopped:
                return
            sys.stderr.write(f"\r\x1b[K{self._stage} ({seconds} s)")
            sys.stderr.flush()
        sys.stderr.write("\r\x1b[K")
        sys.stderr.flush()

    def _wipe(self) -> None:
        """Leave the line empty for what is said of being stopped: in a signal handler, where the
        stream itself may be in use."""
        self._stopped = True
        with suppress(OSError):
            os.write(sys.stderr.fileno(), b"\r\x1b[K")
