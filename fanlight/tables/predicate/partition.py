"""The coarsest common partition: the finest groups of records that a set of figures tells apart.

Figures from several tables, with overlapping categories, other groupings or other periods, all become sums over the
same atoms, so that they can be audited together. Two groups of records that no figure tells apart are one atom, and a
group that no figure counts is none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fanlight.errors import TooLarge
from fanlight.tables.predicate.axes import Axis, axes_of, evaluated
from fanlight.tables.predicate.predicate import Predicate

Record = tuple[tuple[str, object], ...]
"""Values of fields, as pairs (field, value)."""

MAX_FLAGS = 2_000_000_000
"""Largest product of combinations and figures that is worked out: about a minute and 1 GiB."""


@dataclass(frozen=True, slots=True)
class Frame:
    """`cover[i]` lists the atoms that figure i sums, ascending; `names[a]` describes one combination inside atom a.

    `records[a]` is one record of that combination, as pairs (field, value): the predicates hold of it just as they
    hold of every record in the atom.
    """

    names: tuple[str, ...]
    cover: tuple[tuple[int, ...], ...]
    records: tuple[Record, ...] = ()

    @property
    def atoms(self) -> int:
        return len(self.names)


def refine(figures: Sequence[Predicate]) -> Frame:
    """Partition the records by the given figures.

    Each field is cut into the classes that the figures mention; the classes of different fields are taken to occur in
    every combination. Raises `TooLarge` where combinations times figures exceed `MAX_FLAGS`.
    """
    axes = axes_of(figures)
    shape = tuple(len(axis.labels) for axis in axes.values()) or (1,)
    combinations = math.prod(shape)
    if combinations * max(1, len(figures)) > MAX_FLAGS:
        raise TooLarge(
            f"{len(figures)} figures over {combinations} combinations of categories are too many to audit together.",
            next_step="Ask for fewer breakdowns in one response, or coarser ones.",
        )
    group = np.zeros(combinations, dtype=np.int64)
    counted = np.zeros(combinations, dtype=bool)
    for start in range(0, len(figures), 62):
        block = np.zeros(combinations, dtype=np.int64)
        for bit, figure in enumerate(figures[start : start + 62]):
            flags = np.broadcast_to(evaluated(figure, axes), shape).reshape(-1)
            block |= flags.astype(np.int64) << bit
            counted |= flags
        _, block_ids = np.unique(block, return_inverse=True)
        _, group = np.unique(group * (int(block_ids.max()) + 1) + block_ids, return_inverse=True)
    keep = np.flatnonzero(counted)
    # Atoms in the order of their first combination, so that the numbering is the same from run to run.
    _, first = np.unique(group[keep], return_index=True)
    representatives = keep[np.sort(first)]
    places = [np.unravel_index(int(index), shape) for index in representatives]
    names = tuple(_name(axes, place) for place in places)
    records = tuple(_record(axes, place) for place in places)
    cover = []
    for figure in figures:
        flags = np.broadcast_to(evaluated(figure, axes), shape).reshape(-1)
        cover.append(tuple(int(a) for a in np.flatnonzero(flags[representatives])))
    return Frame(names, tuple(cover), records)


def _name(axes: dict[str, Axis], index: Sequence[np.intp]) -> str:
    return "; ".join(axis.labels[int(index[axis.position])] for axis in axes.values()) or "every record"


def _record(axes: dict[str, Axis], index: Sequence[np.intp]) -> Record:
    return tuple((name, axis.samples[int(index[axis.position])]) for name, axis in axes.items())
