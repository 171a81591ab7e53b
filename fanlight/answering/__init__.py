"""A case to a draft, and a draft to a release. `draft` takes and gives values; `folder` reads and writes the case folder."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fanlight.answering.case.model import Case, CaseFile
    from fanlight.answering.drafting import Draft, draft
    from fanlight.answering.missing import Missing

__all__ = ["Case", "CaseFile", "Draft", "Missing", "draft"]

_HOMES = {
    "Case": "case.model",
    "CaseFile": "case.model",
    "Draft": "drafting",
    "draft": "drafting",
    "Missing": "missing",
}


# Without a handler of the caller's, nothing is printed.
logging.getLogger(__name__).addHandler(logging.NullHandler())


def __getattr__(name: str) -> object:
    """Each name is loaded when it is first used: not every command drafts."""
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(f"fanlight.answering.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
