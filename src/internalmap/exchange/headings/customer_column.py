"""Which column names the customer, and which way a row runs: by the headings, and where these leave
several readings, by the values, since suppliers are found among those whom the rows name."""

from __future__ import annotations

from collections.abc import Set

from internalmap.exchange.headings.mapping import (
    CUSTOMERS_OF_ROW,
    Direction,
    SeveralReadings,
)
from internalmap.exchange.headings.meanings import Meanings
from internalmap.exchange.vocabulary.words import is_time
from internalmap.model.phrases import quote
from internalmap.text.escape import quoted
from internalmap.text.shown import one_line


def take_directed(keys: Meanings) -> Direction:
    """Understand a table of which each row is a party, with a column of its customers, and perhaps
    one of its suppliers."""
    words = keys.words
    if _take_sipoc(keys):
        return "both"
    said = keys.index(CUSTOMERS_OF_ROW)
    if said is not None and keys.has("customer"):
        return _said_whose(keys, said)
    if keys.has("customer") or (keys.has("supplier") and not _names_row(keys)):
        return ""
    below = (keys.ending_like("used by") or _streams(keys, 0)) if said is None else [said]
    if not below:
        return ""
    rows = [
        index
        for index in keys.free()
        if index not in below
        and keys.text(index) in (*words.lists["names"], *words.lists["customers"])
    ]
    above = keys.ending_like("suppliers") or _streams(keys, 1)
    above = [index for index in above if index not in below]
    names = [index for index in rows if index not in above] or rows[:1]
    service = keys.index("service")
    if not names and service is not None and service not in keys.named:
        names = [service]
    if not names:
        return ""  # upstream and downstream alone are the two ends of a row
    name = _best(keys, names, [*above, *below])
    above = [index for index in above if index != name]
    if name == service:
        if above and keys.profile is not None:
            named = keys.profile.named([*above, *below])
            if not keys.profile.hits(name, named):
                raise _what_is(keys, name, above[0], below[0])
        keys.columns.pop(name)
    elif above and (
        (above[0] < name and _is_given(keys, name, above[0]))
        or _goes_between(keys, name, above[0], below[0])
    ):
        # Vendor, Service, Used by: what the vendor gives to them
        keys.add(name, "service", guessed=True)
        keys.add(above[0], "supplier", guessed=True)
        keys.add(below[0], "customer", guessed=True)
        return "customers"
    supplier = keys.index("supplier")
    if supplier is not None:
        above = [supplier]
    if above:
        keys.add(name, "customer", guessed=True)
        keys.add(above[0], "supplier", guessed=True)
        keys.add(below[0], CUSTOMERS_OF_ROW, guessed=True)
        return "both"
    keys.add(name, "supplier", guessed=True)
    keys.add(below[0], "customer", guessed=True)
    return "customers"


def _streams(keys: Meanings, end: int) -> list[int]:
    """The columns of which the first word is Downstream, or Upstream: Upstream relationships."""
    used_by = keys.words.lists["used by"]
    firsts = [pair[end] for pair in keys.words.tuples["ends"] if pair[0] in used_by]
    return [at for at in keys.free() if keys.text(at).startswith(tuple(f"{w} " for w in firsts))]


def _take_sipoc(keys: Meanings) -> bool:
    """Understand a table of suppliers, inputs, processes, outputs and customers: the process stands
    between the two ends."""
    texts: dict[str, int] = {}
    for index in keys.free():
        texts.setdefault(keys.plain[index].removesuffix("s"), index)
    for names in keys.words.tuples["sipoc"]:
        five = [name.removesuffix("s") for name in names]
        if not keys.named and texts.keys() >= set(five):
            supplier, _, process, _, customer = (texts[name] for name in five)
            keys.add(process, "customer", guessed=True)
            keys.add(supplier, "supplier", guessed=True)
            keys.add(customer, CUSTOMERS_OF_ROW, guessed=True)
            return True
    return False


def _said_whose(keys: Meanings, below: int) -> Direction:
    """Understand a table of which `--columns` says what the rows are, and who depends on them."""
    row = keys.index("customer")
    assert row is not None
    above = keys.ending_like("suppliers")
    if not keys.has("supplier") and above:
        keys.add(above[0], "supplier", guessed=True)
    if keys.has("supplier"):
        return "both"
    keys.add(row, "supplier", guessed=False)
    keys.add(below, "customer", guessed=False)
    return "customers"


def _is_given(keys: Meanings, name: int, above: int) -> bool:
    """Whether a column says what the suppliers before it give, and is named by no other."""
    nouns = keys.words.keys["rows"].get("supplier", ())
    return keys.text(above) in nouns and _is_only_supplied(keys, name, above)


