"""What came of answers, as a report: what is to be settled first, then what was taken, and who has
not answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from internalmap.model import keys
from internalmap.model.phrases import Names, counted, listed, percent, plural, quote, sentence
from internalmap.reports.blocks import Cell, Column, Lines, Report, Section, Step, table
from internalmap.reports.options import RenderOptions
from internalmap.results.analyze import NeedRef
from internalmap.results.merge import Conflict, ConflictKind, Merge, MergedChange, NewName, Side
from internalmap.text.escape import escape, quoted

#: Below this share of those who were asked, the first note says how few have answered.
FEW = 0.8
#: How many conflicts, names and changes are shown.
_SHOWN, _NAMED = 40, 12

_PHRASES: Mapping[str, str] = {**keys.PHRASES, "from": "who supplies it", "can": "what they can do"}
#: What is said of each kind of conflict, behind what it is about.
_SAID: Mapping[ConflictKind, str] = {
    "value": "the model and an answer differ",
    "answers": "two answers differ",
    "emptied": "the answer leaves it empty",
    "row-gone": "no longer in the form",
    "not-given": "the supplier says no",
    "not-needed": "the customer does not need it",
    "moved": "the answer gives it to another customer",
    "not-theirs": "changed by the supplier, and for the customer to say",
    "need-gone": "no longer in the model",
    "only-supplier": "only the supplier names it",
}


def report(merge: Merge, options: RenderOptions) -> Report:
    """The verdict, what is to be settled, what was taken, who has not answered."""
    names = Names(merge.names)
    sections = [
        _contradictions(merge, names),
        _conflicts(merge, names),
        _new_names(merge, names),
        _changes(merge, names),
        _remarks(merge, names),
        _silent(merge, names),
        _files(merge, names),
    ]
    return Report(
        title=f"{escape(merge.organization)}: what the answers change",
        verdict=_verdict(merge),
        notes=tuple(_notes(merge)),
        sections=tuple(each for each in sections if each is not None),
        closing=_closing(merge, options),
    )


def _verdict(merge: Merge) -> Cell:
    created = sum(each.created and each.need is not None for each in merge.changes)
    changed = sum(not each.created for each in merge.changes)
    parties = sum(each.created and each.party is not None for each in merge.changes)
    said = [
        *([counted(changed, "value")] if changed else []),
        *([counted(created, "new need")] if created else []),
        *([counted(parties, "new party", "new parties")] if parties else []),
    ]
    taken = f"{listed(said)} from {counted(len(merge.files), 'file')}" if said else ""
    if _stopped(merge):
        left = _left(merge)
        also = f" Besides, {taken} can be taken." if taken else ""
        return Cell(f"{sentence(f'{left} to settle first; nothing is written')}{also}", "bad")
    if not said:
        if merge.said:
            who = counted(merge.said, "need")
            state = plural(merge.said, "states", "state")
            return Cell(f"The answers confirm what the model says; {who} now {state} who said so.")
        if any(each.refused for each in merge.files):
            return Cell("The answers change nothing; not all that they are about is in the model.",
                        "warn")  # fmt: skip
        if all(each.state == "not answered" for each in merge.files):
            return Cell("Nobody has answered yet: the forms are as they were made.", "warn")
        return Cell("The answers change nothing: the model says all of it.", "good")
    return Cell(sentence(taken), "good" if merge.complete else "warn")


def _stopped(merge: Merge) -> bool:
    return merge.on_conflict == "stop" and not merge.complete


def _left(merge: Merge) -> str:
    """How much there is to settle."""
    open_names = sum(each.party is None for each in merge.new_names)
    found = [
        *([counted(len(merge.conflicts), "conflict")] if merge.conflicts else []),
        *([counted(open_names, "unknown name")] if open_names else []),
    ]
    return listed(found)


def _notes(merge: Merge) -> Iterator[Cell]:
    if merge.asked == 1 and not merge.answered:
        yield Cell(
            "The one unit that was asked has not answered: what it would say is not known.", "warn"
        )
    elif merge.answered < FEW * merge.asked:
        share = percent(merge.answered / merge.asked)
        count = f"{merge.answered:,}" if merge.answered else "none"
        yield Cell(
            f"Of {merge.asked:,} units that were asked, {count} "
            f"{plural(merge.answered or 1, 'has', 'have')} answered ({share}): what the others "
            "would say is not known.",
            "warn",
        )
    if merge.not_said:
        yield Cell(
            f"Nobody has stated {merge.not_said:,} of {counted(merge.needs, 'need')} so far.",
            "quiet",
        )
    for notice in merge.notices:
        yield Cell(escape(notice), "quiet")


def _closing(merge: Merge, options: RenderOptions) -> Step | None:
    if _stopped(merge):
        return Step(
            "Correct the cells, or the model, and run it again. --on-conflict keep keeps what the "
            "model says, --on-conflict take takes what an answer says against it."
        )
    if merge.texts and options.model:
        return Step("Add --in-place to write this into the model, or -o FILE to write elsewhere.")
    return None


# ----------------------------------------------------------------------------------- conflicts


def _contradictions(merge: Merge, names: Names) -> Section | None:
    found = merge.contradictions
    if not found:
        return None
    lead = (Cell("They were asked about the same thing, and do not say the same. Bring them "
                 "together."),)  # fmt: skip
    return Section("contradictions", "Who contradicts whom", lead, (_lines(found, names),))


def _conflicts(merge: Merge, names: Names) -> Section | None:
    told = set(map(id, merge.contradictions))
    found = [each for each in merge.conflicts if id(each) not in told]
    if not found:
        return None
    return Section("conflicts", "To settle", body=(_lines(found, names),))


def _lines(found: Sequence[Conflict], names: Names) -> Lines:
    items = [Cell(_conflict(each, names)) for each in found[:_SHOWN]]
    more = None
    if len(found) > _SHOWN:
        more = Step(f"… and {len(found) - _SHOWN:,} more; --format json lists all.")
    return Lines(tuple(items), more)


def _conflict(conflict: Conflict, names: Names) -> str:
    """A conflict with both sides, and where each stands."""
    about = _about(conflict.need, conflict.party, names)
    if conflict.key and conflict.kind not in ("not-given", "not-needed"):
        about += f", {_PHRASES.get(conflict.key, conflict.key)}"
    text = f"{about}: {_SAID[conflict.kind]}."
    if conflict.place is not None:
        if conflict.kind in ("value", "answers", "emptied"):
            text += f" The model: {_value(conflict.model, names)} ({conflict.place})."
        else:
            text += f" In the model: {conflict.place}."
    for side in conflict.sides:
        text += f" {_side(conflict, side, names)}"
    if conflict.settled != "open":
        became = {"taken": "The answer is taken.", "kept": "The model stays as it is."}
        text += f" {became[conflict.settled]}"
    return text


def _side(conflict: Conflict, side: Side, names: Names) -> str:
    who = escape(side.by) if side.by else "The answer"
    at = f" ({side.place})" if side.place else f" ({escape(side.file)})"
    if conflict.kind in ("row-gone", "need-gone", "only-supplier", "emptied", "not-needed"):
        return f"{who}: {side.place or escape(side.file)}."
    if conflict.kind == "not-given":
        return f"{who}: no{at}."
    said = _value(side.value, names)
    before = f", before {_value(side.before, names)}" if side.before is not None else ""
    return f"{who}: {said}{before}{at}."


def _about(need: NeedRef | None, party: str | None, names: Names) -> str:
    """What something is about, in words."""
    if need is None:
        return names.someone(party)
    who = "everyone" if need.customer is None else names.someone(need.customer)
    what = quoted(need.service) if need.service else "what is needed"
    whom = listed([names.someone(each) for each in need.suppliers], "or", limit=3)
    return f"{what} for {who} from {whom}" if whom else f"{what} for {who}"


def _value(value: Any, names: Names) -> str:
    """A value in a sentence."""
    if value is None or value == []:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return listed([names.someone(str(each)) for each in value], "or else")
    if isinstance(value, dict):
        if "from" in value:
            return f"{value['at_least']} of {listed([names.someone(e) for e in value['from']])}"
        said = [_told(key, each, names) for key, each in value.items()]
        return ", ".join(filter(None, said))
    return names.someone(str(value))


def _told(key: str, value: Any, names: Names) -> str:
    """A value of something new, by what it is called."""
    if key == "said":
        by = f" by {_value(value['by'], names)}" if "by" in value else ""
        return f"stated{by}" + (f" on {_value(value['date'], names)}" if "date" in value else "")
    return f"{_PHRASES.get(key, key)} {_value(value, names)}"


# --------------------------------------------------------------------------- names, what is taken


def _new_names(merge: Merge, names: Names) -> Section | None:
    if not merge.new_names:
        return None
    items = []
    for each in merge.new_names:
        at = f" ({each.place})" if each.place else ""
        items.append(Cell(f"{quoted(each.name)}{at}: {_meant(each, names)}"))
    return Section("names", "New names", body=(Lines(tuple(items)),))


def _meant(name: NewName, names: Names) -> str:
    if name.party is not None:
        return "a party of its own."
    near = listed([names.full(each) for each in name.near], "or")
    mean = escape(quote(f"{name.name}={name.near[0]}")) if name.near else ""
    itself = escape(quote(f"{name.name}={name.name}"))
    return f"is it {near}? Say --same {mean}, or --same {itself} for a party of its own."


def _changes(merge: Merge, names: Names) -> Section | None:
    if not merge.changes:
        return None
    columns = (Column("What"), Column("Before"), Column("Now"), Column("Who says so", under=True))
    rows = [tuple(map(Cell, _row(each, names))) for each in merge.changes]
    more = None
    if len(rows) > _SHOWN:
        more = Step(f"… and {len(rows) - _SHOWN:,} more; --format json lists all.")
    made = table(columns, rows[:_SHOWN], more)
    would = "What would be taken" if _stopped(merge) else "What is taken"
    return Section("changes", would, body=(made,))


def _row(change: MergedChange, names: Names) -> tuple[str, str, str, str]:
    about = _about(change.need, change.party, names)
    places = [each.place or escape(each.file) for each in change.sides]
    said = listed(list(dict.fromkeys(places)), limit=2)
    if change.created:
        rest = {key: value for key, value in change.after.items() if key not in ("from", "service")}
        if change.party is not None:
            rest.setdefault("kind", "team, as nothing else is said")
        return about, "–", f"new: {_value(rest, names)}" if rest else "new", said
    about += f", {_PHRASES.get(change.key, change.key)}"
    return about, _value(change.before, names), _value(change.after, names), said


def _remarks(merge: Merge, names: Names) -> Section | None:
    if not merge.remarks:
        return None
    items = [
        Cell(
            f"{_about(each.need, each.party, names)}: {quoted(each.text)} "
            f"({each.side.place or escape(each.side.file)})"
        )
        for each in merge.remarks[:_SHOWN]
    ]
    lead = (
        Cell("These are not written: the model has no place for them, or says something else."),
    )
    more = None
    if len(merge.remarks) > _SHOWN:
        more = Step(f"… and {len(merge.remarks) - _SHOWN:,} more; --format json lists all.")
    return Section("remarks", "Said besides", lead, (Lines(tuple(items), more),))


def _silent(merge: Merge, names: Names) -> Section | None:
    lead = []
    for units, said in (
        (merge.not_answered, "Not answered, or not among these files"),
        (merge.begun, "Begun, and not said when it was filled in"),
    ):
        if units:
            shown = listed([names.someone(each) for each in units], limit=_NAMED)
            lead.append(Cell(f"{said}: {shown}."))
    return Section("not-answered", "Who has not answered", tuple(lead)) if lead else None


def _files(merge: Merge, names: Names) -> Section:
    columns = (
        Column("File"), Column("Whose"), Column("Created", right=True),
        Column("Changed", right=True), Column("The same", right=True),
        Column("Refused", right=True),
    )  # fmt: skip
    rows = []
    for each in merge.files:
        whose = "–" if each.unit is None else names.someone(each.unit)
        counts = (each.created, each.changed, each.same, each.refused)
        rows.append(
            (Cell(escape(each.file)), Cell(whose), *(Cell(f"{n:,}", value=n) for n in counts))
        )
    more = None
    if len(rows) > _SHOWN:
        more = Step(f"… and {len(rows) - _SHOWN:,} more; --format json lists all.")
    lead = (Cell("Rows, by what came of them."),)
    return Section("files", "Files", lead, (table(columns, rows[:_SHOWN], more),))
