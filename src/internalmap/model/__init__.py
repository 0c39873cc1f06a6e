"""The organisation: parties, needs, and what is said of them."""
