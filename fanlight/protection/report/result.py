"""What a protection gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fanlight.audit.cells import CellAudit
from fanlight.audit.cells.perturbed import PerturbedAudit
from fanlight.errors import NotProvedSafe, NotReady, Subject, option
from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.figures.cells.releasable import ProvedTable, UnprovedTable
from fanlight.protection.report.report import Report
from fanlight.protection.request.prepared import NAMED
from fanlight.tables.text.counted import counted


class Unproved(NotProvedSafe):
    """Nothing is published: it was not proved in time. `report` says what was reached. Internal."""

    report: Report


@dataclass(frozen=True, eq=False)
class ProtectionResult:
    """`table`: what may be published, as the audit made it. `pools`: those that were applied, or chosen. `audit`: of
    what would be published; with a ledger, of the joint system.

    With a ledger, `entries` are the release for it and, where one is due, an incident, to be added `after` the entry that
    was the last; `incident` is the page for the data-protection officer."""

    table: ProvedTable | UnprovedTable
    report: Report
    audit: CellAudit | PerturbedAudit
    pools: tuple[Pool, ...] = ()
    incident: str = ""
    entries: tuple[Mapping[str, Any], ...] = ()
    after: int = 0

    @property
    def proved(self) -> bool:
        return isinstance(self.table, ProvedTable)

    @property
    def exit_code(self) -> int:
        """0 proved safe, 2 not proved."""
        return 0 if self.proved else 2


def allowed(result: ProtectionResult, *, unproved: bool) -> ProtectionResult:
    """The result, where it is proved or need not be. Raises `Unproved`."""
    if result.proved or unproved:
        return result
    report = result.report
    earlier = list((report.ledger or {}).get("unproved", ()))
    every = [*(", ".join(key) for key in report.unproved), *earlier]
    names = "; ".join(every[:NAMED])
    more = f" and {len(every) - NAMED:,} more" if len(every) > NAMED else ""
    error = Unproved(
        f"It was not proved in time that {counted(len(every), 'figure')} cannot be worked out too closely: "
        f"{names}{more}. {counted(report.primary, 'cell')} are protected, {report.secondary:,} more would be withheld.",
        next_step=f"Nothing was published. Raise {option('time_limit')}, use a coarser breakdown, or look at it with "
        f"{option('allow_unproved')}.",
        code="unproved",
        subject=Subject(cell=report.unproved[0] if report.unproved else ()),
    )
    error.report = report
    raise error


def releasable(table: ProvedTable | UnprovedTable) -> ProvedTable:
    """The table for a release or the ledger. Raises `NotReady` for one that is not proved safe."""
    if isinstance(table, ProvedTable):
        return table
    raise NotReady(
        "A table that is not proved safe is no release.",
        where="; ".join(", ".join(key) for key in table.unproved[:3]),
        next_step=f"Raise {option('time_limit')} until it is proved.",
    )
