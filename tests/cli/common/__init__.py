"""Tests of `internalmap.cli.common`."""
