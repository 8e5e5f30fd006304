"""Pure: alert facts become run variables."""
