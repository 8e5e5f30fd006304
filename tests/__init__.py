"""What the customer would agree with."""
