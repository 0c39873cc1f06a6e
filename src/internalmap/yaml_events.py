"""One pass over libyaml's events: values, places, duplicate keys, bounds."""

from __future__ import annotations

from typing import Any

import yaml
from yaml import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from internalmap.document import (
    MAX_DEPTH,
    MAX_EXPANSION,
    Document,
    Flaw,
    Mapping,
    Sequence,
    Unquoted,
    Value,
)
from internalmap.source import Offsets
from internalmap.yaml_messages import explain, unreadable

_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
#: First characters of unquoted text that might be a number or a truth value.
_MAYBE_MORE = frozenset("0123456789+-.tTfF")


class _Merge(Mapping):
    """Marks what stood under `<<` until its mapping is complete."""

    __slots__ = ()


def compose(text: str) -> Document:
    """Build the values of a YAML text; what is wrong with it is told, not raised."""
    composer = _Composer(text)
    try:
        root = composer.run()
    except _Stop as stop:
        return Document(None, (*composer.flaws, stop.flaw), False)
    except yaml.reader.ReaderError as error:
        return Document(None, (*composer.flaws, unreadable(text, error)), False)
    except yaml.MarkedYAMLError as error:
        return Document(None, (*composer.flaws, explain(text, error)), False)
    return Document(root, tuple(composer.flaws), True)


class _Stop(Exception):
    """Reading cannot go on."""

    def __init__(self, flaw: Flaw) -> None:
        super().__init__(flaw.message)
        self.flaw = flaw


