"""The fewest rows that, multiplied and added up, give or bound a wanted sum: a small integer programme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import highspy
import numpy as np

from fanlight.optimise.sweep import Quiet

Relation = Literal["=", ">=", "<="]
LARGEST = 6.0
"""Largest multiplier that is looked for."""


def fewest(
    rows: Sequence[tuple[Sequence[tuple[int, int]], Relation, int]],
    wanted: Mapping[int, int],
    *,
    side: Literal["identity", "upper", "lower"],
    limit: float,
    seconds: float,
    free: Sequence[tuple[Sequence[tuple[int, int]], Relation, int]] = (),
) -> dict[int, float] | None:
    """Multipliers by row, as few as there are; None where there are none, or none was found in time.

    `identity`: equations that add up to exactly the wanted sum of columns. `upper`: the sum covers every wanted column
    and comes to `limit` at most, so that it bounds the wanted sum from above; `lower` likewise from below. Rows that are
    no equations are used with the sign that keeps the bound true. `free`: equations with the right side 0 that may be
    used as often as one likes and are not counted (an identity's only).
    """
    model: Any = Quiet()  # type: ignore[no-untyped-call]
    for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0), ("time_limit", float(seconds))):
        model.setOptionValue(name, value)
    used = [i for i, (_, relation, _) in enumerate(rows) if side != "identity" or relation == "="]
    inf = highspy.kHighsInf
    for i in used:
        relation = rows[i][1]
        up = side != "lower"
        low = 0.0 if relation == ("<=" if up else ">=") else -LARGEST
        high = 0.0 if relation == (">=" if up else "<=") else LARGEST
        model.addVar(low, high)
    n = len(used)
    for _ in used:
        model.addVar(0.0, 1.0)
    columns = np.arange(n, 2 * n, dtype=np.int32)
    model.changeColsCost(n, columns, np.ones(n))
    model.changeColsIntegrality(n, columns, np.array([highspy.HighsVarType.kInteger] * n))
    by_atom: dict[int, list[tuple[int, int]]] = {atom: [] for atom in wanted}
    for position, i in enumerate(used):
        for atom, factor in rows[i][0]:
            by_atom.setdefault(atom, []).append((position, factor))
    for offset, (terms, _, _) in enumerate(free):
        model.addVar(-inf, inf)
        for atom, factor in terms:
            by_atom.setdefault(atom, []).append((2 * n + offset, factor))
    for atom, terms in by_atom.items():
        need = float(wanted.get(atom, 0))
        low, high = (need, need) if side == "identity" else (need, inf) if side == "upper" else (-inf, need)
        _row(model, low, high, [(position, float(factor)) for position, factor in terms])
    if side != "identity":
        total = [(position, float(rows[i][2])) for position, i in enumerate(used) if rows[i][2]]
        _row(model, -inf if side == "upper" else limit, limit if side == "upper" else inf, total)
    for position in range(n):
        _row(model, -inf, 0.0, [(position, 1.0), (n + position, -LARGEST)])
        _row(model, 0.0, inf, [(position, 1.0), (n + position, LARGEST)])
    model.run()
    if model.getInfo().primal_solution_status != 2:
        return None
    values = model.getSolution().col_value
    return {i: values[position] for position, i in enumerate(used) if abs(values[position]) > 1e-7}


def _row(model: Any, low: float, high: float, terms: Sequence[tuple[int, float]]) -> None:
    index = np.array([column for column, _ in terms], dtype=np.int32)
    model.addRow(low, high, len(index), index, np.array([factor for _, factor in terms], dtype=float))
