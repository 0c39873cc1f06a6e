"""Tests of reading and writing other formats."""
