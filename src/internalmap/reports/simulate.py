"""The chance of being let down as a report: how often, on what it rests, and whose absence it
comes from."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, log10

from internalmap.model.phrases import Names, command, counted, listed, party_command, plural
from internalmap.reports.blocks import Cell, Column, Lines, Report, Section, Step, Tone, table
from internalmap.reports.options import RenderOptions
from internalmap.results.simulate import Chance, RiskImportance, Simulation
from internalmap.text.escape import escape

#: The finest scale on which a chance is told in a sentence.
_FINEST = 1_000_000
#: From this chance on, being let down is no exception.
_OFTEN = 0.01
#: How many scenarios a row names.
_SCENARIOS = 5


def report(simulation: Simulation, options: RenderOptions) -> Report:
    """The verdict, what it assumes, the protected parties by chance, the others by worth. External
    customers come first, whoever else is protected in a group of their own."""
    names, top, model = Names(simulation.names), options.top, options.model
    chances = sorted(simulation.protected, key=lambda row: (-row.probability, row.party))
    worths = sorted(simulation.parties, key=lambda row: (-row.worth, row.party))
    groups = [
        [row for row in chances if row.customer],
        [row for row in chances if not row.customer],
    ]
    both = all(groups)
    sections = [_chances(simulation, group, names, top, model, both) for group in groups if group]
    sections.append(_worths(simulation, worths, names, top, model))
    return Report(
        title=f"{escape(simulation.organization)}: the chance of being let down",
        verdict=_verdict(simulation, [group for group in groups if group], names),
        notes=tuple(Cell(text) for text in _notes(simulation, names)),
        sections=tuple(sections),
    )


def often(share: float, *, at_least: bool = False) -> str:
    """How often something is so, counted among as many cases as it takes to see it twice; where it
    may be so more often than is known, the count is rounded down.

    >>> often(0.137), often(0.008), often(0.9996), often(0.0), often(1.0)
    ('in about 14 of 100 cases', 'in about 8 of 1,000 cases', 'in about 9,996 of 10,000 cases', \
'in none of the cases', 'in all cases')
    >>> often(0.137, at_least=True)
    'in at least 13 of 100 cases'
    """
    if share == 0:
        return "in none of the cases"
    if share == 1:
        return "in all cases"
    base = 100
    while min(share, 1 - share) * base < 2 and base < _FINEST:
        base *= 10
    count = floor(round(share * base, 6)) if at_least else round(share * base)
    if count in (0, base):
        few = f"1 of {base:,} cases"
        return f"in less than {few}" if count == 0 else f"in all but less than {few}"
    return f"in {'at least' if at_least else 'about'} {count:,} of {base:,} cases"


def share(value: float) -> str:
    """A share as a percentage, with as many digits as tell it from never and always.

    >>> share(0.137), share(0.008), share(0.99962), share(0.0), share(1.0)
    ('13.7%', '0.80%', '99.962%', '0%', '100%')
    """
    return f"{_digits(value)}%"


def _digits(value: float) -> str:
    """So many of a hundred, to two digits that say something, and one behind the point at least."""
    least = min(value, abs(1 - value)) * 100
    if least == 0:
        return f"{value * 100:.0f}"
    return f"{value * 100:,.{max(1, 1 - floor(log10(least)))}f}"


def _verdict(simulation: Simulation, groups: Sequence[Sequence[Chance]], names: Names) -> Cell:
    """The ones who are let down most often, whether that is news, and how much it leaves open."""
    if not groups:
        return Cell(
            "Nothing can be said of chances yet: the model names nobody who must not be let down. "
            "Add the external customers, as parties of kind customer.",
            "warn",
        )
    said = [_most_often(simulation, groups[0], names)]
    highest = groups[0][0].probability
    if len(groups) > 1 and groups[1][0].probability:
        said.append(_most_often(simulation, groups[1], names))
        highest = max(highest, groups[1][0].probability)
    unknown = simulation.single_points_of_failure - simulation.with_availability
    if not highest and unknown:
        have = plural(unknown, "has", "have")
        points = counted(unknown, "single point of failure", "single points of failure")
        said.append(f"But {points} {have} no availability, and may still let somebody down.")
    if highest >= _OFTEN:
        tone: Tone = "bad"
    else:
        tone = "warn" if highest or simulation.at_least else "good"
    return Cell(" ".join(said), tone)


def _most_often(simulation: Simulation, chances: Sequence[Chance], names: Names) -> str:
    """Who is let down most often of some, and how often."""
    first, others = chances[0], len(chances) - 1
    if first.probability == 0:
        if not others:
            who = names.short(first.party)
        elif first.customer and not all(row.customer for row in simulation.protected):
            who = "any external customer"
        else:
            who = "anyone who must not be let down"
        cases = "cases" if simulation.exact else "cases that were drawn"
        return f"In none of the {cases} would {who} be let down."
    lower = simulation.at_least and simulation.complete
    times = often(first.probability, at_least=lower)
    alike = [row for row in chances if row.probability == first.probability]
    who = listed(names.shorts(row.party for row in alike), limit=3)
    more = ""
    if len(alike) <= others:
        more = ", more often than any other " + ("customer" if first.customer else "of their group")
    return f"{times[:1].upper()}{times[1:]}, {who} would be let down{more}."


def _notes(simulation: Simulation, names: Names) -> list[str]:
    """What the chances rest on: what a case is, what was assumed, who is meant."""
    uncertain, candidates = len(simulation.parties), simulation.candidates
    found = [
        "A case is one moment, at which each party is there or gone by its own availability. "
        "Those who are gone have all gone just then, and stay away for their whole restore time. "
        "Somebody counts as let down if they are then past what they can bear, at once or later. "
        "So a chance is not a share of time.",
        _back(simulation),
        _counted_how(simulation),
        "Assumed: absences have nothing to do with each other; a flu, a strike or a fire that "
        "takes several at once makes the chances worse.",
    ]
    others = candidates - uncertain
    if others > 0:
        have = plural(uncertain, "has", "have")
        rest = "the other one is" if others == 1 else f"the other {others:,} are"
        found.append(
            f"Of {counted(candidates, 'party', 'parties')} that may be gone, {uncertain:,} {have} "
            f"an availability below 100%; {rest} taken to be always there."
        )
    if simulation.at_least:
        found.append(f"{_known(simulation)}, so each chance is at least what is said here.")
    if simulation.protected and simulation.protected_why != "the external customers":
        who = listed(names.shorts(row.party for row in simulation.protected), limit=5)
        why = escape(simulation.protected_why).rstrip(".")
        found.append(f"Must not be let down: {who} ({why}).")
    if simulation.stops_on != "essential":
        weaker = "important" if simulation.stops_on == "important" else "important or helpful"
        found.append(
            f"As asked, needs that are {weaker} stop their customer when they are unmet, not only "
            "essential ones."
        )
    if simulation.asked is not None:
        asked = listed([escape(text) for text in simulation.asked])
        found.append(f"As asked, only these are thought to be missing: {asked}.")
    return [*found, *(escape(notice) for notice in simulation.notices)]


def _known(simulation: Simulation) -> str:
    """How many of the single points of failure have an availability, of which not all have one."""
    total, known = simulation.single_points_of_failure, simulation.with_availability
    if total == 1:
        return "The only single point of failure has no availability"
    if known < 2:
        who = "One" if known else "None"
        return f"{who} of the {total:,} single points of failure has an availability"
    return f"Of the {total:,} single points of failure, {known:,} have an availability"


def _back(simulation: Simulation) -> str:
    """How long absences last."""
    total = len(simulation.parties)
    known = sum(row.restore is not None for row in simulation.parties)
    if known == 0:
        return (
            "No restore time is known of those who may be gone by chance, so nobody counts as back."
        )
    if known == total:
        return "All who may be gone by chance come back after their restore time."
    have, others = (
        plural(known, "comes", "come"),
        plural(total - known, "other stays", "others stay"),
    )
    return (
        f"Of {total:,} who may be gone by chance, {known:,} {have} back after a known restore "
        f"time; the {others} away."
    )


def _counted_how(simulation: Simulation) -> str:
    number = simulation.draws
    if simulation.exact:
        exact = simulation.complete and not simulation.at_least
        so = "so the chances are exact" if exact else "so nothing was drawn"
        return f"All {number:,} combinations of who is there and who is gone were weighed, {so}."
    return (
        f"{counted(number, 'case was', 'cases were')} drawn (seed {simulation.seed}); another draw "
        "would give slightly other figures. The true chance lies in the range beside it 95 times "
        "in 100."
    )


def _chances(
    simulation: Simulation,
    chances: Sequence[Chance],
    names: Names,
    top: int,
    model: str,
    both: bool,
) -> Section:
    """How often each of a group is let down; `both`: there is the other group too."""
    key, heading = "chances", "How often each is let down"
    if both:
        customer = chances[0].customer
        key = "chances" if customer else "others"
        heading = f"How often each {'customer' if customer else 'of the others'} is let down"
    least = "at least " if simulation.at_least and simulation.complete else ""
    columns = (
        Column("Who"),
        Column(f"Let down in {least}so many of all cases", right=True),
        Column("Range", right=True),
    )
    rows = [
        (
            Cell(names.full(row.party), "name"),
            Cell(share(row.probability)),
            Cell("" if simulation.exact else f"{share(row.low)} to {share(row.high)}"),
        )
        for row in chances[:top]
    ]
    more = _more(len(chances), top, model)
    return Section(key, heading, body=(table(columns, rows, more),))


def _worths(
    simulation: Simulation, worths: Sequence[RiskImportance], names: Names, top: int, model: str
) -> Section:
    heading = "Whose absence it comes from"
    if not any(row.worth for row in worths):
        return Section("worth", heading, body=(Lines((_no_worth(simulation),)),))
    columns = (
        Column("Who"),
        Column("Is there", right=True),
        Column("If always there: fewer let down, in 100 cases", right=True),
        Column("Scenarios that would come to something else", under=True),
    )
    rows = [
        (
            Cell(names.full(row.party), "name"),
            Cell(f"{share(row.availability)} of the time"),
            Cell(_digits(row.worth)),
            Cell(listed([escape(id) for id in row.scenarios], limit=_SCENARIOS)),
        )
        for row in worths[:top]
    ]
    first = worths[0].party
    return Section(
        "worth",
        heading,
        lead=(Cell(_lead(simulation)),) if len(simulation.protected) > 1 else (),
        body=(table(columns, rows, _more(len(worths), top, model)),),
        next=Step(
            f"Next: see what rests on {names.short(first)}, and ask who could stand in:",
            party_command(model, first),
        ),
    )


def _no_worth(simulation: Simulation) -> Cell:
    """Why nobody's absence makes a difference."""
    if not simulation.protected:
        return Cell("Nobody's: there is nobody who must not be let down.", "warn")
    if any(row.probability for row in simulation.protected):
        text = "No one absence by itself: whoever of them were always there, it would be the same."
        return Cell(text, "warn")
    if simulation.exact:
        text = (
            "Nobody's absence makes a difference: whoever is essential has a stand-in, is always "
            "there, or is back in time."
        )
        return Cell(text, "warn" if simulation.at_least else "good")
    return Cell("In the cases drawn, nobody's absence made a difference. Rarer ones may.", "warn")


def _lead(simulation: Simulation) -> str:
    count = len(simulation.protected)
    return (
        f"Counted over all {count:,} who must not be let down: where one absence lets two of them "
        "down in a case, it counts twice."
    )


def _more(total: int, top: int, model: str) -> Step | None:
    """How many rows were left out, and how to see them."""
    if total <= top:
        return None
    return Step(f"and {total - top:,} more:", command("simulate", model, "--top", str(total)))
