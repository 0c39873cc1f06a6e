"""What changed between two versions, and what it does to risk."""
