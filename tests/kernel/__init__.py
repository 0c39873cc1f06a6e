"""Tests of `internalmap.kernel`."""
