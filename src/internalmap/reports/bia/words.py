"""The words of a business impact analysis: the verdict, what stands behind, times and gaps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from internalmap.model.organization import Said
from internalmap.model.phrases import Names, after, counted, lasts, listed, plural, since
from internalmap.reports.analyze.times import in_band
from internalmap.reports.blocks import Cell, Tone
from internalmap.results.analyze import NeedRef
from internalmap.results.bia import Activity, Bia, Felt, Resource, StandsOn, Workaround
from internalmap.text.escape import escape
from internalmap.text.quantities import say_duration

#: How many names a sentence gives.
NAMED = 4

#: How each class of what something stands on is called, of one and of several.
_CLASSES: tuple[tuple[str, str, str], ...] = (
    ("people", "person or team", "people and teams"),
    ("processes", "process", "processes"),
    ("technology", "system", "systems"),
    ("information", "set of records", "sets of records"),
    ("sites", "site", "sites"),
    ("third_parties", "outside supplier", "outside suppliers"),
)
#: What may be gone, as a row says it.
GONE = {
    "anything": "any one",
    "people": "people",
    "technology": "technology",
    "site": "a site",
    "third party": "third party",
}


def classes(stands_on: StandsOn) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What something stands on, class by class: what the class is called, and the ids."""
    for field, one, many in _CLASSES:
        ids: tuple[str, ...] = getattr(stands_on, field)
        if ids:
            yield plural(len(ids), one, many), ids


def counts(stands_on: StandsOn | None) -> str:
    """How many of each class something stands on."""
    if stands_on is None:
        return ""
    said = [f"{len(ids):,} {word}" for word, ids in classes(stands_on)]
    return listed(said) or "nothing that is written down"


def verdict(found: Bia) -> Cell:
    """What a meeting will remember: how many are back too late, of how many nobody knows, and the
    first of them."""
    names = Names(found.names)
    rows = [row for row in found.resources if row.needed is not None]
    if not rows:
        return Cell(
            "No single absence is intolerable for anybody who must not be let down.", "good"
        )
    late = [row for row in rows if row.gap is not None and row.gap > 0]
    unknown = [row for row in rows if row.restore is None]
    total = f"{counted(len(rows), 'party is', 'parties are')} needed back within a known time"
    if not late and not unknown:
        return Cell(f"{total}, and each is back by then, as long as recovery holds.", "good")
    parts = [f"{len(late):,} {plural(len(late), 'comes', 'come')} back later"] if late else []
    if len(unknown) == len(rows):
        parts.append(f"nobody wrote down when {plural(len(rows), 'it is', 'they are')} back")
    elif unknown:
        parts.append(f"of {len(unknown):,} nobody wrote down when")
    said = [f"{total}; {listed(parts)}."]
    if late:
        first = min(late, key=lambda row: (row.needed or 0, -(row.gap or 0), row.party))
        said.append(
            f"The soonest: {names.short(first.party)}, needed back {_by(first.needed)} and back "
            f"{after(first.restore)}."
        )
    if unknown:
        first = unknown[0]
        asked = [names.someone(one) for one in first.ask]
        whom = f"ask {listed(asked)} about" if asked else "ask about"
        said.append(f"First {whom} {names.short(first.party)}, needed {_by(first.needed)}.")
    return Cell(" ".join(said), "bad" if late else "warn")


def _by(needed: float | None) -> str:
    return "at once" if not needed else f"within {say_duration(needed)}"


def notes(found: Bia) -> tuple[Cell, ...]:
    """What the reader must know about the figures."""
    names = Names(found.names)
    protected = found.settings.protected
    said = []
    if protected:
        who = listed(names.shorts(protected[:NAMED]))
        if len(protected) > NAMED:
            who = (
                f"{counted(len(protected), 'party', 'parties')}, {names.short(protected[0])} first"
            )
        said.append(f"Must not be let down: {who} ({found.protected_why}).")
    else:
        said.append("No party is protected, so nobody can be let down: add external customers.")
    without = [row for row in found.activities if row.limit is None and row.needs_limit is None]
    if without:
        whole = counted(len(found.activities), "activity", "activities")
        of = f"Of {len(without):,} of the {whole}" if len(found.activities) > 1 else f"Of {whole}"
        said.append(
            f"{of} nobody said how long one can be without: what is felt there counts as "
            "intolerable."
        )
    return tuple(map(Cell, (*said, *found.notices)))


def limits(row: Activity) -> str:
    """How long one can be without it: its own limit, and the shortest of its needs."""
    said = [] if row.limit is None else [say_duration(row.limit)]
    if row.needs_limit is not None:
        said.append(f"{say_duration(row.needs_limit)} for a need")
    return "; ".join(said)


