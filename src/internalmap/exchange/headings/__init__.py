"""What a table is, which of its rows are data, and what its columns mean."""
