"""Pure: the table of moves and what may run now."""
