"""Random small models, all of them valid, for tests that hold whatever the model is.

`models` gives raw models, as `json.loads` gives them; `minute_models` gives such whose times are a
few minutes; `questions` gives a model with options of the report that fit it; `reorderings` gives
the same model written in another order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

from oracle import (
    STRENGTH,
    Party,
    inside,
    long_form,
    recipients,
    resolve,
    seconds,
    select,
    staff,
    supplier_list,
    without_nulls,
    written_needs,
)

Model = dict[str, Any]
T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[T]], T]

# Ids that YAML would misread, that differ by case or sort far from where they are expected, and
# that look like selectors.
IDS = [
    "a",
    "b",
    "B",
    "c",
    "no",
    "IT",
    "it",
    "it-support",
    "Økonomi",
    "łódź",
    "010",
    "9",
    "a:b",
    "a*",
    "tag:night",
    "true",
    "1_000",
    "12:30",
    "Den gamle kroa",
    "日本",
]
KINDS = [
    "team",
    "team",
    "team",
    "person",
    "person",
    "person",
    "customer",
    "customer",
    "system",
    "system",
    "department",
    "role",
    "supplier",
    "process",
    "information",
    "site",
    "site",
]
TAGS = ["night", "summer", "øl"]
PLACES = ["Oslo", "Kraków"]
SERVICES = ["Pay", "pay", "Mat og øl", "no", "12:30"]
GLOBS = ["*", "?", "a*", "*t*", "[bB]", "a:*"]
PERIODS = ["hour", "day", "workday", "week", "month", "quarter", "year"]
ADVERBS = ["hourly", "daily", "workdays", "weekly", "monthly", "quarterly", "yearly"]
SORTS = ["utilisation", "demand", "through", "gateway", "reach", "impact"]


def some_of(choices: Mapping[str, tuple[float, Sequence[Any]]], random: Random) -> Model:
    """An entry with a few of the keys, each as likely as stated, the value one of its choices."""
    return {
        key: random.choice(values)
        for key, (likely, values) in choices.items()
        if random.random() < likely
    }


def pool(number: int, choices: Mapping[str, tuple[float, Sequence[Any]]]) -> list[Model]:
    """Many entries made once, the plainest first: to draw one of them is quick, and shrinks."""
    random = Random(1)
    entries = [{}, *(some_of(choices, random) for _ in range(number))]
    return sorted(entries, key=len)


DURATIONS = [0, "0", "5min", "10 min", "30min", "1h", "1.5h", "4h", "1d", "2 d", "1w", "1mo", "1y"]
BANDS = [["1h", "4h", "1d", "3d", "1w"], ["30min", "2d"], ["1mo"], ["5min", "10min", "1y"]]
RATES = [f"{n}/{period}" for n in (1, 3, 0.5) for period in PERIODS] + ADVERBS
DATES = ["2024-02-29", "2026-03-10", "2026-12-01"]
RATINGS = [
    *(1, 2, 2.5, 3, 3.5, 4, 4.25, 4.5, 5),
    *([4], [1, 2], [4, 3, 5], [2.5, 4, 4, 5], [5, 5, 1]),
    {"reliability": 4, "empathy": 4.5},
    {"tangibles": 2, "responsiveness": 3, "assurance": 3},
    {"empathy": 1},
]
TAG_LISTS = [[tag] for tag in TAGS] + [TAGS[:2], TAGS[::-1]]

PARTY_KEYS: dict[str, tuple[float, Sequence[Any]]] = {
    "name": (0.2, ["Ærlig & sønn", "IT support", "no"]),
    "engagement": (0.2, ["permanent", "temporary", "contractor", "shareholder", None]),
    "can": (0.2, [["Pay"], ["pay", "no"], ["Mat og øl", "12:30"]]),
    "capacity": (0.5, ["38h/week", "60min/day", "8h/workday", "120h/month", "2 h/hour", None]),
    "availability": (0.2, [1, 0.9, "95%", "92.5 %"]),
    "restore": (0.5, DURATIONS),
    "restore_target": (0.2, DURATIONS),
    "backup_every": (0.2, DURATIONS),
    "location": (0.3, [*PLACES, None]),
    "tags": (0.3, TAG_LISTS),
}
NEED_KEYS: dict[str, tuple[float, Sequence[Any]]] = {
    "service": (0.5, [*SERVICES, None]),
    "importance": (0.5, [*["essential"] * 3, "important", "helpful", None]),
    "frequency": (0.5, [*RATES, None]),
    "effort": (0.5, ["1min", "6min", "30 min", "0.5h", "2h"]),
    "within": (0.5, DURATIONS),
    "buffer": (0.5, [*DURATIONS, None]),
    "satisfaction": (0.6, [*RATINGS, None]),
    "expectation": (0.4, RATINGS),
    "reviewed": (0.2, DATES),
    "said": (0.1, [{"by": "Kari", "date": "2026-03-10"}, {"by": "no"}, {}]),
    "request": (0.1, ["by phone"]),
    "tags": (0.3, TAG_LISTS),
}
ACTION_KEYS: dict[str, tuple[float, Sequence[Any]]] = {
    "owner": (0.5, ["Kari"]),
    "due": (0.7, DATES),
    "done": (0.3, DATES),
}
DEFAULT_NEED_KEYS = {key: one for key, one in NEED_KEYS.items() if key != "service"}

coins = st.booleans()
kinds = st.sampled_from(KINDS)
sizes = st.sampled_from([5, 6, 7, 8, 9, 7, 8, 9, 4, 3, 2, 1])
party_entries = st.sampled_from(pool(400, PARTY_KEYS))
need_entries = st.sampled_from(pool(1000, NEED_KEYS))
action_entries = st.sampled_from(pool(20, ACTION_KEYS))
party_defaults = st.sampled_from(
    pool(100, PARTY_KEYS | {"kind": (0.3, ["person", "department", "system"])})
)
need_defaults = st.sampled_from(pool(100, DEFAULT_NEED_KEYS | {"at_least": (0.2, [1, "all"])}))
limits = st.sampled_from(DURATIONS)
workweeks = st.sampled_from(["14h/week", "20h/week", "28h/week"])
everyone_counts = st.sampled_from([0, 0, 0, 1, 2])
single = st.sampled_from([1, 1, 1, 2, 2, 3])
spared = st.sampled_from([3, 4, 5, 5, 2])
root_entries = st.sampled_from(
    pool(
        20,
        {
            "internalmap": (0.3, [1]),
            "organization": (0.3, ["Fjord Hotel", "no", None]),
            "scale": (0.3, [{"min": 1, "max": 5}, {"min": 0, "max": 10}]),
        },
    )
)


def one_in(draw: Draw[Any], chances: int) -> bool:
    """Whether something that happens once in so many times happens now; it shrinks to no."""
    return bool(draw(st.integers(1, chances)) == chances)


@st.composite
def models(draw: Draw[Any], max_parties: int = 9) -> Model:
    """A valid raw model of a few parties, with every feature of the format that figures rest on."""
    size = min(draw(sizes), max_parties)
    ids = draw(st.lists(st.sampled_from(IDS), min_size=size, max_size=size, unique=True))
    nested = draw(st.sampled_from([6, 3, 1]))
    model: Model = dict(draw(root_entries))
    model["parties"] = {key: draw_party(draw, key, ids, nested) for key in ids}
    if one_in(draw, 3):
        model["defaults"] = {"party": draw(party_defaults), "need": draw(need_defaults)}
    if one_in(draw, 3):
        draw_work(draw, model)
    boxes = draw_box(draw, model, ids)
    draw_locations(draw, model, [key for key in ids if key not in boxes])
    parties = resolve(model).parties
    for key in ids:
        if key not in boxes:
            draw_staffing(draw, parties, model["parties"][key], key)
    draw_needs(draw, parties, model, [key for key in ids if key not in boxes])
    if one_in(draw, 3):
        draw_limits(draw, model)
    mend(model)
    draw_actions(draw, model)
    for key, entry in model["parties"].items():
        if not entry and draw(coins):
            model["parties"][key] = None
    if one_in(draw, 4):
        model["protect"] = draw(selector_lists(parties))
    return model


def draw_party(draw: Draw[Any], key: str, ids: Sequence[str], nested: int) -> Model:
    """A party without its needs; units stand before it and bosses after it, so nothing loops."""
    place = ids.index(key)
    entry: Model = dict(draw(party_entries))
    if place == 0 and one_in(draw, 2):
        entry["kind"] = "customer"
    elif not one_in(draw, 6):
        entry["kind"] = draw(kinds)
    if place and one_in(draw, nested):
        entry["part_of"] = draw(st.sampled_from(ids[:place]))
    if place + 1 < len(ids) and one_in(draw, 3):
        entry["reports_to"] = draw(st.sampled_from(ids[place + 1 :]))
    return entry


def draw_box(draw: Draw[Any], model: Model, ids: Sequence[str]) -> list[str]:
    """Make one of the parties a unit with nothing but its members, in a third of the models."""
    if len(ids) < 2 or not one_in(draw, 3):
        return []
    place = draw(st.integers(0, len(ids) - 2))
    entry = model["parties"][ids[place]]
    box = {key: entry[key] for key in ("part_of", "location", "reports_to") if key in entry}
    box["kind"] = draw(st.sampled_from(["team", "department"]))
    model["parties"][ids[place]] = box
    for key in ids[place + 1 :]:
        entry = model["parties"][key]
        if key == ids[place + 1] or ("part_of" not in entry and one_in(draw, 2)):
            entry["part_of"] = ids[place]
    return [ids[place]]


def draw_locations(draw: Draw[Any], model: Model, ids: Sequence[str]) -> None:
    """Put most parties at a site, or at one of several, by id or by name, in half of the models
    that have sites."""
    parties = resolve(model).parties
    sites = [key for key in ids if parties[key].kind == "site"]
    if not sites or not one_in(draw, 2):
        return
    named = model["parties"][sites[0]]
    if one_in(draw, 3) and "name" not in named:
        named["name"] = PLACES[0]
    for key in ids:
        if one_in(draw, 3):
            continue
        places = draw(st.lists(st.sampled_from(sites), min_size=1, max_size=2, unique=True))
        if places[0] == sites[0] and "name" in named and draw(coins):
            same = [one for one in sites if parties[one].name == named["name"]]
            places[0] = named["name"] if same in ([], [sites[0]]) else places[0]
        entry = model["parties"][key]
        entry["location"] = places[0] if len(places) == 1 and draw(coins) else places
        if resolve(model).parties[key].sites and one_in(draw, 3):
            entry["location_buffer"] = draw(limits)


def draw_limits(draw: Draw[Any], model: Model) -> None:
    """Say of some parties and essential needs how long they can be without, and of what is soon."""
    for entry in model["parties"].values():
        if one_in(draw, 4):
            entry["limit"] = draw(limits)
        if one_in(draw, 6):
            entry["max_data_loss"] = draw(limits)
    defaults = without_nulls((model.get("defaults") or {}).get("need"))
    for _, need in written_needs(model):
        importance = (defaults | without_nulls(need)).get("importance", "essential")
        if isinstance(need, dict) and STRENGTH[importance] == 3 and one_in(draw, 3):
            if need.get("importance") is None:
                need["importance"] = importance
            least = seconds(need.get("buffer")) or 0
            enough = [one for one in DURATIONS if (seconds(one) or 0) >= least]
            need["limit"] = draw(st.sampled_from(enough))
        if isinstance(need, dict) and one_in(draw, 6):
            need["max_data_loss"] = draw(limits)
    if one_in(draw, 2):
        model["bands"] = draw(st.sampled_from(BANDS))
    if one_in(draw, 2):
        model["soon"] = draw(limits)


def mend(model: Model) -> None:
    """Make valid again what stopped being so when units got needs, or customers, of their own.

    Only then is it known which units are boxes, and so how many people each unit has, and who can
    do what the defaults say.
    """
    drop_repeated(model)
    while True:
        parties = resolve(model).parties
        nobody = [
            need
            for customer, need in written_needs(model)
            if (customer is None or need.get("applies_to") == "members")
            and not recipients(
                parties,
                parties if customer is None else inside(parties, customer),
                supplier_list(parties, customer, need["from"]),
            )
        ]
        if not nobody:
            break
        for need in nobody:
            if need.get("applies_to") == "members":
                need["applies_to"] = "unit"  # type: ignore[index]  # of mixed values
        if "everyone" in model:
            kept = [one for one in model["everyone"]["needs"] if long_form(one) not in nobody]
            model["everyone"]["needs"] = kept
    for key, entry in model["parties"].items():
        people = len(staff(parties, key))
        if entry.get("headcount") is not None:
            entry["headcount"] = max(entry["headcount"], people)
        if entry.get("min_members") is not None:
            most = entry["headcount"] if entry.get("headcount") is not None else people
            entry["min_members"] = min(entry["min_members"], most)


def drop_repeated(model: Model) -> None:
    """Take out the needs that by now name a supplier twice, or too few, until none does: a unit
    whose last need went may be a box again."""
    while True:
        parties = resolve(model).parties
        repeated = [
            need
            for customer, need in written_needs(model)
            for suppliers in [supplier_list(parties, customer, need["from"])]
            if not suppliers or len(set(suppliers)) < len(suppliers) or too_few(need, suppliers)
        ]
        if not repeated:
            return
        for holder in (model, model.get("everyone"), *model["parties"].values()):
            if holder and holder.get("needs"):
                kept = [need for need in holder["needs"] if long_form(need) not in repeated]
                holder["needs"] = kept


def too_few(need: Mapping[str, Any], suppliers: Sequence[str]) -> bool:
    """Whether a need takes more suppliers than it has."""
    at_least = need.get("at_least")
    return isinstance(at_least, int) and at_least > len(suppliers)


@st.composite
def minute_models(draw: Draw[Any], max_parties: int = 7) -> Model:
    """A valid raw model whose buffers, limits and returns are a few minutes each."""
    return in_minutes(draw(models(max_parties=max_parties)))


def in_minutes(model: Model) -> Model:
    """The same model with the shortest duration as no minute, the next as one, and so on."""
    written = [*DURATIONS, *(band for bands in BANDS for band in bands)]
    ordered = sorted({seconds(one) or 0 for one in written})

    def shortened(value: Any, key: object = None) -> Any:
        if isinstance(value, dict):
            return {name: shortened(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [shortened(one, key) for one in value]
        timed = key in {
            *("buffer", "restore", "limit", "bands", "soon", "location_buffer", "restore_target"),
            *("max_data_loss", "backup_every"),
        }
        if timed and value is not None:
            return f"{ordered.index(seconds(value) or 0)}min"
        return value

    short: Model = shortened(model)
    return short


def draw_staffing(draw: Draw[Any], parties: Mapping[str, Party], entry: Model, key: str) -> None:
    """Give a party a headcount and a minimum of members that fit the members that it has."""
    crew = limit = len(staff(parties, key))
    if crew == 0 and parties[key].kind not in {"team", "department"}:
        return
    if one_in(draw, 3):
        limit = entry["headcount"] = max(1, crew + draw(st.integers(0, 3)))
    if one_in(draw, 2):
        entry["min_members"] = draw(st.integers(0, limit))


def draw_work(draw: Draw[Any], model: Model) -> None:
    """Give all needs work, and all parties as much time as a need or two of that size take."""
    defaults = model.setdefault("defaults", {})
    work = {"frequency": "daily", "effort": "2h"}
    defaults["need"] = (defaults.get("need") or {}) | work
    defaults["party"] = (defaults.get("party") or {}) | {"capacity": draw(workweeks)}


def draw_needs(
    draw: Draw[Any], parties: Mapping[str, Party], model: Model, ids: Sequence[str]
) -> None:
    """Give a model its needs: in its parties, in the flat list, and for everyone.

    In half of the models work flows one way, so that chains are long; in the rest it goes round. In
    half of them most needs have fallbacks, so that it takes several absences to stop anyone.
    """
    atoms = valid_selectors(parties)
    one_way, supplier_counts = draw(coins), draw(st.sampled_from([single, spared]))
    taken: set[object] = set()
    sparing = supplier_counts is spared
    need_counts = st.sampled_from([1, 0, 0, 0, 2] if sparing else [1, 2, 2, 3, 0])
    customers: list[str | None] = [key for key in ids for _ in range(draw(need_counts))]
    customers += [ids[0]] * sparing + [None] * draw(everyone_counts)
    for customer in customers:
        names = ids[ids.index(customer) + 1 :] if one_way and customer is not None else ids
        need = draw_need(draw, parties, customer, names, atoms, supplier_counts)
        if need is None or identity(parties, customer, need) in taken:
            continue
        taken.add(identity(parties, customer, need))
        if customer is None:
            model.setdefault("everyone", {"needs": []})["needs"].append(short(draw, need))
        elif one_in(draw, 4):
            model.setdefault("needs", []).append({"customer": customer} | need)
        else:
            model["parties"][customer].setdefault("needs", []).append(short(draw, need))


def draw_need(
    draw: Draw[Any],
    parties: Mapping[str, Party],
    customer: str | None,
    names: Sequence[str],
    atoms: Sequence[str],
    supplier_counts: st.SearchStrategy[int],
) -> Model | None:
    """A need that is valid for its customer, or none where what was drawn can't be made so."""
    chosen: list[str] = []
    for _ in range(draw(supplier_counts)):
        atom = draw(st.sampled_from(names if names and not one_in(draw, 6) else atoms))
        if fits(parties, customer, [*chosen, atom]):
            chosen.append(atom)
    suppliers = supplier_list(parties, customer, chosen)
    if not suppliers or (customer is None and not recipients(parties, parties, suppliers)):
        return None
    need: Model = {"from": chosen[0] if len(chosen) == 1 and draw(coins) else chosen}
    need.update(draw(need_entries))
    if one_in(draw, 4):
        need["at_least"] = draw(st.sampled_from(["all", *range(1, len(suppliers) + 1)]))
    within = set() if customer is None else inside(parties, customer)
    if recipients(parties, within, suppliers) and draw(coins):
        need["applies_to"] = draw(st.sampled_from(["members", "members", "unit", None]))
    return need


