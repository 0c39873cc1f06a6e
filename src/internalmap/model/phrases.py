"""The words that all reports share: how a party is named, how numbers stand with their units.

Whatever comes from a model goes through `escape` here, so that a name can be put into any
sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from internalmap.model.organization import Kind
from internalmap.text.escape import escape
from internalmap.text.quantities import say_duration

#: What stands where nobody wrote a thing down.
ASK = "not known: ask"

#: A way of more parties than this is folded: its first three and its last two are named.
_LONG_WAY, _FIRST, _LAST = 8, 3, 2
#: What stands for itself on a command line, in any shell.
_BARE = re.compile(r"(?!=)[\w@%+=:,./-]+")

KIND_WORDS: Mapping[Kind, str] = {
    "person": "person",
    "role": "role",
    "team": "team",
    "department": "department",
    "process": "process",
    "system": "system",
    "information": "set of records",
    "site": "site",
    "supplier": "outside supplier",
    "customer": "external customer",
}


class Names:
    """How parties are named: by what people call them, with the id where it is needed."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    @cached_property
    def _uses(self) -> Counter[str]:
        """How many parties answer to a text, as their name or as their id."""
        return Counter(text for id, name in self._names.items() for text in {id, name})

    def full(self, id: str) -> str:
        """The name with the id behind it, where the two differ: "IT support (it)"."""
        name = self._names.get(id, id)
        if name == id or not name.strip():
            return escape(id)
        return f"{escape(name)} ({escape(id)})"

    def short(self, id: str) -> str:
        """The name alone, where no other party answers to it."""
        name = self._names.get(id, id)
        if not name.strip() or self._uses[name] > 1:
            return self.full(id)
        return escape(name)

    def shorts(self, ids: Iterable[str]) -> list[str]:
        """The short names of several parties, in the order given."""
        return [self.short(id) for id in ids]

    def customer(self, id: str | None) -> str:
        """Who has a need, by the short name; a need without a customer is one of everyone."""
        return "everyone" if id is None else self.short(id)

    def customer_in_full(self, id: str | None) -> str:
        """The same, with the id behind the name where the two differ."""
        return "everyone" if id is None else self.full(id)

    def chain(self, ids: Iterable[str]) -> str:
        """A way through the organisation, first supplier first; the middle of a long one is
        counted."""
        way = list(ids)
        steps = self.shorts(way if len(way) <= _LONG_WAY else (*way[:_FIRST], *way[-_LAST:]))
        if len(way) > _LONG_WAY:
            steps.insert(_FIRST, f"… {len(way) - len(steps):,} more …")
        return " → ".join(steps)

    def someone(self, text: str | None) -> str:
        """Somebody who is named in free text, such as the owner of an action: by the name of the
        party where the text is an id."""
        if text is None:
            return ASK
        return self.short(text) if text in self._names else escape(text)


def plural(count: int, one: str, many: str = "") -> str:
    """The noun that goes with a number.

    >>> plural(1, "party", "parties"), plural(2, "need")
    ('party', 'needs')
    """
    return one if count == 1 else many or f"{one}s"


