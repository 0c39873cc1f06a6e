"""A guard over what workbooks are read by: it sees each element of a part, and counts.

What packs well unfolds to much: two million empty cells in a row pack into thirteen kilobytes. The
guard counts what would be built, and refuses what is beyond the bounds. What is long, the rows of a
sheet and the texts, it gathers itself (in the folders of the forms), so that they are parsed once.
"""

from __future__ import annotations

from typing import Final
from xml.parsers import expat

from internalmap.exchange.sheets.package import Package
from internalmap.text.escape import escape

#: How many elements the parts that are read may have in all.
MAX_ELEMENTS: Final = 6_000_000
#: How many elements and attributes may be something else than rows and cells, or texts of cells.
MAX_OTHERS: Final = 500_000
#: How many elements and attributes a row, or a text, may have.
MAX_INSIDE: Final = 250_000
#: How many characters a row, or a text, may have.
MAX_INSIDE_TEXT: Final = 16 * 1024 * 1024
#: How many characters may stand between the tags in all.
MAX_CHARACTERS: Final = 64 * 1024 * 1024
#: How many names the elements and attributes of a part may have: parsers keep each.
MAX_NAMES: Final = 2_000
#: How deep elements may nest.
MAX_DEPTH: Final = 64
#: How many bytes a single tag, with its attributes, may have.
MAX_TAG: Final = 1024 * 1024
#: How many bytes a part may have that is read at once: any but sheets and texts.
MAX_AT_ONCE: Final = 32 * 1024 * 1024
_CHUNK = 64 * 1024


class Usage:
    """What of the bounds of a workbook has been used up so far."""

    elements = 0
    others = 0
    characters = 0


class _DocumentType(Exception):
    """A part begins with one."""


class Guard:
    """Counts what is in a part that is read at once.

    A part that is read a *unit* at a time, a row or a text, has a guard of its own kind; `inside`
    and `text` are how many elements and characters the unit has so far.
    """

    #: Whether all of the part is built at once.
    at_once = True

    def __init__(self, usage: Usage) -> None:
        self.usage = usage
        #: What is wrong with the order of the elements.
        self.wrong = ""
        self.names: set[str] = set()
        self.depth = self.deepest = 0
        self.inside = self.most_inside = 0
        self.text = self.most_text = 0
        self.events = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        self.deepest = max(self.deepest, self.depth)
        self.names.add(tag)
        self.names.update(attributes)
        self.usage.elements += 1
        self.usage.others += 1 + len(attributes)

    def data(self, text: str) -> None:
        """A piece of text."""
        self.events += 1
        self.usage.characters += len(text)
        self.text += len(text)

    def end(self, tag: str) -> None:  # noqa: ARG002 - the parser gives it
        """An element ends."""
        self.events += 1
        self.depth -= 1

    def close_unit(self) -> None:
        """A unit ends."""
        self.most_inside = max(self.most_inside, self.inside)
        self.most_text = max(self.most_text, self.text)

    def parser(self) -> expat.XMLParserType:
        """A parser that tells this guard what it finds.

        The library has defusedxml read its parts, which takes three times as long. What makes
        either safe is that a document type is refused, and every entity with it.
        """
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.data
        parser.StartDoctypeDeclHandler = self._doctype
        return parser

    def _doctype(self, *_: object) -> None:
        raise _DocumentType


class Part:
    """A part to be read: each piece is handed on when the guard has seen it.

    Raises `KeyError` where there is no such part.
    """

    def __init__(self, package: Package, path: str, guard: Guard) -> None:
        self._package = package
        self._path = path
        self._shown = escape(path)
        self.guard = guard
        self._parser = guard.parser()
        self._silent = 0
        self._size = 0
        self._raw = package.open(path)

    def whole(self) -> bytes:
        """All of the part."""
        return b"".join(iter(self.read, b""))

    def read(self) -> bytes:
        """The next piece of the part; an empty one at its end."""
        with self._package.unpacking(self._path):
            piece = self._raw.read(_CHUNK)
        self._size += len(piece)
        events = self.guard.events
        try:
            self._parser.Parse(piece, not piece)
        except _DocumentType:
            raise self._package.damaged(
                f"{self._shown} has a document type, which workbooks do not have"
            ) from None
        except expat.ExpatError as error:
            raise self._package.damaged(f"{self._shown} is no XML") from error
        except (ValueError, LookupError) as error:  # an encoding that is not known
            raise self._package.damaged(f"{self._shown} cannot be read") from error
        self._silent = self._silent + len(piece) if events == self.guard.events else 0
        self._check()
        return piece

    def _check(self) -> None:
        guard, usage = self.guard, self.guard.usage
        if guard.wrong:
            raise self._package.damaged(guard.wrong)
        bounds = (
            (usage.elements, MAX_ELEMENTS, "elements"),
            (usage.others, MAX_OTHERS, "elements and attributes besides its cells"),
            (usage.characters, MAX_CHARACTERS, "characters"),
            (max(guard.inside, guard.most_inside), MAX_INSIDE, "elements in a row or text"),
            (max(guard.text, guard.most_text), MAX_INSIDE_TEXT, "characters in a row or text"),
            (len(guard.names), MAX_NAMES, "names of elements in a part"),
            (guard.deepest, MAX_DEPTH, "elements in one another"),
            (self._silent, MAX_TAG, "bytes in a tag"),
            (self._size if guard.at_once else 0, MAX_AT_ONCE, "bytes in a part besides its sheets"),
        )
        for used, bound, what in bounds:
            if used > bound:
                raise self._package.too_much(f"this workbook has more than {bound:,} {what}")
