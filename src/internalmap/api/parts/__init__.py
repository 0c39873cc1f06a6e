"""What verbs are put together from, where one file would be too long, or several share it."""
