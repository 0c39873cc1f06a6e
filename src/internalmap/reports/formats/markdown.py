"""Reports as GitHub-flavoured Markdown: for a wiki, a pull request, a mail.

Every text is escaped, ours and the model's alike, so that no name can become a link, a mention, a
reference, a little picture, an order to a robot, a heading, a table cell or raw HTML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from internalmap.reports.analyze.briefing import briefing as report_briefing
from internalmap.reports.blocks import Briefing, Cell, Lines, Section, Step, Table, noted
from internalmap.results.advise import Advice
from internalmap.results.agenda import Agenda
from internalmap.results.analyze import Analysis
from internalmap.results.impact import Impact
from internalmap.results.party import Card
from internalmap.results.simulate import Simulation
from internalmap.results.trace import Trace
from internalmap.text.escape import printable

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~$&^]")
#: What a line may not begin with: a list, a numbered list, a rule, an underline, an order such as
#: `/close`.
_OPENING = re.compile(r"^(\s*)(?:([-+=/])|(\d{1,9})([.)]))")
#: What GitHub, GitLab and their likes make something of, in the text that a reader sees: to escape
#: it changes nothing. It is broken behind these signs.
_MADE_OF = re.compile(
    r"""
      @(?=\S)                   # a mention, a mail address, a commit of a repository
    | \#(?=\w)                  # an issue, also of another repository
    | (?<![a-z0-9])gh-(?=\d)    # an issue
    | [!&$](?=\d)               # a merge request, an epic, a snippet
    | [~%](?=["\w])             # a label, a milestone
    | [\[*](?=\w++:)            # an iteration, an alert, a contact
    | :(?=//)|www(?=\.)         # an address
    | :(?=(?!\d++:)[\w+-]++:)   # a little picture, but no line of a file
    | :(?=(?:100|1234):)        # two pictures that have numbers for names
    """,
    re.VERBOSE | re.IGNORECASE,
)
#: A commit, by seven signs or more; without a digit, it is a word.
_COMMIT = re.compile(r"(?<![0-9a-z])(?=[a-f]*[0-9])[0-9a-f]{7,}(?![0-9a-z])", re.IGNORECASE)
#: How much of a commit says nothing yet.
_NO_COMMIT = re.compile(".{6}(?=.)")
#: A character without width: the text looks as it did, and nothing is made of it.
_BREAK = "\u200b"


def report(
    analysis: Analysis,
    *,
    top: int = 10,
    structure: bool = False,
    model: str = "org.yaml",
    today: date | None = None,
    asked: Sequence[str] = (),
) -> str:
    """The whole analysis."""
    made = report_briefing(analysis, top=top, with_structure=structure, model=model, today=today)
    return typeset([noted(made, asked)])


def card(card: Card, *, model: str = "org.yaml", scale: tuple[float, float] | None = None) -> str:
    """One party's card."""
    return cards([card], model=model, scale=scale)


def cards(
    cards: Sequence[Card], *, model: str = "org.yaml", scale: tuple[float, float] | None = None
) -> str:
    """Several parties' cards, with a rule between them."""
    from internalmap.reports.party.card import briefings

    return typeset(briefings(cards, model=model, scale=scale))


def agenda(agenda: Agenda, *, model: str = "org.yaml") -> str:
    """What is due, unit by unit."""
    from internalmap.reports.agenda import briefing

    return typeset([briefing(agenda, model=model)])


def impact(impact: Impact, *, model: str = "org.yaml", asked: Sequence[str] = ()) -> str:
    """What happens without somebody, or one party's story of it."""
    from internalmap.reports.impact.why import briefing

    return typeset([noted(briefing(impact, model=model), asked)])


def trace(trace: Trace, *, model: str = "org.yaml", asked: Sequence[str] = ()) -> str:
    """How one party's work reaches another."""
    from internalmap.reports.trace import briefing

    return typeset([noted(briefing(trace, model=model), asked)])


def simulation(
    simulation: Simulation, *, top: int = 10, model: str = "org.yaml", asked: Sequence[str] = ()
) -> str:
    """The chance of being let down."""
    from internalmap.reports.simulate import briefing

    return typeset([noted(briefing(simulation, top=top, model=model), asked)])


def advice(advice: Advice, *, model: str = "org.yaml", asked: Sequence[str] = ()) -> str:
    """Which few changes remove the most risk."""
    from internalmap.reports.advise import briefing

    return typeset([noted(briefing(advice, model=model), asked)])


def typeset(briefings: Sequence[Briefing]) -> str:
    """Briefings as Markdown, each from its own first heading on."""
    return "\n---\n\n".join(_briefing(made) for made in briefings)


def escape(text: str) -> str:
    r"""A text that stands for itself anywhere inside a line.

    >>> print(escape("a|b [x](y) <b> & #"))
    a\|b \[x\](y) \<b\> \& \#
    """
    text = _MADE_OF.sub(rf"\g<0>{_BREAK}", printable(text))
    text = _COMMIT.sub(lambda match: _NO_COMMIT.sub(rf"\g<0>{_BREAK}", match[0]), text)
    return _SPECIAL.sub(r"\\\g<0>", text)


def paragraph(text: str) -> str:
    """A text that stands for itself at the beginning of a line too."""
    return _OPENING.sub(_opened, escape(text).strip())


def _opened(match: re.Match[str]) -> str:
    if match[2]:
        return f"{match[1]}\\{match[2]}"
    return f"{match[1]}{match[3]}\\{match[4]}"


def _briefing(made: Briefing) -> str:
    parts = [f"# {escape(made.title)}"]
    if made.marking is not None:
        parts.append(f"**{escape(made.marking).strip()}**")
    if made.verdict.text:
        parts.append(f"**{escape(made.verdict.text).strip()}**")
    parts += [paragraph(note.text) for note in made.notes]
    for section in made.sections:
        parts += _section(section)
    parts += [paragraph(remark.text) for remark in made.remarks]
    if made.closing is not None:
        parts += _step(made.closing)
    return "\n\n".join(parts) + "\n"


def _section(section: Section) -> list[str]:
    parts = [f"## {escape(section.heading)}"]
    parts += [paragraph(cell.text) for cell in section.lead]
    for block in section.body:
        parts.append(_table(block) if isinstance(block, Table) else _lines(block))
        if block.more is not None:
            parts += _step(block.more)
    if section.next is not None:
        parts += _step(section.next)
    return parts


def _table(table: Table) -> str:
    lines = [
        _row([escape(column.heading) for column in table.columns]),
        _row(["---:" if column.right else "---" for column in table.columns]),
    ]
    lines += [_row([_cell(cell) for cell in row]) for row in table.rows]
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    text = escape(cell.text).strip()
    return f"**{text}**" if text and cell.tone == "name" else text


def _lines(lines: Lines) -> str:
    if len(lines.items) == 1:
        return paragraph(lines.items[0].text)
    return "\n".join(f"- {paragraph(item.text)}" for item in lines.items)


def _step(step: Step) -> list[str]:
    """The words, and the command as a block to copy."""
    parts = [paragraph(step.text)]
    if step.command:
        # One line that begins with a word: nothing in it can end the block.
        parts.append(f"```sh\n{printable(step.command)}\n```")
    return parts
