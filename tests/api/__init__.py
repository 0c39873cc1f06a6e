"""Tests of `internalmap.api`."""
