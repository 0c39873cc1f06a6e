"""Policies: what each kind asks, against its definition on random organisations."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise, product
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import internalmap
import oracle
import strategies
from effort import examples, long
from internalmap.kernel.network import compile_network
from internalmap.model.organization import Organization
from internalmap.model.selectors import Selection
from internalmap.model.settings import Policy
from internalmap.results.check import CheckResult, Finding
from internalmap.rules.policies import NEEDS, Dependencies, Violation, violations

_MANY = examples(300)
_KEYS = {
    "forbidden": ("customers", "suppliers"),
    "required": ("customers", "suppliers"),
    "independent": ("groups",),
    "layers": ("layers",),
    "only-through": ("unit", "door"),
}


def policy_of(kind: str, direct: bool = False, **groups: Sequence[str]) -> Policy:
    return Policy("P", kind, "Why.", direct, {key: tuple(picked) for key, picked in groups.items()})


def broken(organization: Organization, policy: Policy) -> list[Violation]:
    dependencies = Dependencies(compile_network(organization))
    return list(violations(dependencies, policy, Selection(organization)))


def organization_of(lines: str, parties: str = "") -> Organization:
    """One in which `a < b c` says that a needs something from b and something else from c."""
    entries: dict[str, dict[str, Any]] = {}
    for line in filter(None, map(str.strip, lines.split(","))):
        customer, _, suppliers = line.partition("<")
        for each in (customer, *suppliers.split()):
            entries.setdefault(each.strip(), {})
        entries[customer.strip()]["needs"] = suppliers.split()
    for line in filter(None, map(str.strip, parties.split(","))):
        inside, _, unit = line.partition(" in ")
        entries.setdefault(unit, {})
        entries.setdefault(inside, {})["part_of"] = unit
    return internalmap.loads(json.dumps({"parties": entries}))


def chains(found: Sequence[Violation]) -> list[str]:
    return [" ".join(each.chain) or each.customer for each in found]


# ------------------------------------------------------------------------- what each kind asks


CASES = [
    # kind, the needs, the units, the selectors, chains found, those found with `direct: true`
    ("forbidden", "a < b, b < c", "", (["a"], ["c"]), ["c b a"], []),
    ("forbidden", "a < b c, b < c", "", (["a"], ["c"]), ["c a"], ["c a"]),
    ("forbidden", "a < b, b < c", "", (["c"], ["a", "b"]), [], []),
    # Each direct one, and no chain beside them.
    ("forbidden", "a < b c, b < d", "", (["a"], ["b", "c", "d"]), ["b a", "c a"], ["b a", "c a"]),
    # Ties go by id, from the customer on.
    ("forbidden", "a < c b, b < e, c < d", "", (["a"], ["d", "e"]), ["e b a"], []),
    # Every customer on the way.
    ("forbidden", "a < b, b < c", "", (["a", "b"], ["c"]), ["c b a", "c b"], ["c b"]),
    # A circle alone is a dependency on oneself, which is none.
    ("forbidden", "a < b, b < a", "", (["a"], ["a"]), [], []),
    ("forbidden", "a < b, b < a", "", (["*"], ["*"]), ["b a", "a b"], ["b a", "a b"]),
    # The nearest is the party itself; the next one is found round it.
    ("forbidden", "a < b, b < a c, c < d", "", (["a"], ["a", "d"]), ["d c b a"], []),
    ("forbidden", "a < b", "", (["a"], ["nobody", "tag:x"]), [], []),
    ("forbidden", "a < b", "", (["nobody"], ["b"]), [], []),
    # Staffing is no dependency.
    ("forbidden", "a < u", "m in u", (["a", "u"], ["m"]), [], []),
    ("independent", "a < x, x < b", "", (["a", "b"],), ["b x a"], []),
    ("independent", "a < b, b < a", "", (["a", "b"],), ["b a", "a b"], ["b a", "a b"]),
    ("independent", "a < x, b < x", "", (["a", "b"],), [], []),
    # One for each group that is depended on.
    ("independent", "a < b c", "", (["a", "b", "c"],), ["b a", "c a"], ["b a", "c a"]),
    # What passes through another group, or on through the same, is told by its parts.
    ("independent", "a < c, c < b", "", (["a", "b", "c"],), ["b c", "c a"], ["b c", "c a"]),
    ("independent", "a1 < a2, a2 < b", "", (["a*", "b"],), ["b a2"], ["b a2"]),
    ("independent", "a < b1, b1 < b2", "", (["a", "b*"],), ["b1 a"], ["b1 a"]),
    # Who is in two groups belongs to the first.
    ("independent", "ab < b, b < ab", "", (["a*", "*b"],), ["b ab", "ab b"], ["b ab", "ab b"]),
    ("independent", "ab < b, b < ab", "", (["*b", "a*"],), [], []),
    ("independent", "a < b", "", (["a", "nobody"],), [], []),
    ("layers", "a < b, b < c", "", (["a", "b", "c"],), [], []),
    ("layers", "a < c, c < b, b < a", "", (["a", "b", "c"],), ["a b", "b c"], ["a b", "b c"]),
    ("layers", "c < x, x < a, a < x", "", (["a", "b", "c"],), ["a x c"], []),
    ("layers", "c < b1, b1 < a", "", (["a", "b*", "c"],), ["a b1", "b1 c"], ["a b1", "b1 c"]),
    # The same layer may depend on itself, and the last may be all the rest.
    ("layers", "b < c, c < b, b < a", "", (["a", "*"],), ["a b"], ["a b"]),
    ("layers", "b < a", "", (["nobody", "b"],), [], []),
    ("only-through", "x < u m d", "m in u, d in u", (["u"], ["d"]), ["m x", "u x"], ...),
    # The unit's own id is no door unless it is said to be one; units inside are in it too.
    ("only-through", "x < u m", "v in u, m in v", (["u"], ["u"]), ["m x"], ...),
    ("only-through", "m < d, d < m", "m in u, d in u", (["u"], ["d"]), [], ...),
    # A chain through the door is as it should be; one past it is told where it comes in.
    ("only-through", "x < d y, d < m, y < m", "m in u, d in u", (["u"], ["d"]), ["m y"], ...),
    # A door may stand before the unit.
    ("only-through", "x < d, d < m, y < m", "m in u", (["u"], ["d"]), ["m y"], ...),
    ("only-through", "x < d", "d in u", (["u"], ["nobody"]), ["d x"], ...),
    ("only-through", "x < u", "", (["nobody"], ["u"]), [], ...),
    ("required", "a < b, b < c, d < e", "", (["a", "b", "d"], ["c"]), ["d"], ["a", "d"]),
    ("required", "a < b, c < d", "", (["a", "c"], ["b", "d"]), [], []),
    # The suppliers need not, nor anyone inside them; a circle does not serve anyone else.
    ("required", "a < it", "m in it, n in m", (["*"], ["it"]), [], []),
    ("required", "a < b, b < a, c < a", "", (["*"], ["a"]), [], []),
    ("required", "a < b", "", (["a"], ["nobody"]), ["a"], ["a"]),
    ("required", "a < b", "", (["nobody"], ["b"]), [], []),
]  # fmt: skip


@pytest.mark.parametrize("kind, needs, units, picked, found, direct", CASES)
def test_what_is_found(
    kind: str, needs: str, units: str, picked: Any, found: list[str], direct: Any
) -> None:
    organization = organization_of(needs, units)
    groups = dict(zip(_KEYS[kind], picked, strict=True))
    assert sorted(chains(broken(organization, policy_of(kind, **groups)))) == sorted(found)
    only_direct = broken(organization, policy_of(kind, direct=True, **groups))
    assert sorted(chains(only_direct)) == sorted(found if direct is ... else direct)


def test_weak_needs_and_fallbacks_count() -> None:
    """An importance, an order of preference and a need of everyone make no difference."""
    organization = internalmap.loads(
        "parties: {a: {needs: [{from: [b, c], importance: helpful}]}, b: , c: , d: }\n"
        "everyone: {needs: [d]}"
    )
    found = broken(organization, policy_of("forbidden", customers=["a", "b"], suppliers=["c", "d"]))
    assert chains(found) == ["c a", "d a", "d b"]


def test_others_are_counted() -> None:
    """How many more it is, itself left out, in and out of circles."""
    organization = organization_of("a < x, x < b, b < c a, c < d")
    found = broken(organization, policy_of("forbidden", customers=["a"], suppliers=list("abcd")))
    assert [(each.supplier, each.others) for each in found] == [("b", 2)]


def test_others_are_counted_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("internalmap.rules.policies.BLOCK_LANES", 2)
    organization = organization_of("a < x, x < b c d e f")
    found = broken(organization, policy_of("forbidden", customers=["a"], suppliers=list("bcdef")))
    assert [(each.supplier, each.others) for each in found] == [("b", 4)]


def test_a_long_chain() -> None:
    """No recursion; all of the chain, and the places of the first few needs."""
    count = long(20_000)
    needs = [{"customer": f"p{n:05}", "from": f"p{n + 1:05}"} for n in range(count)]
    parties = {f"p{n:05}": None for n in range(count + 1)}
    organization = internalmap.loads(json.dumps({"parties": parties, "needs": needs}))
    policy = policy_of("forbidden", customers=["p00000"], suppliers=[f"p{count:05}"])
    (found,) = broken(organization, policy)
    assert found.chain == tuple(reversed(parties))
    assert [need.customer for need in found.needs] == [f"p{n:05}" for n in range(NEEDS)]


# --------------------------------------------------------------------------- against brute force


@st.composite
def houses(draw: strategies.Draw[Any]) -> dict[str, Any]:
    """A model of a few parties, half of them with long chains and many circles."""
    if draw(st.booleans()):
        return dict(draw(strategies.models()))
    ids = "abcdefgh"
    pairs = st.tuples(st.sampled_from(ids), st.sampled_from(ids))
    edges: set[tuple[str, str]] = draw(st.sets(pairs, max_size=12))
    parties: dict[str, Any] = {id: {} for id in ids}
    for inside, unit in draw(st.sets(st.sampled_from(["ba", "ca", "dc", "gf"]))):
        parties[inside]["part_of"] = unit
    needs = [{"customer": one, "from": other} for one, other in sorted(edges) if one != other]
    return {"parties": parties, "needs": needs}


@st.composite
def cases(draw: strategies.Draw[Any]) -> tuple[dict[str, Any], Policy]:
    """A model, and a policy over it; some of its selectors pick nobody."""
    model = draw(houses())
    parties = oracle.resolve(model).parties
    known = st.sampled_from([*parties, *parties, *strategies.valid_selectors(parties)])
    selectors = st.one_of(known, known, known, st.sampled_from(["nobody", "tag:none", "z*"]))
    kind = draw(st.sampled_from(sorted(_KEYS)))
    lists = st.lists(selectors, min_size=1, max_size=4)
    groups = {key: draw(lists) for key in _KEYS[kind]}
    return model, policy_of(kind, draw(st.integers(1, 4)) == 4, **groups)


def dependencies_of(organization: Organization) -> nx.DiGraph[Any]:
    graph: nx.DiGraph[Any] = nx.DiGraph()
    graph.add_nodes_from(organization.parties)
    edges: Any = organization.to_networkx().edges(data=True)
    graph.add_edges_from(
        (supplier, customer)
        for supplier, customer, said in edges
        if not said["staffing"] and not said["at_site"]
    )
    return graph


def picked_by(organization: Organization, selectors: Sequence[str]) -> list[set[str]]:
    parties = oracle.resolve(json.loads(organization.sources[0].text)).parties
    return [set(oracle.select(parties, selector)) for selector in selectors]


def shortest(
    graph: nx.DiGraph[Any], supplier: str, customer: str, ends: set[str], direct: bool
) -> int | None:
    """The length of the shortest chain with none of `ends` strictly inside, if there is one."""
    if direct:
        return 1 if graph.has_edge(supplier, customer) else None
    inner = set(graph) - ends
    part = graph.subgraph(inner | {supplier, customer})
    try:
        return int(nx.shortest_path_length(part, supplier, customer))
    except nx.NetworkXNoPath:
        return None


def ruled_out(organization: Organization, policy: Policy) -> dict[tuple[str, str], Any]:
    """By definition: for each customer and supplier at fault, the length of the shortest chain and
    the group of suppliers that it stands for."""
    graph = dependencies_of(organization)
    picked = {key: picked_by(organization, each) for key, each in policy.groups.items()}
    every = {key: set().union(*lists) for key, lists in picked.items()}
    group_of: dict[str, int] = {}
    if policy.kind == "forbidden":
        apart = set(product(every["customers"], every["suppliers"]))
    elif policy.kind == "only-through":
        door = every["door"]
        unit = every["unit"].union(*map(organization.inside, every["unit"]))
        apart = set(product(set(organization.parties) - unit - door, unit - door))
    else:
        (lists,) = picked.values()
        for number in reversed(range(len(lists))):
            group_of |= dict.fromkeys(lists[number], number)
        apart = {
            (one, other)
            for one, other in product(group_of, repeat=2)
            if group_of[one] > group_of[other]
            or (policy.kind == "independent" and group_of[one] < group_of[other])
        }
    ends = set(group_of)
    direct = policy.direct or policy.kind == "only-through"
    return {
        (one, other): (length, group_of.get(other))
        for one, other in apart
        if one != other
        if (length := shortest(graph, other, one, ends, direct)) is not None
    }


@_MANY
@given(cases())
def test_against_the_definition(case: tuple[dict[str, Any], Policy]) -> None:
    """Those at fault are found and nobody else, each by a real chain and a shortest one."""
    model, policy = case
    organization = internalmap.loads(json.dumps(model, ensure_ascii=False))
    found = broken(organization, policy)
    graph = dependencies_of(organization)
    if policy.kind == "required":
        assert [each.customer for each in found] == sorted(missing(organization, policy, graph))
        return
    groups = ruled_out(organization, policy)
    expected: dict[tuple[str, int | None], dict[str, int]] = {}
    for (customer, supplier), (length, group) in groups.items():
        expected.setdefault((customer, group), {})[supplier] = length
    seen: dict[tuple[str, int | None], list[Violation]] = {}
    for each in found:
        assert each.supplier is not None
        assert (each.chain[0], each.chain[-1]) == (each.supplier, each.customer)
        assert all(graph.has_edge(*step) for step in pairwise(each.chain))
        for need, (customer, supplier) in zip(
            each.needs, pairwise(reversed(each.chain)), strict=False
        ):
            assert customer in need.customers and supplier in need.suppliers and not need.implied
        group = groups[each.customer, each.supplier][1]
        seen.setdefault((each.customer, group), []).append(each)
    assert seen.keys() == expected.keys()
    for key, told in seen.items():
        lengths = expected[key]
        direct = sorted(supplier for supplier, length in lengths.items() if length == 1)
        if direct:
            assert [each.supplier for each in told] == direct
            assert [len(each.chain) for each in told] == [2] * len(direct)
            assert [each.others for each in told] == [0] * len(direct)
        else:
            (one,) = told
            assert len(one.chain) - 1 == min(lengths.values()) == lengths[str(one.supplier)]
            assert one.others == (len(lengths) - 1 if policy.kind == "forbidden" else 0)


def missing(organization: Organization, policy: Policy, graph: nx.DiGraph[Any]) -> Iterator[str]:
    """By definition: the customers that need something from none of the suppliers."""
    suppliers = set().union(*picked_by(organization, policy.groups["suppliers"]))
    inside = {one for supplier in suppliers for one in organization.inside(supplier)}
    for customer in set().union(*picked_by(organization, policy.groups["customers"])):
        serve = graph.predecessors(customer) if policy.direct else nx.ancestors(graph, customer)
        if customer not in suppliers | inside and suppliers.isdisjoint(serve):
            yield customer


@_MANY
@given(cases().filter(lambda case: case[1].kind in ("independent", "layers")))
def test_what_holds_holds_along_any_chain(case: tuple[dict[str, Any], Policy]) -> None:
    """Chains that are told by their parts are not lost: without a finding there is none at all."""
    model, policy = case
    policy = replace(policy, direct=False)
    organization = internalmap.loads(json.dumps(model, ensure_ascii=False))
    graph = dependencies_of(organization)
    (selectors,) = policy.groups.values()
    group_of: dict[str, int] = {}
    for number, picked in enumerate(picked_by(organization, selectors)):
        for one in picked:
            group_of.setdefault(one, number)
    any_chain = any(
        group_of[one] > group_of.get(other, len(selectors))
        if policy.kind == "layers"
        else group_of[one] != group_of.get(other, group_of[one])
        for one in group_of
        for other in nx.ancestors(graph, one)
    )
    assert bool(broken(organization, policy)) == any_chain


# ------------------------------------------------------------------------------------- findings


def check(text: str, **options: Any) -> CheckResult:
    return internalmap.check(
        internalmap.loads(text), select=["policy", "policy-matches-nobody"], **options
    )


def place(finding: Finding) -> tuple[int, int]:
    assert finding.place is not None
    start = finding.place.span.start
    return start.line, start.column


_HOUSE = """\
parties:
  guests: {kind: customer, name: The guests, needs: [{service: Drinks, from: bar}]}
  bar:
    needs:
      - tills
  tills: {needs: [{from: [cloud, paper]}]}
  cloud: {kind: supplier, name: Cloud AS}
  paper:
