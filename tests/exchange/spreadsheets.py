"""OpenDocument spreadsheets, written by hand."""

from __future__ import annotations

import io
import zipfile

OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = " ".join(
    f'xmlns:{name}="{OASIS}{space}:1.0"'
    for name, space in {
        "office": "office", "table": "table", "text": "text", "style": "style", "draw": "drawing",
        "manifest": "manifest",
    }.items()
)  # fmt: skip
NAMES += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
KIND = "application/vnd.oasis.opendocument.spreadsheet"


def content(sheets: str, styles: str = "", body: str = "spreadsheet") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:{body}>{sheets}</office:{body}></office:body>"
        "</office:document-content>"
    )


def ods(text: str, **others: str) -> bytes:
    """A file with this content, and other parts by their names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, part in {"mimetype": KIND, "content.xml": text, **others}.items():
            entry = zipfile.ZipInfo(name)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, part.encode())
    return stream.getvalue()


def sheet(*rows: str, name: str = "Needs", more: str = "", before: str = "") -> str:
    lines = "".join(row if row.startswith("<") else line(*row.split("|")) for row in rows)
    return f'<table:table table:name="{name}"{more}>{before}{lines}</table:table>'


def line(*texts: str, more: str = "") -> str:
    cells = "".join(text if text.startswith("<") else cell(text) for text in texts)
    return f"<table:table-row{more}>{cells}</table:table-row>"


def cell(text: str = "", more: str = "", kind: str = "string") -> str:
    inside = f"<text:p>{text}</text:p>" if text else ""
    value = f' office:value-type="{kind}"' if kind and (text or more) else ""
    return f"<table:table-cell{value}{more}>{inside}</table:table-cell>"


def valued(kind: str, key: str, value: str, shown: str = "shown", more: str = "") -> str:
    return cell(shown, f' office:{key}="{value}"{more}', kind)
