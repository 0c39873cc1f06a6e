"""The logs of build services obey some lines: those that begin with `::`, and `##[…]` and its
likes wherever they stand. What a name brings into a log must be no such order."""

from __future__ import annotations

import re
from collections.abc import Mapping

_OPENING = r"(?m)^(\s*):(?=:)"
_ANYWHERE = r"#(?=#[\w.]*\[)"
#: Set by GitHub's and Azure's runners, which obey what stands in a log.
_RUNNERS = ("GITHUB_ACTIONS", "TF_BUILD")


def disarm_commands(text: str) -> str:
    """Lines of a log that order nothing: a space parts the signs of an order.

    >>> disarm_commands("::error::x"), disarm_commands("unknown key '##[group]'")
    (': :error::x', "unknown key '# #[group]'")
    """
    return disarm_inner_commands(re.sub(_OPENING, r"\1: ", text))


def disarm_inner_commands(text: str) -> str:
    """Lines which may themselves be orders, and hold no other."""
    return re.sub(_ANYWHERE, "# ", text)


def is_runner_log(environment: Mapping[str, str]) -> bool:
    """Whether what is written here ends in a log that is obeyed."""
    return any(environment.get(name) for name in _RUNNERS)
