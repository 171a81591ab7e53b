"""What a method of suppression gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

from fanlight.sdc.suppression_problem import Mask


@dataclass(frozen=True, eq=False)
class Suppression:
    """`withheld`: per cell of the table. `cost`: the sum of the costs of cells withheld beyond those that had to be;
    `lower_bound`: no safe pattern costs less (0: none known). `optimal`: proved by this method. `unprotectable`: primary
    cells that no pattern protects (the pattern is the best for the others). `short`: cells whose requirement the method did
    not establish. `rounds`, `cuts`, `solves`: how much work it was.
    """

    withheld: Mask
    cost: int
    lower_bound: int
    optimal: bool
    unprotectable: tuple[int, ...] = ()
    short: tuple[int, ...] = ()
    rounds: int = 0
    cuts: int = 0
    solves: int = 0
    notes: tuple[str, ...] = field(default=())

    @property
    def gap(self) -> float:
        """By how much of the cost the bound falls short of it: 0 when optimal."""
        return 0.0 if self.cost <= self.lower_bound else (self.cost - self.lower_bound) / self.cost
