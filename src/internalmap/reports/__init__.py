"""What is said of each result, and how it is set."""
