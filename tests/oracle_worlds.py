"""Every world of made-up units that agrees with what is known, by going through all sums that units can make.

A *kind* says how much one made-up unit adds to each figure. A world holds any number of units of each kind. Nothing of
how Fanlight sets up or solves is used: only `holds`, and adding.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from fanlight.tables.predicate.predicate import AllOf, AnyOf, In, Not, Predicate, Within, fields_of, holds

Ints = npt.NDArray[np.int64]
MOST_STATES = 400_000


@dataclass(frozen=True)
class Figure:
    """A count of `predicate`. `whole`: of every record; otherwise of units with at least one such record."""

    predicate: Predicate
    whole: bool = False


@dataclass(frozen=True)
class Fact:
    figure: Figure
    relation: str
    value: int


def records_told_apart(predicates: Iterable[Predicate]) -> list[dict[str, object]]:
    """One record for each way in which the predicates can see the fields: every value named, an empty field, another."""
    predicates = list(predicates)
    names = sorted(frozenset().union(*map(fields_of, predicates)))
    values = {name: _values(name, predicates) for name in names}
    return [dict(zip(names, one, strict=True)) for one in itertools.product(*values.values())]


def _values(name: str, predicates: Sequence[Predicate]) -> list[object]:
    named: set[str] = set()
    cuts: set[date] = set()
    for leaf in itertools.chain.from_iterable(map(_leaves, predicates)):
        if isinstance(leaf, In) and leaf.field == name:
            named |= leaf.values
        elif isinstance(leaf, Within) and leaf.field == name:
            cuts |= {leaf.start, leaf.end}
    days: list[object] = [date.min, *sorted(cuts)] if cuts else []
    return [None, "(another)", *sorted(named), *days]


def _leaves(predicate: Predicate) -> Iterator[Predicate]:
    if isinstance(predicate, AllOf | AnyOf):
        for part in predicate.parts:
            yield from _leaves(part)
    elif isinstance(predicate, Not):
        yield from _leaves(predicate.part)
    else:
        yield predicate


def kinds_of_units(figures: Sequence[Figure], repeated: frozenset[str], most: int | None, strays: bool = False) -> Ints:
    """What one unit can add to each figure, a row for each kind. `repeated`: the fields in which the records of one unit
    may differ. `most`: how many records a unit has at the most (None: as many as tell the figures anything; then no
    figure counts every record). `strays`: there are records of no unit, too."""
    fixed: dict[tuple[object, ...], set[tuple[int, ...]]] = {}
    for record in records_told_apart(figure.predicate for figure in figures):
        seen = tuple(int(holds(figure.predicate, record)) for figure in figures)
        fixed.setdefault(tuple(v for name, v in record.items() if name not in repeated), set()).add(seen)
    whole = np.array([figure.whole for figure in figures], dtype=bool)
    if most is None and whole.any():
        raise ValueError("Where every record counts, a unit needs a limit of records.")
    kinds: set[tuple[int, ...]] = set()
    for group in {frozenset(group) for group in fixed.values()}:
        kinds |= _unions(group, whole, most)
    if strays:
        kinds |= {tuple(np.where(whole, one, 0).tolist()) for group in fixed.values() for one in group}
    kinds.discard((0,) * len(figures))
    return np.array(sorted(kinds), dtype=np.int64).reshape(-1, len(figures))


def _unions(group: frozenset[tuple[int, ...]], whole: npt.NDArray[np.bool_], most: int | None) -> set[tuple[int, ...]]:
    """What units with one or more records of the group add to each figure."""
    found = layer = set(group)
    size = 1
    while layer and (most is None or size < most):
        layer = {
            tuple(np.where(whole, np.add(one, more), np.maximum(one, more)).tolist()) for one in layer for more in group
        } - found
        found = found | layer
        size += 1
    return found


@dataclass(frozen=True)
class Ranges:
    """The least and most of each figure over all worlds; most None: no end."""

    least: tuple[int, ...]
    most: tuple[int | None, ...]


def ranges(
    figures: Sequence[Figure], facts: Sequence[Fact], asked: Sequence[Figure], repeated: frozenset[str] = frozenset(),
    most: int | None = 1, strays: bool = False,
) -> Ranges | None:  # fmt: skip
    """The range of each figure `asked`; None where no world agrees with all facts. `figures`: others that tell records
    apart."""
    every = list(dict.fromkeys([*(fact.figure for fact in facts), *asked, *figures]))
    kinds = kinds_of_units(every, repeated, most, strays)
    place = {figure: at for at, figure in enumerate(every)}
    least: dict[bytes, int] = {}
    limit: dict[bytes, int] = {}
    columns: dict[bytes, Ints] = {}
    for fact in facts:
        column = kinds[:, place[fact.figure]]
        key = column.tobytes()
        columns[key] = column
        if fact.relation in ("=", ">="):
            least[key] = max(least.get(key, 0), fact.value)
        if fact.relation in ("=", "<="):
            limit[key] = min(limit.get(key, fact.value), fact.value)
    bound = np.array([limit.get(key, -1) for key in columns], dtype=np.int64)
    floor = np.array([least.get(key, 0) for key in columns], dtype=np.int64)
    told = np.array([*columns.values()], dtype=np.int64).reshape(len(columns), len(kinds)).T
    return _walk(told, floor, bound, kinds[:, [place[figure] for figure in asked]])


def _walk(told: Ints, floor: Ints, bound: Ints, asked: Ints) -> Ranges | None:
    """All sums that worlds reach, kind by kind. `told[k]`: what a unit of kind k adds to each known figure, of which
    the sum is at least `floor` and at most `bound` (-1: no bound, and what is above `floor` is all the same)."""
    bounded = bound >= 0
    if (floor[bounded] > bound[bounded]).any():
        return None
    possible = ~(told[:, bounded] > bound[bounded]).any(axis=1)
    told, asked = told[possible], asked[possible]
    cap = np.where(bounded, bound, floor)
    free = ~told[:, bounded].any(axis=1)
    endless = [bool(asked[free, at].any()) for at in range(asked.shape[1])]
    states = np.zeros((1, len(cap)), dtype=np.int64)
    low = high = np.zeros((1, asked.shape[1]), dtype=np.int64)
    left = _in_order(told)
    while left:
        kind, left = left[0], left[1:]
        states, low, high = _add(states, low, high, told[kind], asked[kind], cap, bounded)
        done = ~told[left].any(axis=0)
        keep = ~(states[:, done] < floor[done]).any(axis=1)
        states, low, high = states[keep], low[keep], high[keep]
        # A figure that no other kind counts has been checked.
        states[:, done] = floor[done]
        states, low, high = _merged(states, low, high, cap)
    if not len(states) or (states < floor).any(axis=1).all():
        return None
    good = ~(states < floor).any(axis=1)
    top = high[good].max(axis=0)
    return Ranges(
        tuple(low[good].min(axis=0).tolist()),
        tuple(None if end else int(value) for end, value in zip(endless, top, strict=True)),
    )


def _in_order(told: Ints) -> list[int]:
    """Kinds so that a figure's kinds come together: it is checked early, and few sums are left."""
    left, order = set(range(len(told))), []
    while left:
        counts = {f: [k for k in left if told[k, f]] for f in range(told.shape[1])}
        own = min((ks for ks in counts.values() if ks), key=len, default=sorted(left))
        order += own
        left -= set(own)
    return order


