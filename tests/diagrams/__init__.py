"""Tests of the pictures: what they show, where it stands and what each format says of it."""
