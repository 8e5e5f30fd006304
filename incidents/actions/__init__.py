"""Writes: receive, match, respond."""
