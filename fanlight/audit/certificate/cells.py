"""The certificate of an audited table of cells.

Cells and sums are named by their codes, so that the checker builds its own. Internal: it holds true counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from fanlight.audit.cells.groups import entries_of
from fanlight.audit.cells.internal import InternalAudit
from fanlight.audit.cells.result import CellAudit, State
from fanlight.audit.cells.steps import Steps, failing, sum_name
from fanlight.audit.cells.system import FAR
from fanlight.audit.certificate.form import certificate, flat
from fanlight.figures.cells.dimensions.product import ProductNames

NOWHERE = -2


def certificate_of(found: CellAudit) -> dict[str, Any]:
    """For a figure that meets its requirement: witnesses, as moves away from the base table. For one that fails: the steps
    that prove a bound; each step takes some sums some times. `unproved`: what neither is there for. Of a file with decimals
    there is `unit`, and every number counts so many of it. Every word follows
    from the facts beside it, by which the second checker reads it again; `sha256` is over all the rest."""
    steps = Steps(found)
    reach = found.reach
    claims = [
        (column, int(reach.high_by[column]), int(reach.low_by[column]))
        for column in np.flatnonzero(found.states == State.MET).tolist()
    ]
    spared = {column: _spared(found, steps, column) for column in np.flatnonzero(found.spared).tolist()}
    failures = {
        column: failing(found, steps, column) for column in np.flatnonzero(found.states == State.FAILED).tolist()
    }
    open_to = {column: _low_in(found, column) for column, proved in failures.items() if proved}
    unproved = {
        column for column, proved in (spared | failures).items() if not proved or open_to.get(column) == NOWHERE
    }
    unproved.update(np.flatnonzero(found.states == State.NOT_PROVED).tolist())
    used = {at for _, high, low in claims for at in (high, low)}
    used |= {at for column, at in open_to.items() if at is not None and column not in unproved}
    internal = found.internal
    used |= {at for _, numbers in internal.served for at in numbers} if internal else set()
    grouped = found.grouped
    used |= set(reach.high_by[grouped.hiding[grouped.hiding >= 0]].tolist()) if grouped else set()
    number = {at: place for place, at in enumerate(sorted(used - {-1}))} | {-1: -1, None: None}

    def number_of(column: int) -> int | None:
        return number[int(reach.high_by[column])]

    return certificate(
        "cells",
        verdict=found.verdict,
        knowledge=found.knowledge,
        threshold=_threshold(found),
        zeros_protected=not _by_levels(found) and found.requirements.zeros_protected,
        **({"unit": found.public.unit} if found.public.places else {}),
        counts_known=found.requirements.values is not None,
        rule=_rule(found),
        telling=found.told.telling,
        marks={text: list(ends) for text, ends in found.told.marks.items()},
        sources=[
            {
                "name": source.name,
                "release": source.release,
                "cells": [
                    [list(found.public.key(cell)), None if low <= -FAR else low, high]
                    for cell, (low, high) in sorted(source.cells.items())
                ],
            }
            for source in found.told.sources
        ],
        assumptions=list(found.assumptions),
        base=[
            [list(found.public.key(cell)), count]
            for cell, count in zip(found.cells.tolist(), reach.base.tolist(), strict=True)
        ],
        witnesses=[
            flat(dict(zip(*(part.tolist() for part in reach.witnesses[w]), strict=True))) for w in sorted(used - {-1})
        ],
        claims=[[column, number[high], number[low]] for column, high, low in claims],
        spared=[{"cell": column, "steps": own} for column, own in spared.items() if column not in unproved],
        failures=[
            {"cell": column, "low_in": number[open_to[column]], "steps": own}
            for column, own in failures.items()
            if column not in unproved
        ],
        unproved=sorted(unproved),
        **({"contributors": _contributors(found, internal, number)} if internal else {}),
        **(
            {"groups": entries_of(grouped, found.public.names, number_of, lambda c: steps.of(c, True, 0))}
            if grouped
            else {}
        ),
    )


def _contributors(found: CellAudit, internal: InternalAudit, number: Mapping[int | None, int | None]) -> dict[str, Any]:
    """The rules for amounts, and of each target (see `fanlight.figures.cells.contributors`) the witnesses of which every reader thinks
    one possible, or the sums that show of some reader that it has none."""
    rules = internal.contributors.rules
    place = {int(cell): column for column, cell in enumerate(found.cells)}
    unmet = {id(one.target): one for one in sorted(internal.unmet, key=lambda one: one.multipliers is not None)}
    entries = []
    for target, witnesses in internal.served:
        gap = unmet.get(id(target))
        proof = gap.multipliers if gap else None
        sums = [[sum_name(found, int(found.system.origin[row])), str(weight)] for row, weight in (proof or {}).items()]
        entries.append(
            {
                "cells": [place[cell] for cell in target.cells.tolist()],
                "sign": target.sign,
                "own": target.only is not None,
                "state": "served" if gap is None else "unproved" if proof is None else "failed",
                "witnesses": [number[at] for at in witnesses],
                "sums": sums,
            }
        )
    return {
        "rules": {
            "dominance": rules.dominance and [rules.dominance[0], str(rules.dominance[1])],
            "p_percent": rules.p_percent and str(rules.p_percent),
            "pq": rules.pq and [str(one) for one in rules.pq],
            "coalition": rules.coalition,
            "minimum_contributors": rules.minimum_contributors,
        },
        "targets": entries,
    }


def _by_levels(found: CellAudit) -> bool:
    """Whether protection levels of an instance, or of rules for amounts, decide what is required, and no threshold."""
    return not isinstance(found.public.names, ProductNames) or found.internal is not None


def _threshold(found: CellAudit) -> int | None:
    read = not _by_levels(found) or found.told.telling
    return found.requirements.threshold or None if read else None


def _rule(found: CellAudit) -> str:
    if found.internal is not None:
        return (
            "Protected: every amount that the rules find unsafe, as far as their levels say, and from every contributor too; a sum "
            "of one contributor's amounts as far as each of them."
        )
    if _by_levels(found):
        return (
            "Protected: every cell of status u or m of the instance, as far as its levels say; where they ask for nothing, "
            "at least two values stay possible."
        )
    zeros = "0 among them" if found.requirements.zeros_protected else "but for 0"
    unknown = "" if found.requirements.values is not None else "; of unknown counts, every withheld one that may be low"
    groups = found.grouped.groups.dimensions if found.grouped else ()
    hidden = f" No sum over {', '.join(groups)} that is not 0 is known to fall in one code alone." if groups else ""
    return f"Protected: every count below {found.requirements.threshold}, {zeros}{unknown}.{hidden}"


def _low_in(found: CellAudit, column: int) -> int | None:
    """A table in which a figure of unknown count is low, which shows that it is not spared: -1 is the base table, None
    that none is needed, `NOWHERE` that there is none."""
    above = found.requirements.unless_above
    if above is None:
        return None
    reach = found.reach
    seen = ((reach.base, -1), (reach.high, int(reach.high_by[column])), (reach.low, int(reach.low_by[column])))
    return next((number for counts, number in seen if 1 <= counts[column] < above), NOWHERE)


def _spared(found: CellAudit, steps: Steps, column: int) -> list[dict[str, Any]]:
    if found.upper[column] == 0:
        return steps.of(column, True, 0)
    return steps.of(column, False, int(found.requirements.unless_above or 0))
