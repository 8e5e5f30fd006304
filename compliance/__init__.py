"""Proof: what happened, in an order nobody can change."""
