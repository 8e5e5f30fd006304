"""`python -m compliance.verifier evidence.zip`: checks evidence offline, without Django."""
