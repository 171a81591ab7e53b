"""Figures as sums over small groups of fields, instead of over all fields at once.

Figures that read a, b, c and figures that read a, b, d need no table over a, b, c, d: tables over (a, b, c) and over
(a, b, d) that agree over (a, b) always come from one whole table, in whole numbers. So the fields are put into groups
that hang together as a tree (a junction tree of the fields' graph), each group has a grid of cells, and neighbouring
groups agree on what they share. Nothing is lost: the figures have the same possible values as over the finest atoms.

Source: decomposable models, as in Lauritzen, Graphical Models (1996), chapter 4; that two whole tables with one common
margin come from one whole table is the transportation problem's.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import TooLarge
from fanlight.figures.cells.equations import Ints
from fanlight.tables.earlier import FIRST, IN_EXTRACT
from fanlight.tables.predicate.partition import Record, _axes, _Axis, _evaluate
from fanlight.tables.predicate.predicate import AllOf, In, Missing, Not, Predicate, Within, fields_of
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
        for truth, lines in _classes(self.linked, self.grids.parts, self.grids.axes):
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
    axes = _narrowed_to(common, _axes([part for parts in (*factors, common) for part in parts]))
    fields = [frozenset().union(*map(fields_of, parts)) if parts else frozenset[str]() for parts in factors]
    linked = _linked(fields)
    # One group has all of a unit's fields: groups that are joined could else have a disposal without a first one.
    groups = _groups([*fields, *(agreeing | {name} for name, agreeing in linked.items())])
    sizes = {name: len(axis.labels) for name, axis in axes.items()}
    total = sum(math.prod(sizes[name] for name in group) for group in groups)
    if total > MAX_GRID:
        raise TooLarge(
            f"{len(figures):,} figures over {total:,} combinations of categories are too many to audit together.",
            next_step="Leave out a breakdown, or audit fewer releases together.",
        )
    grids = _grids(groups, sizes)
    cover = [_covered(parts, names, grids, axes) for parts, names in zip(factors, fields, strict=True)]
    tree = _tree(groups)
    ties = [tie for first, second in tree for tie in _ties(grids[first], grids[second], sizes)]
    return _merged(total, cover, ties, axes, grids, tree, linked)


def _classes(
    linked: Mapping[str, frozenset[str]], grids: Sequence[_Grid], axes: Mapping[str, _Axis]
) -> Iterator[tuple[NDArray[np.bool_], Ints]]:
    """For each linked unit: which classes of its field are first disposals, and the places [what agrees, class, rest]."""
    for name, agreeing in linked.items():
        grid = min(
            (one for one in grids if agreeing | {name} <= set(one.names)), key=lambda one: (one.cells.size, one.names)
        )
        (first,) = (one for one in FIRST.values() if fields_of(one) == {name})
        truth = _truth(first, axes[name])
        order = [grid.names.index(other) for other in (*sorted(agreeing), name)]
        cells = np.moveaxis(grid.cells, order, range(len(order)))
        yield truth, cells.reshape(math.prod(cells.shape[: len(agreeing)]), len(truth), -1)


def _linked(fields: Sequence[frozenset[str]]) -> dict[str, frozenset[str]]:
    firsts = frozenset[str]().union(*map(fields_of, FIRST.values()))
    found = {}
    for name in sorted(firsts & frozenset[str]().union(*fields)):
        read = frozenset[str]().union(*(own for own in fields if name in own)) - firsts
        found[name] = frozenset(one for one in read if not one.startswith(IN_EXTRACT))
    return found


@dataclass(frozen=True, eq=False)
class _Grid:
    names: tuple[str, ...]
    cells: Ints  # numbered, in the shape of the fields' classes


@dataclass(frozen=True, eq=False)
class Grids:
    """What the cells were before they were merged. `home`: of each cell one place in the grids that stands for it; `number`:
    of each place its cell (-1: none)."""

    axes: Mapping[str, _Axis]
    parts: Sequence[_Grid]
    tree: Sequence[tuple[int, int]]
    total: int
    home: Ints
    number: Ints

    def spread(self, counts: Ints) -> Ints:
        found = np.zeros(self.total, dtype=np.int64)
        found[self.home] = counts
        return found

    def records(self, counts: Ints) -> list[tuple[Record, int]]:
        """Kinds of record with their counts, of one whole table that has these counts in every grid."""
        joined = [(kind, count) for kind, count in self._kinds(0, counts)]
        done = {0}
        while len(done) < len(self.parts):
            first, second = next((a, b) if a in done else (b, a) for a, b in self.tree if (a in done) != (b in done))
            joined = _paired(joined, self._kinds(second, counts), self._shared(first, second))
            done.add(second)
        rest = dict.fromkeys(self.axes, 0)
        return [(self.named(rest | kind), count) for kind, count in joined]

    def named(self, kind: Mapping[str, int]) -> Record:
        return tuple((name, self.axes[name].samples[place]) for name, place in sorted(kind.items()))

    def _kinds(self, part: int, counts: Ints) -> list[tuple[dict[str, int], int]]:
        grid = self.parts[part]
        own = counts[grid.cells]
        return [
            (dict(zip(grid.names, map(int, place), strict=False)), int(own[tuple(place)]))
            for place in np.argwhere(own > 0)
        ]

    def _shared(self, first: int, second: int) -> tuple[str, ...]:
        return tuple(name for name in self.parts[first].names if name in self.parts[second].names)


def _paired(
    left: list[tuple[dict[str, int], int]], right: list[tuple[dict[str, int], int]], shared: tuple[str, ...]
) -> list[tuple[dict[str, int], int]]:
    """Both lists' kinds put together where they agree on `shared`: the north-west corner rule of the transport problem."""
    waiting: dict[tuple[int, ...], list[tuple[dict[str, int], int]]] = {}
    for kind, count in reversed(right):
        waiting.setdefault(tuple(kind[name] for name in shared), []).append((kind, count))
    found = []
    for kind, count in left:
        others = waiting.get(tuple(kind[name] for name in shared), [])
        while count:
            other, there = others.pop()
            taken = min(count, there)
            found.append((kind | other, taken))
            count -= taken
            if there > taken:
                others.append((other, there - taken))
    return found


