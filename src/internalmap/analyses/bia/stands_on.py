"""What something stands on: all from whom an essential chain leads to it, by kind.

Fallbacks, staffing and sites are counted; external customers, and the one that is asked about, are
not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from internalmap.kernel.network import Network
from internalmap.kernel.stopping import bits
from internalmap.model.organization import Kind
from internalmap.results.bia import GoneClass, StandsOn

#: How many names all activities together may list.
MAX_NAMED = 500_000

#: The field of `StandsOn` of each kind.
_FIELDS: Mapping[Kind, str] = {
    "person": "people",
    "role": "people",
    "team": "people",
    "department": "people",
    "process": "processes",
    "system": "technology",
    "information": "information",
    "site": "sites",
    "supplier": "third_parties",
}
#: The class of absences that a kind belongs to; information is gone as technology is.
GONE: Mapping[Kind, GoneClass] = {
    "person": "people",
    "role": "people",
    "team": "people",
    "department": "people",
    "system": "technology",
    "information": "technology",
    "site": "site",
    "supplier": "third party",
}


def by_kind(network: Network, parties: Iterable[int]) -> StandsOn:
    """Parties by kind, each in id order."""
    found: dict[str, list[str]] = {}
    members = network.organization.parties
    for party in sorted(parties):
        id = network.ids[party]
        field = _FIELDS.get(members[id].kind)
        if field is not None:
            found.setdefault(field, []).append(id)
    return StandsOn(**{field: tuple(ids) for field, ids in found.items()})


def behind(network: Network, suppliers: Iterable[int]) -> set[int]:
    """Some parties, and all that they stand on."""
    waiting = list(dict.fromkeys(suppliers))
    seen = set(waiting)
    for node in waiting:  # grows
        for source in network.inputs[node]:
            if source not in seen:
                seen.add(source)
                waiting.append(source)
    return {node for node in seen if node < len(network)}


def stands_on(network: Network, targets: Sequence[int]) -> dict[int, StandsOn]:
    """What each of some parties stands on; nothing where all together would name too many."""
    reached = network.reaching(targets)[: len(network)]
    if sum(each.bit_count() for each in reached) > MAX_NAMED:
        return {}
    found: dict[int, list[int]] = {target: [] for target in targets}
    for party, lanes in enumerate(reached):
        for place in bits(lanes):
            if targets[place] != party:
                found[targets[place]].append(party)
    return {target: by_kind(network, parties) for target, parties in found.items()}
