"""Pure: what outcomes say of a runbook."""
