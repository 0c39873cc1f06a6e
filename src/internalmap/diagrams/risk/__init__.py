"""The risk table."""
