"""What goes from one to another: what is needed from whom, and which of the two ends depends."""

from __future__ import annotations

from internalmap.exchange.headings.mapping import SeveralReadings
from internalmap.exchange.headings.meanings import Meanings
from internalmap.model.phrases import quote
from internalmap.text.escape import quoted
from internalmap.text.shown import one_line


def take_what_is_needed(keys: Meanings) -> None:
    """Let Needs be what is supplied where another column says from whom it comes, unless what
    stands there are parties of the table."""
    words, profile = keys.words, keys.profile
    needed, givers = keys.like("what is needed"), keys.like("from whom")
    if len(needed) != 1 or not givers or any(map(keys.has, ("customer", "supplier", "service"))):
        return
    free = {keys.text(index) for index in keys.free()}
    giver = keys.text(givers[0])
    if any(one == giver and other in free for one, other in words.tuples["pairs"]):
        return  # it is the customer of that pair
    rows = [index for index in keys.free() if index not in (*needed, *givers)]
    things = [index for index in rows if keys.text(index) in words.lists["things"]]
    if giver.split()[0] not in words.lists["sources"] and any(
        words.kind_of_rows(keys.text(index)) for index in things
    ):
        return  # a process may need a system, and its vendor
    if profile is not None:
        named = profile.named(needed)
        if profile.is_numeric(needed[0]) or any(
            profile.hits(index, named) for index in (*rows, *givers)
        ):
            return
    keys.add(needed[0], "service", guessed=True)
    keys.add(givers[0], "supplier", guessed=True)


def check_flow(keys: Meanings) -> None:
    """Ask where a source and a target stand beside what flows from the one to the other: who gets
    it may need who sends it."""
    words = keys.words
    customer, supplier = keys.index("customer"), keys.index("supplier")
    if customer is None or supplier is None or {customer, supplier} & keys.named:
        return
    first = keys.plain[customer].split()[0] if keys.plain[customer] else ""
    flows = [index for index in keys.free() if keys.plain[index] in words.lists["flows"]]
    if first not in words.lists["sources of edges"]:  # "from" is said of what is supplied, too
        supplied = ("service", *words.keys["need"].get("service", ()))
        flows += [
            index
            for index in range(len(keys.headings))
            if keys.plain[index] in supplied and index not in keys.named
        ]
    if first not in words.lists["sources"] or not flows:
        return
    columns = (customer, supplier, flows[0])
    one, other, what = (one_line(keys.headings[at]) for at in columns)
    raise SeveralReadings(
        f"{quoted(what)} may flow from {quoted(one)} to {quoted(other)}, which needs it then; or "
        f"{quoted(one)} may depend on {quoted(other)}",
        f"Say which: --columns {quote(f'customer={other},supplier={one}')} if it flows; --columns "
        f"{quote(f'customer={one},supplier={other}')} if it depends.",
    )
