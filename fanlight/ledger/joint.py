"""A new table of cells and everything that touches it as one system of cells and equations.

Cells 0 to n - 1 are the new table's. Earlier figures, and the counts that tie figures together, follow; a figure over the
same records as another is the same cell.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import BadInput, NotProvedSafe, option
from fanlight.figures.cells import NO_BOUND, Equations, Status
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.marks import GIVEN, WITHHELD
from fanlight.figures.cells.public import PublicTable
from fanlight.figures.cells.table import CellTable, GrownNames, Names
from fanlight.figures.cliques import cliques_of
from fanlight.figures.sums import Cells
from fanlight.figures.system import Contradiction
from fanlight.optimise.completion import completed as agreeing
from fanlight.tables.earlier import FIRST, Earlier, HiddenFigure
from fanlight.tables.predicate.predicate import AllOf, Predicate
from fanlight.tables.spec.table import PublicFigure, Unit

EARLIER = "earlier"
TIE = "tie"


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
    covers = iter(found.cover)
    of_own, of_before, of_asked, of_never = (
        list(itertools.islice(covers, len(one))) for one in (own, before, asked, never)
    )
    gone = np.zeros(found.cells, dtype=np.bool_)
    for cover in (*of_never, *(cover for cover, f in zip(of_before, earlier.given, strict=True) if _none(f))):
        gone[cover] = True
    figures = Cells(len(names), gone)
    for (cell, _), cover in zip(cells, of_own, strict=True):
        figures.figure(cover, "", cell)
    places = [figures.figure(cover, f.source) for f, cover in zip(earlier.given, of_before, strict=True)]
    spots = [figures.figure(cover, f.name) for f, cover in zip(earlier.hidden, of_asked, strict=True)]
    rows = [*figures.rows(found.ties), *figures.firsts(found)]
    told = _Told(len(figures), len(names), true)
    for figure, cell in zip(earlier.given, places, strict=True):
        told.tell(figure, cell)
    return Joint(
        GrownNames(names, [(EARLIER, name) if name else (TIE, str(at)) for at, name in enumerate(figures.more)]),
        len(names),
        Equations.joined([equations, Equations.of(rows)]),
        told.given,
        told.values,
        told.lower,
        told.upper,
        tuple(zip(spots, earlier.hidden, strict=True)),
        told.sources,
    )


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
    try:
        return agreeing(joint.equations, known, values, joint.lower, joint.upper, seconds)
    except Contradiction:
        raise _contradiction() from None


def _contradiction() -> BadInput:
    return BadInput(
        "The new table contradicts what is published, or the releases in the ledger contradict one another.",
        next_step="Check the description of the table, correct the ledger (kind: correction), or state how far records "
        "were revised between extracts (revisions).",
    )


def _of(predicate: Predicate, unit: Unit, counted: Mapping[Unit, Predicate]) -> Predicate:
    own = counted.get(unit)
    return predicate if own is None else AllOf((predicate, own))


def _none(figure: PublicFigure) -> bool:
    return figure.relation != ">=" and figure.value == 0


class _Told:
    """What is out, of each cell."""

    def __init__(self, size: int, new: int, true: Ints | None) -> None:
        self.new, self.true = new, true is not None
        self.given = np.zeros(size, dtype=np.bool_)
        self.values = np.zeros(size, dtype=np.int64)
        self.lower, self.upper = np.zeros(size, dtype=np.int64), np.full(size, NO_BOUND)
        self.sources: dict[int, str] = {}
        if true is not None:
            self.values[:new] = true

    def tell(self, figure: PublicFigure, cell: int) -> None:
        given, values, sources = self.given, self.values, self.sources
        known = self.true and cell < self.new
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
            self.upper[cell] = min(self.upper[cell], figure.value)
        else:
            self.lower[cell] = max(self.lower[cell], figure.value)
