"""The names of the parties so far: whose each is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from internalmap.exchange.tables.mapped_table import Entry


class NamesOfParties:
    """Finds parties by their names; those that have none of their own have none here."""

    def __init__(self, parties: Mapping[str, Entry]) -> None:
        self._parties = parties
        #: Ids that rows further down give, with their names.
        self.foreseen: dict[str, str] = {}
        self._by_name: dict[str, list[str]] | None = None

    def look_again(self) -> None:
        """Take note that there may be further names."""
        self._by_name = None

    def ids(self, name: str) -> Sequence[str]:
        """The ids of those who have a name."""
        if self._by_name is None:
            self._by_name = {}
            names = {id: party["name"] for id, party in self._parties.items() if "name" in party}
            for id, each in {**self.foreseen, **names}.items():
                if each:
                    self._by_name.setdefault(each, []).append(id)
        return self._by_name.get(name, ())

    def ids_as_written(self, name: str) -> Sequence[str]:
        """The same, also where one of the two has the last name first: `Beck, Uli` is `Uli Beck`;
        and of one that is itself an id then, that."""
        for each in (name, *_turned(name)):
            if each != name and each in self._parties:
                return (each,)
            ids = self.ids(each)
            if ids:
                return ids
        return ()


def _turned(name: str) -> Iterator[str]:
    """A name with the last name at the other end."""
    last, comma, first = name.partition(", ")
    if comma:
        yield f"{first} {last}"
    elif " " in name:
        first, _, last = name.rpartition(" ")
        yield f"{last}, {first}"
