"""What the public functions return: one file a verb, frozen and plain."""
