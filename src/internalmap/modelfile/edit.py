"""Advice written into the model's own text: comments, order and layout stay, and nothing changes
but what must.

The text is never written out anew from its values. It is composed into nodes that know where they
begin and end; each change becomes a few edits of the text between; and the new text is read as a
model and compared with the organisation that was to come out. Where an edit would change more than
it should (a value that an alias shares, one that a merge key brings along), or where the comparison
fails, nothing is written.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import yaml

from internalmap.errors import InternalMapError, InvalidModel
from internalmap.model.changes import with_supplier
from internalmap.model.organization import Need, Organization, Party
from internalmap.modelfile.load import loads
from internalmap.results.advise import AdviceStep
from internalmap.source import Path, Route, Source
from internalmap.text.escape import escape, quoted
from internalmap.text.yaml_scalars import text_scalar

_COMMENT = re.compile(r"(?:^|(?<=\s))#[^\r\n]*")
_LINE_END = re.compile(r"\r\n|\r|\n")


def edited_text(organization: Organization, steps: Sequence[AdviceStep]) -> str:
    """The text of the model that an organisation was read from, with the changes of these steps.

    The organisation may have fewer needs than its text, left out by their tags.

    Raises `InternalMapError`, which says why, where the text cannot be changed by these steps
    alone.
    """
    if len(organization.sources) != 1:
        raise _by_hand(organization, steps)
    source = organization.sources[0]
    try:
        whole = loads(source.text, name=organization.title)
    except InvalidModel:  # one that cannot be read apart from its folder
        raise _refusal("it includes files, although there are no others") from None
    wanted = applied(whole, steps)
    changes = _changes(steps)
    text = _Editor(source).text(changes)
    found = _read(text, organization.title)
    # A need that takes all of its suppliers goes on taking as many as before: that must be said.
    counts = {need.route: need.at_least for need in wanted.needs}
    moved = [
        need.route.path
        for need in found.needs
        if need.route is not None
        and need.route.path in changes.suppliers
        and need.at_least != counts.get(need.route)
    ]
    if moved:
        changes.counts.update({path: counts[Route(0, path)] for path in moved})
        text = _Editor(source).text(changes)
        found = _read(text, organization.title)
    if found != wanted:
        raise _refusal(
            "something else in the model would change along with it"
            + (", such as a selector or a default that takes in the new party" * bool(changes.new))
        )
    return text


def applied(organization: Organization, steps: Sequence[AdviceStep]) -> Organization:
    """The organisation with these steps made: also one that has more needs than were looked at.

    Needs are known by where they are written, so it must have been read from a text.
    """
    for step in steps:
        routes = {need.route for need in step.written}
        numbers = [number for number, need in enumerate(organization.needs) if need.route in routes]
        organization = with_supplier(organization, numbers, step.stand_in, step.newcomer)
    return organization


class _Changes(NamedTuple):
    """What is to change: further suppliers of needs, and how many these take, by the way to the
    need; new parties."""

    suppliers: dict[Path, list[str]]
    counts: dict[Path, int]
    new: list[Party]


def _changes(steps: Sequence[AdviceStep]) -> _Changes:
    found = _Changes({}, {}, [])
    for step in steps:
        if step.newcomer is not None:
            found.new.append(step.newcomer)
        for need in step.written:
            if need.route is None:
                raise _refusal("it is not known where its needs are written")
            found.suppliers.setdefault(need.route.path, []).append(step.stand_in)
    return found


def _refusal(why: str, remedy: str = "") -> InternalMapError:
    return InternalMapError(
        f"--write: the model is left as it is: {why}",
        remedy or "Leave out --write to see the changes, and make them by hand.",
    )


def _read(text: str, title: str) -> Organization:
    try:
        return loads(text, name=title)
    except InvalidModel as invalid:
        why = invalid.problems[0].message if invalid.problems else "it could not be read"
        raise _refusal(f"with the changes it would be wrong: {why}") from None


def _by_hand(organization: Organization, steps: Sequence[AdviceStep]) -> InternalMapError:
    """A model of several files: what to write where."""
    added: dict[Route, list[str]] = {}
    needs: dict[Route, Need] = {}
    lines = []
    for step in steps:
        for need in step.written:
            if need.route is not None:
                needs.setdefault(need.route, need)
                added.setdefault(need.route, []).append(step.stand_in)
    for route, stand_ins in added.items():
        source = organization.sources[route.source]
        way = (*route.path, "from")
        span = source.key_span(way if source.find(way) is not None else route.path)
        text = _Editor(source).by_hand(needs[route], route.path, stand_ins)
        lines.append(f"{source.relative}:{span.start.line}: {text}")
    lines += [
        f"{organization.sources[0].relative}: at the end of 'parties': {_party(new, text_scalar)}"
        for new in (step.newcomer for step in steps)
        if new is not None
    ]
    if not lines:
        return _refusal("there is nothing to change")
    remedy = "\n  ".join(["Write these by hand:", *map(escape, lines)])
    return _refusal("it stands in several files", remedy)


# --------------------------------------------------------------------------------- what is written


def _json_text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _party(party: Party, say: Callable[[str], str]) -> str:
    """A party as an entry of `parties`."""
    values = f"{say('kind')}: {say(party.kind)}, {say('name')}: {say(party.name)}"
    return f"{say(party.id)}: {{{values}}}"


class _Edit(NamedTuple):
    """A piece of the text that is replaced by another."""

    start: int
    end: int
    text: str


class _Editor:
    """Edits of one text."""

    def __init__(self, source: Source) -> None:
        self.source = source.text
        self.say = _json_text if _is_json(source.text) else text_scalar
        try:
            root = yaml.compose(source.text, Loader=yaml.CSafeLoader)
        except yaml.YAMLError:
            raise _refusal("its text is written in a way that cannot be edited") from None
        self.root = root
        self.uses = _uses(root)
        match = _LINE_END.search(source.text)
        self.line_end = match[0] if match else "\n"

    def text(self, changes: _Changes) -> str:
        """The text with all changes made."""
        edits: list[_Edit] = []
        for path, added in changes.suppliers.items():
            edits += self._need(path, added, changes.counts.get(path))
        if changes.new:
            edits += self._parties(changes.new)
        pieces, at = [], 0
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            pieces += [self.source[at : edit.start], edit.text]
            at = edit.end
        return "".join([*pieces, self.source[at:]])

    def by_hand(self, need: Need, path: Path, added: Sequence[str]) -> str:
        """What a need is to say, for somebody who writes it."""
        value = count = None
        with suppress(InternalMapError):  # behind an alias
            node = self._find(path)
            value = self._value(node, "from", path) or node
            count = self._value(node, "at_least", path)
        if count is None:
            with suppress(InternalMapError):  # there are no defaults
                count = self._value(self._find(("defaults", "need")), "at_least", path)
        suppliers: Sequence[str] = need.suppliers
        if isinstance(value, yaml.ScalarNode):
            suppliers = [value.value]
        elif isinstance(value, yaml.SequenceNode):
            suppliers = [each.value for each in value.value]
        text = f"from: [{', '.join(map(text_scalar, (*suppliers, *added)))}]"
        if isinstance(count, yaml.ScalarNode) and count.value == "all":
            text += f", at_least: {need.at_least}"
        return text

    # ---------------------------------------------------------------------------------- a need

    def _need(self, path: Path, added: Sequence[str], count: int | None) -> Iterator[_Edit]:
        need = self._find(path)
        if isinstance(need, yaml.ScalarNode):
            listed = self._listed(need, added)
            number = "" if count is None else f", {self.say('at_least')}: {count}"
            yield self._replace(need, f"{{{self.say('from')}: {listed}{number}}}")
            return
        value = self._value(need, "from", path)
        if value is None:
            raise self._shared(path)
        if isinstance(value, yaml.ScalarNode):
            end = value.end_mark.index
            yield self._replace(value, self._listed(value, added))
        elif isinstance(value, yaml.SequenceNode) and value.value:
            edit = self._longer(value, added)
            end = edit.end
            yield edit
        else:
            raise self._shared(path)
        if count is not None:
            yield self._count(need, end, count, path)

    def _listed(self, supplier: yaml.ScalarNode, added: Sequence[str]) -> str:
        """A supplier that stood alone, with others behind it."""
        written = self._written(supplier)
        if not supplier.style and written != self.say(supplier.value):
            bare = re.fullmatch(r"[^,\[\]{}#&*!|>'\"%@`:?\s][^,\[\]{}#:]*", written)
            if not bare or self.say is _json_text:
                written = self.say(supplier.value)  # it could not stand in a list as it is
        return f"[{', '.join([written, *map(self.say, added)])}]"

    def _written(self, node: yaml.ScalarNode) -> str:
        text = self.source[node.start_mark.index : node.end_mark.index]
        if _LINE_END.search(text) or node.style in ("|", ">"):
            raise _refusal(f"{quoted(node.value)} is written on several lines")
        return text

    def _replace(self, node: yaml.ScalarNode, text: str) -> _Edit:
        return _Edit(node.start_mark.index, node.end_mark.index, text)

    def _longer(self, suppliers: yaml.SequenceNode, added: Sequence[str]) -> _Edit:
        last = suppliers.value[-1]
        end = last.end_mark.index
        if suppliers.flow_style:
            return _Edit(end, end, "".join(f", {self.say(each)}" for each in added))
        start = self._line_start(last.start_mark.index)
        indent = re.fullmatch(r"( *)- +(?:&\S+ +)?", self.source[start : last.start_mark.index])
        if indent is None:
            raise _refusal("a list of suppliers is written in a way that cannot be made longer")
        at = self._line_stop(end)
        lines = "".join(f"{self.line_end}{indent[1]}- {self.say(each)}" for each in added)
        return _Edit(at, at, lines)

    def _count(self, need: yaml.MappingNode, end: int, count: int, path: Path) -> _Edit:
        """Say how many suppliers a need takes."""
        value = self._value(need, "at_least", path)
        if isinstance(value, yaml.ScalarNode):
            return self._replace(value, str(count))
        if need.flow_style:
            # Behind what was added to a list that is still open here.
            close = self._value(need, "from", path)
            at = end if not isinstance(close, yaml.SequenceNode) else close.end_mark.index
            return _Edit(at, at, f", {self.say('at_least')}: {count}")
        column = need.value[0][0].start_mark.column
        at = self._line_stop(end)
        return _Edit(at, at, f"{self.line_end}{' ' * column}at_least: {count}")

    # ------------------------------------------------------------------------------- new parties

    def _parties(self, new: Sequence[Party]) -> Iterator[_Edit]:
        parties = self._find(("parties",))
        if not isinstance(parties, yaml.MappingNode) or not parties.value:
            raise self._shared(("parties",))
        entries = [_party(party, self.say) for party in new]
        key, last = parties.value[-1]
        if not parties.flow_style:
            at = self._stop(key, last)
            space = " " * parties.value[0][0].start_mark.column
            if at > 0 and self.source[at - 1] in "\r\n":  # behind a text of several lines
                lines = "".join(f"{space}{entry}{self.line_end}" for entry in entries)
            else:
                at = self._line_stop(at)
                lines = "".join(f"{self.line_end}{space}{entry}" for entry in entries)
            yield _Edit(at, at, lines)
            return
        close = parties.end_mark.index - 1
        end = self._stop(key, last)
        start = self._line_start(key.start_mark.index)
        before = self.source[start : key.start_mark.index]
        gap = f"{self.line_end}{before}" if not before.strip() and start else " "
        if "," in _COMMENT.sub("", self.source[end:close]):
            yield _Edit(close, close, f"{', '.join(entries)} ")
        else:
            yield _Edit(end, end, "".join(f",{gap}{entry}" for entry in entries))

    def _stop(self, key: yaml.Node, value: yaml.Node) -> int:
        """Where an entry ends: the end of the last thing in it that is written."""
        while isinstance(value, yaml.CollectionNode) and not value.flow_style and value.value:
            last = value.value[-1]
            key, value = last if isinstance(value, yaml.MappingNode) else (key, last)
        return max(int(key.end_mark.index), int(value.end_mark.index))

    # ------------------------------------------------------------------------------------ places

    def _find(self, path: Path) -> Any:
        """The node at a path; what an alias shares with other places must not be edited."""
        node = self.root
        for step in path:
            if isinstance(step, str):
                node = self._value(node, step, path)
            elif isinstance(node, yaml.SequenceNode) and step < len(node.value):
                node = node.value[step]
            else:
                node = None
            if node is None or self.uses[id(node)] > 1:
                raise self._shared(path)
        return node

    def _value(self, node: Any, key: str, path: Path) -> Any:
        """The value that a mapping itself gives for a key, if it does."""
        if isinstance(node, yaml.MappingNode):
            for each, value in node.value:
                if isinstance(each, yaml.ScalarNode) and each.value == key:
                    if self.uses[id(value)] > 1:
                        raise self._shared(path)
                    return value
        return None

    def _shared(self, path: Path) -> InternalMapError:
        where = " → ".join(str(step) for step in path)
        return _refusal(
            f"what is to change at {where} stands elsewhere, behind an alias or a merge key, and "
            "would change there too",
            "Write it out in place of the alias, or make the changes by hand.",
        )

    def _line_start(self, place: int) -> int:
        return max(self.source.rfind("\n", 0, place), self.source.rfind("\r", 0, place)) + 1

    def _line_stop(self, place: int) -> int:
        match = _LINE_END.search(self.source, place)
        return match.start() if match else len(self.source)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _uses(root: yaml.Node | None) -> Mapping[int, int]:
    """How many places each node stands at: more than one, where aliases name it."""
    uses: Counter[int] = Counter()
    waiting = [] if root is None else [root]
    while waiting:
        node = waiting.pop()
        uses[id(node)] += 1
        if uses[id(node)] > 1:
            continue
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            for pair in node.value:
                waiting += pair
    return uses
