"""One pass over libyaml's events: values, places, duplicate keys, bounds."""

from __future__ import annotations

import re
from array import array
from typing import Any, NamedTuple

import yaml
from yaml import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from internalmap.errors import MAX_PROBLEMS
from internalmap.modelfile.syntax.values import (
    MAX_DEPTH,
    MAX_EXPANSION,
    MAX_VALUES,
    Mapping,
    Sequence,
    SyntaxProblem,
    Unquoted,
    Value,
    duplicate_key,
    too_deep,
    too_many_problems,
    too_many_values,
)
from internalmap.source import Offsets
from internalmap.text.escape import quoted

#: Line ends to libyaml and to nobody else, so that what follows them is not where it seems to be;
#: and the byte-order mark, which is one only at the beginning.
_ODD_CHARACTERS = ("\x85", "\u2028", "\u2029", "\ufeff")
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
#: First characters of unquoted text that might be null, a number or a truth value.
_MAYBE_MORE = frozenset("~nN0123456789+-.tTfF")
_TAG = re.compile(r"!<[^>\s]*>|![^\s,\[\]{}]*")


class Stop(Exception):
    """Reading cannot go on."""

    def __init__(self, start: int, end: int, message: str, remedy: str) -> None:
        super().__init__(message)
        self.syntax_problem = SyntaxProblem(start, end, message, remedy)


class TooDeep(Stop):
    """Nesting passes the bound."""

    def __init__(self, start: int, end: int) -> None:
        super().__init__(*too_deep(start, end)[:4])


class _Anchored(NamedTuple):
    """What an anchor stands for: its place, and the value with its size and its depth, once these
    are complete."""

    start: int
    end: int
    value: Any = None
    size: int = 0
    depth: int = 0


