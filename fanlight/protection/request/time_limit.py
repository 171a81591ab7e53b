"""What of a time limit is kept for the audit of what would be given out."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np

from fanlight.figures.cells import CellTable, Status
from fanlight.sdc.suppression_problem import Mask

LEAST_AUDIT = 1.0
"""Seconds that are kept for the audit at least, and that it has where the limit has passed: without it nothing is
written."""
TRIALS, LEAST_PART, MOST_AUDIT = 5.0, 0.03, 0.4
"""How many times as long as its beginning an audit is given, and what part of the time limit at least and at most."""


def fewest_withheld(table: CellTable) -> Mask:
    """The cells that are withheld in any case."""
    return np.asarray(table.primary | (table.status == Status.WITHHOLD), dtype=np.bool_)


def audit_time(begin: Callable[[], object], seconds: float) -> float:
    """What part of a limit of so many seconds is kept for an audit, by how long its beginning takes. What the audit is told
    by the method it has only to check."""
    begun = time.monotonic()
    begin()
    learned = max(TRIALS * (time.monotonic() - begun), LEAST_AUDIT, LEAST_PART * seconds)
    return min(learned, MOST_AUDIT * seconds)
