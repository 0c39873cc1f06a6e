"""Values of one file or of many to one organisation, every problem collected."""
