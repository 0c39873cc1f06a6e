"""Tables of parties and of dependencies, put together as a model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from unicodedata import normalize

from internalmap.errors import Place, Problem
from internalmap.exchange.tables.drafts import Draft, Item, NothingLeft, Origin
from internalmap.exchange.tables.ends import Ends
from internalmap.exchange.tables.mapped_table import Entry, MappedTable
from internalmap.exchange.tables.need_rows import take_rows
from internalmap.exchange.tables.needs import Needs
from internalmap.exchange.tables.party_rows import PartyRows
from internalmap.model.phrases import quote
from internalmap.modelfile.build.merging import SCALE_REMEDY
from internalmap.modelfile.syntax.values import Unquoted
from internalmap.source import Path
from internalmap.text.escape import quoted

_GRADE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})?")
_NO_LETTER = re.compile(r"[\W_]+")
#: So many suppliers and customers are enough to tell that no chain is there.
_CHAIN = 3
#: How many names a notice lists.
_LISTED = 5


@dataclass(frozen=True)
class ImportOptions:
    """What is asked for beside the tables: the kind of parties that have none, the scale of
    ratings, whether suppliers of one service are alternatives; which tables count where two
    contradict each other, by number."""

    kind: str | None = None
    scale: tuple[str, str] | None = None
    alternatives: bool = False
    preferred: frozenset[int] = frozenset()


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
    problems = list(problems)
    found = [each for each in problems if each[1] not in skipped]
    ends = Ends(tables, tables[0].how)
    parties = PartyRows(tables, skipped, ends, options.preferred)
    needs = Needs(tables, parties, ends, alternatives=options.alternatives)
    for number, known in enumerate(tables):
        if known.holds == "parties":
            parties.take(number)
    dependencies = [at for at, known in enumerate(tables) if known.holds == "dependencies"]
    for number in dependencies:
        parties.foresee(number)
    for number in dependencies:
        take_rows(needs, number)
    if not parties.parties and not (found or parties.problems or needs.problems):
        titles = " and ".join(known.table.title for known in tables)
        raise NothingLeft(f"{titles}: no row is left to make a model of")
    if parties.doubted:
        fewer, dropped = _without(tables, parties.doubted)
        draft = draft_of_tables(title, fewer, settings, problems, options, skipped)
        return replace(draft, notices=(*dropped, *draft.notices))
    units = parties.add_units()
    root = _root(settings, parties, needs, options, frozenset(units))
    return Draft(
        title=title,
        root=root,
        origin=lambda path: _origin(path, root, settings, parties, needs),
        problems=(*found, *parties.problems, *needs.problems, *_unknown_words(tables, skipped)),
        contradictions=(*parties.contradictions, *needs.contradictions),
        notices=tuple(_notices(parties, needs, ends, units)),
        remedies={SCALE_REMEDY: "Correct it, or give the scale: --scale 1-10, or such."},
    )


def _root(
    settings: Mapping[str, tuple[Any, Place]],
    parties: PartyRows,
    needs: Needs,
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
    needs: Needs,
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


def _without(
    tables: Sequence[MappedTable], doubted: Mapping[tuple[int, int], str]
) -> tuple[list[MappedTable], list[str]]:
    """The tables without the guesses in which their rows contradict each other, and what there is
    to say of it."""
    meanings: dict[tuple[str, str], str] = {}
    for (number, index), example in doubted.items():
        column = next(each for each in tables[number].columns if each.index == index)
        meanings.setdefault((column.key, column.heading), example)
    left = [
        replace(
            mapped,
            columns=tuple(
                each for each in mapped.columns if (each.key, each.heading) not in meanings
            ),
        )
        for mapped in tables
    ]
    notices = []
    for (key, heading), example in meanings.items():
        shown = " ".join(heading.split())
        notices.append(
            f"{quoted(shown)} is not used: if it were {key}, rows would contradict each other, as "
            f"{example}; --columns {quote(f'{key}={shown}')} says that it is"
        )
    return left, notices


def _unknown_words(
    tables: Sequence[MappedTable], skipped: frozenset[Item]
) -> Iterator[tuple[Problem, Item]]:
    """Words for how much a need matters that are not known: one problem, with how often each is
    there, at the first of them."""
    unknown = tables[0].how.unknown
    for key in dict.fromkeys(key for key, _ in unknown):
        if ("words", key) in skipped:
            continue
        for mapped in tables:
            column = mapped.column(key)
            if column is None:
                continue
            counts: dict[str, int] = {}
            first = None
            for row, cells in mapped.rows([]):
                text = cells[column] if column < len(cells) else ""
                if isinstance(text, str) and (key, text) in unknown:
                    counts[text] = counts.get(text, 0) + 1
                    first = first or row
            if first is not None:
                yield _words_problem(mapped, key, column, counts, first)


def _words_problem(
    mapped: MappedTable, key: str, column: int, counts: Mapping[str, int], row: int
) -> tuple[Problem, Item]:
    shown = ", ".join(f"{quoted(word)} {count:,}" for word, count in list(counts.items())[:_LISTED])
    if len(counts) > _LISTED:
        shown += f" and {len(counts) - _LISTED:,} more"
    words = [word for word in counts if not {",", "="} & set(word)][:_LISTED]
    says = mapped.how.words
    grades = {
        word: "essential"
        if says.means("marks", word)
        else ("helpful" if says.means("no mark", word) else "important")
        for word in words
    }
    more = ""
    if all(map(_GRADE.fullmatch, words)):  # 1 to 3, or to 5
        ranked = sorted(words, key=float)
        steps = ("helpful", "important", "essential")
        grades = {word: steps[min(2, 3 * at // len(ranked))] for at, word in enumerate(ranked)}
        more = " if more means more needed"
    pairs = ",".join(f"{word}={grade}" for word, grade in grades.items())
    heading = " ".join(mapped.table.headings[column].split())
    remedy = f"Say what is meant: --values {quote(f'{key}:{pairs}')}{more}, or such"
    if mapped.is_guess(column):
        remedy += f"; or --columns {quote(f'ignore={heading}')}"
    message = f"words that are no {key}: {shown}"
    return Problem(mapped.place(row, column), message, f"{remedy}."), ("words", key)


def _notices(parties: PartyRows, needs: Needs, ends: Ends, units: Sequence[str]) -> Iterator[str]:
    yield from ends.notices()
    yield from parties.notices()
    yield from parties.tables[0].how.notices()
    if needs.everybody:
        shown = ", ".join(map(quoted, needs.everybody))
        yield f"{shown}: a need of everyone"
    if needs.no_needs:
        say = "row says" if needs.no_needs == 1 else "rows say"
        yield f"{needs.no_needs:,} {say} that there is no need, and none is made"
    for title, count in needs.without.items():
        name = "row names" if count == 1 else "rows name"
        has = "has" if count == 1 else "have"
        yield f"{title}: {count:,} {name} no supplier, and {has} no needs"
    for beside in needs.beside:
        yield from beside.notices()
    if needs.own_fallbacks:
        shown = ", ".join(map(quoted, needs.own_fallbacks))
        yield f"nobody stands in for itself, and so it is left out there: {shown}"
    if needs.no_limits:
        say = "row has a limit and is" if needs.no_limits == 1 else "rows have a limit and are"
        yield (
            f"{needs.no_limits:,} {say} not essential: only an essential need has a limit, and "
            "theirs is left out"
        )
    if not parties.exact:
        yield from _nowhere_else(needs)
    if not parties.declared:
        yield from _alike(parties.parties)
    if units and parties.declared:
        yield from _only_named(units, parties)
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


def _only_named(units: Sequence[str], parties: PartyRows) -> Iterator[str]:
    """The units and managers that have no row, and what becomes of them."""
    kinds: dict[str, list[str]] = {"team": []}
    for unit in units:
        kinds.setdefault(str(parties.parties[unit].get("kind", "team")), []).append(unit)
    for kind, names in kinds.items():
        if names:
            have = "unit or manager has" if len(names) == 1 else "units or managers have"
            become = f"becomes a {kind}" if len(names) == 1 else f"become {kind}s"
            yield f"{len(names):,} {have} no row and {become}: {_listed(names)}"


def _nowhere_else(needs: Needs) -> Iterator[str]:
    """Whether none of the suppliers is one of the customers: no chain is left then."""
    customers = {need["customer"] for need in needs.needs}
    if any(not customers.isdisjoint(need["from"]) for need in needs.needs):
        return
    suppliers = {id for need in needs.needs for id in need["from"]}
    if len(suppliers) >= _CHAIN and len(customers) >= _CHAIN:
        yield (
            f"of {len(suppliers):,} suppliers, none is one of the customers: no chain is longer "
            "than one step"
        )


def _alike(ids: Iterable[str]) -> Iterator[str]:
    """Parties that may be one: told, since nobody meant it if they are."""
    groups: dict[str, list[str]] = {}
    known = set(ids)
    for id in known:
        plain = id if id.isascii() else normalize("NFKC", id)
        letters = _NO_LETTER.sub("", plain.casefold())
        groups.setdefault(letters, []).append(id)
    alike = sorted(sorted(group) for key, group in groups.items() if key and len(group) > 1)
    if alike:
        shown = "; ".join(" and ".join(map(quoted, group)) for group in alike[:_LISTED])
        more = f" and {len(alike) - _LISTED:,} more" if len(alike) > _LISTED else ""
        yield f"different parties, by case, spaces or signs alone: {shown}{more}"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(quoted(name) for name in names[:_LISTED])
    more = len(names) - _LISTED
    return f"{shown} and {more:,} more" if more > 0 else shown
