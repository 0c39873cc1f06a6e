r"""Texts and numbers of one line as YAML: in quotes wherever any reader would see something else.

A model file says everything as texts and numbers, and this program reads it so. Others go by YAML
1.1 or 1.2, or by rules of their own, and take `no`, `010`, `1e5`, `12:30` or `=` for something else
than a text. What is written here is the same to all of them.

>>> print(text_scalar("front desk"), text_scalar("24/7"), text_scalar("no"), text_scalar("010"))
front desk 24/7 "no" "010"
"""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from typing import Any, NamedTuple

#: Text that is plain in every place, but for words that mean something: no need to look closer.
_PLAIN = re.compile(r"[^\W\d_][\w./@+]*(?:[ -][\w./@+]+)*")
#: Words that some reader takes for nothing, a truth value, a number or an order, in any case.
_MEANT = frozenset(
    (
        "", "null", "nil", "~", "true", "false", "yes", "no", "on", "off", "y", "n", "inf", "nan",
        ".inf", "+.inf", "-.inf", ".nan", "=", "<<",
    )
)  # fmt: skip
#: What some reader may take for a number, a time of day or a date.
_NUMERIC = re.compile(
    "[-+]?0[xX][0-9a-fA-F_]*"
    "|[-+]?0[bBoO][0-9_]*"
    "|[-+.0-9][-+.0-9_,:]*(?:[eE][-+.0-9_]*)?"
    "|[0-9]+-[0-9]+-[0-9]+(?:[tT]|[ \t]+)[-+.0-9:tTzZ \t]*"
)
#: What cannot be seen, or turns the direction of what can: it stands as an escape.
ESCAPED = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]"
)
#: Longer texts are looked at closely in any case.
_SHORT = 100


class Analysis(NamedTuple):
    """How a text may be written as far as the syntax goes, as PyYAML's own writer judges it."""

    flow_plain: bool
    block_plain: bool
    block: bool


def text_scalar(text: str, *, flow: bool = True) -> str:
    """A text in one line, plain where it is the same text to every reader; outside braces and
    brackets, with `flow=False`, more is."""
    if len(text) >= _SHORT:
        return _looked_at(text, flow)
    return text if _is_plain(text) else _short_scalar(text, flow)


@lru_cache(maxsize=131_072)  # a large model has as many ids, each of which stands in many places
def _is_plain(text: str) -> bool:
    """Whether a text is plain wherever it stands."""
    return _PLAIN.fullmatch(text) is not None and text.lower() not in _MEANT


@lru_cache(maxsize=65_536)
def _short_scalar(text: str, flow: bool) -> str:
    return _looked_at(text, flow)


def number_scalar(value: float) -> str:
    """A number: YAML 1.1 knows no exponent without a point before it.

    >>> number_scalar(12), number_scalar(0.5), number_scalar(1e-05)
    ('12', '0.5', '1.0e-05')
    """
    written, e, exponent = repr(value).partition("e")
    return f"{written}.0e{exponent}" if e and "." not in written else f"{written}{e}{exponent}"


def analysis(text: str) -> Analysis:
    """How a text may be written."""
    found = _emitter().analyze_scalar(text)
    plain = not found.multiline
    return Analysis(
        plain and found.allow_flow_plain, plain and found.allow_block_plain, found.allow_block
    )


@lru_cache(maxsize=4096)
def _looked_at(text: str, flow: bool) -> str:
    """A text that is not plainly plain."""
    found = analysis(text)
    plain = found.flow_plain if flow else found.block_plain
    if plain and not _is_meant(text) and not ESCAPED.search(text):
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return ESCAPED.sub(lambda match: f"\\u{ord(match.group()):04x}", quoted)


def _is_meant(text: str) -> bool:
    """Whether some reader may take a plain text for something else; Ruby's takes one that begins
    with a colon for a symbol."""
    return text.lower() in _MEANT or text[:1] == ":" or _NUMERIC.fullmatch(text) is not None


@cache
def _emitter() -> Any:
    from io import StringIO

    from yaml.emitter import Emitter

    return Emitter(StringIO(), allow_unicode=True)
