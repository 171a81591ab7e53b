"""The audit of a published table of many cells: what anybody can work out, and whether that is too much."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from fanlight.audit.cells.bounds.proof import best_multipliers
from fanlight.audit.cells.bounds.tighten import Tightened, tighten
from fanlight.audit.cells.groups import audit_groups
from fanlight.audit.cells.internal import audit_contributors
from fanlight.audit.cells.knowledge import CellKnowledge, assumptions, bounds, not_zero
from fanlight.audit.cells.requirement import NONE_DOWN, NONE_UP, Requirements
from fanlight.audit.cells.result import CellAudit, State
from fanlight.audit.cells.system import CellSystem, Part, contradiction, parts_of, system_of
from fanlight.audit.cells.witnesses.reach import Reach
from fanlight.audit.cells.witnesses.search import WHOLE_PART, Ends, Search
from fanlight.audit.cells.witnesses.widths import Widths
from fanlight.errors import BadInput, NotProvedSafe, Place, option
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.marks import PERTURBED
from fanlight.figures.cells.public import PublicTable
from fanlight.optimise.cell_programme import first_table
from fanlight.optimise.tolerances import NEAR_WHOLE
from fanlight.progress import Progress, quiet

WHOLE_UP_TO = 150
"""Both ends of every cell are worked out over whole numbers in parts of up to this many cells."""
STILL_UP_TO = 20_000
"""Whether a withheld cell without a requirement can be worked out exactly is proved in parts of up to this many cells."""

SEARCHING = "Looking for tables that agree with what is published"


def audit_cells(
    public: PublicTable,
    requirements: Requirements,
    *,
    knowledge: CellKnowledge | None = None,
    time_limit: float = 60,
    ends: Literal["all", "needed", "required"] = "all",
    claimed: tuple[Ints, Ints, Ints] | None = None,
    whole_up_to: int = WHOLE_UP_TO,
    whole_part: int = WHOLE_PART,
    clock: Callable[[], float] = time.monotonic,
    step: Progress = quiet,
) -> CellAudit:
    """Audits one published table (or several linked ones as one system of cells and equations).

    `ends`: "required" stops once every requirement is decided; "needed" once it is seen, too, what can be worked out exactly;
    "all" goes on to both ends of every withheld cell.
    `claimed`: witness tables that somebody else has found, as (starts, cells, moves) away from the true counts; each is
    checked and used only if it agrees. `whole_part`: a part of more cells is searched by neighbourhoods first (which does
    not pay where sums are long). `time_limit` in seconds. `step` is told how far it is. The verdict is "safe" only with whole-number tables
    on both sides of every protected cell, "exposed" only with a proof, else "not_proved".

    Raises `BadInput` where the public table, the true counts or what is known contradict one another, `NotProvedSafe`
    where not even one agreeing table was found in time.
    """
    begun = clock()
    until = begun + time_limit
    knowledge = knowledge or CellKnowledge()
    if (public.marks == PERTURBED).any():
        raise BadInput(
            "The table is perturbed; this audit is for tables in which figures are withheld.",
            next_step="What perturbation guarantees stands in its report.",
        )
    if knowledge.zeros_shown and requirements.values is not None:
        _check_zeros_given(public, requirements.values)
    lower, upper = bounds(public, knowledge)
    system = known = system_of(public, lower, upper)
    tightened = tighten(system, public.name)
    system = system.bounded(tightened.lower, tightened.upper)
    parts = parts_of(system, tightened.open, tightened.lower)
    base = _base(public, requirements, system, parts, tightened, lambda: until - clock())
    reach = Reach(system, base)
    if claimed is not None and requirements.values is not None:
        reach.take_all(*claimed)
    found = Ends(tightened.upper.copy(), tightened.lower.copy())
    cells = system.cells
    up, down, width = requirements.up[cells], requirements.down[cells], requirements.width[cells]

    def searched(done: int, of: int) -> None:
        step(done, of, SEARCHING)

    search = Search(reach, found, up, down, clock, until, searched, requirements.unless_above, whole_part)
    search.requirements(parts)
    Widths(search, width).run(parts)
    contributors, internal = requirements.contributors, None
    if contributors is not None and requirements.values is not None:
        asked = np.flatnonzero(requirements.flagged & ~public.given)
        rest = (requirements.values, requirements.levels, lambda: until - clock())
        internal = audit_contributors(contributors, known, reach, asked, *rest)
    grouped = None
    if requirements.groups is not None:
        grouped = audit_groups(
            requirements.groups,
            search,
            parts,
            lambda of_part, column: bool(proved_by(system, of_part, found, column, True, 0)),
        )
    if ends == "all":
        search.all_ends(parts, np.ones(len(cells), dtype=np.bool_), whole_up_to=whole_up_to)
    elif ends == "needed":
        # What no table has moved yet may be known to anybody, though no requirement asks for more.
        Widths(search, (reach.high == reach.low).astype(np.int64), STILL_UP_TO).run(parts)
    states, proofs, spared = _states(requirements, system, parts, search, width)
    flagged_given = np.flatnonzero(requirements.flagged & public.given)
    return CellAudit(
        public=public,
        requirements=requirements,
        system=system,
        tightened=tightened,
        parts=parts,
        reach=reach,
        ends=found,
        states=states,
        proofs=proofs,
        given_low=flagged_given,
        spared=spared,
        computed=_computed(search),
        assumptions=assumptions(
            public, knowledge, values_known=requirements.values is not None, contributors=contributors
        ),
        told=knowledge,
        internal=internal,
        grouped=grouped,
        seconds=clock() - begun,
    )


def _check_zeros_given(public: PublicTable, values: Ints) -> None:
    """Raises `BadInput` for a withheld zero that readers would take for at least 1."""
    withheld = np.flatnonzero(not_zero(public) & (values == 0))
    if len(withheld):
        raise BadInput(
            "Readers know that every zero is given (K1), so that this cell cannot be withheld.",
            where=Place.of_cell(public.key(int(withheld[0]))),
            next_step=f"Give it, or leave out {option('zeros_shown')} if readers do not know that every zero is given.",
        )


def _base(
    public: PublicTable,
    requirements: Requirements,
    system: CellSystem,
    parts: Sequence[Part],
    tightened: Tightened,
    left: Callable[[], float],
) -> Ints:
    """A whole-number table that agrees with everything known: the true one where it is known."""
    if requirements.values is not None:
        wrong = np.flatnonzero(public.given & (public.values != requirements.values))
        if len(wrong):
            raise BadInput(
                "A count that is given is not the true one.",
                where=Place.of_cell(public.key(int(wrong[0]))),
                next_step="Correct the published table, or give the true cells that it was made from.",
            )
        base = requirements.values[system.cells]
        outside = np.flatnonzero((base < system.lower) | (base > system.upper))
        if len(outside):
            raise BadInput(
                "The true count is not what readers are said to know of it.",
                where=Place.of_cell(public.key(int(system.cells[outside[0]]))),
                next_step=f"Check {option('zeros_shown')}, {option('marks')} and {option('known')} against the table.",
            )
        return base
    base = tightened.lower.copy()
    for part in parts:
        own = part.system
        status, point = first_table(own.starts, own.columns, own.factors, own.values, own.lower, own.upper, left())
        if status == "infeasible":
            raise contradiction(public.name, int(own.cells[0]))
        whole = None if point is None else np.rint(point).astype(np.int64)
        if point is None or whole is None or np.abs(point - whole).max(initial=0) > NEAR_WHOLE or not own.holds(whole):
            raise NotProvedSafe(
                "Not even one table that agrees with what is published was found in time.",
                where=Place.of_cell(public.key(int(own.cells[0]))),
                next_step=f"Raise the time limit, or give the true counts with {option('cells')}.",
            )
        base[part.columns] = whole
    if not system.holds(base):
        raise contradiction(public.name, int(system.cells[0]))
    return base


def _computed(search: Search) -> NDArray[np.bool_]:
    """Whether both ends are settled by a table, or as far as a programme can."""
    high = search.reach.high >= search.ends.upper
    low = search.reach.low <= search.ends.lower
    for column, largest in search.ends.by_programme:
        (high if largest else low)[column] = True
    return np.asarray(high & low)


def _states(
    requirements: Requirements, system: CellSystem, parts: Sequence[Part], search: Search, width: Ints
) -> tuple[NDArray[np.int8], dict[int, str], NDArray[np.bool_]]:
    reach, ends = search.reach, search.ends
    up, down = search.up, search.down
    required = (up != NONE_UP) | (down != NONE_DOWN) | (width > 0)
    met = (reach.high >= up) & (reach.low <= down) & (reach.high - reach.low >= width)
    states = np.where(required, np.where(met, State.MET, State.NOT_PROVED), State.NONE).astype(np.int8)
    of_part = {int(column): (part, at) for part in parts for at, column in enumerate(part.columns)}
    proofs: dict[int, str] = {}
    spared = np.zeros(len(states), dtype=np.bool_)
    for column in np.flatnonzero(states == State.NOT_PROVED).tolist():
        if search.spared(column) and _spared_proved(system, of_part, ends, column, requirements.unless_above):
            states[column], spared[column] = State.NONE, True
            continue
        proof = _failure(system, of_part, ends, column, int(up[column]), int(down[column]), int(width[column]))
        if proof:
            states[column], proofs[column] = State.FAILED, proof
    return states, proofs, spared


def _spared_proved(
    system: CellSystem, of_part: dict[int, tuple[Part, int]], ends: Ends, column: int, threshold: int | None
) -> bool:
    if ends.upper[column] == 0:
        return bool(proved_by(system, of_part, ends, column, True, 0))
    return threshold is not None and bool(proved_by(system, of_part, ends, column, False, threshold))


def _failure(
    system: CellSystem,
    of_part: dict[int, tuple[Part, int]],
    ends: Ends,
    column: int,
    up: int,
    down: int,
    width: int,
) -> str:
    """What proves that a requirement cannot be met; empty where nothing does."""
    if up != NONE_UP and ends.upper[column] < up:
        proof = proved_by(system, of_part, ends, column, True, up - 1)
        if proof:
            return proof
    if down != NONE_DOWN and ends.lower[column] > down:
        proof = proved_by(system, of_part, ends, column, False, down + 1)
        if proof:
            return proof
    if width and ends.upper[column] - ends.lower[column] < width:
        both = [
            proved_by(system, of_part, ends, column, side, int((ends.upper if side else ends.lower)[column]))
            for side in (True, False)
        ]
        if all(both):
            return "exhaustive search" if "exhaustive search" in both else both[0]
    return ""


def proved_by(
    system: CellSystem, of_part: Mapping[int, tuple[Part, int]], ends: Ends, column: int, largest: bool, wanted: int
) -> str:
    """How it is proved that the column stays at most (at least) `wanted`: "sums", "multipliers", "exhaustive search"."""
    from_sums = (system.upper if largest else system.lower)[column]
    if from_sums <= wanted if largest else from_sums >= wanted:
        return "sums"
    duals = ends.by_programme.get((column, largest))
    if duals is not None and column in of_part:
        part, at = of_part[column]
        if best_multipliers(part.system, at, largest, duals, wanted) is not None:
            return "multipliers"
    return "exhaustive search" if (column, largest) in ends.by_search else ""
