"""Tables converted from files, and what came of them."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

from internalmap import convert
from internalmap.api.convert import Converted

_VALUE = r"""(?:'[^']*'|"(?:[^"\\]|\\.)*"|[^ ;'"])+"""
_OPTIONS = re.compile(rf"--[a-z-]+ {_VALUE}(?: --[a-z-]+ {_VALUE})*")


def made(folder: Path, text: str, name: str = "in.csv", **options: Any) -> Converted:
    """What a table says that stands in a file."""
    (folder / name).write_text(text, "utf-8")
    return convert(str(folder / name), **options)


def arrows(result: Converted) -> str:
    """Who depends on whom, in one line."""
    needs = result.organization.needs
    return " ".join(sorted(f"{n.customer or '*'}>{s}" for n in needs for s in n.suppliers))


def typed(remedy: str) -> list[dict[str, Any]]:
    """The options that a remedy names, each group of them as `convert` takes it."""
    found = []
    for match in _OPTIONS.finditer(remedy):
        words = shlex.split(re.sub(r"[,.]$", "", match[0].strip()))
        options: dict[str, Any] = {}
        for option, value in zip(words[::2], words[1::2], strict=True):
            name = option.removeprefix("--").replace("-", "_")
            options[name] = value if name == "shape" else [*options.get(name, ()), value]
        found.append(options)
    return found