class _Composer:
    """The state of one pass."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.flaws: list[Flaw] = []
        self.anchors: dict[str, tuple[Any, int, int] | None] = {}  # value, size, depth
        self.added = 0
        self.merges: dict[int, list[tuple[Any, Offsets]]] = {}

    def run(self) -> Value:
        """The root value of the only document."""
        loader = yaml.CSafeLoader(self.text)
        try:
            event = loader.get_event()  # stream start
            event = loader.get_event()
            if event.__class__ is StreamEndEvent:
                return None
            root = self._node_tree(loader)
            loader.get_event()  # document end
            event = loader.get_event()
            if event.__class__ is DocumentStartEvent:
                self.flaws.append(
                    Flaw(
                        event.start_mark.index,
                        event.start_mark.index + 3,
                        "a second document begins here, and a model is one document",
                        "Remove the line '---', or put the second model into a file of its own.",
                    )
                )
            return root
        finally:
            loader.dispose()

    def _node_tree(self, loader: Any) -> Value:
        """The value that begins with the next event.

        One loop with its state in local variables: this is where reading spends its time.
        """
        get_event = loader.get_event
        anchors = self.anchors
        stack: list[Any] = []
        container: Any = None  # the mapping or list that is being filled
        in_mapping = False
        key: Any = None  # the key whose value comes next
        key_start = -1  # its place; below 0: a key comes next
        key_end = 0
        anchor: str | None = None
        size = depth = 0
        while True:
            event = get_event()
            kind = event.__class__
            start = event.start_mark.index
            if kind is ScalarEvent:
                size += 1
                value: Any = event.value
                end = event.end_mark.index
                if not value or value[0] in "~nN" or value[0] in _MAYBE_MORE:
                    if event.implicit[0]:  # unquoted
                        value = None if value in _NULLS else Unquoted(value)
                if event.tag is not None:
                    self._refuse_tag(event)
                if event.anchor is not None:
                    anchors[event.anchor] = (value, 1, 0)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                size += 1
                depth += 1
                if depth > MAX_DEPTH:
                    raise _Stop(
                        Flaw(
                            start,
                            start + 1,
                            f"lists and mappings nest more than {MAX_DEPTH} deep",
                            "A model needs no more than a handful of levels.",
                        )
                    )
                if event.tag is not None:
                    self._refuse_tag(event)
                stack.append((container, in_mapping, key, key_start, key_end, anchor, size))
                anchor = event.anchor
                if anchor is not None:
                    anchors[anchor] = None  # begun and not complete
                in_mapping = kind is MappingStartEvent
                container = Mapping() if in_mapping else Sequence()
                key_start = -1
                stack.append(start)
                continue
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                value = container
                if self.merges and id(value) in self.merges:
                    self._merge(value)
                start = end = stack.pop()
                begun_anchor = anchor
                container, in_mapping, key, key_start, key_end, anchor, begun = stack.pop()
                depth -= 1
                if begun_anchor is not None:
                    anchors[begun_anchor] = (value, size - begun + 1, _depth(value))
            elif kind is AliasEvent:
                value, end, added = self._alias(event, depth)
                size += added
            else:  # the end of a document without a root cannot come here
                return None
            # a value is complete
            if container is None:
                return value  # type: ignore[no-any-return]
            if not in_mapping:
                container.append(value)
                container.places.append((start, end, start, end))
            elif key_start < 0:
                key, key_start, key_end = value, start, end
                if value.__class__ is Unquoted:
                    key = str(value)
                elif value.__class__ is not str:
                    key = self._refuse_key(value, start, end)
            else:
                if key is None:
                    pass  # a key that cannot be one was told already
                elif key == "<<" and self.text.startswith("<<", key_start):
                    self.merges.setdefault(id(container), []).append(
                        (value, Offsets(key_start, key_end, start, end))
                    )
                elif key in container:
                    self._refuse_duplicate(container, key, key_start, key_end)
                else:
                    container[key] = value
                    container.places[key] = (key_start, key_end, start, end)
                key_start = -1

    def _alias(self, event: Any, depth: int) -> tuple[Any, int, int]:
        """The value that an alias stands for, where the alias ends, and how many values it adds."""
        start, end = event.start_mark.index, event.end_mark.index
        name = event.anchor
        if name not in self.anchors:
            raise _Stop(
                Flaw(start, end, f"'*{name}' refers to nothing", f"Define it above, with '&{name}'.")
            )
        known = self.anchors[name]
        if known is None:
            raise _Stop(
                Flaw(start, end, f"'*{name}' contains itself", "Write out what is meant instead.")
            )
        value, size, inner_depth = known
        self._count_expansion(size, start, end)
        if depth + inner_depth > MAX_DEPTH:
            raise _Stop(
                Flaw(
                    start,
                    end,
                    f"lists and mappings nest more than {MAX_DEPTH} deep",
                    "A model needs no more than a handful of levels.",
                )
            )
        return value, end, size

    def _count_expansion(self, size: int, start: int, end: int) -> None:
        self.added += size
        if self.added > MAX_EXPANSION:
            raise _Stop(
                Flaw(
                    start,
                    end,
                    f"aliases expand to more than {MAX_EXPANSION:,} values",
                    "Write out what is meant, or generate the file as JSON.",
                )
            )

    def _merge(self, mapping: Mapping) -> None:
        """Carry out the mapping's `<<` entries: its own keys win, then the earlier mapping."""
        entries = self.merges.pop(id(mapping))
        for value, place in entries:
            sources = value if isinstance(value, Sequence) else [value]
            if len(entries) > 1 and place is not entries[0][1]:
                first = entries[0][1]
                self.flaws.append(
                    Flaw(
                        place.key_start,
                        place.key_end,
                        "'<<' stands twice in one mapping",
                        "Use one '<<' with a list: '<<: [*first, *second]'.",
                        (first.key_start, first.key_end, "first here"),
                    )
                )
                continue
            for source in sources:
                if not isinstance(source, Mapping):
                    self.flaws.append(
                        Flaw(
                            place.value_start,
                            place.value_end,
                            "'<<' takes a mapping, or a list of mappings",
                            "Give it an alias to a mapping, such as '<<: *usual'.",
                        )
                    )
                    break
                self._count_expansion(len(source), place.key_start, place.key_end)
                for key, merged in source.items():
                    if key not in mapping:
                        mapping[key] = merged
                        mapping.places[key] = source.places[key]

    def _refuse_tag(self, event: Any) -> None:
        start = event.start_mark.index
        written = self.text[start:].split(None, 1)[0] if start < len(self.text) else event.tag
        self.flaws.append(
            Flaw(
                start,
                start + len(written),
                f"tags such as '{written[:60]}' are not allowed",
                "Remove the tag: values here are text, numbers, lists and mappings.",
            )
        )

    def _refuse_key(self, value: Any, start: int, end: int) -> None:
        if value is None:
            message = "a key is missing: null, '~' and nothing are not names"
            remedy = "Write the name before the colon; in quotes, if it is really called 'null'."
        else:
            message = "a list or a mapping cannot be a key"
            remedy = "Write a name before the colon."
        self.flaws.append(Flaw(start, end, message, remedy))

    def _refuse_duplicate(self, mapping: Mapping, key: str, start: int, end: int) -> None:
        first = Offsets(*mapping.places[key])
        self.flaws.append(
            Flaw(
                start,
                end,
                f"'{key}' stands twice in one mapping",
                "Merge the two, or rename one.",
                (first.key_start, first.key_end, "first here"),
            )
        )


def _depth(value: Any) -> int:
    """How deep a value nests; never deeper than `MAX_DEPTH`, so recursion is safe."""
    if isinstance(value, Mapping):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, Sequence):
        return 1 + max(map(_depth, value), default=0)
    return 0
