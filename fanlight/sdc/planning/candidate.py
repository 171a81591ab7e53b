"""A response's tables as tables of cells for the methods of suppression: once for all sets of pools, then set by set."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells import NO_BOUND, CellTable, Equations, Status
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.moves import Moves
from fanlight.figures.cells.table import PlainNames
from fanlight.figures.inequalities import bounds_of
from fanlight.figures.response import stated
from fanlight.figures.system import Stated, System
from fanlight.optimise.base import with_base
from fanlight.sdc.planning.losses import Losses
from fanlight.sdc.planning.merges import Merges
from fanlight.tables.earlier import Earlier
from fanlight.tables.knowledge.rules import DisclosureRules, Knowledge
from fanlight.tables.knowledge.statements import Requirement, requirements_for
from fanlight.tables.parts import is_inner
from fanlight.tables.predicate.predicate import Predicate
from fanlight.tables.spec.table import Key, PublicFigure
from fanlight.tables.stages import CONFIDENTIAL, Flag, ProtectedTable, RawTable, Shown

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Task:
    """What a plan is asked for. `options` has an entry for each table."""

    raws: tuple[RawTable, ...]
    losses: tuple[Losses, ...]
    sensitive: Mapping[str, tuple[Flag, ...]]
    cleared: Mapping[str, frozenset[Key]]
    rules: DisclosureRules
    public: tuple[PublicFigure, ...]
    earlier: Earlier

    def hidden(self, raw: RawTable) -> ProtectedTable:
        """The table with nothing given."""
        name = raw.spec.id
        cells = {key: Shown(None, CONFIDENTIAL) for key in raw.counts}
        return ProtectedTable(
            raw, raw.spec.dimensions, cells, (), self.sensitive.get(name, ()), self.cleared.get(name, frozenset())
        )


@dataclass(frozen=True, eq=False)
class Candidate:
    """One system with one set of pools. `places`: by table, the cell of each figure that has a row. `always`: what is lost
    whatever is withheld: by pools. `must`: cells that are withheld in any case. `exact`: what no table of these cells does
    is not possible."""

    table: CellTable
    places: Mapping[str, Mapping[Key, int]]
    always: int
    exact: bool

    @property
    def must(self) -> Mask:
        held = (self.table.status == Status.WITHHOLD) | (self.table.primary & (self.table.status != Status.PUBLISH))
        return np.asarray(held, dtype=np.bool_)

    @property
    def forced(self) -> int:
        """What is lost in any case."""
        return self.always + int(self.table.cost[self.must].sum())


class Candidates:
    """Those of one system of figures. `given_away`: names of figures that must be protected and are known already."""

    def __init__(self, task: Task, system: System, base: Ints) -> None:
        self.task, self.system, self.base = task, system, base
        ids = {one.id: cell for one, cell in zip(self.system.true, self.system.of_true.tolist(), strict=True)}
        self.tables = [
            (losses, {key: ids[f"{losses.raw.spec.id}:{'|'.join(key)}"] for key in losses.raw.spec.keys()})
            for losses in task.losses
            if losses.raw.spec.unit in self.system.units
        ]
        self.up, self.down, self.width, self.kept = self._required()
        known = self.system.known & ((self.up > 0) | (self.down > 0) | (self.width > 0))
        self.given_away = [
            figure.name
            for figure, cell in zip(self.system.withheld, self.system.of_withheld.tolist(), strict=True)
            if known[cell] and figure.requirements
        ] + self._seen_at_once()

    def _seen_at_once(self) -> list[str]:
        """Where the kinds of unit are a selection, those that inequalities give away with nothing of these tables given."""
        bounds = None if self.system.exact else bounds_of(self.system)
        if bounds is None:
            return []
        return [
            figure.name
            for at, figure in enumerate(self.system.withheld)
            if any(bounds.breaks(at, one) for one in figure.requirements)
        ]

    def __len__(self) -> int:
        return len(self.system)

    def of(self, merges: Merges, *, whole: frozenset[str] = frozenset()) -> Candidate | None:
        """With these pools; `whole`: tables of which nothing is given. None where a figure that must be given has no row, a
        table that may withhold nothing else has one that it must withhold, one of which nothing is given has zeros
        that readers know are shown, or a pool would be empty for the most part."""
        rules = self.task.rules
        if any(losses.hides_most(merges, rules.threshold, rules.flag_zeros) for losses, _ in self.tables):
            return None
        n = len(self.system)
        cost, status = np.zeros(n, dtype=np.int64), np.full(n, Status.WITHHOLD, dtype=np.int8)
        places: dict[str, dict[Key, int]] = {}
        pools: dict[tuple[int, ...], _Pool] = {}
        always = 0
        held: list[int] = []
        rigid: list[int] = []
        for losses, cells in self.tables:
            size = losses.pooled(merges)
            lost = np.ceil(losses.weights * losses.shares(size)).astype(np.int64)
            always += int(lost.sum())
            options, name = losses.options, losses.raw.spec.id
            if name in whole and self._has_zeros_shown(losses):
                return None
            own: dict[Key, int] = {}
            for key, weight, pooled in zip(
                cells, losses.weights.ravel().tolist(), (size > 1).ravel().tolist(), strict=True
            ):
                cell = cells[key]
                if (pooled or name in whole) and key in options.publish:
                    return None
                if pooled:
                    continue
                own[key] = cell
                if key in losses.hidden and self.system.known[cell]:
                    always += weight
                else:
                    cost[cell] += weight
                if key in options.withhold:
                    held.append(cell)
                elif name not in whole:
                    given = key in options.publish or "suppress" not in options.ways
                    if given or status[cell] == Status.WITHHOLD:
                        status[cell] = Status.PUBLISH if given else Status.FREE
                    if "suppress" not in options.ways:
                        rigid.append(cell)
            asked = {pool_code(codes) for _, codes in merges if losses.asks_for(codes)}
            for key, members in _pool_keys(losses, merges):
                parts = tuple(sorted(cells[member] for member in members))
                rest = int((losses.weights - lost)[_at(losses, members)].sum())
                pool = pools.setdefault(parts, _Pool(n + len(pools), parts, 0, losses.raw.spec.id, made=True))
                own[key] = pool.cell
                fixed = "suppress" not in options.ways and name not in whole
                made = pool.made and asked.isdisjoint(key)
                pools[parts] = replace(
                    pool, cost=pool.cost + rest, free=pool.free or name not in whole, given=fixed, made=made
                )
                if fixed:
                    rigid.append(pool.cell)
            places[name] = own
        status[held] = Status.WITHHOLD
        status[self.system.known] = Status.PUBLISH
        table = self._table(cost, status, list(pools.values()))
        if (table.primary & (table.status == Status.PUBLISH))[rigid].any():
            return None
        return Candidate(table, places, always, self.system.exact)

    def witnesses(self, tables: Moves) -> Moves:
        """Moves of a candidate's cells as moves of the finest counts, these named by `System.signatures`."""
        of_cell = np.full(len(self.system), -1, dtype=np.int64)
        there = np.flatnonzero(self.system.atoms >= 0)
        of_cell[self.system.atoms[there]] = there
        inside = tables.cells < len(self.system)
        atoms = np.where(inside, of_cell[np.where(inside, tables.cells, 0)], -1)
        kept = atoms >= 0
        owner = np.repeat(np.arange(len(tables)), np.diff(tables.starts))[kept]
        starts = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(tables)))]).astype(np.int64)
        return Moves(starts, self.system.signatures[atoms[kept]], tables.deltas[kept])

    def _required(self) -> tuple[Ints, Ints, Ints, Mask]:
        """Of each cell: how far up and down it must be able to move, how wide apart its ends must be, and whether it is
        withheld in any case."""
        n = len(self.system)
        up, down, width = (np.zeros(n, dtype=np.int64) for _ in range(3))
        kept = np.zeros(n, dtype=np.bool_)
        for figure, cell in zip(self.system.withheld, self.system.of_withheld.tolist(), strict=True):
            kept[cell] |= bool(figure.requirements) or figure.lost
            for one in figure.requirements:
                upl, lpl = _levels(one, int(self.base[cell]))
                up[cell], down[cell] = max(up[cell], upl), max(down[cell], lpl)
                width[cell] = max(width[cell], one.width or 0)
        for losses, cells in self.tables:
            for flag in self.task.sensitive.get(losses.raw.spec.id, ()):
                kept[cells[flag.key]] |= flag.rule != "group"
        return up, down, width, kept

    def _table(self, cost: Ints, status: NDArray[np.int8], pools: Sequence[_Pool]) -> CellTable:
        system, n, more = self.system, len(self.system), len(pools)
        values = np.concatenate([self.base, [int(self.base[list(pool.parts)].sum()) for pool in pools]]).astype(
            np.int64
        )
        primary = self.kept & ~system.known & (status != Status.WITHHOLD)
        primary |= ~system.known & ((self.up > 0) | (self.down > 0) | (self.width > 0))
        zeros = np.zeros(more, dtype=np.int64)
        required = [self._of_pool(pool, int(value)) for pool, value in zip(pools, values[n:].tolist(), strict=True)]
        rows = [([(pool.cell, -1), *((part, 1) for part in pool.parts)], 0) for pool in pools]
        own = [pool.status(one is None) for pool, one in zip(pools, required, strict=True)]
        status = np.concatenate([self._zeros_given(status), np.array(own, dtype=np.int8)])
        return CellTable(
            names=PlainNames(("figure",), [*((name,) for name in system.names), *((pool.name,) for pool in pools)]),
            values=values,
            equations=Equations.joined([system.equations, Equations.of(rows)]),
            cost=np.concatenate([cost, np.array([pool.cost for pool in pools], dtype=np.int64)]),
            status=status,
            lower=np.concatenate([system.lower, zeros]),
            upper=np.concatenate([system.upper, np.full(more, NO_BOUND)]),
            primary=np.concatenate([primary, np.array([one is not None for one in required], dtype=np.bool_)]),
            lpl=np.concatenate([self.down, np.array([one[1] if one else 0 for one in required], dtype=np.int64)]),
            upl=np.concatenate([self.up, np.array([one[0] if one else 0 for one in required], dtype=np.int64)]),
            spl=np.concatenate([self.width, zeros]),
            inner=np.zeros(n + more, dtype=np.bool_),
        )

    def _zeros_given(self, status: NDArray[np.int8]) -> NDArray[np.int8]:
        """Where readers know that every zero is shown, a zero of the finest breakdown that has a row is."""
        if self.task.rules.knowledge is Knowledge.K1:
            for losses, cells in self.tables:
                for key, cell in cells.items():
                    if losses.raw.counts[key] == 0 and status[cell] == Status.FREE and is_inner(losses.raw.spec, key):
                        status[cell] = Status.PUBLISH
        return status

    def _has_zeros_shown(self, losses: Losses) -> bool:
        raw = losses.raw
        shown = self.task.rules.knowledge is Knowledge.K1
        return shown and any(count == 0 and is_inner(raw.spec, key) for key, count in raw.counts.items())

    def _of_pool(self, pool: _Pool, value: int) -> tuple[int, int] | None:
        """A pool is a figure like any other, and passes the rules or is withheld."""
        rules = self.task.rules
        found = requirements_for(
            value, threshold=rules.threshold, knowledge=rules.knowledge, protected_zero=rules.flag_zeros
        )
        return _levels(found[0], value) if found else None


