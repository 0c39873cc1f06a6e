"""What the checks found, as text: one file a format, each a pure function."""
