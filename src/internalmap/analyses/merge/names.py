"""The parties that answers name, found in the model: by the id that a form gave, by their ids and
names; never a new one where a known one is near."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from internalmap._dataclass import dataclass
from internalmap.analyses.merge.answers import Name
from internalmap.errors import InvalidArgument, Place, for_each
from internalmap.model.organization import Organization
from internalmap.model.phrases import quote
from internalmap.model.selectors import NobodySelected, Selection
from internalmap.results.merge import NewName
from internalmap.text.suggest import Suggestions

#: How many near ones are named.
_SHOWN = 3
#: Words that tell nobody from anybody.
_EMPTY = frozenset(
    (
        "the", "a", "an", "of", "and", "for", "our", "team", "department", "dept", "unit", "group",
        "office", "service", "services",
    )
)  # fmt: skip


def folded(text: str) -> str:
    """A name without what is easily overlooked: spaces, and capitals."""
    return " ".join(text.split()).casefold()


def _words(text: str) -> frozenset[str]:
    parts = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    return frozenset(parts) - _EMPTY


@dataclass(slots=True)
class _Unknown:
    """A name that no party has."""

    texts: set[str]
    near: tuple[str, ...]
    places: list[Place]
    party: str | None


class PartyNames:
    """The parties of a model by what answers call them. `same` says of names which parties they
    mean: an id, or a name; a name that means itself is a new party.

    Raises `InvalidArgument` where `same` names nobody.
    """

    def __init__(self, organization: Organization, same: Mapping[str, str]) -> None:
        self._organization = organization
        self._selection = Selection(organization, names=True)
        parties = organization.parties.values()
        self._former = {old: party.id for party in parties for old in party.was}
        labels = {label for party in parties for label in (party.name, party.id)}
        self._called: dict[str, set[str]] = {}
        self._folded: dict[str, set[str]] = {}
        for party in parties:
            self._called.setdefault(party.name, set()).add(party.id)
            for label in (party.id, party.name):
                self._folded.setdefault(folded(label), set()).add(party.id)
        self._suggestions = Suggestions(labels)
        self._by_word: dict[str, list[str]] = {}
        for label in sorted(labels):
            for word in _words(label):
                self._by_word.setdefault(word, []).append(label)
        self._same: dict[str, str] = {}
        self._new: set[str] = set()
        self._met: set[str] = set()
        self._unknown: dict[str, _Unknown] = {}
        for_each(self._take, same.items())

    def _take(self, said: tuple[str, str]) -> None:
        name, meant = said
        if folded(name) == folded(meant):
            self._new.add(folded(name))
            return
        try:
            self._same[folded(name)] = self._selection.one(meant)
        except NobodySelected as nobody:
            itself = quote(f"{name}={name}")
            remedy = f"{nobody.remedy} If it is a party of its own: --same {itself}"
            raise InvalidArgument("same", nobody.message, remedy) from None

    def note(self, name: Name, place: Place | None) -> None:
        """Note a name that an answer says, and where; before any is asked for."""
        self._met.add(folded(name.text))
        if self._known(name) is not None:
            return
        key = folded(name.text)
        unknown = self._unknown.get(key)
        if unknown is None:
            near = () if key in self._new else self._near(name.text)
            unknown = self._unknown[key] = _Unknown(set(), near, [], None)
        unknown.texts.add(" ".join(name.text.split()))
        if place is not None:
            unknown.places.append(place)
        if not unknown.near:  # the smallest, whatever is read first
            unknown.party = min(unknown.texts)

    def find(self, name: Name) -> str | None:
        """The id of the party that a name means, also of one that is new; nothing where that is
        for somebody to say."""
        known = self._known(name)
        if known is not None:
            return known
        unknown = self._unknown.get(folded(name.text))
        return None if unknown is None else unknown.party

    def is_new(self, id: str) -> bool:
        """Whether the model has no such party yet."""
        return id not in self._organization.parties

    def now(self, id: str) -> str:
        """The id that a party has now, of one that it had."""
        return id if id in self._organization.parties else self._former.get(id, id)

    def _known(self, name: Name) -> str | None:
        parties = self._organization.parties
        if name.id is not None and (now := self.now(name.id)) in parties:
            return now
        key = folded(name.text)
        if key in self._same:
            return self._same[key]
        if key in self._new and name.text not in parties:
            return None
        text = " ".join(name.text.split())
        if text in parties:
            return text
        for found in (self._called.get(text), self._folded.get(key)):
            if found and len(found) == 1:
                return next(iter(found))
        return None

    def _near(self, text: str) -> tuple[str, ...]:
        """The parties that may be meant, the nearest first: alike in letters, of the same words
        or of some of them, or several of one name."""
        wanted = _words(text)
        found = self._suggestions.nearest(text, _SHOWN)
        for word in sorted(wanted):
            for label in self._by_word.get(word, ()):
                words = _words(label)
                if words <= wanted or wanted <= words:
                    found.append(label)
        ids = {id: None for label in (*found, text) for id in self._alike(label)}
        return tuple(ids)[:_SHOWN]

    def _alike(self, label: str) -> list[str]:
        """The parties that have a label, in any capitals."""
        return sorted(self._folded.get(folded(label), ()))

    def unmet(self, names: Iterable[str]) -> list[str]:
        """Those of these names that no answer says."""
        return [each for each in names if folded(each) not in self._met]

    def new_names(self) -> tuple[NewName, ...]:
        """The names that no party has, in their order."""
        return tuple(
            NewName(
                name=min(unknown.texts),
                near=unknown.near,
                place=min((each.label for each in unknown.places), default=None),
                count=len(unknown.places),
                party=unknown.party,
            )
            for _, unknown in sorted(self._unknown.items())
        )
