"""The story of `fanlight protect`: read the cells, protect them, audit what would be given out, and only then write."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fanlight.audit.cells import CellAudit, CellKnowledge, State, audit_cells, from_table
from fanlight.errors import BadInput
from fanlight.protection.asked import PERTURBING, Asked
from fanlight.protection.methods import METHODS, Progress, Protected
from fanlight.protection.prepared import Prepared, prepared
from fanlight.protection.refusals import cannot, exposed, refuse_protected
from fanlight.sdc.forced import only_asked
from fanlight.tables.cells import CellTable, Status
from fanlight.tables.cells.equations import Ints
from fanlight.tables.cells.pools import write_pools
from fanlight.tables.cells.public import public_of, write_public
from fanlight.tables.counted import counted

LEAST_AUDIT = 1.0
"""Seconds that are kept for the audit at least, and that it has where the limit has passed: without it nothing is
written."""
TRIALS, LEAST_PART, MOST_AUDIT = 5.0, 0.03, 0.4
"""How many times as long as its beginning an audit is given, and what part of the time limit at least and at most."""


MOST = 10**9
"""The largest threshold or base."""


@dataclass(frozen=True)
class Done:
    """`public`: the text of PUBLIC.csv; `pools`: that of POOLS.csv where pools were chosen; `report`: the report's values
    (internal); `exit_code` as the command's. With a ledger, `entries` are the release for it and, where one is due, an
    incident, to be added `after` the entry that was the last; `incident` is the page for the data-protection officer."""

    public: str
    pools: str | None
    report: dict[str, Any]
    exit_code: int
    incident: str = ""
    entries: tuple[dict[str, Any], ...] = ()
    after: int = 0

    def report_text(self) -> str:
        return json.dumps(self.report, indent=1, ensure_ascii=False) + "\n"

    def lines(self) -> list[str]:
        """A summary for whoever ran it; without costs, which give figures away."""
        r = self.report
        if r["proved_safe"] is None:
            return [
                f"{counted(r['cells'], 'cell')} given, changed by {r['method']}; {r['seconds']:g} s.",
                *r["notes"][:-1],
            ]
        proved = (
            "proved safe" if r["proved_safe"] else f"not proved safe: {counted(len(r['unproved']), 'cell')} unproved"
        )
        best = "proved least loss" if r["optimal"] else "least loss not proved"
        forced = len(r["forced"]["withheld"])
        asked = f" {forced:,} withheld as asked," if forced else ""
        exact = f"{counted(len(r['exact']), 'withheld figure')} can be worked out exactly."
        return [
            f"{counted(r['cells'], 'cell')}; {r['primary']:,} protected,{asked} {r['secondary']:,} more withheld.",
            f"{proved[0].upper()}{proved[1:]}; {best}; {r['seconds']:g} s.",
            *([exact] if r["exact"] else []),
        ]


def protect(asked: Asked, *, progress: Progress | None = None, step: Callable[[str], None] = lambda text: None) -> Done:
    """Protects a table as asked. `step` is told what is going on.

    Raises `BadInput` for input that cannot be used, `NotSafe` where some cells cannot be protected whatever is
    withheld, `NotProvedSafe` where no safe way was found or proved in time. Nothing is written here.
    """
    started = time.monotonic()
    if asked.method not in METHODS:
        raise BadInput(f"There is no method “{asked.method}”.", next_step=f"Methods: {', '.join(METHODS)}.")
    if max(asked.threshold, asked.base or 0) > MOST:
        raise BadInput(f"A threshold or base above {MOST:,} is none for counts.", next_step="Give a smaller one.")
    if asked.pools is not None and asked.method in (*PERTURBING, "large"):
        raise BadInput(f"The method {asked.method} does not go with pools.", next_step="Leave out --pools.")
    if not 0 < asked.seconds < float("inf"):
        raise BadInput("The time limit is not a number of seconds above 0.", where="--time-limit")
    step("Reading the cells")
    ready = prepared(asked)
    if asked.method not in PERTURBING:
        refuse_protected(ready.table)
    if asked.ledger:
        from fanlight.protection.remembered import protect_remembering

        return protect_remembering(asked, ready, progress=progress, step=step, started=started)
    until = started + asked.seconds
    if asked.method not in PERTURBING:
        until -= _reserve(ready.table, asked)
    step("Looking for the safest and least loss")
    found = _protected(ready, asked, until, progress)
    if found.unprotectable:
        raise cannot(
            found.table, found.unprotectable, _there(ready, ready.given, found), _there(ready, ready.withheld, found)
        )
    public = public_of(found.table, found.withheld, perturbed=found.perturbed, merged=found.merged)
    audit = None
    if found.perturbed is None:
        step("Auditing what would be given out")
        audit = audit_cells(
            public,
            from_table(found.table),
            knowledge=CellKnowledge(zeros_shown=asked.zeros_shown),
            time_limit=max(asked.seconds - (time.monotonic() - started), LEAST_AUDIT),
            ends="needed",
            claimed=found.witnesses,
        )
        if audit.verdict == "exposed":
            raise exposed(audit, found.short)
    report = report_of(ready, found, audit, time.monotonic() - started)
    chosen = asked.pools is not None and not asked.pools.exists()
    pools = write_pools(found.pools) if chosen else None
    return Done(write_public(public), pools, report, 0 if audit is None or audit.verdict == "safe" else 2)


def _reserve(table: CellTable, asked: Asked) -> float:
    """Seconds to keep for the audit, learned from how long its beginning takes with the fewest cells withheld. What it
    is told by the method it has only to check."""
    begun = time.monotonic()
    fewest = table.primary | (table.status == Status.WITHHOLD)
    audit_cells(
        public_of(table, fewest),
        from_table(table),
        knowledge=CellKnowledge(zeros_shown=asked.zeros_shown),
        time_limit=0,
        ends="needed",
    )
    learned = max(TRIALS * (time.monotonic() - begun), LEAST_AUDIT, LEAST_PART * asked.seconds)
    return min(learned, MOST_AUDIT * asked.seconds)


def _protected(ready: Prepared, asked: Asked, until: float, progress: Progress | None) -> Protected:
    """As the method protects. Zeros are given where that can be; where nothing else protects a figure and readers do not
    know that zeros are given, they may be withheld like other figures."""

    def by(table: CellTable) -> Protected:
        return METHODS[asked.method](table, replace(asked, seconds=max(until - time.monotonic(), 0.001)), progress)

    table = ready.table
    found = by(table)
    loose = (table.values == 0) & (table.status == Status.PUBLISH)
    loose[ready.given] = False
    if not found.unprotectable or asked.zeros_shown or asked.jj or not loose.any():
        return found
    status, cost = np.where(loose, Status.FREE, table.status).astype(np.int8), np.where(loose, 1, table.cost)
    other = by(replace(table, status=status, cost=cost))
    if other.unprotectable:
        return other
    note = "Zeros are withheld too, each at a cost of 1: without them some figures cannot be protected."
    return replace(other, notes=(*other.notes, note))


def _there(ready: Prepared, cells: Ints, found: Protected) -> Ints:
    """The same cells in the table as it is given out, which may have grown by pools."""
    names = found.table.names
    if names is ready.table.names:
        return cells
    return np.array([names.cell(ready.table.names[int(cell)]) for cell in cells], dtype=np.int64)  # type: ignore[attr-defined]


def read(asked: Asked) -> CellTable:
    """The table with its requirements, costs and forced cells. Raises `BadInput`."""
    return prepared(asked).table


def report_of(ready: Prepared, found: Protected, audit: CellAudit | None, seconds: float) -> dict[str, Any]:
    """The report's values. Without an audit (perturbation) nothing is proved of single figures: `proved_safe` is null,
    the method's guarantee stands in `notes`, and what it takes readers to know under `assumptions`."""
    table = found.table
    own = found.withheld | (found.merged if found.merged is not None else False)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    unproved = [] if audit is None else audit.cells[audit.states == State.NOT_PROVED].tolist()
    forced = np.zeros(len(table), dtype=np.bool_)
    forced[_there(ready, ready.withheld, found)] = True
    asked = only_asked(table, forced)
    return {
        "internal": "Never give this file out: a sum of withheld counts gives them away.",
        "method": found.method,
        "cells": len(table),
        "primary": int((table.primary & ~asked).sum()),
        "secondary": int((own & ~table.primary & ~forced).sum()),
        "forced": {
            "withheld": [list(table.names[cell]) for cell in np.flatnonzero(forced).tolist()],
            "given": [list(ready.table.names[int(cell)]) for cell in ready.given],
        },
        "cost": found.cost if audit is not None else None,
        "lower_bound": found.bound,
        "gap": found.gap,
        "optimal": found.optimal,
        "proved_safe": None if audit is None else audit.verdict == "safe",
        "assumptions": list(found.assumptions if audit is None else audit.assumptions),
        "unproved": [list(table.names[cell]) for cell in unproved],
        "exact": [] if audit is None else [list(table.names[cell]) for cell in audit.cells[audit.exact].tolist()],
        "notes": list(found.notes),
        "seconds": round(seconds, 3),
        "peak_mb": round(peak / 1024, 1),
    }
