"""Catalogs of Backstage."""
