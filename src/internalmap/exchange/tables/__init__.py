"""Tables of any kind become one draft of a model: headings, cells, rows."""
