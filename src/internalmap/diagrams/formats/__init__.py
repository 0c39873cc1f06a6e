"""A picture as a file: SVG, PNG, PDF, DOT and Mermaid."""
