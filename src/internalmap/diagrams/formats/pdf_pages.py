"""Several PDF pages as one file, with the names of the pages as its outline."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO


def bound(pages: Sequence[tuple[str, bytes]], title: str) -> bytes:
    """One file of files of one page each, in their order. The same pages give the same bytes."""
    from pypdf import PdfWriter

    writer = PdfWriter()
    for name, data in pages:
        writer.append(BytesIO(data), outline_item=name)
    writer.add_metadata({"/Title": title})
    found = BytesIO()
    writer.write(found)
    return found.getvalue()
