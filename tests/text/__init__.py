"""Tests of `internalmap.text`."""
