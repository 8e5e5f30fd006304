"""Writes: organisations, invitations, roles, sign-in."""
