"""What the audit of a table of many cells found, as arrays and as plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from fanlight.audit.cells.bounds.endless import endless
from fanlight.audit.cells.bounds.tighten import Tightened, Trail
from fanlight.audit.cells.groups import GroupAudit
from fanlight.audit.cells.internal import InternalAudit
from fanlight.audit.cells.knowledge import CellKnowledge, bounds
from fanlight.audit.cells.requirement import Requirements
from fanlight.audit.cells.system import FAR, CellSystem, Part
from fanlight.audit.cells.witnesses.reach import Reach
from fanlight.audit.cells.witnesses.search import Ends
from fanlight.figures.cells.equations import Ints
from fanlight.figures.cells.marks import MERGED
from fanlight.figures.cells.public import PublicTable

Verdict = Literal["safe", "exposed", "not_proved"]
EXIT = {"safe": 0, "exposed": 1, "not_proved": 2}


class State(IntEnum):
    """Of one withheld cell: it has no requirement; it is met, with whole-number tables; it is not, with a proof; or
    neither is proved."""

    NONE = 0
    MET = 1
    FAILED = 2
    NOT_PROVED = 3


@dataclass(frozen=True, eq=False)
class CellAudit:
    """One entry a hidden cell, in the order of `system.cells`.

    `lower`, `upper`: no agreeing table goes beyond these (`NO_BOUND`: no bound). `low`, `high`: whole-number tables
    reach these. Where both agree the interval is the true one. `proofs[i]`: what proves that a cell fails. `given_low`:
    cells that are given although a rule protects them. `spared`: cells of unknown count that are proved not to be low.
    `computed`: both ends were worked out. `internal`: what contributors to amounts can work out. `grouped`: whether a sum is
    known to fall in one of its parts, where that was asked. Internal: holds what must not be known.
    """

    public: PublicTable
    requirements: Requirements
    system: CellSystem
    tightened: Tightened
    parts: Sequence[Part]
    reach: Reach
    ends: Ends
    states: NDArray[np.int8]
    proofs: Mapping[int, str]
    given_low: Ints
    spared: NDArray[np.bool_]
    computed: NDArray[np.bool_]
    assumptions: tuple[str, ...]
    told: CellKnowledge
    internal: InternalAudit | None
    grouped: GroupAudit | None
    seconds: float

    def of_selection(self) -> CellAudit:
        """The same where the tables of the system are only some of those that are possible: what they reach is possible, and
        no bound of theirs is proved."""
        states = np.where(self.states == State.FAILED, State.NOT_PROVED, self.states).astype(np.int8)
        n = len(states)
        grouped = self.grouped
        if grouped is not None:
            grouped = replace(grouped, failed=np.zeros_like(grouped.failed))
        return replace(
            self,
            states=states,
            ends=Ends(np.full(n, FAR), np.minimum(np.zeros(n, dtype=np.int64), self.low_seen)),
            proofs={},
            computed=np.zeros(n, dtype=np.bool_),
            grouped=grouped,
        )

    @property
    def knowledge(self) -> str:
        return self.told.name

    @property
    def lower(self) -> Ints:
        return self.ends.lower

    @property
    def upper(self) -> Ints:
        return self.ends.upper

    @property
    def cells(self) -> Ints:
        return self.system.cells

    @cached_property
    def verdict(self) -> Verdict:
        if len(self.failed):
            return "exposed"
        return "not_proved" if len(self.unproved) else "safe"

    @cached_property
    def failed(self) -> Ints:
        """Cells that can be worked out too closely, those that are given though a rule protects them first; and sums
        that are known to fall in one part."""
        known = self.internal.failed if self.internal else self.given_low[:0]
        sums = self.grouped.groups.sums[self.grouped.failed] if self.grouped else self.given_low[:0]
        failed = np.concatenate([self.given_low, self.cells[self.states == State.FAILED], known, sums])
        return failed[np.sort(np.unique(failed, return_index=True)[1])]

    @cached_property
    def unproved(self) -> Ints:
        """Cells that are proved neither way, by anybody or by a contributor; and sums of which it is not proved that they
        may fall in several parts."""
        known = self.internal.unproved if self.internal else self.given_low[:0]
        sums = self.grouped.groups.sums[self.grouped.unproved] if self.grouped else self.given_low[:0]
        return np.unique(np.concatenate([self.cells[self.states == State.NOT_PROVED], known, sums]))

    @cached_property
    def trail(self) -> Trail:
        return Trail(self.tightened)

    @cached_property
    def of_part(self) -> Mapping[int, tuple[Part, int]]:
        """Of each open column its part, and its place there."""
        return {int(column): (part, at) for part in self.parts for at, column in enumerate(part.columns)}

    @property
    def exit_code(self) -> int:
        return EXIT[self.verdict]

    @property
    def exact(self) -> NDArray[np.bool_]:
        """Cells whose very count anybody can work out. A part of a pool of none is not counted: the pool says it."""
        return np.asarray((self.lower == self.upper) & ~self._none_of_none)

    @property
    def proved_low(self) -> NDArray[np.bool_]:
        """Cells that anybody can tell to be below the threshold, and that may be more than 0."""
        t = self.requirements.threshold
        return (self.upper >= 1) & (self.upper < t) if t else np.zeros(len(self.cells), dtype=np.bool_)

    @property
    def _none_of_none(self) -> NDArray[np.bool_]:
        return np.asarray((self.public.marks[self.cells] == MERGED) & (self.upper == 0))

    @cached_property
    def _endless(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        lower, upper = bounds(self.public, self.told)
        lower, upper = lower[self.cells], upper[self.cells]
        down, up = endless(self.parts, (lower, upper), (self.lower, self.upper))
        return down | (self.lower <= -FAR), up | (self.upper >= FAR)

    def kind(self, column: int) -> str:
        """How far the interval is the true one: "whole-number", "LP bound only" or "not computed"."""
        if self.lower[column] == self.low_seen[column] and self.upper[column] == self.high_seen[column]:
            return "whole-number"
        return "LP bound only" if self.computed[column] else "not computed"

    @property
    def low_seen(self) -> Ints:
        return self.reach.low

    @property
    def high_seen(self) -> Ints:
        return self.reach.high

    def interval(self, column: int) -> dict[str, Any]:
        lo, hi = int(self.lower[column]), int(self.upper[column])
        state, told = State(int(self.states[column])), self.public.told
        down, up = self._endless
        return {
            "cell": list(self.public.key(int(self.cells[column]))),
            "lo": None if down[column] else told(lo),
            "hi": None if up[column] else told(hi),
            "kind": self.kind(column),
            "proof": self.proofs.get(column, "whole-number tables" if self._witnessed(column, state) else ""),
            "reached": [told(int(self.low_seen[column])), told(int(self.high_seen[column]))],
            "requirement": {0: "none", 1: "met", 2: "failed", 3: "not proved"}[int(state)],
        }

    def _witnessed(self, column: int, state: State) -> bool:
        return state is State.MET or self.kind(column) == "whole-number"

    def _keys(self, mask: NDArray[np.bool_]) -> list[list[str]]:
        return [list(self.public.key(int(cell))) for cell in self.cells[mask]]

    def _contributors(self) -> dict[str, Any]:
        """Of a table of amounts the cells that a contributor, who knows its own part, works out too closely, or perhaps."""
        if self.internal is None:
            return {}
        found = (self.internal.failed, self.internal.unproved)
        keys = [[list(self.public.key(cell)) for cell in cells.tolist()] for cells in found]
        return {"contributors": {"failed": keys[0], "unproved": keys[1]}}

    def _groups(self) -> dict[str, Any]:
        """Sums that are known to fall in one part, or perhaps, where that was asked."""
        grouped = self.grouped
        if grouped is None:
            return {}
        found = (("failed", grouped.failed), ("unproved", grouped.unproved))
        return {
            "groups": {
                "protected": len(grouped.groups),
                **{name: grouped.keys(self.public.key, mask) for name, mask in found},
            }
        }

    def to_json(self) -> dict[str, Any]:
        """Plain values, the same for the same input except where time ran out. Of a file with decimals, values are texts in
        its own units, and `unit` is the smallest. Internal."""
        failed, unproved = self.states == State.FAILED, self.states == State.NOT_PROVED
        return {
            "format": "fanlight-cell-audit",
            "version": 1,
            "internal": "Never give this file out: it says what must not be known.",
            "verdict": self.verdict,
            "knowledge": self.knowledge,
            "threshold": self.requirements.threshold or None,
            **({"unit": self.public.unit} if self.public.places else {}),
            "withheld": int((self.public.marks[self.cells] != MERGED).sum()),
            "merged": int((self.public.marks[self.cells] == MERGED).sum()),
            "protected": int((self.states != State.NONE).sum()),
            "exact": self._keys(self.exact),
            "proved_low": self._keys(self.proved_low),
            "too_narrow": self._keys(failed) if self.requirements.values is not None else None,
            "failed": self._keys(failed),
            "unproved": self._keys(unproved),
            "given_low": [list(self.public.key(int(cell))) for cell in self.given_low],
            **self._contributors(),
            **self._groups(),
            "intervals": [self.interval(column) for column in range(len(self.cells))],
            "assumptions": list(self.assumptions),
        }
