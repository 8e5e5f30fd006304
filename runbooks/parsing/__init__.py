"""Pure: a document becomes blocks, steps and commands, each with its span."""