def _goes_between(keys: Meanings, name: int, above: int, below: int) -> bool:
    """Whether a column says what is provided by those in one to those in another."""
    by, to = keys.text(above), keys.text(below)
    said_alike = by.endswith(" by") and to == f"{by.removesuffix(' by')} to"
    return said_alike and _is_only_supplied(keys, name, above)


def _is_only_supplied(keys: Meanings, name: int, above: int) -> bool:
    """Whether a column may say what is supplied, and none of that is named as a party."""
    profile = keys.profile
    return _may_be_supplied(keys, name) and (
        profile is None or not profile.hits(name, profile.named([above, *keys.like("used by")]))
    )


def _names_row(keys: Meanings) -> bool:
    """Whether a column beside the suppliers and the customers names the row."""
    supplier = keys.index("supplier")
    return supplier is not None and supplier not in keys.named


def _best(keys: Meanings, names: list[int], others: list[int]) -> int:
    """Of several columns that may name the row, the one whose values the others name."""
    profile = keys.profile
    if profile is None or len(names) == 1:
        return names[0]
    named = profile.named(others)
    return max(names, key=lambda index: (profile.hits(index, named), -index))


def _what_is(keys: Meanings, name: int, above: int, below: int) -> SeveralReadings:
    heads = [one_line(keys.headings[index]) for index in (name, above, below)]
    row, up, down = map(quote, heads)
    return SeveralReadings(
        f"{quoted(heads[0])} may be what the rows are, with their suppliers and customers, or what "
        f"{quoted(heads[1])} gives to {quoted(heads[2])}",
        f"Say which: --columns customer={row},supplier={up} if the rows are {heads[0]}; --columns "
        f"customer={down},supplier={up},service={row} if each row is one dependency.",
    )


def are_suppliers(keys: Meanings, ids: Set[str]) -> bool:
    """Whether the rows of a table are suppliers, and none of its columns says who depends on them:
    a register of suppliers is no list of dependencies. `ids` are the headings that are named for
    the ids of parties.

    Raises `SeveralReadings` where a column may be what they supply, or what depends on them.
    """
    supplier = keys.index("supplier")
    if supplier is None or supplier in keys.named or keys.profile is None:
        return False
    words = keys.words
    if keys.text(supplier) not in words.keys["rows"].get("supplier", ()):
        return False
    if keys.plain[supplier] in ids:
        return True
    weak = [index for index in keys.like("customers") if keys.text(index) != "id"]
    clear = [index for index in weak if not _may_be_supplied(keys, index)]
    if clear or any(keys.text(index) in words.lists["used by"] for index in keys.free()):
        return False
    if not keys.profile.is_distinct(supplier) or (weak and weak[0] < supplier):
        return False
    if not weak:
        others = [index for index in keys.free() if words.kind_of_rows(keys.text(index))]
        return not others
    row, other = _shown(keys, supplier), _shown(keys, weak[0])
    raise SeveralReadings(
        f"{quoted(other)} may be what depends on {quoted(row)}, or what they supply",
        f"Say which: --columns customer={quote(other)},supplier={quote(row)} if it depends on "
        f"them; --columns id={quote(row)},ignore={quote(other)} if the rows are a register of "
        f"{row} alone.",
    )


def _may_be_supplied(keys: Meanings, index: int) -> bool:
    """Whether a heading may also be what a supplier supplies, or what it is called."""
    text = keys.text(index)
    words = keys.words
    return text in (*words.keys["need"].get("service", ()), *words.lists["what is supplied"])


def settle_customer(keys: Meanings, *, of_parties: bool = False) -> None:
    """Choose the customer where the supplier is known: by the headings, and among several by the
    values; by a heading that says so alone where `--columns` calls another column that of ids,
    `of_parties`."""
    if keys.has("customer"):
        return
    weak = keys.like("customers")
    if not weak and of_parties:
        return
    if not weak:  # as Site, or Vendor, beside "depends on"
        groups = {word for group in keys.words.keys["groups"].values() for word in group}
        weak = [
            index
            for index in keys.free()
            if keys.words.kind_of_rows(keys.text(index)) and keys.text(index) not in groups
        ]
        if weak and _may_be_place_of_row(keys, weak[0]):
            return
    supplier = keys.index("supplier")
    assert supplier is not None
    profile = keys.profile
    if profile is None:
        if weak:
            keys.add(weak[0], "customer", guessed=True)
        return
    named = profile.named([supplier])
    chosen = weak[0] if weak else None
    others = [
        index
        for index in keys.free()
        if index in weak or not (is_time(keys.headings[index], keys.words) or keys.is_word(index))
    ]
    hits = {index: profile.hits(index, named) for index in others}
    if chosen is not None:
        plainly = [index for index in weak if _is_plain(keys, index)]
        chosen = plainly[0] if plainly else chosen
        if plainly:
            keys.add(chosen, "customer", guessed=True)
            return  # `check_customer` asks where the values speak against it
        best = _with_most(hits)
        chosen = _innermost(keys, chosen, weak, hits)
        if best is not None and best not in weak and 2 * hits[best] < len(named):
            best = None  # a name that stands in some other column says little
        if best is not None and hits[best] > hits.get(chosen, 0):
            if len([index for index in weak if index != best]) or best not in weak:
                count = f"{hits[best]:,} of {len(named):,} suppliers are"
                if hits[best] == 1:
                    count = f"1 of {len(named):,} suppliers is"
                keys.notices.append(
                    f"{count} found in {quoted(_shown(keys, best))}, and "
                    f"{hits.get(chosen, 0) or 'none'} in {quoted(_shown(keys, chosen))}: the "
                    "former is taken as the customer"
                )
            chosen = best
        keys.add(chosen, "customer", guessed=True)
        name_of(keys, chosen, "customer.name")
        return
    best = _with_most(hits)
    if len(others) == 1:
        keys.add(others[0], "customer", guessed=True)
    elif best is not None and hits[best]:
        keys.add(best, "customer", guessed=True)


