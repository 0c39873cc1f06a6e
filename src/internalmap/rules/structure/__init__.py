"""Rules about who depends on whom."""
