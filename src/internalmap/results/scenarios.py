"""What comes of scenarios: who is without, from when to when, who is late, and whether what was
expected holds.

Durations are in seconds. Parties are named by their ids; `names` has what people call them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace
from math import inf
from typing import TYPE_CHECKING

from internalmap._dataclass import dataclass
from internalmap.model.phrases import Names, counted, listed, plural
from internalmap.text.escape import escape
from internalmap.text.quantities import say_duration, say_exactly

if TYPE_CHECKING:
    from internalmap.model.organization import Importance
    from internalmap.results.impact import Interval

#: How many intervals, and how many parties, a sentence names.
_SPANS, _NAMED = 3, 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario does to a party that must not be let down, or of which something is expected.

    `intervals` are those in which it does not run, returns counted, its own absence too; `without`
    is the longest of them, 0 for none, and `None` where no end of it is known. `runs_again`: when
    the last one is over. `intolerable`: when it is first past what it can bear, `limited` where it,
    or an essential need of it, has a limit. `late`: by how much it is late, where somebody is said
    to be (`None`: it would not run at all, were nobody to come back). `expected` is how long it may
    be without, or how late it may be, at the most (`None`: nothing is expected), as `selector` says
    in the model. `holds`: whether it is no more than that, and `holds_for` how long all who are
    gone may be gone at the most (`None`: any time, or somebody is late).
    """

    party: str
    intervals: tuple[Interval, ...]
    without: float | None
    runs_again: float | None
    intolerable: float | None
    limited: bool
    late: float | None
    expected: float | None = None
    selector: str | None = None
    holds: bool | None = None
    holds_for: float | None = None

    @property
    def served(self) -> bool:
        """Whether it notices nothing."""
        return not self.intervals and self.late == 0


@dataclass(frozen=True, slots=True)
class RunAgain:
    """Those who run again for good at a moment; `None`: nobody knows when."""

    at: float | None
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """What comes of one scenario.

    `gone`, `duration`, `only_needs` and `late` are what it supposes, the parties that its selectors
    pick. `outcomes` are of the protected parties, then of others of whom something is expected.
    `stopped` is how many others do not run at some moment, `delayed` how many others are late.
    `holds`: whether all that is expected does (`None`: nothing is); `holds_for`: the longest
    `duration` at which all of it does, `None` where that is any, where nothing is expected, or
    where somebody is late. `run_again` says who runs again when, the soonest first.
    """

    id: str
    name: str
    gone: tuple[str, ...]
    duration: float | None
    only_needs: tuple[str, ...]
    late: Mapping[str, float]
    outcomes: tuple[Outcome, ...]
    stopped: int
    delayed: int
    run_again: tuple[RunAgain, ...]
    holds: bool | None
    holds_for: float | None

    @property
    def failing(self) -> tuple[Outcome, ...]:
        """The outcomes that are not as expected."""
        return tuple(each for each in self.outcomes if each.holds is False)

    def in_groups(self, group: Callable[[str], str]) -> ScenarioResult:
        """The same with groups in place of parties, each with the worst that comes of those in
        it."""
        worst: dict[str, Outcome] = {}
        for each in self.outcomes:
            id = group(each.party)
            worst[id] = max(worst.get(id, each), each, key=_severity)
        late: dict[str, float] = {}
        for party, by in self.late.items():
            late[group(party)] = max(by, late.get(group(party), by))
        return replace(
            self,
            gone=tuple(sorted({group(party) for party in self.gone})),
            late=dict(sorted(late.items())),
            outcomes=tuple(replace(each, party=id) for id, each in worst.items()),
            run_again=tuple(
                RunAgain(each.at, tuple(sorted({group(party) for party in each.parties})))
                for each in self.run_again
            ),
        )


def _severity(outcome: Outcome) -> tuple[bool, float, float]:
    """How bad an outcome is, beside others of the same scenario."""
    without, late = (inf if each is None else each for each in (outcome.without, outcome.late))
    return outcome.holds is False, without, late


@dataclass(frozen=True, slots=True)
class Scenarios:
    """What comes of the scenarios of a model: what `internalmap.scenarios` returns.

    `results` are in the order of ids; `total` is how many were asked for: more than there are
    results where they were too many to follow. `protected_why` says in words why the `protected`
    parties are these.
    """

    organization: str
    protected: tuple[str, ...]
    stops_on: Importance
    results: tuple[ScenarioResult, ...]
    total: int
    protected_why: str
    notices: tuple[str, ...]
    names: Mapping[str, str] = field(repr=False)
    marking: str | None = None


