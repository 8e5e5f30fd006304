"""Doors: vendors' languages, translated to ours and back."""
