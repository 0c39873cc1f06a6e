"""What the checks found, as text: one file a format, each a pure function.

`FORMATS` is the one table of them. A format's module is imported when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from importlib import import_module
from types import MappingProxyType
from typing import cast

from internalmap.errors import InternalMapError
from internalmap.results.check import CheckResult, Severity
from internalmap.text.escape import printable

__all__ = ["FORMATS", "CheckFormat", "CheckLook", "format_named", "format_of_file"]


@dataclass(frozen=True, slots=True)
class CheckLook:
    """How a report is to look; a format heeds what concerns it.

    `width` and `color` are the terminal's. `fail_on` is the severity from which findings fail the
    check, `levels` that of each model which has its own. `root` is the folder that paths are told
    from; absolute paths that lie elsewhere are told by their last part alone. With `suppressed`,
    SARIF holds accepted findings too, marked as suppressed; GitHub shows those as open alerts all
    the same.
    """

    width: int = 80
    color: bool = False
    fail_on: Severity = "error"
    levels: Mapping[str, Severity] = field(default_factory=dict)
    root: str = ""
    suppressed: bool = True


@dataclass(frozen=True, slots=True)
class CheckFormat:
    """A format: its name, and the file endings that stand for it."""

    name: str
    endings: tuple[str, ...]

    def report(self, result: CheckResult, look: CheckLook) -> str:
        """The whole result in this format."""
        module = import_module(f"internalmap.reports.check.{self.name}")
        write = cast("Callable[[CheckResult, CheckLook], str]", module.report)
        return write(result, look)


#: Every format by name. Two have no ending: theirs are files of JSON and of text like others.
FORMATS: Mapping[str, CheckFormat] = MappingProxyType(
    {
        known.name: known
        for known in (
            CheckFormat("text", (".txt",)),
            CheckFormat("json", (".json",)),
            CheckFormat("sarif", (".sarif", ".sarif.json")),
            CheckFormat("junit", (".xml",)),
            CheckFormat("github", ()),
            CheckFormat("gitlab", ()),
            CheckFormat("markdown", (".md", ".markdown")),
        )
    }
)


def format_named(name: str) -> CheckFormat:
    """The format of this name. Raises `InternalMapError`, which lists the known ones."""
    if name in FORMATS:
        return FORMATS[name]
    near = get_close_matches(name, FORMATS, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise InternalMapError(
        f"there is no format {printable(name)!r}", f"{hint}known: {', '.join(FORMATS)}"
    )


def format_of_file(path: str) -> str:
    """The name of the format that a file's ending stands for, in any case of letters; the longest
    ending wins. Raises `InternalMapError`, which lists the known endings."""
    by_ending = {ending: known.name for known in FORMATS.values() for ending in known.endings}
    file = path.replace("\\", "/").rpartition("/")[2].lower()
    for ending in sorted(by_ending, key=len, reverse=True):
        if file.endswith(ending) and file != ending:
            return by_ending[ending]
    raise InternalMapError(
        f"{printable(path)}: no format is known by this ending",
        f"known endings: {', '.join(by_ending)}; or say --format {'|'.join(FORMATS)}",
    )
