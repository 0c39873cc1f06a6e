"""What a workbook says of itself: its sheets, its texts, and which of its numbers are times."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import Final

from internalmap.exchange.excel_package import Elements, Package
from internalmap.exchange.tables import MAX_CELL

#: How many sheets a workbook may have.
MAX_SHEETS: Final = 1_000
#: How many different texts the cells of a workbook may have.
MAX_TEXTS: Final = 5_000_000
#: How many characters its texts may have in all.
MAX_CHARACTERS: Final = 64 * 1024 * 1024
#: How many formats of cells it may have; Excel stops a little below.
MAX_FORMATS: Final = 65_536

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")
#: What stands in a number format and is shown as it is: quoted, escaped, padded, or in brackets
#: other than the [h], [m] and [s] of durations.
_LITERAL = re.compile(r'"[^"]*"|[\\_*].|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.I | re.S)
_DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.I)
_MOMENT = re.compile("[dmhys]", re.I)
#: Formats that have a number and no text, in some languages only.
_BUILT_IN_MOMENTS = frozenset((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)))
_BUILT_IN_DURATION = 46
#: Excel stops here; patterns need not cope with more.
_LONGEST_FORMAT = 255
_TRUE = ("1", "true", "on")


class Kind(Enum):
    """What a number in a cell is shown as."""

    NUMBER = "number"
    MOMENT = "moment"
    DURATION = "duration"


@dataclass(frozen=True)
class Sheet:
    """A sheet of cells: its name, whether it is hidden, and its part in the file."""

    name: str
    hidden: bool
    path: str


@dataclass(frozen=True)
class Outline:
    """What a workbook says of itself. `stale`: that its formulas are still to be worked out."""

    sheets: tuple[Sheet, ...]
    strings: str | None
    styles: str | None
    from_1904: bool
    stale: bool


def outline(package: Package) -> Outline:
    """Read what a workbook says of itself."""
    if "_rels/.rels" not in package:
        raise package.damaged("it does not say where its workbook is")
    main = {path for kind, path in package.relations("").values() if kind == "officeDocument"}
    if len(main) != 1:
        raise package.damaged("it does not say where its workbook is")
    (workbook,) = main
    if workbook.lower().endswith(".bin"):
        raise package.refusal(
            "this is a binary Excel file (.xlsb)",
            "Open it in the spreadsheet program, and save it as .xlsx.",
        )
    listener = _Workbook(package)
    package.tell(workbook, listener)
    if not listener.is_workbook:
        raise package.refusal("this is an Office file, but no Excel file (.xlsx)")
    relations = package.relations(workbook)
    of_kind = dict(relations.values())
    sheets = []
    for name, hidden, identifier in listener.sheets:
        kind, path = relations.get(identifier, ("", ""))
        if not kind:
            raise package.damaged("it does not say where one of its sheets is")
        if kind == "worksheet":
            sheets.append(Sheet(name, hidden, path))
    # One part read as many sheets would be more than what was measured.
    if len({sheet.path.lower() for sheet in sheets}) < len(sheets):
        raise package.damaged("two of its sheets are one part")
    return Outline(
        tuple(sheets),
        of_kind.get("sharedStrings"),
        of_kind.get("styles"),
        listener.from_1904,
        listener.stale,
    )


class _Workbook(Elements):
    def __init__(self, package: Package) -> None:
        self._package = package
        self.is_workbook = False
        self.sheets: list[tuple[str, bool, str]] = []
        self.from_1904 = False
        self.stale = False

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        if name == "workbook":
            self.is_workbook = True
        elif name == "sheet":
            if len(self.sheets) == MAX_SHEETS:
                raise self._package.refusal(
                    f"a workbook may have {MAX_SHEETS:,} sheets; this has more"
                )
            hidden = attributes.get("state", "visible") != "visible"
            # The id of the relation has a prefix, whichever the file chose; `sheetId` is another.
            found = [value for key, value in attributes.items() if key.endswith(":id")]
            shown = unescaped(attributes.get("name", ""))
            self.sheets.append((shown, hidden, found[0] if found else ""))
        elif name == "workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in _TRUE
        elif name == "calcPr":
            self.stale = attributes.get("fullCalcOnLoad", "0") in _TRUE


def kinds(package: Package, path: str | None) -> list[Kind]:
    """For each format of cells, as what it shows numbers."""
    if path is None:
        return []
    listener = _Styles(package)
    package.tell(path, listener)
    return [listener.kind(number) for number in listener.formats]


class _Styles(Elements):
    def __init__(self, package: Package) -> None:
        self._package = package
        self._codes: dict[str, Kind] = {}
        self._in_cells = False
        self.formats: list[str] = []

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        if name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self.formats.append(attributes.get("numFmtId", "0"))
            self._bound(len(self.formats))
        elif name == "numFmt":
            code = attributes.get("formatCode", "")
            self._codes[attributes.get("numFmtId", "")] = kind_of_format(code)
            self._bound(len(self._codes))

    def _bound(self, count: int) -> None:
        if count > MAX_FORMATS:
            raise self._package.refusal(
                f"a workbook may have {MAX_FORMATS:,} cell formats; this has more"
            )

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def kind(self, number: str) -> Kind:
        if number in self._codes:
            return self._codes[number]
        if number.isascii() and number.isdigit() and len(number) < 4:
            if int(number) == _BUILT_IN_DURATION:
                return Kind.DURATION
            if int(number) in _BUILT_IN_MOMENTS:
                return Kind.MOMENT
        return Kind.NUMBER


def kind_of_format(code: str) -> Kind:
    """As what a number format shows a number: its first section says so."""
    if len(code) > _LONGEST_FORMAT:
        return Kind.NUMBER
    plain = _LITERAL.sub("", code).partition(";")[0]
    if _DURATION.search(plain):
        return Kind.DURATION
    return Kind.MOMENT if _MOMENT.search(plain) else Kind.NUMBER


def strings(package: Package, path: str | None) -> list[str]:
    """The texts that cells refer to by number, without spaces around them."""
    if path is None:
        return []
    listener = _Strings(package)
    package.tell(path, listener)
    return listener.found


class RichText:
    """Puts a text together from its runs; what is said of its pronunciation is left out.

    Far more characters than a cell may have are not kept.
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """A new text."""
        self._runs: list[str] = []
        self._run: list[str] | None = None
        self._spoken = 0
        self._size = 0

    def start(self, name: str) -> None:
        """An element in it begins."""
        if name == "t" and not self._spoken:
            self._run = []
        elif name == "rPh":
            self._spoken += 1

    def text(self, data: str) -> None:
        """A piece of it, if it is in a run."""
        if self._run is not None and self._size <= MAX_CELL:
            self._size += len(data)
            self._run.append(data)

    def end(self, name: str) -> None:
        """An element in it ends."""
        if name == "t" and self._run is not None:
            self._runs.append(unescaped("".join(self._run)))
            self._run = None
        elif name == "rPh":
            self._spoken -= 1

    def whole(self) -> str:
        """The text, without spaces around it."""
        return "".join(self._runs).strip()