def _add(
    states: Ints, low: Ints, high: Ints, unit: Ints, asked: Ints, cap: Ints, bounded: npt.NDArray[np.bool_]
) -> tuple[Ints, Ints, Ints]:
    """The sums with none, one, two … units more of one kind."""
    every = [(states, low, high)]
    while len(states):
        more = states + unit
        within = ~(more[:, bounded] > cap[bounded]).any(axis=1)
        more = np.minimum(more, cap)
        within &= (more != states).any(axis=1)
        states, low, high = more[within], low[within] + asked, high[within] + asked
        every.append((states, low, high))
    first, second, third = zip(*every, strict=True)
    return _merged(np.concatenate(first), np.concatenate(second), np.concatenate(third), cap)


def _merged(states: Ints, low: Ints, high: Ints, cap: Ints) -> tuple[Ints, Ints, Ints]:
    if len(states) < 2:
        return states, low, high
    sizes = [int(one) + 1 for one in cap]
    if math.prod(sizes) > 2**62:
        raise ValueError("Too much for brute force.")
    radix = np.array([math.prod(sizes[:at]) for at in range(len(sizes))], dtype=np.int64)
    code = states @ radix
    order = np.argsort(code, kind="stable")
    starts = np.flatnonzero(np.concatenate([[True], np.diff(code[order]) != 0]))
    if len(starts) > MOST_STATES:
        raise ValueError("Too much for brute force.")
    return (
        states[order][starts],
        np.minimum.reduceat(low[order], starts, axis=0),
        np.maximum.reduceat(high[order], starts, axis=0),
    )
