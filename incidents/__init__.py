"""Why: an alert becomes an incident and finds its runbook."""
