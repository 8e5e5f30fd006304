"""Who: organisations, teams, roles and sign-in."""
