"""Tests of `internalmap.cli`."""
