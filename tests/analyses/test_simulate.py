"""Chances where those who are gone come back: against the account of every combination, one by
one."""

from __future__ import annotations

import json
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import internalmap
import strategies
from effort import examples
from internalmap import InternalMapError, Organization, Simulation, simulate
from internalmap.analyses.absence.account import account
from internalmap.analyses.simulate import chances, returns, sampled, weighed
from internalmap.analyses.simulate.chances import uncertain
from internalmap.kernel.clock import clock
from internalmap.kernel.scope import scope

SHARES = [0, 0.2, 0.5, 0.9, "75%", 1]
TIMES = [0, "1h", "2h", "3h", "1d", None]

_SLOW = examples(300)


class Accounts:
    """Whom an absence lets down, on the whole network; one that is gone itself counts."""

    def __init__(self, organization: Organization, protect: list[str]) -> None:
        self.scope = scope(organization, protect=protect)
        self.uncertain = uncertain(self.scope)
        self.clock = clock(self.scope.network)
        self.ids = self.scope.network.ids

    def let_down(self, gone: tuple[int, ...]) -> set[str]:
        found = account(self.scope, self.clock, gone)
        reached = {each.party for each in found.reached if each.let_down}
        return {
            self.ids[party] for party in reached.union(self.scope.protected_set & {*found.back})
        }


def one_by_one(
    organization: Organization, protect: list[str]
) -> tuple[dict[str, float], dict[str, float]]:
    """Chances and importances by the account of each combination."""
    accounts = Accounts(organization, protect)
    shares = {
        party: organization.parties[accounts.ids[party]].availability or 0.0
        for party in accounts.uncertain
    }
    chance = {accounts.ids[party]: 0.0 for party in accounts.scope.protected}
    worth = {accounts.ids[party]: 0.0 for party in accounts.uncertain}
    for there in product([False, True], repeat=len(shares)):
        gone = tuple(party for party, is_there in zip(shares, there, strict=True) if not is_there)
        weight = 1.0
        for party, share in shares.items():
            weight *= 1 - share if party in gone else share
        harmed = accounts.let_down(gone)
        for id in harmed:
            chance[id] += weight
        for party in gone:
            without = accounts.let_down(tuple(each for each in gone if each != party))
            assert without <= harmed
            worth[accounts.ids[party]] += weight * (len(harmed) - len(without))
    return chance, worth


def as_maps(found: Simulation) -> tuple[dict[str, float], dict[str, float]]:
    return (
        {row.party: row.probability for row in found.protected},
        {row.party: row.worth for row in found.parties},
    )


@st.composite
def models_with_returns(draw: strategies.Draw[Any]) -> tuple[Organization, list[str]]:
    """A model with circles, k of n, units and staffing, of which most parties have an availability
    and a restore, most needs a buffer and some parties and needs a limit; and who is protected."""
    model = draw(strategies.models(max_parties=8))
    random = Random(draw(st.integers(0, 10**6)))
    limits = draw(st.booleans())
    for key, written in model["parties"].items():
        entry = dict(written or {})
        entry["availability"], entry["restore"] = random.choice(SHARES), random.choice(TIMES)
        if limits and random.random() < 0.2:
            entry["limit"] = random.choice(["1h", "4h"])
        needs = entry.get("needs")
        if isinstance(needs, list):
            entry["needs"] = [
                (need if isinstance(need, dict) else {"from": need})
                | {"buffer": random.choice(TIMES)}
                | ({"limit": "2d"} if limits and random.random() < 0.2 else {})
                for need in needs
            ]
        model["parties"][key] = entry
    protect = sorted(model["parties"])[:2] if draw(st.booleans()) else []
    try:
        organization = internalmap.loads(json.dumps(model))
    except InternalMapError:
        assume(False)
    assume(uncertain(scope(organization, protect=protect)))
    return organization, protect


@_SLOW
@given(models_with_returns(), st.booleans())
def test_weighed_chances_are_those_of_the_account_of_each_combination(
    asked: tuple[Organization, list[str]], in_blocks: bool
) -> None:
    """Chance and worth; how many lanes are taken together changes nothing."""
    organization, protect = asked
    with pytest.MonkeyPatch.context() as patch:
        if in_blocks:
            patch.setattr(weighed, "BLOCK_PARTIES", 2)
        found = simulate(organization, protect=protect)
    chance, worth = one_by_one(organization, protect)
    assert found.exact
    assert as_maps(found)[0] == pytest.approx(chance, abs=1e-12)
    assert as_maps(found)[1] == pytest.approx(worth, abs=1e-12)


