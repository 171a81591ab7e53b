"""A choice of figures applied to a raw table: what the public would see."""

from __future__ import annotations

import itertools
from collections.abc import Collection

from fanlight.sdc.problem import TableProblem, public_dimension
from fanlight.sdc.units import Shownby
from fanlight.tables.parts import pooled_value
from fanlight.tables.spec import Dimension, Key
from fanlight.tables.stages import CONFIDENTIAL, NOT_SHOWN, Pool, ProtectedTable, Reason, Shown


def protected(problem: TableProblem, published: Collection[Key], pools: Collection[tuple[int, str]]) -> ProtectedTable:
    """The table with the `published` figures and `pools` (dimension index, code); all else asked for is withheld."""
    raw = problem.raw
    used = [_used(problem, position, published, pools) for position in range(len(raw.spec.dimensions))]
    dimensions = tuple(
        public_dimension(dimension, {unit.code: unit for unit in units}, [unit.code for unit in units])
        for dimension, units in zip(raw.spec.dimensions, used, strict=True)
    )
    made = _pools(problem, used, published)
    table = ProtectedTable(raw, dimensions, {}, made, problem.sensitive, problem.cleared)
    identifying = {flag.key for flag in problem.sensitive}
    whole = not published
    cells: dict[Key, Shown] = {}
    for key in itertools.product(*([unit.code for unit in units] for units in used)):
        if key in published:
            value = raw.counts[key] if key in raw.counts else pooled_value(table, key)
            cells[key] = Shown(value)
        elif _meaningless(problem, key):
            cells[key] = Shown(None, NOT_SHOWN)
        else:
            cells[key] = Shown(None, CONFIDENTIAL, _reason(problem, key, published, identifying, whole))
    return ProtectedTable(raw, dimensions, cells, made, problem.sensitive, problem.cleared)


def _used(
    problem: TableProblem, position: int, published: Collection[Key], pools: Collection[tuple[int, str]]
) -> list[Shownby]:
    """The rows or columns that are left, a pool where its first member stood, a run after its last period."""
    units = problem.units[position]
    dimension = problem.raw.spec.dimensions[position]
    if dimension.is_period:
        runs = [run for run in units.pools if any(key[position] == run.code for key in published)]
        kept = [unit for unit in units.own if _period_needed(problem, position, unit.code, published)]
        order = {unit.code: index for index, unit in enumerate(units.own)}
        return sorted([*kept, *runs], key=lambda u: (max(order[m] for m in u.members), u.pooled, len(u.members)))
    active = [pool for pool in units.pools if (position, pool.code) in pools]
    gone = {member for pool in active for member in pool.members}
    rows = [unit for unit in units.own if unit.code not in gone]
    order = {unit.code: index for index, unit in enumerate(units.own)}
    return sorted([*rows, *active], key=lambda u: (u.pooled and _after_own(dimension), order[u.members[0]]))


def _after_own(dimension: Dimension) -> bool:
    """Pools stand after the categories given on their own, unless a hierarchy holds them in place."""
    return all(category.parent is None for category in dimension.categories) and dimension.total is None


def _period_needed(problem: TableProblem, position: int, code: str, published: Collection[Key]) -> bool:
    """A period keeps its column unless every row gives it in a run."""
    if any(key[position] == code for key in published):
        return True
    in_run = {
        (*member[:position], *member[position + 1 :])
        for key in published
        for member in problem.members[key]
        if member[position] == code
    }
    rows = {(*key[:position], *key[position + 1 :]) for key in problem.raw.counts}
    return not rows <= in_run


def _pools(problem: TableProblem, used: list[list[Shownby]], published: Collection[Key]) -> tuple[Pool, ...]:
    found = []
    for position, (dimension, units) in enumerate(zip(problem.raw.spec.dimensions, used, strict=True)):
        for unit in units:
            if not unit.pooled:
                continue
            within: dict[str, frozenset[str]] = {}
            if dimension.is_period:
                for other, name in enumerate(d.name for d in problem.raw.spec.dimensions):
                    if other != position:
                        within[name] = frozenset(key[other] for key in published if key[position] == unit.code)
            found.append(Pool(dimension.name, unit.code, unit.label, unit.members, within))
    return tuple(found)


def _meaningless(problem: TableProblem, key: Key) -> bool:
    """A run of periods in a row that gives its periods one by one: no figure is meant to stand there."""
    return any(
        dimension.is_period and code not in dimension.codes
        for dimension, code in zip(problem.raw.spec.dimensions, key, strict=True)
    )


def _reason(problem: TableProblem, key: Key, published: Collection[Key], identifying: set[Key], whole: bool) -> Reason:
    if whole:
        return "table"
    if any(key in problem.members[shown] for shown in published if shown != key):
        return "pooled"
    return "assessed" if key in identifying else "complementary"
