"""Fanlight: freedom-of-information answers with figures that are proved safe to publish."""

__version__ = "0.1.0"
