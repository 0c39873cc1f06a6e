"""Tests of `internalmap.model.organization`."""
