"""What a method that changes figures would give out, audited."""

from __future__ import annotations

from dataclasses import replace

from fanlight.audit.cells.perturbed import PerturbedAudit, audit_perturbed
from fanlight.errors import NotSafe, option
from fanlight.protection.methods.protected import Protected
from fanlight.protection.request.prepared import named
from fanlight.protection.request.request import ProtectionRequest
from fanlight.sdc.perturbation.perturbation import Perturbed
from fanlight.tables.text.counted import counted


def changed(
    request: ProtectionRequest, found: Protected, changes: Perturbed, seconds: float
) -> tuple[Protected, PerturbedAudit]:
    """What was found, with the audit's words among its notes, and the audit of the changed table, within `seconds`.

    Raises `NotSafe` where a low count can be told from what would be given.
    """
    audit = audit_perturbed(found.table, changes.counts, changes.lower, changes.upper, time_limit=seconds)
    if audit.verdict == "exposed":
        raise NotSafe(
            f"The changed figures show {counted(len(audit.failed), 'count')} to be low: "
            f"{named(found.table, audit.failed)}.",
            next_step="Nothing was written. "
            + (
                f"Raise {option('noise')} and {option('variance')}, or use another method."
                if request.method == "cell-key"
                else f"Give a {option('base')} of at least the threshold."
            ),
        )
    noted = replace(found, notes=(*found.notes[:-1], *audit.words(), found.notes[-1]))
    return noted, audit
