"""A new table of cells and everything that touches it as one system of cells and equations.

Cells 0 to n - 1 are the new table's. Earlier figures, and the counts that tie figures together, follow; a figure over the
same records as another is the same cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import BadInput, NotProvedSafe, option
from fanlight.figures.cliques import Cliques, cliques_of
from fanlight.optimise.cell_programme import first_table
from fanlight.tables.cells import NO_BOUND, Equations, Status
from fanlight.tables.cells.equations import Ints
from fanlight.tables.cells.marks import GIVEN, WITHHELD
from fanlight.tables.cells.public import PublicTable
from fanlight.tables.cells.table import CellTable, GrownNames, Names
from fanlight.tables.earlier import FIRST, Earlier, HiddenFigure
from fanlight.tables.predicate import AllOf, Predicate
from fanlight.tables.spec import PublicFigure, Unit

EARLIER = "earlier"
TIE = "tie"
LONG = 2_000_000
"""Beyond this many terms, sums are left as they are."""


@dataclass(frozen=True, eq=False)
class Joint:
    """`size` cells, the first `new` of them the new table's. `given`: figures that are out, with `values`; `lower`,
    `upper`: what statements tell of a cell. `hidden`: the earlier withheld figures with their cells. `figures`: all
    figures with their cells, earlier ones and statements included: `statements[i]` is about `cell_of[i]`.
    """

    names: GrownNames
    new: int
    equations: Equations
    given: NDArray[np.bool_]
    values: Ints
    lower: Ints
    upper: Ints
    hidden: tuple[tuple[int, HiddenFigure], ...]
    sources: dict[int, str]

    def __len__(self) -> int:
        return len(self.given)

    def public(self, table: PublicTable, *, own: NDArray[np.bool_] | None = None) -> PublicTable:
        """What everybody sees: the new table as published (`own`: which of its cells are given), and what was before."""
        shown = table.given if own is None else own
        more = len(self) - self.new
        given = self.given.copy()
        given[: self.new] |= shown
        values = self.values.copy()
        values[: self.new] = np.where(shown, table.values, values[: self.new])
        marks = np.where(given, GIVEN, WITHHELD).astype(np.int16)
        marks[: self.new] = np.where(given[: self.new], GIVEN, np.where(shown, WITHHELD, table.marks))
        lower, upper = self.lower.copy(), self.upper.copy()
        lower[: self.new] = np.maximum(lower[: self.new], table.lower)
        upper[: self.new] = np.minimum(upper[: self.new], table.upper)
        return PublicTable(
            names=self.names,
            equations=self.equations,
            given=given,
            values=np.where(given, values, 0).astype(np.int64),
            lower=lower,
            upper=upper,
            inner=np.concatenate([table.inner, np.zeros(more, dtype=np.bool_)]),
            marks=marks,
            mark_texts=table.mark_texts,
        )

    def table(self, base: CellTable, values: Ints) -> CellTable:
        """The new table with all that touches it, for a protector: earlier figures are fixed, ties cost nothing.
        `values`: counts of all cells. Requirements of earlier figures are still to be set."""
        more = len(self) - self.new
        status = np.concatenate([base.status, np.full(more, Status.WITHHOLD, dtype=np.int8)])
        status[self.given] = Status.PUBLISH
        zeros = np.zeros(more, dtype=np.int64)
        return replace(
            base,
            names=self.names,
            values=values,
            equations=self.equations,
            cost=np.concatenate([base.cost, zeros]),
            status=status,
            lower=np.concatenate([np.maximum(base.lower, self.lower[: self.new]), self.lower[self.new :]]),
            upper=np.concatenate([np.minimum(base.upper, self.upper[: self.new]), self.upper[self.new :]]),
            primary=np.concatenate([base.primary, np.zeros(more, dtype=np.bool_)]),
            lpl=np.concatenate([base.lpl, zeros]),
            upl=np.concatenate([base.upl, zeros]),
            spl=np.concatenate([base.spl, zeros]),
            inner=np.concatenate([base.inner, np.zeros(more, dtype=np.bool_)]),
        )


def join(
    names: Names,
    equations: Equations,
    cells: Sequence[tuple[int, Predicate]],
    nothing_else: Sequence[Predicate],
    earlier: Earlier,
    unit: Unit,
    *,
    true: Ints | None = None,
) -> Joint:
    """`cells`: new cells with the records that each counts (the finest ones at least); `nothing_else`: records that the
    new table says there are none of. `true`: the new cells' counts, to be held against what is out.

    Raises `BadInput` for figures that contradict one another, `TooLarge`.
    """
    several = sorted(one.value for one, additive in earlier.additive.items() if not additive)
    if several:
        raise NotProvedSafe(
            f"Earlier releases count {' and '.join(several)} that can be in several categories at once.",
            next_step="This is worked out for a case (fanlight answer), not yet for a table of cells.",
        )
    counted = FIRST if earlier.join_units else {}
    own = [_of(AllOf((p, earlier.present)), unit, counted) for _, p in cells]
    never = [_of(AllOf((p, earlier.present)), unit, counted) for p in nothing_else]
    before = [_of(f.predicate, f.unit, counted) for f in earlier.given]
    asked = [_of(f.predicate, f.unit, counted) for f in earlier.hidden]
    found = cliques_of([*own, *before, *asked, *never])
    zeros = [f.relation != ">=" and f.value == 0 for f in earlier.given]
    building = _Building(names, found, len(own), before, asked, zeros)
    return building.joint(equations, cells, earlier.given, earlier.hidden, true)


def completed(joint: Joint, true: Ints, seconds: float) -> Ints:
    """Counts of all cells: the new table's true ones, what is out, earlier true counts where they are known, and whole
    numbers that agree with them for the rest. Raises `BadInput` where there are none, `NotProvedSafe` at the limit."""
    known = joint.given.copy()
    known[: joint.new] = True
    values = joint.values.copy()
    values[: joint.new] = true
    for cell, figure in joint.hidden:
        if figure.value is not None:
            if known[cell] and values[cell] != figure.value:
                raise BadInput(
                    "An earlier withheld figure and the new table differ over the same records.",
                    where=figure.name,
                    next_step=f"State how far records were revised between extracts ({option('revisions')}).",
                )
            known[cell], values[cell] = True, figure.value
    rows = joint.equations
    open_terms = ~known[rows.cells]
    if not open_terms.any():
        if (rows.left(values) != rows.values).any():
            raise _contradiction()
        return values
    column = np.cumsum(~known) - 1
    counts = np.bincount(rows.rows[open_terms], minlength=len(rows))
    right = rows.values - rows.left(np.where(known, values, 0))
    if (right[counts == 0] != 0).any():
        raise _contradiction()
    kept = np.flatnonzero(counts)
    status, point = first_table(
        np.concatenate([[0], np.cumsum(counts[kept])]).astype(np.int64),
        column[rows.cells[open_terms]].astype(np.int64),
        rows.factors[open_terms],
        right[kept],
        joint.lower[~known],
        joint.upper[~known],
        seconds,
    )
    if status == "infeasible":
        raise _contradiction()
    if point is None:
        raise NotProvedSafe("No table that agrees with everything published was found in time.", next_step="Raise the time limit.")  # fmt: skip
    values[~known] = np.rint(point).astype(np.int64)
    if (rows.left(values) != rows.values).any():
        raise NotProvedSafe("No whole table that agrees with everything published was found.", next_step="Raise the time limit.")  # fmt: skip
    return values


def _contradiction() -> BadInput:
    return BadInput(
        "The new table contradicts what is published, or the releases in the ledger contradict one another.",
        next_step="Check the description of the table, correct the ledger (kind: correction), or state how far records "
        "were revised between extracts (revisions).",
    )


def _of(predicate: Predicate, unit: Unit, counted: Mapping[Unit, Predicate]) -> Predicate:
    own = counted.get(unit)
    return predicate if own is None else AllOf((predicate, own))


def _short_sums(covers: Sequence[tuple[int, Ints]]) -> Iterator[tuple[int, Ints, list[int], list[int]]]:
    """Each figure as the sum of few: of smaller figures where they make it up, and of the finest counts for the rest.

    Long sums are slow to work with, and a total whose parts are out leaves only those that are not.
    """
    if sum(len(cover) for _, cover in covers) > LONG:
        yield from ((cell, cover, [], cover.tolist()) for cell, cover in covers)
        return
    sets = [frozenset(cover.tolist()) for _, cover in covers]
    order = sorted(range(len(covers)), key=lambda at: -len(sets[at]))
    holding: dict[int, list[int]] = {}
    seen: set[frozenset[int]] = set()
    for at in order:
        if len(sets[at]) > 1 and sets[at] not in seen:
            seen.add(sets[at])
            for one in sets[at]:
                holding.setdefault(one, []).append(at)
    for at, (cell, cover) in enumerate(covers):
        left, parts, loose = set(sets[at]), [], []
        for one in cover.tolist():
            if one not in left:
                continue
            fits = (b for b in holding.get(one, ()) if len(sets[b]) < len(sets[at]) and sets[b] <= left)
            best = next(fits, None)
            if best is None:
                loose.append(one)
                left.discard(one)
            else:
                parts.append(covers[best][0])
                left -= sets[best]
        yield cell, cover, parts, loose


class _Building:
    def __init__(
        self,
        names: Names,
        found: Cliques,
        own: int,
        before: Sequence[Predicate],
        asked: Sequence[Predicate],
        zeros: Sequence[bool],
    ) -> None:
        self.names = names
        self.new = len(names)
        ends = [own, own + len(before), own + len(before) + len(asked)]
        self.own, self.before, self.asked = (
            found.cover[: ends[0]],
            found.cover[ends[0] : ends[1]],
            found.cover[ends[1] : ends[2]],
        )
        gone = np.zeros(found.cells, dtype=np.bool_)
        for cells in found.cover[ends[2] :]:
            gone[cells] = True
        for cells, zero in zip(self.before, zeros, strict=True):
            if zero:
                gone[cells] = True
        self.gone = gone
        self.found = found
        self.cell_of: dict[bytes, int] = {}
        self.covers: list[tuple[int, Ints]] = []
        self.more: list[tuple[str, ...]] = []

    def joint(
        self,
        equations: Equations,
        cells: Sequence[tuple[int, Predicate]],
        linked: Sequence[PublicFigure],
        hidden: Sequence[HiddenFigure],
        true: Ints | None,
    ) -> Joint:
        for (cell, _), cover in zip(cells, self.own, strict=True):
            self._figure(self._left(cover), cell)
        places = [
            self._figure(self._left(cover), None, (EARLIER, figure.source))
            for figure, cover in zip(linked, self.before, strict=True)
        ]
        spots = [
            self._figure(self._left(cover), None, (EARLIER, figure.name))
            for figure, cover in zip(hidden, self.asked, strict=True)
        ]
        rows = self._rows()
        size = self.new + len(self.more)
        given = np.zeros(size, dtype=np.bool_)
        values = np.zeros(size, dtype=np.int64)
        lower, upper = np.zeros(size, dtype=np.int64), np.full(size, NO_BOUND)
        sources: dict[int, str] = {}
        if true is not None:
            values[: self.new] = true
        for figure, cell in zip(linked, places, strict=True):
            self._tell(figure, cell, given, values, lower, upper, sources, true)
        both = Equations.joined([equations, Equations.of(rows)])
        return Joint(
            GrownNames(self.names, self.more),
            self.new,
            both,
            given,
            values,
            lower,
            upper,
            tuple(zip(spots, hidden, strict=True)),
            sources,
        )

    def _left(self, cover: Ints) -> Ints:
        return cover[~self.gone[cover]]

    def _figure(self, cover: Ints, cell: int | None, name: tuple[str, ...] = ()) -> int:
        key = cover.tobytes()
        if cell is None:
            if key in self.cell_of:
                return self.cell_of[key]
            self.more.append(name)
            cell = self.new + len(self.more) - 1
        self.cell_of.setdefault(key, cell)
        self.covers.append((cell, cover))
        return cell

    def _rows(self) -> list[tuple[list[tuple[int, int]], int]]:
        """Figures as sums of the finest counts, and the ties between groups; a figure of one count is that count."""
        place: dict[int, int] = {}
        for cell, cover in self.covers:
            if len(cover) == 1:
                place.setdefault(int(cover[0]), cell)

        def at(count: int) -> int:
            if count not in place:
                self.more.append((TIE, str(count)))
                place[count] = self.new + len(self.more) - 1
            return place[count]

        rows: list[tuple[list[tuple[int, int]], int]] = []
        for cell, cover, parts, loose in _short_sums(self.covers):
            if len(cover) == 1 and at(int(cover[0])) == cell:
                continue
            whole = [(cell, -1), *((one, 1) for one in parts), *((at(one), 1) for one in loose)]
            rows.append((whole, 0))
        for first, second in self.found.ties:
            left = [(at(int(one)), 1) for one in self._left(first)]
            right = [(at(int(one)), -1) for one in self._left(second)]
            terms: dict[int, int] = {}
            for cell, factor in (*left, *right):
                terms[cell] = terms.get(cell, 0) + factor
            kept = [(cell, factor) for cell, factor in terms.items() if factor]
            if kept:
                rows.append((kept, 0))
        return rows

    def _tell(
        self,
        figure: PublicFigure,
        cell: int,
        given: NDArray[np.bool_],
        values: Ints,
        lower: Ints,
        upper: Ints,
        sources: dict[int, str],
        true: Ints | None,
    ) -> None:
        known = true is not None and cell < self.new
        now = int(values[cell]) if known or given[cell] else None
        fits = now is None or (
            now == figure.value
            if figure.relation == "="
            else now <= figure.value
            if figure.relation == "<="
            else now >= figure.value
        )
        if not fits:
            other = sources.get(cell, "the new table")
            raise BadInput(
                f"Figures over the same records differ: {figure.source}; {other}.",
                next_step="Correct the ledger (kind: correction), or state how far records were revised between extracts "
                "(revisions).",
            )
        sources.setdefault(cell, figure.source)
        if figure.relation == "=":
            given[cell], values[cell] = True, figure.value
        elif figure.relation == "<=":
            upper[cell] = min(upper[cell], figure.value)
        else:
            lower[cell] = max(lower[cell], figure.value)
