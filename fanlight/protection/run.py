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
from fanlight.errors import BadInput, NotProvedSafe, NotSafe
from fanlight.protection.asked import Asked
from fanlight.protection.keys import read_costs, read_keys
from fanlight.protection.methods import METHODS, PERTURBING, Progress, Protected
from fanlight.tables.cells import CellTable, Status
from fanlight.tables.cells.counts import MOST_THRESHOLD
from fanlight.tables.cells.csv_in import read_cells
from fanlight.tables.cells.jj import read_jj
from fanlight.tables.cells.pools import write_pools
from fanlight.tables.cells.public import public_of, write_public

LEAST_AUDIT = 30.0
"""Seconds that the audit has at least: without it nothing is written."""
NAMED = 20
"""How many cells a message names at most."""


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
            return [f"{r['cells']:,} cells given, changed by {r['method']}; {r['seconds']:g} s.", *r["notes"][:-1]]
        proved = "proved safe" if r["proved_safe"] else f"not proved safe: {len(r['unproved']):,} cells unproved"
        best = "proved least loss" if r["optimal"] else "least loss not proved"
        return [
            f"{r['cells']:,} cells; {r['primary']:,} protected, {r['secondary']:,} more withheld.",
            f"{proved[0].upper()}{proved[1:]}; {best}; {r['seconds']:g} s.",
        ]


def protect(asked: Asked, *, progress: Progress | None = None, step: Callable[[str], None] = lambda text: None) -> Done:
    """Protects a table as asked. `step` is told what is going on.

    Raises `BadInput` for input that cannot be used, `NotSafe` where some cells cannot be protected whatever is
    withheld, `NotProvedSafe` where no safe way was found or proved in time. Nothing is written here.
    """
    started = time.monotonic()
    if asked.method not in METHODS:
        raise BadInput(f"There is no method “{asked.method}”.", next_step=f"Methods: {', '.join(METHODS)}.")
    if max(asked.threshold, asked.base or 0) > MOST_THRESHOLD:
        raise BadInput(
            f"A threshold or base above {MOST_THRESHOLD:,} is none for counts.", next_step="Give a smaller one."
        )
    if asked.pools is not None and asked.method in (*PERTURBING, "large"):
        raise BadInput(f"The method {asked.method} does not go with pools.", next_step="Leave out --pools.")
    if not 0 < asked.seconds < float("inf"):
        raise BadInput("The time limit is not a number of seconds above 0.", where="--time-limit")
    step("Reading the cells")
    table = read(asked)
    if asked.ledger:
        from fanlight.protection.remembered import protect_remembering

        return protect_remembering(asked, table, progress=progress, step=step, started=started)
    step("Looking for the safest and least loss")
    found = METHODS[asked.method](table, asked, progress)
    if found.unprotectable:
        raise _cannot(found.table, found.unprotectable)
    public = public_of(found.table, found.withheld, perturbed=found.perturbed, merged=found.merged)
    audit = None
    if found.perturbed is None:
        step("Auditing what would be given out")
        audit = audit_cells(
            public,
            from_table(found.table),
            knowledge=CellKnowledge(zeros_shown=asked.zeros_shown),
            time_limit=max(asked.seconds - (time.monotonic() - started), asked.seconds / 4, LEAST_AUDIT),
            ends="needed",
            claimed=found.witnesses,
        )
        if audit.verdict == "exposed":
            raise _exposed(audit, found.short)
    report = _report(asked, found, audit, time.monotonic() - started)
    chosen = asked.pools is not None and not asked.pools.exists()
    pools = write_pools(found.pools) if chosen else None
    return Done(write_public(public), pools, report, 0 if audit is None or audit.verdict == "safe" else 2)