def _factors(figure: Predicate) -> frozenset[Predicate]:
    form = plain(figure)
    return frozenset(form.parts) if isinstance(form, AllOf) else frozenset({form})


def _without_common(factors: list[frozenset[Predicate]]) -> tuple[list[tuple[Predicate, ...]], tuple[Predicate, ...]]:
    """What every figure asks for limits the records that are spoken of at all: taken out, where it is about one field."""
    common = frozenset.intersection(*factors) if factors else frozenset()
    common = frozenset(part for part in common if len(fields_of(part)) == 1)
    return [tuple(sorted(parts - common, key=repr)) for parts in factors], tuple(sorted(common, key=repr))


def _narrowed_to(common: Sequence[Predicate], axes: Mapping[str, _Axis]) -> dict[str, _Axis]:
    """The axes with the classes alone in which what is asked of every record holds."""
    kept = {name: np.ones(len(axis.labels), dtype=np.bool_) for name, axis in axes.items()}
    for part in common:
        (name,) = fields_of(part)
        kept[name] &= _truth(part, axes[name])
    return {
        name: _narrowed(axis, axis.position, np.flatnonzero(kept[name]) if kept[name].any() else np.arange(1))
        for name, axis in axes.items()
    }


def _groups(fields: Sequence[frozenset[str]]) -> list[frozenset[str]]:
    """Maximal cliques of the fields' graph, made chordal by eliminating the field that needs fewest new ties first."""
    near: dict[str, set[str]] = {name: set() for names in fields for name in sorted(names)}
    for names in dict.fromkeys(fields):
        for one, other in itertools.permutations(sorted(names), 2):
            near[one].add(other)
    found: list[frozenset[str]] = []
    while near:
        name = min(sorted(near), key=lambda n: (_missing(near, n), len(near[n]), n))
        group = frozenset({name, *near[name]})
        for one, other in itertools.permutations(sorted(near[name]), 2):
            near[one].add(other)
        for other in near.pop(name):
            near[other].discard(name)
        if not any(group <= bigger for bigger in found):
            found.append(group)
    return found or [frozenset()]


def _missing(near: Mapping[str, set[str]], name: str) -> int:
    return sum(other not in near[one] for one, other in itertools.combinations(sorted(near[name]), 2))


