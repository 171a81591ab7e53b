"""Table specs: what a table counts, and the YAML that says it."""
