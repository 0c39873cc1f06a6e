"""The command line as tests run it: here, which is quick, or in a process of its own."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from contextlib import chdir
from pathlib import Path
from unittest.mock import patch

from internalmap.cli.run import run as run_command

ROOT = Path(__file__).resolve().parent.parent
HOTEL = ROOT / "examples" / "fjord-hotel.yaml"

#: What a terminal and a runner of workflows say of themselves.
_TERMINAL = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM", "GITHUB_ACTIONS", "TF_BUILD")


def run(
    *arguments: str, stdin: str | None = None, cwd: Path = ROOT, **extra: str
) -> subprocess.CompletedProcess[str]:
    """Run the program in this process, without a terminal: its exit code, and what it writes."""
    code, output, complaint = run_bytes(*arguments, stdin=stdin, cwd=cwd, **extra)
    return subprocess.CompletedProcess(
        arguments, code, output.decode("utf-8"), complaint.decode("utf-8")
    )


def run_bytes(
    *arguments: str, stdin: str | None = None, cwd: Path = ROOT, **extra: str
) -> tuple[int, bytes, bytes]:
    """The same where what it writes is no text: exit code, standard output, standard error."""
    inlet, outlet, errors = io.BytesIO((stdin or "").encode()), io.BytesIO(), io.BytesIO()
    with (
        patch.object(sys, "stdin", io.TextIOWrapper(inlet, encoding="utf-8")),
        patch.object(sys, "stdout", io.TextIOWrapper(outlet, encoding="utf-8", newline="\n")),
        patch.object(sys, "stderr", io.TextIOWrapper(errors, encoding="utf-8", newline="\n")),
        patch.dict(os.environ, environment(extra), clear=True),
        chdir(cwd),
    ):
        try:
            code = run_command(arguments)
        except SystemExit as stop:  # completion ends so, within the library of the commands
            code = int(stop.code or 0)
        sys.stdout.flush()
        sys.stderr.flush()
        return code, outlet.getvalue(), errors.getvalue()


def run_process(
    *arguments: str, stdin: str | None = None, cwd: Path = ROOT, **extra: str
) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own, without a terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "internalmap", *arguments],
        input=(stdin or "").encode(),
        capture_output=True,
        cwd=cwd,
        env=environment(extra),
        timeout=120,
        check=False,
    )
    return subprocess.CompletedProcess(
        arguments, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    )


def environment(extra: dict[str, str]) -> dict[str, str]:
    """The environment of a program that is tested: this checkout's code, no terminal."""
    inherited = {key: value for key, value in os.environ.items() if key not in _TERMINAL}
    return {**inherited, "PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1", **extra}