def _grids(groups: Sequence[frozenset[str]], sizes: Mapping[str, int]) -> list[_Grid]:
    grids, start = [], 0
    for group in groups:
        names = tuple(sorted(group))
        shape = tuple(sizes[name] for name in names) or (1,)
        count = math.prod(shape)
        grids.append(_Grid(names, np.arange(start, start + count, dtype=np.int64).reshape(shape)))
        start += count
    return grids


def _tree(groups: Sequence[frozenset[str]]) -> list[tuple[int, int]]:
    """Edges of a tree in which groups that share most are neighbours."""
    pairs = sorted(itertools.combinations(range(len(groups)), 2), key=lambda p: (-len(groups[p[0]] & groups[p[1]]), p))
    label = list(range(len(groups)))
    edges = []
    for first, second in pairs:
        if label[first] != label[second]:
            edges.append((first, second))
            old, new = label[second], label[first]
            label = [new if one == old else one for one in label]
    return edges


def _ties(first: _Grid, second: _Grid, sizes: Mapping[str, int]) -> list[tuple[Ints, Ints]]:
    """For every combination of shared classes: the cells of one and of the other grid. Grids that share no field agree
    on how many records there are at all."""
    shared = [name for name in first.names if name in second.names]
    lines = [
        np.moveaxis(grid.cells, [grid.names.index(name) for name in shared], range(len(shared))).reshape(
            math.prod(sizes[name] for name in shared), -1
        )
        for grid in (first, second)
    ]
    return list(zip(*lines, strict=True))


def _covered(
    parts: Sequence[Predicate], names: frozenset[str], grids: Sequence[_Grid], axes: Mapping[str, _Axis]
) -> Ints:
    grid = min((one for one in grids if names <= set(one.names)), key=lambda one: (one.cells.size, one.names))
    kept: dict[str, NDArray[np.bool_]] = {}
    mixed: list[Predicate] = []
    for part in parts:
        own = fields_of(part)
        if len(own) == 1:
            (name,) = own
            truth = _truth(part, axes[name])
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
            local = {name: _narrowed(axes[name], position, picks[position]) for position, name in enumerate(grid.names)}
            cells = np.where(_evaluate(part, local), cells, -1)
    found = cells.ravel()
    return found[found >= 0]


def _truth(part: Predicate, axis: _Axis) -> NDArray[np.bool_]:
    """A condition on one field, class by class."""
    match part:
        case In() | Within() | Missing():
            return np.array(axis.truth[part], dtype=np.bool_)
        case Not(part=inner):
            return np.asarray(~_truth(inner, axis))
        case AllOf(parts=parts):
            found = np.ones(len(axis.labels), dtype=np.bool_)
            for one in parts:
                found = found & _truth(one, axis)
            return found
    found = np.zeros(len(axis.labels), dtype=np.bool_)
    for one in part.parts:
        found = found | _truth(one, axis)
    return found


def _narrowed(axis: _Axis, position: int, picks: NDArray[np.int64]) -> _Axis:
    labels = tuple(axis.labels[int(at)] for at in picks)
    samples = tuple(axis.samples[int(at)] for at in picks)
    truth = {leaf: tuple(values[int(at)] for at in picks) for leaf, values in axis.truth.items()}
    return _Axis(position, labels, samples, truth)


def _merged(
    total: int,
    cover: Sequence[Ints],
    ties: Sequence[tuple[Ints, Ints]],
    axes: Mapping[str, _Axis],
    grids: Sequence[_Grid],
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
    for _, lines in _classes(linked, grids, axes):
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
    axes: Mapping[str, _Axis],
    grids: Sequence[_Grid],
    linked: Mapping[str, frozenset[str]],
) -> Ints:
    """Of each cell a place: that of first disposals, where there is one."""
    firsts = np.zeros(total, dtype=np.int64)
    truth = {fields_of(one): one for one in FIRST.values()}
    for grid in grids:
        for name in linked.keys() & set(grid.names):
            kept = _truth(truth[frozenset({name})], axes[name])
            shape = [1] * len(grid.names)
            shape[grid.names.index(name)] = len(kept)
            firsts[grid.cells] += kept.reshape(shape)
    order = np.lexsort((where, -firsts[where], number[where]))
    _, at = np.unique(number[where][order], return_index=True)
    return np.asarray(where[order][at])
