"""How one party's work reaches another, as a report: whether it stops, the chains, who stands on
all of them, the steps and the lowest-rated need."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from internalmap.model.phrases import Names, after, command, counted, listed, plural, rating
from internalmap.reports.blocks import Cell, Column, Lines, Report, Section, Step, table
from internalmap.reports.options import RenderOptions
from internalmap.results.analyze import RatedNeed
from internalmap.results.trace import Link, Trace
from internalmap.text.escape import escape

#: How many chains, and how many steps, a report shows.
_CHAINS, _LINKS = 20, 40


def report(trace: Trace, options: RenderOptions) -> Report:
    """The whole trace."""
    names = Names(trace.names)
    supplier, customer = names.full(trace.supplier), names.full(trace.customer)
    sections = (_chains(trace, names), _links(trace, names)) if trace.chains else ()
    return Report(
        title=f"{escape(trace.organization)}: from {supplier} to {customer}",
        verdict=_verdict(trace, names),
        notes=_notes(trace, names),
        sections=sections,
        closing=_closing(trace, names, options.model),
    )


def _verdict(trace: Trace, names: Names) -> Cell:
    """Whether there is a way, and whether the customer stops without the supplier."""
    supplier, customer = names.short(trace.supplier), names.short(trace.customer)
    way = f"No chain of needs leads from {supplier} to {customer}"
    if trace.chains:
        steps = counted(len(trace.chains[0]) - 1, "step")
        way = f"The work of {supplier} reaches {customer} in {steps}"
    if trace.along:
        return Cell(f"{way}; but {customer} is inside {supplier} and gone along with it.", "warn")
    if trace.stops:
        joint = ";" if trace.chains else "; yet"
        inside = "" if trace.chains else ", by way of who is inside or of who must be there"
        return Cell(
            f"{way}{joint} if {supplier} were gone and did not come back, {customer} would stop "
            f"{after(trace.after)}{inside}.",
            "bad",
        )
    return Cell(f"{way}; the absence of {supplier} alone does not stop {customer}.", "good")


def _notes(trace: Trace, names: Names) -> tuple[Cell, ...]:
    """Who stands on every chain, and the lowest-rated need."""
    if not trace.chains:
        return ()
    found = []
    if trace.always_through:
        who = listed(names.shorts(trace.always_through), limit=12)
        found.append(Cell(f"Every chain, however long, runs through {who}."))
    elif len(trace.chains[0]) > 2:
        found.append(Cell("Nobody stands on every chain between them: each has a way around."))
    if trace.lowest_rated is None:
        found.append(Cell("No need on the way has a rating."))
    else:
        found.append(Cell(_lowest(trace, trace.lowest_rated, names)))
    return tuple(found)


def _lowest(trace: Trace, lowest: RatedNeed, names: Names) -> str:
    need = lowest.need
    customer = names.customer(need.customer)
    suppliers = listed(names.shorts(need.suppliers), "or", limit=4)
    what = "what they supply" if need.service is None else escape(need.service)
    rated = rating(lowest.satisfaction, trace.scale)
    return f"The lowest-rated need on the way is {what} for {customer}, from {suppliers}: {rated}."


def _chains(trace: Trace, names: Names) -> Section:
    count = len(trace.chains)
    which = "" if trace.every else "shortest "
    heading = f"The {which}{plural(count, 'chain')}, with what is passed on"
    services = {(link.supplier, link.customer): link for link in trace.links}
    items = tuple(Cell(_way(chain, services, names)) for chain in trace.chains[:_CHAINS])
    lead: tuple[Cell, ...] = ()
    if not trace.complete:
        lead = (Cell(f"The first {counted(count, 'chain')} of more than can be told.", "warn"),)
    elif count > 1:
        lead = (Cell(f"{counted(count, f'{which}chain')}."),)
    left = count - len(items)
    more = None
    if left > 0:
        more = Step(f"and {left:,} more {plural(left, 'chain')}; the JSON form has them.")
    return Section("chains", heading, lead=lead, body=(Lines(items, more),))


def _way(chain: tuple[str, ...], links: Mapping[tuple[str, str], Link], names: Names) -> str:
    """A chain with the service on each step; a very long one is folded."""
    if len(chain) > 8:
        return names.chain(chain)
    steps = [names.short(chain[0])]
    for pair in pairwise(chain):
        services = links[pair].services
        what = f" ({listed([escape(text) for text in services], limit=3)})" if services else ""
        steps.append(f"{names.short(pair[1])}{what}")
    return " → ".join(steps)


def _links(trace: Trace, names: Names) -> Section:
    columns = (
        Column("From"),
        Column("To"),
        Column("What"),
        Column("Importance"),
        Column("Can others do it"),
    )
    rows = [
        (
            Cell(names.full(link.supplier), "name"),
            Cell(names.full(link.customer), "name"),
            Cell(listed([escape(text) for text in link.services], limit=3)),
            Cell(link.importance),
            Cell("yes", "good") if link.fallback else Cell("no", "warn"),
        )
        for link in trace.links[:_LINKS]
    ]
    left = len(trace.links) - len(rows)
    more = Step(f"and {counted(left, 'more step')}.") if left > 0 else None
    return Section("links", "The steps, one by one", body=(table(columns, rows, more),))


def _closing(trace: Trace, names: Names, model: str) -> Step | None:
    if trace.stops:
        return Step(
            f"Next: see how the absence of {names.short(trace.supplier)} comes to "
            f"{names.short(trace.customer)}, step by step:",
            command("impact", model, "--gone", trace.supplier, "--why", trace.customer),
        )
    if trace.chains and not trace.every:
        ids = (trace.supplier, trace.customer)
        words = ["--", *ids] if any(id.startswith("-") for id in ids) else ids
        return Step("Next: see every chain:", command("trace", model, "--all", *words))
    return None
