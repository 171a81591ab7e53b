"""Whether a pattern lets every primary cell move as far as it must, and if not, which cut says so.

The protector's own check: the proof that counts is the audit's, which shares no code with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np

from fanlight.sdc.attacker.components import Island, islands
from fanlight.sdc.attacker.subproblem import Sea
from fanlight.sdc.attacker.witness_store import Memory, Verdict, Within
from fanlight.sdc.suppression_problem import Mask, Problem


class Attacker:
    """Attacks patterns of one problem, and keeps the tables that it has found in its `memory`."""

    def __init__(self, problem: Problem, left: Callable[[], float] = lambda: 60.0) -> None:
        self.problem = problem
        self.memory = Memory(problem, left)

    @property
    def solves(self) -> int:
        return self.memory.solves

    @cached_property
    def everything(self) -> Island:
        """All cells as one island."""
        equations = self.problem.equations
        every, rows = np.arange(len(self.problem)), np.arange(len(equations))
        return Island(np.ones(len(every), dtype=np.bool_), every, rows, equations)

    @cached_property
    def everywhere(self) -> Sea:
        """A sea of all cells, for patterns that grow."""
        return Sea(self.memory, self.everything)

    def attack(
        self,
        withheld: Mask,
        asked: Iterable[int] | None = None,
        *,
        whole: bool = False,
        hasty: bool = False,
        enough: int = 0,
        within: Sea | None = None,
    ) -> Verdict:
        """The verdict on the demands asked (positions; all by default). `whole`: with whole numbers, where fractions
        reach all; `hasty`: what takes long there is left open; `enough`: stop once so many are short; `within`: a sea that
        holds all that is asked, where patterns that differ little are attacked one after another: its programme goes on
        from where it stands."""
        verdict = Verdict()
        wanted = np.zeros(len(self.problem.demands), dtype=np.bool_)
        remembered = Within(withheld)
        for k in asked if asked is not None else range(len(wanted)):
            if self.memory.witness(k, remembered) is not None:
                continue
            if self.memory.fraction(k, remembered):
                verdict.open.append(k)
            else:
                wanted[k] = True
        if within is not None:
            if wanted.any():
                within.ask(withheld, np.flatnonzero(wanted), verdict).run(enough)
            return verdict
        for island in islands(self.problem, withheld) if wanted.any() else ():
            here = np.flatnonzero(wanted & island.mask[self.memory.cell])
            if len(here):
                Sea(self.memory, island).ask(withheld, here, verdict).run(enough)
            if enough and len(verdict.short) >= enough:
                return verdict
        if whole and not verdict.short and (verdict.open or verdict.unclear):
            left = {*verdict.open, *verdict.unclear}
            verdict.open.clear()
            verdict.unclear.clear()
            for island in islands(self.problem, withheld):
                here = np.array([k for k in sorted(left) if island.mask[self.memory.cell[k]]], dtype=np.int64)
                if len(here):
                    Sea(self.memory, island).ask(withheld, here, verdict).run_whole(enough, hasty=hasty)
                if enough and len(verdict.ragged) >= enough:
                    return verdict
        return verdict
