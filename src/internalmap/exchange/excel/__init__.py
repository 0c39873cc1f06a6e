"""Excel workbooks in and out, behind a guard."""
