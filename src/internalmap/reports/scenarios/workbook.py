"""What comes of scenarios as a workbook."""

from internalmap.reports.scenarios.report import workbook as report

__all__ = ["report"]
