"""The story of `fanlight protect`: read the cells, protect them, audit what would be given out, and only then write."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fanlight.audit.cells import CellAudit, CellKnowledge, audit_cells, from_table
from fanlight.audit.cells.perturbed import PerturbedAudit
from fanlight.errors import BadInput, NotProvedSafe, NotSafe
from fanlight.protection.asked import PERTURBING, Asked
from fanlight.protection.changed import changed
from fanlight.protection.contributing import against_contributors
from fanlight.protection.held import movable
from fanlight.protection.methods import METHODS
from fanlight.protection.options import check_options
from fanlight.protection.prepared import Prepared, prepared
from fanlight.protection.protected import Progress, Protected
from fanlight.protection.refusals import LEAST_WHY, WHY, cannot, exposed, mistaken, refuse_protected
from fanlight.protection.reporting import report_of, there
from fanlight.sdc.suppression.problem import Mask
from fanlight.tables.cells import CellTable, Status
from fanlight.tables.cells.counts import MOST_THRESHOLD
from fanlight.tables.cells.pools import write_pools
from fanlight.tables.cells.public import public_of, write_public
from fanlight.tables.counted import counted

LEAST_AUDIT = 1.0
"""Seconds that are kept for the audit at least, and that it has where the limit has passed: without it nothing is
written."""
TRIALS, LEAST_PART, MOST_AUDIT = 5.0, 0.03, 0.4
"""How many times as long as its beginning an audit is given, and what part of the time limit at least and at most."""


@dataclass(frozen=True)
class Done:
    """`public`: the text of PUBLIC.csv; `pools`: that of POOLS.csv where pools were chosen; `report`: the report's values
    (internal); `exit_code` as the command's; `changed`: by a method that changes figures. With a ledger, `entries` are the release for it and, where one is due, an
    incident, to be added `after` the entry that was the last; `incident` is the page for the data-protection officer."""

    public: str
    pools: str | None
    report: dict[str, Any]
    exit_code: int
    incident: str = ""
    entries: tuple[dict[str, Any], ...] = ()
    after: int = 0
    changed: bool = False

    def report_text(self) -> str:
        return json.dumps(self.report, indent=1, ensure_ascii=False) + "\n"

    def lines(self) -> list[str]:
        """A summary for whoever ran it; without costs, which give figures away."""
        r = self.report
        unproved = len(r["unproved"]) + len(r.get("ledger", {}).get("unproved", ()))
        proved = "proved safe" if r["proved_safe"] else f"not proved safe: {counted(unproved, 'cell')} unproved"
        if self.changed:
            least = (
                [f"{'Proved' if r['optimal'] else 'Not proved'} to be the least sum of changes."]
                if r["method"] == "round"
                else []
            )
            given = f"{counted(r['cells'], 'cell')} given, changed by {r['method']}."
            return [given, f"{proved[0].upper()}{proved[1:]}; {r['seconds']:g} s.", *least, *r["notes"][:-1]]
        best = "proved least loss" if r["optimal"] else "least loss not proved"
        asked = f" {r['asked']:,} withheld as asked," if r["asked"] else ""
        exact = f"{counted(len(r['exact']), 'withheld figure')} can be worked out exactly."
        return [
            f"{counted(r['cells'], 'cell')}; {r['primary']:,} protected,{asked} {r['secondary']:,} more withheld.",
            f"{proved[0].upper()}{proved[1:]}; {best}; {r['seconds']:g} s.",
            *([exact] if r["exact"] else []),
        ]


FOR_OTHERS = 0.6
"""Of amounts: the part of the time for a pattern that is safe from other readers than contributors."""
GROUPED = "No sum that is not 0 may be seen to fall in one code alone (another may be 1 or more), over"


def protect(asked: Asked, *, progress: Progress | None = None, step: Callable[[str], None] = lambda text: None) -> Done:
    """Protects a table as asked. `step` is told what is going on.

    Raises `BadInput` for input that cannot be used, `NotSafe` where some cells cannot be protected whatever is
    withheld, `NotProvedSafe` where no safe way was found or proved in time. Nothing is written here.
    """
    started = time.monotonic()
    if asked.method not in METHODS:
        raise BadInput(
            f"There is no method “{asked.method}”.", where="--method", next_step=f"Methods: {', '.join(METHODS)}."
        )
    if max(asked.threshold, asked.base or 0) > MOST_THRESHOLD:
        raise BadInput(
            f"A threshold or base above {MOST_THRESHOLD:,} is none for counts.",
            where="--threshold" if asked.threshold > MOST_THRESHOLD else "--base",
            next_step="Give a smaller one.",
        )
    check_options(asked)
    if not 0 < asked.seconds < float("inf"):
        raise BadInput(
            "The time limit is not a number of seconds above 0.", where="--time-limit", next_step="Give 60, say."
        )
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
        raise _refused(ready, found, asked, asked.seconds - (time.monotonic() - started))
    if asked.groups:
        found = replace(found, notes=(*found.notes, f"{GROUPED} {', '.join(asked.groups)}."))
    step("Auditing what would be given out")
    left = asked.seconds - (time.monotonic() - started)
    audit: CellAudit | PerturbedAudit
    if found.perturbed is not None:
        public, found, audit = changed(asked, found, found.perturbed, max(left, asked.seconds / 4, LEAST_AUDIT))
    else:
        public = public_of(found.table, found.withheld, merged=found.merged)
        audit = audit_cells(
            public,
            from_table(found.table),
            knowledge=CellKnowledge(zeros_shown=asked.zeros_shown),
            time_limit=max(left, LEAST_AUDIT),
            ends="needed",
            claimed=found.witnesses,
        )
        if audit.verdict == "exposed":
            raise exposed(audit, found.short, late=found.late)
    report = report_of(ready, found, audit, time.monotonic() - started)
    chosen = asked.pools is not None and not asked.pools.exists()
    pools = write_pools(found.pools) if chosen else None
    code = 0 if audit.verdict == "safe" else 2
    return Done(write_public(public), pools, report, code, changed=found.perturbed is not None)


def _refused(ready: Prepared, found: Protected, asked: Asked, left: float) -> NotSafe | NotProvedSafe:
    """Why some cells cannot be protected, found out in the seconds that are left of the limit."""
    until = time.monotonic() + min(max(left, LEAST_WHY), 2 * WHY)
    cells, zeros_shown = found.unprotectable, asked.zeros_shown
    half = (until - time.monotonic()) / 2
    moved = movable(found.table, cells, zeros_shown=zeros_shown, merged=found.merged, seconds=half)
    if moved:
        return mistaken(found.table, moved)
    return cannot(
        found.table,
        cells,
        there(ready, ready.given, found),
        there(ready, ready.withheld, found),
        seconds=max(until - time.monotonic(), 0.0),
    )


def _reserve(table: CellTable, asked: Asked) -> float:
    """Seconds to keep for the audit, learned from how long its beginning takes with the fewest cells withheld."""

    def begin() -> None:
        audit_cells(
            public_of(table, fewest_withheld(table)),
            from_table(table),
            knowledge=CellKnowledge(zeros_shown=asked.zeros_shown),
            time_limit=0,
            ends="needed",
        )

    return audit_time(begin, asked.seconds)


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


def _protected(ready: Prepared, asked: Asked, until: float, progress: Progress | None) -> Protected:
    """As the method protects. Zeros are given where that can be; where nothing else protects a figure and readers do not
    know that zeros are given, they may be withheld like other figures."""

    table = ready.table

    def by(table: CellTable) -> Protected:
        seconds = max(until - time.monotonic(), 0.001) * (FOR_OTHERS if table.contributors is not None else 1.0)
        found = METHODS[asked.method](table, replace(asked, seconds=seconds), progress)
        return against_contributors(found, lambda: until - time.monotonic())

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


def read(asked: Asked) -> CellTable:
    """The table with its requirements, costs and forced cells. Raises `BadInput`."""
    return prepared(asked).table