class _Strings:
    def __init__(self, package: Package) -> None:
        self._package = package
        self._rich = RichText()
        self._characters = 0
        self.found: list[str] = []

    def start(self, name: str, _: dict[str, str], /) -> None:
        if name == "si":
            self._rich.begin()
        else:
            self._rich.start(name)

    def text(self, data: str) -> None:
        self._rich.text(data)

    def end(self, name: str) -> None:
        if name != "si":
            self._rich.end(name)
            return
        text = self._rich.whole()
        self.found.append(text)
        self._characters += len(text)
        if len(self.found) > MAX_TEXTS or self._characters > MAX_CHARACTERS:
            raise self._package.refusal(
                f"a workbook may have {MAX_TEXTS:,} different texts, of {MAX_CHARACTERS:,} "
                "characters in all; this has more",
                "Delete the sheets that are not needed.",
            )


def unescaped(text: str) -> str:
    r"""A text as people see it: workbooks write what XML cannot hold as `_x0007_`.

    >>> unescaped("a_x0007_b"), unescaped("_x005F_x0041_")
    ('a\x07b', '_x0041_')
    """
    if "_x" not in text:
        return text
    return _ESCAPE.sub(_unescaped, text)


def _unescaped(match: re.Match[str]) -> str:
    code = int(match.group(1), 16)
    # Half a sign is none: it stays as it was written.
    return match.group() if 0xD800 <= code <= 0xDFFF else chr(code)
