"""Which ends of intervals come only from the 2^53 that a JJ file writes where there is no bound: such an end is none."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fanlight.audit.cells.system import FAR, Part
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.numbers.counts import LARGEST
from fanlight.optimise.cell_programme import CellProgramme

Mask = NDArray[np.bool_]
SECONDS = 10.0
SMALL = 2**40
"""An end nearer to 0 than this is taken as it is: what 2^53 leaves is larger."""

NOTHING = 1e-6
"""A programme leaves no more than this of 0."""


def endless(parts: Sequence[Part], bounds: tuple[Ints, Ints], ends: tuple[Ints, Ints]) -> tuple[Mask, Mask]:
    """Of each column whether nothing but 2^53 holds its lower end, and its upper one. `bounds`: what is known of each
    column beforehand; `ends`: what was worked out.

    An end is none where whole tables can go on for ever: where moves that cancel in every sum, and hold to the bounds
    that are some, go that way. What is not found in time is told as it stands.
    """
    lower, upper = bounds
    found = np.zeros(len(lower), dtype=np.bool_), np.zeros(len(lower), dtype=np.bool_)
    if not ((upper >= LARGEST) & (upper < FAR)).any() and not ((lower <= -LARGEST) & (lower > -FAR)).any():
        return found
    until = time.monotonic() + SECONDS
    for part in parts:
        own, columns = part.system, part.columns
        far = (ends[0][columns] <= -SMALL, ends[1][columns] >= SMALL)
        if not (far[0].any() or far[1].any()):
            continue
        rays = CellProgramme(
            own.starts,
            own.columns,
            own.factors,
            np.where(lower[columns] <= -LARGEST, -FAR, 0),
            np.where(upper[columns] >= LARGEST, FAR, 0),
        )
        for side, towards in ((0, -1), (1, 1)):
            found[side][columns[_on_rays(rays, np.flatnonzero(far[side]), towards, until)]] = True
    return found


def _on_rays(rays: CellProgramme, columns: Ints, towards: int, until: float) -> Ints:
    """Those of the columns that some direction takes that way."""
    left = columns
    while len(left):
        moved = rays.together(left, np.full(len(left), towards), until - time.monotonic())
        if moved.point is None:
            break
        goes = moved.point[left] * towards > NOTHING
        if not goes.any():
            break
        left = left[~goes]
    return np.setdiff1d(columns, left)
