"""What a protection is asked to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

PERTURBING = ("round", "small-counts", "cell-key")
"""Methods that give every figure, changed; never mixed with the others."""


@dataclass(frozen=True)
class Asked:
    """`cells`: a CSV of inner cells, or a JJ file. `hierarchies`: for a dimension, its tree files. `threshold` 0: none
    was given. `publish`, `withhold`: files of cells to be given, or withheld, in any case. `costs`: "count", "cells", or
    a file. `pools`: pools to apply, or where chosen ones are written. `base`: of rounding (0: the
    threshold). `seed`: the file of the cell key method's secret seed; `noise`,
    `variance`: of its perturbation table. `ledger`: protect together with everything in it; `describe`: what the table's
    codes mean."""

    cells: Path
    threshold: int = 0
    method: str = "auto"
    count: str = "count"
    hierarchies: dict[str, list[Path]] = field(default_factory=dict)
    pools: Path | None = None
    seconds: float = 60.0
    costs: str = "count"
    publish: Path | None = None
    withhold: Path | None = None
    zeros_shown: bool = False
    zeros_protected: bool = False
    base: int = 0
    seed: Path | None = None
    noise: int = 5
    variance: float = 2.0
    ledger: str = ""
    describe: Path | None = None
    revisions: str = "same"
    leave_out: tuple[str, ...] = ()

    @property
    def jj(self) -> bool:
        return self.cells.suffix.lower() == ".jj"
