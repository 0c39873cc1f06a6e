"""What is said of scenarios: their own report, and their part in others."""
