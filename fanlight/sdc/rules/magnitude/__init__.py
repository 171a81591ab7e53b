"""Primary rules for magnitude tables. One rule a file; this dict is all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from fanlight.errors import BadInput
from fanlight.figures.cells.contributions import Contributions
from fanlight.figures.cells.contributors import Contributors
from fanlight.figures.cells.dimensions.product import ProductNames, equations_of, inner_cells
from fanlight.figures.cells.dimensions.trees import Axis
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.table import CellTable, Status, frequency
from fanlight.sdc.rules.magnitude import dominance, few_contributors, p_percent, prior_posterior
from fanlight.tables.knowledge.rules import MagnitudeRules

MAGNITUDE_RULES: dict[str, tuple[Callable[[MagnitudeRules], bool], Callable[[Contributions, MagnitudeRules], Ints]]] = {
    "dominance": (lambda rules: rules.dominance is not None, dominance.needed),
    "p_percent": (lambda rules: rules.p_percent is not None, p_percent.needed),
    "pq": (lambda rules: rules.pq is not None, prior_posterior.needed),
    "few_contributors": (lambda rules: rules.minimum_contributors > 1, few_contributors.needed),
}
"""Of each rule whether a policy uses it, and the level that it asks of each cell."""


def levels(found: Contributions, rules: MagnitudeRules) -> Ints:
    """Of each cell the largest level that a rule in use asks for; 0 where no rule finds it unsafe."""
    used = [needed(found, rules) for in_use, needed in MAGNITUDE_RULES.values() if in_use(rules)]
    if not used:
        raise BadInput("The policy uses no rule for magnitudes.", where=rules.policy)
    return np.asarray(np.max(used, axis=0), dtype=np.int64)


def magnitude_table(axes: Sequence[Axis], found: Contributions, rules: MagnitudeRules) -> CellTable:
    """The table of totals with a requirement on each unsafe cell: its interval must reach its level above, and as far
    below (down to 0 at most). Amounts are at least 0; cost is the amount, 1 for an amount of 0. A cell without a contributor is
    given: everybody may know that it is empty. Raises `BadInput`."""
    names = ProductNames(tuple(axes))
    table = frequency(names, found.totals, equations_of(axes), inner_cells(axes))
    level = levels(found, rules)
    first = np.minimum(to_the_largest(found, rules), level)
    contributors = Contributors(found.starts, found.holders, found.amounts, first, rules)
    return replace(
        table,
        status=np.where(found.contributors == 0, Status.PUBLISH, Status.FREE).astype(np.int8),
        cost=np.maximum(table.cost, 1),
        primary=np.asarray(level > 0),
        upl=level,
        lpl=np.minimum(level, found.totals),
        levels=True,
        contributors=contributors,
    )


def to_the_largest(found: Contributions, rules: MagnitudeRules) -> Ints:
    """How near the largest contributor of each cell may not come to its total, who knows its own part: as the rules ask for
    the second largest, to whom the largest is the one that is known; 1 at least where there is another contributor.

    Dominance is asked of the cell without the largest, with one place fewer.
    """
    largest = found.largest
    second = np.zeros((len(largest), max(2, largest.shape[1])), dtype=np.int64)
    second[:, : largest.shape[1]] = largest
    second[:, :2] = second[:, 1::-1]
    level = np.ones(len(largest), dtype=np.int64)
    if rules.p_percent is not None:
        level = np.maximum(level, p_percent.needed(replace(found, largest=second), rules))
    if rules.pq is not None:
        level = np.maximum(level, prior_posterior.needed(replace(found, largest=second), rules))
    if rules.dominance is not None:
        n, k = rules.dominance
        others = replace(found, largest=np.delete(second, 1, axis=1), totals=found.totals - second[:, 1])
        fewer = replace(rules, dominance=(max(1, n - 1), k))
        level = np.maximum(level, dominance.needed(others, fewer))
    return np.where(found.contributors > 1, level, 0).astype(np.int64)
