"""Which columns are the two ends of a dependency, by headings that only both together say it:
Source and Target, Customer Team and Supplier Team."""

from __future__ import annotations

from internalmap.exchange.headings.meanings import Meanings


def take_pair(keys: Meanings) -> None:
    """Let the first known pair of headings be customer and supplier."""
    free = {keys.text(index): index for index in reversed(keys.free())}
    for customer, supplier in keys.words.tuples["pairs"]:
        if customer in free and supplier in free:
            keys.take("customer", customer, guessed=customer != "customer")
            keys.take("supplier", supplier, guessed=supplier != "supplier")
            return
    for customer, supplier in keys.words.tuples["ends"]:  # customer_app, supplier_app
        for text in list(dict.fromkeys(keys.text(index) for index in keys.free())):
            rest = text.removeprefix(f"{customer} ")
            if rest == text or f"{supplier} {rest}" not in free:
                continue
            if rest in keys.of_party and (
                rest not in keys.words.lists["who is meant"] or _other_ends(keys, rest)
            ):
                continue
            keys.take("customer", text, guessed=True)
            keys.take("supplier", f"{supplier} {rest}", guessed=True)
            return
        # Who Team beside Needs System, as two rows of headings say it.
        names = keys.words.lists["names"]
        ends = [
            [text for text in free if text.removeprefix(f"{end} ") in names and " " in text]
            for end in (customer, supplier)
        ]
        firsts = [
            [text for text in texts if text.startswith(f"{end} ")]
            for texts, end in zip(ends, (customer, supplier), strict=True)
        ]
        if all(len(texts) == 1 for texts in firsts):
            keys.take("customer", firsts[0][0], guessed=True)
            keys.take("supplier", firsts[1][0], guessed=True)
            return


def _other_ends(keys: Meanings, rest: str) -> bool:
    """Whether the two ends are named by another word than this one too, as apps beside their
    teams."""
    for customer, supplier in keys.words.tuples["ends"]:
        texts = {keys.text(index) for index in keys.free()}
        for text in texts:
            other = text.removeprefix(f"{customer} ")
            if other in (text, rest) or f"{supplier} {other}" not in texts:
                continue
            if other not in keys.of_party:
                return True
    return False
