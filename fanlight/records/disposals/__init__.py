"""Disposals that were decided here, beside the imported ones."""
