"""What in the ledger touches a new table: the figures that share records with it, and those that share records with them.

Whatever is left out has no record in common with anything that is kept, so that it can say nothing about the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from fanlight.errors import FanlightError
from fanlight.ledger.classifications import Classifications, UnknownVersion
from fanlight.ledger.entries import AS_RECORDED, Figure, Release, Table
from fanlight.ledger.extents import Extent, around, covers, extent, meet
from fanlight.ledger.store import Ledger
from fanlight.tables.predicate.predicate import Predicate
from fanlight.tables.spec.table import Unit

LINKED = (Unit.DISPOSALS, Unit.CRIMES, Unit.OFFENDERS)
"""Units that say something about one another."""

WHOLE = 3_000
"""A table with more cells than this is taken whole as soon as it touches."""


@dataclass(frozen=True)
class Part:
    """Figures of one release that touch, over recorded values; `tables` are those with figures among them."""

    number: int
    release: Release
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True)
class Touched:
    """`unlinked`: what touches, or could, and cannot be linked: nothing is proved while it stands."""

    parts: tuple[Part, ...] = ()
    unlinked: tuple[UnknownVersion, ...] = ()
    versions: frozenset[tuple[str, str]] = frozenset()
    looked_at: int = 0


@dataclass
class _Pool:
    """Figures of one release that may still be touched. `box` holds all of them."""

    number: int
    release: Release
    table: Table | None
    figures: list[tuple[Figure, Extent]]
    box: Extent
    whole: bool
    taken: list[Figure] = field(default_factory=list)


def touching(
    ledger: Ledger,
    figures: Sequence[tuple[Unit, Predicate]],
    *,
    keep: Callable[[Release], bool] = lambda _: True,
    leave_out: Sequence[str] = (),
) -> Touched:
    """Everything that touches the figures. `keep` says which releases count at all; `leave_out` names releases that a
    person wants left out. Raises `StoreError` where an entry cannot be read."""
    known = Classifications.of(ledger)
    withdrawn = _withdrawn(ledger)
    found = _Search(ledger, known, withdrawn, keep, frozenset(leave_out))
    for group in (LINKED, (Unit.SEARCHES,)):
        boxes: list[Extent] = [extent(predicate) for unit, predicate in figures if unit in group]
        if boxes:
            found.grow(group, boxes)
    return found.result()


def _withdrawn(ledger: Ledger) -> frozenset[tuple[str, str]]:
    """(reference, figure) that a correction took back; an empty figure: the whole release."""
    taken = set()
    for number in ledger.index.numbers("correction"):
        entry = ledger.entry(number)
        taken |= {(str(entry["reference"]), str(figure)) for figure in entry["figures"] or [""]}
    return frozenset(taken)


class _Search:
    def __init__(
        self,
        ledger: Ledger,
        known: Classifications,
        withdrawn: frozenset[tuple[str, str]],
        keep: Callable[[Release], bool],
        leave_out: frozenset[str],
    ) -> None:
        self.ledger = ledger
        self.known = known
        self.withdrawn = withdrawn
        self.keep = keep
        self.leave_out = leave_out
        self.pools: list[_Pool] = []
        self.loaded: set[tuple[int, Unit]] = set()
        self.unlinked: dict[int, UnknownVersion] = {}
        self.versions: set[tuple[str, str]] = set()
        self.looked_at = 0

    def grow(self, units: Sequence[Unit], boxes: list[Extent]) -> None:
        """Takes what meets a box, then what meets that, and so on. Large boxes first: what they cover adds nothing."""
        asked: list[Extent] = []
        done: list[Extent] = []
        waiting = list(boxes)
        while waiting:
            outer = around(waiting)
            if not any(covers(one, outer) for one in asked):
                asked.append(outer)
                self._load(units, outer)
            waiting.sort(key=_size, reverse=True)
            fresh: list[Extent] = []
            for box in waiting:
                if any(covers(one, box) for one in done):
                    continue
                done.append(box)
                for pool in self.pools:
                    if pool.figures and pool.figures[0][0].unit in units and meet(pool.box, box):
                        fresh += self._take(pool, box)
            waiting = fresh

    def _take(self, pool: _Pool, box: Extent) -> list[Extent]:
        if pool.whole:
            if not any(meet(own, box) for _, own in pool.figures):
                return []
            taken = pool.figures
            pool.figures = []
        else:
            taken = [pair for pair in pool.figures if meet(pair[1], box)]
            pool.figures = [pair for pair in pool.figures if not meet(pair[1], box)]
        pool.taken += [figure for figure, _ in taken]
        return [own for _, own in taken]

    def _load(self, units: Sequence[Unit], box: Extent) -> None:
        for number in self.ledger.near(units, box):
            for unit in units:
                if (number, unit) in self.loaded:
                    continue
                self.loaded.add((number, unit))
                self._read(number, unit)

    def _read(self, number: int, unit: Unit) -> None:
        release = self.ledger.release(number)
        self.looked_at += 1
        if not self.keep(release) or release.reference in self.leave_out or (release.reference, "") in self.withdrawn:
            return
        try:
            self.known.check(release.classifications, release.reference)
            groups = [(table, list(table.figures())) for table in release.tables]
            for table, figures in [*groups, (None, list(release.loose))]:
                self._pool(number, release, table, [figure for figure in figures if figure.unit is unit])
        except UnknownVersion as error:
            self.unlinked[number] = error
        self.versions |= {(f, v) for f, v in release.classifications.items() if v != AS_RECORDED}

    def _pool(self, number: int, release: Release, table: Table | None, figures: list[Figure]) -> None:
        pairs: list[tuple[Figure, Extent]] = []
        for figure in figures:
            if (release.reference, figure.id) in self.withdrawn:
                continue
            recorded = self.known.recorded(figure.predicate, release.classifications, release.reference)
            pairs.append((replace(figure, predicate=recorded), extent(recorded)))
        if pairs:
            box = around(own for _, own in pairs)
            self.pools.append(_Pool(number, release, table, pairs, box, len(pairs) > WHOLE))

    def result(self) -> Touched:
        parts: dict[int, Part] = {}
        for pool in sorted((p for p in self.pools if p.taken), key=lambda p: p.number):
            tables = (pool.table,) if pool.table is not None else ()
            if pool.number in parts:
                held = parts[pool.number]
                figures = (*held.figures, *pool.taken)
                parts[pool.number] = replace(held, figures=figures, tables=(*held.tables, *tables))
            else:
                parts[pool.number] = Part(pool.number, pool.release, tuple(pool.taken), tables)
        return Touched(tuple(parts.values()), tuple(self.unlinked.values()), frozenset(self.versions), self.looked_at)


def _size(box: Extent) -> int:
    """Larger for boxes that limit less."""
    return -len(box) * 1_000 + sum(len(side.values) for side in box.values())


def refuse_unlinked(touched: Touched) -> None:
    """Raises the first fault of what could not be linked."""
    errors: list[FanlightError] = list(touched.unlinked)
    if errors:
        raise errors[0]
