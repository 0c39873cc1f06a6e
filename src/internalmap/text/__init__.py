"""Texts: quantities and phrases read and written, names made safe to show."""