def _may_be_place_of_row(keys: Meanings, index: int) -> bool:
    """Whether a column of sites may only say where those at its left are."""
    profile = keys.profile
    return (
        profile is not None
        and keys.words.kind_of_rows(keys.text(index)) == "site"
        and any(
            other < index and profile.is_distinct(other) and profile.names_parties(other)
            for other in keys.free()
        )
    )


def _innermost(keys: Meanings, chosen: int, weak: list[int], hits: dict[int, int]) -> int:
    """Of columns that may name the row, one inside another, the inner one, unless suppliers are
    found in the outer one: of departments with their processes, the processes."""
    profile = keys.profile
    if profile is None or hits.get(chosen) or profile.is_distinct(chosen):
        return chosen
    inner = keys.words.lists["inner units"]
    for index in weak:
        kind = keys.words.kind_of_rows(keys.text(index))
        is_inner = kind in ("process", "system", "role") or keys.text(index) in inner
        if index != chosen and is_inner and profile.is_inside(index, chosen):
            keys.notices.append(
                f"each {quoted(_shown(keys, index))} stands in one {quoted(_shown(keys, chosen))}: "
                "the former is taken as the customer"
            )
            if not keys.has("customer.part_of"):
                keys.add(chosen, "customer.part_of", guessed=True)
            return index
    return chosen


def name_of(keys: Meanings, ids: int, key: str) -> None:
    """Let a column of names beside one of ids mean a key."""
    profile = keys.profile
    if profile is None or keys.text(ids) != "id" or keys.has(key):
        return
    if not profile.is_distinct(ids):
        return
    for index in keys.free():
        text = keys.text(index)
        is_name = text in keys.words.lists["things"] or keys.words.kind_of_rows(
            text.removesuffix(" name")
        )
        if not is_name or text == "id":
            continue
        if profile.filled(index) and profile.is_distinct(index):
            keys.add(index, key, guessed=True)
            return


def check_customer(keys: Meanings) -> None:
    """Ask where the suppliers are none of those in the column that a heading says is the
    customer's, and are in another."""
    profile = keys.profile
    customer, supplier = keys.index("customer"), keys.index("supplier")
    if profile is None or customer is None or supplier is None:
        return
    if customer in keys.named or supplier in keys.named or keys.has(CUSTOMERS_OF_ROW):
        return
    named = profile.named([supplier])
    if profile.hits(customer, named):
        return
    others = [index for index in keys.like("customers") if index != customer]
    others += [
        index
        for index, column in keys.columns.items()
        if column.key == "service" and index not in keys.named
    ]
    hits = {index: profile.hits(index, named) for index in others}
    best = _with_most(hits)
    if best is None or 2 * hits[best] < len(named) or hits[best] < 2:
        return
    mine, theirs = _shown(keys, customer), _shown(keys, best)
    up = quote(_shown(keys, supplier))
    raise SeveralReadings(
        f"none of {len(named):,} suppliers is in {quoted(mine)}, and {hits[best]:,} are in "
        f"{quoted(theirs)}",
        f"Say who depends on them: --columns customer={quote(theirs)},supplier={up} if it is "
        f"{theirs}; --columns customer={quote(mine)},supplier={up} if it is {mine}.",
    )


def _with_most(hits: dict[int, int]) -> int | None:
    """The column with the most hits, the leftmost of several; nothing where there are none."""
    best = max(hits, key=lambda index: (hits[index], -index), default=None)
    return best if best is not None and hits[best] else None


def _is_plain(keys: Meanings, index: int) -> bool:
    return keys.text(index) in keys.words.lists["customers said plainly"]


def _shown(keys: Meanings, index: int) -> str:
    return one_line(keys.headings[index])
