"""The hierarchy: who is part of what, and who reports to whom."""
