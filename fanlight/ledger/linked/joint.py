"""A new table of cells and everything that touches it as one system of cells and equations.

Cells 0 to n - 1 are the new table's. Earlier figures, and the counts that tie figures together, follow; a figure over the
same records as another is the same cell.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from fanlight.errors import BadInput, NotProvedSafe, option
from fanlight.figures.cells import Equations, Status
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.marks import GIVEN, WITHHELD
from fanlight.figures.cells.public import PublicTable
from fanlight.figures.cells.table import CellTable, GrownNames, Names
from fanlight.figures.sums import Cells
from fanlight.figures.system import Contradiction
from fanlight.ledger.linked.finest import JointFigure, Repeated, apart, readings, several, together
from fanlight.ledger.linked.told import Told
from fanlight.optimise.completion import completed as agreeing
from fanlight.tables.earlier import FIRST, Earlier, HiddenFigure
from fanlight.tables.knowledge.statements import Requirement
from fanlight.tables.predicate.predicate import AllOf, Predicate
from fanlight.tables.spec.table import PublicFigure, Unit

EARLIER = "earlier"
TIE = "tie"


@dataclass(frozen=True, eq=False)
class Joint:
    """`size` cells, the first `new` of them the new table's. `given`: figures that are out, with `values`; `lower`,
    `upper`: what statements tell of a cell. `hidden`: the earlier withheld figures with their cells. `figures`: all
    figures with their cells, earlier ones and statements included: `statements[i]` is about `cell_of[i]`.

    `earlier` and `repeated` (None: every unit is in one category) are how the earlier figures are read. Unless the system is
    `exact`, a table of it proves that something is possible, and a bound proves nothing.
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
    earlier: Earlier
    repeated: Repeated | None
    exact: bool

    def __len__(self) -> int:
        return len(self.given)

    def assumptions(self) -> Iterator[str]:
        """What is taken of units that can be in several categories, in words."""
        for unit, additive in self.earlier.additive.items():
            if additive:
                continue
            yield (
                f"Earlier releases count {unit.value} that can be in several categories: each is counted once by every "
                "figure that one of its records belongs to."
            )
            if repeated := (self.repeated or {}).get(unit):
                yield (
                    f"Figures of {unit.value} agree with one another only where one of them can have several records that "
                    f"differ in {' and '.join(sorted(repeated))}: so each can."
                )
        if (
            self.repeated is not None
            and self.earlier.join_units
            and any(unit in FIRST for unit in self.earlier.additive)
        ):
            yield (
                "Crimes and offenders counted among some records are no more than the disposals among them; as a unit can "
                "fall in several groups, this alone is used, figure by figure."
            )
        if not self.exact:
            yield (
                "Safety is proved by tables of the simpler kinds of unit alone; a failure to prove it is not a proof of "
                "exposure."
            )

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


@dataclass(frozen=True)
class NewTable:
    """`cells`: the new table's cells with the records that each counts (the finest ones at least); `asked`: what each of them
    must keep; `nothing_else`: records that the table says there are none of. `true`: all its counts, to be held
    against what is out."""

    names: Names
    unit: Unit
    cells: Sequence[tuple[int, Predicate]]
    asked: Sequence[tuple[Requirement, ...]]
    nothing_else: Sequence[Predicate] = ()
    true: Ints | None = None


def joined(table: NewTable, equations: Equations, earlier: Earlier, seconds: float) -> tuple[Joint, Ints | None]:
    """The joint system, and counts of all its cells (as `completed` has them) where the table's are known.

    Where units of earlier releases can be in several categories, the narrowest reading of their figures is taken on which
    some table agrees with everything. Raises `BadInput` for figures that contradict one another however they are read,
    `NotProvedSafe` where no agreeing table was found in time, `TooLarge`.
    """
    if not several(earlier):
        joint = join(table, equations, earlier)
        return joint, None if table.true is None else completed(joint, table.true, seconds)
    until = time.monotonic() + seconds
    refused: BadInput | NotProvedSafe | None = None
    for told, repeated in readings(earlier):
        try:
            joint = join(table, equations, told, repeated)
            values = completed(joint, table.true, max(until - time.monotonic(), 0.0))
        except NotProvedSafe as error:
            refused = error
        except BadInput as error:
            refused = refused or error
        else:
            return joint, None if table.true is None else values
    assert refused is not None
    raise refused


