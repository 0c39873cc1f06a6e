"""Forms that a unit fills in: a workbook each, made from a model, and read back into it."""
