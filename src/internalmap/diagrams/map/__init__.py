"""The map: suppliers at the left, customers at the right."""
