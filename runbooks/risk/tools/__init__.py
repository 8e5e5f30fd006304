"""One file per family of tools: what their options and sub-commands do."""
