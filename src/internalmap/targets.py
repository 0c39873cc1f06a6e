"""What a name to write to leads to: a file, whatever it is called, or a stream that is open; and
how a path is shown."""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Hashable, Iterable

#: Where a system shows the streams that a program has open.
_OWN = ("/dev/fd", "/proc/self/fd", "/proc/thread-self/fd")
_ANY = r"/proc/[0-9]+(?:/task/[0-9]+)?/fd"
#: How many links are followed, one to the next.
_LINKS = 40

STANDARD_INPUT, STANDARD_OUTPUT = 0, 1


def stream_named(path: str) -> int | None:
    """The number of the open stream that a path names, if it does.

    >>> stream_named("report.md"), stream_named("/dev/fd/7")
    (None, 7)
    """
    found = _shown_stream(path)
    if found is None:
        return None
    folder, number = found
    return number if folder in map(os.path.realpath, _OWN) else None


def shown_path(path: str) -> str:
    """A path as results name it: by no place on this machine.

    >>> shown_path("models/org.yaml"), shown_path("/nowhere/near/org.yaml")
    ('models/org.yaml', 'org.yaml')
    """
    if not os.path.isabs(path):
        return path
    inside = os.path.relpath(path)
    outside = inside.split(os.sep, 1)[0] == os.pardir
    return os.path.basename(os.path.normpath(path)) if outside else inside


def add_to_stream(path: str, data: bytes | Iterable[bytes]) -> None:
    """Write to what is no file of its own: an open stream, a pipe, a device. Nothing that is there
    already goes away."""
    pieces = (data,) if isinstance(data, bytes) else data
    number = stream_named(path)
    if number is None:
        # A stream of another program, such as /proc/1/fd/1 in a container, may lead to a file.
        with open(path, "wb" if _shown_stream(path) is None else "ab") as stream:
            stream.writelines(pieces)
        return
    for own in (sys.stdout, sys.stderr):
        if own is not None:
            own.flush()
    with open(number, "wb", closefd=False) as stream:
        stream.writelines(pieces)


def is_same(target: str | None, other: str | None) -> bool:
    """Whether two names to write to lead to the same file or the same stream; `None` and "-" stand
    for standard output. A device, such as `/dev/null`, takes whatever comes."""
    one, two = _identity(target), _identity(other)
    return one is not None and one == two


def is_read_from(target: str | None, source: str) -> bool:
    """Whether to write to a target would change the file that is read as `source`; as a source, "-"
    stands for standard input."""
    written, read = _about(target, STANDARD_OUTPUT), _about(source, STANDARD_INPUT)
    if written is None or read is None or not stat.S_ISREG(written.st_mode):
        return False
    return os.path.samestat(written, read)


def _identity(target: str | None) -> Hashable:
    """What a target is in the end, whatever it is called; `None` for a device."""
    number = STANDARD_OUTPUT if target in (None, "-") else stream_named(str(target))
    about = _about(target, STANDARD_OUTPUT)
    if about is None:
        return None if target in (None, "-") else os.path.normcase(os.path.realpath(str(target)))
    if stat.S_ISREG(about.st_mode) or stat.S_ISFIFO(about.st_mode):
        return about.st_dev, about.st_ino
    return number


def _about(name: str | None, standard: int) -> os.stat_result | None:
    """What the system knows of a file or a stream; `None` where there is none."""
    number = standard if name in (None, "-") else stream_named(str(name))
    if number == standard and (sys.stdin, sys.stdout)[standard] is None:
        return None  # closed, and its number may be that of any file
    try:
        return os.stat(str(name)) if number is None else os.fstat(number)
    except (OSError, ValueError):
        return None


def _shown_stream(path: str) -> tuple[str, int] | None:
    """The folder and the number under which a system shows the open stream that a path names."""
    for _ in range(_LINKS):
        folder, name = os.path.split(path)
        if re.fullmatch(r"[0-9]{1,9}", name):
            real = os.path.realpath(folder)
            if real == "/dev/fd" or re.fullmatch(_ANY, real):
                return real, int(name)
        if not os.path.islink(path):
            return None
        path = os.path.join(folder, os.readlink(path))
    return None
