"""Tables of alerts and incidents."""
