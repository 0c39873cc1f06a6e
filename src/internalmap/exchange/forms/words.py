"""What a form says to those who fill it in: plain words, and no word of this program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from internalmap.exchange.forms.content import FormContent, FormSheet
from internalmap.exchange.forms.labels import shown_text
from internalmap.exchange.forms.layout import FILLED_BY, FILLED_ON, NOT_NEEDED, SHEETS
from internalmap.model.phrases import counted

#: What each sheet asks, in the guide; and what to do, above its rows.
ASKED: Final[Mapping[str, str]] = {
    "needs": "What do you get from others, and how long can you go on without it?",
    "supplies": "Others say that they get this from you. Do they?",
    "stand-ins": "Who else could do this if the usual person is away?",
    "systems": "How soon would it be back after a failure, and how much work could be lost "
    "without harm?",
}
TO_DO: Final[Mapping[str, str]] = {
    "needs": "Each row is one thing that you need. Correct what is wrong, fill in the yellow "
    "cells, and add what is missing in the empty rows. Please do not delete a row: choose "
    f"“{NOT_NEEDED}” for what you do not need.",
    "supplies": "Say “yes” or “no” in each row, and how soon others can have it when they ask. Add "
    "in the empty rows what others get from you and is not listed.",
    "stand-ins": "Choose “yes” where the person could do the work today, for a day or two. Leave "
    "the cell empty otherwise. Add other work in the empty rows.",
    "systems": "How soon is it back after a failure, how often is a copy of it made, and how much "
    "work could be lost without harm? Add what is missing in the empty rows.",
}

#: What each column asks, shown beside the cell that is being filled in.
PROMPTS: Final[Mapping[tuple[str, str], str]] = {
    ("needs", "customer"): "Who of you needs it. Leave it empty if all of you do.",
    ("needs", "service"): "What you get, in a few words: Blood tests.",
    (
        "needs",
        "suppliers",
    ): "Choose who gives it to you, or type a name that is not in the list. "
    "If it takes several together, separate them with a semicolon.",
    (
        "needs",
        "fallbacks",
    ): "Who could give it to you instead. Separate several with a semicolon, "
    "the first choice first.",
    (
        "needs",
        "importance",
    ): "essential: without it your work stops.\nimportant: your work goes "
    f"on, but worse.\nhelpful: you would miss it.\n{NOT_NEEDED}: you do not need it.",
    ("needs", "buffer"): "How long your work goes on without it. Choose a time, or type "
    "another: 45 min, 6 h, 10 days.",
    ("needs", "frequency"): "How often you need it. Choose, or type for example: 20/day, 3/week.",
    ("supplies", "supplier"): "Who of you gives it.",
    ("supplies", "service"): "What they get from you, in a few words.",
    ("supplies", "customer"): "Choose who gets it, or type a name that is not in the list.",
    ("supplies", "within"): "How soon they have it when they ask. Choose a time, or type "
    "another: 45 min, 6 h, 10 days.",
    (
        "supplies",
        "given",
    ): "yes: you give it.\nno: you do not. Nothing is deleted: both of you will be asked.",
    ("stand-ins", "service"): "The work, in a few words.",
    ("systems", "name"): "What you call it.",
    ("systems", "kind"): "system: a program or a machine.\ninformation: records, on paper or in "
    "files.",
    ("systems", "restore"): "How soon it is back after a failure. Choose a time, or type another.",
    (
        "systems",
        "backup_every",
    ): "How often a copy of what it holds is made. Choose a time, or type another.",
    (
        "systems",
        "max_data_loss",
    ): "How long a stretch of work could be lost without harm. Choose a time, or type another.",
}
CAN_PROMPT: Final = "yes: could do it today, for a day or two. Else leave it empty."
COMMENT_PROMPT: Final = "Whatever else should be known."

#: What a drop-down says when something else is typed: its title, and what to do.
REFUSED: Final = ("Not in the list", "Please choose from the list.")
NEW_NAME: Final = (
    "Not one name of the list",
    "Is it there under another name? If it is somebody new, or several separated by a semicolon, "
    "go on.",
)
NO_DATE: Final = ("Not a date", "Please write a date, such as 2026-12-15.")

#: What the words mean that the form asks for.
MEANINGS: Final = (
    ("essential", "Without it, your own work stops."),
    ("important", "Your work goes on, but it is worse or slower."),
    ("helpful", "You would miss it, no more."),
    (
        SHEETS["needs"].heading("buffer"),
        "How long your work goes on without it: 30 min, 4 h, 2 days. “not at all” if it stops at "
        "once.",
    ),
    (
        SHEETS["needs"].heading("suppliers"),
        "Who gives it to you. If it takes several together, separate them with a semicolon.",
    ),
    (
        SHEETS["needs"].heading("fallbacks"),
        "Who could give it to you if the usual one cannot. Leave it empty if nobody could.",
    ),
    (
        SHEETS["supplies"].heading("within"),
        "How soon others have it from you when they ask for it.",
    ),
)


def title(content: FormContent, sheet: FormSheet) -> str:
    """The title of a sheet."""
    return f"{sheet.layout.name}: {content.name}"


def first_rows(sheet: FormSheet) -> str:
    """Which rows to begin with, if any matters more than the others."""
    if not sheet.decide or sheet.decide == len(sheet.rows):
        return ""
    if sheet.decide == 1:
        return "Short of time? The first row decides most: answer that."
    return f"Short of time? The first {sheet.decide} rows decide most: answer these."


def purpose(content: FormContent) -> Iterator[str]:
    """What the form is for, by when it is wanted, whom to ask."""
    house = shown_text(content.title) or "Your organisation"
    yield (
        f"{house} wants to know who depends on whom, so that work goes on when somebody or "
        "something is missing. You know best what your own work needs."
    )
    yield "It takes about ten minutes. Much is filled in already: please check it."
    due = "" if content.due is None else f" by {content.due.isoformat()}"
    yield f"Save the file and send it back{due}, under the same name."
    if content.ask:
        yield f"Questions? Ask {shown_text(content.ask)}."


def steps() -> Iterator[str]:
    """What to do, in order."""
    yield (
        "Fill in the sheets, which are the tabs at the bottom of this window. Yellow cells are "
        "what nobody has said yet."
    )
    yield f"Write your name beside “{FILLED_BY}”, and today's date beside “{FILLED_ON}”, below."
    yield "Save the file, and send it back."


def sheet_row(sheet: FormSheet) -> str:
    """What a sheet asks, and how much is there already, for the guide."""
    count = len(sheet.rows)
    there = f"{counted(count, 'row')} to check" if count else "Nothing is known yet"
    return f"{ASKED[sheet.layout.key]} {there}."


def afterwards() -> Iterator[str]:
    """What becomes of the answers."""
    yield (
        "What you say of your own needs counts. Where you say that you do not give what somebody "
        "else says they get, both of you will be asked; nothing is deleted."
    )
    yield (
        "Rows may be sorted and moved. If you do not know something, leave it empty: a gap is "
        "better than a guess."
    )
    yield "Of others, this form shows names only. They get forms of their own, and not this one."
