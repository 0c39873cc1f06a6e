"""Tests of `internalmap.modelfile`."""
