"""Pure: what comes in, before it is read: files are unpacked, likely secrets become references."""
