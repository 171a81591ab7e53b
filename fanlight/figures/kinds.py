"""The kinds of counted unit that figures tell apart, where a unit can have records in several of the finest groups.

A unit (a crime with two disposals, an offender with two crimes) is counted once by every figure that counts one of its
records: so its kind is a set of groups, and no sum of figures is a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells.equations import Ints
from fanlight.tables.predicate.partition import Record, refine
from fanlight.tables.predicate.predicate import Predicate

Kind = tuple[int, ...]
"""The finest groups in which a unit has records, by number, ascending."""

MAX_KINDS = 4_000
"""Most kinds of unit that are all written down; beyond, a selection is used that proves safety but no bound."""


@dataclass(frozen=True, eq=False)
class Groups:
    """The finest groups of records. `records[g]`: one of them. `counted[g, f]`: whether figure f counts group g. One unit can
    have records in several groups with one number in `alike`."""

    records: tuple[Record, ...]
    counted: NDArray[np.bool_]
    alike: Ints


@dataclass(frozen=True, eq=False)
class Kinds:
    """`cover[i]`: the kinds that figure i counts. `members[a]`: sample records of a unit of kind a. `complete`: there is no
    other kind that the figures would tell apart; else it is a selection. `above_zero`: sums of kinds, as (kind, factor) …, that
    are not below zero; `groups`: what they are kinds of."""

    cells: int
    cover: tuple[Ints, ...]
    members: tuple[tuple[Record, ...], ...]
    complete: bool
    groups: Groups | None = None
    ties: tuple[tuple[Ints, Ints], ...] = ()
    above_zero: tuple[list[tuple[int, int]], ...] = ()


def groups_of(figures: Sequence[Predicate], repeated: frozenset[str]) -> Groups:
    """A unit's records differ in the fields `repeated` alone: a field that no table shows to be repeated is taken to have one
    value for each unit, the careful reading, since it leaves a reader fewer possibilities. Raises `TooLarge`."""
    frame = refine(figures)
    counted = np.zeros((frame.atoms, len(figures)), dtype=np.bool_)
    for figure, cover in enumerate(frame.cover):
        counted[list(cover), figure] = True
    fixed = [tuple(pair for pair in record if pair[0] not in repeated) for record in frame.records]
    number = {key: at for at, key in enumerate(dict.fromkeys(fixed))}
    return Groups(frame.records, counted, np.array([number[key] for key in fixed], dtype=np.int64))


def kinds_of(groups: Groups) -> Kinds | None:
    """Every kind of unit; None where there are more than `MAX_KINDS`."""
    patterns = [int("".join("01"[one] for one in row[::-1].tolist()) or "0", 2) for row in groups.counted]
    found: dict[int, Kind] = {pattern: (group,) for group, pattern in enumerate(patterns)}
    for at in range(groups.alike.max() + 1):
        if not _close(np.flatnonzero(groups.alike == at).tolist(), patterns, found):
            return None
    return selected(groups, list(found.values()), complete=True)


def selected(groups: Groups, kinds: Sequence[Kind], *, complete: bool = False) -> Kinds:
    """These kinds, each told apart from the others by some figure."""
    touched = np.array([groups.counted[list(kind)].any(axis=0) for kind in kinds])
    return Kinds(
        len(kinds),
        tuple(np.flatnonzero(column) for column in touched.T),
        tuple(tuple(groups.records[group] for group in kind) for kind in kinds),
        complete,
        groups,
    )


def _close(group: Sequence[int], patterns: Sequence[int], found: dict[int, Kind]) -> bool:
    """Adds unions of these groups, smallest first; False where there are too many."""
    layer: dict[int, Kind] = {patterns[one]: (one,) for one in group}
    while layer:
        following: dict[int, Kind] = {}
        for pattern, kind in layer.items():
            for one in group:
                union = pattern | patterns[one]
                if union not in found:
                    if len(found) >= MAX_KINDS:
                        return False
                    found[union] = following[union] = (*kind, one)
        layer = following
    return True
