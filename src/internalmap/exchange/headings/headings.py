"""What the columns of a table mean, by their headings and, where these leave several readings, by
what stands under them.

A heading that is a key of the model says what it means. Synonyms are guesses, and are shown;
`--columns` names what is not understood. Headings of dependencies may also say something of the
party at one end: `customer_team`, `supplier kind`, which are `customer.part_of`, `supplier.kind`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from internalmap.errors import InternalMapError
from internalmap.exchange.headings.columns import NEED_COLUMNS, PARTY_COLUMNS
from internalmap.exchange.headings.customer_column import (
    are_suppliers,
    check_customer,
    name_of,
    settle_customer,
    take_directed,
)
from internalmap.exchange.headings.fallback_columns import (
    set_fallbacks_aside,
    settle_fallbacks,
    take_first_choice,
)
from internalmap.exchange.headings.flows import check_flow, take_what_is_needed
from internalmap.exchange.headings.mapping import (
    CUSTOMERS_OF_ROW,
    FALLBACK,
    IGNORE,
    PAIR_BREAK,
    TAG,
    ColumnMapping,
    Holds,
)
from internalmap.exchange.headings.meanings import OF_BACK, Meanings, of_row
from internalmap.exchange.headings.pairs import take_pair
from internalmap.exchange.headings.profile import Profile
from internalmap.exchange.vocabulary.words import Vocabulary, plain, said
from internalmap.model.organization import KINDS
from internalmap.text.escape import quoted
from internalmap.text.shown import one_line
from internalmap.text.suggest import did_you_mean

#: What other columns of a table of dependencies may say of the customer.
_OF_CUSTOMER = ("part_of", "reports_to", "kind", "location", "headcount", "contact")
#: What they may say of it where a row is the customer and not one of its needs.
_OF_ROW = (*_OF_CUSTOMER, "owner", "restore", "restore_target", "limit", "max_data_loss",
           "backup_every", "note", "url", "availability", "tags")  # fmt: skip
#: Of ten managers, so many must be found in a column by which they are named.
_MOSTLY = 8
#: Columns without which a table with plain numbers for ids is one of answers, not of parties.
_OF_PARTIES = ("name", "kind", "reports_to", "headcount", "engagement", "can", "restore", "owner")


def parse_columns(texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The pairs of key and heading in texts such as `customer=Team,supplier=Depends on`.

    Raises `InternalMapError` for a key that no column can have.
    """
    known = [*dict.fromkeys((*NEED_COLUMNS, *PARTY_COLUMNS)), FALLBACK, CUSTOMERS_OF_ROW, TAG]
    known.append(IGNORE)
    pairs = []
    for text in texts:
        for pair in PAIR_BREAK.split(text):
            key, equals, heading = pair.partition("=")
            key, heading = key.strip(), heading.strip()
            if not equals or not key or not heading:
                raise InternalMapError(
                    f"--columns: {quoted(pair)} is no pair of key and heading",
                    "Write, for example: --columns customer=Team,supplier='Depends on'.",
                )
            end, dot, inner = key.partition(".")
            of_party = dot and end in ("customer", "supplier") and inner in (*PARTY_COLUMNS, TAG)
            if key not in known and not of_party:
                listed = f"Keys are: {', '.join(known)}; customer.KEY and supplier.KEY for parties."
                raise InternalMapError(
                    f"--columns: there is no key {quoted(key)}", did_you_mean(key, known, listed)
                )
            pairs.append((key, heading))
    return tuple(pairs)


def map_columns(
    headings: Sequence[str],
    named: Sequence[tuple[str, str]],
    words: Vocabulary,
    *,
    holds: Holds | None = None,
    profile: Profile | None = None,
) -> ColumnMapping | None:
    """What a table's columns mean; nothing where it holds neither parties nor dependencies.

    `named` are the pairs of `--columns`; those whose heading the table does not have are not for
    it. `profile` is what stands in the columns; without it, the headings alone decide.

    Raises `InternalMapError` where two columns may mean the same, and `SeveralReadings` where one
    may mean two things.
    """
    if holds != "parties":
        found = _dependencies(headings, named, words, profile)
        if found is not None or holds == "dependencies":
            return found
    return _parties(headings, named, words, profile, sure=holds == "parties")


