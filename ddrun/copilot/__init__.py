"""The live incident and run pages."""
