"""Suppression for tables of 10^4 to 10^6 cells."""

from fanlight.sdc.heuristic.suppress import LargeSuppression, suppress_large

__all__ = ["LargeSuppression", "suppress_large"]
