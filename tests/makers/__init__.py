"""Makers: one call gives a real row of each kind, through the actions people use."""
