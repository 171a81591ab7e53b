"""One table's choices: which figures to publish, over categories and pools, and what that is worth.

A figure is shown by one unit (a category, a pool, a run of periods) of each dimension. A category in a pool has no row
of its own; a run of periods stands for its periods in one row. So no asked-for figure is given twice.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fanlight.errors import TooLarge
from fanlight.optimise.mip import Choices
from fanlight.sdc.options import PlanOptions
from fanlight.sdc.units import Shownby, Units, units_of
from fanlight.tables.parts import pooled_value
from fanlight.tables.rules import DisclosureRules
from fanlight.tables.spec import Category, Dimension, Key
from fanlight.tables.stages import Flag, ProtectedTable, RawTable, pool_predicate

MAX_FIGURES = 20_000


@dataclass(frozen=True)
class Measure:
    """What a plan keeps, in the order in which it counts (policies/disclosure_control/measure.yaml): weight of asked-for
    figures given exactly; asked-for figures that some published figure covers; and, less being better, `blur`:
    log2(n), in hundredths, for every asked-for figure that is only given in a sum of n."""

    exact: int
    covered: int
    blur: int

    def __add__(self, other: Measure) -> Measure:
        return Measure(self.exact + other.exact, self.covered + other.covered, self.blur + other.blur)

    def better_than(self, other: Measure) -> bool:
        return (self.exact, self.covered, -self.blur) > (other.exact, other.covered, -other.blur)


@dataclass
class TableProblem:
    """`columns` maps a figure (a code for each dimension, pools included) to its binary; `pools` a pool (dimension
    index, unit) to its own. `value` is a figure's true count, None where the counts do not settle it."""

    raw: RawTable
    options: PlanOptions
    sensitive: tuple[Flag, ...]
    cleared: frozenset[Key]
    units: tuple[Units, ...]
    columns: dict[Key, int]
    members: dict[Key, tuple[Key, ...]]
    pools: dict[tuple[int, str], int]
    weights: dict[Key, int]

    @property
    def complete(self) -> bool:
        return all(units.complete for units in self.units)

    def worth(self, key: Key) -> Measure:
        """What one published figure adds."""
        covered = self.members[key]
        size = len(covered)
        if size == 1:
            return Measure(self.weights[covered[0]], 1, 0)
        return Measure(0, size, round(100 * size * math.log2(size)))

    def measure(self, published: Iterable[Key]) -> Measure:
        return sum(map(self.worth, published), Measure(0, 0, 0))


def build(
    raw: RawTable,
    options: PlanOptions,
    sensitive: tuple[Flag, ...],
    cleared: frozenset[Key],
    rules: DisclosureRules,
    choices: Choices,
) -> TableProblem:
    """Adds the table's binaries and rows. Raises `TooLarge` for more figures than this method weighs."""
    dimensions = raw.spec.dimensions
    touched = [{flag.key[i] for flag in sensitive} for i in range(len(dimensions))]
    units = tuple(
        units_of(d, options, touched[i]) if sensitive or options.pool_together else _own(d)
        for i, d in enumerate(dimensions)
    )
    size = 1
    for one in units:
        size *= max(1, len(one.every))
    if size > MAX_FIGURES:
        raise TooLarge(
            f"Table {raw.spec.id} has more ways of publishing than this method weighs.",
            next_step="Limit its pooling with plans (pool_over, never_pool), or ask for fewer categories.",
        )
    problem = TableProblem(raw, options, sensitive, cleared, units, {}, {}, {}, {})
    problem.weights = {key: _weight(key, options) for key in raw.counts}
    for position, one in enumerate(units):
        if not dimensions[position].is_period:
            for pool in one.pools:
                problem.pools[position, pool.code] = choices.binary()
    probe = _probe(raw, units)
    must_hide = {flag.key for flag in sensitive if flag.rule in {"low_count", "zero"}}
    for shown in itertools.product(*(one.every for one in units)):
        key = tuple(unit.code for unit in shown)
        members = tuple(itertools.product(*(unit.members for unit in shown)))
        if sum(unit.pooled for unit in shown) > 2 or _hidden(key, members, must_hide, cleared, probe, rules):
            continue
        problem.columns[key] = choices.binary()
        problem.members[key] = members
    _rows(problem, choices)
    _pins(problem, choices)
    return problem


def _own(dimension: Dimension) -> Units:
    return Units(tuple(Shownby(code, dimension.label(code), (code,)) for code in dimension.codes), (), True)