def _dependencies(
    headings: Sequence[str],
    named: Sequence[tuple[str, str]],
    words: Vocabulary,
    profile: Profile | None,
) -> ColumnMapping | None:
    known = (*NEED_COLUMNS, FALLBACK, CUSTOMERS_OF_ROW, TAG, IGNORE)
    keys = Meanings(headings, named, known, words, profile, ends=True)
    set_fallbacks_aside(keys)
    take_what_is_needed(keys)
    direction = take_directed(keys)
    if not keys.has("customer") and not keys.has("supplier"):
        take_pair(keys)
    keys.take_one("customer", ("customer",))
    nouns = words.keys["rows"].get("supplier", ())  # they may be what the rows are
    suppliers = sorted(words.lists["suppliers"], key=lambda word: word in nouns)
    keys.take_one("supplier", suppliers, only_with="customer")
    if not keys.has("customer") and not keys.has("supplier"):
        for supplier in suppliers:  # as "depends on" beside "name"
            if keys.take("supplier", supplier, guessed=True):
                break
    take_first_choice(keys)
    if not keys.has("supplier"):
        keys.take_questions(("supplier",))
    if keys.has("supplier") and not keys.has("customer"):
        keys.take_questions(("customer",))
        ids = {plain(heading) for key, heading in named if key == "id"}
        if not keys.has("customer") and are_suppliers(keys, ids):
            return None
        settle_customer(keys, of_parties=any(keys.plain[at] in ids for at in keys.elsewhere))
    if keys.has("supplier") and not keys.has("customer"):
        keys.let_mean("service", "customer")  # of a list of services, with what each depends on
    if not (keys.has("customer") and keys.has("supplier")):
        return None
    if _are_counts(keys):
        return None
    check_customer(keys)
    check_flow(keys)
    settle_fallbacks(keys, direction)
    row_is_party = direction != "" or of_row(keys)
    keys.take_named_of_back("customer" if row_is_party else "supplier")
    if row_is_party:
        keys.take_of_row(_OF_ROW, "supplier" if direction == "customers" else "customer")
    keys.take_synonyms(NEED_COLUMNS, words.keys["need"])
    keys.take_behind_supplier(NEED_COLUMNS)
    keys.take_questions(tuple(key for key in words.questions if key in NEED_COLUMNS))
    if not keys.has("need"):
        keys.drop("preference")  # it orders the suppliers of one need, and each row is its own
    if direction == "customers":
        keys.take_ends((), _OF_ROW)
    else:
        keys.take_ends(_OF_ROW if row_is_party else _OF_CUSTOMER, OF_BACK)
    _take_type(keys, words, "supplier.kind" if direction == "customers" else "customer.kind")
    mapping = keys.understood("dependencies", direction)
    return replace(mapping, of_row=row_is_party)


def _parties(
    headings: Sequence[str],
    named: Sequence[tuple[str, str]],
    words: Vocabulary,
    profile: Profile | None,
    *,
    sure: bool,
) -> ColumnMapping | None:
    keys = Meanings(headings, named, (*PARTY_COLUMNS, TAG, IGNORE), words, profile, ends=False)
    synonyms = words.keys["party"]
    keys.take_one("id", synonyms.get("id", ()))
    if not keys.has("id") and not keys.let_mean("name", "id"):
        texts = ("name", *words.lists["people"], *words.lists["names"], *synonyms["name"],
                 *words.lists["names of nodes"])  # fmt: skip
        keys.take_one("id", _telling_apart(keys, texts))
    if not keys.has("id"):
        return None
    ids = keys.index("id")
    if ids is not None:
        name_of(keys, ids, "name")
    keys.take_synonyms(PARTY_COLUMNS, synonyms)
    keys.take_owner("owner")
    keys.take_tags_of_row()
    _leave_job_titles(keys, words)
    _take_type(keys, words, "kind")
    if not sure and profile is not None and not keys.is_named("id") and _is_answers(keys, profile):
        return None
    managers_by = _managers_by(keys)
    mapping = replace(keys.understood("parties", ""), ids_named=keys.is_named("id"))
    if managers_by is None:
        return mapping
    heading, other = (one_line(headings[at]) for at in (managers_by, keys.index("reports_to") or 0))
    notice = f"{quoted(other)} names managers as {quoted(heading)} does, and each is that party"
    return replace(mapping, managers_by=managers_by, notices=(*mapping.notices, notice))


