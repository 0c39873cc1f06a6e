"""A report as a comment on a pull request, in Markdown.

It is read among other comments, so it differs from a page: its heading is small, its sections fold,
those of new risk stand open, and no command follows. A comment may have so many characters and no
more, so every row that fits is shown, and the others are counted. No name can become a link, a
mention or HTML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from internalmap.model.phrases import counted
from internalmap.reports.blocks import Report, Section, Table
from internalmap.reports.formats.markdown_escape import escape, marker, paragraph
from internalmap.text.escape import escape as escape_controls

#: GitHub takes 65,536 characters; the rest is room for what somebody puts around the report.
LIMIT = 60_000
#: How much of a single text is shown, and how many notices.
_LONGEST, _NOTICES = 600, 8
#: Room for the words that close a table.
_CLOSING = 200
#: An address or a number that stands as code, to be copied: nothing in it can end the code.
_ADDRESS = re.compile(r"[\w.+@/() -]{1,120}")


def comment(made: Report, heading: str) -> str:
    """The whole report, as far as it fits."""
    parts = [marker(heading), f"### {_words(heading)}"]
    if made.marking is not None:
        parts.append(f"**{_words(made.marking)}**")
    parts.append(f"**{_words(made.verdict.text)}**")
    parts += [paragraph(_cut(note.text)) for note in made.notes[: _NOTICES + 1]]
    parts += [paragraph(_cut(remark.text)) for remark in made.remarks]
    room = LIMIT - sum(len(part) + 2 for part in parts)
    for number, section in enumerate(made.sections):
        # What comes later has room too, however long this is.
        share = room // (len(made.sections) - number)
        parts.append(_section(section, share))
        room -= len(parts[-1]) + 2
    return "\n\n".join(parts) + "\n"


def _section(section: Section, room: int) -> str:
    """A section that folds, with as many rows as there is room for."""
    rows = sum(len(block.rows) for block in section.body if isinstance(block, Table))
    heading = f"{_words(section.heading)} ({rows:,})" if rows else _words(section.heading)
    state = " open" if section.open else ""
    parts = [f"<details{state}><summary>{heading}</summary>"]
    parts += [paragraph(_cut(cell.text)) for cell in section.lead]
    room -= sum(len(part) + 2 for part in parts) + _CLOSING
    for block in section.body:
        if isinstance(block, Table):
            parts += _table(block, room)
    return "\n\n".join((*parts, "</details>"))


def _table(table: Table, room: int) -> list[str]:
    lines = [
        _row([_words(column.heading) for column in table.columns]),
        _row(["---:" if column.right else "---" for column in table.columns]),
    ]
    room -= sum(map(len, lines))
    shown = 0
    for row in table.rows:
        cells = [
            _address(cell.text) if column.verbatim else _words(cell.text)
            for column, cell in zip(table.columns, row, strict=True)
        ]
        line = _row(
            [
                f"**{text}**" if text and cell.tone == "name" else text
                for text, cell in zip(cells, row, strict=True)
            ]
        )
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
        shown += 1
    left = len(table.rows) - shown
    more = f"… and {counted(left, 'more row')}: there is no room here."
    return ["\n".join(lines), more] if left else ["\n".join(lines)]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _address(text: str) -> str:
    """How to reach somebody; as code, an address is no link, and can be copied whole."""
    return f"`{text.strip()}`" if text.strip() and _ADDRESS.fullmatch(text) else _words(text)


def _words(text: str) -> str:
    """Words that stand for themselves in the middle of a line, and call nobody."""
    return escape(_cut(text)).strip()


def _cut(text: str) -> str:
    text = escape_controls(text[: _LONGEST + 1])
    return f"{text[:_LONGEST]}…" if len(text) > _LONGEST else text
