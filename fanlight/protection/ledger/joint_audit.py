"""The new table as it would be published, audited with everything that touches it."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np

from fanlight.audit.cells import CellAudit, CellKnowledge, audit_cells
from fanlight.audit.cells.knowledge import NO_OTHER
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.public import PublicTable
from fanlight.progress import Progress, quiet
from fanlight.protection.ledger.joint import WHOLE_PART, Against


def audit_against(
    found: Against,
    public: PublicTable,
    knowledge: CellKnowledge,
    seconds: float,
    ends: Literal["all", "needed"] = "needed",
    claimed: tuple[Ints, Ints, Ints] | None = None,
    progress: Progress = quiet,
) -> CellAudit:
    """The new table as it would be published, audited with everything that touches it. `claimed`: tables that somebody found
    already, as `audit_cells` takes them."""
    seen = found.joint.public(public, own=public.given & ~found.shut)
    exact = found.joint.exact
    audited = audit_cells(
        seen,
        # That a cell is proved not to be low takes a bound.
        found.requirements if exact else replace(found.requirements, unless_above=None),
        knowledge=knowledge,
        time_limit=seconds,
        ends=ends,
        whole_part=WHOLE_PART,
        claimed=claimed,
        step=progress,
    )
    if not exact:
        audited = audited.of_selection()
    # What the ledger holds is another source, and is told in sentences of its own.
    alone = [sentence for sentence in audited.assumptions if sentence != NO_OTHER]
    return replace(audited, assumptions=(*alone, *sentences(found)))


def witnesses_of(audit: CellAudit) -> tuple[Ints, Ints, Ints]:
    """Its tables, for another audit of the same system to begin from."""
    kept = audit.reach.witnesses
    starts = np.cumsum([0, *(len(columns) for columns, _ in kept)]).astype(np.int64)
    none = np.zeros(0, dtype=np.int64)
    cells = np.concatenate([none, *(audit.cells[columns] for columns, _ in kept)])
    return starts, cells, np.concatenate([none, *(moves for _, moves in kept)])


def sentences(found: Against) -> tuple[str, ...]:
    """What the joint audit takes for granted beside what every audit does."""
    return (
        f"Releases in the ledger that touch this table: {len(found.touched.parts)}. They are audited with it, their "
        "withheld figures included; what is not in the ledger, an outside total say, is not known.",
        "Codes of different fields are taken to occur in every combination.",
        *found.joint.assumptions(),
        *found.earlier.assumptions,
    )
