"""Small valid models that are hard to write down: texts that steer formats, every key in use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Draw = Callable[[st.SearchStrategy[T]], T]
Model = dict[str, Any]

#: Texts that some format takes for something else than text.
TRICKY = [
    "no", "010", "1e5", "0x1F", "null", "~", "NULL", "true", "12:30", "2026-01-01", ".inf", "<<",
    "a;=1", "a; -b", "x, '+1", 'a,"@b',
    "=", "=1+1", "+1", "-x", "@x", "'=1", "'", '"', '"quoted"', '"half', "{a: b}", "[a]", "[",
    "{", "- x",
    "? x", "# x", "a #b", "a: b", "a:", "%x", "|", ">", "&a", "*a", "!x", "`x`", "a; b", "a, b",
    ";", "_x0041_", "_x000d_", "__x005F_", " x", "x ", "\u00a0x", "Ærlig øl på bålet", "łódź",
    "日本", "e\u0301", "\u200bx", "\u202ex", "😀", "http://a.b/?c=d&e", "<b>&amp;</b>", "]]>",
    "C:\\new",
    "\\N", "a\\", "x" * 1200, "a\tb", "Everyone", "everyone", "1", "1.0", "{reliability: 4}",
]  # fmt: skip
#: Texts that cannot be ids: empty, of several lines, with controls.
UNRULY = [
    "", "a\nb", "a\n\nb\n", "\na", "a\n", "  a\nb", "a\n b", "a \nb", "x\r\ny", "\r", "\n",
    "a\x00b", "\x1b[31m", "\x85", "a\u2028b", "\ufeff", "\ufffe", "\x7f", "\t", "# a\n# b",
    "a\n---\nb",
]  # fmt: skip

_letters = st.characters(exclude_categories=["Cs"])
ids = st.one_of(
    st.sampled_from([text for text in TRICKY if "\t" not in text]),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6),
)
texts = st.one_of(st.sampled_from(TRICKY + UNRULY), st.text(_letters, max_size=8))
names = texts.filter(bool)
durations = st.sampled_from(["0", "30min", "1.5h", "90min", "2d", "1w", "1mo", "1y", "0.1min"])
dates = st.dates().map(str)
ratings = st.one_of(
    st.sampled_from([1, 4, 4.5, 3.3333]),
    st.lists(st.sampled_from([1, 2.5, 5]), min_size=1, max_size=4),
    st.fixed_dictionaries({}, optional={"reliability": st.just(4.8), "empathy": st.just(4)}).filter(
        bool
    ),
)
actions = st.lists(
    st.fixed_dictionaries({"what": names}, optional={"owner": texts, "due": dates, "done": dates}),
    min_size=1,
    max_size=2,
)
_listed = st.lists(names, min_size=1, max_size=3)


def _accepts(known: list[str]) -> st.SearchStrategy[list[Model]]:
    return st.lists(
        st.fixed_dictionaries(
            {"rule": st.just("sole-supplier"), "reason": names, "by": names},
            optional={"until": dates, "stops": st.lists(st.sampled_from(known), max_size=2)},
        ),
        min_size=1,
        max_size=1,
    )


def _common(known: list[str]) -> dict[str, st.SearchStrategy[Any]]:
    return {
        "url": texts,
        "note": texts,
        "tags": _listed,
        "actions": actions,
        "accept": _accepts(known),
    }


@st.composite
def models(draw: Draw[Any]) -> Model:
    """A raw model, as `json.loads` gives it."""
    known = draw(st.lists(ids, min_size=2, max_size=5, unique=True))
    parties: dict[str, Model] = {}
    for index, id in enumerate(known):
        keys: dict[str, st.SearchStrategy[Any]] = {
            "name": names,
            "kind": st.sampled_from(
                [
                    "person",
                    "role",
                    "team",
                    "department",
                    "system",
                    "supplier",
                    "customer",
                    "process",
                    "information",
                ]
            ),
            "engagement": st.sampled_from(["permanent", "contractor"]),
            "can": _listed,
            "stands_in": st.booleans(),
            "capacity": st.sampled_from(["38h/week", "7.5h/workday", "90min/day", "100h/month"]),
            "availability": st.sampled_from([0, 0.5, 0.95, 1]),
            "restore": durations,
            "restore_target": durations,
            "limit": durations,
            "max_data_loss": durations,
            "backup_every": durations,
            "owner": texts,
            "contact": texts,
            "location": st.one_of(texts, st.lists(texts, max_size=3)),
            "was": _listed,
            "headcount": st.just(9),
            "min_members": st.sampled_from([0, 2]),
            **_common(known),
        }
        if index:
            keys["part_of"] = keys["reports_to"] = st.sampled_from(known[:index])
        party = draw(st.fixed_dictionaries({}, optional=keys))
        if "headcount" not in party:
            party.pop("min_members", None)
        parties[id] = party
    if draw(st.booleans()):
        site = draw(ids.filter(lambda id: id not in known))
        parties[site] = {"kind": "site", "name": draw(names)}
        for party in parties.values():
            if party.get("kind") not in ("customer", "supplier", "site") and draw(st.booleans()):
                party["location"] = draw(st.sampled_from([site, [site]]))
                party["location_buffer"] = draw(durations)
    model: Model = {"parties": parties, "needs": draw(st.lists(_needs(known), max_size=4))}
    model |= draw(
        st.fixed_dictionaries(
            {},
            optional={
                "organization": names,
                "marking": names,
                "scale": st.just({"min": 0, "max": 10.5}),
                "bands": st.sampled_from([["0"], ["30min", "1.5h", "1y"]]),
                "soon": durations,
                "protect": st.lists(st.sampled_from(known), min_size=1, max_size=2),
                "check": st.just(_CHECK),
            },
        )
    )
    if draw(st.booleans()):
        model["scenarios"] = draw(
            st.dictionaries(ids, _scenarios(known, durations), min_size=1, max_size=2)
        )
    people = [id for id, party in parties.items() if party.get("kind", "team") == "team"]
    heads = {party.get("part_of") for party in parties.values()}
    if len(set(people) - heads) > 1 and draw(st.booleans()):
        need = draw(_need(sorted(set(people) - heads)[:1]))
        model["everyone"] = {"needs": [need]}
    return model


def _scenarios(known: list[str], durations: st.SearchStrategy[str]) -> st.SearchStrategy[Model]:
    some = st.sampled_from(known)
    return st.fixed_dictionaries(
        {"gone": st.lists(some, min_size=1, max_size=2, unique=True)},
        optional={
            "name": names,
            "for": durations,
            "late": st.dictionaries(some, durations, min_size=1, max_size=2),
            "expect": st.dictionaries(
                some, st.one_of(st.just("served"), durations), min_size=1, max_size=2
            ),
        },
    )


_CHECK = {
    "fail_on": "warning",
    "rules": {
        "sole-supplier": "off",
        "silo": {"severity": "warning", "min": -0.5},
        "stale-feedback": {"max_review_age": "90d"},
    },
    "policies": [
        {"name": "a, b; c", "kind": "independent", "reason": "=x", "groups": ["kind:team", "*"]},
        {"name": "n", "kind": "forbidden", "reason": "r", "customers": ["*"], "suppliers": ["*"],
         "direct": True},
    ],
}  # fmt: skip


def _need(suppliers: list[str]) -> st.SearchStrategy[Model]:
    return st.fixed_dictionaries(
        {"from": st.just(suppliers)},
        optional={
            "service": names,
            "importance": st.sampled_from(["essential", "important", "helpful"]),
            "frequency": st.sampled_from(
                ["80/day", "weekly", "0.3/month", "workdays", "7/quarter"]
            ),
            "effort": st.sampled_from(["0", "6min", "1.25h"]),
            "within": durations,
            "buffer": durations,
            "satisfaction": ratings,
            "expectation": ratings,
            "reviewed": dates,
            "said": st.fixed_dictionaries({}, optional={"by": names, "date": dates}),
            "max_data_loss": durations,
            "request": texts,
            **_common(suppliers),
        },
    )


@st.composite
def _needs(draw: Draw[Any], known: list[str]) -> Model:
    customer = draw(st.sampled_from(known))
    others = [id for id in known if id != customer]
    suppliers = draw(st.lists(st.sampled_from(others), min_size=1, max_size=3, unique=True))
    need: Model = draw(_need(suppliers))
    need["customer"] = customer
    if draw(st.booleans()):
        need["at_least"] = draw(st.sampled_from([len(suppliers), "all", 1]))
    if need.get("importance", "essential") == "essential" and draw(st.booleans()):
        need["limit"] = need.get("buffer", "1.5h")
    return need
