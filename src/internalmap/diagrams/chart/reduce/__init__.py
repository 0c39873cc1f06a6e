"""Charts that draw less and say the same: one file a step."""
