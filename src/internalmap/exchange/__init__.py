"""Outside formats: one folder or file for reading each, one function for writing it."""
