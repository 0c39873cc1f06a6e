"""The dependency matrix."""
