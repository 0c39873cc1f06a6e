"""Random input that keeps the structure of real input; `python -m fuzz` tries it."""