def fits(parties: Mapping[str, Party], customer: str | None, chosen: list[str]) -> bool:
    """Whether the last of a supplier list adds somebody, and it names nobody twice nor itself."""
    suppliers = supplier_list(parties, customer, chosen)
    adds = len(suppliers) > len(supplier_list(parties, customer, chosen[:-1]))
    return adds and len(set(suppliers)) == len(suppliers) and customer not in suppliers


def identity(parties: Mapping[str, Party], customer: str | None, need: Model) -> object:
    """What tells a need from others: reports name it by customer, service and suppliers."""
    return customer, need.get("service"), supplier_list(parties, customer, need["from"])


def short(draw: Draw[Any], need: Model) -> object:
    """A need as people write it: a bare id or selector where it says nothing else."""
    bare = set(need) == {"from"} and isinstance(need["from"], str)
    return need["from"] if bare and draw(coins) else need


def draw_actions(draw: Draw[Any], model: Model) -> None:
    """Give some parties and needs actions, each with words of its own."""
    if not one_in(draw, 4):
        return
    entries = list(model["parties"].values())
    needs = [need for entry in entries for need in entry.get("needs", [])]
    needs += [*model.get("needs", []), *model.get("everyone", {}).get("needs", [])]
    targets = entries + [need for need in needs if isinstance(need, dict)]
    for number in range(draw(st.integers(1, 4))):
        action = {"what": f"mend {number}"} | draw(action_entries)
        draw(st.sampled_from(targets)).setdefault("actions", []).append(action)


