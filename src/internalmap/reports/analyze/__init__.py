"""What the whole report says, section by section."""
