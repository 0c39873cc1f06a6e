"""What all views draw with: scenes, boxes, lines, letters, the legend."""
