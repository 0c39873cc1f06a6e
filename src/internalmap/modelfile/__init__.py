"""Model files: read, looked up in git, edited and written."""
