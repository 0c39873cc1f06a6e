"""What commands have in common: their options, and how they read and write."""
