"""Writes: start, advance, dispatch, approve, report."""
