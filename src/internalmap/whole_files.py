"""Writing files whole or not at all."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping

from internalmap.errors import InternalMapError
from internalmap.printable import printable


def write_file(path: str, data: bytes) -> None:
    """Write a file whole or not at all: into a new file beside it, which then takes its place.

    What is no ordinary file (a pipe, a device) is written to as it is.
    """
    write_files({path: data})


def write_files(files: Mapping[str, bytes]) -> None:
    """Write several files, all of them or none, as far as the system lets that be: each has been
    written beside its place before the first takes it."""
    ready: list[tuple[str, str]] = []
    try:
        for path, data in files.items():
            try:
                ready += _written(path, data)
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                message = f"{printable(path)} cannot be written: {reason}"
                raise InternalMapError(message) from None
        while ready:
            temporary, target = ready[0]
            try:
                os.replace(temporary, target)
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                message = f"{printable(target)} cannot be written: {reason}"
                raise InternalMapError(message) from None
            del ready[0]
    finally:
        for temporary, _ in ready:
            os.unlink(temporary)


def _written(path: str, data: bytes) -> list[tuple[str, str]]:
    """Write the data beside the file: the file that has it, and the one whose place it takes."""
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and stat.S_ISDIR(mode):
        raise InternalMapError(f"{printable(path)} is a folder", "Name a file to write to.")
    if mode is not None and not stat.S_ISREG(mode):
        with open(path, "wb") as stream:
            stream.write(data)
        return []
    target = _target(path, exists=mode is not None)
    folder = os.path.dirname(target) or os.curdir
    handle, temporary = tempfile.mkstemp(prefix=".internalmap-", dir=folder)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(temporary, stat.S_IMODE(mode) if mode is not None else 0o666 & ~_umask())
    except BaseException:
        os.unlink(temporary)
        raise
    return [(temporary, target)]


def _target(path: str, *, exists: bool) -> str:
    """The file itself, behind links. What is not there yet stays as it was named: to tidy up a way
    through folders that are not there would lead to another file."""
    if exists:
        return os.path.realpath(path)
    if os.path.islink(path):
        return os.path.join(os.path.dirname(path), os.readlink(path))
    return path


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
