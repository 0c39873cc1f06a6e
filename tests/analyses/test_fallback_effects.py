"""Whom a fallback that fails lets down, held against two whole accounts of each absence."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given

from internalmap.analyses.absence.account import account
from internalmap.analyses.fallback_effects import FallbackEffects
from internalmap.kernel.clock import clock
from internalmap.kernel.scope import Scope, scope
from internalmap.modelfile.load import loads
from strategies import models


def _by_definition(asked: Scope, need: int, absence: int) -> dict[str, float | None]:
    """Those let down, and not by the same absence without the need: both followed to the end."""
    whole = clock(asked.network)
    without = whole.without(need, asked.network.requirements[need].suppliers)
    bare = account(asked, without, (absence,)).reached
    anyway = {each.party for each in bare if each.let_down}
    return {
        asked.network.ids[each.party]: None if each.needed == float("inf") else each.needed
        for each in account(asked, whole, (absence,)).reached
        if each.let_down and each.party not in anyway
    }


@given(models())
def test_it_is_who_would_be_served_without_the_need(model: dict[str, Any]) -> None:
    asked = scope(loads(json.dumps(model, ensure_ascii=False)))
    effects = FallbackEffects(asked)
    for need in range(len(asked.organization.needs)):
        for absence in asked.candidates:
            expected = _by_definition(asked, need, absence)
            assert effects.let_down(need, absence) == expected


def _followed(text: str, customer: str, absence: str) -> tuple[Scope, FallbackEffects, object]:
    asked = scope(loads(text))
    effects = FallbackEffects(asked)
    needs = asked.organization.needs
    number = next(at for at, need in enumerate(needs) if need.customer == customer)
    return asked, effects, effects.let_down(number, asked.network.index[absence])


def test_what_comes_to_nobody_protected_is_not_followed() -> None:
    text = """parties:
  c: {kind: customer, needs: [x]}
  x:
  y: {needs: [x]}
  a: {needs: [{from: [y, x]}]}
"""
    _, effects, found = _followed(text, "a", "x")
    assert found == {}
    assert effects.steps == 0


def test_only_what_the_need_touches_is_followed_again() -> None:
    chain = "".join(f"  t{number}: {{needs: [t{number + 1}]}}\n" for number in range(200))
    text = f"""parties:
  c: {{kind: customer, needs: [t0, {{from: a, buffer: 1d}}]}}
  x:
  y: {{needs: [x]}}
  a: {{needs: [{{from: [y, x]}}]}}
{chain}  t200: {{needs: [x]}}
"""
    asked, effects, found = _followed(text, "a", "x")
    assert found == {}
    whole = account(asked, clock(asked.network), (asked.network.index["x"],)).timeline
    assert 400 < whole.steps < effects.steps < whole.steps + 20


def test_an_absence_is_followed_to_its_end() -> None:
    chain = "".join(f"  t{number}: {{needs: [t{number + 1}]}}\n" for number in range(200))
    text = f"""parties:
  c: {{kind: customer, needs: [t0]}}
  x: {{restore: 1h}}
  y: {{needs: [x]}}
{chain}  t200: {{needs: [{{from: [y, x], buffer: 2h}}]}}
"""
    _, effects, found = _followed(text, "t200", "x")
    assert found == {}
    assert 0 < effects.steps < 20
