"""From what the apps say of a run to what a page shows: no queries, no clock, no Django."""
