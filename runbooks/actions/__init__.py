"""Writes: importing, editing, publishing, outcomes."""
