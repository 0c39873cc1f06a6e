"""An organisation as the text of a model file."""
