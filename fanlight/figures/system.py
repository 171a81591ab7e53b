"""Everything that is known of some records, and what is withheld, as one system of cells and sums.

A cell is a figure (given, withheld or only known to the authority) or one of the finest counts that tie figures together.
Figures over the same records are one cell. Units that fall in several categories have kinds of unit for finest counts.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import BadInput
from fanlight.figures.cells import NO_BOUND, Equations
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cliques import Cliques
from fanlight.figures.collect import Given, Withheld
from fanlight.figures.kinds import Kinds
from fanlight.figures.sums import Cells
from fanlight.tables.earlier import counted_as
from fanlight.tables.predicate.partition import Record
from fanlight.tables.predicate.predicate import Predicate
from fanlight.tables.spec.table import Unit

SOURCES_NAMED = 8
MOST_REPEATED = 2
"""Up to so many fields of earlier figures are taken to repeat within a unit, where these contradict one another otherwise."""
Units = list[tuple[tuple[Record, ...], int]]
"""Made-up units: the records of a kind of unit, and how many there are of it."""


@dataclass(frozen=True, eq=False)
class System:
    """n cells. `cells_of` gives each figure's cell: `of_given`, `of_withheld` and `of_true` go with `given`, `withheld` and
    `true`. `known`: cells that everybody knows exactly, with `values`; `lower`, `upper`: bounds that everybody knows.

    `taken_to_repeat`: fields of earlier figures in which one unit is taken to have several values, since these figures
    contradict one another otherwise. `exact`: the finest counts allow for everything that could be true; else they are a selection of kinds of unit, so that
    a table of them proves that something is possible, and a bound proves nothing. `lines`: sums between the true figures.
    """

    units: tuple[Unit, ...]
    additive: bool
    exact: bool
    given: tuple[Given, ...]
    withheld: tuple[Withheld, ...]
    true: tuple[Given, ...]
    names: tuple[str, ...]
    equations: Equations
    of_given: Ints
    of_withheld: Ints
    of_true: Ints
    known: NDArray[np.bool_]
    values: Ints
    lower: Ints
    upper: Ints
    finest: Cliques | Kinds
    atoms: Ints
    taken_to_repeat: frozenset[str]
    lines: tuple[tuple[int, tuple[int, ...]], ...]

    def __len__(self) -> int:
        return len(self.names)

    @property
    def unit(self) -> Unit:
        return self.units[0]

    def made_up(self, values: Ints) -> Units:
        """A table of this system as made-up units. `values`: one count a cell."""
        counts = self.counts(values)
        if self.members is not None:
            return [(self.members[at], int(counts[at])) for at in np.flatnonzero(counts).tolist()]
        assert isinstance(self.finest, Cliques)
        return [((record,), count) for record, count in self.finest.units(counts)]

    def counts(self, values: Ints) -> Ints:
        """The finest counts in a table of this system."""
        there = self.atoms >= 0
        found = np.zeros(len(self.atoms), dtype=np.int64)
        found[there] = values[self.atoms[there]]
        return found

    @cached_property
    def members(self) -> tuple[tuple[Record, ...], ...] | None:
        """Sample records of a unit of each finest count; None where these are no kinds of unit, but have to be joined."""
        return self.finest.members

    @cached_property
    def signatures(self) -> Ints:
        """Of each finest count a number made of the true figures that count it: the same in every system of these figures."""
        found = np.zeros(self.finest.cells, dtype=np.int64)
        for one, cover in zip(self.true, self.finest.cover[len(self.given) + len(self.withheld) :], strict=True):
            found[cover] += np.frombuffer(hashlib.blake2b(one.id.encode(), digest_size=8).digest(), dtype=np.int64)[0]
        return found

    @cached_property
    def covers(self) -> tuple[Ints, ...]:
        """Of each given figure, then of each withheld one: the finest counts that it sums."""
        return self.finest.cover[: len(self.given) + len(self.withheld)]

    @cached_property
    def ties(self) -> list[tuple[tuple[tuple[int, int], ...], Literal["="], int]]:
        """Sums of the finest counts that are equal, as rows ((count, factor) …, "=", 0)."""
        found: list[tuple[tuple[tuple[int, int], ...], Literal["="], int]] = []
        for first, second in self.finest.ties:
            factors = np.zeros(self.finest.cells, dtype=np.int64)
            factors[first] += 1
            factors[second] -= 1
            kept = np.flatnonzero(factors)
            found.append((tuple(zip(kept.tolist(), factors[kept].tolist(), strict=True)), "=", 0))
        return found


@dataclass(frozen=True)
class Stated:
    """What a system is made of. `lines`: sums between the true figures, as (whole, parts), by their positions in `true`.
    `repeated`: of each unit the fields in which one can have several values; `may_repeat`: others of earlier figures, of units
    that are in several of their categories, of which it is not known in which, and `taken_to_repeat` those of them that do
    in one reading."""

    units: tuple[Unit, ...]
    given: tuple[Given, ...]
    withheld: tuple[Withheld, ...]
    true: tuple[Given, ...]
    additive: bool
    repeated: tuple[frozenset[str], ...] = ()
    lines: tuple[tuple[int, tuple[int, ...]], ...] = ()
    may_repeat: tuple[frozenset[str], ...] = ()
    taken_to_repeat: frozenset[str] = frozenset()

    @property
    def predicates(self) -> list[Predicate]:
        """Of what is given, then of what is withheld, then of the true figures."""
        return [one.predicate for group in (self.given, self.withheld, self.true) for one in group]


def system_of(stated: Stated, finest: Cliques | Kinds) -> System:
    """`finest`: the counts that all the figures sum, given, withheld and true.

    Raises `BadInput` for figures over the same records that differ (naming where they are, not what)."""
    given, withheld, true = stated.given, stated.withheld, stated.true
    gone = np.zeros(finest.cells, dtype=np.bool_)
    for one, cover in zip(given, finest.cover, strict=False):
        if one.value == 0 and one.relation != ">=":
            gone[cover] = True
    cells = Cells(0, gone)
    if len(stated.units) > 1:
        for one, cover in zip(given, finest.cover, strict=False):
            if one.relation != ">=" and counted_as(one.predicate)[1] is None:
                known_most = frozenset(cells.left(cover).tolist())
                cells.limits[known_most] = min(one.value, cells.limits.get(known_most, one.value))
    names = [*(one.source for one in given), *(one.name for one in withheld), *(one.source for one in true)]
    places = np.array(
        [cells.figure(cover, name) for cover, name in zip(finest.cover, names, strict=True)], dtype=np.int64
    )
    of_given, of_withheld, of_true = np.split(places, np.cumsum([len(given), len(withheld)]))
    lines = _lines(stated, [cells.left(cover) for cover in finest.cover[len(given) + len(withheld) :]], of_true)
    rows = [([(whole, -1), *((part, 1) for part in parts)], 0) for whole, parts in lines]
    more = cells.rows(finest.ties, summed=frozenset(whole for whole, _ in lines))
    if isinstance(finest, Cliques) and len(stated.units) > 1:
        more += cells.firsts(finest)
    elif isinstance(finest, Kinds):
        more += cells.above_zero(finest.above_zero)
    atoms = np.array([-1 if gone[at] else cells.at(at) for at in range(finest.cells)], dtype=np.int64)
    known, values, lower, upper = _told(given, of_given, len(cells))
    empty = [cell for cell, cover in zip(places.tolist(), finest.cover, strict=True) if not len(cells.left(cover))]
    upper[empty] = 0
    return System(
        stated.units,
        stated.additive,
        not isinstance(finest, Kinds) or finest.complete,
        given,
        withheld,
        true,
        tuple(cells.more),
        Equations.of([*rows, *more]),
        of_given,
        of_withheld,
        of_true,
        known,
        values,
        lower,
        upper,
        finest,
        atoms,
        stated.taken_to_repeat,
        stated.lines,
    )


def _lines(stated: Stated, covers: Sequence[Ints], of_true: Ints) -> list[tuple[int, tuple[int, ...]]]:
    """Sums between true figures that hold by what they count: each record of the whole is in just one part."""
    found: dict[tuple[int, ...], tuple[int, tuple[int, ...]]] = {}
    for whole, parts in stated.lines:
        if sum(len(covers[part]) for part in parts) != len(covers[whole]):
            continue
        if not np.array_equal(np.sort(np.concatenate([covers[part] for part in parts])), covers[whole]):
            continue
        cell = int(of_true[whole])
        own = tuple(int(of_true[part]) for part in parts if len(covers[part]))
        if cell not in own and own:
            found.setdefault((cell, *sorted(own)), (cell, own))
    return list(found.values())


def _told(given: Sequence[Given], places: Ints, cells: int) -> tuple[NDArray[np.bool_], Ints, Ints, Ints]:
    known = np.zeros(cells, dtype=np.bool_)
    values, lower = np.zeros(cells, dtype=np.int64), np.zeros(cells, dtype=np.int64)
    upper = np.full(cells, NO_BOUND)
    for one, cell in zip(given, places.tolist(), strict=True):
        low = one.value if one.relation != "<=" else 0
        high = one.value if one.relation != ">=" else NO_BOUND
        lower[cell], upper[cell] = max(lower[cell], low), min(upper[cell], high)
        if lower[cell] > upper[cell]:
            raise contradiction(other.source for other, at in zip(given, places.tolist(), strict=True) if at == cell)
        if one.relation == "=":
            known[cell], values[cell] = True, one.value
    return known, values, lower, upper


class Contradiction(BadInput):
    """No table agrees with what is known."""


def contradiction(sources: Iterable[str]) -> Contradiction:
    """Statements that no table of whole numbers satisfies: names where they can be read, never their values."""
    named = list(dict.fromkeys(sources))
    shown = "; ".join(named[:SOURCES_NAMED]) + (
        f"; and {len(named) - SOURCES_NAMED} more" * (len(named) > SOURCES_NAMED)
    )
    return Contradiction(
        f"What would be given out contradicts itself or what is already public. No table agrees with all of: {shown}.",
        next_step="Correct the figure, the unit or the categories of one of them.",
    )


def readings(stated: Stated) -> Iterator[Stated]:
    """The same with what may have to be read otherwise, the narrowest reading first: as few fields repeat as may be, and then
    without what was only assumed."""
    without = tuple(one for one in stated.given if one.kind != "assumed")
    pairs = list(zip(stated.repeated, stated.may_repeat, strict=True))
    open_ = frozenset[str]().union(*(may - own for own, may in pairs))
    for given in (stated.given, without)[: 1 + (without != stated.given)]:
        for size in range(MOST_REPEATED + 1):
            for names in itertools.combinations(sorted(open_), size):
                taken = frozenset(names)
                repeated = tuple(own | (may & taken) for own, may in pairs)
                yield replace(stated, given=given, repeated=repeated, taken_to_repeat=taken)
