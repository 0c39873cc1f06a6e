"""OpenDocument spreadsheets in, behind a guard."""
