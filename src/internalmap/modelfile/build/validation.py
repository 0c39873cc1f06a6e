"""One file's values held against the schema: what it says, and every problem with its place.

Where something is wrong, what is wrong is taken out and the rest is kept, so that problems of the
form and problems of meaning are told together. What was taken out is remembered, so that nobody
complains of a hole that this made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from internalmap._dataclass import dataclass
from internalmap.errors import MAX_PROBLEMS, Place, Problem
from internalmap.modelfile.build.files import Part
from internalmap.modelfile.syntax.values import Mapping, find_value
from internalmap.source import Path
from internalmap.text.suggest import nearest

if TYPE_CHECKING:
    from internalmap.modelfile.syntax.commas import Cut

#: Stands in `ParsedEntry.invalid` for an unknown key, which may have been meant as any other.
UNKNOWN = "?"
#: Keys of a party that other judgements rest on.
JUDGEMENT_KEYS = frozenset(
    {"kind", "part_of", "tags", "location", "can", "headcount", "min_members"}
)
#: How often something else may turn out to be wrong once what was wrong is taken out, such as a
#: list that is now empty.
_MOST_ROUNDS = 10


@dataclass(frozen=True)
class ParsedEntry:
    """What one file says.

    `whole` is false where so much is wrong that the model cannot be judged. `invalid` holds the
    ways to what was taken out, and to all that held it; `uncertain` the keys of parties, and of the
    root, whose values are therefore not known everywhere. `kept` is what the entry was made from,
    where that is not all of the file.
    """

    part: Part
    entry: dict[str, Any]
    complete: bool = True
    invalid: frozenset[Path] = frozenset()
    uncertain: frozenset[str] = frozenset()
    kept: Any = None

    def written(self, path: Path) -> Path:
        """The way in the file to what the entry has at a path: lists may have lost items."""
        return path if self.kept is None else _written_path(self.kept, path)


def validate_part(part: Part, most: int = MAX_PROBLEMS) -> tuple[ParsedEntry, list[Problem]]:
    """What a file says, and what is wrong with it: at most so many things and one more, which
    shows that these are not all."""
    from pydantic_core import ValidationError

    from internalmap.modelfile.schema.model_file import validator

    root = part.document.root
    if not isinstance(root, dict):
        return ParsedEntry(part, {}, complete=False), [_no_mapping(part)]
    check = validator().validate_python
    try:
        return ParsedEntry(part, check(root)), []
    except ValidationError as error:
        errors = _paths(error)[: most + 1] if error.error_count() <= most else []
    if not errors:
        errors = _first(check, root, most + 1)
    located = part.located()
    if not located.complete:  # JSON that nests too deep
        return ParsedEntry(part, {}, complete=False), [
            part.problem(syntax_problem) for syntax_problem in located.syntax_problems
        ]
    cuts = _cuts(part.source.text, located.root, errors)
    problems = _problems_of(part, located.root, errors, cuts)
    if len(errors) <= most:
        problems += _below_misnamed(part, located.root, most - len(errors))
    if len(problems) > most:
        return ParsedEntry(part, {}, complete=False), problems
    kept = _copy(located.root)
    removed: set[Path] = set()
    taken = {(*path[:-1], cut.key): False for path, cut in cuts.items()}
    for _ in range(_MOST_ROUNDS):
        taken |= {path: _of_key(each) for path, each in errors}
        removed |= {_written_path(kept, path) for path in taken} - cuts.keys()
        kept = _without(kept, taken)
        try:
            entry = check(kept)
        except ValidationError as error:
            errors, before = _paths(error), errors
            taken = {}
            if errors == before:  # it cannot be taken out
                break
        else:
            return _remaining(part, located.root, entry, kept, removed), problems
    return ParsedEntry(part, {}, complete=False), problems


def _first(check: Callable[[Any], Any], root: Any, most: int) -> list[tuple[Path, dict[str, Any]]]:
    """The errors in the beginning of a file in which very much is wrong: so many, about the first.

    What pydantic tells of all of them takes many times the memory of the file.
    """
    from pydantic_core import ValidationError

    size = most
    while True:
        size *= 2
        beginning, cut = _beginning(root, size)
        try:
            check(beginning)
            errors = []
        except ValidationError as error:
            # what was cut may lack something only for that
            errors = [each for each in _paths(error) if each[0] != cut[: len(each[0])]]
        if len(errors) >= most or not cut:
            return errors[:most]


def _beginning(root: Any, size: int) -> tuple[Any, Path]:
    """The first values of a file, so many, and the way to where it is cut; empty where it is not.
    Nesting is bounded, so recursion is safe."""
    left = size
    cut: Path = ()

    def copied(value: Any, path: Path) -> Any:
        nonlocal left, cut
        left -= 1
        if not isinstance(value, dict | list):
            return value
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        kept = []
        for step, inner in pairs:
            if left <= 0:
                cut = cut or (*path, step)
                break
            kept.append((step, copied(inner, (*path, step))))
        return dict(kept) if isinstance(value, dict) else [inner for _, inner in kept]

    return copied(root, ()), cut


def _no_mapping(part: Part) -> Problem:
    root = part.document.root
    place = Place(part.source, part.source.span(0, 0))
    if root is None:
        remedy = "Begin with 'organization:' and 'parties:'; `internalmap init` writes a start."
        return Problem(place, "the file is empty", remedy)
    what = "a list" if isinstance(root, list) else "a single text"
    remedy = "Begin with 'organization:' and 'parties:'."
    return Problem(place, f"a model is a mapping of keys to values, and this is {what}", remedy)


def _problems_of(
    part: Part, root: Any, errors: list[tuple[Path, dict[str, Any]]], cuts: dict[Path, Cut]
) -> list[Problem]:
    """What is wrong, in words."""
    from internalmap.modelfile.build.validation_messages import is_one_value, say, say_cut

    source = part.source
    problems = []
    parties = root.get("parties")
    ids = parties if isinstance(parties, dict) else ()
    texts = {cut: source.text[cut.start : cut.end] for cut in cuts.values()}
    whole = {cut for cut in texts if is_one_value(cut)}
    halves = {(*path[:-1], cut.key) for path, cut in cuts.items() if cut in whole}
    for path, error in errors:
        while path and not _is_written(root, path):
            path = path[:-1]
        unknown = _is_unknown_key(error)
        cut = cuts.get(path)
        if cut is not None:
            if path[-1] == cut.rest[0]:  # once for all of them
                message, remedy = say_cut(texts[cut], path, cut, ids)
                span = source.span(cut.start, cut.end) if cut in whole else source.key_span(path)
                problems.append(Problem(Place(source, span), message, remedy))
        elif unknown or path not in halves:
            message, remedy = say(error, path, ids)
            at_key = unknown or _of_key(error)
            span = source.key_span(path) if at_key else source.value_span(path)
            problems.append(Problem(Place(source, span), message, remedy))
    return problems


def _below_misnamed(part: Part, root: Any, most: int) -> list[Problem]:
    """What is wrong below keys of the root that were meant as others, which are not there."""
    from pydantic_core import ValidationError

    from internalmap.modelfile.build.validation_messages import say
    from internalmap.modelfile.schema.keys import also_called
    from internalmap.modelfile.schema.model_file import ROOT_KEYS, validator

    problems: list[Problem] = []
    for key, value in root.items():
        meant = None if key in ROOT_KEYS else also_called(str(key), ROOT_KEYS)
        if meant is None or meant in root:
            continue
        try:
            validator().validate_python({meant: value})
            continue
        except ValidationError as error:
            errors = _paths(error)[:most] if error.error_count() <= most else []
        ids = value if meant == "parties" and isinstance(value, dict) else ()
        for path, each in errors:
            message, remedy = say(each, path, ids)
            written = (key, *path[1:])
            while not _is_written(root, written):
                written = written[:-1]
            at_key = _is_unknown_key(each) or _of_key(each)
            span = part.source.key_span(written) if at_key else part.source.value_span(written)
            problems.append(Problem(Place(part.source, span), message, remedy))
    return problems


def _cuts(text: str, root: Any, errors: list[tuple[Path, dict[str, Any]]]) -> dict[Path, Cut]:
    """The unknown keys that are no keys, but what stands behind a comma in the value before. One
    that resembles a key is part of a list at most."""
    from internalmap.modelfile.build.validation_messages import resembles_a_key, takes_a_list
    from internalmap.modelfile.syntax.commas import cut_values

    unknown: dict[Path, list[str]] = {}
    for path, error in errors:
        if _is_unknown_key(error):
            unknown.setdefault(path[:-1], []).append(str(path[-1]))
    cuts: dict[Path, Cut] = {}
    for holder, keys in unknown.items():
        mapping = find_value(root, holder)
        if isinstance(mapping, Mapping):
            unlike = [key for key in keys if not resembles_a_key((*holder, key))]
            lists = [cut for cut in cut_values(text, mapping, keys) if takes_a_list(cut.key)]
            for cut in (*cut_values(text, mapping, unlike), *lists):
                cuts |= {(*holder, key): cut for key in cut.rest}
    return cuts


def _is_unknown_key(error: dict[str, Any]) -> bool:
    return error["type"] == "extra_forbidden" or bool((error.get("ctx") or {}).get("key"))


def _paths(error: Any) -> list[tuple[Path, dict[str, Any]]]:
    """The errors, each with the way to what is wrong, as far as the file goes along with it."""
    found = []
    for each in error.errors(include_url=False):
        location = each["loc"][:-1] if _of_key(each) else each["loc"]
        if each["type"] != "fault":
            found.append((location, each))
            continue
        contexts = (each["ctx"], *each["ctx"].get("more", ()))
        found += [((*location, *context["at"]), {**each, "ctx": context}) for context in contexts]
    return found


def _of_key(error: dict[str, Any]) -> bool:
    """Whether a key of a mapping is wrong, not its value: pydantic then adds '[key]'."""
    of_text = str(error["type"]).startswith("string_")
    return of_text and tuple(error["loc"][2:]) == ("[key]",)


def _remaining(
    part: Part, root: Any, entry: dict[str, Any], kept: Any, removed: set[Path]
) -> ParsedEntry:
    """What is left, and what is not known because of what was taken out."""
    from internalmap.modelfile.build.validation_messages import may_be_a_party
    from internalmap.modelfile.schema.keys import allowed_keys

    uncertain: set[str] = set()
    complete = True
    for path in removed:
        if len(path) == 1:
            meant = {str(path[0]), *nearest(str(path[0]), allowed_keys(()))}
            complete = complete and meant.isdisjoint({"parties", "include", "defaults"})
            complete = complete and not may_be_a_party(path, root.get(path[0]))
            uncertain |= meant
        elif path[0] == "parties" and len(path) == 2:
            uncertain |= JUDGEMENT_KEYS
        elif path[0] in ("parties", "defaults"):
            uncertain.add(str(path[2]) if len(path) > 2 else "")
            if len(path) == 3:
                uncertain.update(nearest(str(path[2]), JUDGEMENT_KEYS))
        elif path[0] == "scale":
            uncertain.add("scale")
    invalid = {path[:length] for path in removed for length in range(1, len(path) + 1)}
    invalid |= {
        (*path[:-1], UNKNOWN) for path in removed if path[-1] not in allowed_keys(path[:-1])
    }
    return ParsedEntry(
        part=part,
        entry=entry,
        complete=complete,
        invalid=frozenset(invalid),
        uncertain=frozenset(uncertain),
        kept=kept,
    )


# ----------------------------------------------------------------------- values that lost some


class _TrackedList(list[Any]):
    """A list that remembers where in the file its items stand."""

    def __init__(self, items: Iterator[Any]) -> None:
        super().__init__(items)
        self.written: Sequence[int] = range(len(self))

    def keep(self, indexes: list[int]) -> None:
        """Leave out all other items."""
        self.written = [self.written[index] for index in indexes]
        self[:] = [self[index] for index in indexes]


def _copy(value: Any) -> Any:
    """A copy in which things can be taken out; nesting is bounded, so recursion is safe."""
    if isinstance(value, dict):
        return {key: _copy(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return _TrackedList(map(_copy, value))
    return value


def _without(root: Any, taken: dict[Path, bool]) -> Any:
    """The values without what the paths lead to, or what holds it; a party whose id is right
    stays, empty. `taken` says of each path whether the key is wrong. Each list is gone through
    once, however much of it goes."""
    gone: dict[int, tuple[Any, set[str | int]]] = {}
    for path, with_key in taken.items():
        if len(path) == 2 and path[0] == "parties" and not with_key:
            root["parties"][path[1]] = None
            continue
        here, holder, at = root, None, None
        for step in path:
            if isinstance(here, dict):
                known = step in here
            else:
                known = isinstance(here, list) and isinstance(step, int) and step < len(here)
            if not known:
                break
            here, holder, at = here[step], here, step
        if at is not None:
            gone.setdefault(id(holder), (holder, set()))[1].add(at)
    for holder, steps in gone.values():
        if isinstance(holder, dict):
            for step in steps:
                del holder[step]
        elif isinstance(holder, _TrackedList):
            holder.keep([index for index in range(len(holder)) if index not in steps])
    return root


def _written_path(kept: Any, path: Path) -> Path:
    written: list[str | int] = []
    here = kept
    for step in path:
        if isinstance(here, _TrackedList) and isinstance(step, int) and step < len(here):
            written.append(here.written[step])
            here = here[step]
        else:
            written.append(step)
            here = here.get(step) if isinstance(here, dict) else None
    return tuple(written)


def _is_written(root: Any, path: Path) -> bool:
    here = root
    for step in path:
        if isinstance(here, Mapping):
            if step not in here:
                return False
        elif not (isinstance(here, list) and isinstance(step, int) and step < len(here)):
            return False
        here = here[step]
    return True
