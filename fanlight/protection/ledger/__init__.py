"""Protection and audit together with everything in the ledger that touches the table."""