# ------------------------------------------------------------------------------------- in words


def what_happens(outcome: Outcome) -> str:
    """What a scenario does to a party, in words.

    >>> what_happens(Outcome("guests", ((2400, 28800),), 26400, 28800, 14400, True, 0))
    'without from 40 min to 8 h, over its limit after 4 h'
    """
    found = []
    if outcome.intervals:
        found.append(f"without {listed([*map(_span, outcome.intervals)], limit=_SPANS)}")
        if outcome.limited and outcome.intolerable is not None:
            over = outcome.intolerable
            when = f"after {say_duration(over)}" if over else "at once"
            found.append(f"over its limit {when}")
    if outcome.late:
        found.append(f"late by {say_duration(outcome.late)}")
    elif outcome.late is None and not outcome.intervals:
        found.append("would stop if nobody came back")
    return ", ".join(found) or "served"


def _span(interval: Interval) -> str:
    start, end = interval
    if end is None:
        return f"from {say_duration(start)} on" if start else "from the start on"
    if not start:
        return f"for the first {say_duration(end)}"
    return f"from {say_duration(start)} to {say_duration(end)}"


def what_is_expected(outcome: Outcome, *, late: bool = False) -> str:
    """What is expected of a party, in words; nothing where nothing is."""
    if outcome.expected is None:
        return ""
    if not outcome.expected:
        return "in time" if late else "served"
    return f"{'late by' if late else 'without for'} at most {say_duration(outcome.expected)}"


def how_it_holds(result: ScenarioResult) -> str:
    """Whether what is expected of a scenario holds, and for how long; nothing where nothing is."""
    if result.holds is None:
        return ""
    most = result.holds_for
    if most is None or not most:
        return "holds" if result.holds else "does not hold"
    longest, all_gone = say_exactly(most), result.duration is None
    if result.holds and most == result.duration:
        return "holds, but for no longer than that"
    if result.holds:
        return f"holds{', and would if all were gone' if all_gone else ''} for up to {longest}"
    if result.duration is None:
        return f"would hold if all were back within {longest}"
    return f"holds for {longest} of the {say_duration(result.duration)}"


def _so_much(seconds: float) -> str:
    """A length of time in words, also where it is none."""
    return say_duration(seconds) if seconds else "0 min"


def what_is_supposed(result: ScenarioResult, names: Names) -> str:
    """What a scenario supposes, in words."""
    found = []
    if result.gone:
        lasts = "" if result.duration is None else f" for {_so_much(result.duration)}"
        found.append(f"without {listed(names.shorts(result.gone), limit=_NAMED)}{lasts}")
    late = [f"{names.short(id)} by {_so_much(by)}" for id, by in result.late.items()]
    if late:
        found.append(f"late: {listed(late, limit=_NAMED)}")
    if result.only_needs:
        tags = listed([escape(tag) for tag in result.only_needs], "or")
        found.append(f"only needs with the tag {tags} count")
    return "; ".join(found)


def in_a_sentence(result: ScenarioResult, names: Names) -> str:
    """What comes of a scenario, in sentences.

    >>> guests = Outcome("guests", ((3600, 28800),), 25200, 28800, 3600, False, 0)
    >>> fire = ScenarioResult(
    ...     "fire", "Fire", ("quay",), 28800, (), {}, (guests,), 0, 0, (), None, None
    ... )
    >>> in_a_sentence(fire, Names({"guests": "Guests"}))
    'Fire: Guests without from 1 h to 8 h.'
    """
    return f"{escape(result.name)}: {what_comes_of(result, names)}"


def what_comes_of(result: ScenarioResult, names: Names) -> str:
    """What comes of a scenario, in sentences, without its name."""
    groups: dict[str, list[str]] = {}
    for each in result.outcomes:
        groups.setdefault(what_happens(each), []).append(each.party)
    touched = [
        f"{listed(names.shorts(ids), limit=_NAMED)} {words}"
        for words, ids in groups.items()
        if words != "served"
    ]
    served = groups.get("served", [])
    if not touched and served:
        touched = ["all who must not be let down are served"]
    elif served:
        touched.append(f"{counted(len(served), 'other')} {plural(len(served), 'is', 'are')} served")
    said = f"{'; '.join(touched) or 'nobody must not be let down'}."
    held = how_it_holds(result)
    return f"{said} It {held}." if held else said
