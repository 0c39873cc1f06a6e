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


def test_what_the_need_does_not_touch_is_not_followed_again() -> None:
    needs = "".join(f"\n  t{number}: {{needs: [x]}}" for number in range(200))
    text = (
        f"parties:\n  c: {{kind: customer, needs: [t1]}}\n  x:\n  y: {{needs: [x]}}\n  z:{needs}\n"
        "  a: {needs: [{from: [y, x]}]}\n"
    )
    asked = scope(loads(text))
    effects = FallbackEffects(asked)
    number = next(at for at, need in enumerate(asked.organization.needs) if need.customer == "a")
    assert effects.let_down(number, asked.network.index["x"]) == {}
    whole = account(asked, clock(asked.network), (asked.network.index["x"],))
    assert effects.steps == whole.timeline.steps
