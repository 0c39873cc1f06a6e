"""An organisation and its figures as a chart: what is shown, how it is marked, and what is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from internalmap.diagrams.chart.absence import Absence, absence
from internalmap.diagrams.chart.absence_words import (
    absence_finding,
    absence_tooltip,
    after,
    said_of_absence,
    said_of_party,
)
from internalmap.diagrams.chart.chart import Box, Broadcast, Chart, Frame, Link, Mark, State
from internalmap.diagrams.chart.coloring import COLORINGS, Coloring
from internalmap.diagrams.chart.finding import not_asked, said_of_risk
from internalmap.diagrams.chart.links import links
from internalmap.diagrams.chart.reduce.parts import around
from internalmap.diagrams.chart.risk import RiskMarks
from internalmap.diagrams.chart.tooltips import group_tooltip, party_tooltip
from internalmap.diagrams.chart.visibility import Visibility, visible_boxes
from internalmap.kernel.scope import scope
from internalmap.model.organization import Kind, Organization
from internalmap.model.phrases import KIND_WORDS, Names, counted, listed, plural, sentence
from internalmap.results.analyze import STRAINED, Analysis, PartyRow


@dataclass(frozen=True)
class View:
    """What is asked of a chart: see `internalmap.render`, which has the same words. `most` is the
    number of boxes past which units stand for their members, if there is one. `frames`: units are
    drawn around their members. `containers`: units that only hold other units are boxes where they
    are no frames. `closed`: units of which nothing inside has a box. `touched`: a picture of an
    absence has only those whom it touches; the others are counted."""

    roll_up: str | None = None
    only: tuple[str, ...] = ()
    focus: tuple[str, ...] = ()
    hops: int = 1
    color_by: str = "risk"
    highlight: tuple[str, ...] = ()
    protect: tuple[str, ...] = ()
    most: int | None = None
    closed: frozenset[str] = frozenset()
    touched: bool = True
    fold_everyone: bool = True
    frames: bool = True
    containers: bool = True
    full: bool = False


def chart(organization: Organization, analysis: Analysis, view: View) -> Chart:
    """What a picture of the organisation shows."""
    seen = visible_boxes(
        organization,
        roll_up=view.roll_up,
        only=view.only,
        focus=view.focus,
        hops=view.hops,
        most=view.most,
        closed=view.closed,
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
    drawn, broadcasts, notices = links(
        organization,
        seen,
        names,
        travelled=missing.travelled if missing else {},
        fold_everyone=view.fold_everyone,
    )
    seen = replace(seen, notices=(*seen.notices, *notices))
    asked = scope(
        organization,
        protect=view.protect,
        candidates=analysis.settings.candidates or (),
        stops_on=analysis.settings.stops_on,
    )
    builder = ChartBuilder(
        organization, analysis, view, seen, names, missing, asked.ids(asked.candidates)
    )
    return builder.chart(drawn, broadcasts)


class ChartBuilder:
    """The parts of a chart, each made from the same figures."""

    def __init__(
        self,
        organization: Organization,
        analysis: Analysis,
        view: View,
        seen: Visibility,
        names: Names,
        missing: Absence | None,
        candidates: Sequence[str],
    ) -> None:
        self.organization = organization
        self.analysis = analysis
        self.view = view
        self.seen = seen
        self.names = names
        self.missing = missing
        self.candidates = candidates
        self.protected = frozenset(analysis.settings.protected)
        rows = {row.id: row for row in analysis.parties}
        self.rows: Mapping[str, Sequence[PartyRow]] = {
            box: [rows[party] for party in seen.members[box]] for box in seen.visible
        }
        self.risk = RiskMarks.of(analysis, seen.visible, full=view.full)
        #: Whoever has work for nearly all of its time, or for more.
        self.strained = {row.id for row in analysis.parties if (row.utilisation or 0) >= STRAINED}
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
        boxes, frames, spared = self._touched(boxes, framed.frames)
        drawn_in = {box.id for box in boxes}  # a unit that is a frame holds its people as it is
        said = self._said()
        shown = f"Shown: {self.seen.words}." if self.seen.words else ""
        organization = self.analysis.organization
        return Chart(
            organization=organization,
            title=self._finding(),
            marking=self.analysis.marking,
            subtitle=" ".join(filter(None, (sentence(organization), said, spared, shown))),
            description=self._description(said, " ".join(filter(None, (spared, shown)))),
            boxes=boxes,
            frames=frames,
            protected=frozenset(
                box.id
                for box in boxes
                if box.kind == "customer" or any(party in self.protected for party in box.parties)
            ),
            links=tuple(
                link for link in drawn if link.supplier in drawn_in and link.customer in drawn_in
            ),
            broadcasts=tuple(each for each in broadcasts if each.supplier in drawn_in),
            swatches=() if self.missing else self.coloring.swatches,
            color_words=self.coloring.words,
            notices=(*self.seen.notices, *self._nothing_known()),
            highlighted=self.missing is not None,
            reports_to=self._reports(),
            part_of=self._parts(),
        )

    def _touched(
        self, boxes: tuple[Box, ...], frames: tuple[Frame, ...]
    ) -> tuple[tuple[Box, ...], tuple[Frame, ...], str]:
        """The boxes that an absence touches and the frames around them, and what is said of the
        others; all boxes in a picture of none."""
        if self.missing is None or not self.view.touched:
            return boxes, frames, ""
        left = tuple(box for box in boxes if box.state != "untouched")
        others = sum(len(box.parties) for box in boxes if box.state == "untouched")
        if not others:
            return boxes, frames, ""
        verb = plural(others, "goes", "go")
        said = f"{counted(others, 'other')} {verb} on and {plural(others, 'is', 'are')} not drawn."
        return left, around(frames, left), said

    def _finding(self) -> str:
        if self.missing is not None:
            return absence_finding(self.missing, self.names)
        return self.coloring.finding

    def _said(self) -> str:
        """What is said below the title."""
        if self.missing is not None:
            return said_of_absence(self.missing, self.names)
        if self.view.color_by != "risk":
            return ""
        apart = not_asked(self.analysis, self.candidates, self.names)
        return " ".join(filter(None, (said_of_risk(self.analysis), apart)))

    def _nothing_known(self) -> tuple[str, ...]:
        """That a picture has none of the colours that were asked for, and why."""
        if self.missing is not None or not self.coloring.missing:
            return ()
        what = f"--color-by {self.view.color_by} has nothing to show"
        return (f"{what}: {self.coloring.missing}. The keys are told in docs/model-format.md.",)

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
        marks = () if self.missing else self._marks(box, members)
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
            marks=marks,
            state=state,
            fill=None if self.missing else self.coloring.fills.get(box),
            tooltip=self._tooltip(box),
            rank=None if self.missing else self.risk.ranks.get(box),
            muted=self.missing is None and self.risk.muted and "soon" not in marks,
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
        strained: tuple[Mark, ...] = ("strained",) if box in self.strained else ()
        return (*self.risk.marks(box, members), *strained)

    def _alarm(self, box: str, members: Sequence[str]) -> str | None:
        """What its absence does, or what an absence does to it."""
        if self.missing is not None:
            return self._absence_alarm(members, self._state(members))
        return self.risk.words(box, members) if self.view.color_by == "risk" else None

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
            points = [party for party in members if party in self.risk.points]
            return group_tooltip(box, self.rows[box], points, self.names)
        said = None if self.missing is None else absence_tooltip(self.missing, box, self.names)
        return party_tooltip(
            self.rows[box][0], self.risk.points.get(box), self.analysis.scale, self.names, said
        )

    def _reports(self) -> dict[str, str]:
        """Who reports to whom among what is shown: to the closest that is."""
        parties, box_of = self.organization.parties, self.seen.box_of
        visible = set(self.seen.visible)
        found: dict[str, str] = {}
        for box in self.seen.visible:
            boss = parties[box].reports_to
            while boss is not None and (box_of[boss] not in visible or box_of[boss] == box):
                boss = parties[boss].reports_to
            if boss is not None:
                found[box] = box_of[boss]
        return found

    def _parts(self) -> dict[str, str]:
        """Who is part of what among what is shown: of the closest that is."""
        visible = set(self.seen.visible)
        units = {
            box: next((unit for unit in self.organization.units_of(box) if unit in visible), None)
            for box in self.seen.visible
        }
        return {box: unit for box, unit in units.items() if unit is not None}

    def _description(self, said: str, shown: str) -> str:
        parties = counted(self.analysis.summary.parties, "party", "parties")
        lines = [
            f"{self.analysis.organization}: {parties} and who depends on whom among them.",
            sentence(self._finding()),
            said,
            shown,
        ]
        points = [point.party for point in self.analysis.single_points_of_failure]
        if points and self.missing is None:
            lines.append(
                f"Single points of failure: {listed(self.names.shorts(points), limit=20)}."
            )
        strained = sorted(self.strained)
        if strained and self.missing is None:
            who = listed(self.names.shorts(strained), limit=20)
            lines.append(f"With work for 85% of their time or more: {who}.")
        return " ".join(filter(None, lines))


@dataclass(frozen=True)
class _Framed:
    """The frames, the units that are frames and no boxes, and the frame that each box is in."""

    frames: tuple[Frame, ...]
    only: frozenset[str]
    frame_of: Mapping[str, str | None]
