"""`target-not-met`: a recovery that is meant to be too late, or is later than it is meant to be."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.rules.rule import Facts, Match, Rule
from internalmap.text.quantities import say_duration


def _find(facts: Facts) -> Iterator[Match]:
    needed = _needed(facts)
    for party in facts.organization.parties.values():
        target = party.restore_target
        if target is None:
            continue
        who = facts.names.short(party.id)
        meant = f"{who} is meant to be back {_within(target)}"
        point = facts.points.get(party.id)
        stops = () if point is None else point.let_down
        due = needed.get(party.id)
        if due is not None and target > due:
            longer = say_duration(target - due)
            yield Match(
                (party.id,),
                f"{meant}, and is needed back {_within(due)}.",
                facts.party_at(party.id, "restore_target"),
                stops=stops,
                remedy=f"Shorten `restore_target` to {say_duration(due)}, or let those who need it "
                f"hold out {longer} longer (`buffer`).",
                measure=target - due,
                mark="needed",
            )
        if party.restore is not None and party.restore > target:
            yield Match(
                (party.id,),
                f"{meant}, and is back after {say_duration(party.restore)}.",
                facts.party_at(party.id, "restore"),
                stops=stops,
                remedy="See what would bring it back sooner, and try it; or set a target that can "
                "be met.",
                related=((facts.party_at(party.id, "restore_target"), "the target"),),
                measure=party.restore - target,
                mark="target",
            )


def _within(seconds: float) -> str:
    return f"within {say_duration(seconds)}" if seconds else "at once"


def _needed(facts: Facts) -> dict[str, float]:
    """When each absence is first intolerable for somebody who must not be let down."""
    found = {
        party: point.needed for party, point in facts.points.items() if point.needed is not None
    }
    for row in facts.analysis.absences.rows:
        due = [effect.needed for effect in row.effects if effect.needed is not None]
        if due:
            found[row.party] = min(due)
    return found


RULE = Rule(
    id="target-not-met",
    severity="warning",
    title="A recovery target that is too late, or is not met",
    finds="A party whose `restore_target` is later than it is needed back, or whose `restore` is "
    "later than its `restore_target`.",
    why="A target that comes after the harm protects nobody, and one that nobody can meet is a "
    "promise that will be broken on the worst day.",
    remedy="Set the target by when it is needed, as `internalmap bia` says, and see that recovery "
    "keeps to it: try it.",
    fires="""\
parties:
  guests:    {kind: customer, needs: [{service: Rooms, from: desk, buffer: 2h}]}
  desk:      {needs: [bookings]}
  bookings:  {kind: system, restore_target: 4h}
""",
    silent="""\
parties:
  guests:    {kind: customer, needs: [{service: Rooms, from: desk, buffer: 2h}]}
  desk:      {needs: [bookings]}
  bookings:  {kind: system, restore_target: 2h}
""",
    find=_find,
)
