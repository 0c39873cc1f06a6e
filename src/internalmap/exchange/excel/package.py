"""An Excel file as a package of parts."""

from __future__ import annotations

from internalmap.exchange.sheets.package import Package


class ExcelPackage(Package):
    """The parts of an Excel file."""

    form = "Excel file (.xlsx)"
    ending = ".xlsx"

    def check_form(self) -> None:
        """Refuse what is a file of another form."""
        if "xl/workbook.bin" in self:
            raise self.refusal("this is a binary Excel file (.xlsb)", self.save_as)
        if "[content_types].xml" in self:
            return
        if "mimetype" in self and "content.xml" in self:
            raise self.refusal(
                "this is an OpenDocument file (.ods), and no Excel file",
                "Give it a name that ends in .ods, or say --from ods.",
            )
        raise self.refusal(f"this is a zip file, but no {self.form}", self.save_as)
