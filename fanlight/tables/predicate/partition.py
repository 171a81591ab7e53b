"""The coarsest common partition: the finest groups of records that a set of figures tells apart.

Figures from several tables, with overlapping categories, other groupings or other periods, all become sums over the
same atoms, so that they can be audited together. Two groups of records that no figure tells apart are one atom, and a
group that no figure counts is none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from fanlight.errors import TooLarge
from fanlight.tables.predicate.predicate import AllOf, AnyOf, In, Missing, Not, Predicate, Within

Flags = npt.NDArray[np.bool_]
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
    axes = _axes(figures)
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
            flags = np.broadcast_to(_evaluate(figure, axes), shape).reshape(-1)
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
        flags = np.broadcast_to(_evaluate(figure, axes), shape).reshape(-1)
        cover.append(tuple(int(a) for a in np.flatnonzero(flags[representatives])))
    return Frame(names, tuple(cover), records)


@dataclass(frozen=True, slots=True)
class _Axis:
    """One field cut into classes: `truth[leaf]` says for each class whether the leaf predicate holds there."""

    position: int
    labels: tuple[str, ...]
    samples: tuple[object, ...]
    truth: dict[Predicate, tuple[bool, ...]]


def _axes(figures: Sequence[Predicate]) -> dict[str, _Axis]:
    leaves: dict[str, list[Predicate]] = {}
    seen: set[Predicate] = set()
    stack: list[Predicate] = list(reversed(figures))
    while stack:
        predicate = stack.pop()
        if predicate in seen:
            continue
        seen.add(predicate)
        match predicate:
            case AllOf(parts=parts) | AnyOf(parts=parts):
                stack.extend(reversed(parts))
            case Not(part=part):
                stack.append(part)
            case In(field=name) | Within(field=name) | Missing(field=name):
                leaves.setdefault(name, []).append(predicate)
    return {name: _axis(position, name, parts) for position, (name, parts) in enumerate(sorted(leaves.items()))}


def _axis(position: int, name: str, leaves: list[Predicate]) -> _Axis:
    samples: list[tuple[str, object]] = [(f"{name} empty", None)]
    values = sorted({value for leaf in leaves if isinstance(leaf, In) for value in leaf.values})
    samples += [(f"{name} {value}", value) for value in values]
    cuts = sorted({cut for leaf in leaves if isinstance(leaf, Within) for cut in (leaf.start, leaf.end)})
    if cuts:
        samples.append((f"{name} before {cuts[0]}", date.min))
        samples += [(f"{name} from {cut}", cut) for cut in cuts]
    else:
        samples.append((f"{name} other", _other_than(values)))
    classes: dict[tuple[bool, ...], tuple[str, object]] = {}
    for label, sample in samples:
        classes.setdefault(tuple(_leaf_holds(leaf, sample) for leaf in leaves), (label, sample))
    signatures = list(classes)
    truth = {leaf: tuple(signature[i] for signature in signatures) for i, leaf in enumerate(leaves)}
    labels, kept = zip(*classes.values(), strict=True)
    return _Axis(position, labels, kept, truth)


def _other_than(values: Sequence[str]) -> str:
    other = "(another value)"
    while other in values:
        other += "*"
    return other


def _leaf_holds(leaf: Predicate, sample: object) -> bool:
    match leaf:
        case In(values=values):
            return isinstance(sample, str) and sample in values
        case Within(start=start, end=end):
            return isinstance(sample, date) and start <= sample < end
        case Missing():
            return sample is None
    return False


def _evaluate(predicate: Predicate, axes: dict[str, _Axis]) -> Flags:
    match predicate:
        case In(field=name) | Within(field=name) | Missing(field=name):
            axis = axes[name]
            shape = [1] * len(axes)
            shape[axis.position] = len(axis.labels)
            return np.array(axis.truth[predicate], dtype=bool).reshape(shape)
        case AllOf(parts=parts):
            every: Flags = np.ones([1] * max(1, len(axes)), dtype=bool)
            for part in parts:
                every = every & _evaluate(part, axes)
            return every
        case AnyOf(parts=parts):
            some: Flags = np.zeros([1] * max(1, len(axes)), dtype=bool)
            for part in parts:
                some = some | _evaluate(part, axes)
            return some
        case Not(part=part):
            return ~_evaluate(part, axes)


def _name(axes: dict[str, _Axis], index: Sequence[np.intp]) -> str:
    return "; ".join(axis.labels[int(index[axis.position])] for axis in axes.values()) or "every record"


def _record(axes: dict[str, _Axis], index: Sequence[np.intp]) -> Record:
    return tuple((name, axis.samples[int(index[axis.position])]) for name, axis in axes.items())
