"""Where a large table begins: the cheapest cells by inequalities that hold for every safe pattern, and the whole-number tables
that there are among them.

Rounds as those of the exact search (Fischetti and Salazar, Management Science 47(7), 2001), with every question asked near one
cell only: so they take as long as there are cells, and the bound that they end with holds all the same.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import as_completed
from dataclasses import dataclass, field
from itertools import count, pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fanlight.figures.cells import CellTable
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.moves import Moves
from fanlight.optimise.cover import Cover, whole_bound
from fanlight.sdc.cuts.capacity import Cut, start_cuts
from fanlight.sdc.exact.local_cuts import NEAR, LocalCuts, LocalResult
from fanlight.sdc.suppression_problem import Demand, Mask, Problem, presolve

Step = Callable[[str, int, int], None]

FEW = 3_000
"""Fewer demands than this are not worth a second process."""
CHUNKS = 16
"""Into how many chunks more of them are dealt, so that no process waits long for the last."""
ROUNDS = 0.6
"""The part of the time for rounds; the rest is for tables among more cells."""
WIDER = 600, 1_200
"""Among how many cells those are looked for that were not found among fewer. As programmes in whole numbers they would be
found as often, and take ten times as long where they take long."""
HARD = 150
"""Where more demands a second than this are left over, there is no time for that."""


@dataclass(frozen=True, eq=False)
class StartingPattern:
    """`withheld`: one a cell of the table. `tables`: cells of the table and their changes, all of them withheld. `bound`: no
    safe pattern costs less beside what is withheld in any case."""

    withheld: Mask
    tables: list[tuple[Ints, Ints]] = field(default_factory=list)
    bound: int = 0


def starting_pattern(
    table: CellTable, *, seconds: float, processes: int, step: Step, clock: Callable[[], float]
) -> StartingPattern:
    """Rounds for about so many seconds at most; the same result for the same `seconds` wherever they do not run out."""
    until = clock() + seconds
    ready = presolve(table)
    withheld, tables, bound = ready.withheld.copy(), list[tuple[Ints, Ints]](), 0
    for number, part in enumerate(ready.parts):
        share = len(part) / sum(len(one) for one in ready.parts[number:])
        with LocalCutWorkers(part, processes, step) as workers:
            rounds = LocalCutRounds(part, workers, clock)
            rounds.run(clock() + share * (until - clock()))
        found = rounds.found(withheld)
        withheld, tables, bound = found.withheld, tables + found.tables, bound + found.bound
    return StartingPattern(withheld, tables, bound)


class LocalCutRounds:
    """Cheapest choices of one problem, each looked at, under the cuts of those before it."""

    def __init__(self, problem: Problem, workers: LocalCutWorkers, clock: Callable[[], float]) -> None:
        self.problem, self.workers, self.clock = problem, workers, clock
        self.cover = Cover(problem.cost, problem.forced)
        self.cuts: dict[tuple[bytes, bytes, int], Cut] = {}
        self.pattern: Mask = problem.forced
        self.bound = 0
        self.tables: list[tuple[Ints, Ints]] = []
        # What asks for a width is served by what comes after.
        demands = [one for one in problem.demands if one.sign]
        self.cell, self.sign, self.amount = (
            np.array([getattr(one, name) for one in demands], dtype=np.int64) for name in ("cell", "sign", "amount")
        )
        self.demands = demands

    def run(self, until: float) -> None:
        begun = self.clock()
        late = begun + ROUNDS * (until - begun)
        self._add([cut for _, cut in start_cuts(self.problem)])
        while self._choose(late):
            if not self._add(self._seen(late)) or self.clock() >= late:
                break
        self._raise(until)
        # By the time that there was, not by what is left of it: so it does not hang on a moment.
        most = HARD * (1 - ROUNDS) * (until - begun)
        for number, size in enumerate(WIDER):
            now = self.clock()
            if len(self._wanted()) <= most:
                self._seen(now + (until - now) / (len(WIDER) - number), size)

    def standing_tables(self) -> list[tuple[Ints, Ints]]:
        """The tables that move nothing but what the pattern withholds."""
        moves = Moves.of(self.tables)
        return [self.tables[k] for k in np.flatnonzero(self._within(moves)).tolist()]

    def found(self, withheld: Mask) -> StartingPattern:
        """The pattern and its tables, in the cells of the whole table, of which some are `withheld` already."""
        origin, withheld = self.problem.origin, withheld.copy()
        withheld[origin[self.pattern]] = True
        return StartingPattern(
            withheld, [(origin[cells], moves) for cells, moves in self.standing_tables()], self.bound
        )

    def _within(self, moves: Moves) -> Mask:
        if not len(moves):
            return np.zeros(0, dtype=np.bool_)
        return np.asarray(np.logical_and.reduceat(self.pattern[moves.cells], moves.starts[:-1]), dtype=np.bool_)

    def _add(self, cuts: list[Cut]) -> int:
        """How many of these are new. One that even everything withheld breaks says that a cell cannot be protected: others
        find out which."""
        new = {cut.key(): cut for cut in cuts if cut.key() not in self.cuts and int(cut.weights.sum()) >= cut.least}
        for cut in new.values():
            self.cover.add(cut.cells, cut.weights, cut.least)
        self.cuts |= new
        return len(new)

    def _choose(self, until: float) -> bool:
        """Whether there is another cheapest choice in time."""
        found = self.cover.whole(max(0.0, until - self.clock()))
        self.bound = max(self.bound, whole_bound(found.bound))
        if found.values is None:
            return False
        self.pattern = (found.values > 0.5) | self.problem.forced
        return True

    def _raise(self, until: float) -> None:
        """What the last cuts say of the bound."""
        found = self.cover.whole(max(0.0, 0.5 * (until - self.clock())))
        self.bound = max(self.bound, whole_bound(found.bound))

    def _seen(self, until: float, size: int = NEAR) -> list[Cut]:
        """Looks at what no table serves yet; keeps the tables."""
        cuts = []
        for seen in self.workers.look(self.pattern, self._wanted(), until - self.clock(), size):
            self.tables += seen.tables
            cuts += seen.cuts
        return cuts

    def _wanted(self) -> list[Demand]:
        """Demands that no table serves yet."""
        moves = Moves.of(self.standing_tables())
        most, least = (np.zeros(len(self.problem), dtype=np.int64) for _ in range(2))
        np.maximum.at(most, moves.cells, moves.deltas)
        np.minimum.at(least, moves.cells, moves.deltas)
        far = np.where(self.sign > 0, most[self.cell], -least[self.cell])
        return [self.demands[k] for k in np.flatnonzero(far < self.amount).tolist()]


class LocalCutWorkers:
    """Processes that look at one problem, or this one where it is small."""

    def __init__(self, problem: Problem, processes: int, step: Step) -> None:
        self.problem, self.processes, self.step = problem, processes, step
        self.pool: Any = None
        if processes > 1 and len(problem.demands) >= FEW:
            # Loading it takes a while, and small tables do without.
            from loky import ProcessPoolExecutor

            self.pool = ProcessPoolExecutor(processes, initializer=_start, initargs=(problem,))

    def __enter__(self) -> LocalCutWorkers:
        return self

    def __exit__(self, *_: object) -> None:
        if self.pool is not None:
            self.pool.shutdown()

    def look(self, pattern: Mask, wanted: list[Demand], seconds: float, size: int) -> list[LocalResult]:
        """What is seen of each chunk of demands, in turn; each has its part of the time."""
        ends = np.linspace(0, len(wanted), CHUNKS + 1).astype(int) if len(wanted) >= FEW else np.array([0, len(wanted)])
        chunks = [wanted[low:high] for low, high in pairwise(ends.tolist()) if high > low]
        if seconds <= 0 or not chunks:
            return []
        text = "Looking for tables among the cheapest cells"
        self.step(text, 0, len(wanted))
        if self.pool is None:
            until = end = time.monotonic() + seconds
            local_cuts = LocalCuts(self.problem, pattern, lambda: until - time.monotonic())
            found = []
            for number, chunk in enumerate(chunks):
                now = time.monotonic()
                until = now + (end - now) / (len(chunks) - number)
                found.append(local_cuts.look(chunk, size))
            self.step(text, len(wanted), len(wanted))
            return found
        own = seconds * min(1.0, self.processes / len(chunks))
        key, packed = next(_keys), np.packbits(pattern)
        waiting = {self.pool.submit(_look, key, packed, chunk, own, size): n for n, chunk in enumerate(chunks)}
        results, done = dict[int, LocalResult](), 0
        for future in as_completed(waiting):
            number = waiting[future]
            results[number] = future.result()
            done += len(chunks[number])
            self.step(text, done, len(wanted))
        return [results[number] for number in range(len(chunks))]


_keys = count()
_held: dict[str, Any] = {}


def _start(problem: Problem) -> None:
    _held.update(problem=problem, key=-1)


def _look(key: int, packed: NDArray[np.uint8], wanted: list[Demand], seconds: float, size: int) -> LocalResult:
    if _held["key"] != key:
        problem = _held["problem"]
        pattern = np.unpackbits(packed, count=len(problem)).astype(np.bool_)
        _held.update(key=key, local_cuts=LocalCuts(problem, pattern, lambda: _held["until"] - time.monotonic()))
    _held["until"] = time.monotonic() + seconds
    seen: LocalResult = _held["local_cuts"].look(wanted, size)
    return seen
