"""Knowing: documents become steps; steps learn."""
