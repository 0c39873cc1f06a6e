"""Where findings stand, in paths that mean the same on every machine.

Paths are told from the folder of the command, with `/` between their parts; those that a service
is to find again, from the top of the repository, which `from_top` has. Nothing tells where on a
machine these folders are.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote

from internalmap.errors import Place, renamed
from internalmap.results.check import Finding, Unreadable
from internalmap.text.escape import escape

#: How an absolute path of Windows begins: with a drive, or with the name of a server.
_WINDOWS = re.compile(r"[A-Za-z]:|\\\\")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_NONE: Mapping[str, str] = MappingProxyType({})


class Spot(NamedTuple):
    """A span in a file: its path from the root, lines and columns from 1, the end just after."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def label(self) -> str:
        """`file:line:column`."""
        return f"{escape(self.path)}:{self.line}:{self.column}"


def spot(place: Place, root: str, from_top: Mapping[str, str] = _NONE) -> Spot:
    """A place, in a path from the root."""
    return Spot(told(place.source.name, root, from_top), *place.span.start, *place.span.end)


def spot_of(finding: Finding, root: str, from_top: Mapping[str, str] = _NONE) -> Spot | None:
    """Where a finding stands, if it stands somewhere."""
    return None if finding.place is None else spot(finding.place, root, from_top)


def path_of(finding: Finding, root: str, from_top: Mapping[str, str] = _NONE) -> str:
    """The file of a finding; the model, where the finding stands in no place."""
    at = spot_of(finding, root, from_top)
    return told(finding.model, root, from_top) if at is None else at.path


def label_of(finding: Finding, root: str, from_top: Mapping[str, str] = _NONE) -> str:
    """Where a finding stands, for people."""
    at = spot_of(finding, root, from_top)
    return escape(told(finding.model, root, from_top)) if at is None else at.label


def told(name: str, root: str, from_top: Mapping[str, str] = _NONE) -> str:
    """A path from the top of its repository where that is known, else from the root."""
    return local(from_top.get(name, name), root)


def unreadable_lines(model: Unreadable, root: str) -> list[str]:
    """All that is wrong with a model that could not be read, as people read it."""
    problems = renamed(model.problems, lambda name: local(name, root), str)
    text = "\n\n".join(problem.render() for problem in problems)
    return [escape(line) for line in text.splitlines()]


@lru_cache(maxsize=1024)
def local(name: str, root: str) -> str:
    r"""A path as it is told from the root.

    >>> local("/home/me/repo/org.yaml", "/home/me/repo"), local("/etc/org.yaml", "/home/me/repo")
    ('org.yaml', 'org.yaml')
    >>> local(r"units\it.yaml", r"C:\repo"), local("./a/../org.yaml", "/home/me/repo")
    ('units/it.yaml', 'org.yaml')
    """
    if not name:
        return name
    # A file of POSIX may have a backslash in its name, so the root decides which kind it is.
    windows = _WINDOWS.match(root or name) or (not root and "\\" in name and "/" not in name)
    kind = PureWindowsPath if windows else PurePosixPath
    path = kind(name)
    if path.anchor:
        inside = bool(root) and path.is_relative_to(root)
        path = path.relative_to(root) if inside else kind(path.name)
    return _LONE_SURROGATE.sub("\ufffd", posixpath.normpath(path.as_posix()))


def uri(path: str) -> str:
    """A path from the root as a relative URI.

    >>> uri("units/north desk.yaml")
    'units/north%20desk.yaml'
    """
    return quote(path, safe="/")
