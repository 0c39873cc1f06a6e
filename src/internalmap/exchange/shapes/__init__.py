"""Tables of other shapes than a list: what finds them, and makes a list of them."""