def _weight(key: Key, options: PlanOptions) -> int:
    return max((options.priority.get(code, 1) for code in key), default=1)


def _probe(raw: RawTable, units: Sequence[Units]) -> ProtectedTable:
    """A table with every pool at once, to ask the true count of a pooled figure."""
    from fanlight.tables.stages import Pool

    pools = tuple(
        Pool(dimension.name, pool.code, pool.label, pool.members)
        for dimension, one in zip(raw.spec.dimensions, units, strict=True)
        for pool in one.pools
    )
    return ProtectedTable(raw, raw.spec.dimensions, {}, pools)


def _hidden(
    key: Key,
    members: Sequence[Key],
    must_hide: set[Key],
    cleared: frozenset[Key],
    probe: ProtectedTable,
    rules: DisclosureRules,
) -> bool:
    """Whether a figure may not be published whatever else is: it is identifying itself, or so low a pool that it
    bounds an identifying part."""
    if len(members) == 1:
        return key in must_hide
    if not must_hide & set(members):
        return False
    value = pooled_value(probe, key)
    return value is not None and value < rules.threshold and not set(members) <= cleared


def _rows(problem: TableProblem, choices: Choices) -> None:
    dimensions = problem.raw.spec.dimensions
    ways = problem.options.ways
    by_member: dict[Key, list[int]] = {key: [] for key in problem.raw.counts}
    for key, column in problem.columns.items():
        for member in problem.members[key]:
            by_member[member].append(column)
        for position, code in enumerate(key):
            if dimensions[position].is_period:
                continue
            own = problem.pools.get((position, code))
            if own is not None:
                choices.row([(column, 1), (own, -1)], high=0)
            elif holding := _pools_holding(problem, position, code):
                # At most one pool holds a code (below), so one row says all: a row for each pool would be weaker.
                choices.row([(column, 1), *((pool, 1) for pool in holding)], high=1)
    for position, dimension in enumerate(dimensions):
        for code in dimension.codes:
            holding = _pools_holding(problem, position, code)
            if len(holding) > 1:
                choices.row([(pool, 1) for pool in holding], high=1)
    for (position, code), pool in problem.pools.items():
        # A pool that shows no figure is none.
        shown = [column for key, column in problem.columns.items() if key[position] == code]
        choices.row([(pool, 1), *((column, -1) for column in shown)], high=0)
    for columns in by_member.values():
        if len(columns) > 1:
            choices.row([(column, 1) for column in columns], high=1)
    if "suppress" not in ways:
        whole = choices.binary()
        if "withhold" not in ways:
            choices.fix(whole, True)
        for columns in by_member.values():
            choices.row([*((column, 1) for column in columns), (whole, -1)], low=0, high=0)


def _pools_holding(problem: TableProblem, position: int, code: str) -> list[int]:
    return [
        problem.pools[position, pool.code]
        for pool in problem.units[position].pools
        if code in pool.members and (position, pool.code) in problem.pools
    ]


def _pins(problem: TableProblem, choices: Choices) -> None:
    for key in problem.options.publish:
        if key in problem.columns:
            choices.fix(problem.columns[key], True)
        else:
            choices.row([], low=1)
    for key in problem.options.withhold:
        if key in problem.columns:
            choices.fix(problem.columns[key], False)
    for group in problem.options.pool_together:
        holding = [
            problem.pools[position, pool.code]
            for position, units in enumerate(problem.units)
            for pool in units.pools
            if (position, pool.code) in problem.pools and group <= set(pool.members)
        ]
        choices.row([(column, 1) for column in holding], low=1)


def public_dimension(dimension: Dimension, used: Mapping[str, Shownby], order: Sequence[str]) -> Dimension:
    """The dimension as the public sees it: the codes in `order`, pools as categories of their own."""
    categories = []
    total = None
    for code in order:
        unit = used.get(code)
        if unit is not None and unit.pooled:
            parents = {dimension.category(member).parent for member in unit.members}
            parent = parents.pop() if len(parents) == 1 else None
            categories.append(Category(code, unit.label, pool_predicate(dimension, unit.members), parent))
        elif code in {category.code for category in dimension.categories}:
            categories.append(dimension.category(code))
        else:
            total = dimension.total
    return Dimension(dimension.name, dimension.title, tuple(categories), total, dimension.is_period)