check:
  policies:
    - name: No internet
      kind: forbidden
      customers: [guests, bar]
      suppliers: [cloud]
      reason: The line is down once a week
"""


def test_messages_and_places() -> None:
    """At the need of the customer; the policy and the further needs beside it."""
    bar, guests = check(_HOUSE).findings
    assert guests.message == (
        "No internet: The guests depends on Cloud AS (Cloud AS → tills → bar → The guests). "
        "The line is down once a week."
    )
    assert (guests.severity, guests.parties, guests.service, guests.stops) == (
        "error", ("guests", "cloud"), "No internet", (),
    )  # fmt: skip
    assert place(guests) == (2, 72)
    assert [(tuple(each.place.span.start), each.message) for each in guests.related] == [
        ((11, 7), "the policy"),
        ((5, 9), "the next need on the way, met by tills"),
        ((6, 20), "the next need on the way, met by Cloud AS"),
    ]
    assert (bar.parties, place(bar)) == (("bar", "cloud"), (5, 9))


@pytest.mark.parametrize(
    "policy, message, at",
    [
        (
            "kind: forbidden, customers: tills, suppliers: [cloud, paper]",
            "P: tills depends on Cloud AS. Why?",
            (6, 20),
        ),
        (
            "kind: forbidden, customers: bar, suppliers: [cloud, paper]",
            "P: bar depends on Cloud AS (Cloud AS → tills → bar) and on 1 more. Why?",
            (5, 9),
        ),
        (
            "kind: independent, groups: [bar, paper]",
            "P: bar depends on paper in another group (paper → tills → bar). Why?",
            (5, 9),
        ),
        (
            "kind: layers, layers: [bar, guests]",
            "P: The guests depends on bar in an earlier layer. Why?",
            (2, 72),
        ),
        (
            "kind: only-through, unit: bar, door: tills",
            "P: The guests depends on bar past the door. Why?",
            (2, 72),
        ),
        (
            "kind: required, customers: bar, suppliers: [guests, 'tag:x']",
            "P: bar does not depend on The guests or 'tag:x'. Why?",
            (3, 3),
        ),
        (
            "kind: required, customers: bar, suppliers: cloud, direct: true",
            "P: bar has no need from Cloud AS. Why?",
            (3, 3),
        ),
    ],
)
def test_each_kind_in_words(policy: str, message: str, at: tuple[int, int]) -> None:
    head = _HOUSE[: _HOUSE.index("    - name")]
    findings = check(f"{head}    - {{name: P, reason: Why?, {policy}}}\n").findings
    told = next(each for each in findings if each.rule == "policy")
    assert (told.message, place(told)) == (message, at)
    assert told.remedy
    assert tuple(told.related[0].place.span.start) == (11, 8)


def test_acceptances() -> None:
    """At the need that begins the chain or at its customer, never further along."""
    accept = "accept: [{rule: policy, reason: For now, by: Kari}]"
    plain = _HOUSE.replace("[guests, bar]", "guests")
    assert len(check(plain).findings) == 1
    at_need = plain.replace("from: bar", f"from: bar, {accept}")
    at_party = plain.replace("name: The guests", f"name: The guests, {accept}")
    for text in (at_need, at_party):
        result = check(text)
        assert not result.findings
        assert [(each.by, each.reason) for each in result.accepted] == [("Kari", "For now")]
    at_supplier = plain.replace("name: Cloud AS", f"name: Cloud AS, {accept}")
    further = plain.replace("from: [cloud, paper]", f"from: [cloud, paper], {accept}")
    for text in (at_supplier, further):
        assert len(check(text).findings) == 1


def test_a_missing_need_is_accepted_at_the_party() -> None:
    text = """\
