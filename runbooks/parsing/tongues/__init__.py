"""What the reader knows of seven languages: one file each, one shape for all."""
