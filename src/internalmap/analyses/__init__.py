"""The analyses, one file each: pure functions from a `Scope` to results."""
