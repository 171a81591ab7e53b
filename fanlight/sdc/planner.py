"""The best safe way of publishing: a master programme over all ways, with cuts from the ways that are not safe.

Each round takes the best pattern that no cut forbids. Where it gives a figure away, the published figures that do so
together may not all be published (a cut that holds for every pattern); where it does not, it is the best. So the
result is proved best by the measure, and a limit of time leaves the best safe pattern found, said to be unproved.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from fanlight.errors import NotProvedSafe
from fanlight.optimise.mip import Choices, Status
from fanlight.sdc.options import PlanOptions
from fanlight.sdc.pattern import protected
from fanlight.sdc.problem import Measure, TableProblem, build
from fanlight.sdc.safety import Checker, Exposure
from fanlight.tables.earlier import NOTHING_EARLIER, Earlier
from fanlight.tables.rules import DisclosureRules, Knowledge
from fanlight.tables.spec import Key, PublicFigure
from fanlight.tables.stages import Flag, ProtectedTable, RawTable


@dataclass(frozen=True)
class Alternative:
    """Another kind of way, or the plan without a pin: what it would keep (None: no safe way of that kind)."""

    name: str
    measure: Measure | None


@dataclass(frozen=True)
class Plan:
    """Tables as they would be given out, what that keeps, and whether it is proved to be the most. All internal."""

    tables: tuple[ProtectedTable, ...]
    measure: Measure
    proved_best: bool
    rounds: int
    cuts: int
    checks: int
    alternatives: tuple[Alternative, ...] = ()
    pins: tuple[Alternative, ...] = ()


def plan(
    raws: Sequence[RawTable],
    *,
    sensitive: Mapping[str, tuple[Flag, ...]],
    cleared: Mapping[str, frozenset[Key]],
    rules: DisclosureRules,
    public: Sequence[PublicFigure] = (),
    options: Mapping[str, PlanOptions] | None = None,
    earlier: Earlier = NOTHING_EARLIER,
    seconds: float = 60.0,
    compare: bool = True,
    clock: Callable[[], float] = time.monotonic,
) -> Plan:
    """The best safe way of publishing all tables of a response together.

    `sensitive` and `cleared` are a person's assessments by table id. `earlier` is what was given out and withheld before:
    it is fixed, and what was withheld stays protected. `compare` also finds what the other kinds of way
    and each pin's absence would keep. Raises `NotProvedSafe` naming a figure that no way protects, or where the time
    (seconds) ended before a safe way was found.
    """
    given = {raw.spec.id: (options or {}).get(raw.spec.id, PlanOptions()) for raw in raws}
    task = _Task(raws, sensitive, cleared, rules, public, earlier, clock() + seconds, clock)
    best = task.best(given)
    if not compare or not (any(sensitive.values()) or earlier.hidden):
        return best
    alternatives = []
    for name, ways in (
        ("pooling alone", {"everything", "pool"}),
        ("suppressing alone", {"everything", "suppress"}),
        ("withholding whole tables", {"everything", "withhold"}),
    ):
        other = {
            key: replace(o, ways=frozenset(ways), publish=frozenset(), withhold=frozenset(), pool_together=())
            for key, o in given.items()
        }
        alternatives.append(Alternative(name, task.measure_of(other)))
    pins = [
        Alternative(f"without “{words}” (table {key})", task.measure_of({**given, key: without}))
        for key, own in given.items()
        for words, without in own.pins
    ]
    return replace(best, alternatives=tuple(alternatives), pins=tuple(pins))


@dataclass
class _Task:
    raws: Sequence[RawTable]
    sensitive: Mapping[str, tuple[Flag, ...]]
    cleared: Mapping[str, frozenset[Key]]
    rules: DisclosureRules
    public: Sequence[PublicFigure]
    earlier: Earlier
    deadline: float
    clock: Callable[[], float]

    def measure_of(self, options: Mapping[str, PlanOptions]) -> Measure | None:
        try:
            return self.best(options).measure
        except NotProvedSafe:
            return None

    def best(self, options: Mapping[str, PlanOptions]) -> Plan:
        choices = Choices()
        problems = [
            build(
                raw, options[raw.spec.id], self.sensitive.get(raw.spec.id, ()),
                self.cleared.get(raw.spec.id, frozenset()), self.rules, choices,
            )
            for raw in self.raws
        ]  # fmt: skip
        return _Search(self, problems, choices).run()


class _Search:
    def __init__(self, task: _Task, problems: Sequence[TableProblem], choices: Choices) -> None:
        self.task = task
        self.problems = problems
        self.choices = choices
        self.checker = Checker(
            task.rules, task.public, seconds=max(0.0, task.deadline - task.clock()), earlier=task.earlier
        )
        self.columns = {
            f"{problem.raw.spec.id}:{'|'.join(key)}": column
            for problem in problems
            for key, column in problem.columns.items()
        }
        self.rounds = self.cuts = 0
        worth = {column: problem.worth(key) for problem in problems for key, column in problem.columns.items()}
        every = range(len(choices.values))
        nothing = Measure(0, 0, 0)
        self.levels = [
            [float(worth.get(c, nothing).exact) for c in every],
            [float(worth.get(c, nothing).covered) for c in every],
            [-float(worth.get(c, nothing).blur) for c in every],
            # Among equally good patterns, the one whose figures and pools come first in the tables' order.
            [-float(position) for position in every],
        ]

    def run(self) -> Plan:
        """Level by level: the best of each, then held while the next is improved."""
        found: tuple[bool, ...] | None = None
        for values in self.levels:
            try:
                found = self._until_safe(values)
            except NotProvedSafe:
                if found is None:
                    raise
                return self._plan(found, proved=False)
            best = sum(value for value, chosen in zip(values, found, strict=True) if chosen)
            self.choices.row([(c, v) for c, v in enumerate(values) if v], low=best - 0.5)
        assert found is not None
        return self._plan(found, proved=all(problem.complete for problem in self.problems))

    def _until_safe(self, values: Sequence[float]) -> tuple[bool, ...]:
        last: list[Exposure] = []
        while True:
            left = self.task.deadline - self.task.clock()
            solution = self.choices.solve(left, values)
            if solution.status is Status.STOPPED:
                raise NotProvedSafe("No safe way of publishing was found in time.", next_step="Raise the time limit.")
            if solution.status is Status.INFEASIBLE:
                named = f" {last[0].name} stays exposed." if last else ""
                raise NotProvedSafe(
                    f"No way of publishing that the case allows protects every identifying figure.{named}",
                    next_step="Loosen the pins in plans, allow another way, or withhold the table.",
                )
            self.rounds += 1
            self.checker.seconds = max(0.0, left)
            last = self.checker.exposures(self._tables(solution.chosen))
            if not last:
                return solution.chosen
            for exposure in last:
                self._cut(exposure, solution.chosen)

    def _cut(self, exposure: Exposure, chosen: tuple[bool, ...]) -> None:
        columns = [self.columns[figure] for figure in sorted(exposure.by) if figure in self.columns]
        self.cuts += 1
        if self.task.rules.knowledge is Knowledge.K1:
            # Under K1 what is withheld tells something too: only this very pattern is known to be unsafe.
            every = sorted(self.columns.values())
            self.choices.row([(c, -1 if chosen[c] else 1) for c in every], low=1 - sum(chosen[c] for c in every))
            return
        table, _, key = exposure.figure.partition(":")
        pools = self._pools_in(table, key.split("|"))
        if not columns and not pools:
            raise NotProvedSafe(
                f"{exposure.name} can be worked out from what is public already, whatever is withheld here.",
                next_step="Nothing in this response can protect it: take advice before anything is released.",
            )
        self.choices.row([(column, 1) for column in (*columns, *pools)], high=len(columns) + len(pools) - 1)

    def _pools_in(self, table: str, key: Sequence[str]) -> list[int]:
        """The pools whose being used makes the exposed figure one at all."""
        for problem in self.problems:
            if problem.raw.spec.id == table:
                return [column for (_, code), column in problem.pools.items() if code in key]
        return []

    def _tables(self, chosen: tuple[bool, ...]) -> tuple[ProtectedTable, ...]:
        return tuple(protected(problem, *self._picked(problem, chosen)) for problem in self.problems)

    @staticmethod
    def _picked(problem: TableProblem, chosen: tuple[bool, ...]) -> tuple[set[Key], set[tuple[int, str]]]:
        return (
            {key for key, column in problem.columns.items() if chosen[column]},
            {pool for pool, column in problem.pools.items() if chosen[column]},
        )

    def _plan(self, chosen: tuple[bool, ...], *, proved: bool) -> Plan:
        parts = [problem.measure(self._picked(problem, chosen)[0]) for problem in self.problems]
        measure = sum(parts, Measure(0, 0, 0))
        return Plan(self._tables(chosen), measure, proved, self.rounds, self.cuts, self.checker.solves)
