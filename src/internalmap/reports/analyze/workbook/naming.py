"""How the sheets name parties, needs and times, and what they say in the words of the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from internalmap.model.phrases import KIND_WORDS
from internalmap.reports.analyze.view import View
from internalmap.reports.analyze.workbook.blocks import Heading, Part, Value
from internalmap.reports.blocks import EmptySection, Lines, Section
from internalmap.results.analyze import NeedRef
from internalmap.text.escape import printable

#: How many parties one cell names; the others are counted.
NAMED = 50
#: The headings over what `who` says after the name.
WHO = (Heading("Id"), Heading("Kind"), Heading("Part of"))

_HOUR = 3600


def who(view: View, id: str) -> tuple[str, str, str, str]:
    """A party as every sheet names it: what people call it, its id, its kind, its unit."""
    row = view.rows.get(id)
    unit = None if row is None else row.part_of
    return (
        view.names.short(id),
        printable(id),
        KIND_WORDS[row.kind] if row else "",
        "" if unit is None else view.names.short(unit),
    )


def what_for(view: View, need: NeedRef) -> tuple[str, str]:
    """What is supplied, and to whom."""
    return view.service(need.service, need.suppliers), customer(view, need.customer)


def customer(view: View, id: str | None) -> str:
    """Who has a need."""
    return "everyone" if id is None else view.names.short(id)


def several(view: View, ids: Sequence[str]) -> str:
    """The names of several parties in one cell."""
    names = view.names.shorts(ids[:NAMED])
    if len(ids) > NAMED:
        names.append(f"and {len(ids) - NAMED:,} more")
    return "; ".join(names)


def hours(seconds: float | None) -> Value:
    """A time in hours."""
    return None if seconds is None else seconds / _HOUR


def scale_of(view: View) -> str:
    """The scale of satisfaction."""
    low, high = view.analysis.scale
    return f"{low:g} to {high:g}"


def said(section: Section | EmptySection | None) -> str:
    """What a section says in sentences."""
    return " ".join(_sentences(section))


def _sentences(section: Section | EmptySection | None) -> Iterator[str]:
    if isinstance(section, EmptySection):
        yield f"{'Nothing found' if section.sought else 'Not looked for'}: {section.text}."
    elif section is not None:
        yield from (cell.text for cell in section.lead)
        for block in section.body:
            if isinstance(block, Lines):
                yield from (cell.text for cell in block.items)


def nothing(sheet: str, title: str, nothing: EmptySection) -> Part:
    """A part of which there is nothing to show."""
    return Part(sheet, title, said(nothing), sought=nothing.sought)
