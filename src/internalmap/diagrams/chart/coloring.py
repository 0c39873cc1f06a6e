"""What a box's colour says, one function for each of `--color-by`; each is also said in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from internalmap.diagrams.chart.chart import Swatch
from internalmap.diagrams.chart.finding import (
    kind_finding,
    load_finding,
    risk_finding,
    satisfaction_finding,
    unit_finding,
)
from internalmap.diagrams.style import ALARM_FILL, PAPER, STEPS, TINTS
from internalmap.model.organization import KINDS, Organization
from internalmap.model.phrases import KIND_WORDS, Names, decimal, percent, scale_words
from internalmap.model.units import groups
from internalmap.results.analyze import STRAINED, Analysis, PartyRow


@dataclass(frozen=True)
class Coloring:
    """`fills` and `notes`: the colour and the words of each box, where there is something to say.
    `swatches`: the legend, and `words`: its heading. `finding` is what the colours show, in a
    sentence, and `missing` what the model does not say, where no box has a colour."""

    fills: Mapping[str, str]
    notes: Mapping[str, str]
    swatches: tuple[Swatch, ...]
    words: str
    finding: str
    missing: str = ""


Members = Mapping[str, Sequence[PartyRow]]


def _risk(analysis: Analysis, _organization: Organization, members: Members) -> Coloring:
    """Single points of failure; their marks say the same."""
    worst = {point.party for point in analysis.single_points_of_failure if point.grade == 1}
    fills = dict.fromkeys((box for box in members if box in worst), ALARM_FILL)
    return Coloring(fills, {}, (), "", risk_finding(analysis, Names(analysis.names)))


def _kind(analysis: Analysis, organization: Organization, members: Members) -> Coloring:
    """What a party is; its shape says the same."""
    tints = dict(zip((kind for kind in KINDS if kind != "customer"), TINTS, strict=False))
    kinds = {box: organization.parties[box].kind for box in members}
    fills = {box: tints[kind] for box, kind in kinds.items() if kind in tints}
    present = [kind for kind in tints if kind in kinds.values()]
    swatches = tuple(Swatch(tints[kind], KIND_WORDS[kind]) for kind in present)
    finding = kind_finding(analysis, Names(analysis.names))
    return Coloring(fills, {}, swatches, "Kind", finding)


def _load(analysis: Analysis, organization: Organization, members: Members) -> Coloring:
    """How much of its capacity a party's work takes: of a unit, the highest inside it."""
    fills, notes = {}, {}
    for box, rows in members.items():
        known = [row.utilisation for row in rows if row.utilisation is not None]
        if known:
            most = max(known)
            step = sum(most > bound for bound in (0.5, STRAINED, 1.0))
            fills[box] = STEPS[step + 1]
            notes[box] = f"{'up to ' if len(rows) > 1 else ''}{percent(most)} used"
    strained = percent(STRAINED)
    words = ("up to 50%", f"50 to {strained}", f"strained: {strained} to 100%", "over 100%")
    swatches = tuple(Swatch(STEPS[step + 1], text) for step, text in enumerate(words))
    if len(fills) < len(members):
        swatches = (*swatches, Swatch(PAPER, "not known"))
    return Coloring(
        fills,
        notes,
        swatches,
        "Work as a share of capacity",
        load_finding(analysis, Names(analysis.names)),
        "" if fills else _missing_of_load(organization),
    )


def _missing_of_load(organization: Organization) -> str:
    """What the model lacks for anybody's work to be compared with time."""
    needs, parties = organization.needs, organization.parties.values()
    lacking = [
        words
        for words, known in (
            ("no party has capacity", any(party.capacity for party in parties)),
            ("no need has effort", any(need.effort for need in needs)),
            ("no need has frequency", any(need.frequency for need in needs)),
        )
        if not known
    ]
    return ", ".join(lacking) or "no party with capacity has a need with effort and frequency"


def _satisfaction(analysis: Analysis, _organization: Organization, members: Members) -> Coloring:
    """What a party's customers say of it: of a unit, the lowest inside it."""
    low, high = analysis.scale
    fills, notes = {}, {}
    bounds = [low + (high - low) * share for share in (0.5, 0.7, 0.85)]
    for box, rows in members.items():
        known = [row.satisfaction_given for row in rows if row.satisfaction_given is not None]
        if known:
            least = min(known)
            step = sum(least < bound for bound in bounds)
            fills[box] = STEPS[step + 1]
            notes[box] = f"{'from ' if len(rows) > 1 else ''}rated {least:.1f}"
    marks = [decimal(bound) for bound in reversed(bounds)]
    words = (
        f"{marks[0]} or more",
        f"{marks[1]} to {marks[0]}",
        f"{marks[2]} to {marks[1]}",
        f"under {marks[2]}",
    )
    swatches = tuple(Swatch(STEPS[step + 1], text) for step, text in enumerate(words))
    if len(fills) < len(members):
        swatches = (*swatches, Swatch(PAPER, "not known"))
    return Coloring(
        fills,
        notes,
        swatches,
        f"What customers say, on {scale_words(analysis.scale)}",
        satisfaction_finding(analysis, Names(analysis.names)),
        "" if fills else "no need has satisfaction",
    )


def _unit(analysis: Analysis, organization: Organization, members: Members) -> Coloring:
    """The outermost unit that a party is inside of; a word says which."""
    heads = groups(organization, "unit")
    names = Names(analysis.names)
    fills, notes = {}, {}
    units = sorted({heads[box] for box in members if heads[box] in organization.members})
    tints = {unit: TINTS[number % len(TINTS)] for number, unit in enumerate(units)}
    for box in members:
        unit = heads[box]
        if unit in tints:
            fills[box] = tints[unit]
            if unit != box:
                notes[box] = names.short(unit)
    swatches = tuple(Swatch(tints[unit], names.short(unit)) for unit in units[: len(TINTS)])
    return Coloring(fills, notes, swatches, "Unit", unit_finding(analysis, names, len(units)))


#: Every way to colour, by name.
COLORINGS: Mapping[str, Callable[[Analysis, Organization, Members], Coloring]] = MappingProxyType(
    {"risk": _risk, "kind": _kind, "load": _load, "satisfaction": _satisfaction, "unit": _unit}
)
