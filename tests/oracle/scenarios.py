"""What comes of a scenario, found minute by minute."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from oracle.case import protected_parties
from oracle.clock import History, Interval, back_times, by_steps, down, horizon, intolerable
from oracle.model import Organisation, Raw, gone, keep_needs, resolve, select, select_all
from oracle.network import Duty, essential_duties, lateness_of, stop
from oracle.quantities import NEVER, seconds

_MINUTE = 60


@dataclass(frozen=True)
class Tried:
    """What comes of a scenario: whom it concerns, when each does not run, when each is first past
    what it can bear, how late each is, and what is expected of whom."""

    concerned: list[str]
    down: Mapping[str, list[Interval]]
    past: Mapping[str, float | None]
    late: Mapping[str, float]
    expected: Mapping[str, int]
    holds: Mapping[str, bool]


class Trial:
    """A scenario of a raw model, whose times are whole minutes."""

    def __init__(self, model: Raw, scenario: Raw) -> None:
        whole = resolve(model)
        only = texts(scenario.get("only_needs"))
        self.organisation: Organisation = keep_needs(whole, only, ())
        self.protected = protected_parties(whole, ())
        self.parties = whole.parties
        self.duties: list[Duty] = essential_duties(self.organisation, "essential")
        self.absent = select_all(self.parties, texts(scenario.get("gone")))
        self.late = self._said(scenario.get("late"), max)
        self.expected = self._said(scenario.get("expect"), min)
        self.duration = seconds(scenario["for"]) if "for" in scenario else None

    def _said(self, said: Raw | None, choose: Callable[[int, int], int]) -> dict[str, int]:
        found: dict[str, int] = {}
        for selector, written in (said or {}).items():
            value = 0 if written == "served" else seconds(written)
            assert value is not None
            for key in select(self.parties, selector):
                found[key] = choose(found.get(key, value), value)
        return found

    def history(self, duration: float | None) -> History:
        """What happens if all are gone for so long, or each until its return."""
        back = back_times(self.parties, self.absent, duration)
        return by_steps(self.parties, self.duties, back, _MINUTE)

    def tried(self) -> Tried:
        """What comes of it as it is written."""
        history = self.history(self.duration)
        stopped = stop(self.duties, gone(self.parties, self.absent))
        lateness = lateness_of(self.parties, self.duties, self.late, stopped)
        concerned = [*self.protected, *sorted(set(self.expected) - set(self.protected))]
        return Tried(
            concerned=concerned,
            down={key: down(history, key) for key in self.parties},
            past={
                key: min((start for start, _ in intolerable(history, key)), default=None)
                for key in concerned
            },
            late=lateness if self.late else dict.fromkeys(self.parties, 0),
            expected=self.expected,
            holds={
                key: (lateness[key] if self.late else longest(down(history, key))) <= most
                for key, most in self.expected.items()
            },
        )

    def longest_that_holds(self, expected: Mapping[str, int]) -> float:
        """The longest of all whole minutes for which all may be gone so that nobody is without for
        longer than is expected; infinity for any."""
        back = back_times(self.parties, self.absent, 0)
        enough = horizon(self.parties, self.duties, back) + max(expected.values()) + _MINUTE
        best: float = -_MINUTE
        for minute in range(int(enough // _MINUTE) + 2):
            history = self.history(minute * _MINUTE)
            if any(longest(down(history, key)) > most for key, most in expected.items()):
                return best
            best = minute * _MINUTE
        return NEVER


def longest(intervals: list[Interval]) -> float:
    """The longest of some intervals, 0 where there is none."""
    return max((end - start for start, end in intervals), default=0)


def texts(said: object) -> list[str]:
    """One text, or a list of them."""
    if said is None:
        return []
    return [said] if isinstance(said, str) else [*said]  # type: ignore[misc]  # a list
