"""How a form is laid out: what its writer and its reader agree on.

A form is a workbook for one unit. People see *Guide* and the sheets of `SHEETS`; hidden from them
are `LISTS` (what the drop-downs offer), `BASE` (what the form said when it was made) and `META`
(whose form it is).

**A sheet of rows** begins with a title and a sentence or two. The row of headings is the first in
which a cell holds `ROW`; that column is hidden, and holds the ids of the rows. Below it stand the
rows that were prefilled, then `EMPTY_ROWS` empty ones, all in one Excel table. Columns are found by
their headings, never by their place: somebody may have moved or added one. A row without an id, in
which something else stands, is new. An id twice is a copy of a row; an id of the base that is on
the sheet no longer was deleted, which by itself says nothing of the model.

**A row's id** is made of what the row is about, so that the same model gives the same ids, whatever
else is in it, and whatever form the row stands in (`need_ids`, `supply_id`, `service_id`,
`party_id`):

- *What you need*: `N` and a hash of customer, service and suppliers, in order, as the model has
  them; `-2`, `-3` behind it for further needs that have the same;
- *What others get from you*: `S` and a hash of the need's id and of the supplier, so that a need
  with two suppliers in a unit is two rows there;
- *Who can stand in*: `C` and a hash of the service;
- *Systems and records*: `P` and a hash of the party's id.

Once a model says another supplier or service of a need, the need has another id: who reads a form
of before looks it up by the ids, then by what `BASE` says of the row (its customer, service and
suppliers), and then by what the form says.

**The base** has a row for each row that was prefilled: the key of its sheet, its id, and a JSON
object, which holds for each key of a column what the cell showed (empty where it was blank) and its
value, as a model file would write it (`null` where the model says nothing). A cell that still shows
what it showed, but for spaces, was not touched. Names of parties stand there as ids. A row of *What
others get from you* has the key `need` besides: the id of the need that it is about. In *Who can
stand in* there is a column for each person, under the person's label, with the key `can:` and the
person's id, and `YES` where the person can; the value is true or false.

**A cell that names parties** shows their labels, one or several, parted by `PARTING`. No label
holds what parts them, none is the same as another or as a heading, in large letters or small.
`LISTS` has the labels in the column `NAMES`, and the ids that they stand for, in the same order, as
JSON lists in as many cells of the column `IDS` as that takes. These are the form's own parties,
those that its rows name, and all others but persons and roles whom nobody names as a supplier. In
*What you need*, `suppliers` are those that it takes, all of them, and `fallbacks` are the others,
in order of preference: a need's suppliers are the first followed by the second, and its `at_least`
is how many there are of the first. A customer that is left empty is the form's own unit. `EVERYONE`
stands for a need of everyone, in *What others get from you* only. `NOT_NEEDED` as an importance
says that the customer does not need it, or no longer.

>>> SHEETS["needs"].heading("buffer"), SHEETS["needs"].key_of("Can wait")
('Can wait', 'buffer')
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from internalmap.model.organization import Need

#: The version of the layout; a reader refuses another.
VERSION: Final = "1"

#: The sheet that is read first, which also asks who filled the form in, and when.
GUIDE: Final = "Guide"
#: Hidden sheets: what drop-downs offer, what the form said when it was made, whose form it is.
LISTS: Final = "_lists"
BASE: Final = "_base"
META: Final = "_form"

#: Beside these texts, in the next column of *Guide*, stands what the form was given: a name, and a
#: date.
FILLED_BY: Final = "Filled in by"
FILLED_ON: Final = "Filled in on"

#: The heading of the hidden column of ids.
ROW: Final = "Row"
#: How many empty rows stand below those that are prefilled.
EMPTY_ROWS: Final = 30
#: What stands between several labels in a cell. A line end parts them as well.
PARTING: Final = "; "
#: The customer of a need of everyone.
EVERYONE: Final = "Everyone"
#: The answers of drop-downs that ask whether. Of a person who can do a thing: `YES`, or nothing.
YES: Final = "yes"
NO: Final = "no"
#: What a drop-down of importances offers besides.
NOT_NEEDED: Final = "not needed"
#: The key of a person's column in *Who can stand in* is this and the person's id.
CAN: Final = "can:"

#: The headings of `LISTS`: labels, the ids that they stand for, the labels of the form's own
#: parties; and, by headings of their own, what further drop-downs offer.
NAMES: Final = "Names"
IDS: Final = "Ids"
OWN: Final = "Own"
#: The headings of `BASE`, in their order.
BASE_HEADINGS: Final = ("Sheet", "Row", "Cells")
#: The headings of `META`, and its keys. `parties` has a row for each party that the form is about,
#: the unit first if it is one of them; `due` and `ask` are there where they were given.
META_HEADINGS: Final = ("Key", "Value")
META_KEYS: Final = ("version", "unit", "by", "due", "ask", "party")

#: What a cell holds: labels of one party or of several, a text of a line or of any length, a word
#: of a list, a time, how often, yes or no.
Cells: TypeAlias = Literal[
    "party", "parties", "text", "prose", "word", "duration", "rate", "answer"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its key, which is that of the model where it has one, its heading, and
    what its cells hold. `offered` is the heading in `LISTS` of what its drop-down offers; what is
    not offered is refused if `strict`, and else may be typed all the same. `wanted`: it is yellow
    while it is empty, in a row where anything stands."""

    key: str
    heading: str
    holds: Cells
    offered: str | None = None
    strict: bool = False
    wanted: bool = False


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A sheet of rows: its key in `BASE`, its name, its columns behind that of the ids, and the
    letter with which the ids of its rows begin."""

    key: str
    name: str
    letter: str
    columns: tuple[Column, ...]

    def heading(self, key: str) -> str:
        """The heading of a column, by its key."""
        return next(each.heading for each in self.columns if each.key == key)

    def key_of(self, heading: str) -> str | None:
        """The key of a column by its heading, in large letters or small; `None` where it is none
        of these."""
        wanted = settled(heading).casefold()
        found = (each.key for each in self.columns if each.heading.casefold() == wanted)
        return next(found, None)


_COMMENT = Column("note", "Comment", "prose")

#: The sheets of rows, by their keys, in the order of the workbook. One that would have nothing to
#: ask is left out: *Who can stand in* where no people are listed, *Systems and records* where the
#: unit owns none.
SHEETS: Mapping[str, SheetLayout] = MappingProxyType(
    {
        sheet.key: sheet
        for sheet in (
            SheetLayout(
                "needs",
                "What you need",
                "N",
                (
                    Column("customer", "Who", "party", OWN),
                    Column("service", "What", "text", wanted=True),
                    Column("suppliers", "From whom", "parties", NAMES, wanted=True),
                    Column("fallbacks", "If not, from", "parties", NAMES),
                    Column("importance", "How important", "word", "Importance", True, wanted=True),
                    Column("buffer", "Can wait", "duration", "Times", wanted=True),
                    Column("frequency", "How often", "rate", "Often"),
                    _COMMENT,
                ),
            ),
            SheetLayout(
                "supplies",
                "What others get from you",
                "S",
                (
                    Column("supplier", "From whom", "party", OWN),
                    Column("service", "What", "text", wanted=True),
                    Column("customer", "For whom", "party", NAMES, wanted=True),
                    Column("within", "How soon", "duration", "Soon"),
                    Column("given", "Yes or no", "answer", "Answers", True, wanted=True),
                    _COMMENT,
                ),
            ),
            SheetLayout(
                "stand-ins",
                "Who can stand in",
                "C",
                (Column("service", "What", "text"),),
            ),
            SheetLayout(
                "systems",
                "Systems and records",
                "P",
                (
                    Column("name", "Name", "text", wanted=True),
                    Column("kind", "Kind", "word", "Kinds", True, wanted=True),
                    Column("restore", "Time to restore", "duration", "Soon", wanted=True),
                    Column("backup_every", "Backup every", "duration", "Ages", wanted=True),
                    Column(
                        "max_data_loss", "Acceptable data loss", "duration", "Ages", wanted=True
                    ),
                    _COMMENT,
                ),
            ),
        )
    }
)


def settled(text: str) -> str:
    """The text of a cell without what a spreadsheet may change of it: spaces and line ends.

    >>> settled(" Order \\r\\n tickets ")
    'Order tickets'
    """
    return " ".join(text.split())


def need_ids(needs: Iterable[Need]) -> tuple[str, ...]:
    """The ids of rows of *What you need*, one for each need, in the order of the needs: those of an
    organisation, all of them. Needs that follow from how things are (staffing, sites) have none,
    and are not to be given.

    >>> need = Need("kitchen", ("kitchen",), ("shop",), service="Fish")
    >>> need_ids((need, need))
    ('N4960ac6fc3181887', 'N4960ac6fc3181887-2')
    """
    used: Counter[str] = Counter()
    found = []
    for need in needs:
        made = _hashed("N", [need.customer, need.service, list(need.suppliers)])
        used[made] += 1
        found.append(made if used[made] == 1 else f"{made}-{used[made]}")
    return tuple(found)


def supply_id(need_id: str, supplier: str) -> str:
    """The id of a row of *What others get from you*: of a need, by its id, and a supplier of it."""
    return _hashed("S", [need_id, supplier])


def service_id(service: str) -> str:
    """The id of a row of *Who can stand in*."""
    return _hashed("C", service)


def party_id(id: str) -> str:
    """The id of a row of *Systems and records*."""
    return _hashed("P", id)


def _hashed(letter: str, about: object) -> str:
    text = json.dumps(about, ensure_ascii=True, separators=(",", ":"))
    return letter + sha256(text.encode("ascii")).hexdigest()[:16]
