"""What comes of scenarios as a report: whether they hold, what happens to whom, who runs again
when."""

from __future__ import annotations

from internalmap.model.phrases import Names, command, counted, listed, plural, sentence
from internalmap.reports.blocks import Cell, Report, Step
from internalmap.reports.options import RenderOptions
from internalmap.reports.scenarios.sections import called_among, happens, overview, run_again
from internalmap.reports.scenarios.sheets import sheets
from internalmap.results.scenarios import Scenarios, how_it_holds
from internalmap.text.escape import escape
from internalmap.text.quantity_texts import duration_text

_NAMED = 3


def report(found: Scenarios, options: RenderOptions) -> Report:
    """All scenarios on a page."""
    names = Names(found.names)
    sections = (
        overview(found.results, names),
        happens(found.results, names),
        run_again(found.results, names),
    )
    return Report(
        title=title(found),
        verdict=verdict(found),
        notes=notes(found),
        sections=tuple(section for section in sections if section is not None),
        closing=_closing(found, names, options.model),
    )


def workbook(found: Scenarios, _options: RenderOptions) -> Report:
    """All scenarios as sheets."""
    return Report(
        title=title(found),
        verdict=verdict(found),
        notes=notes(found),
        sections=sheets(found.results, Names(found.names)),
        organization=escape(found.organization),
    )


def title(found: Scenarios) -> str:
    """What the report is called."""
    return f"{escape(found.organization)}: what scenarios come to"


def verdict(found: Scenarios) -> Cell:
    """How many scenarios hold, and which do not."""
    judged = [each for each in found.results if each.holds is not None]
    failing = [each for each in judged if not each.holds]
    if not judged:
        tried = counted(len(found.results), "scenario was", "scenarios were")
        return Cell(f"{tried} tried; of none it is said what is expected (`expect`).", "warn")
    if not failing:
        number = len(judged)
        them = "The scenario" if number == 1 else f"All {number:,} scenarios"
        return Cell(f"{them} of which something is expected {plural(number, 'holds', 'hold')}.",
                    "good")  # fmt: skip
    if len(failing) == 1:
        (only,) = failing
        first = f"Of {counted(len(judged), 'scenario')}, 1 is not as expected: "
        if len(judged) == 1:
            first = "The scenario is not as expected: "
        return Cell(f"{first}{called_among(only, found.results)} {how_it_holds(only)}.", "bad")
    which = listed([called_among(each, found.results) for each in failing], limit=_NAMED)
    first = f"Of {counted(len(judged), 'scenario')}, {len(failing):,} are not as expected"
    return Cell(f"{first}: {which}.", "bad")


def notes(found: Scenarios) -> tuple[Cell, ...]:
    """Who must not be let down, and what was left out."""
    names = Names(found.names)
    who = listed(names.shorts(found.protected), limit=6)
    protected = sentence(f"must not be let down: {who} ({found.protected_why})")
    said = [Cell(protected)] if found.protected else []
    if any(each.late for each in found.results):
        said.append(
            Cell(
                "Where somebody is late, that is of a steady state: nobody comes back, and it is "
                "not asked for how long it holds."
            )
        )
    return (*said, *(Cell(escape(each), "warn") for each in found.notices))


def _closing(found: Scenarios, names: Names, model: str) -> Step | None:
    """How it comes to that for the first who is not as expected."""
    for result in found.results:
        if result.only_needs or result.late or len(result.gone) > _NAMED:
            continue
        for each in result.failing:
            words = [word for id in result.gone for word in ("--gone", id)]
            if result.duration is not None:
                words += ["--for", duration_text(result.duration)]
            which = called_among(result, found.results)
            text = f"Next: see how {which} comes to {names.short(each.party)}:"
            return Step(text, command("impact", model, *words, "--why", each.party))
    return None