def _are_counts(keys: Meanings) -> bool:
    """Whether what was taken for suppliers is how many there are."""
    customer, supplier, profile = keys.index("customer"), keys.index("supplier"), keys.profile
    if profile is None or customer is None or supplier is None or supplier in keys.named:
        return False
    return (
        profile.is_numeric(supplier)
        and not profile.is_numeric(customer)
        and not profile.hits(customer, profile.named([supplier]))
    )


def _telling_apart(keys: Meanings, texts: Sequence[str]) -> tuple[str, ...]:
    """Words for headings, those first under which each row says something else."""
    if keys.profile is None:
        return tuple(texts)
    apart = {keys.text(index) for index in keys.free() if keys.profile.is_distinct(index)}
    return tuple(sorted(texts, key=lambda text: text not in apart))


def _managers_by(keys: Meanings) -> int | None:
    """The column by which managers are named: their address, or their account."""
    managers, profile = keys.index("reports_to"), keys.profile
    if managers is None or profile is None:
        return None
    named = {text.casefold() for text in profile.texts(managers)}
    named = {text for text in named if not keys.words.names_nobody(text)}
    own = [keys.index(key) for key in ("id", "name")]
    if not named or any(named & _folded(profile, index) for index in own if index is not None):
        return None
    for index in range(len(keys.headings)):
        if index in own or index == managers or not profile.is_distinct(index):
            continue
        if 10 * len(named & _folded(profile, index)) >= _MOSTLY * len(named):
            return index
    return None


def _folded(profile: Profile, index: int) -> set[str]:
    return {text.casefold() for text in profile.texts(index)}


def _leave_job_titles(keys: Meanings, words: Vocabulary) -> None:
    """Let the title of a person be no name of hers."""
    name, ids = keys.index("name"), keys.index("id")
    if name is None or ids is None or name in keys.named:
        return
    if keys.text(name) not in words.lists["job titles"]:
        return
    of_people = keys.text(ids) in words.lists["people"] or keys.plain[ids] in words.lists["people"]
    if of_people or words.kind_of_rows(keys.plain[ids]) == "person" or keys.has("reports_to"):
        keys.drop("name")


def _take_type(keys: Meanings, words: Vocabulary, key: str) -> None:
    """Let a column of types that are kinds of parties, all of them, be their kinds."""
    if keys.has(key) or keys.profile is None:
        return
    for index in keys.free():
        texts = keys.profile.texts(index)
        if (
            keys.plain[index] in words.lists["types of parties"]
            and texts
            and all(said(text) in words.meanings["kind"] or said(text) in KINDS for text in texts)
        ):
            keys.add(index, key, guessed=True)
            return


def _is_answers(keys: Meanings, profile: Profile) -> bool:
    """Whether a table with numbers for ids is one of answers: nothing else in it is of parties, and
    it has more columns than are understood."""
    index = keys.index("id")
    if index is None or not profile.counts_rows(index):
        return False
    if any(keys.has(key) for key in _OF_PARTIES):
        return False
    return len(keys.columns) < len([each for each in keys.headings if each]) and bool(
        keys.has("part_of") or len(keys.columns) == 1
    )
