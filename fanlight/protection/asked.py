"""What a protection is asked to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from fanlight.tables.cells import CellTable

WITHHOLDING = ("auto", "suppress", "large", "pool")
"""Methods that give true figures and withhold or pool others."""
PERTURBING = ("round", "small-counts", "cell-key")
"""Methods that give every figure, changed; never mixed with the others."""
NOISE, VARIANCE = 5, 2.0
"""Of the cell key method, where nothing is said."""


@dataclass(frozen=True)
class Asked:
    """`cells`: a CSV of inner cells, or a JJ file. `hierarchies`: for a dimension, its tree files. `threshold` 0: none
    was given. `publish`, `withhold`: files of cells to be given, or withheld, in any case. `costs`: "count" (also None), "cells", or
    a file. `pools`: pools to apply, or where chosen ones are written. `base`: of rounding (None: the
    threshold). `seed`: the file of the cell key method's secret seed, or
    `record_key`, the column of sums of record keys; `noise`,
    `variance`: of its perturbation table (None: `NOISE`, `VARIANCE`). `revisions`: None is "same". `ledger`: protect together with everything in it; `describe`: what the table's
    codes mean. `groups`: dimensions over which no sum may be seen to fall in one code. `table`: a table with requirements of its own (amounts) instead of the file `cells`, which then only names
    it."""

    cells: Path
    threshold: int = 0
    method: str = "auto"
    count: str = "count"
    hierarchies: dict[str, list[Path]] = field(default_factory=dict)
    pools: Path | None = None
    seconds: float = 60.0
    costs: str | None = None
    publish: Path | None = None
    withhold: Path | None = None
    zeros_shown: bool = False
    zeros_protected: bool = False
    base: int | None = None
    seed: Path | None = None
    record_key: str = ""
    noise: int | None = None
    variance: float | None = None
    ledger: str = ""
    describe: Path | None = None
    revisions: str | None = None
    leave_out: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    table: CellTable | None = None

    @property
    def jj(self) -> bool:
        """Whether the table brings its own requirements: a JJ file, or a table that is at hand."""
        return self.table is not None or self.cells.suffix.lower() == ".jj"