parties:
  bar: {accept: [{rule: policy, reason: For now, by: Kari}]}
  it:
  spa:
check:
  policies: [{name: P, kind: required, customers: "*", suppliers: it, reason: Why.}]
"""
    result = check(text)
    assert [each.parties for each in result.findings] == [("spa",)]
    assert [each.finding.parties for each in result.accepted] == [("bar",)]


def test_policies_apart_have_fingerprints_apart() -> None:
    """Findings of two policies on the same parties are told apart, whatever their order."""
    head = _HOUSE[: _HOUSE.index("    - name")]
    first, second = (
        f"    - {{name: {name}, reason: Why, kind: forbidden, customers: bar, suppliers: tills}}\n"
        for name in ("One", "Two")
    )
    prints = [
        {each.service: each.fingerprint for each in check(text).findings}
        for text in (head + first + second, head + second + first)
    ]
    assert prints[0] == prints[1]
    assert len(set(prints[0].values())) == 2


def test_who_a_policy_speaks_of() -> None:
    """Each selector that picks nobody, where it stands, with the nearest names."""
    head = _HOUSE[: _HOUSE.index("    - name")]
    text = f"""{head}\
    - name: One
      reason: Why.
      kind: forbidden
      customers: [gests, bar]
      suppliers: tag:online
    - name: Two
      reason: Why.
      kind: layers
      layers: [kind:customer, "z*", unit:tils]
