"""The kinds of parties by the headings under which they stand, where nothing else says one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from internalmap.exchange.tables.mapped_table import Entry, MappedTable
from internalmap.modelfile.syntax.values import Unquoted
from internalmap.text.escape import quoted
from internalmap.text.shown import first_few

#: How many names a notice lists.
_LISTED = 5


class KindsByHeading:
    """Collects the kinds, party by party: the heading of a row's own column says it surely."""

    def __init__(self) -> None:
        self._kinds: dict[str, tuple[bool, str]] = {}
        #: Parties to which two headings give different kinds, and the one that is not taken.
        self._others: dict[str, str] = {}

    def note_under(self, mapped: MappedTable, id: str, *ends: str) -> None:
        """Note the kind that the heading of a column gives those whom it names: of rows, surely; of
        suppliers, unless they have rows."""
        names_rows = "supplier" if mapped.direction == "customers" else "customer"
        for end in ends:
            if end in mapped.kinds:
                self.note(id, mapped.kinds[end], surely=end in ("id", "name", names_rows))
                return

    def note(self, id: str, kind: str, *, surely: bool) -> None:
        """Note the kind of one party."""
        before = self._kinds.get(id)
        if before is None or before[0] < surely:
            self._kinds[id] = surely, kind
        elif before != (surely, kind) and before[0] == surely:
            self._others[id] = kind

    def give(self, parties: Mapping[str, Entry]) -> None:
        """Give parties their kinds, where nothing else says one."""
        for id, (_, kind) in self._kinds.items():
            party = parties.get(id)
            if party is not None:
                if "kind" in party:
                    self._others.pop(id, None)
                party.setdefault("kind", Unquoted(kind))

    def notices(self) -> Iterator[str]:
        """What there is to say of parties under headings of two kinds."""
        if self._others:
            shown = [
                f"{quoted(name)} ({self._kinds[name][1]}, and not {self._others[name]})"
                for name in sorted(self._others)
            ]
            listed = first_few(shown, _LISTED)
            yield f"under headings of two kinds, and taken for the first: {listed}"
