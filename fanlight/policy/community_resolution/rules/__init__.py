"""What a version says: its vocabulary, conditions and rules, and the versions that are held."""
