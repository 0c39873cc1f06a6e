"""A picture in pages: a map for each unit, and an index before them."""
