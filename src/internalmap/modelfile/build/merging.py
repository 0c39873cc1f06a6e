"""Several files as one model: what adds up, and what may be said only once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from functools import partial
from itertools import repeat, zip_longest
from typing import Any, TypeAlias

from internalmap._dataclass import dataclass
from internalmap.errors import Place, Problem, Problems
from internalmap.model.organization import DEFAULT_BANDS, DEFAULT_SOON
from internalmap.modelfile.build.validation import JUDGEMENT_KEYS, UNKNOWN, ParsedEntry
from internalmap.source import Path, Route, Source
from internalmap.text.escape import quoted

#: An entry as the schema gives it: keys to values, `None` for not given.
Entry = dict[str, Any]

DEFAULT_SCALE = (1.0, 5.0)
#: What to do about a number that is off the scale.
SCALE_REMEDY = "Correct it, or set the model's 'scale'."

#: Where it stands who is protected, if nobody says it.
_PROTECT = Route(0, ("protect",))


#: Makes a route of a pair.
_new_route = partial[Route](tuple.__new__, Route)

#: A need as it stands in a file, the file's defaults filled in: its place, the id of its customer
#: as written (`None`: for everyone), its keys.
WrittenNeed: TypeAlias = tuple[Route, str | None, Entry]


@dataclass
class Merged:
    """What all files say together, and everything that is wrong with it."""

    title: str
    parsed: Sequence[ParsedEntry]
    marking: str | None = None
    scale: tuple[float, float] = DEFAULT_SCALE
    bands: tuple[int, ...] = DEFAULT_BANDS
    soon: int = DEFAULT_SOON
    protect: list[str] = field(default_factory=list)
    protect_route: Route = _PROTECT
    parties: dict[str, Entry] = field(default_factory=dict)
    routes: dict[str, Route] = field(default_factory=dict)
    #: The keys that a party gives itself, where defaults give others.
    own_keys: dict[str, frozenset[str]] = field(default_factory=dict)
    needs: list[WrittenNeed] = field(default_factory=list)
    #: The scenarios by id, each with its place.
    scenarios: dict[str, tuple[Route, Entry]] = field(default_factory=dict)
    #: The settings of the checks, those that are extended first, each with its place.
    checks: list[tuple[Route, Entry]] = field(default_factory=list)
    #: Former names of rules that are used.
    former_rules: set[str] = field(default_factory=set)
    #: How many needs have a limit that is below the buffer which the defaults give.
    buffers_cut: int = 0
    #: Parties with the key of theirs, `part_of` or `reports_to`, that names nobody.
    unknown_lines: list[tuple[str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=Problems)
    #: Keys of parties whose values are not known everywhere, since something was wrong with them.
    uncertain: set[str] = field(default_factory=set)

    def report(
        self,
        route: Route,
        message: str,
        remedy: str = "",
        *,
        key: bool = False,
        related: tuple[tuple[Route, str], ...] = (),
    ) -> None:
        """Note a problem at a place; `key`: at its key, not its value."""
        others = tuple((self.place(other, key=True), note) for other, note in related)
        self.problems.append(Problem(self.place(route, key=key), message, remedy, others))

    def report_missing(self, route: Route, entry: Entry, keys: Sequence[str], remedy: str) -> None:
        """Note the keys that an entry lacks, those left out that were given and were wrong."""
        lacking = [
            f"'{key}'" for key in keys if entry.get(key) is None and not self.is_invalid(route, key)
        ]
        if len(lacking) > 1:
            lacking = [", ".join(lacking[:-1]), lacking[-1]]
        if lacking:
            verb = "are" if len(lacking) > 1 else "is"
            self.report(route, f"{' and '.join(lacking)} {verb} missing", remedy)

    def place(self, route: Route, *, key: bool = False) -> Place:
        """The place that a route leads to."""
        parsed = self.parsed[route.source]
        source = parsed.part.source
        path = parsed.written(route.path)
        return Place(source, source.key_span(path) if key else source.value_span(path))

    def is_invalid(self, route: Route, key: str) -> bool:
        """Whether something wrong was taken out of an entry that was, or may have been, a key of
        it."""
        parsed = self.parsed[route.source]
        if not parsed.invalid:
            return False
        path = parsed.written(route.path)
        return (*path, key) in parsed.invalid or (*path, UNKNOWN) in parsed.invalid

    def invalid_keys(self, route: Route) -> list[str]:
        """The keys of a mapping whose values were taken out, as something was wrong with them."""
        parsed = self.parsed[route.source]
        if not parsed.invalid:
            return []
        path = parsed.written(route.path)
        inner = (one for one in parsed.invalid if one[:-1] == path)
        return sorted(one[-1] for one in inner if isinstance(one[-1], str) and one[-1] != UNKNOWN)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The texts of the model."""
        return tuple(parsed.part.source for parsed in self.parsed)


