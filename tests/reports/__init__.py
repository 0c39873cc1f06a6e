"""Tests of the reports, made from results that are written by hand."""
