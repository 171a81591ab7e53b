"""Fanlight: freedom-of-information answers with figures that are proved safe to publish.

In Python, `protect`, `audit` and `verify` take and give data frames:

    from fanlight import audit, protect

    done = protect(frame, threshold=5)
    done.public, done.status
    audit(done.public, threshold=5, cells=frame).verdict

Everything named in `__all__` is loaded when it is first used.
"""

from __future__ import annotations

import importlib
import inspect
import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fanlight.errors import (
        BadInput,
        Cancelled,
        FanlightError,
        NotProvedSafe,
        NotReady,
        NotSafe,
        Subject,
        TooLarge,
    )
    from fanlight.figures.cells import CellTable
    from fanlight.figures.cells.releasable import ProvedTable, UnprovedTable
    from fanlight.ledger import Ledger
    from fanlight.ledger.description import Described, read_description
    from fanlight.progress import Progress
    from fanlight.protection.frames.amounts import amounts
    from fanlight.protection.frames.audit import audit, verify
    from fanlight.protection.frames.outcome import Audit, Protection
    from fanlight.protection.frames.protection import protect
    from fanlight.protection.frames.record_keys import record_keys
    from fanlight.protection.report.report import Report
    from fanlight.tables.knowledge.rules import MagnitudeRules

__version__ = "0.2.0"

__all__ = [
    "Audit",
    "BadInput",
    "Cancelled",
    "CellTable",
    "Described",
    "FanlightError",
    "Ledger",
    "MagnitudeRules",
    "NotProvedSafe",
    "NotReady",
    "NotSafe",
    "Progress",
    "Protection",
    "ProvedTable",
    "Report",
    "Subject",
    "TooLarge",
    "UnprovedTable",
    "__version__",
    "amounts",
    "audit",
    "protect",
    "read_description",
    "record_keys",
    "verify",
]

_PLACES = {
    "fanlight.errors": (
        *("BadInput", "Cancelled", "FanlightError", "NotProvedSafe", "NotReady", "NotSafe", "Subject", "TooLarge"),
    ),
    "fanlight.ledger": ("Ledger",),
    "fanlight.ledger.description": ("Described", "read_description"),
    "fanlight.progress": ("Progress",),
    "fanlight.protection.frames.amounts": ("amounts",),
    "fanlight.protection.frames.protection": ("protect",),
    "fanlight.protection.frames.audit": ("verify",),
    "fanlight.protection.frames.outcome": ("Audit", "Protection"),
    "fanlight.protection.frames.record_keys": ("record_keys",),
    "fanlight.protection.report.report": ("Report",),
    "fanlight.figures.cells": ("CellTable",),
    "fanlight.figures.cells.releasable": ("ProvedTable", "UnprovedTable"),
    "fanlight.tables.knowledge.rules": ("MagnitudeRules",),
}


class _AuditPackage(ModuleType):
    """The package `fanlight.audit`, which may be called as the function of that name: both are `fanlight.audit`."""

    def __call__(self, *given: Any, **options: Any) -> Any:
        return _audit()(*given, **options)

    @property
    def __signature__(self) -> inspect.Signature:
        return inspect.signature(_audit())


class _Face(ModuleType):
    def __setattr__(self, name: str, value: Any) -> None:
        # The import system puts a package into its parent by this when it is first imported, whoever asks for it.
        if name == "audit" and type(value) is ModuleType:
            value.__class__ = _AuditPackage
        super().__setattr__(name, value)


def _audit() -> Any:
    return importlib.import_module("fanlight.protection.frames.audit").audit


if not TYPE_CHECKING:  # a checker that saw it would take any name for one of ours

    def __getattr__(name: str) -> Any:
        if name == "audit":
            return importlib.import_module("fanlight.audit")
        for place, names in _PLACES.items():
            if name in names:
                return getattr(importlib.import_module(place), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


sys.modules[__name__].__class__ = _Face
