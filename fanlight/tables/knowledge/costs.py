"""What it loses not to give a figure, as plain values of a dated policy."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Costs:
    """A withheld figure loses `withheld` times log2(2 + count). One that only a pool gives loses the part `pooled` of that,
    and the part `blurred` more in the measure of log(figures in the pool) / log(figures of the table). `sums_last`: a sum
    loses what its parts would lose as well. `protect_last`: how many times as much is lost where an officer asks for that.

    Source: policies/disclosure_control/costs.yaml.
    """

    withheld: int = 100
    pooled: Fraction = Fraction(3, 4)
    blurred: Fraction = Fraction(3, 20)
    sums_last: bool = True
    protect_last: int = 1000

    def of(self, count: int) -> int:
        """What a figure of this count loses where it is withheld."""
        return round(self.withheld * math.log2(2 + count))

    def share(self, pooled: int, of: int) -> float:
        """The part of it that is lost where a pool of so many figures gives it, of so many in the table; 0 for one figure."""
        if pooled < 2:
            return 0.0
        return float(self.pooled) + float(self.blurred) * math.log(pooled) / math.log(max(of, pooled))
