"""Tables of what other systems say about their own operations, with the script that made them."""
