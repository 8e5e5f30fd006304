"""Ground: a noun a module, no business at all."""
