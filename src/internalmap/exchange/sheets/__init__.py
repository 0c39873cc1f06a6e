"""Sheets of cells, whatever program wrote them: the file around them, and the tables in them."""
