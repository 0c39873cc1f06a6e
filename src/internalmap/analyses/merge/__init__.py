"""Answers and a model become one: value by value, with what cannot be one told."""
