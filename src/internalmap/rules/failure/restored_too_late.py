"""`restored-too-late`: back, but only after it hurt."""

from __future__ import annotations

from collections.abc import Iterator

from internalmap.model.phrases import after, listed
from internalmap.rules.rule import Facts, Found, Rule
from internalmap.text.quantities import say_duration


def _find(facts: Facts) -> Iterator[Found]:
    for party, point in sorted(facts.points.items()):
        if point.restore is None or point.after is None or point.restore <= point.after:
            continue
        who = facts.names.short(party)
        customers = listed(facts.names.shorts(point.stops), limit=3)
        when = "from the moment it goes" if point.after == 0 else after(point.after)
        missing = say_duration(point.restore - point.after)
        sooner = f"Have it back within {say_duration(point.after)}"
        sooner = sooner if point.after else "Keep a spare at hand"
        yield Found(
            (party,),
            f"{who} is back {after(point.restore)}, but without it {customers} cannot be served "
            f"{when}.",
            facts.party_at(party, "restore"),
            stops=point.stops,
            remedy=f"{sooner}, or let those who need it hold out {missing} longer: stock, slack or "
            "a way to go on by hand (`buffer`).",
        )


RULE = Rule(
    id="restored-too-late",
    severity="error",
    title="Restored too late",
    finds="A single point of failure whose `restore` is longer than the time until the first "
    "protected party stops.",
    why="There is a plan to bring it back, and the plan is too slow: somebody outside is let down "
    "before it works again.",
    remedy="Bring it back sooner, or let those who need it hold out longer (`buffer`).",
    fires="""\
parties:
  guests:    {kind: customer, needs: [reception]}
  reception: {needs: [{from: it, buffer: 1h}]}
  it:        {name: IT support, restore: 4h}
""",
    silent="""\
parties:
  guests:    {kind: customer, needs: [reception]}
  reception: {needs: [{from: it, buffer: 4h}]}
  it:        {name: IT support, restore: 4h}
""",
    find=_find,
)
