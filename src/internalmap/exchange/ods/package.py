"""An OpenDocument file as a package of parts."""

from __future__ import annotations

from typing import Final

from internalmap.exchange.sheets.guard import Guard, Part, Usage
from internalmap.exchange.sheets.package import Package

#: The part in which the sheets stand.
CONTENT: Final = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_SPREADSHEETS = tuple(
    f"application/vnd.oasis.opendocument.spreadsheet{kind}" for kind in ("", "-template")
)


class OdsPackage(Package):
    """The parts of an OpenDocument spreadsheet."""

    form = "OpenDocument spreadsheet (.ods)"
    ending = ".ods"

    def check_form(self) -> None:
        """Refuse what is a file of another form."""
        if "xl/workbook.xml" in self or "xl/workbook.bin" in self:
            raise self.refusal(
                "this is an Excel file, and no OpenDocument spreadsheet (.ods)",
                "Give it a name that ends in .xlsx, or say --from xlsx.",
            )
        if "encrypted-package" in self:
            raise self._locked()
        if CONTENT not in self:
            raise self.refusal(f"this is a zip file, but no {self.form}", self.save_as)
        if "mimetype" in self:
            with self.unpacking("mimetype"), self.open("mimetype") as part:
                kind = part.read(200).decode("ascii", "replace").strip()
            if kind not in _SPREADSHEETS:
                raise self.no_spreadsheet()

    def check_lock(self, usage: Usage) -> None:
        """Refuse what cannot be read without a password."""
        if _MANIFEST in self:
            guard = _Manifest(usage)
            Part(self, _MANIFEST, guard).whole()
            if guard.locked:
                raise self._locked()

    def no_spreadsheet(self) -> Exception:
        """The error that this is a text, a drawing or such."""
        return self.refusal("this is an OpenDocument file, but no spreadsheet (.ods)", self.save_as)

    def _locked(self) -> Exception:
        return self.refusal("this file has a password", "Save it without one.")


class _Manifest(Guard):
    """Sees whether parts are locked."""

    locked = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        super().start(tag, attributes)
        self.locked = self.locked or tag.endswith("}encryption-data")
