"""The space of all facts as decision diagrams: what proofs, comparisons and questions work on."""
