"""Tables of parties and of dependencies, put together as a model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from internalmap.errors import Place, Problem
from internalmap.exchange.tables.drafts import Draft, Item, NothingLeft, Origin
from internalmap.exchange.tables.mapped_table import Entry, MappedTable
from internalmap.exchange.tables.need_rows import NeedRows
from internalmap.exchange.tables.party_rows import PartyRows
from internalmap.modelfile.build.merging import SCALE_REMEDY
from internalmap.modelfile.syntax.values import Unquoted
from internalmap.source import Path
from internalmap.text.escape import quoted

_NO_LETTER = re.compile(r"[\W_]+")
#: How many names a notice lists.
_LISTED = 5


@dataclass(frozen=True)
class ImportOptions:
    """What is asked for beside the tables: the kind of parties that have none, the scale of
    ratings, whether suppliers of one service are alternatives, and what else than semicolons and
    line ends parts several suppliers in one cell."""

    kind: str | None = None
    scale: tuple[str, str] | None = None
    alternatives: bool = False
    split: str | None = None


def draft_of_tables(
    title: str,
    tables: Sequence[MappedTable],
    settings: Mapping[str, tuple[Any, Place]],
    problems: Iterable[tuple[Problem, Item]],
    options: ImportOptions,
    skipped: frozenset[Item],
) -> Draft:
    """The model that the tables make, the items in `skipped` left out; `problems` are those that
    were found while they were read."""
    found = [each for each in problems if each[1] not in skipped]
    parties = PartyRows(tables, skipped)
    needs = NeedRows(tables, parties, alternatives=options.alternatives, split=options.split)
    for number, known in enumerate(tables):
        if known.holds == "parties":
            parties.take(number)
    for number, known in enumerate(tables):
        if known.holds == "dependencies":
            needs.take(number)
    if not parties.parties and not (found or parties.problems or needs.problems):
        titles = " and ".join(known.table.title for known in tables)
        raise NothingLeft(f"{titles}: no row is left to make a model of")
    units = parties.add_units()
    root = _root(settings, parties, needs, options, frozenset(units))
    return Draft(
        title=title,
        root=root,
        origin=lambda path: _origin(path, root, settings, parties, needs),
        problems=(*found, *parties.problems, *needs.problems),
        contradictions=(*parties.contradictions, *needs.contradictions),
        notices=tuple(_notices(parties, needs, units, options.split)),
        remedies={SCALE_REMEDY: "Correct it, or give the scale: --scale 1-10, or such."},
    )


def _root(
    settings: Mapping[str, tuple[Any, Place]],
    parties: PartyRows,
    needs: NeedRows,
    options: ImportOptions,
    units: frozenset[str],
) -> Entry:
    """The entry of the model."""
    if options.kind is not None:
        for id, party in parties.parties.items():
            if id not in units:
                party.setdefault("kind", Unquoted(options.kind))
    root: Entry = {key: value for key, (value, _) in settings.items()}
    if options.scale is not None:
        low, high = options.scale
        root["scale"] = {"min": Unquoted(low), "max": Unquoted(high)}
    root["parties"] = parties.parties
    root["needs"] = needs.needs
    if needs.everyone:
        root["everyone"] = {"needs": needs.everyone}
    return root


def _origin(
    path: Path,
    root: Entry,
    settings: Mapping[str, tuple[Any, Place]],
    parties: PartyRows,
    needs: NeedRows,
) -> Origin:
    """Where an entry of the model came from."""
    if path[:1] == ("parties",) and len(path) > 1:
        return parties.origin(str(path[1]), str(path[2]) if len(path) > 2 else "id")
    if path[:2] == ("everyone", "needs") and len(path) > 2:
        return needs.origin(root["everyone"]["needs"][path[2]], path[3:])
    if path[:1] == ("needs",) and len(path) > 1:
        return needs.origin(root["needs"][path[1]], path[2:])
    if path and path[0] in settings:
        return Origin(settings[str(path[0])][1])
    return Origin(None)


def _notices(
    parties: PartyRows, needs: NeedRows, units: Sequence[str], split: str | None
) -> Iterator[str]:
    if not parties.declared:
        yield from _alike(parties.parties, split)
    if units and parties.declared:
        have = "unit or manager has" if len(units) == 1 else "units or managers have"
        become = "becomes a team" if len(units) == 1 else "become teams"
        yield f"{len(units):,} {have} no row and {become}: {_listed(units)}"
    for name, unit in parties.namesakes.items():
        yield f"the unit {quoted(name)} has the name of a part of it, and is called {quoted(unit)}"
    if needs.answers:
        are = "row is one more answer" if needs.answers == 1 else "rows are further answers"
        yield f"{needs.answers:,} {are} on a need: satisfaction and expectation hold all of them"
    if needs.repeated:
        repeat = "row repeats an earlier one and adds" if needs.repeated == 1 else (
            "rows repeat an earlier one and add"
        )  # fmt: skip
        yield f"{needs.repeated:,} {repeat} nothing"


def _alike(ids: Iterable[str], split: str | None) -> Iterator[str]:
    """Parties that may be one, or several in one: told, since nobody meant it if they are."""
    groups: dict[str, list[str]] = {}
    known = set(ids)
    joined = []
    for id in known:
        letters = _NO_LETTER.sub("", normalize("NFKC", id).casefold())
        groups.setdefault(letters, []).append(id)
        parts = {part.strip() for part in id.split(",")} if "," in id and not split else set()
        if len(parts) > 1 and parts & known:
            joined.append(id)
    alike = sorted(sorted(group) for key, group in groups.items() if key and len(group) > 1)
    if alike:
        shown = "; ".join(" and ".join(map(quoted, group)) for group in alike[:_LISTED])
        more = f" and {len(alike) - _LISTED:,} more" if len(alike) > _LISTED else ""
        yield f"different parties, by case, spaces or signs alone: {shown}{more}"
    if joined:
        yield (
            f"taken for one name each: {_listed(sorted(joined))}; if these are several suppliers, "
            "say --split ,"
        )


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(quoted(name) for name in names[:_LISTED])
    more = len(names) - _LISTED
    return f"{shown} and {more:,} more" if more > 0 else shown
