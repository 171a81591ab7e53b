"""Cheapest choices under covering inequalities that are found while the search tree grows: SCIP behind a small door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyscipopt import SCIP_HEURTIMING, SCIP_RESULT, Conshdlr, Heur, Model, quicksum

from fanlight.optimise.cover import Choice

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Row = tuple[Places, Places, int]
"""Columns, weights, least sum."""


class _Lazy(Conshdlr):  # type: ignore[misc]
    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    def conscheck(self, constraints: Any, solution: Any, *args: Any) -> dict[str, Any]:
        ok = self.tree.accept(self.tree.values(solution))
        return {"result": SCIP_RESULT.FEASIBLE if ok else SCIP_RESULT.INFEASIBLE}

    def consenfolp(self, constraints: Any, count: int, infeasible: bool) -> dict[str, Any]:
        added = self.tree.separate(self.tree.values(None), True)
        return {"result": SCIP_RESULT.CONSADDED if added else SCIP_RESULT.FEASIBLE}

    def consenfops(self, *args: Any) -> dict[str, Any]:
        added = self.tree.separate(self.tree.values(None), True)
        return {"result": SCIP_RESULT.CONSADDED if added else SCIP_RESULT.FEASIBLE}

    def conssepalp(self, constraints: Any, count: int) -> dict[str, Any]:
        added = self.tree.separate(self.tree.values(None), False)
        return {"result": SCIP_RESULT.CONSADDED if added else SCIP_RESULT.DIDNOTFIND}

    def conslock(self, constraint: Any, locktype: Any, pos: int, neg: int) -> None:
        # Choosing more can never break a covering inequality; choosing less can.
        for variable in self.tree.variables:
            self.model.addVarLocks(self.model.getTransformedVar(variable), neg, pos)


class _Given(Heur):  # type: ignore[misc]
    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    def heurexec(self, timing: Any, infeasible: Any) -> dict[str, Any]:
        tree = self.tree
        values = tree.values(None) if timing != SCIP_HEURTIMING.BEFORENODE else None
        chosen = tree.propose(values)
        if chosen is None:
            return {"result": SCIP_RESULT.DIDNOTFIND}
        solution = self.model.createSol(self)
        for variable, one in zip(tree.variables, chosen.tolist(), strict=True):
            self.model.setSolVal(solution, variable, float(one))
        taken = self.model.trySol(solution, printreason=False)
        return {"result": SCIP_RESULT.FOUNDSOL if taken else SCIP_RESULT.DIDNOTFIND}


class Tree:
    """`find(values, whole)` gives violated rows; `whole`: the values are a whole choice to be accepted or cut off.
    `offer(values)` may give a choice (bool per column) that satisfies all rows there can be."""

    def __init__(
        self,
        costs: Places,
        always: NDArray[np.bool_],
        rows: Sequence[Row],
        find: Callable[[Floats, bool], Sequence[Row]],
        offer: Callable[[Floats | None], NDArray[np.bool_] | None],
    ) -> None:
        self.find, self.offer = find, offer
        self.model = model = Model()
        model.hideOutput()
        for name, value in (
            ("randomization/randomseedshift", 0),
            ("misc/usesymmetry", 0),
            ("parallel/maxnthreads", 1),
            ("limits/absgap", 0.999),
            ("conflict/enable", False),
            ("timing/clocktype", 2),
        ):
            model.setParam(name, value)
        self.variables = [
            model.addVar(vtype="B", obj=float(cost), lb=1.0 if fixed else 0.0)
            for cost, fixed in zip(costs.tolist(), always.tolist(), strict=True)
        ]
        for row in rows:
            self._add(row)
        handler = _Lazy(self)
        model.includeConshdlr(
            handler,
            "safe",
            "every attack fails",
            sepapriority=-10,
            enfopriority=-10,
            chckpriority=-10,
            sepafreq=1,
            propfreq=-1,
            eagerfreq=-1,
            maxprerounds=0,
            delaysepa=False,
            delayprop=False,
            needscons=False,
        )
        model.includeHeur(
            _Given(self),
            "mended",
            "a choice from outside",
            "Y",
            priority=10000,
            freq=1,
            freqofs=0,
            maxdepth=-1,
            timingmask=SCIP_HEURTIMING.AFTERLPNODE,
            usessubscip=False,
        )

    def run(self, seconds: float) -> Choice:
        model = self.model
        model.setParam("limits/time", max(seconds, 0.01))
        model.optimize()
        status = model.getStatus()
        if status == "infeasible":
            return Choice("infeasible", None, np.inf, np.inf)
        bound = float(model.getDualbound())
        if model.getNSols() == 0:
            return Choice("stopped", None, np.inf, bound)
        values = self.values(model.getBestSol())
        cost = float(model.getObjVal())
        done = status in ("optimal", "gaplimit")
        return Choice("optimal" if done else "stopped", values, cost, cost if done else bound)

    def values(self, solution: Any) -> Floats:
        model = self.model
        return np.array([model.getSolVal(solution, variable) for variable in self.variables])

    def accept(self, values: Floats) -> bool:
        return not self.find(values, True)

    def separate(self, values: Floats, whole: bool) -> bool:
        rows = self.find(values, whole)
        for row in rows:
            self._add(row)
        return bool(rows)

    def propose(self, values: Floats | None) -> NDArray[np.bool_] | None:
        return self.offer(values)

    def _add(self, row: Row) -> None:
        cells, weights, least = row
        terms = [w * self.variables[c] for c, w in zip(cells.tolist(), weights.tolist(), strict=True)]
        self.model.addCons(quicksum(terms) >= least)
