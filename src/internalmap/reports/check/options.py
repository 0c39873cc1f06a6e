"""What is asked of a report of findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from internalmap._dataclass import dataclass
from internalmap.results.check import FailOn, Severity


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """How a report is to look; a format heeds what concerns it.

    `width` and `color` are the terminal's. `fail_on` is the severity from which findings fail the
    check, `levels` that of each model which has its own. `show` is the severity down to which text
    and Markdown tell findings in full; those below it are counted by rule. `root` is the folder
    that paths are told from; absolute paths that lie elsewhere are told by their last part alone.
    `from_top` has the paths of files and models from the top of their repository, for services that
    show findings there. With `suppressed`, SARIF holds accepted findings too, marked as suppressed;
    GitHub shows those as open alerts all the same.
    """

    width: int = 80
    color: bool = False
    fail_on: FailOn = "error"
    levels: Mapping[str, FailOn] = field(default_factory=dict)
    root: str = ""
    from_top: Mapping[str, str] = field(default_factory=dict)
    suppressed: bool = True
    show: Severity = "warning"
