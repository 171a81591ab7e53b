"""What a method that changes figures would give out, audited."""

from __future__ import annotations

from dataclasses import replace

from fanlight.audit.cells.perturbed import PerturbedAudit, audit_perturbed
from fanlight.errors import NotSafe
from fanlight.protection.asked import Asked
from fanlight.protection.prepared import named
from fanlight.protection.protected import Protected
from fanlight.sdc.methods.perturbation import Perturbed
from fanlight.tables.cells.public import PublicTable, public_of
from fanlight.tables.counted import counted


def changed(
    asked: Asked, found: Protected, changes: Perturbed, seconds: float
) -> tuple[PublicTable, Protected, PerturbedAudit]:
    """The changed table, what was found with the audit's words among its notes, and the audit, within `seconds`.

    Raises `NotSafe` where a low count can be told from what would be given.
    """
    audit = audit_perturbed(found.table, changes.counts, changes.lower, changes.upper, time_limit=seconds)
    if audit.verdict == "exposed":
        raise NotSafe(
            f"The changed figures show {counted(len(audit.failed), 'count')} to be low: "
            f"{named(found.table, audit.failed)}.",
            next_step="Nothing was written. "
            + (
                "Raise --noise and --variance, or use another method."
                if asked.method == "cell-key"
                else "Give a --base of at least the threshold."
            ),
        )
    noted = replace(found, notes=(*found.notes[:-1], *audit.words(), found.notes[-1]))
    return public_of(found.table, found.withheld, perturbed=changes.counts), noted, audit