@dataclass(frozen=True)
class _Pool:
    """`free`: it may be withheld; `given`: it may not; `made`: nobody asked for it, so it gives whatever passes the rules."""

    cell: int
    parts: tuple[int, ...]
    cost: int
    name: str
    free: bool = False
    given: bool = False
    made: bool = False

    def status(self, passes: bool) -> Status:
        if self.given or (self.free and self.made and passes):
            return Status.PUBLISH
        return Status.FREE if self.free else Status.WITHHOLD


def systems_of(task: Task, left: Callable[[], float]) -> list[tuple[System, Ints]]:
    """Those of each unit of count, or of units that are linked, with their base tables. Raises as `with_base`."""
    own = stated([task.hidden(raw) for raw in task.raws], rules=task.rules, public=task.public, earlier=task.earlier)
    return [with_base(_possible(one), left) for one in own]


def _possible(own: Stated) -> Stated:
    """Without “is no zero” of figures that are: these are given, where every zero is shown."""
    zero: set[Predicate] = {one.predicate for one in own.withheld if one.value == 0}
    return replace(own, given=tuple(one for one in own.given if one.kind != "zeros" or one.predicate not in zero))


def _levels(one: Requirement, value: int) -> tuple[int, int]:
    up = 0 if one.reach_up_to is None else max(0, one.reach_up_to - value)
    return up, 0 if one.reach_down_to is None else max(0, value - one.reach_down_to)


def pool_code(members: Sequence[str]) -> str:
    return "pool(" + "+".join(members) + ")"


def _pool_keys(losses: Losses, merges: Merges) -> list[tuple[Key, list[Key]]]:
    """Every figure of a pool, in any dimension, with the figures that it sums."""
    rows: list[list[tuple[str, tuple[str, ...]]]] = []
    for dimension in losses.raw.spec.dimensions:
        own = [codes for name, codes in merges if name == dimension.name and losses.takes(name, codes)]
        gone = {code for codes in own for code in codes}
        plain = [(code, (code,)) for code in dimension.codes if code not in gone]
        rows.append([*plain, *((pool_code(codes), codes) for codes in own)])
    return [
        (tuple(code for code, _ in shown), list(itertools.product(*(codes for _, codes in shown))))
        for shown in itertools.product(*rows)
        if any(len(codes) > 1 for _, codes in shown)
    ]


def _at(losses: Losses, members: Sequence[Key]) -> tuple[Ints, ...]:
    places = [[codes.index(code) for codes, code in zip(losses.codes, key, strict=True)] for key in members]
    return tuple(np.array(places, dtype=np.int64).T)


__all__ = ["Candidate", "Candidates", "System", "Task", "pool_code", "systems_of"]
