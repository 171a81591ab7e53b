"""What the words of a response say about figures."""
