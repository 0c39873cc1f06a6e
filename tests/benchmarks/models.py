"""Organisations of any size, made by a fixed recipe: the same request gives the same text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

KINDS = ("team", "person", "system", "role")
IMPORTANCES = ("essential", "important", "helpful")


@dataclass(frozen=True)
class Recipe:
    """What a made organisation is like.

    `customers` are external ones. Each party but the last needs something from two to four others,
    three on average, that stand after it, at most `window` of all parties away, from one, or one of
    two or three.
    `back` is the share of needs that turn back and so close circles. `at_least`: the most suppliers
    that a need takes. `everyone`: so many needs that all share.
    """

    parties: int
    customers: int
    window: float = 0.2
    back: float = 0.02
    most_suppliers: int = 3
    at_least: int = 1
    everyone: int = 0


#: What the benchmarks run on, and further shapes to look at.
SHAPES = {
    "mixed": Recipe(10_000, 100),
    "one-customer": Recipe(10_000, 1),
    "many-customers": Recipe(10_000, 1000),
    "deep": Recipe(10_000, 100, window=0.0005),
    "no-circles": Recipe(10_000, 100, back=0),
    "tangled": Recipe(10_000, 100, back=0.3),
    "k-of-n": Recipe(10_000, 100, most_suppliers=8, at_least=4),
    "everyone": Recipe(10_000, 100, everyone=5),
}

#: How models grow: in layers, where an absence reaches few; and most parties in one circle with
#: fallbacks, where it reaches many.
GROWING = {"layers": 0.02, "one circle": 0.3}


def growing(shape: str, parties: int) -> Recipe:
    """A model of a shape and a size, with a customer for each hundred parties."""
    return Recipe(parties, max(2, parties // 100), back=GROWING[shape])


def model(recipe: Recipe) -> dict[str, Any]:
    """The raw model of an organisation."""
    random = Random(1)
    parties = dict(_parties(recipe, random))
    found: dict[str, Any] = {"organization": f"{recipe.parties} parties", "parties": parties}
    if recipe.everyone:
        last = [f"p{recipe.parties - 1 - number:06d}" for number in range(recipe.everyone)]
        found["everyone"] = {"needs": last}
    return found


def _parties(recipe: Recipe, random: Random) -> Iterator[tuple[str, dict[str, Any]]]:
    for number in range(recipe.parties):
        customer = number < recipe.customers
        party: dict[str, Any] = {
            "kind": "customer" if customer else random.choice(KINDS),
            "name": f"Party number {number}",
        }
        if not customer and random.random() < 0.3:
            party["restore"] = f"{random.randint(1, 9)}h"
        if number < recipe.parties - 20:
            party["needs"] = [_need(recipe, random, number) for _ in range(random.randint(2, 4))]
        yield f"p{number:06d}", party


def _need(recipe: Recipe, random: Random, customer: int) -> dict[str, Any]:
    furthest = customer + max(2, int(recipe.window * recipe.parties))
    ahead = range(customer + 1, min(recipe.parties, furthest))
    wanted = random.choice((1, 1, 1, 2, 2, recipe.most_suppliers))
    suppliers = random.sample(ahead, min(wanted, len(ahead)))
    if customer > recipe.customers and random.random() < recipe.back:
        suppliers = [random.randrange(recipe.customers, customer)]
    need: dict[str, Any] = {
        "service": f"Service {random.randint(1, 500)}",
        "from": [f"p{supplier:06d}" for supplier in suppliers],
    }
    if recipe.at_least > 1 and len(suppliers) > 2:
        need["at_least"] = random.randint(1, min(recipe.at_least, len(suppliers) - 1))
    if random.random() < 0.5:
        need["importance"] = random.choice(IMPORTANCES)
    if random.random() < 0.3:
        need["buffer"] = f"{random.randint(1, 9)}h"
    if random.random() < 0.3:
        need["satisfaction"] = random.randint(10, 50) / 10
    return need


def as_json(raw: dict[str, Any]) -> str:
    """A model as JSON, indented as people and programs keep it."""
    return json.dumps(raw, indent=2)


def as_yaml(raw: dict[str, Any]) -> str:
    """A model as YAML, as people write it."""
    lines = [f"organization: {raw['organization']}"]
    if "everyone" in raw:
        lines += ["everyone:", f"  needs: [{', '.join(raw['everyone']['needs'])}]"]
    lines.append("parties:")
    for id, party in raw["parties"].items():
        lines.append(f"  {id}:")
        lines += [f"    {key}: {value}" for key, value in party.items() if key != "needs"]
        if "needs" in party:
            lines.append("    needs:")
        for need in party.get("needs", ()):
            entry = need | {"from": f"[{', '.join(need['from'])}]"}
            written = [f"{key}: {value}" for key, value in entry.items()]
            lines.append(f"      - {written[0]}")
            lines += [f"        {line}" for line in written[1:]]
    return "\n".join(lines) + "\n"
