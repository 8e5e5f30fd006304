"""Tables of agents and runs."""