"""
    findings = [each for each in check(text).findings if each.rule == "policy-matches-nobody"]
    told = [(*place(each), each.severity, each.message, each.remedy) for each in findings]
    assert sorted(told) == [
        (
            *(14, 19, "warning"),
            "In 'customers' of the policy 'One', there is no party 'gests'.",
            "Did you mean 'guests'?",
        ),
        (
            *(15, 7, "warning"),
            "In 'suppliers' of the policy 'One', 'tag:online' picks nobody.",
            "Correct the selector, or remove it.",
        ),
        (
            *(19, 31, "warning"),
            "In 'layers' of the policy 'Two', 'z*' picks nobody.",
            "Correct the selector, or remove it.",
        ),
        (
            *(19, 37, "warning"),
            "In 'layers' of the policy 'Two', there is no party 'tils'.",
            "Did you mean 'tills'?",
        ),
    ]
    assert len({each.fingerprint for each in findings}) == 4


def outcome(model: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    text = json.dumps(model, ensure_ascii=False)
    return [
        (
            each.rule,
            each.message,
            each.parties,
            each.fingerprint,
            [to.message for to in each.related],
        )
        for each in check(text).findings
    ]


@examples(100)
@given(st.data())
def test_order_means_nothing(data: st.DataObject) -> None:
    """The order of keys, parties and needs changes nothing that is told."""
    model, policy = data.draw(cases())
    entry = {"name": "P", "kind": policy.kind, "reason": "Why.", "direct": policy.direct}
    model = {**model, "check": {"policies": [{**entry, **policy.groups}]}}
    other = data.draw(strategies.reorderings(model))
    assert outcome(other) == outcome(model)