def stated(said: Sequence[Said], names: Names) -> str:
    """Who stated something, and when."""
    return "; ".join(
        " on ".join(
            part
            for part in (
                "" if one.by is None else names.someone(one.by),
                "" if one.date is None else one.date.isoformat(),
            )
            if part
        )
        for one in said
    )


def owner(text: str | None, names: Names) -> str:
    """Who answers for it."""
    return "" if text is None else names.someone(text)


def felt_since(seconds: float | None) -> str:
    """From when on; one that is gone itself, and has no limit, only where it cannot start again."""
    return "even once back" if seconds is None else since(seconds)


def back(restore: float | None, gap: float | None) -> Cell:
    """When somebody is back, and whether that is soon enough, if that can be said."""
    if restore is None:
        return Cell("not known: ask", "warn")
    if gap is None:
        return Cell(after(restore))
    return Cell(after(restore), "bad" if gap > 0 else "good")


def gap_cell(gap: float | None) -> Cell:
    """How much later than needed."""
    if gap is None:
        return Cell("")
    if gap <= 0:
        return Cell("in time", "good")
    return Cell(f"{say_duration(gap)} late", "bad")


def target(row: Resource) -> Cell:
    """How soon it is meant to be back, and whether that would be soon enough."""
    if row.restore_target is None:
        return Cell("")
    late = row.needed is not None and row.restore_target > row.needed
    return Cell(say_duration(row.restore_target), "bad" if late else "plain")


def needed_for(row: Resource, names: Names) -> str:
    """For whom it is needed back by then."""
    return listed(names.shorts(row.needed_for), limit=2)


def tier(row: Resource, bands: Sequence[int]) -> str:
    """The band in which it is needed back."""
    return "not needed" if row.tier is None else in_band(row.tier, bands)


def slower(row: Resource, names: Names) -> str:
    """The suppliers that are back later than it is needed itself."""
    return listed(
        [f"{names.short(each.party)} ({after(each.restore)})" for each in row.slower], limit=NAMED
    )


def workaround(one: Workaround, names: Names) -> str:
    """A need that is met without it, by whom, and for how long that holds."""
    stand_ins = listed(names.shorts(one.stand_ins), "or", limit=NAMED)
    until = "nobody is let down" if one.needed is None else felt_since(one.needed)
    gone = f"with {plural(len(one.stand_ins), 'it', 'them')} gone too: {until}"
    return f"{what_for(one.need, names, at_site=one.at_site)}: {stand_ins}; {gone}"


def workarounds(row: Resource, names: Names) -> str:
    """The first needs that are met without it."""
    said = [workaround(one, names) for one in row.workarounds[:2]]
    left = len(row.workarounds) - len(said)
    return ". ".join([*said, *([f"{left:,} more"] if left else [])])


def holds_work(row: Resource) -> bool:
    """Whether work can be lost with it: a system, information, or whatever has copies made."""
    return row.backup_every is not None or row.kind in ("system", "information")


def data_loss(row: Resource, names: Names) -> Cell:
    """How much work may be lost, against how old the newest copy can be."""
    tolerated, every = row.max_data_loss, row.backup_every
    if not holds_work(row):
        return Cell("")
    copies = "" if every is None else f"copies every {say_duration(every)}"
    if tolerated is None:
        return Cell(copies)
    whose = ""
    if row.max_data_loss_of not in (None, row.party):
        whose = f" for {names.short(str(row.max_data_loss_of))}"
    said = f"at most {say_duration(tolerated)} of work may be lost{whose}"
    if every is None:
        return Cell(f"{said}; not known how old the newest copy can be", "warn")
    return Cell(f"{said}; {copies}", "bad" if every > tolerated else "good")


def ask(row: Resource, names: Names) -> str:
    """Whom to ask, where it is not known when it is back."""
    if row.restore is not None or row.needed is None:
        return ""
    return listed([names.someone(one) for one in row.ask])


def what_for(need: NeedRef, names: Names, *, at_site: bool = False) -> str:
    """A need by what is supplied and to whom."""
    customer = names.customer(need.customer)
    if at_site:
        return f"where {customer} works"
    if need.service is not None:
        return f"{escape(need.service)} for {customer}"
    suppliers = listed(names.shorts(need.suppliers), "or", limit=3)
    return f"what {suppliers} supplies for {customer}"


def holds_out(buffer: int | None) -> str:
    """How long a customer runs on without a need."""
    return "" if buffer is None else lasts(buffer)


#: How each way that an absence is felt stands in a narrow column.
FELT: Mapping[Felt, tuple[str, Tone]] = {
    "not felt": ("–", "plain"),
    "felt": ("felt", "warn"),
    "intolerable": ("harm", "bad"),
}
