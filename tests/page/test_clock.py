"""The clock of the page says what the program says, in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
import oracle
import strategies
from effort import examples, long, thorough
from internalmap import Organization
from internalmap.analyses.absence.account import Account, account
from internalmap.analyses.absence.grades import grade, is_single
from internalmap.kernel.clock import chain, clock
from internalmap.kernel.scope import Scope, scope
from internalmap.page.network import page_network
from page.browser import Opened

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
MODELS = sorted(
    path
    for path in EXAMPLES.rglob("*.yaml")
    if path.parent.name not in ("departments", "converted")
)
_HOUR = 3600

#: An absence: those who are gone, by number, and for how long, if that is said.
Absence = tuple[Sequence[int], int | None]

#: Follows absences, and says all that each run says, as lists.
_PLAY = """([network, absences]) => {
  const clock = InternalmapClock.make(network);
  return absences.map(([gone, duration]) => {
    const run = clock.play(gone, duration);
    const times = run.events.map((event) => event.time);
    const between = times.flatMap((time) => [time, time + 1]).slice(0, 12);
    return {
      back: [...run.back], stopped: [...run.stopped], down: [...run.down],
      unmet: [...run.unmet],
      causes: [...run.causes].map(([party, cause]) => [party, [cause.need, cause.supplier]]),
      ways: [...run.stopped.keys()].map((party) => [party, run.way(party)]),
      effects: run.effects.map((each) => Object.values(each)),
      events: run.events.map((event) => [event.time, event.stops, event.runs]),
      states: between.map((time) => [time, Array.from(run.stateAt(time))]),
      after: run.after, needed: run.needed, covered: run.covered, gap: run.gap, grade: run.grade,
    };
  });
}"""


def played(scripts: Opened, asked: Scope, absences: Sequence[Absence]) -> list[dict[str, Any]]:
    """What the page says of absences."""
    network = json.loads(json.dumps(page_network(asked)))
    found: list[dict[str, Any]] = scripts.asks(_PLAY, [network, [list(each) for each in absences]])
    return found


def said(asked: Scope, found: Account) -> dict[str, Any]:
    """What the program says of an absence."""
    network = asked.network
    essential = {number for number, each in enumerate(network.requirements) if each.essential}
    down = {party: list(map(list, each)) for party, each in found.history.down.items() if each}
    unmet = found.history.unmet
    single = all(is_single(asked.organization, network.ids[party]) for party in found.gone)
    worst = grade(
        covered=found.covered,
        single=single,
        needed=None if found.needed == inf else found.needed,
        soon=asked.organization.soon,
    )
    return {
        "back": by_number(found.back),
        "stopped": by_number(found.timeline.stopped),
        "down": by_number(down),
        "unmet": by_number(
            {
                number: list(map(list, each))
                for number, each in unmet.items()
                if number in essential and each
            }
        ),
        "causes": by_number({party: list(cause) for party, cause in found.timeline.cause.items()}),
        "ways": by_number(
            {party: chain(found.timeline, party) for party in found.timeline.stopped}
        ),
        "effects": [
            [
                each.party,
                each.after,
                each.needed,
                each.let_down,
                each.end,
                down[each.party][-1][1] if each.party in down else 0,
            ]
            for each in sorted(
                found.reached, key=lambda each: (not each.let_down, each.needed, each.after)
            )
        ],
        "after": found.after,
        "needed": found.needed,
        "covered": found.covered,
        "gap": found.gap,
        "grade": worst if found.reached else None,
    }


def by_number(mapping: dict[int, Any]) -> list[list[Any]]:
    """A mapping as the sorted list of its entries."""
    return sorted([number, value] for number, value in mapping.items())


def check(scripts: Opened, asked: Scope, absences: Sequence[Absence]) -> None:
    """Hold what the page says of absences against what the program says."""
    prepared = clock(asked.network)
    for (gone, duration), found in zip(absences, played(scripts, asked, absences), strict=True):
        told = account(asked, prepared, gone, duration)
        events, states = found.pop("events"), found.pop("states")
        for key in ("back", "stopped", "down", "unmet", "causes", "ways"):
            found[key].sort()
        assert found == said(asked, told), (gone, duration)
        assert events == events_of(told)
        for time, state in states:
            assert state == [state_at(told, party, time) for party in range(len(asked.network))]


def events_of(found: Account) -> list[list[Any]]:
    """Who stops, and who runs again, in order of time."""
    down = found.history.down
    moments = {time for spans in down.values() for span in spans for time in span} - {inf}
    return [
        [
            time,
            sorted(party for party, spans in down.items() if time in [start for start, _ in spans]),
            sorted(party for party, spans in down.items() if time in [end for _, end in spans]),
        ]
        for time in sorted(moments)
    ]


def state_at(found: Account, party: int, time: float) -> int:
    """The state of a party at a time: 0 runs, 1 gone, 2 stopped, 3 stops later, 4 runs again, 5
    would stop later if nobody came back."""
    spans = found.history.down.get(party, ())
    if time < found.back.get(party, 0):
        return 1
    if any(start <= time < end for start, end in spans):
        return 2
    if any(time < start for start, _ in spans):
        return 3
    if spans or party in found.back:
        return 4
    return 5 if party in found.timeline.stopped else 0


def every_absence(asked: Scope) -> list[Absence]:
    """Each party gone alone, until it is back and for a time that is said; and some together."""
    count = len(asked.network)
    times = (0, _HOUR, 26 * _HOUR, 400 * 24 * _HOUR)
    alone: list[Absence] = [
        ((party,), duration)
        for party in range(count)
        for duration in (None, *(times if thorough else [times[party % len(times)]]))
    ]
    pairs = [((party, (party * 7 + 3) % count), None) for party in range(count)]
    several = [(tuple(range(first, count, 5)), None) for first in range(min(5, count))]
    return [*alone, *pairs, *several]


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_the_page_says_of_the_absences_of_an_example_what_the_program_says(
    scripts: Opened, path: Path
) -> None:
    asked = scope(internalmap.load(str(path)))
    check(scripts, asked, every_absence(asked))


@st.composite
def absent(draw: strategies.Draw[Any]) -> tuple[dict[str, Any], str, list[tuple[list[str], Any]]]:
    """A model, what stops a customer, and absences: who are gone, and for how long if it is
    said."""
    model = draw(st.one_of(strategies.minute_models(), strategies.models()))
    ids = sorted(model["parties"])
    some = st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True)
    lengths = st.none() | st.sampled_from([0, 60, 300, 900, _HOUR, 90_000])
    several = draw(st.lists(st.tuples(some, lengths), min_size=2, max_size=4))
    alone = [([id], draw(lengths)) for id in ids]
    return model, draw(st.sampled_from(["essential", "important", "helpful"])), alone + several


@examples(400)
@given(drawn=absent())
def test_the_page_says_of_any_absence_what_the_program_says(
    scripts: Opened, drawn: tuple[dict[str, Any], Any, list[tuple[list[str], Any]]]
) -> None:
    model, stops_on, absences = drawn
    asked = scope(internalmap.loads(json.dumps(model)), stops_on=stops_on)
    index = asked.network.index
    check(scripts, asked, [([index[id] for id in gone], until) for gone, until in absences])


@examples(200)
@given(drawn=absent())
def test_the_page_says_of_any_absence_what_the_definition_says(
    scripts: Opened, drawn: tuple[dict[str, Any], Any, list[tuple[list[str], Any]]]
) -> None:
    model, _, absences = drawn
    asked = scope(internalmap.loads(json.dumps(model)))
    ids, index = asked.network.ids, asked.network.index
    case = oracle.case_of(model)
    numbered = [([index[id] for id in gone], until) for gone, until in absences]
    for (gone, until), found in zip(absences, played(scripts, asked, numbered), strict=True):
        history = case.history(gone, until)
        down = {ids[party]: list(map(tuple, spans)) for party, spans in found["down"]}
        assert down == {key: spans for key in ids if (spans := oracle.down(history, key))}
        assert [
            oracle.Effect(
                ids[party], after, none_if_never(due), let_down, none_if_never(end) if end else None
            )
            for party, after, due, let_down, end, _ in found["effects"]
        ] == [
            oracle.Effect(
                each.protected,
                each.after,
                each.needed,
                each.let_down,
                None if each.over == oracle.NEVER else each.over,
            )
            for each in oracle.effects(case, gone, until)
        ]


def test_what_holds_a_party_up_without_a_break_counts_as_one(scripts: Opened) -> None:
    # The need of a ends at the moment at which that of b begins.
    model = """
    parties:
      x: {kind: customer, limit: 15min, needs: [{from: a, buffer: 0}, {from: b, buffer: 0}]}
      a: {restore: 10min}
      b: {needs: [{from: c, buffer: 10min}]}
      c: {restore: 20min}
    """
    asked = scope(internalmap.loads(model))
    gone = [asked.network.index[id] for id in "ac"]
    check(scripts, asked, [(gone, None)])
    [found] = played(scripts, asked, [(gone, None)])
    assert [each[3:5] for each in found["effects"]] == [[True, 20 * 60]]


def none_if_never(time: float) -> float | None:
    return None if time == inf else time


def chain_model(length: int) -> Organization:
    """Each needs the next, with a buffer; the first is a customer, the last is back."""
    last = f"p{length:06}"
    parties: dict[str, Any] = {
        f"p{number:06}": {"needs": [{"from": f"p{number + 1:06}", "buffer": "1min"}]}
        for number in range(length)
    }
    parties["p000000"]["kind"] = "customer"
    parties[last] = {"restore": "1d", "part_of": "u000000"}
    parties |= {
        f"u{number:06}": {"kind": "department", "part_of": f"u{number + 1:06}"}
        for number in range(length)
    }
    parties[f"u{length:06}"] = {"kind": "department", "restore": "2h"}
    return internalmap.loads(json.dumps({"parties": parties}))


def test_chains_and_nested_units_may_be_as_long_as_they_like(scripts: Opened) -> None:
    asked = scope(chain_model(long(20_000)))
    count = len(asked.network.ids)
    outermost, last = count - 1, asked.network.index[f"p{long(20_000):06}"]
    network = json.loads(json.dumps(page_network(asked)))
    found = scripts.asks(
        """([network, absences]) => {
          const clock = InternalmapClock.make(network);
          return absences.map((gone) => {
            const run = clock.play(gone, null);
            return [run.stopped.size, run.down.size, run.events.length, run.way(0).length];
          });
        }""",
        [network, [[last], [outermost]]],
    )
    prepared = clock(asked.network)
    told: Iterable[Account] = (account(asked, prepared, [gone]) for gone in (last, outermost))
    assert found == [
        [
            len(each.timeline.stopped),
            len(each.history.down),
            len(events_of(each)) if len(each.history.down) < 100 else found[place][2],
            len(chain(each.timeline, 0)),
        ]
        for place, each in enumerate(told)
    ]
