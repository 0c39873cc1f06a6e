"""An organisation and its figures as a chart: what is shown, how it is marked, and what is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from internalmap.analyses._order import ranking
from internalmap.diagrams.chart.absence import Absence, absence
from internalmap.diagrams.chart.absence_words import (
    absence_tooltip,
    said_of_absence,
    said_of_party,
)
from internalmap.diagrams.chart.chart import Box, Broadcast, Chart, Frame, Link, Mark, State
from internalmap.diagrams.chart.coloring import COLORINGS, Coloring
from internalmap.diagrams.chart.links import links
from internalmap.diagrams.chart.tooltips import group_tooltip, party_tooltip
from internalmap.diagrams.chart.visibility import Visibility, visible_boxes
from internalmap.model.organization import Kind, Organization
from internalmap.model.phrases import KIND_WORDS, Names, after, counted, listed, plural
from internalmap.results.analyze import STRAINED, Analysis, PartyRow, SinglePoint
from internalmap.text.quantities import say_duration

#: So many bottlenecks are marked at most.
MOST_BOTTLENECKS = 3


@dataclass(frozen=True)
class View:
    """What is asked of a chart: see `internalmap.render`, which has the same words. `most` is the
    number of boxes past which units stand for their members. `frames`: units are drawn around their
    members. `containers`: units that only hold other units are boxes where they are no frames."""

    roll_up: str | None = None
    only: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    hops: int = 1
    color_by: str = "risk"
    highlight: tuple[str, ...] = ()
    protect: tuple[str, ...] = ()
    most: int = 100
    fold_everyone: bool = True
    frames: bool = True
    containers: bool = True


def chart(organization: Organization, analysis: Analysis, view: View) -> Chart:
    """What a picture of the organisation shows."""
    seen = visible_boxes(
        organization,
        roll_up=view.roll_up,
        only=view.only,
        focus=view.focus,
        hops=view.hops,
        most=view.most,
    )
    names = Names(analysis.names)
    missing = (
        absence(
            organization,
            view.highlight,
            protect=view.protect,
            stops_on=analysis.settings.stops_on,
        )
        if view.highlight
        else None
    )
    drawn, broadcasts = links(
        organization,
        seen,
        names,
        travelled=missing.travelled if missing else {},
        fold_everyone=view.fold_everyone,
    )
    return _ChartBuilder(organization, analysis, view, seen, names, missing).chart(
        drawn, broadcasts
    )


class _ChartBuilder:
    """The parts of a chart, each made from the same figures."""

    def __init__(
        self,
        organization: Organization,
        analysis: Analysis,
        view: View,
        seen: Visibility,
        names: Names,
        missing: Absence | None,
    ) -> None:
        self.organization = organization
        self.analysis = analysis
        self.view = view
        self.seen = seen
        self.names = names
        self.missing = missing
        rows = {row.id: row for row in analysis.parties}
        self.rows: Mapping[str, Sequence[PartyRow]] = {
            box: [rows[party] for party in seen.members[box]] for box in seen.visible
        }
        self.points = {point.party: point for point in analysis.single_points_of_failure}
        #: Whether times tell anything: in a model without buffers, everything stops at once.
        self.timed = any(point.after for point in self.points.values())
        self.bottlenecks = _bottlenecks(analysis)
        kinds = Counter(organization.parties[box].kind for box in seen.visible)
        #: The kind of nearly all boxes goes without saying: the shape says it too.
        self.unsaid = {
            kind
            for kind, count in kinds.items()
            if len(seen.visible) > 12 and count > 0.6 * len(seen.visible)
        }
        self.coloring: Coloring = COLORINGS[view.color_by](analysis, organization, self.rows)
        if view.frames and view.color_by == "unit":  # the frame says it
            self.coloring = replace(self.coloring, notes={})

    def chart(self, drawn: tuple[Link, ...], broadcasts: tuple[Broadcast, ...]) -> Chart:
        """Everything together."""
        framed = self._frames(drawn, broadcasts)
        boxes = tuple(
            self._box(box, framed)
            for box in self.seen.visible
            if box not in framed.only or self.seen.members[box] != (box,)
        )
        drawn_in = {box.id for box in boxes}  # a unit that is a frame holds its people as it is
        if self.missing is not None:
            said = said_of_absence(self.missing, self.names)
        else:
            said = _said_of_risk(self.analysis)
        shown = f"Shown: {self.seen.words}." if self.seen.words else ""
        lines = self._lines()
        return Chart(
            title=self.analysis.organization,
            marking=self.analysis.marking,
            subtitle=" ".join(filter(None, (said, shown))),
            description=self._description(said, shown),
            boxes=boxes,
            frames=framed.frames,
            links=tuple(
                link for link in drawn if link.supplier in drawn_in and link.customer in drawn_in
            ),
            broadcasts=broadcasts,
            swatches=() if self.missing else self.coloring.swatches,
            color_words=self.coloring.words,
            notices=self.seen.notices,
            highlighted=self.missing is not None,
            **lines,
        )

    def _frames(self, drawn: tuple[Link, ...], broadcasts: tuple[Broadcast, ...]) -> _Framed:
        """The units around what is shown. One that neither supplies nor needs anything itself,
        beyond its own people, is a frame and no box."""
        parties, visible = self.organization.parties, set(self.seen.visible)
        joined = {link.supplier for link in drawn}
        joined |= {link.customer for link in drawn if not link.staffing}
        joined |= {broadcast.supplier for broadcast in broadcasts}
        if not self.view.frames:
            empty = frozenset() if self.view.containers else self.organization.containers - joined
            return _Framed((), empty, {})
        around: dict[str, str | None] = {}
        holds: dict[str, int] = {}
        for box in self.seen.visible:
            for unit in self.organization.units_of(box):
                holds[unit] = holds.get(unit, 0) + 1
        only = frozenset(unit for unit in holds if unit in visible and unit not in joined)
        frame_of: dict[str, str | None] = {}
        for box in self.seen.visible:
            inner = [box] if box in holds else []
            line = [unit for unit in (*inner, *self.organization.units_of(box)) if unit in holds]
            frame_of[box] = line[0] if line else None
            around.update(zip(line, [*line[1:], None], strict=False))
        frames = tuple(
            Frame(
                id=unit,
                name=parties[unit].name,
                inside=around[unit],
                state=self._state((unit,)) if unit in only else None,
                marks=self._marks(unit, (unit,)) if unit in only and not self.missing else (),
                alarm=self._alarm(unit, (unit,)) if unit in only else None,
                tooltip=self._tooltip(unit) if unit in visible else self.names.full(unit),
            )
            for unit in sorted(around)
        )
        return _Framed(frames, only, frame_of)

    def _box(self, box: str, framed: _Framed) -> Box:
        party = self.organization.parties[box]
        members = self.seen.members[box]
        state = self._state(members)
        notes = self._notes(box, party.kind, members)
        levels = [row.level for row in self.rows[box] if row.level is not None]
        return Box(
            id=box,
            name=party.name,
            kind=party.kind,
            parties=members,
            frame=framed.frame_of.get(box),
            level=min(levels, default=None),
            note=tuple(notes),
            alarm=self._alarm(box, members),
            marks=() if self.missing else self._marks(box, members),
            state=state,
            fill=None if self.missing else self.coloring.fills.get(box),
            tooltip=self._tooltip(box),
        )

    def _notes(self, box: str, kind: Kind, members: Sequence[str]) -> list[str]:
        silent = kind in ("team", "department") or kind in self.unsaid
        notes = [] if silent else [KIND_WORDS[kind]]
        if len(members) > 1:
            notes.append(f"{len(members) - 1:,} inside")
        if box in self.coloring.notes and self.missing is None:
            notes.append(self.coloring.notes[box])
        return notes

    def _marks(self, box: str, members: Sequence[str]) -> tuple[Mark, ...]:
        """What a box stands out for; of those inside it, only that they do."""
        marks: list[Mark] = []
        if box in self.points:
            marks.append("single" if self.points[box].single else "unit")
        elif any(party in self.points for party in members):
            marks.append("inside")
        if box in self.bottlenecks:
            marks.append("bottleneck")
        return tuple(marks)

    def _alarm(self, box: str, members: Sequence[str]) -> str | None:
        """What its absence does, or what an absence does to it."""
        if self.missing is not None:
            return self._absence_alarm(members, self._state(members))
        return self._risk_alarm(box, members) if self.view.color_by == "risk" else None

    def _state(self, members: Sequence[str]) -> State | None:
        if self.missing is None:
            return None
        if self.missing.gone.issuperset(members):
            return "gone"
        touched = [party for party in members if party in self.missing.stopped]
        if any(party in self.missing.gone for party in members) or any(
            party not in self.missing.later for party in touched
        ):
            return "stopped"
        return "later" if touched else "untouched"

    def _risk_alarm(self, box: str, members: Sequence[str]) -> str | None:
        if box in self.points:
            point = self.points[box]
            when = _time(point.after) if self.timed else ""
            return f"stops {self._whom(point)}{when}"
        inside = sum(party in self.points for party in members)
        return f"{counted(inside, 'single point')} of failure inside" if inside else None

    def _whom(self, point: SinglePoint) -> str:
        kinds = {self.organization.parties[party].kind for party in point.stops}
        return "customers" if kinds == {"customer"} else "the protected"

    def _absence_alarm(self, members: Sequence[str], state: State | None) -> str | None:
        assert self.missing is not None
        if state == "gone":
            return "gone"
        if len(members) == 1:
            return said_of_party(self.missing, members[0])
        missing = self.missing
        gone = sum(party in missing.gone for party in members)
        times = [(missing.stopped[p], p in missing.later) for p in members if p in missing.stopped]
        stop = [time for time, later in times if not later]
        said = [f"{gone:,} gone"] if gone else []
        if stop:
            verb = plural(len(stop), "stops", "stop")
            said.append(f"{len(stop):,} of {len(members):,} {verb} {after(min(stop))}")
        elif times:
            first = after(min(times)[0])
            said.append(f"{len(times):,} of {len(members):,} would stop {first}")
        return ", ".join(said) or None

    def _tooltip(self, box: str) -> str:
        members = self.seen.members[box]
        if len(members) > 1:
            points = [party for party in members if party in self.points]
            return group_tooltip(box, self.rows[box], points, self.names)
        said = None if self.missing is None else absence_tooltip(self.missing, box, self.names)
        return party_tooltip(
            self.rows[box][0], self.points.get(box), self.analysis.scale, self.names, said
        )

    def _lines(self) -> dict[str, dict[str, str]]:
        """Who reports to whom and who is part of what, among what is shown: the closest that is."""
        parties, visible, box_of = (
            self.organization.parties,
            set(self.seen.visible),
            self.seen.box_of,
        )
        reports: dict[str, str] = {}
        parts: dict[str, str] = {}
        for box in self.seen.visible:
            boss = parties[box].reports_to
            while boss is not None and (box_of[boss] not in visible or box_of[boss] == box):
                boss = parties[boss].reports_to
            if boss is not None:
                reports[box] = box_of[boss]
            unit = next((u for u in self.organization.units_of(box) if u in visible), None)
            if unit is not None:
                parts[box] = unit
        return {"reports_to": reports, "part_of": parts}

    def _description(self, said: str, shown: str) -> str:
        parties = counted(self.analysis.summary.parties, "party", "parties")
        lines = [
            f"{self.analysis.organization}: {parties} and who depends on whom among them.",
            said,
            shown,
        ]
        points = [point.party for point in self.analysis.single_points_of_failure]
        if points and self.missing is None:
            lines.append(
                f"Single points of failure: {listed(self.names.shorts(points), limit=20)}."
            )
        waited = sorted(self.bottlenecks)
        if waited and self.missing is None:
            lines.append(f"Bottlenecks: {listed(self.names.shorts(waited))}.")
        return " ".join(filter(None, lines))


@dataclass(frozen=True)
class _Framed:
    """The frames, the units that are frames and no boxes, and the frame that each box is in."""

    frames: tuple[Frame, ...]
    only: frozenset[str]
    frame_of: Mapping[str, str | None]


def _bottlenecks(analysis: Analysis) -> frozenset[str]:
    """The parties that are marked as bottlenecks."""
    ranked = ranking(analysis.parties, "utilisation", MOST_BOTTLENECKS)
    most = max((row.demand for row in analysis.parties), default=0)
    return frozenset(
        row.party
        for row in ranked
        if row.demand * 2 >= most > 0 or (row.utilisation or 0) >= STRAINED
    )


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return " at once" if seconds == 0 else f" in {say_duration(seconds)}"


def _said_of_risk(analysis: Analysis) -> str:
    points = analysis.single_points_of_failure
    if not points:
        if not analysis.settings.protected:
            return "Nobody is protected, so nobody can be let down."
        whom = "a customer" if _customers(analysis) else "any of the protected parties"
        return f"No single absence lets {whom} down."
    single = sum(point.single for point in points)
    words = f"{counted(len(points), 'single point')} of failure among "
    words += counted(analysis.summary.parties, "party", "parties")
    if single == len(points):
        return f"{words}: one person, system or outside supplier each."
    if single:
        return f"{words}, {single} of them one person, system or outside supplier."
    return f"{words}, all of them whole units."


def _customers(analysis: Analysis) -> bool:
    """Whether all who must not be let down are external customers."""
    kinds = {row.id: row.kind for row in analysis.parties}
    return all(kinds[party] == "customer" for party in analysis.settings.protected)
