"""The best safe way of publishing all tables of a response together."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fanlight.errors import NotProvedSafe, option
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.moves import Moves
from fanlight.sdc.clock import WorkClock
from fanlight.sdc.options import PlanOptions
from fanlight.sdc.planning.candidate import Candidates, Mask, System, Task, systems_of
from fanlight.sdc.planning.losses import Losses
from fanlight.sdc.planning.published import Run, protected
from fanlight.sdc.planning.runs import runs_of
from fanlight.sdc.planning.search import LARGE, Ended, Found, Outcome, Work, evaluate, search
from fanlight.tables.earlier import NOTHING_EARLIER, Earlier
from fanlight.tables.knowledge.rules import DisclosureRules
from fanlight.tables.spec.table import Key, PublicFigure
from fanlight.tables.stages import Flag, ProtectedTable, RawTable

COMPARED, SETS, LOOKED = 400, 40, 60
"""Comparisons with other ways are made for up to so many figures, with so many sets of pools each."""
STEPS, NODES = 5_000, 500
"""What one comparison may take: steps of the search, and branches of one programme. One that takes more is left out. It is
limited by this work and not by the clock, so that the same case has the same comparisons on any machine."""
ENDLESS = 3_600.0
"""Seconds that no comparison reaches."""
LEAST = 1.0
"""Seconds for whole tables at least."""


@dataclass(frozen=True)
class Measure:
    """What a plan keeps: asked-for figures given exactly, those that some published figure covers, and what is `lost`
    (policies/disclosure_control/costs.yaml)."""

    exact: int
    covered: int
    lost: int


@dataclass(frozen=True)
class Alternative:
    """Another kind of way, or the plan without a pin: what it would keep (None: no safe way of that kind)."""

    name: str
    measure: Measure | None


@dataclass(frozen=True)
class Plan:
    """Tables as they would be given out, and what that keeps. All internal.

    `bound`: no safe way loses less. `proved_best`: this one loses no more. `ended`: the search ended by "proof", by "time",
    or by the most "work" that it does. `sets`: how many sets of pools were looked at.
    `witnesses`: whole-number tables that the search says agree with what is given, as moves of the finest counts, these named by
    `System.signatures`.
    """

    tables: tuple[ProtectedTable, ...]
    measure: Measure
    bound: int
    proved_best: bool
    ended: Ended
    sets: int
    rounds: int
    cuts: int
    alternatives: tuple[Alternative, ...] = ()
    pins: tuple[Alternative, ...] = ()
    witnesses: tuple[Moves, ...] = field(default=(), compare=False, repr=False)


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
    step: Callable[[str], None] = lambda _: None,
) -> Plan:
    """The safe way of publishing that loses least, by `rules.costs`.

    `sensitive` and `cleared` are a person's assessments by table id. `earlier` is what was given out and withheld before:
    it is fixed, and what was withheld stays protected. `compare` also finds what the other kinds of way
    and each pin's absence would keep, where that is little work. Raises `NotProvedSafe` naming figures that no way protects,
    or where the time (seconds) ended before a safe way was found.
    """
    given = {raw.spec.id: (options or {}).get(raw.spec.id, PlanOptions()) for raw in raws}
    planning = _Planning(tuple(raws), sensitive, cleared, rules, tuple(public), earlier, clock)
    best = planning.best(given, clock() + seconds, step)
    if not compare or not (any(sensitive.values()) or earlier.hidden):
        return best
    if sum(len(raw.counts) for raw in raws) > COMPARED:
        return best
    return replace(best, alternatives=tuple(planning.other_ways(given)), pins=tuple(planning.without_pins(given)))


@dataclass(frozen=True)
class _Planning:
    raws: tuple[RawTable, ...]
    sensitive: Mapping[str, tuple[Flag, ...]]
    cleared: Mapping[str, frozenset[Key]]
    rules: DisclosureRules
    public: tuple[PublicFigure, ...]
    earlier: Earlier
    clock: Callable[[], float]
    systems: list[tuple[System, Ints]] = field(default_factory=list)

    def best(self, options: Mapping[str, PlanOptions], until: float, step: Callable[[str], None]) -> Plan:
        task, systems = self._begun(options, until)
        if given_away := [name for one in systems for name in one.given_away]:
            raise _none(given_away)
        outcome = search(
            systems,
            task.losses,
            seconds=max(until - self.clock(), 0.0),
            clock=self.clock,
            step=lambda sets: step(f"Looking for the least loss that is safe ({sets} sets of pools so far)"),
        )
        found = outcome.best
        if found is None:
            found = self._whole_tables(task, systems, outcome, lambda: max(until - self.clock(), LEAST), self.clock)
        found, runs, in_time = runs_of(task, found, max(until - self.clock(), 0.0))
        tables = self._tables(task, found, runs)
        return Plan(
            tables,
            _measure(tables, found.loss),
            int(min(outcome.bound, found.loss)),
            outcome.bound >= found.loss,
            "time" if not in_time else "proof" if outcome.bound >= found.loss else outcome.ended,
            outcome.work.sets,
            outcome.work.rounds,
            outcome.work.cuts,
            witnesses=tuple(system.witnesses(tables) for system, tables in zip(systems, found.tables, strict=True)),
        )

    def _begun(self, options: Mapping[str, PlanOptions], until: float) -> tuple[Task, list[Candidates]]:
        losses = tuple(
            Losses(raw, self._allowed(raw, options[raw.spec.id]), self.rules.costs, self._protected(raw))
            for raw in self.raws
        )
        task = Task(self.raws, losses, self.sensitive, self.cleared, self.rules, self.public, self.earlier)
        if not self.systems:
            self.systems.extend(systems_of(task, lambda: until - self.clock()))
        return task, [Candidates(task, *one) for one in self.systems]

    @staticmethod
    def _allowed(raw: RawTable, options: PlanOptions) -> PlanOptions:
        """What several categories count of units in several of them is no sum of counts: such tables get no pools."""
        if raw.additive and not raw.spec.overlaps:
            return options
        return replace(options, ways=options.ways - {"pool"}, pool_together=())

    def _protected(self, raw: RawTable) -> frozenset[Key]:
        name = raw.spec.id
        flags = self.sensitive.get(name, ())
        low = (key for key, count in raw.counts.items() if 1 <= count < self.rules.threshold)
        found = {flag.key for flag in flags if flag.rule != "group"} | {*low}
        return frozenset(found - self.cleared.get(name, frozenset()))

    def _whole_tables(
        self,
        task: Task,
        systems: Sequence[Candidates],
        outcome: Outcome,
        left: Callable[[], float],
        clock: Callable[[], float],
    ) -> Found:
        """Where nothing else is safe: whole tables withheld, the fewest that do. Not for want of time: a table that is withheld
        only because the machine was busy is no answer."""
        if outcome.ended == "time":
            raise _late()
        names = [losses.raw.spec.id for losses in task.losses if "withhold" in losses.options.ways]
        tries = [*(frozenset({name}) for name in names), frozenset(names)] if names else []
        for whole in dict.fromkeys(tries):
            found, _ = evaluate(systems, (), Work(), left(), whole=whole, now=clock)
            if found is not None:
                return found
        if outcome.work.unshown:
            raise _unshown(outcome.work.unshown)
        if outcome.ended != "proof":
            raise _late()
        raise _none(outcome.work.stuck)

    def _tables(self, task: Task, found: Found, runs: Mapping[str, Sequence[Run]]) -> tuple[ProtectedTable, ...]:
        made = []
        for losses in task.losses:
            name = losses.raw.spec.id
            values = next(
                _values(losses, candidate.places[name], candidate.table.values, withheld)
                for candidate, withheld in zip(found.candidates, found.withheld, strict=True)
                if name in candidate.places
            )
            made.append(
                protected(
                    losses,
                    found.merges,
                    values,
                    self.sensitive.get(name, ()),
                    self.cleared.get(name, frozenset()),
                    runs.get(name, ()),
                )
            )
        return tuple(made)

    def other_ways(self, options: Mapping[str, PlanOptions]) -> list[Alternative]:
        """What only pooling, only suppressing, and whole tables withheld would keep: those that were worked out."""
        found = []
        for name, ways in (
            ("pooling alone", {"everything", "pool"}),
            ("suppressing alone", {"everything", "suppress"}),
            ("withholding whole tables", {"everything", "withhold"}),
        ):
            other = {
                key: replace(o, ways=frozenset(ways), publish=frozenset(), withhold=frozenset(), pool_together=())
                for key, o in options.items()
            }
            found += self._alternative(name, other)
        return found

    def without_pins(self, options: Mapping[str, PlanOptions]) -> list[Alternative]:
        return [
            one
            for key, own in options.items()
            for words, without in own.pins
            for one in self._alternative(f"without “{words}” (table {key})", {**options, key: without})
        ]

    def _alternative(self, name: str, options: Mapping[str, PlanOptions]) -> list[Alternative]:
        """One entry, or none where it was too much work."""
        task, systems = self._begun(options, float("inf"))
        if sum(map(len, systems)) > LARGE:
            return []
        clock = WorkClock(STEPS, NODES)
        outcome = search(systems, task.losses, seconds=ENDLESS, most=SETS, looked=LOOKED, clock=clock)
        if outcome.ended != "proof":
            return []
        found = outcome.best
        if found is None:
            try:
                found = self._whole_tables(task, systems, outcome, lambda: ENDLESS, clock)
            except NotProvedSafe:
                return [] if clock.ended else [Alternative(name, None)]
            if clock.ended:
                return []
        return [Alternative(name, _measure(self._tables(task, found, {}), found.loss))]


def _late() -> NotProvedSafe:
    return NotProvedSafe(
        "No safe way of publishing was found in time.",
        next_step=f"Raise {option('time_limit')}, or ask for fewer breakdowns in one response.",
    )


def _unshown(names: Sequence[str]) -> NotProvedSafe:
    return NotProvedSafe(
        f"No way of publishing was shown to protect: {'; '.join(dict.fromkeys(names))}. Its units can be in too many categories "
        "at once for every possibility to be gone through.",
        next_step="Nothing was released. Ask for fewer breakdowns in one response, or publish less of what is pinned.",
    )


def _none(names: Sequence[str]) -> NotProvedSafe:
    named = "; ".join(dict.fromkeys(names)) or "the figures found identifying"
    return NotProvedSafe(
        f"No way of publishing protects: {named}.",
        next_step="Nothing was released. What is public already, or must be published by a plan, gives these away: "
        "loosen the plan, or assess them again.",
    )


def _values(losses: Losses, places: Mapping[Key, int], values: Ints, withheld: Mask) -> dict[Key, int | None]:
    hidden = losses.hidden
    return {key: None if withheld[cell] or key in hidden else int(values[cell]) for key, cell in places.items()}


def _measure(tables: Sequence[ProtectedTable], lost: int) -> Measure:
    exact = covered = 0
    for table in tables:
        pools = {(pool.dimension, code): pool.code for pool in table.pools if not pool.within for code in pool.members}
        names = [dimension.name for dimension in table.raw.spec.dimensions]
        for key in table.raw.counts:
            shown = table.cells.get(tuple(pools.get((name, code), code) for name, code in zip(names, key, strict=True)))
            known = shown is not None and shown.value is not None
            exact += known and key in table.cells
            covered += known or (shown is not None and shown.reason == "pooled")
    return Measure(exact, covered, lost)
