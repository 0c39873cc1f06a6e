"""YAML and JSON to plain values, each with its place."""
