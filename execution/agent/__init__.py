"""The program in the customer's network. It imports nothing of the server."""
