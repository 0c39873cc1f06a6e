"""The XML of a GraphML file: its text, and its elements one after the other, safely.

Document types are refused, and with them entities and files outside: they can make a small file
huge, or have others read, and GraphML needs none.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE, lookup
from io import BytesIO
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.xmlreader import InputSource

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from internalmap.errors import InvalidModel, Place, Problem
from internalmap.modelfile.syntax.values import MAX_BYTES
from internalmap.source import Position, Source, Span
from internalmap.text.escape import quoted

#: The encodings that are read, as Python calls them.
ENCODINGS = frozenset(
    ["utf-8", "ascii", "utf-16", "utf-16-le", "utf-16-be"]
    + [f"iso8859-{number}" for number in range(1, 17)]
    + [f"cp125{number}" for number in range(9)]
)
#: How many bytes are parsed at once: a tag that is longer than this is looked at again and again.
_AT_ONCE = 4 * 1024 * 1024

_DECLARED = re.compile(rb"""<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DOCUMENT_TYPE = re.compile(r"<!DOCTYPE[^>\r\n]*>?")


def decoded(data: bytes, name: str) -> str:
    """The text, in the encoding that the file declares."""
    if len(data) > MAX_BYTES:
        limit = f"{MAX_BYTES // (1024 * 1024)} MiB"
        raise InvalidModel([Problem(None, f"{name}: is larger than {limit}", "Split it.")])
    declared = _DECLARED.match(data.removeprefix(BOM_UTF8).lstrip())
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        encoding = "utf-16"
    elif data.startswith((b"<\0", b"\0<")):
        encoding = "utf-16-le" if data[0] else "utf-16-be"
    elif data.startswith(BOM_UTF8):
        encoding = "utf-8"
    remedy = "Save the file as UTF-8."
    try:
        if lookup(encoding).name not in ENCODINGS:
            raise LookupError
        return data.decode(encoding).removeprefix("\ufeff")
    except LookupError:
        message = f"{name}: the encoding {quoted(encoding)} is not read"
        raise InvalidModel([Problem(None, message, remedy)]) from None
    except UnicodeDecodeError as error:
        message = f"{name}: this is not {encoding.upper()}, at the byte with offset {error.start}"
        raise InvalidModel([Problem(None, message, remedy)]) from None


def parse(text: str, source: Source, handler: ContentHandler) -> None:
    """Read the elements; what is wrong with the XML itself is raised as a problem."""
    parser = create_parser(bufsize=_AT_ONCE, forbid_dtd=True)
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(handler)
    stream = InputSource(source.name)
    stream.setEncoding("utf-8")  # whatever the text declares: it is decoded already
    stream.setByteStream(BytesIO(text.encode("utf-8")))
    try:
        parser.parse(stream)
    except DefusedXmlException:
        found = _DOCUMENT_TYPE.search(text)
        place = Place(source, source.span(*found.span() if found else (0, 0)))
        message = "a document type, '<!DOCTYPE', is not allowed, nor are entities"
        remedy = "Remove it, up to its '>': GraphML needs none."
        raise InvalidModel([Problem(place, message, remedy)]) from None
    except SAXParseException as error:
        line, column = error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1
        here = Position(line, column)
        what = error.getMessage()
        message, remedy = f"the XML is broken here: {what}", "Save or export the file again."
        if not text.strip():
            message = "the file is empty"
        elif not text.lstrip().startswith("<"):
            message, remedy = "this is not XML, and GraphML is", "Name a GraphML file."
        elif what in ("no element found", "unclosed token", "unclosed CDATA section"):
            message = "the file ends before its XML is complete"
        raise InvalidModel([Problem(Place(source, Span(here, here)), message, remedy)]) from None
