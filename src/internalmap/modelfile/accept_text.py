"""An acceptance as it can be pasted into the text of a model: where, and what.

Only the places of entries are known, not what stands around them, so each way of writing an entry
has a place of its own. Where an alias or an anchor shares an entry with others, there is none:
what is pasted there would be accepted there too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from internalmap.source import Offsets, Path, Position, Source
from internalmap.text.yaml_scalars import text_scalar

#: What is there as it stands, what gets a line of its own, what is put behind a space, and what
#: takes the place of something.
How = Literal["", "line", "space", "instead"]


class Pasted(NamedTuple):
    """A text to paste: where, how, and, if it takes the place of something, of what."""

    place: Position
    how: How
    text: str
    instead: str = ""


def acceptances(
    source: Source, path: Path, findings: Sequence[tuple[str, Sequence[str]]]
) -> tuple[Pasted, ...]:
    """What accepts findings at an entry, each by its rule and those whom it lets down; reason and
    name are to be filled in. Nothing where the entry is not written out by itself."""
    at = source.find(path)
    if at is None:
        return ()
    is_json = source.text.lstrip("\ufeff \t\r\n").startswith("{")
    items = [_item(rule, stops, is_json) for rule, stops in findings]
    known = source.find((*path, "accept"))
    if known is not None:
        return tuple(_longer(source, at, known, items))
    key = '"accept"' if is_json else "accept"
    found = _new(source, at, f"{key}: [{', '.join(items)}]", is_json)
    return () if found is None else (found,)


def _item(rule: str, stops: Sequence[str], is_json: bool) -> str:
    if is_json:
        # Nothing and not an empty text: as in YAML, it is refused until it is filled in.
        values = {"rule": rule, "reason": None, "by": None}
        return json.dumps(values | ({"stops": [*stops]} if stops else {}), ensure_ascii=False)
    named = f", stops: [{', '.join(map(text_scalar, stops))}]" if stops else ""
    return f"{{rule: {rule}, reason: , by: {named}}}"


def _longer(source: Source, at: Offsets, known: Offsets, items: Sequence[str]) -> Iterator[Pasted]:
    """More in a list that is there."""
    text, start = source.text, known.value_start
    if known.key_start < at.value_start or known.value_end > start:
        return  # merged in from elsewhere, or no list
    if text[start] == "[":
        comma = "" if text[start + 1 :].lstrip().startswith("]") else ","
        yield Pasted(source.position(start + 1), "", f"{', '.join(items)}{comma}")
    elif text[start] == "-":
        for item in items:
            yield Pasted(source.position(start), "line", f"- {item}")


def _new(source: Source, at: Offsets, entry: str, is_json: bool) -> Pasted | None:
    """The first of an entry."""
    text, start, end = source.text, at.value_start, at.value_end
    first = text[start : start + 1]
    if first in ("&", "*"):
        return None
    if end > start:
        return _instead(source, at, entry, is_json)
    if first == "{":
        comma = "" if text[start + 1 :].lstrip().startswith("}") else ","
        return Pasted(source.position(start + 1), "", f"{entry}{comma}")
    if not first or first in " \t\r\n,}#":
        return Pasted(source.position(start), "space", f"{{{entry}}}")
    return Pasted(source.position(start), "line", entry)


def _instead(source: Source, at: Offsets, entry: str, is_json: bool) -> Pasted | None:
    """An entry in the place of a text alone, such as the supplier that is needed."""
    written = source.text[at.value_start : at.value_end]
    if re.search(r"[\r\n]", written):
        return None
    place = source.position(at.value_start)
    if written in ("~", "null"):
        return Pasted(place, "instead", f"{{{entry}}}", written)
    supplier = written if written[0] in "\"'" else text_scalar(written)
    key = '"from"' if is_json else "from"
    return Pasted(place, "instead", f"{{{key}: {supplier}, {entry}}}", written)