@_SLOW
@given(models_with_returns(), st.sampled_from([0, 3, 200]))
def test_a_sample_says_of_its_own_draws_what_their_accounts_say(
    asked: tuple[Organization, list[str]], credit: int
) -> None:
    """To the last count, however far other absences are sought that decide many."""
    organization, protect = asked
    accounts = Accounts(organization, protect)
    drawn: list[int] = []
    draws, width = 40, 32
    draw = sampled.draw

    def kept(random: Random, share: float, width: int) -> int:
        drawn.append(draw(random, share, width))
        return drawn[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chances, "EXACT_PARTIES", 0)
        patch.setattr(sampled, "DRAWN_TOGETHER", width)
        patch.setattr(sampled, "draw", kept)
        patch.setattr(returns._Known, "__init__", _with_credit(credit))
        found = simulate(organization, protect=protect, draws=draws)
    names = [accounts.ids[party] for party in accounts.uncertain]
    chance = {accounts.ids[party]: 0 for party in accounts.scope.protected}
    worth = dict.fromkeys(names, 0)
    for number in range(draws):
        block, lane = divmod(number, width)
        masks = drawn[block * len(names) : (block + 1) * len(names)]
        gone = tuple(
            party for party, mask in zip(accounts.uncertain, masks, strict=True) if mask >> lane & 1
        )
        harmed = accounts.let_down(gone)
        for id in harmed:
            chance[id] += 1
        for party in gone:
            others = tuple(each for each in gone if each != party)
            worth[accounts.ids[party]] += len(harmed - accounts.let_down(others))
    assert {row.party: round(row.probability * draws) for row in found.protected} == chance
    assert {row.party: round(row.worth * draws) for row in found.parties} == worth


def _with_credit(credit: int) -> Any:
    made = returns._Known.__init__

    def start(self: returns._Known, upstream: int, own: int) -> None:
        made(self, upstream, own, credit=credit)

    return start


def test_whoever_is_back_before_buffers_run_out_lets_nobody_down() -> None:
    """Two buffers of a month against a day; who is away for longer than both does."""
    text = """
    parties:
      patients: {kind: customer, needs: [{from: theatre, buffer: 30d}]}
      theatre: {needs: [{from: ola, buffer: 30d}]}
      ola: {kind: person, availability: 88%, restore: 1d}
    """
    for restore, chance in (("1d", 0), ("60d", 0), ("61d", 0.12), ("null", 0.12)):
        found = simulate(internalmap.loads(text.replace("1d}", f"{restore}}}")))
        assert as_maps(found)[0] == {"patients": pytest.approx(chance)}
        assert as_maps(found)[1] == {"ola": pytest.approx(chance)}


def test_a_need_is_past_its_limit_and_one_that_is_gone_itself_counts() -> None:
    """A limit lets carry on past the stop; a protected party that is gone is not served."""
    found = simulate(
        internalmap.loads("""
        parties:
          guests: {kind: customer, needs: [{from: bar, limit: 4h}]}
          bar: {limit: 8h, restore: 1h, availability: 90%, needs: [{from: till, limit: 2h}]}
          till: {kind: system, restore: 3h, availability: 50%}
        """)
    )
    assert as_maps(found)[0] == {"bar": pytest.approx(0.55), "guests": 0}
    assert [row.customer for row in found.protected] == [False, True]


def _crew(number: int, carry_on: str = "1d") -> Organization:
    """Guests who carry on for a day without any three of a crew, of which each other one is back
    within the day; and for so long without a tool."""
    crew = {
        f"cook{place:02}": {
            "kind": "person",
            "availability": 0.5,
            "restore": "1h" if place % 2 else "2d",
        }
        for place in range(number)
    }
    needs = [
        {"from": list(crew), "at_least": number - 2, "buffer": "1d"},
        {"from": "tool", "buffer": carry_on},
    ]
    tool = {"kind": "system", "availability": 0.5, "restore": "1h"}
    parties = {"guests": {"kind": "customer", "needs": needs}, "tool": tool, **crew}
    return internalmap.loads(json.dumps({"parties": parties}))


@pytest.mark.parametrize("number, carry_on", [(19, "1d"), (19, "9d"), (40, "1d"), (24, "9d")])
def test_few_absences_are_followed(
    number: int, carry_on: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let down are guests who miss three that are away for long, so a few hundred sets of three at
    most decide all scenarios."""
    followed = []
    follow = returns.Returns._follow

    def counting(self: returns.Returns, gone: int) -> frozenset[int]:
        followed.append(gone)
        return follow(self, gone)

    monkeypatch.setattr(returns.Returns, "_follow", counting)
    found = simulate(_crew(number, carry_on), draws=20_000)
    away = (number + 1) // 2
    chance = 1 - (1 + away + away * (away - 1) / 2) / 2**away
    [guests] = found.protected
    assert found.complete
    assert guests.low - 0.01 <= chance <= guests.high + 0.01
    if found.exact:
        assert guests.probability == pytest.approx(chance)
    assert len(followed) < 4000


def test_where_the_clock_takes_too_many_steps_nobody_counts_as_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Chances are then too high, and it is said."""
    monkeypatch.setattr(returns, "MAX_STEPS", -1)
    for most in (20, 0):
        monkeypatch.setattr(chances, "EXACT_PARTIES", most)
        found = simulate(_crew(6, "9d"))
        [guests] = found.protected
        assert not found.complete
        assert guests.probability == pytest.approx(1 - 22 / 128, abs=0.01)
        assert "too many different absences" in found.notices[0]


def test_what_has_no_availability_is_no_zero_risk() -> None:
    """Single points are those of the report; 100 % is an availability."""
    organization = internalmap.loads("""
    parties:
      guests: {kind: customer, needs: [anna, bo, cy]}
      anna: {kind: person, availability: 50%}
      bo: {kind: person, availability: 100%}
      cy: {kind: person}
    """)
    found = simulate(organization)
    assert found.at_least
    assert (found.single_points_of_failure, found.with_availability) == (3, 2)
    analysis = internalmap.analyze(organization)
    assert found.single_points_of_failure == len(analysis.single_points_of_failure)
    assert not simulate(organization, candidates=["anna", "bo"]).at_least
