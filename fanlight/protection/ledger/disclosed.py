"""Cells that earlier releases give away, as the incident report names them."""

from __future__ import annotations

import time
from fractions import Fraction

from fanlight.figures.collect import Given
from fanlight.ledger.incidents.chains import Chain, Step
from fanlight.ledger.incidents.lost import Lost
from fanlight.optimise.fewest import fewest
from fanlight.protection.ledger.joint import Against
from fanlight.tables.knowledge.statements import Requirement
from fanlight.tables.predicate.predicate import EVERY_RECORD

EXPLAINED = 12
"""Chains are looked for this many figures; the others are named."""
SECONDS = 5.0
"""At most for each."""
MOST_ROWS = 20_000


def lost_of(found: Against, seconds: float) -> list[Lost]:
    """Each figure that is given away already, with a chain where one is found in time: `seconds` for all of them together."""
    until = time.monotonic() + seconds
    hidden = dict(found.joint.hidden)
    lost: list[Lost] = []
    for cell, (low, high) in found.gone.items():
        earlier = hidden.get(cell)
        name = earlier.name if earlier is not None else ", ".join(found.joint.names[cell])
        left = min(SECONDS, until - time.monotonic())
        chains = _chains(found, cell, low, high, left) if len(lost) < EXPLAINED and left > 0 else ()
        identity = earlier.id if earlier is not None else f"new:{'|'.join(found.joint.names[cell])}"
        lost.append(Lost(identity, name, earlier is not None, low, high, found_requirements(found, cell), chains))
    return lost


def found_requirements(found: Against, cell: int) -> tuple[Requirement, ...]:
    up, down = int(found.requirements.up[cell]), int(found.requirements.down[cell])
    return (Requirement("left", up, down),)


def _chains(found: Against, cell: int, low: int, high: int | None, seconds: float) -> tuple[Chain, ...]:
    """Published figures that add up to the cell: the fewest, through the counts that tie them together."""
    joint = found.joint
    rows, value_of, names = [], [], []
    for row in range(len(joint.equations)):
        cells, factors = joint.equations.row(row)
        rows.append((list(zip(cells.tolist(), factors.tolist(), strict=True)), int(joint.equations.values[row])))
    if len(rows) > MOST_ROWS or high is None or low != high:
        return ()
    # A published figure is an equation of its own; those of the system are free of charge, being what words mean.
    figures = [at for at in range(len(joint)) if joint.given[at]]
    for at in figures:
        value_of.append((at, int(joint.values[at])))
        names.append(joint.sources.get(at, ", ".join(joint.names[at])))
    found_steps = fewest(
        [([(at, 1)], "=", value) for at, value in value_of],
        {cell: 1},
        side="identity",
        limit=0,
        seconds=seconds,
        free=[(terms, "=", value) for terms, value in rows],
    )
    if not found_steps:
        return ()
    steps = tuple(
        Step(
            Fraction(weight).limit_denominator(1_000),
            Given(str(at), EVERY_RECORD, "=", value_of[at][1], names[at], "public"),
        )
        for at, weight in sorted(found_steps.items())
    )
    total = sum((step.times * step.given.value for step in steps), Fraction(0))
    return (Chain("exact", int(total), steps),) if total == low else ()
