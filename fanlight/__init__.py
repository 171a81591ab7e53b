"""Fanlight: freedom-of-information answers with figures that are proved safe to publish."""

__version__ = "0.2.0"

_FRAMES = ("protect_frame", "audit_frame", "magnitude_frame")


def __getattr__(name: str) -> object:
    """The functions for data frames, loaded when they are first used."""
    if name in _FRAMES:
        import importlib

        return getattr(importlib.import_module("fanlight.protection.frames"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
