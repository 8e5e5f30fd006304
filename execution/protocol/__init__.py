"""Pure: the wire between server and agent. Standard library only."""