def valid_selectors(parties: Mapping[str, Party]) -> list[str]:
    """The selectors, ids among them, that pick somebody."""
    asked = [*parties, *GLOBS]
    asked += [f"kind:{kind}" for kind in dict.fromkeys(KINDS)]
    asked += [f"tag:{tag}" for tag in TAGS]
    asked += [f"location:{place}" for place in PLACES]
    asked += [f"location:{key}" for key, party in parties.items() if party.kind == "site"]
    asked += [f"can:{service}" for service in SERVICES]
    asked += [f"unit:{key}" for key in parties]
    return [selector for selector in dict.fromkeys(asked) if select(parties, selector)]


def selector_lists(parties: Mapping[str, Party]) -> st.SearchStrategy[list[str]]:
    """A few selectors that each pick somebody."""
    choice = st.one_of(st.sampled_from(list(parties)), st.sampled_from(valid_selectors(parties)))
    return st.lists(choice, min_size=1, max_size=3, unique=True)


@st.composite
def questions(draw: Draw[Any], max_parties: int = 9) -> tuple[Model, Model]:
    """A model and options for the report on it, fit to be given as keywords."""
    model = draw(models(max_parties=max_parties))
    parties = resolve(model).parties
    options: Model = {}
    for key in ("protect", "candidates"):
        if one_in(draw, 4):
            options[key] = draw(selector_lists(parties))
    for key in ("only_needs", "without_needs"):
        if one_in(draw, 6):
            options[key] = draw(st.sampled_from(TAG_LISTS))
    if one_in(draw, 3):
        options["stops_on"] = draw(st.sampled_from(["essential", "important", "helpful"]))
    if one_in(draw, 2):
        options["cut_size"] = draw(st.sampled_from([3, 4, 2, 1]))
    if one_in(draw, 4):
        options |= {"top": draw(st.integers(1, 5)), "sort": draw(st.sampled_from(SORTS))}
    return model, options


@st.composite
def reorderings(draw: Draw[Any], model: Model) -> Model:
    """The same model with its keys, parties and needs in another order."""
    other = dict(model)
    parties = {}
    for key in draw(st.permutations(list(model["parties"]))):
        entry = model["parties"][key]
        parties[key] = reordered(draw, entry) if entry else entry
    other["parties"] = parties
    if "everyone" in model:
        other["everyone"] = reordered(draw, model["everyone"])
    return reordered(draw, other)


def reordered(draw: Draw[Any], entry: Model) -> Model:
    """A mapping with its keys, and its needs if it has any, in another order."""
    shuffled = {key: entry[key] for key in draw(st.permutations(list(entry)))}
    if shuffled.get("needs"):
        shuffled["needs"] = draw(st.permutations(shuffled["needs"]))
    return shuffled