class Composer:
    """The state of one pass."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.syntax_problems: list[SyntaxProblem] = []
        self.complete = True
        self.anchors: dict[str, _Anchored] = {}
        self.added = 0
        self.merges: dict[int, list[tuple[Any, Offsets]]] = {}
        self.stack: list[Any] = []  # what is kept of the containers around the one being filled

    def innermost(self) -> int:
        """Where the innermost list or mapping that is not complete begins; -1 for none."""
        return self.stack[-1][9] if self.stack else -1

    def run(self) -> Value:
        """The root value of the only document."""
        for char in _ODD_CHARACTERS:
            if char in self.text:
                from internalmap.modelfile.syntax.yaml_messages import forbidden

                raise Stop(*forbidden(self.text, self.text.index(char))[:4])
        loader = yaml.CSafeLoader(self.text)
        try:
            loader.get_event()  # the stream begins
            if loader.get_event().__class__ is StreamEndEvent:
                return None
            root = self._node_tree(loader)
            loader.get_event()  # the document ends
            event = loader.get_event()
            if event.__class__ is DocumentStartEvent:
                start = _start(event)
                self._report(
                    start,
                    start + 3,
                    "a second document begins here, and a model is one document",
                    "Remove the line '---', or put the second model into a file of its own.",
                )
            return root
        finally:
            loader.dispose()

    def _node_tree(self, loader: Any) -> Value:
        """The value that begins with the next event.

        One loop with its state in local variables: this is where reading spends its time.
        """
        get_event = loader.get_event
        new_mapping, new_sequence = Mapping.__new__, Sequence.__new__  # `__init__` takes time
        new_places = array
        most = MAX_VALUES
        stack = self.stack
        container: Any = None  # the mapping or list that is being filled
        places: Any = None  # where its entries stand
        in_mapping = False
        key: Any = None  # the key whose value comes next
        key_start = -1  # its place; below 0: a key comes next
        key_end = 0
        anchor: Any = None  # the event that began the container, where it has an anchor
        size = depth = deepest = 0
        while True:
            event = get_event()
            kind = event.__class__
            start = event.start_mark.index
            if size > most:
                raise Stop(*too_many_values(start, start + 1)[:4])
            if kind is ScalarEvent:
                size += 1
                value: Any = event.value
                end = event.end_mark.index
                if (not value or value[0] in _MAYBE_MORE) and event.implicit[0]:  # unquoted
                    value = None if value in _NULLS else Unquoted(value)
                if event.tag is not None:
                    self._refuse_tag(event)
                if event.anchor is not None:
                    self._anchor(event, value, 1, 0)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                size += 1
                depth += 1
                if depth > MAX_DEPTH:
                    raise TooDeep(start, start + 1)
                if event.tag is not None:
                    self._refuse_tag(event)
                stack.append(
                    (container, places, in_mapping, key, key_start, key_end,
                     anchor, size, deepest, start)
                )  # fmt: skip
                anchor = None
                if event.anchor is not None:
                    anchor = event
                    self._anchor(event)  # begun and not complete
                in_mapping = kind is MappingStartEvent
                if in_mapping:
                    container = new_mapping(Mapping)
                    container.places = places = {}
                else:
                    container = new_sequence(Sequence)
                    container.places = places = new_places("L")
                key_start = -1
                deepest = depth
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                value = container
                if self.merges and id(value) in self.merges:
                    self._merge(value)
                begun = stack.pop()
                if anchor is not None:
                    self._anchor(anchor, value, size - begun[7] + 1, deepest - depth + 1)
                depth -= 1
                inner = deepest
                (container, places, in_mapping, key, key_start, key_end,
                 anchor, _, deepest, start) = begun  # fmt: skip
                if inner > deepest:
                    deepest = inner
                end = start
            else:
                value, end, added, inner = self._alias(event, depth)
                size += added
                deepest = max(deepest, inner)
            # a value is complete
            if in_mapping:
                if key_start < 0:
                    key, key_start, key_end = value, start, end
                    if value.__class__ is not str:
                        key = self._key(value, start, end)
                    continue
                if key == "<<" and self.text.startswith("<<", key_start):
                    place = Offsets(key_start, key_end, start, end)
                    self.merges.setdefault(id(container), []).append((value, place))
                elif key in container:
                    self._refuse_duplicate(container, key, key_start, key_end, value)
                elif key is not None:  # one that cannot be a key was told already
                    container[key] = value
                    places[key] = (key_start, key_end, start, end)
                key_start = -1
            elif container is not None:
                container.append(value)
                places.append(start)
                places.append(end)
            else:
                return value  # type: ignore[no-any-return]

    def _report(self, *syntax_problem: Any) -> None:
        self.syntax_problems.append(SyntaxProblem(*syntax_problem))
        if len(self.syntax_problems) >= MAX_PROBLEMS:
            raise Stop(*too_many_problems(self.syntax_problems[-1])[:4])

    def _anchor(self, event: Any, value: Any = None, size: int = 0, depth: int = 0) -> None:
        """Remember an anchor: first where it begins, then with its value once that is complete."""
        start = event.start_mark.index
        known = self.anchors.get(event.anchor)
        if known is not None and known.start != start:
            self._report(
                start,
                start + len(event.anchor) + 1,
                f"the anchor {quoted('&' + event.anchor)} stands twice",
                "Rename one of them.",
                (known.start, known.end, "first here"),
            )
        end = start + len(event.anchor) + 1
        self.anchors[event.anchor] = _Anchored(start, end, value, size, depth)

    def _alias(self, event: Any, depth: int) -> tuple[Any, int, int, int]:
        """The value that an alias stands for, where the alias ends, how many values it adds, and
        how deep they reach."""
        start, end = event.start_mark.index, event.end_mark.index
        name = event.anchor
        known = self.anchors.get(name)
        if known is None or known.size == 0:
            self.complete = False
            shown = quoted("*" + name)
            if known is None:
                remedy = f"If it is a text, put it in quotes. Else define it above, as '&{name}'."
                self._report(start, end, f"{shown} refers to nothing", remedy)
            else:
                self._report(start, end, f"{shown} contains itself", "Write out what is meant.")
            return None, end, 1, depth
        self._count_expansion(known.size, start, end)
        if depth + known.depth > MAX_DEPTH:
            raise TooDeep(start, end)
        return known.value, end, known.size, depth + known.depth

    def _count_expansion(self, size: int, start: int, end: int) -> None:
        self.added += size
        if self.added > MAX_EXPANSION:
            raise Stop(
                start,
                end,
                f"aliases expand to more than {MAX_EXPANSION:,} values",
                "Write out what is meant, or generate the file as JSON.",
            )

    def _merge(self, mapping: Mapping) -> None:
        """Carry out the mapping's `<<` entries: its own keys win, then the earlier mapping."""
        entries = self.merges.pop(id(mapping))
        value, place = entries[0]
        for _, again in entries[1:]:
            self._report(
                again.key_start,
                again.key_end,
                "'<<' stands twice in one mapping",
                "Use one '<<' with a list: '<<: [*first, *second]'.",
                (place.key_start, place.key_end, "first here"),
            )
        for source in value if isinstance(value, Sequence) else [value]:
            if not isinstance(source, Mapping):
                if self.complete:  # an alias that refers to nothing was told already
                    self._report(
                        place.key_start,
                        max(place.key_end, place.value_end),
                        "'<<' takes a mapping, or a list of mappings",
                        "Give it an alias to a mapping, such as '<<: *usual'.",
                    )
                return
            self._count_expansion(len(source), place.key_start, place.key_end)
            for key, merged in source.items():
                if key not in mapping:
                    mapping[key] = merged
                    mapping.places[key] = source.places[key]

    def _refuse_tag(self, event: Any) -> None:
        self.complete = False  # the tag says that the value is not what it seems to be
        begun = event.start_mark.index
        match = _TAG.search(self.text, begun)
        start, end = match.span() if match else (begun, begun + 1)
        self._report(
            start,
            end,
            f"tags such as {quoted(self.text[start:end])} are not allowed",
            "Remove it; if it is the beginning of a text, put the text in quotes.",
        )

    def _key(self, value: Any, start: int, end: int) -> str | None:
        """A key as text, `None` where it cannot be one."""
        if value.__class__ is Unquoted:
            return str(value)
        if isinstance(value, str):
            return value
        if value is None:
            message = "a key is missing: null, '~' and nothing are not names"
            remedy = "Write the name before the colon; in quotes, if it is really called 'null'."
        else:
            message = "a list or a mapping cannot be a key"
            remedy = "Write a name before the colon; in quotes, if it begins with '[' or '{'."
        self._report(start, max(end, start + 1), message, remedy)
        return None

    def _refuse_duplicate(
        self, mapping: Mapping, key: str, start: int, end: int, value: Any
    ) -> None:
        from internalmap.modelfile.syntax.commas import is_rest_of_number

        if value is None and is_rest_of_number(self.text, start, end):
            # '{expectation: 4,5, satisfaction: 3,5}': the schema tells of each, as no key is this
            key = f"{key},{start}"
            mapping[key] = None
            mapping.places[key] = (start, end, end, end)
            return
        self._report(*duplicate_key(key, start, end, mapping.places[key]))


def _start(event: Any) -> int:
    return int(event.start_mark.index)
