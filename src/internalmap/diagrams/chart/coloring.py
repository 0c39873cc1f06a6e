"""What a box's colour says, one function for each of `--color-by`; each is also said in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from internalmap.diagrams.chart.chart import Swatch
from internalmap.diagrams.style import ALARM_FILL, ALARM_LIGHT, PAPER, STEPS, TINTS
from internalmap.model.organization import KINDS, Organization
from internalmap.model.phrases import KIND_WORDS, Names, decimal, percent, scale_words
from internalmap.model.units import groups
from internalmap.results.analyze import STRAINED, Analysis, PartyRow


@dataclass(frozen=True)
class Coloring:
    """`fills` and `notes`: the colour and the words of each box, where there is something to say.
    `swatches`: the legend, and `words`: its heading."""

    fills: Mapping[str, str]
    notes: Mapping[str, str]
    swatches: tuple[Swatch, ...]
    words: str


Members = Mapping[str, Sequence[PartyRow]]


def _risk(analysis: Analysis, _organization: Organization, members: Members) -> Coloring:
    """Single points of failure; their marks say the same."""
    single = {point.party: point.single for point in analysis.single_points_of_failure}
    fills = {}
    for box in members:
        if box in single:
            fills[box] = ALARM_FILL if single[box] else ALARM_LIGHT
    return Coloring(fills, {}, (), "")


def _kind(_analysis: Analysis, organization: Organization, members: Members) -> Coloring:
    """What a party is; its shape says the same."""
    tints = dict(zip((kind for kind in KINDS if kind != "customer"), TINTS, strict=False))
    kinds = {box: organization.parties[box].kind for box in members}
    fills = {box: tints[kind] for box, kind in kinds.items() if kind in tints}
    present = [kind for kind in tints if kind in kinds.values()]
    swatches = tuple(Swatch(tints[kind], KIND_WORDS[kind]) for kind in present)
    return Coloring(fills, {}, swatches, "Kind")


def _load(_analysis: Analysis, _organization: Organization, members: Members) -> Coloring:
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
    return Coloring(fills, notes, swatches, "Work as a share of capacity")


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
    return Coloring(fills, notes, swatches, f"What customers say, on {scale_words(analysis.scale)}")


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
    return Coloring(fills, notes, swatches, "Unit")


#: Every way to colour, by name.
COLORINGS: Mapping[str, Callable[[Analysis, Organization, Members], Coloring]] = MappingProxyType(
    {"risk": _risk, "kind": _kind, "load": _load, "satisfaction": _satisfaction, "unit": _unit}
)
