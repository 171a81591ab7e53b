"""Figures that add up: cells, the sums and bounds between them, and where each comes from. One system under every answer."""
