"""What is said of a business impact analysis."""
