"""Pure: canonical form, hashes and signatures of the ledger."""
