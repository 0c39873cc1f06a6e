"""Columns that name who stands in for the supplier of a row: Backup supplier, Ersatzlieferant."""

from __future__ import annotations

from internalmap.exchange.headings.kinds import kind_by_heading
from internalmap.exchange.headings.mapping import FALLBACK, IGNORE, Direction, SeveralReadings
from internalmap.exchange.headings.meanings import Meanings
from internalmap.exchange.headings.understanding import Understanding
from internalmap.exchange.vocabulary.words import without_number
from internalmap.model.phrases import quote
from internalmap.text.escape import quoted
from internalmap.text.shown import one_line


def set_fallbacks_aside(keys: Meanings) -> None:
    """Let no column that may name who stands in for others be looked at as anything else."""
    for index in keys.free():
        if keys.words.stands_in(keys.plain[index]) is not None:
            keys.add(index, FALLBACK, guessed=True)


def take_first_choice(keys: Meanings) -> None:
    """Let Main be the supplier beside Backup; a last resort, such as Manual, is one more fallback
    then."""
    if keys.has("supplier") or not keys.has(FALLBACK):
        return
    words = keys.words
    firsts = [index for index in keys.free() if keys.plain[index] in words.lists["firsts"]]
    if len(firsts) != 1:
        return
    keys.add(firsts[0], "supplier", guessed=True)
    for index in keys.free():
        if keys.plain[index] in words.lists["last resorts"]:
            keys.add(index, FALLBACK, guessed=True)


def settle_fallbacks(keys: Meanings, direction: Direction) -> None:
    """Keep the columns that name who stands in for the supplier, and let the others mean nothing.

    Raises `SeveralReadings` where one may stand in for whoever the row is.
    """
    supplier, customer = keys.index("supplier"), keys.index("customer")
    assert supplier is not None
    assert customer is not None
    words, profile = keys.words, keys.profile
    guesses = [
        index
        for index, column in keys.columns.items()
        if column.key == FALLBACK and index not in keys.named
    ]
    noun = words.unqualified(keys.plain[supplier])
    beside = {supplier}
    is_first_choice = keys.plain[supplier] in words.lists["firsts"]
    for index in guesses:
        if direction == "both" or (profile is not None and not profile.names_parties(index)):
            keys.add(index, IGNORE, guessed=True)
            keys.not_used.add(index)
            continue
        word = words.stands_in(keys.plain[index]) or ""
        if is_first_choice or direction == "customers":
            continue
        plainly = without_number(keys.plain[index]) in words.lists["fallbacks"]
        if word and (word in words.lists["suppliers"] or _alike(word, noun, keys)):
            continue
        if not word and (
            plainly
            or _are_named(keys, index, supplier, customer)
            or (
                index - 1 in beside
                and not _may_be_copies(keys, index, supplier, customer)
                and not _may_be_deputy_of_row(keys, index, supplier)
            )
        ):
            beside.add(index)
            continue
        if _is_beside_the_point(word, keys, customer) or _is_deputy(keys, index):
            keys.add(index, IGNORE, guessed=True)
            keys.not_used.add(index)
            continue
        shown, of = (one_line(keys.headings[at]) for at in (index, supplier))
        raise SeveralReadings(
            f"{quoted(shown)} may be who stands in for those in {quoted(of)}, or something else",
            f"Say which: --columns {quote(f'fallback={shown}')} if it is; --columns "
            f"{quote(f'ignore={shown}')} to leave it out.",
        )


def _alike(word: str, other: str, keys: Meanings) -> bool:
    """Whether two words are for parties of one kind."""
    if word == other:
        return True
    how = Understanding(keys.words)
    kind = kind_by_heading(word, how)
    return bool(kind) and kind == kind_by_heading(other, how, end="supplier")


def _is_beside_the_point(word: str, keys: Meanings, customer: int) -> bool:
    """Whether those whom a word is for stand in for something else than the supplier: where one can
    go, who can do it."""
    how = Understanding(keys.words)
    kind = kind_by_heading(word, how)
    return kind in ("site", "person", "role") and kind != kind_by_heading(
        keys.headings[customer], how
    )


def _is_deputy(keys: Meanings, index: int) -> bool:
    """Whether a column stands behind one of those who answer for the row."""
    before = keys.text(index - 1) if index else ""
    party = keys.words.keys["party"]
    answering = ("owner", "contact", "reports_to")
    return any(before == key or before in party[key] for key in answering) or (
        before in keys.words.lists["people"]
    )


def _may_be_copies(keys: Meanings, index: int, supplier: int, customer: int) -> bool:
    """Whether "backup" may be what a system is copied with: where the rows are systems, and nothing
    says that those before it are suppliers."""
    how = Understanding(keys.words)
    nouns = keys.words.keys["rows"].get("supplier", ())
    return (
        keys.plain[index] in keys.words.lists["copies of data"]
        and keys.words.unqualified(keys.plain[supplier]) not in nouns
        and kind_by_heading(keys.headings[customer], how) in ("system", "information")
    )


def _may_be_deputy_of_row(keys: Meanings, index: int, supplier: int) -> bool:
    """Whether those in a column may be persons who act for the row, and not for its supplier."""
    kind = kind_by_heading(keys.headings[supplier], Understanding(keys.words), end="supplier")
    is_deputy = keys.plain[index] in keys.words.lists["deputies"]
    return is_deputy and kind not in ("person", "role")


def _are_named(keys: Meanings, index: int, supplier: int, customer: int) -> bool:
    """Whether most of those in a column are parties elsewhere in the table."""
    profile = keys.profile
    if profile is None:
        return False
    named = profile.named([index])
    known = profile.named([supplier, customer])
    return bool(named) and 2 * len(named & known) >= len(named)
