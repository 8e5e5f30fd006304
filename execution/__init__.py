"""Doing: a run moves step by step, with consent."""
