"""What is said of a table of which it is not clear who depends on whom: options to copy, by what
stands in it."""

from __future__ import annotations

from typing import Final

from internalmap.errors import InternalMapError
from internalmap.exchange.headings.heading_texts import HeadingTexts
from internalmap.exchange.headings.profile import Profile
from internalmap.exchange.headings.tables import Table
from internalmap.exchange.vocabulary.words import Vocabulary, said
from internalmap.model.phrases import quote
from internalmap.text.escape import quoted
from internalmap.text.shown import first_few, one_line

#: Of so many columns at the most, the values are held against each other.
_LOOKED_AT: Final = 40
#: Of ten texts in a column of names, so many look like names.
_MOSTLY: Final = 8
#: A matrix holds few texts, and short ones.
_SIGNS, _SHORT = 12, 3
#: How many headings an error lists.
_LISTED: Final = 20
#: What the letters of a matrix of responsibilities say of how much one is needed.
RESPONSIBILITIES: Final = {"r": "essential", "a": "essential", "c": "helpful", "i": "no need"}


def unclear(table: Table, words: Vocabulary) -> InternalMapError:
    """The error that nothing tells which column is the customer, and which the supplier."""
    profile = Profile(table, words)
    heads = HeadingTexts(table.headings, words)
    filled = [
        index for index, heading in enumerate(table.headings) if heading and profile.texts(index)
    ][:_LOOKED_AT]
    options = _of_matrix(profile, filled)
    if not options:
        pair = _pair(profile, heads, filled)
        if pair is not None:
            customer, supplier = (one_line(table.headings[index]) for index in pair)
            named = f"customer={customer},supplier={supplier}"
            if "," in customer or "," in supplier or "=" in customer or "=" in supplier:
                named = ""
            options = [
                f"name them, as in --columns {quote(named)}"
                if named
                else f"name them, as in --columns {quote(f'customer={customer}')} --columns "
                f"{quote(f'supplier={supplier}')}"
            ]
    first = one_line(table.headings[filled[0]]) if filled else ""
    if first:
        options.append(f"for a table of parties, say --columns {quote(f'id={first}')}")
    if not options:
        options = ["write headings above its columns, such as Customer and Supplier"]
    text = "; ".join(options)
    return InternalMapError(
        f"{table.title}: which column is the customer, and which the supplier, is not clear",
        f"{text[:1].upper()}{text[1:]}. {_columns(table)}",
    )


def responsibilities(texts: set[str]) -> dict[str, str]:
    """What the signs of a matrix of who is responsible, accountable, consulted and informed say of
    a need; nothing where they are others.

    >>> responsibilities({"R", "A/R", "I"})
    {'A/R': 'essential', 'I': 'no need', 'R': 'essential'}
    """
    found = {}
    for text in sorted(texts):
        letters = said(text).replace(" ", "").replace("/", "").replace(",", "").replace("&", "")
        if not letters or not set(letters) <= RESPONSIBILITIES.keys():
            return {}
        means = {RESPONSIBILITIES[letter] for letter in letters}
        found[text] = min(means, key=("essential", "helpful", "no need").index)
    return found if "essential" in found.values() and len(found) > 1 else {}


def said_of_responsibilities(found: dict[str, str]) -> str:
    """What to type where the signs of a matrix are of that kind."""
    pairs = ",".join(f"{text}={meaning}" for text, meaning in found.items())
    return (
        f"--shape matrix --values {quote(f'importance:{pairs}')}, or such, if these are who is "
        "responsible, accountable, consulted and informed"
    )


def _of_matrix(profile: Profile, filled: list[int]) -> list[str]:
    """What to say where a table looks like a matrix, and nothing says which side depends on the
    other."""
    sides = filled[1:]
    if len(sides) < 2 or not profile.is_distinct(filled[0]):
        return []
    texts = [profile.texts(index) for index in sides]
    signs = {text for each in texts for text in each}
    cells = sum(sum(each.values()) for each in texts)
    if len(signs) > _SIGNS or not all(_is_sign(text, profile.words) for text in signs):
        return []
    sure = all(_is_sign(text, profile.words, 0) for text in signs) or responsibilities(signs)
    if 2 * len(signs) > cells and not sure:
        return []
    found = responsibilities(signs)
    if found:
        return [f"say {said_of_responsibilities(found)}"]
    row = one_line(profile.table.headings[filled[0]])
    return [
        f"if it is a matrix, say --shape matrix where each {quoted(row)} depends on those above "
        f"the marks, or --shape matrix --columns {quote(f'supplier={row}')} where they depend on it"
    ]


def _is_sign(text: str, words: Vocabulary, short: int = _SHORT) -> bool:
    """Whether a text can stand in a matrix: a mark, a letter, a number, or how much one is
    needed."""
    return (
        len(text) <= short
        or said(text) in words.meanings["importance"]
        or words.means("marks", text)
        or words.is_not_known(text)
        or words.means("no need", text)
    )


def _pair(profile: Profile, heads: HeadingTexts, filled: list[int]) -> tuple[int, int] | None:
    """The columns that are the likeliest customer and supplier: those of which the one holds most
    of the names in the other; else what the row is by its heading, and the first of those
    of which no heading says more."""
    names = [index for index in filled if profile.names_parties(index, _MOSTLY)]
    found: tuple[tuple[int, int, int], int, int] | None = None
    for supplier in names:
        if heads.is_word(supplier):
            continue
        named = profile.named([supplier])
        for customer in names:
            hits = profile.hits(customer, named) if customer != supplier else 0
            if not hits:
                continue
            # Of a pair that name each other, who is distinct is the row, else who is at the left.
            score = (hits, int(profile.is_distinct(customer)), -customer)
            if found is None or score > found[0]:
                found = score, customer, supplier
    if found is not None:
        return found[1], found[2]
    plain = [index for index in names if not heads.is_word(index)]
    plain += [index for index in names if index not in plain]
    if len(plain) < 2:
        return None
    lists = heads.words.lists
    rows = {*lists["names"], *lists["customers"]} - set(lists["suppliers"])
    customer = next((index for index in names if heads.plain[index] in rows), min(plain[:2]))
    return customer, min(index for index in plain[:2] if index != customer)


def _columns(table: Table) -> str:
    shown = [quoted(one_line(heading)) for heading in table.headings if heading]
    return f"Its columns are: {first_few(shown, _LISTED)}."
