"""A protection as it is asked for: values, no paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from fanlight.figures.cells import CellTable
from fanlight.figures.cells.dimensions.pools import Pool
from fanlight.figures.cells.equations import Ints

if TYPE_CHECKING:  # a ledger is not there for most tables, and takes its time to load
    from fanlight.ledger.description import Described
    from fanlight.ledger.weigh import Memory

WITHHOLDING = ("auto", "suppress", "large", "pool")
"""Methods that give true figures and withhold or pool others."""
PERTURBING = ("round", "small-counts", "cell-key")
"""Methods that give every figure, changed; never mixed with the others."""
NOISE, VARIANCE = 5, 2.0
"""Of the cell key method, where nothing is said."""


@dataclass(frozen=True, eq=False)
class RecordKeys:
    """`inner`: of each cell of a table the sum of its records' keys, 0 for every cell that is a sum; `modulus`: that of the
    keys (256, or 10^9 for keys below 1)."""

    inner: Ints
    modulus: int


@dataclass(frozen=True, eq=False)
class Perturbing:
    """What the methods that change figures take. `base`: of rounding (None: the threshold). Of cell keys: `seed`, which
    must stay secret and the same for all tables, or `record_keys`; `noise`: the most that a figure changes, and `variance`
    (None: `NOISE`, `VARIANCE`)."""

    base: int | None = None
    seed: str | None = None
    record_keys: RecordKeys | None = None
    noise: int | None = None
    variance: float | None = None


@dataclass(frozen=True, eq=False)
class Known:
    """What readers have of a table's counts from elsewhere: by cell its least and greatest count (None: no end), and in
    `name` where that comes from. `bases`: cells that words compare with, which have to be given."""

    name: str
    cells: Mapping[int, tuple[int, int | None]]
    bases: Ints


@dataclass(frozen=True, eq=False)
class WithLedger:
    """Protect, or audit, together with everything in a ledger. `described`: what the table's codes mean."""

    memory: Memory
    described: Described


@dataclass(frozen=True, eq=False)
class ProtectionRequest:
    """`table`: n cells, sums among them. `threshold`: counts from 1 to one below it are low; None where the table brings its
    own requirements (`CellTable.levels`). `publish`, `withhold`: positions of cells to be given, or withheld, in any case.
    `costs`: what withholding each cell loses: its count, 1, or an array of n. `pools`: to be applied; `choose_pools`: to be
    found. `groups`: dimensions over which no sum may be seen to fall in one code. `time_limit` in seconds.
    `known`: what readers have from elsewhere. `allow_unproved`: what was not proved in time comes back as an `UnprovedTable`, and is no error."""

    table: CellTable
    threshold: int | None = None
    method: str = "auto"
    publish: Ints | None = None
    withhold: Ints | None = None
    costs: Ints | Literal["count", "cells"] = "count"
    pools: tuple[Pool, ...] | None = None
    choose_pools: bool = False
    zeros_shown: bool = False
    protect_zeros: bool = False
    groups: tuple[str, ...] = ()
    time_limit: float = 60.0
    allow_unproved: bool = False
    perturbing: Perturbing = field(default_factory=Perturbing)
    known: Known | None = None
    ledger: WithLedger | None = None
