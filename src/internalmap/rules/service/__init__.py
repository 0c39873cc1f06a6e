"""Rules about what was promised, how well it is kept, and what is due."""
