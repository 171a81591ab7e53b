"""The kinds of counted unit that figures tell apart, where a unit can have records in several of the finest groups.

A unit (a crime with two disposals, an offender with two crimes) is counted once by every figure that counts one of its
records: so its kind is a set of groups, and no sum of figures is a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fanlight.tables.cells.equations import Ints
from fanlight.tables.frame import refine
from fanlight.tables.kinds import Record, kinds_of_unit
from fanlight.tables.predicate import Predicate


@dataclass(frozen=True, eq=False)
class Kinds:
    """`cover[i]`: the kinds that figure i counts. `members[a]`: sample records of a unit of kind a. `complete`: there is no
    other kind that the figures would tell apart; else it is a selection."""

    cells: int
    cover: tuple[Ints, ...]
    members: tuple[tuple[Record, ...], ...]
    complete: bool
    ties: tuple[tuple[Ints, Ints], ...] = ()


def kinds_of(figures: Sequence[Predicate], repeated: frozenset[str]) -> Kinds:
    """Kinds of unit whose records differ in the fields `repeated` alone. Raises `TooLarge`."""
    found = kinds_of_unit(refine(figures), repeated)
    return Kinds(
        len(found.members),
        tuple(np.array(cover, dtype=np.int64) for cover in found.cover),
        found.members,
        found.complete,
    )
