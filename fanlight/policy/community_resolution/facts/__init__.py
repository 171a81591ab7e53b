"""The facts of one case, read, and those that cannot be true together."""