def read(asked: Asked) -> CellTable:
    """The table with its requirements, costs and forced cells."""
    if asked.jj:
        if asked.hierarchies or asked.threshold:
            raise BadInput(
                "A JJ file says itself what adds up and what must be protected.",
                where=asked.cells.name,
                next_step="Leave out --hierarchy and --threshold.",
            )
        table = read_jj(asked.cells)
    else:
        if asked.threshold < 2:
            raise BadInput(
                "Counts from 1 to below the threshold are protected, so it must be at least 2.",
                next_step="Give --threshold, 5 say.",
            )
        table = read_cells(asked.cells, count=asked.count, hierarchies=asked.hierarchies, to_publish=True)
    table = _forced(asked, table)
    if not asked.jj:
        table = table.with_requirements(
            asked.threshold, zeros_shown=asked.zeros_shown, zeros_protected=asked.zeros_protected
        )
    if asked.costs == "cells":
        return replace(table, cost=np.ones(len(table), dtype=np.int64))
    if asked.costs != "count":
        from pathlib import Path

        return replace(table, cost=read_costs(Path(asked.costs), table))
    return table


def _forced(asked: Asked, table: CellTable) -> CellTable:
    status = table.status.copy()
    for path, kind in ((asked.publish, Status.PUBLISH), (asked.withhold, Status.WITHHOLD)):
        if path is None:
            continue
        cells = read_keys(path, table)
        both = cells[(status[cells] != Status.FREE) & (status[cells] != kind)]
        if len(both):
            raise BadInput(f"The cell {table.name(int(both[0]))} is to be both given and withheld.", where=path.name)
        status[cells] = kind
    return replace(table, status=status)


def _cannot(table: CellTable, cells: tuple[int, ...]) -> NotSafe:
    named = "; ".join(table.name(cell) for cell in cells[:NAMED])
    more = f" and {len(cells) - NAMED} more" if len(cells) > NAMED else ""
    given = sum(bool(table.status[cell] == Status.PUBLISH) for cell in cells)
    why = (
        "They are to be given in any case, though a rule protects them."
        if given == len(cells)
        else "Whatever is withheld, the figures that are given in any case and what readers know beforehand hold them too closely."
    )
    return NotSafe(
        f"{len(cells)} cells cannot be protected: {named}{more}. {why}",
        next_step="Nothing was written. Withhold what holds them, pool their categories, or leave the dimension out.",
    )


def _exposed(audit: CellAudit, short: tuple[int, ...]) -> NotSafe | NotProvedSafe:
    """`short`: cells that the method itself did not get to."""
    failed = [*audit.given_low.tolist(), *audit.cells[audit.states == State.FAILED].tolist()]
    if set(failed) <= set(short):
        return NotProvedSafe(
            f"The time ran out with {len(short):,} figures still unprotected, and the audit shows that {len(failed):,} of"
            " them can be worked out too closely.",
            next_step="Nothing was written. Raise --time-limit, or use a coarser breakdown.",
        )
    named = [audit.public.name(int(cell)) for cell in audit.given_low]
    named += [audit.public.name(int(cell)) for cell in audit.cells[audit.states == State.FAILED]]
    return NotSafe(
        f"The audit shows {len(named)} cells that can be worked out too closely: {'; '.join(named[:NAMED])}.",
        next_step="Nothing was written. Report this: the method should have found it.",
    )


def _report(asked: Asked, found: Protected, audit: CellAudit | None, seconds: float) -> dict[str, Any]:
    """The report's values. Without an audit (perturbation) nothing is proved of single figures: `proved_safe` is null,
    the method's guarantee stands in `notes`, and what it takes readers to know under `assumptions`."""
    table = found.table
    own = found.withheld | (found.merged if found.merged is not None else False)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    unproved = [] if audit is None else audit.cells[audit.states == State.NOT_PROVED].tolist()
    return {
        "internal": "Never give this file out: a sum of withheld counts gives them away.",
        "method": found.method,
        "cells": len(table),
        "primary": int(table.primary.sum()),
        "secondary": int((own & ~table.primary).sum()),
        "cost": found.cost if audit is not None else None,
        "lower_bound": found.bound,
        "gap": found.gap,
        "optimal": found.optimal,
        "proved_safe": None if audit is None else audit.verdict == "safe",
        "assumptions": list(found.assumptions if audit is None else audit.assumptions),
        "unproved": [list(table.names[cell]) for cell in unproved],
        "notes": list(found.notes),
        "seconds": round(seconds, 3),
        "peak_mb": round(peak / 1024, 1),
    }
