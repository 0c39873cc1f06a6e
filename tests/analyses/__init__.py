"""Tests of `internalmap.analyses`."""