def counted(count: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "party", "parties"), counted(1200, "need")
    ('1 party', '1,200 needs')
    """
    return f"{count:,} {plural(count, one, many)}"


def listed(items: Sequence[str], word: str = "and", limit: int | None = None) -> str:
    """Items in a sentence; past the limit, those left out are counted.

    >>> listed(["a", "b", "c"]), listed(["a", "b"], "or"), listed(["a", "b", "c", "d"], limit=2)
    ('a, b and c', 'a or b', 'a, b and 2 more')
    """
    shown = list(items)
    if limit is not None and len(shown) > limit + 1:
        shown = [*shown[:limit], f"{len(shown) - limit:,} more"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {word} {shown[-1]}"


def sources(names: Names, ids: Sequence[str], at_least: int) -> str:
    """The suppliers of a need: in order of preference where one is enough, else how many it
    takes."""
    shown = names.shorts(ids)
    if len(shown) == 1:
        return shown[0]
    if at_least == 1:
        others = listed(shown[1:], "or", limit=6)
        return f"{shown[0]}{',' if len(shown) > 2 else ''} or else {others}"
    if at_least >= len(shown):
        return f"all of {listed(shown, limit=7)}"
    return f"any {at_least} of {listed(shown, limit=7)}"


def percent(share: float) -> str:
    """A share for people; what is not nothing never shows as nothing, nor what is not all as all.

    >>> percent(0.337), percent(0.001), percent(0.999), percent(1.0), percent(1.001)
    ('34%', 'under 1%', 'over 99%', '100%', 'over 100%')
    """
    if 0 < share < 0.005:
        return "under 1%"
    if 0.995 <= share < 1:
        return "over 99%"
    if 1 < share < 1.005:
        return "over 100%"
    return f"{share:.0%}"


def decimal(value: float) -> str:
    """A figure without a unit, to two decimals at most.

    >>> decimal(8.5), decimal(3.0), decimal(0.333)
    ('8.5', '3', '0.33')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def rating(value: float | None, scale: tuple[float, float] | None) -> str:
    """How well something is rated, on its scale: "4.4 of 5"."""
    if value is None:
        return ASK
    if scale is None:
        return f"{value:.1f}"
    low, high = scale
    if low in (0, 1):
        return f"{value:.1f} of {high:g}"
    return f"{value:.1f} on {scale_words(scale)}"


def scale_words(scale: tuple[float, float]) -> str:
    """A scale in words."""
    return f"a scale from {scale[0]:g} to {scale[1]:g}"


def within(seconds: float | None) -> str:
    """A service standard: "within 20 min"."""
    if seconds is None:
        return ASK
    return say_duration(seconds) if seconds == 0 else f"within {say_duration(seconds)}"


def after(seconds: float | None) -> str:
    """When something happens: "after 40 min", "at once"."""
    if seconds is None:
        return "at a time that was not computed"
    return say_duration(seconds) if seconds == 0 else f"after {say_duration(seconds)}"


def since(seconds: float | None) -> str:
    """From when on something is so: "from 40 min", "at once"."""
    if seconds is None:
        return "at a time that was not computed"
    return say_duration(seconds) if seconds == 0 else f"from {say_duration(seconds)}"


def lasts(seconds: float | None) -> str:
    """How long somebody can go on without a thing."""
    if seconds is None:
        return ASK
    return "not at all" if seconds == 0 else f"for {say_duration(seconds)}"


def sentence(text: str) -> str:
    """A text with a capital letter first and a full stop last. Only for our own words: names keep
    their letters.

    >>> sentence("2 needs")
    '2 needs.'
    """
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', ':', '?')) else '.'}"


def command(name: str, model: str, *words: str) -> str:
    """A command to copy. `model` is how the model is named on a command line, quoted already and
    perhaps with options that its ids need.

    >>> print(command("party", "org.yaml", "north desk"))
    internalmap party org.yaml "north desk"
    """
    return escape(" ".join(["internalmap", name, model, *map(quote, words)]))


def quote(word: str) -> str:
    """A word of a command line, in quotes only where a shell needs them: double ones, which every
    shell knows, as long as nothing in the word means something inside them. What would steer a
    terminal is written as bash and zsh read it.

    >>> print(quote("café"), quote("north desk"), quote("$5"), quote("a\\x1bb"))
    café "north desk" '$5' $'a\\x1bb'
    """
    if _BARE.fullmatch(word):
        return word
    if word != escape(word):
        return f"$'{''.join(map(_in_dollar_quotes, word))}'"
    if not set(word).intersection('"$`\\!'):
        return f'"{word}"'
    import shlex

    return shlex.quote(word)


def _in_dollar_quotes(sign: str) -> str:
    if sign in "\\'":
        return f"\\{sign}"
    # Above 7F, \x is a byte there, and no character.
    return (
        f"\\u{ord(sign):04x}" if "\x7f" < sign < "\u0100" and escape(sign) != sign else escape(sign)
    )


def party_command(model: str, id: str) -> str:
    """The command that shows a party's card."""
    return command("party", model, *(["--"] if id.startswith("-") else []), id)
