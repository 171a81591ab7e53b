"""Whether a pattern lets every primary cell move as far as it must, and if not, which cut says so.

The protector's own check: the proof that counts is the audit's, which shares no code with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

import numpy as np

from fanlight.sdc.attacker.components import Component, connected_components
from fanlight.sdc.attacker.subproblem import AttackerSubproblem
from fanlight.sdc.attacker.witness_store import Verdict, WithinPattern, WitnessStore
from fanlight.sdc.suppression_problem import Mask, Problem


class Attacker:
    """Attacks patterns of one problem, and keeps the tables that it has found in its `witness_store`."""

    def __init__(self, problem: Problem, left: Callable[[], float] = lambda: 60.0) -> None:
        self.problem = problem
        self.witness_store = WitnessStore(problem, left)

    @property
    def solves(self) -> int:
        return self.witness_store.solves

    @cached_property
    def everything(self) -> Component:
        """All cells as one component."""
        equations = self.problem.equations
        every, rows = np.arange(len(self.problem)), np.arange(len(equations))
        return Component(np.ones(len(every), dtype=np.bool_), every, rows, equations)

    @cached_property
    def everywhere(self) -> AttackerSubproblem:
        """A subproblem of all cells, for patterns that grow."""
        return AttackerSubproblem(self.witness_store, self.everything)

    def attack(
        self,
        withheld: Mask,
        asked: Iterable[int] | None = None,
        *,
        whole: bool = False,
        hasty: bool = False,
        enough: int = 0,
        within: AttackerSubproblem | None = None,
    ) -> Verdict:
        """The verdict on the demands asked (positions; all by default). `whole`: with whole numbers, where fractions
        reach all; `hasty`: what takes long there is left open; `enough`: stop once so many are short; `within`: a subproblem that
        holds all that is asked, where patterns that differ little are attacked one after another: its programme goes on
        from where it stands."""
        verdict = Verdict()
        wanted = np.zeros(len(self.problem.demands), dtype=np.bool_)
        remembered = WithinPattern(withheld)
        for k in asked if asked is not None else range(len(wanted)):
            if self.witness_store.witness(k, remembered) is not None:
                continue
            if self.witness_store.fraction(k, remembered):
                verdict.open.append(k)
            else:
                wanted[k] = True
        if within is not None:
            if wanted.any():
                within.ask(withheld, np.flatnonzero(wanted), verdict).run(enough)
            return verdict
        for component in connected_components(self.problem, withheld) if wanted.any() else ():
            here = np.flatnonzero(wanted & component.mask[self.witness_store.cell])
            if len(here):
                AttackerSubproblem(self.witness_store, component).ask(withheld, here, verdict).run(enough)
            if enough and len(verdict.short) >= enough:
                return verdict
        if whole and not verdict.short and (verdict.open or verdict.unclear):
            left = {*verdict.open, *verdict.unclear}
            verdict.open.clear()
            verdict.unclear.clear()
            for component in connected_components(self.problem, withheld):
                here = np.array([k for k in sorted(left) if component.mask[self.witness_store.cell[k]]], dtype=np.int64)
                if len(here):
                    AttackerSubproblem(self.witness_store, component).ask(withheld, here, verdict).run_whole(
                        enough, hasty=hasty
                    )
                if enough and len(verdict.fraction_only) >= enough:
                    return verdict
        return verdict
