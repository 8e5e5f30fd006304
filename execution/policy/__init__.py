"""Pure: allow, ask or refuse; values quoted for the place they land in."""
