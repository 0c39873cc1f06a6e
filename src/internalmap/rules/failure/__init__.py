"""Rules about what an absence does, and who could stand in."""
