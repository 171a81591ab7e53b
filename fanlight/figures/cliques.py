"""Figures as sums over small groups of fields, instead of over all fields at once.

Figures that read a, b, c and figures that read a, b, d need no table over a, b, c, d: tables over (a, b, c) and over
(a, b, d) that agree over (a, b) always come from one whole table, in whole numbers. So the fields are put into groups
that hang together as a tree (a junction tree of the fields' graph), each group has a grid of cells, and neighbouring
groups agree on what they share. Nothing is lost: the figures have the same possible values as over the finest atoms.

Source: decomposable models, as in Lauritzen, Graphical Models (1996), chapter 4; that two whole tables with one common
margin come from one whole table is the transportation problem's.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import TooLarge
from fanlight.figures.cells.equations import Ints
from fanlight.figures.grids import Grid, Grids, classes_of, grids_over, ties_of
from fanlight.figures.junction_tree import maximal_cliques, tree_of
from fanlight.tables.earlier import FIRST, IN_EXTRACT
from fanlight.tables.predicate.axes import Axis, axes_of, evaluated, narrowed, truth_of
from fanlight.tables.predicate.partition import Record
from fanlight.tables.predicate.predicate import AllOf, Predicate, fields_of
from fanlight.tables.predicate.written import plain

MAX_GRID = 4_000_000
"""Most cells of all groups together."""


@dataclass(frozen=True, eq=False)
class Cliques:
    """`cover[i]`: the cells that figure i sums. `ties`: sums that are equal, as (cells, cells). Cells are counts of
    records, whole and from 0; cells that no figure and no tie tells apart are one. `linked`: by the field that says which
    disposal is the first of its unit, the fields that figures of that unit read: all its disposals agree there."""

    cells: int
    cover: tuple[Ints, ...]
    ties: tuple[tuple[Ints, Ints], ...]
    grids: Grids
    linked: Mapping[str, frozenset[str]]

    def units(self, counts: Ints) -> list[tuple[Record, int]]:
        """A whole table of records with these counts of the cells: kinds of record, and how many there are of each.

        Groups are joined one after another along the tree: records that agree on what two groups share are paired in any
        way, for every pairing has both groups' counts."""
        return self.grids.records(self.grids.spread(counts))

    def firsts(self) -> Iterator[tuple[Ints, Ints]]:
        """Of records that agree in all that is told of a unit, the cells of its other disposals, and of its first ones. A cell
        of both has room for its own first ones."""
        for truth, lines in classes_of(self.linked, self.grids.parts, self.grids.axes):
            for line in self.grids.number[lines]:
                others, first = (np.unique(line[kept]) for kept in (~truth, truth))
                yield np.setdiff1d(others[others >= 0], first), first[first >= 0]

    @property
    def members(self) -> tuple[tuple[Record, ...], ...] | None:
        """Of each cell a sample record, where all fields stand in one group; None where groups have to be joined."""
        if len(self.grids.parts) > 1:
            return None
        (grid,) = self.grids.parts
        place = {int(at): spot for spot, at in zip(np.ndindex(*grid.cells.shape), grid.cells.ravel(), strict=True)}
        rest = dict.fromkeys(self.grids.axes, 0)
        return tuple(
            (self.grids.named(rest | dict(zip(grid.names, place[int(at)], strict=False))),) for at in self.grids.home
        )


def cliques_of(figures: Sequence[Predicate]) -> Cliques:
    """Raises `TooLarge` where the groups need more than `MAX_GRID` cells."""
    factors, common = _without_common([_factors(figure) for figure in figures])
    axes = _narrowed_to(common, axes_of([part for parts in (*factors, common) for part in parts]))
    fields = [frozenset().union(*map(fields_of, parts)) if parts else frozenset[str]() for parts in factors]
    linked = _linked(fields)
    # One group has all of a unit's fields: groups that are joined could else have a disposal without a first one.
    groups = maximal_cliques([*fields, *(agreeing | {name} for name, agreeing in linked.items())])
    sizes = {name: len(axis.labels) for name, axis in axes.items()}
    total = sum(math.prod(sizes[name] for name in group) for group in groups)
    if total > MAX_GRID:
        raise TooLarge(
            f"{len(figures):,} figures over {total:,} combinations of categories are too many to audit together.",
            next_step="Leave out a breakdown, or audit fewer releases together.",
        )
    grids = grids_over(groups, sizes)
    cover = [_covered(parts, names, grids, axes) for parts, names in zip(factors, fields, strict=True)]
    tree = tree_of(groups)
    ties = [tie for first, second in tree for tie in ties_of(grids[first], grids[second], sizes)]
    return _merged(total, cover, ties, axes, grids, tree, linked)


def _linked(fields: Sequence[frozenset[str]]) -> dict[str, frozenset[str]]:
    firsts = frozenset[str]().union(*map(fields_of, FIRST.values()))
    found = {}
    for name in sorted(firsts & frozenset[str]().union(*fields)):
        read = frozenset[str]().union(*(own for own in fields if name in own)) - firsts
        found[name] = frozenset(one for one in read if not one.startswith(IN_EXTRACT))
    return found


