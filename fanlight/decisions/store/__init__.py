"""Where decisions are kept: the chain of entries, and the places that can hold it."""
