"""Proof by execution: what is called green is run in a closed world, and every act of it is read."""
