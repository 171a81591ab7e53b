"""What was done, what it loses, and what is proved. Internal."""

from __future__ import annotations

import resource
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from fanlight.audit.cells import CellAudit
from fanlight.audit.cells.perturbed import PerturbedAudit
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.numbers.decimals import told
from fanlight.figures.cells.table import GrownNames
from fanlight.protection.methods.protected import Protected
from fanlight.protection.request.prepared import Prepared
from fanlight.tables.text.counted import counted

Key = tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """`cells` in all, sums among them; `primary`: those that a rule protects; `asked`: withheld because somebody asks;
    `secondary`: withheld to protect others. `cost`: what these lose, by the costs chosen; `lower_bound`: no way of
    this kind loses less (None: not known); `gap`: how far the two are apart, as a part of the cost; of a file with decimals
    both are texts in its units. `optimal`: the least loss is proved. `proved_safe` by the audit, under `assumptions`.
    `unproved`, `exact`: codes of withheld figures of which it is not proved that they are protected, and that can be worked
    out exactly (no rule protects these). `changed`: figures are changed, none withheld. `ledger`: what stands with earlier
    releases. Internal: a sum of withheld counts gives them away."""

    method: str
    cells: int
    primary: int
    asked: int
    secondary: int
    withheld_as_asked: tuple[Key, ...]
    given_as_asked: tuple[Key, ...]
    cost: int | str | None
    lower_bound: int | str | None
    gap: float | None
    optimal: bool
    proved_safe: bool
    assumptions: tuple[str, ...]
    unproved: tuple[Key, ...]
    exact: tuple[Key, ...]
    notes: tuple[str, ...]
    seconds: float
    peak_mb: float
    changed: bool = False
    ledger: Mapping[str, Any] | None = None

    @property
    def status(self) -> Literal["least loss proved", "safe", "not proved safe"]:
        if not self.proved_safe:
            return "not proved safe"
        return "least loss proved" if self.optimal else "safe"

    def to_json(self) -> dict[str, Any]:
        """REPORT.json."""
        return {
            "internal": "Never give this file out: a sum of withheld counts gives them away.",
            "method": self.method,
            "cells": self.cells,
            "primary": self.primary,
            "asked": self.asked,
            "secondary": self.secondary,
            "forced": {"withheld": _lists(self.withheld_as_asked), "given": _lists(self.given_as_asked)},
            "cost": self.cost,
            "lower_bound": self.lower_bound,
            "gap": self.gap,
            "optimal": self.optimal,
            "proved_safe": self.proved_safe,
            "assumptions": list(self.assumptions),
            "unproved": _lists(self.unproved),
            "exact": _lists(self.exact),
            "notes": list(self.notes),
            "seconds": self.seconds,
            "peak_mb": self.peak_mb,
            **({} if self.ledger is None else {"ledger": dict(self.ledger)}),
        }

    def lines(self) -> list[str]:
        """A summary for whoever asked; without costs, which give figures away."""
        unproved = len(self.unproved) + len((self.ledger or {}).get("unproved", ()))
        proved = "Proved safe" if self.proved_safe else f"Not proved safe: {counted(unproved, 'cell')} unproved"
        if self.changed:
            least = [f"{'Proved' if self.optimal else 'Not proved'} to be the least sum of changes."]
            return [
                f"{counted(self.cells, 'cell')} given, changed by {self.method}.",
                f"{proved}; {self.seconds:g} s.",
                *(least if self.method == "round" else []),
                *self.notes[:-1],
            ]
        best = "proved least loss" if self.optimal else "least loss not proved"
        asked = f" {self.asked:,} withheld as asked," if self.asked else ""
        exact = [f"{counted(len(self.exact), 'withheld figure')} can be worked out exactly."] if self.exact else []
        return [
            f"{counted(self.cells, 'cell')}; {self.primary:,} protected,{asked} {self.secondary:,} more withheld.",
            f"{proved}; {best}; {self.seconds:g} s.",
            *exact,
        ]


def _lists(keys: tuple[Key, ...]) -> list[list[str]]:
    return [list(key) for key in keys]


def there(ready: Prepared, cells: Ints, found: Protected) -> Ints:
    """The same cells in the table as it is given out, which may have grown by pools."""
    names = found.table.names
    names = names.base if isinstance(names, GrownNames) else names
    if names is ready.table.names:
        return cells
    return np.array([names.cell(ready.table.names[int(cell)]) for cell in cells], dtype=np.int64)  # type: ignore[attr-defined]


def report_of(
    ready: Prepared,
    found: Protected,
    audit: CellAudit | PerturbedAudit,
    seconds: float,
    ledger: Mapping[str, Any] | None = None,
) -> Report:
    """`found`: the pattern of the table alone, `audit` of what would be given out (with a ledger: of the joint system)."""
    table = found.table
    own = found.withheld | (found.merged if found.merged is not None else False)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    forced = np.zeros(len(table), dtype=np.bool_)
    forced[there(ready, ready.withheld, found)] = True
    asked = np.zeros(len(table), dtype=np.bool_)
    asked[there(ready, ready.only_asked, found)] = True
    exact = audit.cells[audit.exact] if isinstance(audit, CellAudit) else audit.exact
    return Report(
        method=found.method,
        cells=len(table),
        primary=int((table.primary & ~asked).sum()),
        asked=int(asked.sum()),
        secondary=int((own & ~table.primary & ~forced).sum()),
        withheld_as_asked=tuple(table.names[cell] for cell in np.flatnonzero(forced).tolist()),
        given_as_asked=tuple(ready.table.names[int(cell)] for cell in ready.given),
        cost=told(found.cost, table.cost_places) if found.perturbed is None else None,
        lower_bound=None if found.bound is None else told(found.bound, table.cost_places),
        gap=found.gap,
        optimal=found.optimal,
        proved_safe=audit.verdict == "safe",
        assumptions=(*found.assumptions, *audit.assumptions),
        unproved=tuple(audit.public.key(cell) for cell in audit.unproved.tolist()),
        exact=tuple(audit.public.key(cell) for cell in exact.tolist()),
        notes=found.notes,
        seconds=round(seconds, 3),
        peak_mb=round(peak / 1024, 1),
        changed=found.perturbed is not None,
        ledger=ledger,
    )
