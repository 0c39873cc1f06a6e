"""Tests of `internalmap.model`."""
