"""Writing files whole or not at all, several of them all or none; folders that are gone after use.

Whenever the program is stopped, nothing half-written and nothing temporary stays behind.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import TypeAlias

from internalmap.errors import InternalMapError
from internalmap.interrupts import cancel_cleanup, on_interrupt, uninterrupted
from internalmap.targets import add_to_stream, is_same, stream_named
from internalmap.text.escape import escape

#: What a file is to hold, whole or in pieces that are made while they are written.
Content: TypeAlias = "bytes | Iterable[bytes]"
#: A file that is ready, and the one whose place it is to take.
_Staged = tuple[str, str]
#: How many links are followed, one to the next, to a file that is not there yet.
_LINKS = 40


def write_file(path: str, data: bytes) -> None:
    """Write a file whole or not at all: into a new file beside it, which then takes its place.

    What is no ordinary file (a pipe, a device) is written to as it is, and so is an open stream
    (`/dev/stdout`, `/dev/fd/3`), whatever it leads to.
    """
    write_files({path: data})


def write_files(files: Mapping[str, Content]) -> None:
    """Write several files, all of them or none, as far as the system lets that be."""
    with write_alongside(files):
        pass


@contextmanager
def write_alongside(files: Mapping[str, Content]) -> Iterator[None]:
    """Write several files, all of them or none, along with what is done within: they have been
    written beside their places before it begins, and take these once it has been done.

    Raises `InternalMapError` where one cannot be written, or where two are the same.
    """
    paths = list(files)
    for number, path in enumerate(paths):
        for other in paths[:number]:
            if is_same(path, other):
                message = f"{escape(path)} and {escape(other)} are the same file"
                raise InternalMapError(message, "Name two files.")
    with _staging() as staged:
        streams = []
        for path, data in files.items():
            with _naming_errors(path):
                if _is_stream(path):
                    streams.append((path, data))
                else:
                    _stage(path, data, staged)
        for path, data in streams:
            with _naming_errors(path):
                add_to_stream(path, data)
        yield
        _commit(staged)


@contextmanager
def temporary_folder() -> Iterator[str]:
    """A folder that is there as long as it is needed."""
    import tempfile

    with uninterrupted():
        folder = tempfile.mkdtemp(prefix="internalmap-")
        key = on_interrupt(lambda: shutil.rmtree(folder, ignore_errors=True))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        cancel_cleanup(key)


@contextmanager
def folder_for_files(path: str) -> Iterator[None]:
    """A folder to write files into: made, with those around it, where there is none; and gone again
    where nothing came of what is done within.

    Raises `InternalMapError` where it cannot be made.
    """
    missing: list[str] = []
    step = os.path.abspath(path)
    while not os.path.lexists(step):
        missing.append(step)
        step = os.path.dirname(step)

    def remove() -> None:
        for folder in missing:
            with suppress(OSError):  # it holds something by now, or it was never made
                os.rmdir(folder)

    key = on_interrupt(remove)
    try:
        try:
            os.makedirs(path, exist_ok=True)
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise InternalMapError(f"{escape(path)} cannot be made: {reason}") from None
        yield
    except BaseException:
        remove()
        raise
    finally:
        cancel_cleanup(key)


@contextmanager
def _naming_errors(path: str) -> Iterator[None]:
    """What goes wrong with a file is told with its name."""
    try:
        yield
    except (BrokenPipeError, InternalMapError):
        raise
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise InternalMapError(f"{escape(path)} cannot be written: {reason}") from None


def _is_stream(path: str) -> bool:
    """Whether a path is written to as it is: an open stream, a pipe, a device."""
    if stream_named(path) is not None:
        return True
    try:
        mode = os.stat(path).st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISDIR(mode):
        raise InternalMapError(f"{escape(path)} is a folder", "Name a file to write to.")
    return not stat.S_ISREG(mode)


@contextmanager
def _staging() -> Iterator[list[_Staged]]:
    """Files that wait beside their places; what has not taken its place in the end is gone."""
    staged: list[_Staged] = []

    def remove() -> None:
        for temporary, _ in staged:
            _remove(temporary)

    key = on_interrupt(remove)
    try:
        yield staged
    finally:
        remove()
        cancel_cleanup(key)


def _stage(path: str, data: Content, staged: list[_Staged]) -> None:
    """Write the data beside the file."""
    target = _target(path)
    try:
        mode = stat.S_IMODE(os.stat(target).st_mode)
    except FileNotFoundError:
        mode = 0o666 & ~_umask()
    import tempfile

    with uninterrupted():
        folder = os.path.dirname(target) or os.curdir
        handle, temporary = tempfile.mkstemp(prefix=".internalmap-", dir=folder)
        staged.append((temporary, target))
    with os.fdopen(handle, "wb") as stream:
        stream.writelines((data,) if isinstance(data, bytes) else data)
    os.chmod(temporary, mode)


def _commit(staged: list[_Staged]) -> None:
    """Every file takes its place. Where one cannot, those that did give theirs back."""
    with uninterrupted(), ExitStack() as backups:
        restores: list[Callable[[], None]] = []
        try:
            while staged:
                temporary, target = staged[0]
                restore = _backup(target, f"{temporary}~", backups) if len(staged) > 1 else None
                with _naming_errors(target):
                    os.replace(temporary, target)
                del staged[0]
                if restore is not None:
                    restores.append(restore)
        except BaseException:
            for restore in restores:
                with suppress(OSError):
                    restore()
            raise


def _backup(target: str, spare: str, backups: ExitStack) -> Callable[[], None] | None:
    """How a file comes back once another has taken its place; `None` where it cannot. It is kept
    under the spare name for as long as that may be needed."""
    try:
        os.link(target, spare)
    except FileNotFoundError:
        return partial(os.unlink, target)
    except OSError:  # a file system without links
        return None
    backups.callback(_remove, spare)
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
