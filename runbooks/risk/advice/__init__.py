"""What stands beside a verdict: the way back, the form that changes nothing, and the milder form."""