def merge(
    parsed: Sequence[ParsedEntry],
    title: str,
    problems: list[Problem],
    settings: ParsedEntry | None = None,
) -> Merged:
    """Put the files together, noting what contradicts among the problems. `settings` is a file of
    which nothing but the settings of the checks is read."""
    merged = Merged(title, parsed, problems=problems)
    for one in parsed:
        merged.uncertain |= one.uncertain
    merged.title = _agreed(merged, "organization", merged.title)
    merged.marking = _agreed(merged, "marking", None)
    merged.bands = _agreed(merged, "bands", DEFAULT_BANDS)
    merged.soon = _agreed(merged, "soon", DEFAULT_SOON)
    _take_scales(merged)
    protect = _only(merged, "protect")
    if protect is not None:
        merged.protect_route = protect
        merged.protect = parsed[protect.source].entry["protect"]
    check = _only(merged, "check")
    if check is not None:
        merged.checks.append((check, parsed[check.source].entry["check"]))
    for number, one in enumerate(parsed):
        _take_parties_and_needs(merged, number, one.entry)
        _take_scenarios(merged, number, one.entry)
    if not merged.parties and not any(
        one.invalid or one.part.document.syntax_problems for one in parsed
    ):
        place = merged.place(Route(0, ("parties",)), key=True)
        remedy = "Add them below 'parties:', one id a line, such as '  kitchen:'."
        merged.problems.append(Problem(place, "there are no parties", remedy))
    if settings is not None:
        merged.checks.insert(0, (Route(len(parsed), ("check",)), settings.entry.get("check") or {}))
        merged.parsed = (*parsed, settings)
    return merged


def _given_in(merged: Merged, key: str) -> list[tuple[Route, Any]]:
    """The files that give a root key, each with what it says."""
    return [
        (Route(number, (key,)), one.entry[key])
        for number, one in enumerate(merged.parsed)
        if one.entry.get(key) is not None
    ]


def _only(merged: Merged, key: str) -> Route | None:
    """Where a key is given that one file alone may give."""
    given = _given_in(merged, key)
    for route, _ in given[1:]:
        related = ((given[0][0], "first here"),)
        message = f"'{key}' stands in two files"
        merged.report(route, message, "Keep it in one file.", key=True, related=related)
    return given[0][0] if given else None


def _agreed(merged: Merged, key: str, default: Any) -> Any:
    """What the first file says of a key, where no other says something else."""
    return _same(merged, key, _given_in(merged, key), default)


def _same(merged: Merged, key: str, given: list[tuple[Route, Any]], default: Any) -> Any:
    """The first of what several files say of a key, those that say something else noted."""
    for route, value in given[1:]:
        if value != given[0][1]:
            related = ((given[0][0], "the other"),)
            message = f"two files give a different '{key}'"
            merged.report(route, message, "Keep one of them.", key=True, related=related)
    return given[0][1] if given else default


def _take_scales(merged: Merged) -> None:
    given = []
    for route, entry in _given_in(merged, "scale"):
        low, high = entry.get("min"), entry.get("max")
        scale = (
            DEFAULT_SCALE[0] if low is None else low,
            DEFAULT_SCALE[1] if high is None else high,
        )
        if scale[0] < scale[1]:
            given.append((route, scale))
        elif not (merged.is_invalid(route, "min") or merged.is_invalid(route, "max")):
            message = f"the scale's min, {scale[0]:g}, is not below its max, {scale[1]:g}"
            merged.report(route, message, "Write, for example, {min: 1, max: 5}.", key=True)
            merged.uncertain.add("scale")
    merged.scale = _same(merged, "scale", given, DEFAULT_SCALE)


# ----------------------------------------------------------------------------- parties and needs


