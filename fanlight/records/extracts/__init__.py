"""Extracts, newer ones in the place of older ones, and what changed."""
