"""The inverted pyramid: customers on top."""
