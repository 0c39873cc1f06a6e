"""What stands in the workbook, sheet by sheet, before it is typeset."""
