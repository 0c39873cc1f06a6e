"""How the sheets name parties, needs and times, and what they say in the words of the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from internalmap.model.phrases import KIND_WORDS, Names
from internalmap.reports.analyze.view import View
from internalmap.reports.blocks import (
    Cell,
    Column,
    EmptySection,
    Lines,
    Section,
    Step,
    Table,
)
from internalmap.results.analyze import NeedRef
from internalmap.text.escape import escape

#: How many parties one cell names; the others are counted.
NAMED = 50
#: The headings over what `who` says after the name.
WHO = (Column("Id"), Column("Kind"), Column("Part of"))


def who(view: View, id: str) -> tuple[str, str, str, str]:
    """A party as every sheet names it: what people call it, its id, its kind, its unit."""
    row = view.rows.get(id)
    unit = None if row is None else row.part_of
    return (
        view.names.short(id),
        escape(id),
        KIND_WORDS[row.kind] if row else "",
        "" if unit is None else view.names.short(unit),
    )


def what_for(view: View, need: NeedRef) -> tuple[str, str]:
    """What is supplied, and to whom."""
    return view.service(need.service, need.suppliers), view.names.customer(need.customer)


def several(names: Names, ids: Sequence[str]) -> str:
    """The names of several parties in one cell."""
    shown = names.shorts(ids[:NAMED])
    if len(ids) > NAMED:
        shown.append(f"and {len(ids) - NAMED:,} more")
    return "; ".join(shown)


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


def sheet_of(
    sheet: str,
    title: str,
    words: str,
    table: Table | None = None,
    next: str = "",
    *,
    sought: bool = True,
) -> Section:
    """A sheet with a table, or, without one, what is said in its place. `title` stands on it,
    `words` say what was found and how to read it, `next` what to do about it."""
    return Section(
        sheet,
        title,
        lead=(Cell(words),),
        body=() if table is None else (table,),
        next=Step(next) if next else None,
        sheet=sheet,
        sought=sought,
    )


def empty_sheet(sheet: str, title: str, empty: EmptySection) -> Section:
    """A sheet on which there would be nothing to show."""
    return sheet_of(sheet, title, said(empty), sought=empty.sought)
