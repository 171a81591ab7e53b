"""REPORT.json of `fanlight protect`: what was done, what it loses, and what is proved. Internal."""

from __future__ import annotations

import resource
from typing import Any

import numpy as np

from fanlight.audit.cells import CellAudit
from fanlight.audit.cells.perturbed import PerturbedAudit
from fanlight.protection.prepared import Prepared
from fanlight.protection.protected import Protected
from fanlight.tables.cells.decimals import told
from fanlight.tables.cells.equations import Ints


def there(ready: Prepared, cells: Ints, found: Protected) -> Ints:
    """The same cells in the table as it is given out, which may have grown by pools."""
    names = found.table.names
    if names is ready.table.names:
        return cells
    return np.array([names.cell(ready.table.names[int(cell)]) for cell in cells], dtype=np.int64)  # type: ignore[attr-defined]


def report_of(
    ready: Prepared, found: Protected, audit: CellAudit | PerturbedAudit | None, seconds: float
) -> dict[str, Any]:
    """The report's values; without an audit those that it gives are left to the caller."""
    table = found.table
    own = found.withheld | (found.merged if found.merged is not None else False)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    unproved: list[int] = []
    exact: list[int] = []
    if isinstance(audit, CellAudit):
        unproved = audit.unproved.tolist()
        exact = audit.cells[audit.exact].tolist()
    elif audit is not None:
        unproved, exact = audit.unproved.tolist(), audit.exact.tolist()
    forced = np.zeros(len(table), dtype=np.bool_)
    forced[there(ready, ready.withheld, found)] = True
    asked = np.zeros(len(table), dtype=np.bool_)
    asked[there(ready, ready.only_asked, found)] = True
    return {
        "internal": "Never give this file out: a sum of withheld counts gives them away.",
        "method": found.method,
        "cells": len(table),
        "primary": int((table.primary & ~asked).sum()),
        "asked": int(asked.sum()),
        "secondary": int((own & ~table.primary & ~forced).sum()),
        "forced": {
            "withheld": [list(table.names[cell]) for cell in np.flatnonzero(forced).tolist()],
            "given": [list(ready.table.names[int(cell)]) for cell in ready.given],
        },
        "cost": told(found.cost, table.cost_places) if found.perturbed is None else None,
        "lower_bound": None if found.bound is None else told(found.bound, table.cost_places),
        "gap": found.gap,
        "optimal": found.optimal,
        "proved_safe": None if audit is None else audit.verdict == "safe",
        "assumptions": [*found.assumptions, *(() if audit is None else audit.assumptions)],
        "unproved": [list(table.names[cell]) for cell in unproved],
        "exact": [list(table.names[cell]) for cell in exact],
        "notes": list(found.notes),
        "seconds": round(seconds, 3),
        "peak_mb": round(peak / 1024, 1),
    }
