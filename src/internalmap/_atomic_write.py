"""Writing files whole or not at all, several of them all or none; folders that are gone after use.

Whenever the program is stopped, nothing half-written and nothing temporary stays behind.
"""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial

from internalmap.errors import InternalMapError
from internalmap.interrupts import in_one_go, nothing_to_undo, undo_when_stopped
from internalmap.targets import add_to_stream, is_same, stream_named
from internalmap.text.escape import printable

#: A file that is ready, and the one whose place it is to take.
_Ready = tuple[str, str]
#: How many links are followed, one to the next, to a file that is not there yet.
_LINKS = 40


def write_file(path: str, data: bytes) -> None:
    """Write a file whole or not at all: into a new file beside it, which then takes its place.

    What is no ordinary file (a pipe, a device) is written to as it is, and so is an open stream
    (`/dev/stdout`, `/dev/fd/3`), whatever it leads to.
    """
    write_files({path: data})


def write_files(files: Mapping[str, bytes]) -> None:
    """Write several files, all of them or none, as far as the system lets that be."""
    with written_along(files):
        pass


@contextmanager
def written_along(files: Mapping[str, bytes]) -> Iterator[None]:
    """Write several files, all of them or none, along with what is done within: they have been
    written beside their places before it begins, and take these once it has been done.

    Raises `InternalMapError` where one cannot be written, or where two are the same.
    """
    paths = list(files)
    for number, path in enumerate(paths):
        for other in paths[:number]:
            if is_same(path, other):
                message = f"{printable(path)} and {printable(other)} are the same file"
                raise InternalMapError(message, "Name two files.")
    with _beside() as ready:
        streams = []
        for path, data in files.items():
            with _told(path):
                if _is_stream(path):
                    streams.append((path, data))
                else:
                    _prepare(path, data, ready)
        for path, data in streams:
            with _told(path):
                add_to_stream(path, data)
        yield
        _take_places(ready)


@contextmanager
def temporary_folder() -> Iterator[str]:
    """A folder that is there as long as it is needed."""
    with in_one_go():
        folder = tempfile.mkdtemp(prefix="internalmap-")
        key = undo_when_stopped(lambda: shutil.rmtree(folder, ignore_errors=True))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        nothing_to_undo(key)


@contextmanager
def _told(path: str) -> Iterator[None]:
    """What goes wrong with a file is told with its name."""
    try:
        yield
    except (BrokenPipeError, InternalMapError):
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InternalMapError(f"{printable(path)} cannot be written: {reason}") from None


def _is_stream(path: str) -> bool:
    """Whether a path is written to as it is: an open stream, a pipe, a device."""
    if stream_named(path) is not None:
        return True
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(mode):
        raise InternalMapError(f"{printable(path)} is a folder", "Name a file to write to.")
    return not stat.S_ISREG(mode)


@contextmanager
def _beside() -> Iterator[list[_Ready]]:
    """Files that wait beside their places; what has not taken its place in the end is gone."""
    ready: list[_Ready] = []

    def remove() -> None:
        for temporary, _ in ready:
            _remove(temporary)

    key = undo_when_stopped(remove)
    try:
        yield ready
    finally:
        remove()
        nothing_to_undo(key)


def _prepare(path: str, data: bytes, ready: list[_Ready]) -> None:
    """Write the data beside the file."""
    target = _target(path)
    try:
        mode = stat.S_IMODE(os.stat(target).st_mode)
    except FileNotFoundError:
        mode = 0o666 & ~_umask()
    with in_one_go():
        folder = os.path.dirname(target) or os.curdir
        handle, temporary = tempfile.mkstemp(prefix=".internalmap-", dir=folder)
        ready.append((temporary, target))
    with os.fdopen(handle, "wb") as stream:
        stream.write(data)
    os.chmod(temporary, mode)


def _take_places(ready: list[_Ready]) -> None:
    """Every file takes its place. Where one cannot, those that did give theirs back."""
    with in_one_go(), ExitStack() as formers:
        taken: list[Callable[[], None]] = []
        try:
            while ready:
                temporary, target = ready[0]
                give_back = _former(target, f"{temporary}~", formers) if len(ready) > 1 else None
                with _told(target):
                    os.replace(temporary, target)
                del ready[0]
                if give_back is not None:
                    taken.append(give_back)
        except BaseException:
            for give_back in taken:
                with suppress(OSError):
                    give_back()
            raise


def _former(target: str, spare: str, formers: ExitStack) -> Callable[[], None] | None:
    """How a file comes back once another has taken its place; `None` where it cannot. It is kept
    under the spare name for as long as that may be needed."""
    try:
        os.link(target, spare)
    except FileNotFoundError:
        return partial(os.unlink, target)
    except OSError:  # a file system without links
        return None
    formers.callback(_remove, spare)
    return partial(os.replace, spare, target)


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def _target(path: str) -> str:
    """The file itself, behind links. What is not there yet stays as it was named: to tidy up a way
    through folders that are not there would lead to another file."""
    if os.path.exists(path):
        return os.path.realpath(path)
    for _ in range(_LINKS):
        if not os.path.islink(path):
            break
        path = os.path.join(os.path.dirname(path), os.readlink(path))
    return path


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
