"""GraphML in and out."""
