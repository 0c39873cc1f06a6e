"""`backup-too-old`: copies that are older than the work that may be lost."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.kernel.data_loss import data_loss
from internalmap.rules.rule import Facts, Location, Match, Rule
from internalmap.text.quantities import say_duration

_HOLD_WORK = frozenset({"system", "information"})


def _find(facts: Facts) -> Iterator[Match]:
    network = facts.scope.network
    for number, tolerated in sorted(data_loss(network).items()):
        party = facts.organization.parties[network.ids[number]]
        every = party.backup_every
        if every is None or every <= tolerated.seconds or party.kind not in _HOLD_WORK:
            continue
        source = network.ids[tolerated.party]
        at: Location = facts.party_at(source, "max_data_loss")
        if tolerated.need is not None:
            at = facts.need_at(network.requirements[tolerated.need].need, "max_data_loss")
        whose = "" if source == party.id else f" for {facts.names.short(source)}"
        least = say_duration(tolerated.seconds)
        much = f"at most {least} of" if tolerated.seconds else "no"
        yield Match(
            (party.id,),
            f"The newest copy of what {facts.names.short(party.id)} holds can be "
            f"{say_duration(every)} old, and {much} work may be lost{whose}.",
            facts.party_at(party.id, "backup_every"),
            remedy=(
                f"Copy it every {least}, or oftener, and say so in `backup_every`; or agree that "
                "more may be lost (`max_data_loss`)."
                if tolerated.seconds
                else "Keep a second copy that is always up to date; or agree that some work may be "
                "lost (`max_data_loss`)."
            ),
            related=((at, "so little may be lost"),),
            measure=every - tolerated.seconds,
        )


RULE = Rule(
    id="backup-too-old",
    severity="warning",
    title="A backup older than the work that may be lost",
    finds="A system or information with a known `backup_every` that is above its `max_data_loss`, "
    "or above that of a need, or of a party, that it stands behind, along the first suppliers of "
    "essential needs. Where `backup_every` is not known, `internalmap bia` asks.",
    why="After a recovery, all that was done since the newest copy is gone. Who decides how much "
    "may be lost is seldom who sets how often copies are made.",
    remedy="Copy it as often as the work behind it demands, or agree with those who stand on it "
    "that more may be lost.",
    fires="""\
parties:
  guests:    {kind: customer, needs: [{service: Rooms, from: desk, max_data_loss: 1h}]}
  desk:      {needs: [bookings]}
  bookings:  {kind: system, backup_every: 1d}
""",
    silent="""\
parties:
  guests:    {kind: customer, needs: [{service: Rooms, from: desk, max_data_loss: 1d}]}
  desk:      {needs: [bookings]}
  bookings:  {kind: system, backup_every: 1d}
""",
    find=_find,
)
