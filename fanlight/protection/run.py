"""The story of a protection: protect the table, audit what would be given out, and only then let it out."""

from __future__ import annotations

import logging
import time
from dataclasses import replace

import numpy as np

from fanlight.audit.cells import CellAudit, CellKnowledge, audit_cells, from_table, sealed
from fanlight.audit.cells.perturbed import PerturbedAudit
from fanlight.errors import NotProvedSafe, NotSafe
from fanlight.figures.cells import CellTable, Status
from fanlight.figures.cells.grouped import with_helpers
from fanlight.figures.cells.public import public_of
from fanlight.progress import Progress, quiet
from fanlight.protection.methods.contributors import against_contributors
from fanlight.protection.methods.perturbation_audit import changed
from fanlight.protection.methods.protected import Protected, note_of, of_own_cells
from fanlight.protection.methods.registry import METHODS
from fanlight.protection.methods.unprotectable import movable
from fanlight.protection.report.refusals import LEAST_WHY, WHY, cannot, exposed, mistaken, refuse_protected
from fanlight.protection.report.report import report_of, there
from fanlight.protection.report.result import ProtectionResult, allowed
from fanlight.protection.request.options import check_options
from fanlight.protection.request.prepared import Prepared, prepared
from fanlight.protection.request.request import PERTURBING, ProtectionRequest
from fanlight.protection.request.time_limit import LEAST_AUDIT, audit_time, fewest_withheld
from fanlight.sdc.suppression_problem import Mask
from fanlight.tables.text.counted import counted

LOG = logging.getLogger(__name__)
FOR_OTHERS = 0.6
"""Of amounts: the part of the time for a pattern that is safe from other readers than contributors."""


def protect_table(request: ProtectionRequest, progress: Progress = quiet) -> ProtectionResult:
    """Protects a table as asked, audits what would be given out, and gives back what the audit lets out.

    Raises `BadInput` for a request that cannot be met as it stands, `NotSafe` where some cells cannot be protected whatever
    is withheld, `NotProvedSafe` where no safe way was found in time, `Unproved` where the audit did not finish and
    `allow_unproved` is not set; and what `progress` raises.
    """
    started = time.monotonic()
    check_options(request)
    ready = prepared(request)
    if request.method not in PERTURBING:
        refuse_protected(ready.table)
    LOG.info("protect: method %s, %d cells, within %g s", request.method, len(ready.table), request.time_limit)
    if request.ledger is not None:
        from fanlight.protection.ledger.protection import protect_remembering

        result = protect_remembering(request, ready, progress=progress, started=started)
    else:
        result = _protect_alone(request, ready, progress, started)
    report = result.report
    LOG.info("protect: %s by %s after %.2f s", report.status, report.method, report.seconds)
    return allowed(result, unproved=request.allow_unproved)


def pattern_of(request: ProtectionRequest) -> Mask:
    """What is withheld of a table, unaudited: for whoever asks what would be withheld if the counts were others. Nothing
    is where the table cannot be protected. Raises as `protect_table` does."""
    check_options(request)
    ready = prepared(request)
    found = of_own_cells(_protected(ready, request, time.monotonic() + request.time_limit, quiet))
    return np.zeros(len(ready.table), dtype=np.bool_) if found.unprotectable else found.withheld


def _protect_alone(request: ProtectionRequest, ready: Prepared, progress: Progress, started: float) -> ProtectionResult:
    until = started + request.time_limit
    if request.method not in PERTURBING:
        until -= _reserve(ready.table, request)
    progress(0, 0, "Looking for the safest and least loss")
    found = _protected(ready, request, until, progress)
    if found.unprotectable:
        raise _refused(ready, found, request, request.time_limit - (time.monotonic() - started))
    found = of_own_cells(found)
    if request.groups:
        found = replace(found, notes=(*found.notes, note_of(request.groups)))
    if request.known is not None:
        many = counted(len(request.known.cells), "figure")
        note = f"What readers have from elsewhere is taken into account: {request.known.name}, of {many}."
        found = replace(found, notes=(*found.notes, note))
    progress(0, 0, "Auditing what would be given out")
    left = request.time_limit - (time.monotonic() - started)
    audit: CellAudit | PerturbedAudit
    if found.perturbed is not None:
        found, audit = changed(request, found, found.perturbed, max(left, request.time_limit / 4, LEAST_AUDIT))
    else:
        audit = _audited(request, found, max(left, LEAST_AUDIT), progress)
    report = report_of(ready, found, audit, time.monotonic() - started)
    return ProtectionResult(sealed(audit), report, audit, found.pools)


def _audited(request: ProtectionRequest, found: Protected, seconds: float, progress: Progress) -> CellAudit:
    audit = audit_cells(
        public_of(found.table, found.withheld, merged=found.merged),
        from_table(found.table),
        knowledge=CellKnowledge(zeros_shown=request.zeros_shown),
        time_limit=seconds,
        ends="needed",
        claimed=found.witnesses,
        step=progress,
    )
    if audit.verdict == "exposed":
        raise exposed(audit, found.short, late=found.late)
    return audit


def _refused(ready: Prepared, found: Protected, request: ProtectionRequest, left: float) -> NotSafe | NotProvedSafe:
    """Why some cells cannot be protected, found out in the seconds that are left of the limit."""
    until = time.monotonic() + min(max(left, LEAST_WHY), 2 * WHY)
    cells, zeros_shown = found.unprotectable, request.zeros_shown
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


def _reserve(table: CellTable, request: ProtectionRequest) -> float:
    """Seconds to keep for the audit, learned from how long its beginning takes with the fewest cells withheld."""

    def begin() -> None:
        audit_cells(
            public_of(table, fewest_withheld(table)),
            from_table(table),
            knowledge=CellKnowledge(zeros_shown=request.zeros_shown),
            time_limit=0,
            ends="needed",
        )

    return audit_time(begin, request.time_limit)


def _protected(ready: Prepared, request: ProtectionRequest, until: float, progress: Progress) -> Protected:
    """As the method protects. Zeros are given where that can be; where nothing else protects a figure and readers do not
    know that zeros are given, they may be withheld like other figures."""

    table = ready.table
    pooling = request.pools is not None or request.choose_pools or request.method == "pool"

    def by(table: CellTable) -> Protected:
        seconds = max(until - time.monotonic(), 0.001) * (FOR_OTHERS if table.contributors is not None else 1.0)
        # With pools the groups are those of the table that they make.
        grown = table if pooling else with_helpers(table, ready.given)
        found = METHODS[request.method](grown, replace(request, time_limit=seconds), progress)
        return against_contributors(found, lambda: until - time.monotonic())

    found = by(table)
    loose = (table.values == 0) & (table.status == Status.PUBLISH)
    loose[ready.given] = False
    if not found.unprotectable or request.zeros_shown or table.levels or not loose.any():
        return found
    status, cost = np.where(loose, Status.FREE, table.status).astype(np.int8), np.where(loose, 1, table.cost)
    other = by(replace(table, status=status, cost=cost))
    if other.unprotectable:
        return other
    note = "Zeros are withheld too, each at a cost of 1: without them some figures cannot be protected."
    return replace(other, notes=(*other.notes, note))
