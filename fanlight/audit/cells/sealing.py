"""From an audit to a table that may be written: the one place where these are made."""

from __future__ import annotations

from fanlight.audit.cells.perturbed import PerturbedAudit
from fanlight.audit.cells.result import CellAudit
from fanlight.errors import NotSafe
from fanlight.figures.cells import releasable
from fanlight.figures.cells.public import PublicTable
from fanlight.figures.cells.releasable import ProvedTable, UnprovedTable


def sealed(audit: CellAudit | PerturbedAudit, public: PublicTable | None = None) -> ProvedTable | UnprovedTable:
    """The audited table, by what the audit found. `public`: of a system of several tables the one that its first cells are,
    which gives no more than was audited.

    Raises `NotSafe` where a figure can be worked out too closely, `ValueError` where `public` gives what was not audited.
    """
    if audit.verdict == "exposed":
        raise NotSafe("The audit does not find the table safe.", next_step="Nothing was written. Withhold more of it.")
    if public is not None:
        _check_part(audit.public, public)
    seen = audit.public if public is None else public
    if audit.verdict == "safe":
        return ProvedTable(seen, releasable._AUDITED)
    cells = [cell for cell in audit.unproved.tolist() if cell < len(seen)]
    return UnprovedTable(seen, tuple(audit.public.key(cell) for cell in cells), releasable._AUDITED)


def _check_part(audited: PublicTable, public: PublicTable) -> None:
    n = len(public)
    given = public.given
    if len(audited) < n or (given & ~(audited.given[:n] & (audited.values[:n] == public.values))).any():
        raise ValueError("The table gives a figure that the audit did not see given.")
