"""Pure: a version as it is kept, compared with another, and frozen for a run."""