def _take_parties_and_needs(merged: Merged, number: int, entry: Entry) -> None:
    defaults = entry.get("defaults") or {}
    party_defaults = _given(defaults.get("party"))
    need_defaults = _need_defaults(merged, number, _given(defaults.get("need")))
    parties, routes = merged.parties, merged.routes
    for id, party in (entry.get("parties") or {}).items():
        route = Route(number, ("parties", id))
        if id in parties:
            merged.report(
                route,
                f"the party {quoted(id)} is declared twice",
                "Merge the two, or rename one.",
                key=True,
                related=((routes[id], "first here"),),
            )
            merged.uncertain |= JUDGEMENT_KEYS
            continue
        party = party or {}
        if party_defaults:
            own = _given(party)
            merged.own_keys[id] = frozenset(own)
            parties[id] = {**party_defaults, **own}
        else:
            parties[id] = party
        routes[id] = route
        needs = party.get("needs")
        if needs:
            _take_needs(merged, needs, id, number, ("parties", id, "needs"), need_defaults)
    flat = entry.get("needs") or ()
    customers = [need.get("customer") for need in flat]
    if not need_defaults and None not in customers:  # as long edge lists are
        merged.needs += zip(_routes(number, ("needs",), len(flat)), customers, flat, strict=True)
        flat = ()
    for index, need in enumerate(flat):
        customer = need.get("customer")
        if customer is not None and not need_defaults:
            merged.needs.append((Route(number, ("needs", index)), customer, need))
            continue
        if customer is None:
            remedy = "A need in the root list names the party that has it: 'customer: kitchen'."
            merged.report_missing(Route(number, ("needs", index)), need, ["customer"], remedy)
            continue
        _take_needs(merged, [need], customer, number, ("needs",), need_defaults, index)
    everyone = (entry.get("everyone") or {}).get("needs") or []
    _take_needs(merged, everyone, None, number, ("everyone", "needs"), need_defaults)
    for index, need in enumerate(everyone):  # a default that says so is meant for the others
        if need.get("applies_to") is not None:
            route = Route(number, ("everyone", "needs", index, "applies_to"))
            message = "a need of everyone has no 'applies_to'"
            remedy = "Remove it, or write the need at the unit whose members have it."
            merged.report(route, message, remedy, key=True)


def _take_scenarios(merged: Merged, number: int, entry: Entry) -> None:
    """The scenarios of several files add up."""
    for id, scenario in (entry.get("scenarios") or {}).items():
        route = Route(number, ("scenarios", id))
        if id in merged.scenarios:
            message = f"the scenario {quoted(id)} is declared twice"
            related = ((merged.scenarios[id][0], "first here"),)
            merged.report(
                route, message, "Merge the two, or rename one.", key=True, related=related
            )
        else:
            merged.scenarios[id] = route, scenario


def _take_needs(
    merged: Merged,
    needs: list[Entry],
    customer: str | None,
    number: int,
    path: Path,
    defaults: Entry,
    first: int = 0,
) -> None:
    filled = [_filled(merged, _given(need), defaults) for need in needs] if defaults else needs
    routes = _routes(number, path, len(filled), first)
    merged.needs += zip(routes, repeat(customer), filled, strict=False)


def _routes(number: int, path: Path, count: int, first: int = 0) -> Iterator[Route]:
    """The routes of so many items of a list; made by hand, they would take half of the time that
    putting files together does."""
    steps = (repeat(step, count) for step in path)
    paths = zip(*steps, range(first, first + count), strict=True)
    return map(_new_route, zip(repeat(number), paths, strict=False))


def _filled(merged: Merged, need: Entry, defaults: Entry) -> Entry:
    """A need with what the defaults give; a buffer of theirs is no longer than its limit."""
    filled = {**defaults, **need}
    limit = need.get("limit")
    if limit is not None and "buffer" not in need and filled.get("buffer", 0) > limit:
        filled["buffer"] = limit
        merged.buffers_cut += 1
    return filled


def _need_defaults(merged: Merged, number: int, defaults: Entry) -> Entry:
    """A file's defaults for needs; ratings are judged here, once, and not at each need."""
    for key in ("satisfaction", "expectation"):
        if key in defaults:
            route = Route(number, ("defaults", "need", key))
            if not is_on_scale(merged, route, defaults[key]):
                del defaults[key]
    return defaults


def _given(entry: Entry | None) -> Entry:
    return {key: value for key, value in (entry or {}).items() if value is not None}


def is_on_scale(merged: Merged, route: Route, rating: Any) -> bool:
    """Whether all numbers of a rating are on the model's scale; those that are not are noted."""
    numbers, dimensions = rating
    low, high = merged.scale
    if all(low <= number <= high for number in numbers):
        return True
    if "scale" not in merged.uncertain:
        steps = dimensions or (range(len(numbers)) if len(numbers) > 1 else ())
        for number, step in zip_longest(numbers, steps):
            if not low <= number <= high:
                place = route if step is None else Route(route.source, (*route.path, step))
                message = f"{number:g} is not on the scale from {low:g} to {high:g}"
                merged.report(place, message, SCALE_REMEDY)
    return False
