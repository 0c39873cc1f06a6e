"""Tests of `internalmap.api.parts`."""
