"""The words of tables, a file a language, and what reads them."""
