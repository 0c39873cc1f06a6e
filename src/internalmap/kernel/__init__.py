"""Who stops when: the organisation as integers, and the arithmetic on them."""
