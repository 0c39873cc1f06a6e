"""What a model file may say, and the JSON Schema of it."""
