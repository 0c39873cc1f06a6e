"""Running Graphviz: always in a child process with a time limit.

Graphviz that came with the installation (`pygraphviz` carries it) is the engine `builtin`; a `dot`
on the PATH is the engine `system`. Nothing else in the program starts a process to draw.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING
from xml.sax.saxutils import escape

from internalmap._atomic_write import temporary_folder
from internalmap.diagrams.formats.graphviz_child import BETWEEN, LAYOUT, NO_ENGINE
from internalmap.errors import InternalMapError
from internalmap.interrupts import cancel_cleanup, end_child, on_interrupt, uninterrupted
from internalmap.text.escape import escape as escape_controls

if TYPE_CHECKING:
    from collections.abc import Iterator

ENGINES = ("builtin", "system")
#: What Graphviz may write at most.
MAX_BYTES = 256 * 1024 * 1024
_CHILD = Path(__file__).with_name("graphviz_child.py")


class EngineFailed(InternalMapError):
    """Graphviz is missing, crashed or could not draw."""


class TookTooLong(EngineFailed):
    """Graphviz did not end within its time."""


class TookTooMuch(EngineFailed):
    """Graphviz needed more memory than it may take."""


def run(dot: str, *, layout: str, form: str, seconds: float, engine: str = "builtin") -> bytes:
    """What Graphviz makes of a DOT text.

    Raises `TookTooLong` past the time limit, `TookTooMuch` past that of memory, which the builtin
    engine has, and `EngineFailed` for anything else that goes wrong; the child is gone in any
    case, also after Ctrl-C.
    """
    # The alarm is a second guard, for a child that nobody is left to stop.
    bounds = [str(int(seconds) + 5), str(MAX_BYTES)]
    command = [sys.executable, "-P", str(_CHILD), layout, form, *bounds]
    if engine == "system":
        dot = _dot_on_path()
        # Outside POSIX there are no such bounds, and no way to become another program.
        command = [*command, dot] if os.name == "posix" else [dot, f"-K{layout}", f"-T{form}"]
    with _fonts(form, engine) as environment:
        code, data, complaint = _call(command, dot.encode("utf-8"), seconds, environment)
    if code == 0 and data:
        return data
    said = escape_controls(complaint.decode("utf-8", "replace").strip().rpartition("\n")[2][:200])
    if code == NO_ENGINE:
        raise EngineFailed(
            f"the Graphviz that comes with internalmap is not there: {said}",
            "Install it with: pip install pygraphviz; or use --engine system. " + _OTHER,
        )
    if "out of memory" in said or said.startswith("MemoryError"):
        raise TookTooMuch("Graphviz needs too much memory for this picture", _NARROW)
    if code < 0:
        raise EngineFailed(f"Graphviz crashed (signal {-code})", _NARROW)
    raise EngineFailed(f"Graphviz could not draw this: {said or 'it does not say why'}", _OTHER)


def run_all(
    dots: Sequence[str], *, layout: str, seconds: float, engine: str = "builtin"
) -> list[bytes]:
    """The layouts of several DOT texts, in one child where the engine is the builtin one: most of
    the time of a small layout goes into starting it.

    `seconds` are for all together. Raises as `run` does.
    """
    if engine == "system":
        share = seconds / max(1, len(dots))
        return [run(dot, layout=layout, form=LAYOUT, seconds=share, engine=engine) for dot in dots]
    if not dots:
        return []
    together = BETWEEN.join(dots)
    found = run(together, layout=layout, form=LAYOUT, seconds=seconds, engine=engine)
    return found.split(BETWEEN.encode())


def _call(
    command: list[str], data: bytes, seconds: float, environment: Mapping[str, str]
) -> tuple[int, bytes, bytes]:
    """Exit code, output and complaints of a child that has ended, whatever happens."""
    with uninterrupted():
        output, complaint = TemporaryFile(), TemporaryFile()  # noqa: SIM115 - see below
    with output, complaint:
        code = _ended(command, data, seconds, environment, output, complaint)
        output.seek(0)
        complaint.seek(0)
        return code, output.read(), complaint.read(10_000)


def _ended(
    command: list[str],
    data: bytes,
    seconds: float,
    environment: Mapping[str, str],
    output: IO[bytes],
    complaint: IO[bytes],
) -> int:
    # What it writes goes into files, since these can have a bound.
    try:
        with uninterrupted():
            child = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=output, stderr=complaint, env=environment
            )
            key = on_interrupt(lambda: end_child(child))
    except OSError as error:
        raise EngineFailed(f"Graphviz could not be started: {error.strerror}", _OTHER) from None
    try:
        child.communicate(data, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise TookTooLong(f"Graphviz did not finish within {seconds:g} seconds", _NARROW) from None
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()
        cancel_cleanup(key)
    return child.returncode


_NARROW = (
    "Narrow the picture with --focus or --only, show units with --roll-up unit, "
    "or write DOT or Mermaid (.dot, .mmd), which need no layout."
)
_OTHER = "DOT and Mermaid (.dot, .mmd) need no Graphviz."


def _dot_on_path() -> str:
    found = shutil.which("dot")
    if found is None:
        raise EngineFailed(
            "--engine system: there is no 'dot' on the PATH",
            "Install Graphviz, or leave the option out: one comes with internalmap.",
        )
    return found


# ------------------------------------------------------------------------------------- the fonts


@contextmanager
def _fonts(form: str, engine: str) -> Iterator[Mapping[str, str]]:
    """The surroundings of the child. For PDF, the font that comes with the installation is
    put before those of the machine, so that a machine without fonts can draw, and others draw the
    same."""
    environment = dict(os.environ)
    folder = font_folder()
    if form != "pdf" or engine == "system" or folder is None:
        yield environment
        return
    with temporary_folder() as scratch:
        config = Path(scratch, "fonts.conf")
        config.write_text(_FONT_CONFIG.format(
            folder=escape(folder),
            own=escape(os.environ.get("FONTCONFIG_FILE") or "/etc/fonts/fonts.conf"),
            scratch=escape(scratch),
        ), encoding="utf-8")  # fmt: skip
        yield {**environment, "FONTCONFIG_FILE": str(config)}


_FONT_CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}</dir>
  <dir>WINDOWSFONTDIR</dir>
  <include ignore_missing="yes">{own}</include>
  <cachedir prefix="xdg">fontconfig</cachedir>
  <cachedir>{scratch}</cachedir>
</fontconfig>
"""


def font_folder() -> str | None:
    """Where the package with the font has it; it is looked up without being imported."""
    found = find_spec("ttf_opensans")
    if found is None or found.origin is None:
        return None
    return str(Path(found.origin).with_name("ttf"))


def font(engine: str) -> str:
    """The font that a PDF is set in. On a Mac, Graphviz asks the system for it."""
    if sys.platform == "darwin":
        return "Helvetica"
    if engine == "system":
        return "Open Sans,Helvetica,Arial,Liberation Sans,sans-serif"
    return "Open Sans"
