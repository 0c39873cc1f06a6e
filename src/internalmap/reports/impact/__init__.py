"""What is said of an absence or a delay."""
