"""The rules: their pages, and what they find."""
