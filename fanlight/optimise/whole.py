"""A whole-number programme on arrays: HiGHS, least cost under equations and bounds."""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from fanlight.optimise.cell_programme import Floats, Ints, _fresh, _status
from fanlight.optimise.status import Status


@dataclass(frozen=True, eq=False)
class Least:
    """`point`: whole numbers, the best found (None: none). `status` "optimal": none is better."""

    status: Status
    point: Ints | None = None


def least_cost(
    starts: Ints,
    columns: Ints,
    factors: Ints,
    right: Ints,
    lower: Floats,
    upper: Floats,
    cost: Floats,
    whole: NDArray[np.bool_],
    seconds: float,
    *,
    gap: float = 0.0,
    nodes: int | None = None,
) -> Least:
    """The cheapest numbers between bounds (infinite: none) that keep every row; those that are `whole` are whole. `gap`,
    `nodes`: from how near to the best, and after how many branches, it ends with what there is."""
    if seconds <= 0:
        return Least("stopped")
    n = len(lower)
    model = _fresh(starts, columns, factors, right.astype(np.float64), lower, upper)
    index = np.arange(n, dtype=np.int32)
    model.changeColsCost(n, index, cost)
    model.setOptionValue("mip_rel_gap", gap)
    if nodes is not None:
        model.setOptionValue("mip_max_nodes", nodes)
    kinds = np.array([highspy.HighsVarType.kInteger if one else highspy.HighsVarType.kContinuous for one in whole])
    model.changeColsIntegrality(n, index, kinds)
    model.setOptionValue("time_limit", float(seconds))
    model.run()
    status = _status(model)
    if model.getInfo().primal_solution_status != 2:
        return Least(status if status == "infeasible" else "stopped")
    return Least(status, np.rint(np.array(model.getSolution().col_value)).astype(np.int64))
