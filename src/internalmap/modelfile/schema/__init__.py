"""What a model file may say, and what results look like as JSON."""
