"""Pure: is this the same trouble, and which runbook fits it."""
