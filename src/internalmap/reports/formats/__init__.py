"""How a report is set: one file a form, each a pure function to text or bytes."""
