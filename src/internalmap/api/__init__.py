"""The public functions: one file a verb, each put together from analyses."""