def _factors(figure: Predicate) -> frozenset[Predicate]:
    form = plain(figure)
    return frozenset(form.parts) if isinstance(form, AllOf) else frozenset({form})


def _without_common(factors: list[frozenset[Predicate]]) -> tuple[list[tuple[Predicate, ...]], tuple[Predicate, ...]]:
    """What every figure asks for limits the records that are spoken of at all: taken out, where it is about one field."""
    common = frozenset.intersection(*factors) if factors else frozenset()
    common = frozenset(part for part in common if len(fields_of(part)) == 1)
    return [tuple(sorted(parts - common, key=repr)) for parts in factors], tuple(sorted(common, key=repr))


def _narrowed_to(common: Sequence[Predicate], axes: Mapping[str, Axis]) -> dict[str, Axis]:
    """The axes with the classes alone in which what is asked of every record holds."""
    kept = {name: np.ones(len(axis.labels), dtype=np.bool_) for name, axis in axes.items()}
    for part in common:
        (name,) = fields_of(part)
        kept[name] &= truth_of(part, axes[name])
    return {
        name: narrowed(axis, axis.position, np.flatnonzero(kept[name]) if kept[name].any() else np.arange(1))
        for name, axis in axes.items()
    }


def _covered(
    parts: Sequence[Predicate], names: frozenset[str], grids: Sequence[Grid], axes: Mapping[str, Axis]
) -> Ints:
    grid = min((one for one in grids if names <= set(one.names)), key=lambda one: (one.cells.size, one.names))
    kept: dict[str, NDArray[np.bool_]] = {}
    mixed: list[Predicate] = []
    for part in parts:
        own = fields_of(part)
        if len(own) == 1:
            (name,) = own
            truth = truth_of(part, axes[name])
            kept[name] = kept[name] & truth if name in kept else truth
        else:
            mixed.append(part)
    cells = grid.cells
    if grid.names:
        picks = [
            np.flatnonzero(kept[name]) if name in kept else np.arange(len(axes[name].labels)) for name in grid.names
        ]
        cells = cells[np.ix_(*picks)]
        for part in mixed:
            local = {name: narrowed(axes[name], position, picks[position]) for position, name in enumerate(grid.names)}
            cells = np.where(evaluated(part, local), cells, -1)
    found = cells.ravel()
    return found[found >= 0]


def _merged(
    total: int,
    cover: Sequence[Ints],
    ties: Sequence[tuple[Ints, Ints]],
    axes: Mapping[str, Axis],
    grids: Sequence[Grid],
    tree: Sequence[tuple[int, int]],
    linked: Mapping[str, frozenset[str]],
) -> Cliques:
    """Cells with the same place in every figure and tie are one; cells of none are left out. First disposals stand for a cell
    that has any."""
    rng = np.random.default_rng(20_260_101)
    marks = np.zeros((2, total), dtype=np.uint64)
    used = np.zeros(total, dtype=np.bool_)
    for cells in cover:
        marks[:, cells] += rng.integers(0, 2**64, size=(2, 1), dtype=np.uint64)
        used[cells] = True
    for first, second in ties:
        for cells in (first, second):
            marks[:, cells] += rng.integers(0, 2**64, size=(2, 1), dtype=np.uint64)
            used[cells] = True
    for _, lines in classes_of(linked, grids, axes):
        # What a disposal's crime agrees with it in tells them apart.
        marks[:, lines] += rng.integers(0, 2**64, size=(2, len(lines), 1, 1), dtype=np.uint64)
    where = np.flatnonzero(used)
    _, first_of, label = np.unique(marks[:, where], axis=1, return_index=True, return_inverse=True)
    order = np.argsort(first_of, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    number = np.full(total, -1, dtype=np.int64)
    number[where] = rank[label.ravel()]

    def of(cells: Ints) -> Ints:
        return np.unique(number[cells]).astype(np.int64)

    return Cliques(
        len(order),
        tuple(of(cells) for cells in cover),
        tuple((one, other) for one, other in ((of(first), of(second)) for first, second in ties)),
        Grids(axes, grids, tree, total, _home(total, where, number, axes, grids, linked), number),
        linked,
    )


def _home(
    total: int,
    where: Ints,
    number: Ints,
    axes: Mapping[str, Axis],
    grids: Sequence[Grid],
    linked: Mapping[str, frozenset[str]],
) -> Ints:
    """Of each cell a place: that of first disposals, where there is one."""
    firsts = np.zeros(total, dtype=np.int64)
    truth = {fields_of(one): one for one in FIRST.values()}
    for grid in grids:
        for name in linked.keys() & set(grid.names):
            kept = truth_of(truth[frozenset({name})], axes[name])
            shape = [1] * len(grid.names)
            shape[grid.names.index(name)] = len(kept)
            firsts[grid.cells] += kept.reshape(shape)
    order = np.lexsort((where, -firsts[where], number[where]))
    _, at = np.unique(number[where][order], return_index=True)
    return np.asarray(where[order][at])
