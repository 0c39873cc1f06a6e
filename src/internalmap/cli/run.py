"""The way in and the way out: every error becomes a message and an exit code, here."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from internalmap.interrupts import ignore_signals

if TYPE_CHECKING:
    from internalmap.errors import InternalMapError

#: What is not worth taking apart before the process ends.
_held: list[object] | None = None

DONE = 0
FINDINGS = 1
UNUSABLE = 2
DEFECT = 70
INTERRUPTED = 130


def main() -> NoReturn:
    """Run the command line and exit."""
    global _held
    _held = []
    # One command makes much and throws away little: looking for garbage would only take time.
    gc.disable()
    code = run(sys.argv[1:])
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        _discard_stdout()
    except OSError as error:
        _say(f"internalmap: the report cannot be written: {_reason(error)}")
        _discard_stdout()
        code = UNUSABLE
    ignore_signals()
    _end(code)


def hold(value: object) -> None:
    """Keep something large that is no longer needed until the process ends, where this is its
    command line: nobody then waits until it is taken apart."""
    if _held is not None:
        _held.append(value)


def _end(code: int) -> NoReturn:
    """End the process, when all is done and written.

    Python would first take apart what is left, object by object, and give back memory that the
    system takes back anyway: of a large model, that takes longer than reading a small one.
    """
    # What others have asked for is done all the same. There is no public way: an exit function of
    # our own that ends the process would leave out those of whoever came first, as coverage does.
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            if stream is not None:
                stream.flush()
    os._exit(code)


def run(arguments: Sequence[str]) -> int:
    """Run one command; what it was, as an exit code."""
    try:
        return _run(arguments)
    except KeyboardInterrupt:  # even while the program is still being loaded
        _say("internalmap: stopped")
        return INTERRUPTED


def _run(arguments: Sequence[str]) -> int:
    import typer

    from internalmap.errors import InternalMapError, InvalidModel, SeveralErrors

    try:
        from internalmap.cli.app import app

        words = list(arguments) or ["--help"]
        code = app(args=words, prog_name="internalmap", standalone_mode=False)
        if code == INTERRUPTED:
            _say("internalmap: stopped")
        return code if isinstance(code, int) else DONE
    except InvalidModel as error:
        _say(str(error))
        count = len(error.problems)
        _say(f"\n{count} problem{'' if count == 1 else 's'}; {error.outcome}.")
        return UNUSABLE
    except InternalMapError as error:
        for each in error.errors if isinstance(error, SeveralErrors) else (error,):
            _say(f"internalmap: {_as_option(each)}")
        return UNUSABLE
    except typer.Exit as stop:
        return stop.exit_code
    except (KeyboardInterrupt, typer.Abort):
        _say("internalmap: stopped")
        return INTERRUPTED
    except typer.TyperException as error:
        _say(f"internalmap: {error.format_message()}")
        command = getattr(getattr(error, "ctx", None), "command_path", "internalmap")
        _say(f"  See '{command} --help'.")
        return UNUSABLE
    except BrokenPipeError:
        _discard_stdout()
        return DONE
    except SystemExit as stop:  # what Typer makes of the same
        if not isinstance(stop.__context__, BrokenPipeError):
            raise
        _discard_stdout()
        return DONE
    except MemoryError:
        _say("internalmap: the model needs more memory than there is")
        _say(
            "  Ask for less: --cut-size 1, --format csv, a part of the model; for a picture, "
            "--focus or --only."
        )
        return UNUSABLE
    except OSError as error:
        name = f" {error.filename}" if error.filename else ""
        _say(f"internalmap: cannot use{name}: {_reason(error)}")
        return UNUSABLE
    except Exception as error:  # noqa: BLE001 - the last resort: told, with how to report it
        _defect(error)
        return DEFECT


def _defect(error: Exception) -> None:
    """Tell a defect of the program: what happened where, and what to send."""
    import platform
    import traceback

    from internalmap._version import __version__

    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if f"{os.sep}internalmap{os.sep}" in frame.filename]
    _say("internalmap: this is a defect of the program, and no fault of yours.")
    _say(f"  {type(error).__name__}: {error}")
    for frame in own[-5:]:
        file = frame.filename.rpartition(f"{os.sep}internalmap{os.sep}")[2]
        _say(f"  in {frame.name}, {file} line {frame.lineno}")
    _say(
        "  No file was changed. Please report these lines with the command and, if you can, "
        "a model that shows it\n  (--anonymize hides names). "
        f"internalmap {__version__}, Python {platform.python_version()}, {platform.system()}."
    )


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def _discard_stdout() -> None:
    """Whatever is still unwritten has no reader: keep the interpreter from saying so at its end."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def _as_option(error: InternalMapError) -> str:
    """What is wrong, an argument called by its option."""
    from internalmap.errors import InvalidArgument

    if not isinstance(error, InvalidArgument):
        return str(error)
    message = f"{error.option}: {error.problem}"
    return f"{message}\n  {error.remedy}" if error.remedy else message


def _say(message: str) -> None:
    """Lines on standard error, whatever its encoding; nothing if nobody listens. What comes from
    the model or the command line is in them, and must steer neither a terminal nor the runner of a
    workflow."""
    from internalmap.text.escape import escape
    from internalmap.text.runner_log import disarm_commands

    if sys.stderr is None:
        return
    message = disarm_commands("\n".join(map(escape, message.split("\n"))))
    try:
        encoding = sys.stderr.encoding or "utf-8"
        sys.stderr.write(message.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        sys.stderr.flush()
    except OSError:
        pass