def join(table: NewTable, equations: Equations, earlier: Earlier, repeated: Repeated | None = None) -> Joint:
    """Raises `BadInput` for figures that contradict one another, `TooLarge`."""
    here = earlier.present
    true = table.true
    own = [
        JointFigure(
            table.unit, AllOf((p, here)), None if true is None else int(true[cell]), requirements=asked, new=True
        )
        for (cell, p), asked in zip(table.cells, table.asked, strict=True)
    ]
    before = [JointFigure(f.unit, f.predicate, f.value, f.relation) for f in earlier.given]
    hidden = [JointFigure(f.unit, f.predicate, f.value, requirements=f.requirements) for f in earlier.hidden]
    never = [JointFigure(table.unit, AllOf((p, here)), 0, "=") for p in table.nothing_else]
    every = [*own, *before, *hidden, *never]
    linked = earlier.join_units
    found = together(every, linked=linked) if repeated is None else apart(every, repeated, linked=linked)
    covers = iter(found.cover)
    of_own, of_before, of_hidden, of_never = (
        list(itertools.islice(covers, len(one))) for one in (own, before, hidden, never)
    )
    gone = np.zeros(found.cells, dtype=np.bool_)
    for cover in (*of_never, *(cover for cover, f in zip(of_before, earlier.given, strict=True) if _none(f))):
        gone[cover] = True
    new = len(table.names)
    figures = Cells(new, gone)
    for (cell, _), cover in zip(table.cells, of_own, strict=True):
        figures.figure(cover, "", cell)
    places = [figures.figure(cover, f.source) for f, cover in zip(earlier.given, of_before, strict=True)]
    spots = [figures.figure(cover, f.name) for f, cover in zip(earlier.hidden, of_hidden, strict=True)]
    rows = figures.rows(found.ties)
    if found.linked is not None:
        rows += figures.firsts(found.linked)
    for terms in found.bounds:
        kept = [(figures.at(count), factor) for count, factor in terms if not gone[count]]
        rows.append(([(figures.extra(), -1), *kept], 0))
    told = Told(len(figures), new, true)
    for figure, cell in zip(earlier.given, places, strict=True):
        told.tell(figure, cell)
    return Joint(
        GrownNames(table.names, [(EARLIER, name) if name else (TIE, str(at)) for at, name in enumerate(figures.more)]),
        new,
        Equations.joined([equations, Equations.of(rows)]),
        told.given,
        told.values,
        told.lower,
        told.upper,
        tuple(zip(spots, earlier.hidden, strict=True)),
        told.sources,
        earlier,
        repeated,
        found.exact,
    )


def completed(joint: Joint, true: Ints | None, seconds: float) -> Ints:
    """Counts of all cells: the new table's true ones, what is out, earlier true counts where they are known, and whole
    numbers that agree with them for the rest. Raises `BadInput` where there are none, `NotProvedSafe` at the limit, and
    where there may be one of a kind of unit that was not looked at."""
    known = joint.given.copy()
    values = joint.values.copy()
    if true is not None:
        known[: joint.new] = True
        values[: joint.new] = true
    for cell, figure in joint.hidden:
        if figure.value is not None and (true is not None or cell >= joint.new):
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
        if not joint.exact:
            raise NotProvedSafe(
                "The earlier releases count units that are in too many categories at once to be followed.",
                next_step="Nothing was written. Give a table with fewer codes, or answer it as a case (fanlight answer).",
            ) from None
        raise _contradiction() from None


def _contradiction() -> BadInput:
    return BadInput(
        "The new table contradicts what is published, or the releases in the ledger contradict one another.",
        next_step="Check the description of the table, correct the ledger (kind: correction), or state how far records "
        "were revised between extracts (revisions).",
    )


def _none(figure: PublicFigure) -> bool:
    return figure.relation != ">=" and figure.value == 0
