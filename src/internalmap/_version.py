"""The version, and where the project is at home, in one place."""

__version__ = "0.1.0"

#: Where the pages of the project are, for those who meet only what it found.
HOME = "https://example.org/internalmap"
