"""Pure: what a command may do, with the words that prove it."""
